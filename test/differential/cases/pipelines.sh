# | |& ! PIPESTATUS pipefail, subshells of stages, early ends, big streams, and everyday filters.

#### two, three and many stages
echo hello | cat; echo a b | tr ' ' '\n' | sort -r; seq 10 | grep -v 5 | head -4 | tail -2 | tr '\n' ' ' | cat; echo; cat words.txt | sort | uniq -c | sort -k1,1nr -k2 | head -2

#### the status is that of the last stage
true | false; echo $?; false | true; echo $?; (exit 3) | (exit 4); echo $?; echo x | grep -q y; echo $?; exit_it() { return 7; }; true | exit_it; echo $?

#### PIPESTATUS
true | false | true; echo "${PIPESTATUS[@]}"; (exit 1) | (exit 2) | (exit 3); echo "${PIPESTATUS[@]}" "${PIPESTATUS[0]}"; false; echo "${PIPESTATUS[@]}"; true | true; a=("${PIPESTATUS[@]}"); echo ${#a[@]}; echo "${PIPESTATUS[@]}"

#### PIPESTATUS is replaced by every command
false | true; x=1; echo "${PIPESTATUS[@]}"; false | true; : ; echo "${PIPESTATUS[@]}"; false | false; [[ a == b ]]; echo "${PIPESTATUS[@]}"; false | false; ((0)); echo "${PIPESTATUS[@]}"

#### PIPESTATUS of compound commands and lists
{ false | true; }; echo "${PIPESTATUS[@]}"; if false | (exit 2); then :; fi; echo "${PIPESTATUS[@]}"; (false | true); echo "${PIPESTATUS[@]}"; f() { false | true; }; f; echo "${PIPESTATUS[@]}"; for i in 1; do false | (exit 5); done; echo "${PIPESTATUS[@]}"

#### PIPESTATUS and $? read together
(exit 3) | (exit 4); echo "$? ${PIPESTATUS[*]}"; (exit 3) | (exit 4); s=("$?" "${PIPESTATUS[@]}"); echo "${s[*]}"; ! (exit 3) | (exit 4); echo "$? ${PIPESTATUS[*]}"

#### pipefail
set -o pipefail; false | true; echo $?; (exit 3) | (exit 4) | true; echo $?; (exit 3) | true | true; echo $?; true | true; echo $?; (exit 2) | (exit 9); echo $?; set +o pipefail; false | true; echo $?

#### pipefail with not, if and and-or
set -o pipefail; ! false | true; echo $?; if false | cat; then echo yes; else echo no; fi; false | true && echo and || echo or; while false | true; do echo loop; done; x=$(false | true); echo $?; (set +o pipefail; false | true; echo $?)

#### pipefail and set -e
set -eo pipefail; echo a | cat; false | true || echo guarded; if ! false | cat; then echo cond; fi; grep none words.txt | cat; echo "not reached"

#### pipefail with a writer whose reader ends early
set -o pipefail; yes | head -1; echo "${PIPESTATUS[@]}"; yes 2>/dev/null | head -1 >/dev/null; echo $?; seq 1 1000000 | head -1; echo $?

#### exclamation mark
! true; echo $?; ! false; echo $?; ! (exit 5); echo $?; ! echo x | grep -q y; echo $?; ! ! true; echo $?; ! { false; }; echo $?; ! [[ a == b ]] && echo and; if ! grep -q none words.txt; then echo none; fi; !; echo $?

#### exclamation mark needs to stand alone
!true 2>/dev/null; echo "not found $?"; echo ! a; x=!; echo $x; [ ! -e none ] && echo not; [[ ! -e none ]] && echo not2; ! ((0)); echo $?; while ! ((n>=2)); do ((n++)); done; echo $n

#### both streams by a bar and ampersand
{ echo out; echo err >&2; } |& sort; f() { echo e >&2; return 3; }; f |& cat; echo "${PIPESTATUS[@]}"; ls none |& grep -c none; f 2>/dev/null |& wc -l; { echo a; echo b >&2; } 2>e |& cat; cat e

#### variables set in a stage are lost
x=1; echo 2 | read -r x; echo $x; echo 3 | { read -r x; echo "in $x"; }; echo $x; x=5 | cat; echo $x; f() { y=set; }; f | cat; echo "${y-unset}"; true | f; echo "${y-unset}"; n=0; seq 3 | while read -r i; do n=$i; done; echo $n

#### lastpipe
shopt -s lastpipe; echo 2 | read -r x; echo $x; n=0; seq 4 | while read -r i; do ((n+=i)); done; echo $n; printf 'a\nb\n' | mapfile -t m; echo ${#m[@]}; echo x | { y=in; }; echo $y; z=1 | cat; echo "${z-unset}"

#### cd, exit, set and shift in a stage do not matter outside
set -- a b; cd a | cat; [ "$PWD" = "$HOME" ] && echo home; exit 3 | cat; echo "alive $?"; true | exit 4; echo "alive $?"; shift | cat; echo $#; set -f | cat; echo l*.sh; trap 'echo no' EXIT | cat

#### stages as groups, subshells, loops, conditions and functions
{ echo b; echo a; } | sort; (echo 2; echo 1) | sort; for i in 3 1 2; do echo $i; done | sort; if true; then echo y; fi | cat; while read -r l; do echo "<$l>"; done < no-newline.txt | tail -1; case x in x) echo c;; esac | tr c C; up() { tr a-z A-Z; }; echo x | up; echo y | (cat; echo z) | { read -r q; cat; echo $q; }

#### a loop as the last stage
sort words.txt | uniq | while read -r w; do printf '%s,' "$w"; done; echo; ls notes | for i in 1; do head -1; done; seq 5 | until ! read -r x; do echo $((x*x)); done; echo a | if read -r x; then echo "got $x"; fi; echo b | case y in y) cat;; esac

#### a loop in the middle
seq 3 | while read -r i; do echo "$i:$((i*i))"; done | tail -1; seq 6 | while read -r a; read -r b; do echo "$b$a"; done | paste -sd' '; for w in c a b; do echo $w; done | sort | while read -r w; do echo "[$w]"; done | tr '\n' ' '; echo

#### stdin of a group is shared among its commands
printf '1\n2\n3\n' | { read -r a; read -r b; cat; echo $a$b; }; printf 'x\ny\nz\n' | (read -r a; while read -r b; do echo "$a$b"; done); seq 10 | { head -n 2 > /dev/null; echo after; }

#### newlines after the bar and comments
echo a |
tr a b |   # comment

cat
echo c \
 | tr c d

#### precedence over and-or lists
true && echo a | tr a b; false || echo c | tr c d; echo e | grep -q x || echo f | tr f g; echo h && echo i | tr i j; ! true | false && echo k

#### pipes with redirections
echo x 2>/dev/null | cat > f; cat f; cat < words.txt | sort > g; head -1 g; echo a > h | cat; cat h; echo b | cat < no-newline.txt; echo; { echo o; echo e >&2; } 2>&1 >/dev/null | cat; cat words.txt | { sort | head -1; } > k; cat k

#### early end of a reader stops the writer
yes | head -3; yes abc | head -c 10; echo; seq 1 10000000 | sed -n '2{p;q}'; while :; do echo loop; done 2>/dev/null | head -2; yes | tr y n | head -1; yes ab | head -c 5 | base64

#### early end through several stages
yes | cat | cat | cat | head -1; seq 1 1000000 | grep 99 | head -2; yes x | nl | sed 2q | wc -l

#### a writer that ignores its reader
echo a | true; echo $?; seq 5 | :; echo "${PIPESTATUS[1]}"; echo data | echo other; cat words.txt | wc -l < no-newline.txt; printf 'x' | (exit 3); echo $?

#### the status of a stopped writer
yes | true; echo "${PIPESTATUS[@]}"; yes 2>/dev/null | head -1 > /dev/null; echo "${PIPESTATUS[0]}"; { yes; echo "after $?" >&2; } 2>e | head -1; cat e

#### large data through many stages
seq 1 50000 | cat | tr 1 2 | cat | sort -n | uniq | wc -l; yes | head -100000 | wc -c; seq 1 30000 | awk '{s+=$1} END{print s}'; seq 1 20000 | sed 's/1/x/g' | grep -c x; yes | head -c 300000 | tr -d '\n' | wc -c; seq 1 20000 | sha256sum

#### binary data passes unchanged
printf '\0\1\377\n' | cat | base64; printf 'a\0b' | tr '\0' ' '; echo; yes | head -c 1000 | gzip -n | gzip -d | wc -c; printf '\200\201' | cat | cat | base64; printf 'x' | base64 | base64 -d; echo

#### no final newline
printf 'a\nb' | cat; echo; printf 'x' | wc -l; cat no-newline.txt | tail -1; echo; printf 'b\na' | sort; printf 'p' | { read -r x; echo "$? $x"; }; printf '' | wc -c

#### background pipelines
{ sleep 0.15; echo late; } | cat & echo now; wait; seq 3 | tac > f & wait $!; echo $?; cat f; false | true & wait $!; echo $?; true | (exit 6) & wait $!; echo $?

#### time keyword keeps the status and output
{ time echo x | cat; } 2>/dev/null; { time false; } 2>/dev/null; echo $?; time (exit 3) 2>/dev/null; echo $?; ! time true 2>/dev/null; echo $?

#### subshell levels in stages
echo $BASH_SUBSHELL | cat; (echo $BASH_SUBSHELL) | cat; { echo $BASH_SUBSHELL; } | cat; echo x | { cat > /dev/null; echo $BASH_SUBSHELL; }; f() { echo $BASH_SUBSHELL; }; f; f | cat

#### traps in stages
{ trap 'echo bye' EXIT; echo hi; } | cat; trap 'echo end' EXIT; echo a | { cat; }; (echo sub) | cat; echo last

#### errexit in stages
set -e; { false; echo no; } | cat; echo "status ${PIPESTATUS[0]}"; echo x | { read -r y; false; echo no; } || echo ored; true | false || true; echo alive; true | false; echo "not reached"

#### xargs as a stage
seq 3 | xargs echo; printf '%s\n' a b c d | xargs -n2 echo; seq 3 | xargs -I{} echo "<{}>"; ls a/*.txt | xargs cat; echo 'a b' | xargs -n1; printf 'x\0y z\0' | xargs -0 -n1 echo; echo | xargs -r echo none; echo 5 6 | xargs expr 1 +  2>/dev/null; seq 4 | xargs -n 2 printf '%s-%s\n'

#### tee as a stage
seq 3 | tee f | tail -1; cat f; echo x | tee a1 a2 | cat - a1 a2; echo y | tee -a a1 > /dev/null; cat a1; seq 3 | tee >(wc -l > n) | wc -c; until [ -s n ]; do sleep 0.01; done; cat n

#### word frequency
tr -cs 'A-Za-z' '\n' < notes/meeting-notes.md | tr A-Z a-z | grep . | sort | uniq -c | sort -k1,1nr -k2 | head -5 | sed 's/^ *//'

#### log analysis
cut -d' ' -f2 logs/app.txt | sort | uniq -c | sort -rn | awk '{print $2"="$1}'; grep ERROR logs/app.txt | cut -d' ' -f3- ; awk '$2=="WARN"{print $NF}' logs/app.txt | cut -d= -f2; sed -n 's/.*retry \([0-9]*\).*/\1/p' logs/app.txt | paste -sd+

#### CSV columns
tail -n +2 data/people.csv | cut -d, -f3 | grep . | sort | uniq -c | awk '{print $2": "$1}'; sort -t, -k4,4n data/people.csv | head -3 | cut -d, -f2; awk -F, 'NR>1{s+=$4;n++} END{print s/n}' data/people.csv; tail -n +2 data/people.csv | awk -F, '$4>30{print $2}' | tr '\n' ' '; echo

#### sums by key
tail -n +2 data/budget.tsv | sort | awk -F'\t' '{s[$1]+=$2} END{for(k in s) print k, s[k]}' | sort -k2,2nr; cut -f2 data/budget.tsv | tail -n +2 | paste -sd+ | { read -r e; echo $((e)); }

#### searching files
grep -ri roadmap notes | sort | cut -d: -f1 | uniq -c | sed 's/^ *//'; grep -rl '^#' notes | sort | head -2; find . -name '*.txt' | sort | head -3; find a -type f | sort | xargs wc -l | tail -1; grep -n '' no-newline.txt | tail -1

#### numbers by sort and awk
sort -n numbers.txt | head -1; sort -rn numbers.txt | head -1; sort -n numbers.txt | awk '{a[NR]=$1} END{print a[int((NR+1)/2)]}'; awk '{s+=$1; q+=$1*$1} END{print s, q}' numbers.txt; sort -nu numbers.txt | wc -l; grep -v '^-' numbers.txt | sort -n | tail -2 | tr '\n' ' '; echo

#### set operations on lines
printf '%s\n' a b c > x; printf '%s\n' b c d > y; sort x y | uniq -d | tr '\n' ' '; sort x y | uniq | tr '\n' ' '; sort x y y | uniq -u | tr '\n' ' '; comm -23 x y; grep -vxFf x y

#### columns and numbering
head -3 words.txt | nl -w2 -s': '; paste words.txt numbers.txt | head -2 | column -t; seq 6 | paste - - -; seq 4 | tac | paste -sd,; echo abcdef | fold -w2 | tr '\n' '|'; echo; echo 'a:b:c' | cut -d: -f1,3 | rev

#### JSON in a pipe
echo '{"a":{"b":[1,2,3]},"c":"x y"}' | jq -r '.c, (.a.b|add)'; printf '{"n":1}\n{"n":2}\n' | jq -s 'map(.n)|add'; echo '[{"k":"p","v":1},{"k":"q","v":2}]' | jq -r '.[]|"\(.k)=\(.v)"' | while IFS== read -r k v; do echo "$v $k"; done

#### archives through pipes
tar cf - a 2>/dev/null | tar tf - | sort; gzip -c words.txt | gzip -dc | head -1; mkdir out; tar cf - notes | (cd out && tar xf -); ls out/notes | wc -l; cat words.txt | gzip | base64 | base64 -d | gzip -d | tail -1

#### a pipeline in a function with arguments
top() { sort "$1" | uniq -c | sort -k1,1nr -k2 | head -"${2:-1}" | awk '{print $2}'; }; top words.txt; top words.txt 3 | tail -1; count() { grep -c "$1"; }; count a < words.txt; cat words.txt | count e

#### a pipeline in conditions
if echo hello | grep -q ell; then echo found; fi; until echo x | grep -q x; do echo no; done; while read -r l && echo "$l" | grep -qv apple; do echo "$l"; done < words.txt; [ "$(seq 3 | wc -l)" -eq 3 ] && echo three; echo y | grep -q n && echo no || echo else

#### reading a password-like prompt from a pipe
echo secret | { read -rs p; echo "${#p}"; }; printf 'y\n' | { read -r -p 'ok? ' a 2>/dev/null; [[ $a == y ]] && echo yes; }; printf 'ab' | { read -r -n1 c; echo $c; }; printf '1\n2\n' | { read -r a; read -r b; read -r c; echo "$a$b[$c]$?"; }

#### output order of stages that write to stderr
{ echo 1; echo 2 >&2; } 2>&1 | cat; (echo a | { cat; echo b >&2; }) 2>&1; { echo x | cat >&2; echo y; } 2>&1

#### many stages
c='echo start'; for i in {1..20}; do c+=' | cat'; done; eval "$c"; eval "seq 100 $(printf '| sed s/1/2/ %.0s' {1..9}) | head -1"; x=$(eval "$c"); echo "$x"

#### a bar inside quotes, patterns and case
echo "a|b" | tr '|' '/'; case x in x|y) echo alt;; esac | cat; echo 'p|q' | cut -d'|' -f2; echo a\|b

#### a mistake in a stage's here-string or here-document ends that stage only
cat <<< $((1/0)) 2> /dev/null | cat; echo next
f() { cat; }
f <<E | cat
$((1/0))
E
echo "next"; <<< $((1/0)) | cat; echo end
