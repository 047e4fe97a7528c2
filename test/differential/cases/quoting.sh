# Every quoting form, alone, joined and nested.

#### single quotes keep everything literal
echo 'a $HOME `date` \n "x" * ~ {a,b}'
echo 'back\\slash' 'end\'

#### double quotes expand dollar and backtick only
x=5
echo "x=$x ${x} $((x+1)) `echo sub` $(echo sub2) * ~ {a,b} 'inner'"

#### backslash in double quotes keeps its meaning before five characters only
x=v
echo "\$x \`x\` \"x\" \\ \x \n \' \a \! \* end"
printf '%s\n' "a\
b"

#### backslash outside quotes takes the next character literally
x=v
echo \$x \"q\" \'s\' \\ \a \n \  end \* \{a,b\} \~
printf '<%s>' a\ b \	tab; echo

#### line continuation joins words and tokens
echo one\
two three \
  four
ec\
ho joined
if tr\
ue; th\
en echo yes; fi

#### no line continuation in single quotes
echo 'a\
b'

#### joining quotes side by side makes one word
a='1 2'
printf '<%s>' "$a"'$a'$a"x"\ y; echo
printf '<%s>' a"b"'c'd\e; echo

#### empty quoted words are arguments
set -- '' "" $'' "$nothing" $nothing
echo $#
printf '[%s]' "$@"; echo

#### empty quotes next to text add nothing
printf '<%s>' ""a"" ''b'' c''d ''""''; echo

#### ANSI-C quotes: the letter escapes
printf '%s' $'a\tb\nc\\d\'e\"f\?g' | base64
printf '%s' $'\a\b\e\E\f\r\v' | base64

#### ANSI-C quotes: octal, hex and unicode escapes
printf '%s' $'\101\x42\u0043\U00000044' ; echo
printf '%s' $'\1\12\0123' | base64
printf '%s\n' $'\u00e9\u65e5\U0001F600' $'\xc3\xa9'

#### ANSI-C quotes: control characters
printf '%s' $'\cA\cz\c[\c?' | base64

#### ANSI-C quotes: unknown escapes keep their backslash
echo $'\q \z \- \8'

#### ANSI-C quotes: a NUL ends the string
x=$'ab\0cd'; echo "${#x}:$x"
x=$'ab\x00cd'ef; echo "${#x}:$x"

#### ANSI-C quotes do nothing inside double quotes
echo "$'a\tb'"
echo "x$'y'z"

#### ANSI-C quotes with hex digits that stop early
printf '%s\n' $'\x4g' $'\x414' $'\u41z' $'\x{41}'

#### locale quotes act as double quotes
x=1
echo $"hello $x"
printf '<%s>' $"a b"$"c"; echo

#### a dollar alone or before a quote-less character is literal
echo $ "$" "a$" $% "$%" "$ x" a$
echo "$"'x' $'' "5$"

#### quotes in parameter expansion default words
unset u
echo ${u:-"a  b"} "${u:-a  b}" ${u:-'c  d'}
echo "${u:-"q  r"}" "${u:-'s  t'}"
echo "${u:-\"}" "${u:-\'}" "${u:-\}}" ${u:-\}}

#### single quotes in a quoted default are literal
unset u; v=val
echo "${u-'$v'}" ${u-'$v'} "${u-"$v"}"

#### a brace inside quotes does not end the expansion
unset u
echo "${u:-a"}"b}" ${u:-'}'}
echo ${u:-"x}y"}z

#### escapes inside a quoted default
unset u
echo "${u:-\$x \a \\ \` \"}"
echo ${u:-\$x \a \\ \"}

#### quoting within pattern removal
x='a*b*c'
echo "${x#a*}" "${x#a\*}" "${x#'a*'}" "${x#"a*"}" "${x##a*}"
p='a*'
echo "${x#$p}" "${x##$p}" "${x#"$p"}" "${x##"$p"}"

#### quoting within replacement
x='a/b/c'
echo "${x//\//:}" "${x//'/'/:}" "${x//"/"/:}" ${x//\//' '}
echo "${x/b/"q q"}" "${x/b/'q'}" ${x/b/'q  q'}

#### nested command substitution with its own quotes
x='a  b'
echo "$(echo "$x")" "$(echo "$(echo "$x")")"
echo $(echo "$x") "`echo \"$x\"`"
echo "outer $(echo 'in"ner' "in'ner") done"

#### backticks inside double quotes: escaped quotes
echo "`echo \"a  b\"`"
echo "`echo "a  b"`"
echo `echo "a  b"`
echo `echo 'a  \$HOME'`

#### backticks strip one level of backslashes
echo `echo \\\\a` `echo '\\\\'`
x=v; echo `echo \$x \\$x`

#### double quotes inside arithmetic
x=4
echo $(("x"+"1")) $(( "$x" * 2 ))
echo "$(( $x + "3" ))"

#### quoted glob characters do not match
echo "*" '*.txt' \*.txt "no"* [o]* "[odd]".txt \[odd].txt

#### partly quoted glob
echo n"o"*.txt 'n'o-* "numb"*'.txt'
echo "a"/*'/'"t"*

#### glob characters from a variable are live, quoted not
p='n*.txt'
echo $p "$p" '$p'
for f in $p; do echo "f=$f"; done

#### backslash from a variable is a plain character unless globbing
x='a\b'; echo $x "$x"
y='num\bers.txt'; echo $y
z='\*'; echo $z "$z"

#### files with spaces need quotes
f="my file.txt"
wc -l < "$f"
cat $f 2>/dev/null | wc -l
for f in *\ *; do echo "<$f>"; done

#### quotes from an expansion are data
x='"a b"'
printf '<%s>' $x; echo
y="'c  d'"; printf '<%s>' $y "$y"; echo
set -- $x; echo $#

#### quote removal does not touch quotes out of a command substitution
printf '<%s>' $(echo '"a b" \c'); echo

#### double quotes around array elements
a=("x  y" "" 'z*')
printf '<%s>' "${a[@]}"; echo
printf '<%s>' ${a[@]}; echo
printf '<%s>' "${a[*]}"; echo
printf '<%s>' "pre${a[@]}post"; echo

#### dollar at joined to text on both sides
set -- 1 '2 3' 4
printf '<%s>' "a$@b"; echo
printf '<%s>' "a$*b"; echo
printf '<%s>' a"$@"b"$@"c; echo

#### dollar at without parameters vanishes, joined to text it does not
set --
printf '<%s>' "$@" end; echo
printf '<%s>' "a$@" ; echo
printf '<%s>' "$@$@" end; echo
printf '<%s>' "$*" end; echo
printf '<%s>' ""$@ end; echo
printf '<%s>' ''"$@" end; echo

#### an assignment keeps spaces without quotes
x='a   b'
y=$x; z=$(echo "$x"); w=$x$x
echo "$y|$z|$w"

#### assignment does not glob
x=*.txt; echo "$x"
x=[n]umbers.txt; echo "$x"

#### quotes in an assignment's value
a="1 2"'3 4'\ 5; echo "$a"
b=a\"b; echo "$b"
c=$'x\ty'z; echo "$c"

#### quoted assignment is a command word
"x=5" 2>/dev/null; echo "not found: $?"
x"=5" 2>/dev/null; echo $?
'x'=5 2>/dev/null; echo $?

#### quoted keywords are commands not found
"if" true 2>/dev/null; echo $?
\if true 2>/dev/null; echo $?
i"f" 2>/dev/null; echo $?

#### keywords as arguments are plain words
echo if then else fi for do done case esac while until { } ! [[ ]] function select time in

#### quoted command names run
"echo" one; 'ec'"ho" two; \echo three; e\cho four
c=echo; $c five; "$c" six; ${c} seven

#### a command with arguments in one quoted word is not found
"echo hi" 2>/dev/null; echo $?
c="echo hi"; "$c" 2>/dev/null; echo $?; $c

#### hash starts a comment only at the beginning of a word
echo a#b a # c
echo a\ #b
echo "#" '#' \# x#
x=#; echo $x ${#x}
# echo no
echo $# #end

#### hash after a semicolon or a bar
echo a;# comment
echo b | # comment
cat
(# in a subshell
echo c)

#### here-document with quoted delimiter forms
cat <<'A'
$x `y` \z "q"
A
cat <<"B"
$x `y` \z
B
cat <<\C
$x `y` \z
C
cat <<D'D'
$x
DD

#### quotes in an unquoted here-document are literal
x=v
cat <<E
"$x" '$x' \$x \\ \" \' \a $'a\tb' `echo "q"` $(echo "r  s")
E

#### quotes in a default inside a here-document
unset u
cat <<E
${u:-"a b"} ${u:-'c d'} ${u:-\}} ${u:-"}"}
E

#### line continuation in a here-document
cat <<E
one \
two
three \\
four
E
cat <<'E'
one \
two
E

#### case patterns: quotes make them literal
x='a*'
case abc in "a*") echo q;; $x) echo u;; esac
case 'a*' in "$x") echo q;; esac
case abc in a\*) echo 1;; a'*') echo 2;; a*) echo 3;; esac
case 'x y' in x' 'y) echo sp;; esac

#### double-bracket equals: quotes make the right side literal
x=abc; p='a*'
[[ $x == $p ]] && echo glob
[[ $x == "$p" ]] || echo literal
[[ $x == a"*" ]] || echo partly
[[ $x == a'b'* ]] && echo prefix

#### double-bracket regex: quotes make it literal
x=a.c; y=abc
[[ $y =~ a.c ]] && echo 1
[[ $y =~ "a.c" ]] || echo 2
[[ $x =~ "a.c" ]] && echo 3
[[ $y =~ a\.c ]] || echo 4
re='a.c'; [[ $y =~ $re ]] && echo 5; [[ $y =~ "$re" ]] || echo 6

#### eval removes a second layer of quotes
x='a  b'
eval 'echo "$x"' ; eval echo "$x"; eval "echo \"\$x\""; eval echo \"\$x\" ; eval "echo '$x'"

#### eval joins its arguments with spaces
eval echo a ';' echo b
eval "x='1   2'" ; echo "$x"
eval 'printf "<%s>"' '"p  q"' "'r  s'"; echo

#### printf %q quotes for reuse
printf '%q\n' plain 'a b' 'a$b' "it's" '' 'x"y' 'a*' '~' '#x' 'a#' $'tab\there' 'a\b' 'é' '{a,b}' 'a=b' 'a;b'

#### printf %q round trip
for s in "it's" 'a "b" $c `d` \e' $'line\nbreak' '' ' ' '!x' 'a{b,c}'; do
  eval "t=$(printf %q "$s")"; [[ $t == "$s" ]] && echo same || echo "differs: $s"
done

#### at-Q quotes for reuse
for s in plain 'a b' "it's" '' $'tab\tx' $'nl\nx' 'é' 'a\b' '$x'; do echo "${s@Q}"; done

#### at-Q round trip
s=$'mix \'of\' "all" $x `y` \\ \n\t\x01 é'
eval "t=${s@Q}"; [[ $t == "$s" ]] && echo same

#### tilde in quotes is literal
[[ ~ == "$HOME" ]] && echo expands
echo "~" '~' \~ a~ "~/x"

#### brace expansion is off in quotes
echo "{a,b}" '{a,b}' \{a,b} {a\,b} {a,b\} {"a,b",c} {a,'b c'}

#### variables do not take part in brace expansion
x='a,b'; echo {$x} {$x,c}
y='{1..3}'; echo $y

#### quoted newline in an argument
echo "line one
line two"
printf '<%s>\n' 'x
y' $'p\nq'

#### unquoted newline text becomes a space
x='one
two
  three'
echo $x
echo "$x"

#### semicolons and ampersands in quotes are text
echo "a;b" 'a&b' a\;b a\&b "a|b" 'a<b' a\>b "(a)" \(b\)

#### an unfinished single quote is a syntax error
echo before
echo 'abc

#### an unfinished double quote is a syntax error in eval
eval 'echo "abc' 2>/dev/null; echo "status $?"
eval "echo 'abc" 2>/dev/null; echo "status $?"
eval 'echo $(abc' 2>/dev/null; echo "status $?"

#### deep nesting of substitutions and quotes
echo "1 $(echo "2 $(echo "3 $(echo "4 ${HOME:+"five"}")")")"
echo "${a:-"${b:-"${c:-"deep  deep"}"}"}"

#### quotes inside a substitution inside a default
echo "${u:-$(echo "a  b" 'c  d')}"
echo ${u:-$(echo "a  b" 'c  d')}
echo "${u:-`echo "a  b"`}"

#### parentheses in quotes inside a command substitution
echo $(echo ')' "(" \) ')(')
echo "$(echo "a) b")" $(case x in x) echo in;; esac)

#### a comment inside a command substitution
echo $(
  echo a # with ) and ' and "
  echo b
)

#### a here-document inside a command substitution inside quotes
echo "$(cat <<E
it's "quoted" )
E
) after"

#### empty string tests
x=
[ -z "$x" ] && echo empty
[ -n $x ] && echo "one argument is true"
[ $x ] || echo "nothing is false"
[ "$x" = "" ] && echo equal

#### a word list of differently quoted items
for w in a "b c" 'd e' f\ g $'h\ti' "$(echo j k)" $(echo l m); do printf '[%s]' "$w"; done; echo

#### passing arguments through a function intact
f() { g "$@"; }; g() { echo $#; printf '<%s>' "$@"; echo; }
f 'a b' '' '*' "c'd" \\ $'e\nf'
h() { g $@; }; h 'a b' '' 'c'
i() { g "$*"; }; i 'a b' '' 'c'

#### a quoted ampersand in a replacement
x=abc
echo "${x/b/&}" "${x/b/\&}" "${x/b/"&"}" "${x/b/'&'}"

#### backslash newline inside double-quoted command substitution
echo "$(echo a \
b)"
echo "a\
$(echo b)\
c"

#### backslash at the end of a variable
x='end\'; echo "$x" $x "${x}more"

#### echo of strings that look like options
echo "-n" x; echo; echo -- -n; echo '-e' 'a\tb'; echo -E 'a\tb'; echo -nq; echo - x

#### echo -e escapes
echo -e 'a\tb\nc\\d\x41\0101\u00e9'
echo -e 'stop\chere' ; echo next
echo -en 'x\n'; echo -ne 'y\n'; echo -e -n 'z\n'

#### quoted words in array literals
a=(one "two three" 'four'"five" six\ seven $'e\tight' "" '*')
echo ${#a[@]}; printf '<%s>' "${a[@]}"; echo

#### quotes in array subscripts
declare -A m
m["a b"]=1; m['c d']=2; m[e\ f]=3; k='a b'
echo "${m["a b"]} ${m['c d']} ${m[$k]} ${m["$k"]} ${m[e f]}"

#### quotes in redirection targets
echo x > "out put"; echo y >> out\ put; cat 'out put'
n='final name'; echo z > "$n"; cat "final name"

#### special characters survive a file round trip
s='a\b "c" $d `e` *'
printf '%s\n' "$s" > t; read -r r < t; [ "$r" = "$s" ] && echo same
read r < t; echo "$r"

#### a script in a string
script='
x="in  script"
echo "$x"; echo '\''single'\''
'
eval "$script"

#### the quote-in-single-quote idioms
echo 'it'\''s' 'it'"'"'s' "it's" $'it\'s' it\'s

#### dollar-double-quote nested in default
unset u
echo ${u:-$'a\tb'} | cat -A
echo "${u:-$'a\tb'}" | cat -A

#### ANSI-C quotes in patterns and replacements
x=$'a\tb\tc'
echo "${x//$'\t'/,}" "${x%%$'\t'*}" "${x/$'\t'/$'\n'}"
[[ $x == *$'\t'* ]] && echo has-tab
case $x in a$'\t'*) echo case-tab;; esac

#### percent signs and backslashes in printf arguments are data
printf '%s\n' '100%' '%d' 'a\nb' "c\\nd"
printf '%b\n' 'a\tb' 'c\\d' 'x\0101y'

#### assignment with a quoted right side that holds an equals sign
x="a=b" y='c=d e'; echo "$x,$y"
export z="p q=r"; printenv z

#### alias-like word splitting by set --
s='a "b c" d'
set -- $s; echo $#
eval "set -- $s"; echo $#; echo "$2"

#### dollar followed by a digit takes one digit
set -- a b c d e f g h i j k
echo $10 ${10} $1x "$11" "${11}"

#### names end at the first character that cannot be in one
x=1; xy=2; x_1=3
echo $x.y ${x}y $xy $x_1 $x-1 "$x:$xy" $x/y $x[0]

#### colon and slash idioms of paths in quotes
p=/usr/local/bin; q="$p:/bin:$p"
IFS=:; for d in $q; do echo "[$d]"; done

#### quotes around only part of a loop glob
d="my folder"
for f in "$d"/*; do echo "$f"; done
for f in $d/*; do echo "$f"; done

#### exclamation marks are plain in scripts
echo "hi!" 'a!b' !x "!!" \!

#### carriage return is an ordinary character in a word
x=$'a\r'; echo "${#x}"
printf '%s' "$x" | base64

#### non-ASCII blanks do not separate words
printf '<%s>' a b	c; echo
x=$'a\u00a0b'; printf '<%s>' $x; echo
