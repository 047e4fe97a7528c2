# ${x#} ${x##} ${x%} ${x%%} ${x/} ${x//} ${x/#} ${x/%} ${x:o:l} ${x^} ${x,} over strings, parameters and arrays.

#### remove the shortest and longest prefix
p=/usr/local/lib/x.tar.gz
echo "${p#/}" "${p#*/}" "${p##*/}" "${p#*.}" "${p##*.}" "${p#nomatch}"

#### remove the shortest and longest suffix
p=/usr/local/lib/x.tar.gz
echo "${p%/*}" "${p%%/*}" "${p%.*}" "${p%%.*}" "${p%nomatch}" "${p%.gz}"

#### patterns that match everything or nothing
x=abc
echo "[${x#*}][${x##*}][${x%*}][${x%%*}][${x#}][${x##}][${x%}][${x%%}]"

#### question marks and brackets in removals
x=abc123
echo "${x#?}" "${x#??}" "${x%?}" "${x%%[0-9]*}" "${x##*[a-z]}" "${x#[!b]}" "${x%[^0-2]}" "${x#[[:alpha:]]}" "${x%%[[:digit:]]*}"

#### removal on empty and unset
e=; unset u; echo "[${e#x}][${u#x}][${e%%*}][${u##*}]"

#### a pattern out of a variable
x=file.txt; ext=.txt; pat='*.'
echo "${x%$ext}" "${x#$pat}" "${x#"$pat"}" "${x%"${x##*.}"}" "${x##${pat}}"

#### a pattern out of a substitution
x=hello-world; echo "${x%$(echo -world)}" "${x#`echo hel`}" "${x#$(echo '*-')}"

#### a slash in patterns of removal needs no escape
p=a/b/c; echo "${p#a/}" "${p%/c}" "${p#*/b}" "${p%/*/*}"

#### removal of special characters
x='#a%b/c'; echo "${x#\#}" "${x#'#'}" "${x#*%}" "${x%/c}" "${x##*\/}" "${x%%%*}" "${x#[#]}"
y='}a}'; echo "${y#\}}" "${y%'}'}" "${y##*\}}"

#### removal of quotes and spaces
x='"quoted"'; x=${x#\"}; x=${x%\"}; echo "$x"
y="  lead and trail  "; echo "[${y#  }][${y%  }][${y##* }][${y%% *}]"
z="'s'"; echo "${z#\'}" "${z%"'"}"

#### the trim idiom
x="   both sides  "; x="${x#"${x%%[![:space:]]*}"}"; x="${x%"${x##*[![:space:]]}"}"; echo "[$x]"

#### extglob in removals
shopt -s extglob
x='   trim me   '; echo "[${x##+( )}][${x%%+( )}]"
y=000123; echo "${y##+(0)}" "${y##*(0)}" "${y#@(00|0)}" "${y##@(00|0)}" "${y%%!(0*)}"

#### basename and dirname by expansion
for p in a/b/c.txt c.txt /x a/ ./y.z.w; do echo "${p##*/}|${p%/*}|${p%.*}|${p##*.}"; done

#### removals over all parameters
set -- one.txt 'two three.txt' four.md
printf '<%s>' "${@%.*}"; echo; printf '<%s>' "${@##*.}"; echo; printf '<%s>' "${*%.txt}"; echo
printf '<%s>' ${@#* }; echo

#### removals over arrays
a=(a/1.md a/2.md b/3.txt)
echo "${a[@]##*/}" "${a[@]%.*}" "${a[*]%/*}"; b=("${a[@]/#/x:}"); echo "${b[@]}"; echo "${a[1]#a/}" "${a#a}"

#### extension removal in a loop over files
for f in notes/*.md; do b=${f##*/}; echo "${b%.md}"; done

#### replace first and all
x='one two one two'
echo "${x/one/1}" "${x//one/1}" "${x/two}" "${x//two}" "${x//o/0}" "${x/x/y}"

#### replace anchored at the start and the end
x=abcabc
echo "${x/#abc/X}" "${x/%abc/X}" "${x/#bc/X}" "${x/%ab/X}" "${x/#/pre}" "${x/%/post}" "${x/#a*b/X}" "${x/%b*/X}"

#### replacement takes the longest match
x=aXbXc; echo "${x/a*X/-}" "${x//?X/-}" "${x/*/all}" "${x//*/all}" "${x/b*/-}"

#### replace with brackets and classes
x='a1b22c333'; echo "${x//[0-9]/#}" "${x//[0-9][0-9]/#}" "${x//[!0-9]}" "${x//[[:alpha:]]/.}" "${x//[^a-z]/_}"

#### replace a slash
x=a/b/c; echo "${x/\//-}" "${x//\//-}" "${x////-}" "${x//'/'/-}" "${x//[\/]/-}"; d=/; echo "${x//$d/-}"

#### replace by a slash or with one
x=a-b; echo "${x/-//}" "${x/-/\/}" "${x/-/'/'}" "${x/-/a/b}"

#### replace by nothing, by variables and by substitutions
x=abcabc; r='R R'; echo "${x//b}" "${x//b/}" "${x//b/$r}" "${x/b/$(echo sub)}" "${x/b/$((1+1))}"
printf '<%s>' ${x/b/$r}; echo

#### replace with the matched text
x='a1b2'; echo "${x//[0-9]/<&>}" "${x//[0-9]/<\&>}" "${x/a/&&}" "${x//[0-9]/"&"}"
r='[&]'; echo "${x/1/$r}" "${x/1/"$r"}"

#### patsub_replacement off
shopt -u patsub_replacement; x=abc; echo "${x/b/[&]}" "${x/b/\&}"

#### backslashes in the replacement
x=abc; echo "${x/b/\\}" "${x/b/\n}" "${x/b/\"}" ${x/b/\\}; r='\'; echo "${x/b/$r}" "${x/b/$r$r}"

#### replacing backslashes
x='a\b\c'; echo "${x//\\/-}" "${x//\\}" "${x/\\/\\\\}" "${x//'\'/'\\'}"

#### replace quotes
x="it's \"it\""; echo "${x//\'/_}" "${x//\"/_}" "${x//[\'\"]}" "${x//"'"/Q}"; q="'"; echo "${x//$q/}"

#### replace newlines and tabs
x=$'a\nb\tc'; echo "${x//$'\n'/ }" | cat -A; nl=$'\n'; y='p,q,r'; echo "${y//,/$nl}"; echo "${x//[[:space:]]/_}"

#### replace spaces
x='a b  c'; echo "${x// /_}" "${x// }" "${x/  /-}" ${x// /_}; printf '<%s>' ${x//b/x y}; echo

#### replace a literal star, question mark and bracket
x='a*b?c[d]'; echo "${x//\*/S}" "${x//\?/Q}" "${x//\[/L}" "${x//]/R}" "${x//'*'/S}" "${x//[*]/S}" "${x//[][]/B}"

#### replacement over all parameters and arrays
set -- aa ba; echo "${@/a/X}" "${@//a/X}" "${*/#a/X}" "${@/%a/X}"
a=(aa 'b a' cc); printf '<%s>' "${a[@]/a/X}"; printf '<%s>' "${a[@]/#/+}" "${a[@]/%/+}"; echo
echo "${a[*]//a/X}" "${a[1]/a/X}" "${a/a/X}"

#### delete elements' text by replacement leaves empty elements
a=(x yy x); printf '<%s>' "${a[@]/x}"; echo; printf '<%s>' ${a[@]/x}; echo

#### a pattern that matches the empty string does not replace
x=abc; p=; echo "${x//$p/-}" "${x/$p/-}" "${x//''/-}"

#### replacement with extglob
shopt -s extglob; x='aaabbbab'; echo "${x//+(a)/A}" "${x/+(b)/B}" "${x//@(ab|ba)/-}" "${x//?(a)b/-}" "${x/#*(a)/-}" "${x//!(a)/-}"

#### replacement without the last slash deletes
x=hello; echo "${x/l}" "${x//l}" "${x/#h}" "${x/%o}" "${x/l/}"

#### case-insensitive replacement with nocasematch
shopt -s nocasematch; x='Hello hELLO'; echo "${x//hello/x}" "${x#hello}" "${x/L/_}"

#### squeeze and normalise idioms
x='a   b    c'; while [[ $x == *'  '* ]]; do x=${x//  / }; done; echo "$x"
set -f; y='  p   q '; set -- $y; echo "$*"

#### count characters by replacement
x='a,b,c,d'; y=${x//[!,]}; echo ${#y}; z=${x//,}; echo $(( ${#x} - ${#z} ))

#### string contains, starts and ends by expansion
x=foobar; [ "${x#*oba}" != "$x" ] && echo contains; [ "${x#foo}" != "$x" ] && echo starts; [ "${x%bar}" != "$x" ] && echo ends; [ "${x#zzz}" = "$x" ] && echo no

#### slices of strings
x=0123456789
echo "${x:3}" "${x:3:2}" "${x:0:1}" "${x:9}" "${x:10}" "${x:11}" "${x:0}" "${x:0:0}" "${x:5:100}"

#### slices with negatives
x=0123456789
echo "${x: -3}" "${x: -3:2}" "${x:(-3)}" "${x:2:-2}" "${x: -5:-2}" "${x:0:-9}" "[${x: -20}]" "${x: -10:3}"

#### a slice whose end lies before its start fails
x=0123; (echo "${x:3:-2}") 2>/dev/null; echo $?; (echo "${x:2:-2}|") 2>/dev/null; echo $?

#### slice with dash but without a space is a default
x=abc; unset u; echo "${x:-1}" "${u:-1}" "${x: -1}" "${x:0-1}"

#### slices with arithmetic and variables
x=abcdefgh; i=2 n=3; a=(1 2)
echo "${x:i:n}" "${x:$i:$n}" "${x:i+1:n-1}" "${x:i*2}" "${x:(i):1}" "${x:${#x}-2}" "${x:a[1]:1}" "${x:i>1?4:0}" "${x:$(echo 1):$((1+1))}" "${x:nosuch:2}"

#### slices with empty offset or length
x=abc; echo "${x::2}" "${x:1:}|" "${x::}|"

#### slice of empty and unset
e=; unset u; echo "[${e:0:3}][${u:0}][${u:1:2}][${e: -1}]"

#### slices by character
x='naïve日本語'; echo "${x:2:1}" "${x:5}" "${x: -2}" "${x:2:-2}"

#### slices of positional parameters
set -- a b c d e
echo "${@:2}" "|" "${@:2:2}" "|" "${@:1:1}" "|" "${@: -2}" "|" "${@: -3:2}" "|" "${@:6}" "|" "${@:5}" "|" "${*:2:3}"

#### slice zero of positional parameters includes the name
set -- a b; [ "${@:0:1}" = "$0" ] && echo zero; x=("${@:0}"); echo ${#x[@]}; set --; y=("${@:1}"); echo ${#y[@]}

#### slices of positional parameters keep words apart
set -- 'a b' '' 'c  d'; printf '<%s>' "${@:1:2}"; echo; printf '<%s>' ${@:1:3}; echo; printf '<%s>' "${*:2}"; echo

#### negative length of parameters or arrays fails
set -- a b c; (echo "${@:1:-1}") 2>/dev/null; echo $?; a=(1 2 3); (echo "${a[@]:0:-1}") 2>/dev/null; echo $?

#### slices of arrays
a=(a b c d e)
echo "${a[@]:1}" "|" "${a[@]:1:2}" "|" "${a[@]: -2}" "|" "${a[@]: -2:1}" "|" "${a[@]:0:0}" "|" "${a[@]:9}" "|" "${a[*]:3}" "|" "${a[@]::2}" "|" "${a[@]: -9}"

#### slices of sparse arrays go by index then count
a=([2]=two [5]=five [9]=nine [10]=ten); echo "${a[@]:0:2}" "|" "${a[@]:3}" "|" "${a[@]:3:2}" "|" "${a[@]: -2}" "|" "${a[@]: -5:1}"

#### slice of an element
a=(hello world); echo "${a[1]:1:3}" "${a:1:3}" "${a[-1]: -2}"; declare -A m=([k]=value); echo "${m[k]:1:2}"

#### last and but-last idioms
a=(x y z); echo "${a[-1]}" "${a[@]: -1}" "${a[${#a[@]}-1]}"; echo "${a[@]:0:${#a[@]}-1}"; set -- p q r; echo "${!#}" "${@: -1}" "${@:1:$#-1}"

#### slices for chopping a string into parts
x=abcdefgh; while [ -n "$x" ]; do echo "${x:0:3}"; x=${x:3}; done
y=hello; for ((i=0; i<${#y}; i++)); do printf '%s.' "${y:i:1}"; done; echo

#### reverse a string
x=desk; r=; for ((i=${#x}-1; i>=0; i--)); do r+=${x:i:1}; done; echo $r

#### left and right pad
x=42; pad=00000; y=$pad$x; echo "${y: -5}"; s='          '; z=ab$s; echo "[${z:0:6}]"

#### upper and lower the first or all characters
x='hello World'; echo "${x^}" "${x^^}" "${x,}" "${x,,}" "${x~}" "${x~~}"

#### case change of characters that match
x='hello world'; echo "${x^^[aeiou]}" "${x^[aeiou]}" "${x^^l}" "${x^h}" "${x^?}" "${x^^[!o]}"; y=HELLO; echo "${y,,[LO]}" "${y,H}" "${y,E}"; p='[lo]'; echo "${x^^$p}" "${x^^"$p"}"

#### case change of empty, unset, digits and accents
e=; unset u; echo "[${e^}][${u^^}]"; x='1a-é-ñ'; echo "${x^^}" "${x^}"; y='ÀÉ'; echo "${y,,}" "${y,}"; z=straße; echo "${z^^}"

#### case change over parameters and arrays
set -- one two; echo "${@^}" "${*^^}"; a=(ONE Two); echo "${a[@],,}" "${a[@],}" "${a[*]~~}" "${a[1]^^}"

#### title case idiom
s='the quick fox'; out=; for w in $s; do out+="${w^} "; done; echo "${out% }"

#### snake to camel case
n=meeting_notes_file; IFS=_ read -ra p <<< "$n"; r=${p[0]}; for w in "${p[@]:1}"; do r+=${w^}; done; echo "$r"

#### unquoted results of operators split and glob
x='a/b c/d'; printf '<%s>' ${x//\// }; echo; p='xn*.txt'; echo ${p#x}; echo "${p#x}"; printf '<%s>' ${x:1:4}; echo

#### operators do not nest on one expansion but by a variable
x=path/to/file.txt; b=${x##*/}; s=${b%.*}; echo "${s^^}"; (echo "${${x##*/}%.*}") 2>/dev/null; echo "bad substitution $?"

#### nested expansions inside operands
x=abc; y=b; n=1; echo "${x#${x%$y*}}" "${x/${y}/${y^}}" "${x:${n}:${#y}}" "${x%"${x#a}"}" "${x/$y/${z:-"d d"}}"

#### parse a key=value line
line='url = https://example.org/x?a=1&b=2'; k=${line%%=*}; v=${line#*=}; echo "[${k% }][${v# }]"

#### split a string at the first and last comma
x=a,b,c; echo "${x%%,*}" "${x#*,}" "${x%,*}" "${x##*,}"; y=none; echo "${y%%,*}" "${y#*,}"

#### parse a URL
u=https://user@example.org:8080/a/b?q=1#f
proto=${u%%://*}; rest=${u#*://}; auth=${rest%%/*}; path=/${rest#*/}; host=${auth#*@}; echo "$proto $host ${host%:*} ${host##*:} ${path%%[?#]*} ${u##*#}"

#### version compare by parts
v=12.34.56; major=${v%%.*}; rest=${v#*.}; echo "$major ${rest%%.*} ${rest#*.}"

#### strip a trailing slash and double slashes
p=a//b///; while [[ $p == */ ]]; do p=${p%/}; done; echo "$p"; echo "${p//\/\//\/}"

#### remove control characters
x=$'a\x01b\x1b[0m'; echo "${x//[[:cntrl:]]/^}"; echo "${x//[^[:print:]]}"

#### ranges and collation of brackets
x='aAbBzZ09_-'; echo "${x//[a-z]}" "${x//[A-Z]}" "${x//[a-zA-Z0-9]}" "${x//[-_]}" "${x//[_-]}" "${x//[!a-c]}" "${x//[]a]}"

#### bracket classes by name
x=$'aB3 \t.,!'; for c in alpha upper lower digit alnum space blank punct xdigit; do eval "echo \"$c:[\${x//[[:$c:]]/#}]\""; done | cat -A

#### a bracket that is not closed is literal
x='a[b'; echo "${x#a[}" "${x//[/L}" "${x%[b}"

#### tilde in patterns
x=~/x; [ "${x#~/}" = x ] && echo stripped; [ "${x/#~/T}" = T/x ] && echo replaced; y='~/z'; echo "${y#\~/}" "${y/#\~/HOME}"

#### replacing HOME with a tilde
p=$HOME/notes/a; echo "${p/#$HOME/\~}"

#### ampersand from a default in the replacement
x=a.b; echo "${x/./${nope:-&&}}" "${x/./${nope:-"&"}}"

#### replacement by the result of a removal
x=draft-plan.md; echo "${x/#draft-/final-}" "${x/%.md/.txt}" "${x/-/${x##*.}}"

#### patterns with braces are literal
x='{a,b}'; echo "${x#\{a}" "${x//,/;}" "${x%\}}" "${x#"{"}"

#### many operators on dollar digits
set -- Hello.World; echo "${1%.*}" "${1#*.}" "${1,,}" "${1^^}" "${1:0:5}" "${1/o/0}" "${1//o/0}" "${#1}" "${1:-d}" "${1@Q}"

#### operators on the status and count
set -- a b c; (exit 42); echo "${?#4}" ; echo "${#:0:1}" 2>/dev/null; echo "${#%3}|"

#### array element by computed index with an operator
a=(x.txt y.md); i=0; echo "${a[i+1]%.md}" "${a[$i]%.txt}" "${a[${#a[@]}-1]##*.}"; declare -A m=([f.x]=v.w); k=f.x; echo "${m[$k]%.w}" "${m[${k%.x}.x]#v.}"

#### greedy against lazy on repeated separators
x=a--b--c; echo "${x#*--}" "${x##*--}" "${x%--*}" "${x%%--*}" "${x/--/+}" "${x//--/+}" "${x//-/+}"

#### long strings
x=$(printf 'ab%.0s' $(seq 1 2000)); echo ${#x}; y=${x//ab/c}; echo ${#y}; echo "${x:3990}"; z=${x%%b*}; echo "$z"; echo "${#x} ${x##*a}"

#### a removal that leaves glob characters quoted safely
x='pre*.txt'; printf '<%s>' "${x#pre}"; echo; set -f; printf '<%s>' ${x#pre}; echo

#### an empty pattern in quotes matches no character
e=; x='a b'; echo "${x^""}" "${x^"$e"}" ${x^$e} ${x^^} "${x^^""}"
echo ${x~~a} "${x~a}" ${x~[b]} ${x~~} ${x~~[ab]}

#### operands are not evaluated where the parameter is not set
n=1; echo "${u#$((n=2))}" "${u/$((n=3))/x}" "${u^^$((n=4))}" "${u[@]%$((n=5))}" $n

#### @A of parameters, references and missing elements
y=foo; declare -n ref=y; arr=(1 2); set -- p; echo "<${1@A}>" "${ref@A}" ${arr[5]@A} "${arr[1]@A}" "<${u@A}>"; declare -i q; echo "${q@A}"

#### the pattern of a case toggle is not expanded for what is not set
printf "<%s>" "${u[@]~$((n=1))}" "${u~~$((m=1))}" "$n,$m"; x=aB; echo "${x~}" "${x~~}" "${x~~[a]}"
