# Pathname expansion and pattern matching: * ? [] classes, options, extglob, globstar, in case and [[ ]] too.

#### star
echo *; echo *.txt; echo n*; echo *s; echo *e*

#### question mark
echo ?; echo ???.sh; echo n????rs.txt; echo word?.txt ?*.sh

#### brackets
echo [nw]*.txt; echo [a-m]*; echo [!a-m]*; echo [^n]*.txt; echo *[0-9]*

#### bracket classes
touch A1 b2 C.D 'e f'; echo [[:upper:]]*; echo *[[:digit:]]; echo *[[:space:]]*; echo [[:alpha:]][[:digit:]]; echo [[:punct:]]*; echo [![:lower:]]*

#### brackets with special members
touch 'x]y' 'x-y' 'x!y' 'x^y' 'x[y'; echo x[]]y; echo x[-]y; echo x[!-]y; echo x[a^]y; echo x[]-]y; echo x[[]y; echo x[!]]y; echo x[\]]y; echo x[\!]y

#### names with glob characters match literally when quoted
echo "star*name.txt" star\*name.txt 'star*'*; echo star*; echo \[odd\].txt; echo [[]odd*; echo *[*]*

#### a pattern without a match stays as it is
echo nomatch* no/such/* '*'none [zq]x; echo "nomatch"*; echo nomatch\*; echo no\match*

#### quotes vanish from a pattern without a match
echo "none "* none\ * 'a'"b"*zz; x='none\*'; echo $x; y='no\ne*'; echo $y

#### folders with trailing slash
echo */; echo a/*/; echo */*/; echo .*/ | tr ' ' '\n' | grep conf

#### paths with patterns at several levels
echo */*.md; echo */*/*; echo a/*/*.txt; echo */b; echo [an]*/[it]*; echo ./a/*; echo a//*; echo ./*/one.txt

#### hidden files need a dot
echo .h*; echo .[!.]*; echo .config/*; echo */.??* ; echo .*hid*

#### star does not match a leading dot in deeper folders
mkdir d; touch d/.x d/y; echo d/*; echo d/.*x; echo d/?x; echo d/[.]x

#### dotglob
shopt -s dotglob; echo *; mkdir d; touch d/.x d/y; echo d/*; shopt -u dotglob; echo d/*

#### dot patterns leave out . and .. in bash 5.2 by default
mkdir d; cd d; touch .x .y; echo .*; shopt -u globskipdots; echo .*; shopt -s globskipdots; echo .*

#### nullglob
shopt -s nullglob; echo none*; set -- none* *.sh zz*; echo $#; for f in *.none; do echo no; done; a=(*.none); echo ${#a[@]}; shopt -u nullglob; echo none*

#### nullglob does not remove words without a pattern
shopt -s nullglob; echo none none? "none*" ''; echo no[ne

#### failglob
shopt -s failglob; (echo none*; echo no) 2>/dev/null; echo $?; echo *.sh; echo before; echo none* 2>/dev/null; echo after $?

#### failglob in for, arrays and assignment
shopt -s failglob; (for f in none*; do echo no; done; echo no2) 2>/dev/null; echo $?; (a=(none*); echo no) 2>/dev/null; echo $?; x=none*; echo "$x"

#### nocaseglob
touch README Readme; shopt -s nocaseglob; echo read*; echo F* L*; echo [R]eadme; shopt -u nocaseglob; echo read* [R]eadme

#### nocasematch
shopt -s nocasematch; case ABC in abc) echo case;; esac; [[ ABC == a* ]] && echo pattern; [[ ABC =~ ^abc$ ]] && echo regex; [[ x != X ]] || echo unequal; [ a = A ] || echo test; shopt -u nocasematch; [[ a == A ]] || echo off

#### globstar
shopt -s globstar; echo **; echo a/**; echo **/*.txt; echo **/three.txt; echo a/**/*.txt

#### globstar for folders only
shopt -s globstar; echo **/; echo a/**/; echo **/c; echo **/b/**

#### globstar off is a star
echo **; echo **/*.txt; echo a/**

#### globstar and hidden files
shopt -s globstar; mkdir -p .h/x y/.z; touch .h/x/f y/.z/g y/k; echo y/**; echo **/f **/g; shopt -s dotglob; echo y/**; echo .h/**; echo **/g

#### globstar joined to text is a plain star
shopt -s globstar; echo a**; echo **t; echo a**/one.txt; echo **.sh; echo a/**/**; echo **/**/three.txt

#### globstar counts
shopt -s globstar nullglob; f=(**/*.md); echo ${#f[@]}; for p in **/*.md; do [[ -f $p ]] && echo "$p"; done; d=(**/); echo ${#d[@]}

#### noglob
set -f; echo * n*.txt; x='*.sh'; echo $x; set +f; echo $x; set -o noglob; echo *.sh; set +o noglob; echo *.sh

#### patterns out of variables
p='*.sh'; echo $p "$p"; q=lib; echo $q* "$q"*; d=a; echo $d/*; r='[a-z]'; echo $r; s='l?b.sh'; for f in $s; do echo "$f"; done

#### patterns out of command substitutions
echo $(echo '*.sh'); echo "$(echo '*.sh')"; echo `echo l\*.sh`; x=$(echo '*'); [ "$x" = '*' ] && echo literal

#### patterns are not looked for in quotes within words
echo "l"*.sh 'l*'.sh l"*".sh l\*.sh "lib.s"?; x='*'; echo l$x l"$x"

#### results are sorted by bytes
touch B a1 A1 b _z 10 9 é É; echo [!l-z]* | tr ' ' '\n' | head -20

#### sorting of digits and cases
mkdir s; cd s; touch f1 f10 f2 F1 f_1 f-1 f.1 'f 1' fa; printf '%s\n' *

#### glob in for, arrays and counting
n=0; for f in notes/*; do n=$((n+1)); done; echo $n; a=(notes/*.md); echo ${#a[@]}; printf '<%s>' "${a[@]##*/}"; echo; set -- */; echo $#

#### guard against no match in loops
for f in *.none; do [ -e "$f" ] || { echo "no files"; continue; }; echo "$f"; done; for f in *.sh; do [ -e "$f" ] && echo "$f"; done

#### no globbing in assignments, case words and here-strings
x=*.sh; echo "$x"; case *.sh in '*.sh') echo literal;; esac; cat <<< *.sh; [[ *.sh == '*.sh' ]] && echo word; declare y=*.sh; echo "$y"; export z=*.sh; echo "$z"

#### globbing in array assignments
a=(*.sh); echo "${a[0]}"; a+=(l*.sh "*.sh"); echo "${a[@]}"; b=([1]=*.sh); echo "${b[1]}"

#### globbing in redirections
cat < l*.sh | head -1; echo x > new*.x; ls new*; echo y > new?.x; cat 'new*.x'

#### an ambiguous redirection
(echo x > n*.txt) 2>/dev/null; echo $?; wc -l < numbers.txt

#### globbing in the command word
touch ech0; ec?o hi 2>/dev/null; echo "not found $?"; mkdir e; cd e; touch echo; ech* glob ran

#### a file named like an option
mkdir o; cd o; touch -- -n -e x; echo *; echo -- *; ls -- *; printf '%s\n' ./*; rm -- -*; ls

#### spaces and newlines in names stay whole
mkdir w; cd w; touch 'a b' $'c\nd' ' lead'; for f in *; do printf '<%s>' "$f"; done; echo; set -- *; echo $#

#### extglob: zero or one, any, one or more
shopt -s extglob
mkdir e; cd e; touch f ff fff f1 f12 g; echo f?(f); echo f*(f); echo +(f); echo f+([0-9]); echo f*([0-9f]); echo ?(f|g)

#### extglob: one of and none of
shopt -s extglob
echo @(a|data); echo *.@(sh|csv); echo !(*.txt); echo !(n*|a|data)*.sh; echo @(n|w)*.txt; echo !(*o*).txt

#### extglob with nesting and paths
shopt -s extglob
echo a/@(one|two).txt; echo @(notes|data)/!(*.md); echo *(a|no)+([tes]); echo @(a@(/|x)|lib).sh; echo +(a|b|c)/*

#### extglob with empty alternatives and dots
shopt -s extglob
mkdir e; cd e; touch x .x .y; echo @(|x); echo @(.x|x); echo !(x); echo .!(x); echo *(.)x; shopt -s dotglob; echo !(x)

#### extglob off reads parentheses as syntax
shopt -u extglob
eval 'echo !(x)' 2>/dev/null; echo $?; [[ ab == @(ab|c) ]] && echo "on in double brackets"

#### extglob in case
shopt -s extglob
for w in foo foobar 123 '' yes YES x.tar.gz -v --verbose; do
  case $w in
    +([0-9])) echo "number";;
    ?(foo)bar|foo?(bar)) echo "foo-ish";;
    @(y|Y)@(es|ES)) echo "yes";;
    *.@(tar|tgz)?(.gz)) echo archive;;
    -@(v|-verbose)) echo verbose;;
    !(?*)) echo empty;;
    *) echo other;;
  esac
done

#### extglob in double brackets is always on
x=aab; [[ $x == +(a)b ]] && echo 1; [[ $x == !(b*) ]] && echo 2; [[ $x != @(b|c)* ]] && echo 3; [[ abc.txt == *.@(md|txt) ]] && echo 4; [[ '' == *(x) ]] && echo 5; p='+(a)b'; [[ $x == $p ]] && echo 6; [[ $x == "$p" ]] || echo 7

#### extglob negation subtleties
shopt -s extglob
for w in a b ab ba aa ''; do printf '%s:' "$w"; [[ $w == !(a) ]] && printf ' 1'; [[ $w == !(a)* ]] && printf ' 2'; [[ $w == a!(b) ]] && printf ' 3'; [[ $w == !(a|b) ]] && printf ' 4'; [[ $w == *!(a) ]] && printf ' 5'; echo; done

#### extglob with slashes in strings
shopt -s extglob
p=a/b/c; [[ $p == a/!(x)/c ]] && echo 1; [[ $p == +([abc/]) ]] && echo 2; [[ $p == *(?)c ]] && echo 3; echo "${p//+(\/)/-}"

#### case: star, question mark, brackets
f() { case $1 in '') echo empty;; ?) echo one;; ??) echo two;; [0-9]*) echo digit;; *[!a-z]*) echo nonlower;; *) echo lower;; esac; }; f ''; f x; f xy; f 9xx; f aBc; f abc; f é

#### case: alternatives, fall through and continue
for x in a b c d; do case $x in a|b) printf 'ab ';;& [b-c]) printf 'bc ';& z) printf 'fell ';; *) printf 'other ';; esac; echo; done

#### case: patterns match slashes and dots
case a/b.c in *) echo star;; esac; case .x in *x) echo dot;; esac; case a/b in a?b) echo slash;; esac; case a/b in a[/]b) echo bracket;; esac

#### case: patterns with parentheses and spaces
case 'a b' in (a*b) echo 1;; esac; case x in (y|x) echo 2;; esac; case 'a|b' in a\|b) echo 3;; esac; case ')' in ')') echo 4;; esac; case 'esac' in (esac) echo 5;; esac

#### case: a backslash in a pattern variable
p='a\*'; case 'a*' in $p) echo escaped;; esac; case ab in $p) echo no;; *) echo "not a glob";; esac; case 'a\*' in "$p") echo quoted;; esac

#### case: expansions in word and patterns
v=abc; case ${v#a} in $(echo b)*) echo sub;; esac; case $((1+1)) in 2) echo arith;; esac; case "$v" in ${v%c}?) echo param;; esac; set -- x y; case "$*" in 'x y') echo star;; esac

#### bracket ranges in matches
for c in a m z A Z 0 9 _ é -; do r=; [[ $c == [a-z] ]] && r+=l; [[ $c == [A-Z] ]] && r+=u; [[ $c == [0-9] ]] && r+=d; [[ $c == [!a-zA-Z0-9] ]] && r+=o; [[ $c == [a-] ]] && r+=h; [[ $c == [[:alpha:]] ]] && r+=a; echo "$c:$r"; done

#### equivalence and collating symbols
[[ a == [[=a=]] ]] && echo eq; [[ - == [[.-.]] ]] && echo coll; [[ . == [[.period.]] ]] && echo name; [[ b == [[=a=]] ]] || echo no

#### invalid ranges and classes
[[ b == [z-a] ]] || echo reversed; [[ a == [[:nope:]] ]] || echo class; [[ '[a' == [a ]] && echo open; [[ a == [a ]] || echo literal

#### a star does match newlines and unicode in matching
x=$'a\nb'; [[ $x == a*b ]] && echo nl; [[ $x == a?b ]] && echo q; [[ é == ? ]] && echo one; [[ 日本 == ?? ]] && echo two; [[ naïve == na?ve ]] && echo mid

#### matching many stars
x=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab; [[ $x == *a*a*a*a*b ]] && echo yes; [[ $x == *a*a*a*a*c ]] || echo no; [[ abcabc == *abc ]] && echo end; [[ abcabc == a*c ]] && echo both

#### globs with braces and tilde
echo {a,n}*/o* {l*,w*}.{sh,txt}; x=(~/l*.sh); echo ${#x[@]}

#### GLOBIGNORE
GLOBIGNORE='*.txt:a'; echo *; GLOBIGNORE=; echo *.txt; unset GLOBIGNORE; echo .h*

#### GLOBIGNORE turns dotglob on
mkdir d; cd d; touch .x y z; GLOBIGNORE=z; echo *; unset GLOBIGNORE; echo *

#### dot-dot in patterns
cd a/b; echo ../*; echo ../../*.sh; echo ./*; echo ../b/c/*; echo .././o*

#### a missing folder in the path gives no match
echo none/*; echo a/none*/x; echo numbers.txt/*; echo */none/*; echo a/*/c/*

#### files against folders in the middle
echo n*/i*; echo */*s.md; echo empty.txt/ 2>/dev/null; echo e*/*

#### escaped slashes and brackets across slashes
echo a\/o*; echo "a/"o*; echo a[/]o*; echo [a/]o*

#### glob after cd and in subshells
(cd notes; echo *); cd a; echo *; (cd b && echo */*)

#### unicode names
echo na*.txt; echo r*; cd notes; echo r*m?; echo r?sum?.md; echo [r]é*; touch 日本.md; echo ??.md; echo [日]*

#### bash options can be queried
shopt -q extglob; echo $?; shopt -s nullglob; shopt -q nullglob; echo $?; shopt nullglob dotglob; shopt -u nullglob; shopt -p nullglob

#### compgen -G tests for a match
compgen -G 'n*.txt' | sort; compgen -G 'none*'; echo $?

#### glob characters come from an array
p=('*.sh' 'w*.txt'); for f in "${p[@]}"; do echo $f; done; echo ${p[@]}; echo "${p[@]}"

#### deleting and moving by patterns
mkdir out; cp notes/*.md out/; ls out | wc -l; rm out/[ir]*; ls out; mv a/*.txt out; ls out

#### patterns with a dollar or backtick in names
touch 'a$b' 'c`d'; echo *\$* *\`*; echo a[$]b; x='a$*'; echo $x

#### trailing backslash in a pattern variable
x='lib.s\'; echo $x; y='lib.s\h'; echo $y; z='lib.[s]\h'; echo $z

#### filter a list by pattern
shopt -s extglob
l=(a.txt b.md c.txt d.sh); for f in "${l[@]}"; do [[ $f == *.txt ]] && echo "$f"; done; m=("${l[@]/#*.txt}"); printf '<%s>' "${m[@]}"; echo; printf '%s\n' "${l[@]}" | grep -v '\.txt$'

#### the widest match list stays stable
shopt -s globstar; a=(**); b=(**); [ "${a[*]}" = "${b[*]}" ] && echo ${#a[@]}

#### a negated subshell is no extended pattern
!(false); echo $?
if !(false); then echo yes; fi

#### extended patterns in expansions without extglob
x=aab; echo ${x##+(a)} ${x/+(a)/q} "${x%@(b)}"

#### an extended pattern without extglob: syntax error of the whole line
echo a; echo !(x) && echo no
echo more

#### an extended pattern without extglob in a function: syntax error
f() { echo @(a|b); }
echo next

#### extglob turned off again: syntax error
shopt -s extglob
echo @(a|words.txt)
shopt -u extglob
case a in +(a)) echo no;; esac
echo end

#### quoted, in double brackets and in an assignment without extglob: syntax error
echo "@(a)" '@(a)' \@\(a\) ; [[ a == @(a) ]] && echo cond; echo $(echo ok)
x=@(a)
echo no

#### an extended pattern of a for list without extglob: syntax error
for i in *(a); do :; done; echo no

#### an extended pattern in an array without extglob: syntax error
a=(@(x)); echo no

#### collating elements by name
for n in period hyphen minus space tab newline zero nine slash tilde DEL left-brace right-square-bracket underscore backslash nosuch a ab NUL; do
  case '.- 	/09~{]_\a' in *[[.$n.]]*) echo "$n";; esac
  x='.-/09~{]_'; echo "${x//[[.$n.]]/X}"
done
[[ 5 == [[.zero.]-[.nine.]] ]] && echo range
[[ . == [![.period.]] ]] || echo negated
