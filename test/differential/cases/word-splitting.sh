# IFS in all its oddities: default, empty, unset, blanks mixed with others, "$*", read, for, set, assignments.

#### default splitting on blanks, tabs and newlines
x=$'  a \t b\n\nc  '; set -- $x; echo $#; printf '<%s>' "$@"; echo

#### no splitting in quotes or assignments
x='a  b'; y=$x; printf '<%s>' "$x" "$y" $y; echo

#### a variable of blanks vanishes
x='   '; set -- $x; echo $#; set -- a${x}b; echo $#; set -- "$x"; echo $#

#### text before and after an expansion joins its first and last field
x='1 2 3'; printf '<%s>' a${x}b; echo; printf '<%s>' a$x; echo; printf '<%s>' ${x}b; echo; y=' 1 2 '; printf '<%s>' a${y}b; echo

#### two expansions side by side
x='a b' y='c d'; printf '<%s>' $x$y; echo; z=' '; printf '<%s>' $x$z$y; echo; printf '<%s>' $z$x$z; echo

#### a non-blank separator keeps empty fields
IFS=:; x='a::b:c'; printf '<%s>' $x; echo; y=':a:'; printf '<%s>' $y; echo; z='::'; set -- $z; echo $#

#### a trailing separator makes no last empty field
IFS=,; x='a,b,'; set -- $x; echo $#; x='a,b,,'; set -- $x; echo $#; x=','; set -- $x; echo $#; x=''; set -- $x; echo $#

#### blanks around a non-blank separator belong to it
IFS=' ,'; x='a , b,c ,  ,d e'; printf '<%s>' $x; echo; y=' , a'; printf '<%s>' $y; echo; z='a ,'; set -- $z; echo $#

#### a blank that is not in IFS is text
IFS=:; x=' a : b '; printf '<%s>' $x; echo

#### only a tab in IFS
IFS=$'\t'; x=$'a\t\tb c\t'; printf '<%s>' $x; echo; while read -r a b; do echo "[$a][$b]"; done < data/budget.tsv

#### only a newline in IFS
IFS=$'\n'; x=$'a b\n\nc d\n'; printf '<%s>' $x; echo; for l in $(cat words.txt); do echo "<$l>"; done

#### empty IFS means no splitting
IFS=; x='a b:c'; printf '<%s>' $x; echo; set -- $x; echo $#; set -- 'p q' r; printf '<%s>' $*; echo; printf '<%s>' $@; echo; echo "$*"

#### empty IFS still drops empty expansions
IFS=; e=; set -- $e; echo $#; set -- '' a ''; printf '<%s>' $@; echo; printf '<%s>' "$@"; echo; printf '<%s>' $*; echo

#### empty IFS still globs
IFS=; p='n*.txt'; printf '<%s>' $p; echo

#### unset IFS is the default
IFS=:; unset IFS; x=' a b:c '; printf '<%s>' $x; echo; set -- 1 2; echo "$*"; echo "${IFS-unset}"

#### letters and digits in IFS
IFS=x1; v='axb1cxxd'; printf '<%s>' $v; echo; IFS=a; w=banana; printf '<%s>' $w; echo; echo "$w"

#### IFS does not split literal text
IFS=:; printf '<%s>' a:b c:d; echo; echo a:b; for x in p:q r:s; do echo "<$x>"; done

#### IFS splits expansions inside a word with literal text
IFS=-; x=1-2; printf '<%s>' a-$x-b; echo; printf '<%s>' $x:$x; echo

#### backslash in IFS
IFS='\'; x='a\b\\c'; printf '<%s>' $x; echo

#### glob characters in IFS
IFS='*'; x='a*b**c'; printf '<%s>' $x; echo; IFS='?'; y='p?q'; printf '<%s>' $y; echo; IFS='['; z='m[n'; printf '<%s>' $z; echo

#### quote characters in IFS
IFS="'\""; x="a'b\"c"; printf '<%s>' $x; echo

#### multibyte characters in IFS
IFS='é→'; x='aéb→c'; printf '<%s>' $x; echo; set -- 1 2; echo "$*"

#### star joins with the first character of IFS
set -- a 'b c' d; IFS=,-; echo "$*"; IFS=; echo "$*"; unset IFS; echo "$*"; IFS=' '; echo "$*"; IFS=$'\n'; echo "$*"; IFS=-,; x="$*"; echo "$x"; x=$*; echo "$x"

#### star joins arrays with IFS
a=(1 '2 3' 4); IFS=+; echo "${a[*]}"; x=${a[*]}; echo "$x"; echo "${a[@]}"; x=${a[@]}; echo "$x"; IFS=; echo "${a[*]}"

#### unquoted star with non-blank IFS
set -- a:b 'c d' ''; IFS=:; printf '<%s>' $*; echo; printf '<%s>' $@; echo; printf '<%s>' "$*"; echo; IFS=x; printf '<%s>' $*; echo

#### unquoted star with empty parameters
set -- '' a '' b ''; printf '<%s>' $*; echo; printf '<%s>' $@; echo; IFS=:; printf '<%s>' $*; echo; printf '<%s>' $@; echo

#### empty parameters joined to text
set -- '' ''; printf '<%s>' x$@y; echo; printf '<%s>' x$*y; echo; printf '<%s>' "x$@y"; echo; printf '<%s>' "$@"x; echo; printf '<%s>' $@x; echo

#### setting IFS in the prefix of a builtin
IFS=: read -r a b c <<< 'x:y:z w'; echo "$a|$b|$c"; x='1:2'; printf '<%s>' $x; echo

#### setting IFS in the prefix of set does not split its words
x=a:b; IFS=: set -- $x; echo $#; f() { printf '<%s>' $1; echo; }; IFS=: f "$x"; printf '<%s>' $x; echo

#### setting IFS for eval
x=a:b; IFS=: eval 'set -- $x'; echo $#; printf '<%s>' $x; echo

#### setting IFS in a subshell or substitution
x=a:b; (IFS=:; set -- $x; echo $#); set -- $x; echo $#; y=$(IFS=:; set -- $x; echo "$1-$2"); echo $y

#### local IFS in a function
split() { local IFS=$1; set -f; set -- $2; set +f; printf '[%s]' "$@"; echo; }; split , a,b,c; split / p/q; x='a b'; set -- $x; echo $#

#### the join function
join_by() { local IFS=$1; shift; echo "$*"; }; join_by , a b c; join_by / usr local bin; join_by '' a b; join_by ', ' x y

#### joining with a longer separator
j() { local s=$1 f=$2; shift 2; printf %s "$f" "${@/#/$s}"; echo; }; j ', ' a b c; j ' -> ' one; j : x y

#### for splits an unquoted variable but not a quoted
x='one two'; for w in $x; do echo "<$w>"; done; for w in "$x"; do echo "<$w>"; done; for w in $x"$x"; do echo "<$w>"; done

#### for over the lines of a file splits words
for w in $(cat words.txt | tail -3); do echo "<$w>"; done

#### saving and restoring IFS
old=$IFS; IFS=,; x=a,b; set -- $x; echo $#; IFS=$old; set -- $x; echo $#; [ "$IFS" = $' \t\n' ] && echo restored

#### the value of IFS at start
printf '%s' "$IFS" | base64; x=$(printf %q "$IFS"); echo "$x"

#### command substitution is split and globbed
printf '<%s>' $(printf 'a b\nc\t d\n\n'); echo; printf '<%s>' $(echo 'n*.txt'); echo; printf '<%s>' "$(printf 'a b\nc\n\n')"; echo

#### command substitution with IFS
IFS=,; printf '<%s>' $(echo a,b,,c); echo; printf '<%s>' `echo x,y`; echo; printf '<%s>' $(printf ',a'); echo

#### arithmetic expansion is split with digits in IFS
IFS=0; printf '<%s>' $((100+1)); echo; printf '<%s>' "$((101))"; echo; IFS=-; printf '<%s>' $((-5)); echo; set -- x; IFS=1; printf '<%s>' $#; echo

#### status is split with digits in IFS
IFS=2; (exit 121); printf '<%s>' $?; echo

#### length expansion is split too
x=$(printf '%0101d' 0); IFS=0; printf '<%s>' ${#x}; echo

#### default words split by IFS only in their expansions
IFS=:; unset u; x=a:b; printf '<%s>' ${u:-p:q}; echo; printf '<%s>' ${u:-$x}; echo; printf '<%s>' "${u:-$x}"; echo; printf '<%s>' ${u:-"$x"}; echo; printf '<%s>' ${u:-c d}; echo

#### alternates split
IFS=' '; s=1; printf '<%s>' ${s:+a b}; echo; printf '<%s>' ${s:+"a b" c}; echo; x='p q'; printf '<%s>' ${s:+$x} ${s:+"$x"}; echo

#### no splitting in case, double bracket and here-strings
x='a  b'; case $x in 'a  b') echo case;; esac; [[ $x == 'a  b' ]] && echo bracket; cat <<< $x; IFS=:; y=a:b; cat <<< $y; [[ $y = a:b ]] && echo same; case $y in a:b) echo c;; esac

#### splitting in single-bracket test
x='a = a'; [ $x ] && echo three; y='a b'; [ $y = x ] 2>/dev/null; echo $?; z=; [ $z ] || echo empty

#### redirection targets are not split in scripts but fail when several
f='p q'; (echo x > $f) 2>/dev/null; echo $?; ls -d p* q* 2>/dev/null; echo y > "$f"; cat "$f"

#### array assignment splits and globs
x='a b' p='n*.txt'; a=($x); echo ${#a[@]}; b=("$x"); echo ${#b[@]}; c=($p); printf '<%s>' "${c[@]}"; echo; IFS=,; y=1,2,3; d=($y); echo ${#d[@]}

#### splitting does not apply to a quoted part within an unquoted word
x='a b'; printf '<%s>' $x"$x"$x; echo; printf '<%s>' "$x"$x; echo

#### glob results are not split
printf '<%s>\n' my*; x='my*'; printf '<%s>\n' $x; IFS=y; printf '<%s>\n' m*; p='m*'; printf '<%s>\n' $p

#### brace expansion results are not split again
IFS=b; printf '<%s>' {a,b,c}b; echo

#### tilde results are not split
IFS=/; set -- ~; echo $#

#### read with default IFS trims and splits
while read -r a b c; do echo "[$a][$b][$c]"; done <<< $'  one   two  three four  \n x\n\n\ty z'

#### read the rest of a line keeps inner separators
IFS=: read -r a b <<< 'x:y:z:'; echo "$a|$b"; IFS=: read -r a b <<< 'x:y:'; echo "$a|$b"; IFS=: read -r a b <<< 'x::y'; echo "$a|$b"; IFS=, read -r a b c <<< ',,'; echo "$a|$b|$c"

#### read with blanks and a separator
IFS=' ,' read -r a b c <<< ' x , y  z , w '; echo "[$a][$b][$c]"; IFS=$' \t:' read -r a b <<< $'p \t:\t q r'; echo "[$a][$b]"

#### read with an empty IFS keeps all blanks
IFS= read -r l <<< '  a  b  '; echo "[$l]"; IFS= read -r a b <<< 'p q'; echo "[$a][$b]"; while IFS= read -r l; do echo "[$l]"; done < 'my file.txt'

#### read one variable trims only blanks of IFS
read -r l <<< $' \t a b \t '; echo "[$l]"; IFS=: read -r l <<< ':a:b:'; echo "[$l]"; IFS=: read -r l <<< 'a:'; echo "[$l]"; IFS=: read -r l <<< ' a '; echo "[$l]"

#### read without -r takes backslashes
read a b <<< 'one\ two three\\four'; echo "[$a][$b]"; read -r a b <<< 'one\ two three'; echo "[$a][$b]"; printf 'con\\\ntinued\n' > t; read l < t; echo "[$l]"; IFS=: read a b <<< 'x\:y:z'; echo "[$a][$b]"

#### read splits into an array
read -ra a <<< ' one two  three '; echo "${#a[@]} ${a[2]}"; IFS=, read -ra b <<< 'x,,y,'; echo "${#b[@]}"; printf '<%s>' "${b[@]}"; echo; IFS= read -ra c <<< 'p q'; echo ${#c[@]}; read -ra d <<< ''; echo ${#d[@]}

#### read fields of a CSV
{ read -r header; while IFS=, read -r id name city age; do echo "$name ($age) in ${city:-nowhere}"; done; } < data/people.csv

#### read fields of key=value
while IFS='=' read -r k v; do [[ $k == [!\;[]* ]] && echo "<$k> <$v>"; done < .config/settings.ini

#### read with a delimiter, characters and fields
read -d : x <<< 'a b:c'; echo "[$x]"; read -n 3 y <<< abcdef; echo "[$y]"; read -N 4 z <<< 'a b c'; echo "[$z]"; read -rd '' w <<< $'l1\nl2'; echo "[$w] $?"; IFS= read -rd , v <<< ' s , t'; echo "[$v]"

#### read at the end of a file without a newline
while read -r l; do echo "<$l>"; done < no-newline.txt; echo "left: $l"; while read -r l || [ -n "$l" ]; do echo "<$l>"; done < no-newline.txt

#### path-like lists
P=/bin:/usr/bin::/sbin:; IFS=:; for d in $P; do echo "<$d>"; done; for d in $P''; do echo "<$d>"; done

#### counting words, fields and lines
line='the quick  brown fox'; set -- $line; echo $#; a=($line); echo ${#a[@]}; IFS=$'\n'; b=($(cat numbers.txt)); echo ${#b[@]}

#### reset of the positional parameters by splitting with set -f
x='* a ?'; set -f; set -- $x; set +f; printf '<%s>' "$@"; echo; set -- $x; [ $# -gt 3 ] && echo globbed

#### a date split into parts
d=2025-01-02T03:04:05; IFS=-T: ; set -- $d; echo "$1/$2/$3 $4.$5.$6"; IFS=- read -r y m rest <<< "$d"; echo "$y $m $rest"

#### IFS with a repeated and a mixed separator
IFS='::'; x=a::b; printf '<%s>' $x; echo; IFS=' :'; y='a : : b'; printf '<%s>' $y; echo; z=': a'; printf '<%s>' $z; echo; IFS=': '; echo "$*"; set -- 1 2; echo "$*"

#### newline and tab sequences with a non-blank
IFS=$'\n;'; x=$'a;\nb;;c\n'; printf '<%s>' $x; echo

#### indirect and slices are split alike
IFS=,; x=a,b,c; n=x; printf '<%s>' ${!n}; echo; printf '<%s>' ${x:2}; echo; printf '<%s>' ${x#a}; echo; printf '<%s>' ${x/b/p,q}; echo; printf '<%s>' ${x^^}; echo

#### array slices with a changed IFS
IFS=-; a=(x-y z); printf '<%s>' ${a[@]}; echo; printf '<%s>' "${a[@]:0:1}"; echo; printf '<%s>' ${a[@]:0:1}; echo; printf '<%s>' ${!a[@]}; echo; echo "${!a[*]}"

#### at-Q is split when unquoted
x='a b'; printf '<%s>' ${x@Q}; echo; printf '<%s>' "${x@Q}"; echo

#### exported and readonly IFS still splits
export IFS=:; x=a:b; set -- $x; echo $#; readonly IFS; set -- $x; echo $#; (IFS=,; echo no) 2>/dev/null; echo $?; echo "$*"

#### quoted null beside an expansion that splits to nothing
e=; printf '<%s>' $e""; echo; printf '<%s>' ''$e''; echo; s=' '; printf '<%s>' $s""; echo; printf '<%s>' ""$s; echo; printf '<%s>' ""$s""; echo; printf '<%s>' a$s""; echo

#### a separator at the boundary of two expansions
IFS=:; a=x: b=:y; printf '<%s>' $a$b; echo; printf '<%s>' $a"$b"; echo; printf '<%s>' $a''; echo; printf '<%s>' ${a}z; echo; printf '<%s>' z$b; echo

#### dollar-star inside quotes with text
set -- a b; IFS=,; echo "<$*>" "x$*y" '$*'; echo <<< x "$*"; IFS=; echo "<$*>"

#### dollar-star unquoted in an assignment with odd IFS
set -- 'a b' c; IFS=:; x=$*; echo "$x"; x=$@; echo "$x"; x="$@"; echo "$x"; x="$*"; echo "$x"; y=p$*q; echo "$y"; IFS=; x=$*; echo "$x"

#### dollar-at in a default with IFS
set -- 'a b' c; unset u; printf '<%s>' ${u-"$@"}; echo; printf '<%s>' "${u-$@}"; echo; printf '<%s>' ${u-$@}; echo; IFS=; printf '<%s>' ${u-$@}; echo; printf '<%s>' ${u-$*}; echo

#### mapfile instead of splitting
mapfile -t l < 'my file.txt'; echo ${#l[@]}; printf '<%s>' "${l[@]}"; echo; mapfile -t -d , p <<< 'a,b,c'; echo ${#p[@]}; printf '<%s>' "${p[@]}"; echo

#### the classic bug of unquoted names
f='my file.txt'; for x in $f; do echo "<$x>"; done; [ -e "$f" ] && echo quoted-ok; rm $f 2>/dev/null; ls my* | head -1

#### xargs splits by its own rules
printf '%s\n' 'a b' "'c d'" 'e\ f' | xargs printf '<%s>'; echo; printf 'p q\0r' | xargs -0 printf '<%s>'; echo
