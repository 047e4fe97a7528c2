# [[ ]]: every operator, patterns, regular expressions with BASH_REMATCH, quoting of the right side, files, layout.

#### a single word is true when it is not empty
[[ a ]] && echo 1; [[ '' ]] || echo 2; [[ $none ]] || echo 3; x=0; [[ $x ]] && echo 4; [[ '-n' ]] && echo 5; [[ ! a ]] || echo 6; [[ = ]] && echo 7; [[ '!' ]] && echo 8; [[ "$none" ]] || echo 9; [[ ' ' ]] && echo 10

#### length tests of a string
x='a b'; e=; [[ -n $x ]] && echo n; [[ -z $e ]] && echo z; [[ -z $none ]] && echo unset; [[ -n $e ]] || echo empty; [[ -z ' ' ]] || echo blank; [[ ! -z $x ]] && echo not

#### no splitting and no globbing inside
x='a   b'; [[ $x = 'a   b' ]] && echo kept; f='*'; [[ -n $f ]] && echo star; [[ $f = '*' ]] && echo literal; set -- 'p q' r; [[ $* = 'p q r' ]] && echo all; [[ $@ = 'p q r' ]] && echo at

#### equality and patterns on the right
[[ abc == a* ]] && echo 1; [[ abc = ??? ]] && echo 2; [[ abc == [a-c]bc ]] && echo 3; [[ abc != b* ]] && echo 4; [[ abc == abc ]] && echo 5; [[ 'a*' == a\* ]] && echo 6; [[ abc == '' ]] || echo 7; [[ '' == * ]] && echo 8; [[ a/b/.c == a*c ]] && echo 9

#### a quoted right side is text
p='a*'; [[ abc == $p ]] && echo pattern; [[ abc == "$p" ]] || echo text; [[ 'a*' == "$p" ]] && echo same; [[ abc == 'a'* ]] && echo mixed; [[ 'a*c' == a"*"c ]] && echo part; [[ abc == "a"?"c" ]] && echo parts; [[ a\\b == 'a\b' ]] && echo backslash

#### a pattern from a substitution, a default, an array
[[ abc == $(echo 'a*') ]] && echo 1; [[ abc == ${none:-a?c} ]] && echo 2; a=('x*' 'ab?'); [[ abc == ${a[1]} ]] && echo 3; [[ abc == "${a[1]}" ]] || echo 4; [[ abc == ${none:-"a?c"} ]] || echo 5

#### the left side is never a pattern
[[ a* == abc ]] || echo 1; [[ '*' == "*" ]] && echo 2; x='a?'; [[ $x == a? ]] && echo 3; [[ $x == 'a?' ]] && echo 4; [[ ~ == "$HOME" ]] && echo 5

#### extended patterns without extglob
[[ foobar == foo@(bar|baz) ]] && echo 1; [[ aaa == +(a) ]] && echo 2; [[ '' == *(x) ]] && echo 3; [[ x.md == !(*.txt) ]] && echo 4; [[ -5 == ?(-)[0-9] ]] && echo 5; [[ 12a == +([0-9]) ]] || echo 6; [[ abab == +(ab|ba) ]] && echo 7

#### less and greater by the C locale
[[ a < b ]] && echo 1; [[ b > a ]] && echo 2; [[ a < B ]] || echo 3; [[ 10 < 9 ]] && echo 4; [[ '' < a ]] && echo 5; [[ a < a ]] || echo 6; [[ abc < abd && abc > ab ]] && echo 7; [[ é > z ]] && echo 8

#### numeric comparisons are arithmetic
[[ 2 -eq 2 ]] && echo 1; [[ 2 -ne 3 ]] && echo 2; [[ 2 -lt 10 ]] && echo 3; [[ 2 -le 2 ]] && echo 4; [[ 3 -gt 2 ]] && echo 5; [[ 3 -ge 4 ]] || echo 6; [[ 1+1 -eq 2 ]] && echo 7; x=5; [[ x -eq 5 ]] && echo 8; [[ x*2 -gt $x+4 ]] && echo 9; [[ 0x10 -eq 16 && 010 -eq 8 ]] && echo 10; [[ '' -eq 0 ]] && echo 11; [[ nope -eq 0 ]] && echo 12

#### a bad number in a comparison is false and said
[[ 1a -eq 1 ]] 2>/dev/null; echo $?; [[ '1 2' -eq 1 ]] 2>/dev/null; echo $?; [[ 08 -eq 8 ]] 2>/dev/null; echo $?; [[ 1.5 -gt 1 ]] 2>/dev/null; echo $?; echo on

#### arrays and subscripts in comparisons
a=(3 5 8); i=1; [[ a[i] -eq 5 ]] && echo 1; [[ ${a[2]} -gt a[1] ]] && echo 2; [[ ${#a[@]} -eq 3 ]] && echo 3; [[ " ${a[*]} " == *' 5 '* ]] && echo 4; [[ " ${a[*]} " == *' 6 '* ]] || echo 5; [[ i+1 -eq 2 ]] && echo 6

#### assignments in comparisons take place
[[ x=7 -eq 7 ]] && echo $x; n=1; [[ n++ -eq 1 ]] && echo $n; [[ n+=5 -gt 2 ]] && echo $n; [[ 'n = n * 2' -eq 14 ]]; echo $n

#### and, or, not and parentheses
[[ a && b ]] && echo 1; [[ a && '' ]] || echo 2; [[ '' || b ]] && echo 3; [[ ! '' && a ]] && echo 4; [[ ! ( a && '' ) ]] && echo 5; [[ ( '' || a ) && b ]] && echo 6; [[ '' && a || b ]] && echo 7; [[ a || b && '' ]] && echo 8; [[ ! ! a ]] && echo 9; [[ (a) ]] && echo 10

#### and and or stop early
[[ '' && $(echo no >&2) ]] 2>err; wc -c < err; [[ a || $(echo no >&2) ]] 2>err; wc -c < err; n=0; [[ '' && n++ -eq 0 ]]; echo $n; [[ a || n++ -eq 0 ]]; echo $n; [[ a && n++ -eq 0 ]]; echo $n; rm err

#### over several lines
[[ a == a &&
   b == b ||
   c == d ]] && echo 1
[[
  -n x
  &&
  ( y == y
  )
]] && echo 2

#### files: existence and kinds
for f in words.txt a none empty.txt 'my file.txt' /dev/null; do [[ -e $f ]] && echo "$f e"; [[ -f $f ]] && echo "$f f"; [[ -d $f ]] && echo "$f d"; [[ -s $f ]] && echo "$f s"; done; [[ -a words.txt ]] && echo a

#### files: permissions and links
touch x; chmod 644 x; [[ -x x ]] || echo "not x"; chmod +x x; [[ -x x ]] && echo x; [[ -r x && -w x ]] && echo rw; [[ -L x ]] || echo "no link"; [[ -h x ]] || echo "no link"; [[ -x a ]] && echo "folder x"; [[ -r none ]] || echo none

#### files: newer, older, same
touch -d 2020-01-01 old; touch -d 2021-01-01 new; [[ new -nt old ]] && echo 1; [[ old -ot new ]] && echo 2; [[ old -nt new ]] || echo 3; [[ new -nt none ]] && echo 4; [[ none -ot new ]] && echo 5; [[ none -nt new ]] || echo 6; [[ new -ef ./new ]] && echo 7; [[ new -ef old ]] || echo 8; [[ none -nt none2 ]] || echo 9; [[ old -nt old ]] || echo 10

#### files: descriptors and sockets
[[ -t 0 ]] || echo "no terminal"; [[ -t 99 ]] || echo none; [[ -p words.txt ]] || echo "no pipe"; [[ -S words.txt ]] || echo "no socket"; [[ -b words.txt || -c words.txt ]] || echo "no device"; [[ -c /dev/null ]] && echo device; [[ -u words.txt || -g words.txt || -k words.txt ]] || echo "no bits"

#### variables: -v
x=; [[ -v x ]] && echo 1; [[ -v none ]] || echo 2; a=(1 2); [[ -v a ]] && echo 3; [[ -v a[1] ]] && echo 4; [[ -v a[5] ]] || echo 5; declare -A m=([k]=v); [[ -v m[k] ]] && echo 6; [[ -v m[z] ]] || echo 7; [[ -v m ]] || echo 8; declare y; [[ -v y ]] || echo 9; b=([3]=x); [[ -v b ]] || echo 10; n=x; [[ -v $n ]] && echo 11

#### variables: -R and options: -o
declare -n r=x; [[ -R r ]] && echo ref; [[ -R x ]] || echo "no ref"; [[ -o errexit ]] || echo off; set -f; [[ -o noglob ]] && echo on; set +f; [[ ! -o noglob ]] && echo "off again"; [[ -o nosuchoption ]] || echo unknown

#### an unset variable under nounset
set -u; ([[ $none ]]; echo no) 2>/dev/null; echo $?; [[ ${none-} ]] || echo safe; [[ -v none ]] || echo asked; [[ -n ${none:-x} ]] && echo default

#### a regular expression and its groups
[[ 'key = value' =~ ^([a-z]+)\ *=\ *(.*)$ ]] && echo "${BASH_REMATCH[0]}|${BASH_REMATCH[1]}|${BASH_REMATCH[2]}|${#BASH_REMATCH[@]}"

#### BASH_REMATCH after no match, and optional groups
[[ abc =~ (b)(x)? ]]; echo "${#BASH_REMATCH[@]} <${BASH_REMATCH[2]}>"; [[ abc =~ z ]]; echo "$? ${#BASH_REMATCH[@]}"; [[ abc =~ (a)|(z) ]]; echo "${BASH_REMATCH[1]}<${BASH_REMATCH[2]}>"

#### a regular expression in a variable
re='^[0-9]+\.[0-9]{2}$'; for v in 1.25 12.5 x1.25; do [[ $v =~ $re ]] && echo "$v yes" || echo "$v no"; done; re='(a|b)+ c$'; [[ 'abab c' =~ $re ]] && echo "${BASH_REMATCH[1]}"

#### a quoted regular expression is text
[[ 'a.c' =~ 'a.c' ]] && echo 1; [[ abc =~ 'a.c' ]] || echo 2; [[ abc =~ a'.'c ]] || echo 3; [[ a.c =~ a\.c ]] && echo 4; [[ abc =~ a\.c ]] || echo 5; re='b+'; [[ abbc =~ "$re" ]] || echo 6; [[ 'ab+c' =~ "$re" ]] && echo 7; [[ 'x y' =~ x" "y ]] && echo 8; [[ '$5' =~ ^\$[0-9]$ ]] && echo 9

#### a regular expression need not match all
[[ xabcx =~ abc ]] && echo 1; [[ xabcx =~ ^abc ]] || echo 2; [[ abc =~ c$ ]] && echo 3; [[ abc =~ '' ]] && echo "4 <${BASH_REMATCH[0]}>"; [[ $'a\nb' =~ ^b ]] || echo 5; [[ $'a\nb' =~ a.b ]] && echo 6

#### brackets, classes and intervals
[[ a1B2 =~ ^[[:alpha:]][[:digit:]][A-Z][0-9]$ ]] && echo 1; [[ 'a-b' =~ [^a-z] ]] && echo ${BASH_REMATCH[0]}; [[ aaa =~ ^a{2,3}$ ]] && echo 3; [[ aaaa =~ ^a{2,3}$ ]] || echo 4; [[ x] =~ [x]] ]] && echo 5; [[ ] =~ []] ]] && echo 6; [[ a =~ ^a{1}$ ]] && echo 7; [[ 'a b' =~ [[:space:]] ]] && echo 8; [[ a_1 =~ ^[[:alnum:]_]+$ ]] && echo 9

#### leftmost and longest
[[ xaaay =~ a+ ]]; echo ${BASH_REMATCH[0]}; [[ foobar =~ foo|foobar ]]; echo ${BASH_REMATCH[0]}; [[ abcd =~ (a|ab)(c|bcd) ]]; echo ${BASH_REMATCH[0]} ${BASH_REMATCH[1]}; [[ 'one two' =~ [a-z]*$ ]]; echo ${BASH_REMATCH[0]}

#### nested and repeated groups
[[ 2025-03-09T10:20 =~ ^(([0-9]{4})-([0-9]{2})-([0-9]{2}))T(.*)$ ]] && printf '<%s>' "${BASH_REMATCH[@]}"; echo; [[ abcabc =~ ^((a)(b)c)+$ ]] && printf '<%s>' "${BASH_REMATCH[@]}"; echo; [[ a,b,c =~ ^([a-z],?)+$ ]] && echo ${BASH_REMATCH[1]}

#### alternation and parentheses without quotes
[[ cat =~ ^(cat|dog)s?$ ]] && echo 1; [[ dogs =~ ^(cat|dog)s?$ ]] && echo 2; [[ bird =~ ^(cat|dog)s?$ ]] || echo 3; [[ 'a b' =~ (a b) ]] 2>/dev/null; [[ ab =~ (a)(b) && ${BASH_REMATCH[2]} == b ]] && echo 4

#### a bad regular expression has status two
re='a['; [[ a =~ $re ]] 2>/dev/null; echo $?; re='('; [[ a =~ $re ]] 2>/dev/null; echo $?; re='*a'; [[ '*a' =~ $re ]] 2>/dev/null; echo $((${?} != 127)); re='a{2'; [[ a =~ $re ]] 2>/dev/null; echo $(($? > 0))

#### scanning with a loop of matches
s='k1=v1;k2=v2;k3=v3'; while [[ $s =~ ([^=;]+)=([^;]*) ]]; do echo "${BASH_REMATCH[1]}->${BASH_REMATCH[2]}"; s=${s#*"${BASH_REMATCH[0]}"}; done; n=0 t=banana; while [[ $t =~ a(.*) ]]; do n=$((n+1)); t=${BASH_REMATCH[1]}; done; echo $n

#### BASH_REMATCH is kept by functions and overwritten by the next match
f() { [[ $1 =~ [0-9]+ ]]; }; f ab12; echo ${BASH_REMATCH[0]}; [[ x =~ x ]]; echo ${BASH_REMATCH[0]}; m=("${BASH_REMATCH[@]}"); [[ y =~ y ]]; echo ${m[0]} ${BASH_REMATCH[0]}; x=$([[ q =~ q ]]; echo ${BASH_REMATCH[0]}); echo $x ${BASH_REMATCH[0]}

#### unicode in patterns and regular expressions
[[ naïve == na?ve ]] && echo 1; [[ é =~ ^.$ ]] && echo 2; [[ 'Zoë Müller' =~ ^([[:alpha:]]+)\  ]] && echo ${BASH_REMATCH[1]}; [[ 日本語 == ??? ]] && echo 3; [[ É == [[:upper:]] ]] && echo 4; x=日本語; [[ ${#x} -eq 3 ]] && echo 5

#### nocasematch in double brackets
shopt -s nocasematch; [[ ABC == abc ]] && echo 1; [[ ABC == a* ]] && echo 2; [[ HELLO =~ ^h(el+)o$ ]] && echo ${BASH_REMATCH[1]}; [[ a != A ]] || echo 3; [[ É == é ]] && echo 4; shopt -u nocasematch; [[ ABC == abc ]] || echo 5

#### the status: zero, one, and two for a mistake
[[ a ]]; echo $?; [[ '' ]]; echo $?; ! [[ a ]]; echo $?; [[ a == a ]] && true; echo $?; if [[ a == b ]]; then :; fi; echo $?; eval '[[ a b ]]' 2>/dev/null; echo $?; eval '[[ ]]' 2>/dev/null; echo $?; eval '[[ a ==' 2>/dev/null; echo $?; eval '[[ -f ]] && echo x ]]' 2>/dev/null; echo $?

#### words that look like operators
x=-n; [[ $x ]] && echo 1; [[ $x == -n ]] && echo 2; [[ '-n' == -n ]] && echo 3; [[ '(' == '(' ]] && echo 4; [[ "!" == \! ]] && echo 5; eval 'op==; [[ a $op b ]]' 2>/dev/null || echo 6; [[ "-f" && words.txt ]] && echo 7; [[ ']]' == ']]' ]] && echo 8; [[ '<' < '>' ]] && echo 9

#### with redirections, in the background and in pipelines
[[ a ]] > f && ls f; [[ $(cat) == one ]] < a/one.txt && echo in; [[ '' ]] & wait $!; echo $?; [[ a ]] | cat; echo ${PIPESTATUS[@]}; ! [[ a == a ]] >/dev/null; echo $?

#### in loops and conditions
i=0; while [[ $i -lt 3 ]]; do ((i++)); done; echo $i; until [[ $s == aaa ]]; do s+=a; done; echo $s; for f in *; do [[ -d $f && $f != *' '* ]] || continue; echo $f; done; [[ -f words.txt ]] && [[ -s words.txt ]] && echo both

#### case of word forms on the left
[[ "a b" == "a b" ]] && echo 1; [[ a\ b == 'a b' ]] && echo 2; [[ $'t\tb' == t[[:blank:]]b ]] && echo 3; [[ ${x:-def} == def ]] && echo 4; [[ `echo q` == q ]] && echo 5; [[ $((1+1)) == 2 ]] && echo 6; [[ pre$none"suf" == presuf ]] && echo 7; [[ {a,b} == '{a,b}' ]] && echo 8

#### brackets need their blanks
[[a == a]] 2>/dev/null; echo $?; eval '[[ a == a]]' 2>/dev/null; echo $?; x=[[; echo $x ]]; echo [[ a ]]; "[[" a 2>/dev/null; echo $?; \[[ a 2>/dev/null; echo $?

#### validating with expressions
ok() { if [[ $2 =~ $1 ]]; then echo "ok $2"; else echo "bad $2"; fi; }; mail='^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$'; ok "$mail" a.b@c.org; ok "$mail" 'a b@c.org'; ip='^([0-9]{1,3}\.){3}[0-9]{1,3}$'; ok "$ip" 10.0.0.255; ok "$ip" 10.0.0; sem='^v?([0-9]+)\.([0-9]+)\.([0-9]+)(-[0-9A-Za-z.]+)?$'; ok "$sem" v1.20.3-rc.1; echo "${BASH_REMATCH[@]:1:3}"

#### parts of a path and a URL
url='https://user@example.org:8080/p/a?q=1#frag'; [[ $url =~ ^(([a-z]+)://)?(([^@/]+)@)?([^:/]+)(:([0-9]+))?(/[^?#]*)?(\?([^#]*))?(#(.*))?$ ]] && for i in 2 4 5 7 8 10 12; do echo "$i ${BASH_REMATCH[i]}"; done

#### glob against regular expression on the same word
for w in file1 file10 file file1x; do g=no r=no; [[ $w == file[0-9] ]] && g=yes; [[ $w =~ file[0-9] ]] && r=yes; echo "$w $g $r"; done

#### word boundaries and escapes of regular expressions
re='\<two\>'; [[ 'one two three' =~ $re ]] && echo 1; re='\bone\b'; [[ 'one two' =~ $re ]] && echo 2; re='\w+'; [[ '--ab--' =~ $re ]] && echo ${BASH_REMATCH[0]}; re='\s'; [[ 'a b' =~ $re ]] && echo 4; re='^\$\{.*\}$'; [[ '${x}' =~ $re ]] && echo 5; re='a\|b'; [[ 'a|b' =~ $re ]] && echo 6

#### a backslash, a quote and a dollar on the right
x='a\b'; [[ $x == 'a\b' ]] && echo 1; [[ $x == a\\b ]] && echo 2; [[ $x == "a\b" ]] && echo 3; [[ $x == *\\* ]] && echo 4; [[ "it's" == *\'* ]] && echo 5; [[ 'say "x"' == *\"* ]] && echo 6; [[ 'cost $5' == *\$5 ]] && echo 7; [[ 'cost $5' == *'$'* ]] && echo 8; [[ $x =~ \\b ]] && echo 9

#### a backslash in a regex as it is written, and from a variable
[[ "foo bar" =~ \<bar ]]; echo $?; [[ "<bar" =~ \<bar ]]; echo $?; r="\<bar"; [[ "foo bar" =~ $r ]]; echo $?; [[ "foo bar" =~ foo\b ]]; echo $?; [[ "foob" =~ foo\b ]]; echo $?; [[ "a1" =~ a\w ]]; echo $?; r="a\w"; [[ "a1" =~ $r ]]; echo $?; [[ "a1" =~ "a\w" ]]; echo $?; r="\bfoo\b"; [[ "x foo y" =~ $r ]]; echo $?; [[ "a>b" =~ \> ]]; echo $?; [[ aa =~ (a)\1 ]]; echo $?; [[ a1 =~ (a)\1 ]]; echo $?; [[ 'a<' =~ (a\<) ]]; echo $?; [[ 'a\' =~ [\\] ]]; echo $?; [[ anb =~ a\nb ]]; echo $?; [[ 'a{1}' =~ a\{1\} ]]; echo $?; [[ 'a]' =~ a\] ]]; echo $?; [[ 'x=y&z' =~ x\=y\&z ]]; echo $?

#### a written backslash in brackets of a regex is removed, one of a value is a member
r='[\w]'; [[ w =~ [\w] ]] && echo 1; [[ '\' =~ [\w] ]] || echo 2; [[ '\' =~ $r ]] && echo 3; [[ ']' =~ ^[\]]$ ]] && echo 4; [[ b =~ [a\-z] ]] && echo 5; [[ '\' =~ [\\] ]] && echo 6
