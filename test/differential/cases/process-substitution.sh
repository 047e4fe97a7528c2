# <( ) and >( ). Names like /dev/fd/63 are never printed.

#### read from a command as from a file
cat <(echo a); cat <(echo a) <(echo b); wc -l < <(seq 5); head -1 <(sort words.txt); grep -c . <(cat words.txt numbers.txt)

#### diff of two commands
diff <(sort words.txt) <(sort -u words.txt); echo $?; diff <(echo a) <(echo a) && echo same

#### comm, join and paste of two commands
comm -12 <(sort -u words.txt) <(printf '%s\n' apple cherry zebra); join <(printf '1 a\n2 b\n') <(printf '1 x\n2 y\n'); paste -d: <(seq 3) <(printf 'a\nb\nc\n') <(seq 3 -1 1)

#### a loop that keeps its variables
n=0; while read -r w; do n=$((n+1)); last=$w; done < <(sort words.txt); echo $n $last; s=0; while read -r x; do ((s+=x)); done < <(cat numbers.txt); echo $s

#### mapfile and read
mapfile -t a < <(printf 'x y\nz\n'); echo ${#a[@]} "${a[0]}"; read -r x y < <(echo 1 2); echo $y; IFS=: read -ra p < <(echo a:b:c); echo ${p[2]}; while IFS= read -r -d '' f; do echo "$f"; done < <(printf 'p\0q r\0')

#### the argument is a readable name
f() { [[ -r $1 ]] && cat "$1"; }; f <(echo readable); g() { cat "$@"; }; g <(echo 1) <(echo 2); [ -e <(true) ] && echo exists; x=$(cat <(echo in sub)); echo "$x"

#### the name differs for each
f() { [[ $1 != "$2" ]] && echo differ; }; f <(true) <(true); set -- <(echo a) <(echo b); echo $#

#### output to a command
echo data > >(cat); wait $!; echo hello | tee >(tr a-z A-Z > up) > /dev/null; until [ -s up ]; do sleep 0.01; done; cat up; { echo x; echo y; } > >(sort -r > rev); until [ -s rev ]; do sleep 0.01; done; cat rev

#### output into two commands
seq 5 | tee >(tail -1 > last) >(head -1 > first) | wc -l; until [ -s first ] && [ -s last ]; do sleep 0.01; done; cat first last

#### stderr into a command
{ echo out; echo err >&2; } 2> >(sed 's/^/E:/' > e); until [ -s e ]; do sleep 0.01; done; cat e; ls none 2> >(wc -l > n); until [ -s n ]; do sleep 0.01; done; cat n

#### nested
cat <(cat <(cat <(echo deep))); sort <(cat <(echo b) <(echo a)); echo $(cat <(echo $(cat <(echo mixed)))); diff <(sort <(printf 'b\na\n')) <(printf 'a\nb\n') && echo eq

#### quotes and expansions inside
x='a  b'; cat <(echo "$x" 'q"q' $((1+1)) $(echo sub)); a=(1 2); cat <(printf '%s\n' "${a[@]}"); cat <(echo ")" '(' \) ); cat <(case x in x) echo case;; esac)

#### a group, loop or function inside
f() { echo "f $1"; }; cat <(f arg); cat <(for i in 1 2; do echo $i; done; { echo g; }); cat <(if true; then echo yes; fi | tr a-z A-Z); cat < <(cat <<E
heredoc
E
)

#### changes inside a process substitution do not come out
x=1; cat <(x=2; echo $x); echo $x; cat <(cd a; ls); [ "$PWD" = "$HOME" ] && echo home; cat <(exit 3); echo $?; cat <(false) && echo fine

#### the status is not that of the command inside
cat <(exit 5); echo $?; while read -r l; do :; done < <(exit 6); echo $?; set -o pipefail; cat <(false); echo $?; set -e; cat <(false); echo alive

#### with a redirection to a descriptor
exec 3< <(seq 3); read -r a <&3; read -r b <&3; echo $a $b; cat <&3; exec 3<&-; exec 4> >(cat > f); echo to4 >&4; exec 4>&-; until [ -s f ]; do sleep 0.01; done; cat f

#### in a for list and as words
for f in <(echo a) <(echo b); do cat "$f"; done; printf '%s\n' <(true) | wc -l; x=<(echo v); [[ $x == /dev/fd/* ]] && echo path

#### quoted it is text
echo "<(echo a)" '>(cat)' \<\(x\); echo "$(echo '<(x)')"

#### with spaces the angle is a redirection of a subshell error
eval 'cat < (echo a)' 2>/dev/null; echo $?; eval 'echo a > (cat)' 2>/dev/null; echo $?

#### a reader that stops early
head -1 <(yes); head -2 < <(seq 1 100000); read -r x < <(yes); echo $x; grep -m1 5 <(seq 1 100000)

#### an empty producer
cat <(true); wc -c < <(true); read -r x < <(:); echo $?; mapfile -t a < <(printf ''); echo ${#a[@]}; while read -r x; do echo no; done < <(cat empty.txt); echo end

#### in functions and subshells
f() { while read -r l; do echo "<$l>"; done < <(echo "$1"; echo end); }; f a; (f b); x=$(f c); echo "$x"; f d | tail -1

#### the first field of one with the second of another
while read -r a <&3 && read -r b <&4; do echo "$a=$b"; done 3< <(cut -d, -f2 data/people.csv) 4< <(cut -d, -f4 data/people.csv)

#### source from a command
source <(echo 'x=5; f() { echo "f $x"; }'); echo $x; f; . <(printf 'echo %s\n' a b)

#### sort by two keys from several commands
sort -t, -k2 -k1 <(tail -n +2 data/people.csv | cut -d, -f3,2) <(echo Oslo,Zed); awk 'FNR==NR{s[$1]=1;next} $1 in s' <(echo apple; echo fig) words.txt

#### join names on a common field
join -t, -1 1 -2 1 <(tail -n +2 data/people.csv | sort -t, -k1,1) <(printf '1,red\n3,blue\n')

#### order of a background list and a substitution
cat <(echo first; sleep 0.02; echo second) ; echo third

#### binary data passes
cat <(printf 'a\0b\377') | base64; cmp=$(sha256sum < <(cat words.txt)); [ "$cmp" = "$(sha256sum < words.txt)" ] && echo same

#### large data passes
wc -c < <(seq 1 50000); cat <(seq 1 20000) <(seq 1 20000) | wc -l; sort -n <(seq 1 5000) | tail -1; seq 1 50000 > >(wc -l > n); until [ -s n ]; do sleep 0.01; done; cat n

#### in a pipeline's stages
echo a | cat - <(echo b) | sort -r; cat <(echo x) | cat <(echo y) -; paste <(seq 2) <(seq 2 | rev) | tail -1

#### output that is finished later
seq 3 > >(sort -r > out); until [ -s out ]; do sleep 0.01; done; cat out

#### after exec of stdout into a filter
(exec > >(sed 's/^/> /'); echo one; echo two; exec >&-; wait $! 2>/dev/null); sleep 0.2; echo three

#### the word case as an argument in substitutions
cat <(echo in case of need)
x=$(echo case); echo "$x"
echo "$(echo in case of) need" "in case"
echo $(echo case; case a in a) echo b;; esac)
f() { echo $(echo in case $1); }
f "a case"
echo $(if true; then case x in x) echo case 'case' "case";; esac; fi)
y=`echo case`; echo $y

#### process substitutions in assignments and arrays
x=<(echo v); [[ $x == /dev/fd/* ]] && echo path
x=<(echo v) true; echo $?
a=(<(echo v) b); echo ${#a[@]} ${a[1]}
y+=<(echo v); [[ $y == /dev/fd/* ]] && echo path

#### process substitutions in loops, conditions and functions
while read -r l; do echo "got $l"; done < <(printf '%s\n' 1 2)
if diff <(echo a) <(echo a); then echo same; fi
f() { cat "$1" "$2"; }; f <(echo x) <(echo y)
cat <(cat <(echo nested))
paste <(seq 3) <(seq 4 6) | tail -1
case $(cat <(echo w)) in w) echo case;; esac
[[ $(cat < <(echo v)) == v ]] && echo yes
{ cat; } < <(echo group)
read -r a b < <(echo 1 2); echo "$b $a"
exec 7< <(echo fd); read -r l <&7; echo $l; exec 7<&-
tee >(tr a-z A-Z > up) < words.txt > /dev/null; until [ -s up ]; do sleep 0.01; done; head -1 up

#### apostrophes beside the word case in substitutions
echo "it's $(echo just in case) isn't" 'in case' "in case $(echo a) b" # case
echo 'it"s' $(echo in case)
