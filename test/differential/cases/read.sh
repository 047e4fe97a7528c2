# read: fields and IFS, all options, statuses, odd input.

#### one name takes the whole line
read x <<< '  a b  c  '; echo "<$x>"; IFS= read x <<< '  a b  '; echo "<$x>"; read x <<< $'\t a\tb \t'; echo "<$x>"; read x < empty.txt; echo "$? <$x>"

#### REPLY keeps blanks
read <<< '  a  b  '; echo "<$REPLY>"; read -r <<< ' \a '; echo "<$REPLY>"; IFS=, read <<< 'a,b,'; echo "<$REPLY>"

#### fields and the rest
read a b c <<< 'one two three four  five '; echo "<$a><$b><$c>"; read a b c <<< 'one'; echo "<$a><$b><$c>"; read a b <<< ''; echo "<$a><$b> $?"; read a _ c <<< 'x y z'; echo "$a$c $_"

#### fields by another separator
IFS=: read a b c <<< 'x:y z::w'; echo "<$a><$b><$c>"; IFS=: read a b <<< ':x'; echo "<$a><$b>"; IFS=, read a b c d <<< 'a,,b,'; echo "<$a><$b><$c><$d>"; IFS=, read a b <<< 'a, b '; echo "<$a><$b>"; IFS=';,' read a b c <<< '1;2,3'; echo $a$b$c

#### separators at the end of the last field
IFS=: read a b <<< 'x:y:'; echo "<$b>"; IFS=: read a b <<< 'x:y:z:'; echo "<$b>"; IFS=: read a b <<< 'x:y::'; echo "<$b>"; IFS=: read a <<< 'x:'; echo "<$a>"; IFS=: read a <<< 'x::'; echo "<$a>"; IFS=: read a b <<< 'x::'; echo "<$b>"; IFS=: read a <<< ':'; echo "<$a>"

#### blanks and another separator together
IFS=' :' read a b c <<< '  x : y :: z '; echo "<$a><$b><$c>"; IFS=' ,' read a b <<< 'x , y , z ,'; echo "<$a><$b>"; IFS=$'\t' read a b c <<< $'1\t\t3'; echo "<$a><$b><$c>"; IFS=$' \t' read a b <<< $' p \t q r '; echo "<$a><$b>"

#### an empty and an unset IFS
IFS= read a b <<< ' x y '; echo "<$a><$b>"; (unset IFS; read a b <<< '  x  y z '; echo "<$a><$b>"); IFS='' read -ra arr <<< 'p q'; echo "${#arr[@]}"

#### a backslash escapes the next character
read x <<< 'a\tb'; echo "$x"; read a b <<< 'x\ y z'; echo "<$a><$b>"; read x <<< 'end\\'; echo "<$x>"; read x <<< '\a\b\\c'; echo "<$x>"; IFS=: read a b <<< 'x\:y:z'; echo "<$a><$b>"

#### a backslash joins lines without -r
printf 'one\\\ntwo\nthree\n' | { read x; echo "<$x>"; read y; echo "<$y>"; }; printf 'one\\\ntwo\n' | { read -r x; echo "<$x>"; read -r y; echo "<$y>"; }

#### a line without an end has status one but is read
printf 'a b' | { read x y; echo "$? <$x><$y>"; }; printf 'a\nb' | { read x; echo $?; read y; echo "$? $y"; read z; echo "$? <$z>"; }; read -r l < no-newline.txt; echo "$? $l"

#### read at the end of input clears its names
x=old y=old; read x y < /dev/null; echo "$? <$x><$y>"; a=(1 2); read -a a < /dev/null; echo "$? ${#a[@]}"; REPLY=old; read < empty.txt; echo "<$REPLY>"

#### -a into an array
read -a a <<< 'x  y z'; echo ${#a[@]} "${a[1]}"; IFS=, read -ra b <<< 'p,q r,,s,'; printf '<%s>' "${b[@]}"; echo; read -ra c <<< ''; echo ${#c[@]}; c=(old old old); read -ra c <<< 'new'; echo "${c[*]}"; f() { local -a l; read -ra l <<< '1 2'; echo ${l[1]}; }; f

#### into elements of arrays
read a[2] a[0] <<< 'two zero'; echo "${!a[@]} ${a[0]}"; declare -A m; read m[k] m[j] <<< 'v w'; echo ${m[k]} ${m[j]}; i=1; read b[i] b[i+1] <<< 'p q'; echo ${!b[@]}

#### -d another delimiter
read -d : x <<< 'a b:c'; echo "$? <$x>"; printf 'one,two,three' | while read -d , w || [ -n "$w" ]; do echo "<$w>"; done; read -d '' x <<< $'l1\nl2\n'; echo "$? <$x>"; printf 'a\0b c\0' | while IFS= read -r -d '' w; do echo "[$w]"; done; read -d xyz w <<< 'abxcd'; echo $w

#### -d '' with find -print0
find a -type f -print0 | sort -z | while IFS= read -r -d '' f; do echo "$f"; done; find 'my folder' -name '*.md' -print0 | xargs -0 -n 1 basename

#### -d newline, blank and a delimiter in IFS
IFS=: read -d : a b <<< 'x y:z'; echo "<$a><$b>"; read -d ' ' a <<< 'x y'; echo "<$a>"; read -d $'\t' a b <<< $'p q\tr'; echo "<$a><$b>"; IFS= read -r -d . x <<< $' two\nlines. rest'; echo "<$x>"

#### -n a number of characters at most
read -n 3 x <<< abcdef; echo "$? $x"; read -n 3 x <<< ab; echo "$? $x"; printf 'abcdef' | { read -n 2 a; read -n 2 b; read -n 9 c; echo "$a $b $c $?"; }; read -n 5 a b <<< 'x yz w'; echo "<$a><$b>"; read -n 0 x <<< abc; echo "$? <$x>"

#### -n and UTF-8, blanks, a delimiter
read -n 2 x <<< 'éü日'; echo $x; read -n 1 x <<< ' y'; echo "<$x>"; IFS= read -rn 1 x <<< ' y'; echo "<$x>"; read -n 4 -d : x <<< 'a:bcdef'; echo $x; read -n 1 x <<< $'\n'; echo "$? <$x>"

#### a loop over characters with -n 1
while IFS= read -rn 1 c; do printf '<%s>' "$c"; done <<< 'a b'; echo; n=0; while read -rn 1 c; do [ "$c" = p ] && n=$((n+1)); done < words.txt; echo $n

#### -N exactly a number of characters
read -N 4 x <<< $'a\nbcd'; echo "$? <$x>"; read -N 10 x <<< short; echo "$? <$x>"; IFS=: read -N 5 a b <<< 'x:y:z'; echo "<$a><$b>"; printf '  ab  ' | { read -N 6 x; echo "<$x>"; }; read -N 2 -d a x <<< abab; echo "<$x>"; read -N 3 x <<< 'é日x'; echo $x

#### -r and -N with backslashes
read -N 3 x <<< 'a\bcd'; echo "<$x>"; read -r -N 3 x <<< 'a\bcd'; echo "<$x>"

#### -p is silent without a terminal
read -p 'name? ' x <<< Ana; echo $x; read -p 'p' x 2>err <<< v; wc -c < err; rm err; read -rp '> ' a b <<< '1 2 3'; echo "$a|$b"

#### -s, -e and -i without a terminal
read -s x <<< secret; echo $x; read -s -p 'pw: ' y 2>/dev/null <<< pw; echo $y; read -e z <<< edit; echo $z

#### -t a timeout
read -t 5 x <<< fast; echo "$? $x"; x=old; { sleep 0.4; } | { read -t 0.05 x; echo "$(($? > 128)) <$x>"; }; read -t 0 <<< x; echo $?; read -t 0 < words.txt; echo $?; printf part | { read -t 5 x; echo "$? $x"; }

#### -t with part of a line
{ printf 'par'; sleep 0.6; echo tial; } | { sleep 0.15; read -t 0.1 x; echo "$(($? > 128)) <$x>"; }; { printf 'a b\nc'; sleep 0.6; } | { sleep 0.15; read -t 0.1 x y; echo "$? $x $y"; read -t 0.1 z; echo "$(($? > 128)) <$z>"; }

#### -u another descriptor
exec 3< words.txt; read -u 3 a; read -r -u3 b; echo $a $b; read c <&3; echo $c; exec 3<&-; read -u 3 d 2>/dev/null; echo $?; { read -u 4 x; echo $x; } 4<<< four; read -u 9 x 2>/dev/null; echo $?; read -u x y 2>/dev/null; echo $?

#### options bundled and mixed
read -ra a -d : <<< 'p q:r'; echo ${a[1]}; read -rd ';' x <<< 'a\b;c'; echo "$x"; read -rn3 x <<< 'a\bc'; echo "$x"; read -r -p '' -- x <<< dash; echo $x; IFS=, read -rd. -a b <<< '1,2.3'; echo ${#b[@]}

#### bad options and names
read -q x 2>/dev/null <<< a; echo $?; read 1x 2>/dev/null <<< a; echo $?; read x-y 2>/dev/null <<< a; echo $?; read -n x y 2>/dev/null <<< a; echo $?; read -t x y 2>/dev/null <<< a; echo $?; read -n -1 y 2>/dev/null <<< a; echo $?; read '' 2>/dev/null <<< a; echo $?

#### a readonly name
readonly r=1; read r <<< 2 2>/dev/null; echo "$? $r"; (read r <<< 3; echo "on $?") 2>/dev/null; read a r <<< 'x y' 2>/dev/null; echo "$? $a"

#### the names get only what is read: attributes stay
declare -i n; read n <<< 2+3; echo $n; declare -u u; read u <<< abc; echo $u; declare -l l; read l x <<< 'ABC DEF'; echo $l $x; declare -n ref=target; read ref <<< through; echo $target; export E; read E <<< env; printenv E

#### read in a pipe, a function, a group and a loop
echo x | read v; echo "<$v>"; f() { local v; read v; echo "f $v"; }; echo y | f; { read a; read b; } <<< $'1\n2'; echo $a$b; f < words.txt; for i in 1 2; do read x; echo "$i $x"; done < numbers.txt; (read q; echo $q) <<< sub

#### reading the rest by a program
{ read first; echo "first $first"; cat; } < a/b/two.txt; { read -r h; sort -t, -k2; } < data/people.csv | head -2; printf '1\n2\n3\n' | { read a; tail -1; }

#### several reads from one descriptor
{ IFS= read -r a; IFS= read -r b; } < words.txt; echo "$a,$b"; while read -r a && read -r b; do echo "$a-$b"; done < words.txt; while read -r -u 5 l; do read -r m <&5; echo "$l/$m"; done 5< <(seq 5)

#### carriage returns and tabs
printf 'a\r\nb\r\n' | while read -r l; do echo "${l%$'\r'}|${#l}"; done; printf 'k\tv w\n' | while IFS=$'\t' read -r k v; do echo "<$k><$v>"; done; IFS=$'\r' read -r x <<< $'dos\r'; echo ${#x}

#### NUL bytes are dropped
printf 'a\0b\n' | { read -r x; echo "$x ${#x}"; }; printf '\0\0x' | { IFS= read -r -d x y; echo "${#y}"; }

#### a here-document and an expansion as input
read -r a b <<EOT
$((1+1)) ${HOME:0:1}
EOT
echo $a $b; v=$'x\ny'; read -r p <<< "$v"; echo $p; read -r p <<< $v; echo "$p"; read -r p q < <(echo c d); echo $q$p

#### key and value files
while IFS='= ' read -r k v; do case $k in ''|';'*|'['*) continue;; esac; echo "$k -> $v"; done < .config/settings.ini

#### tab-separated columns summed
total=0; { read -r _; while IFS=$'\t' read -r name amount; do ((total += amount)); last=$name; done; } < data/budget.tsv; echo $total $last

#### the status in while with a condition after it
n=0; while read -r l && [ "$l" != fig ]; do n=$((n+1)); done < words.txt; echo "$n stopped at $l"; while ! read -r l < words.txt; do :; done; echo $l; until read -r m; do :; done < words.txt; echo $m

#### read under set -e and set -u
(set -e; read x < /dev/null; echo no); echo $?; (set -e; read x < /dev/null || echo "end"; echo on); (set -u; read x y <<< one; echo "<$y>"); set -e; while read -r l; do :; done < words.txt; echo "after the loop"

#### splitting a path, a date and a version
IFS=/ read -ra p <<< /usr/local/bin; printf '<%s>' "${p[@]}"; echo; IFS=-T: read -r y m d H M S <<< 2025-01-02T03:04:05; echo $y $m $d $H $M $S; IFS=. read -r major minor patch <<< 1.22.333; echo $((major+minor+patch)); IFS=@ read -r user host <<< ana@example.org; echo $host

#### more names than REPLY and leftovers of an earlier read
read a b c <<< '1 2 3'; read a b c <<< x; echo "<$a><$b><$c>"; REPLY=keep; read z <<< y; echo $REPLY

#### very long lines and many fields
s=$(printf '%05d ' {1..2000}); read -ra a <<< "$s"; echo ${#a[@]} ${a[1999]}; read -r x <<< "$s"; echo ${#x}; printf '%.0sx' {1..5000} | { read -r y; echo ${#y}; }

#### yes and no questions
ask() { local a; while read -r -p "$1 " a; do case ${a,,} in y|yes) return 0;; n|no) return 1;; esac; done 2>/dev/null; return 2; }; ask go <<< $'x\nYES'; echo $?; ask go <<< $'?\nn\ny'; echo $?; ask go <<< maybe; echo $?

#### -n and -N with a line that goes on
read -N 3 x <<< \\; printf '<%s>' "$x"; read -n 3 x <<< 'a\bcd'; echo "<$x>"; printf 'a\\\nbcd\n' | { read -n 3 x; echo "<$x>"; }
