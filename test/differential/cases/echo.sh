# echo: -n -e -E, escapes, odd options, quoting.

#### words are joined by single blanks
echo a b   c; echo 'a  b'; echo; echo ''; echo '' ''; echo a '' b; echo " lead"; echo "trail "

#### -n leaves out the newline
echo -n a; echo -n; echo -n b c; echo; echo -n ''; echo -n -n; echo end; echo -nn x; echo; echo a -n

#### -e expands escapes
echo -e 'a\tb\nc'; echo -e 'x\\y'; echo -e '\101\0101\x41\u00e9'; echo -e 'a\bb\rc\fd\ve\a' | od -An -c | tr -s ' '; echo -e '\e[1m' | od -An -tx1; echo -e '\"\'"'"; echo -e '\q\z'; echo -e 'end\'

#### \c stops everything
echo -e 'a\cb' c; echo; echo -e 'a' 'b\c' c; echo "|"; echo -ne 'x\c'; echo "|"

#### without -e nothing is expanded
echo 'a\nb' "c\td" e\\f; echo "\\"; echo '\\'; echo '\0'; echo -E 'a\nb'; x='p\tq'; echo "$x" $x

#### -E and -e: the last wins
echo -e -E 'a\tb'; echo -E -e 'a\tb'; echo -eE 'x\ty'; echo -Ee 'x\ty'; echo -neE 'x\ty'; echo; echo -en 'a\n'; echo -nE '\t'; echo

#### what is no option is printed
echo -x; echo -; echo --; echo -- -n; echo -nx; echo -e- a; echo --help | head -1; echo -ne- b; echo - -e; echo -n-; echo +n

#### options after a word are text
echo a -e '\t' -n; echo '' -n; echo -e a -e '\x41'

#### an option from a variable or quoted
o=-n; echo $o x; echo; echo "-n" y; echo; o='-n -e'; echo $o 'a\tb'; echo; echo "$o" z; e=; echo $e -n q; echo; set -- -e 'x\ty'; echo "$@"; echo \-n w; echo

#### octal and hexadecimal escapes
echo -e '\0' | od -An -tx1; echo -e '\01\012\0123\01234' | od -An -tx1; echo -e '\x1\x12\x123' | od -An -tx1; echo -e '\1\12\123' | od -An -c | tr -s ' '; echo -e '\xzz'; echo -e '\0777' | od -An -tx1

#### unicode escapes
echo -e '\u41\u0041\u00e9\u20ac\U1F600\U0001F600'; echo -e '\u' '\U' '\uz'; echo -e '\u0041b'; echo -e 'é\u65e5' | wc -m

#### quotes and expansions
x='a  b'; echo $x; echo "$x"; echo '$x' "\$x" \$x; echo "it's" 'say "hi"'; echo a"b c"'d e'f; echo "$(echo in)"`echo old`; echo $((2+3)); echo {a,b}c; echo ~ | grep -c /

#### globs and braces
echo a/*; echo 'a/*'; echo no*match; echo "a/"*; echo \*; echo {1..3} {a,b}{c,d}; echo [aw]ords.t?t

#### output to files, pipes and nowhere
echo x > f; cat f; echo y >> f; cat f; echo z | tr z Z; echo e >&2 2>/dev/null; echo no > none/f 2>/dev/null; echo $?; echo q > /dev/null; echo $?; >g echo first; cat g; echo a b > h c; cat h

#### xpg_echo
shopt -s xpg_echo; echo 'a\tb'; echo -E 'a\tb'; echo -n 'x\n'; shopt -u xpg_echo; echo 'a\tb'

#### echo, command echo, builtin echo and quoted names
command echo -e 'a\tb'; builtin echo -n b; echo; \echo c; 'echo' d; "ec"ho e; c=echo; $c f; eval echo g; e() { echo "$@"; }; e -n h; echo

#### multi-line text
echo 'line 1
line 2'; echo "a
  b"; echo a \
b; echo "x\
y"; echo 'x\
y'

#### many words
echo {1..500} | wc -w; echo $(seq 100) | wc -c; echo $(cat words.txt); echo "$(cat words.txt)" | wc -l
