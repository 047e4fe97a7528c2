# && || ; & lists, groups, subshells, wait, $!, kill, ordering of background output.

#### and, or and their status
true && echo a; false && echo b; echo $?; true || echo c; false || echo d; false && echo e || echo f; true && false || echo g; true || echo h && echo i; false || false || echo j; true && true && echo k

#### and and or are equal and go from left to right
false && echo 1 || echo 2 && echo 3; true || echo 4 && echo 5 || echo 6; echo 7 && false || true && echo 8; false || true && false || echo 9; true && ! true || echo 10

#### the status of a list
true && false; echo $?; false || (exit 3); echo $?; false && true; echo $?; (exit 4) || (exit 5); echo $?; true; false; echo $?; ! true && true; echo $?; false || true; echo $?

#### lists of assignments and tests
x=1 && y=2 && echo $x$y; [ a = b ] || z=3; echo $z; [[ -e words.txt ]] && f=words.txt || f=none; echo $f; a=$(false) || echo failed; a=$(echo ok) && echo "$a"; ((0)) || echo zero; ((1)) && echo one

#### semicolons, newlines and blank lines, and a syntax error
echo a; echo b ;echo c;
echo d

;
echo "not reached: syntax error"

#### newlines after operators
true &&
echo a
false ||

echo b
true && # comment
  echo c
false || \
echo d

#### a list cannot begin with an operator: syntax error
eval '&& echo x' 2>/dev/null; echo $?; eval '; echo x' 2>/dev/null; echo $?; eval 'echo a ; ; echo b' 2>/dev/null; echo $?; eval 'echo a && ; echo b' 2>/dev/null; echo $?; eval '| cat' 2>/dev/null; echo $?; eval 'echo a ||' 2>/dev/null; echo $?; eval '& echo' 2>/dev/null; echo $?

#### groups
{ echo a; echo b; }; { echo c
echo d
}; { { echo e; }; }; x=1; { x=2; }; echo $x; { false; }; echo $?; { true; false; } || echo or; {
  echo multi
}; f() { { return 3; }; echo no; }; f; echo $?

#### braces need blanks and a separator
eval '{echo a; }' 2>/dev/null; echo $?; eval '{ echo a }' 2>/dev/null; echo $?; echo { } {a} }; { echo x; } ; echo }; eval '{ }' 2>/dev/null; echo $?; {
:; } && echo ok

#### subshells
(echo a; echo b); x=1; (x=2; echo $x); echo $x; (exit 3); echo $?; (cd a && ls -1); [ "$PWD" = "$HOME" ] && echo home; (false) || echo or; ((echo nested); echo outer) 2>/dev/null; (f() { echo in; }; f); f 2>/dev/null; echo "not found $?"

#### subshells copy and drop changes
a=(1 2); declare -A m=([k]=v); set -- p q; (a+=(3); m[k]=w; shift; set -u; shopt -s nullglob; IFS=:; umask 077; echo ${#a[@]} ${m[k]} $1); echo ${#a[@]} ${m[k]} $1; shopt -q nullglob; echo $?; [[ $- == *u* ]] || echo no-u; (trap 'echo bye' EXIT); (export e=1; printenv e); printenv e; (unset a; echo ${#a[@]}); echo ${#a[@]}

#### empty commands
(:); { :; }; :; echo $?; : a b c; true ignored args; echo $?; false ignored; echo $?; eval 'if true; then fi' 2>/dev/null; echo $?; eval '( )' 2>/dev/null; echo $?; f() { :; }; f; echo $?

#### exit in lists, groups and subshells
(echo a; exit 3; echo b); echo $?; { (exit 4); echo $?; }; (exit 256); echo $?; (exit -1); echo $?; (false; exit); echo $?; (true; exit); echo $?; (exit 1 2) 2>/dev/null; echo $?; (exit abc) 2>/dev/null; echo $?; { exit 9; } ; echo no

#### a status from a function or a list is passed on by exit
f() { false; }; f; exit

#### the status of the last command is the shell's
echo x; (exit 42)

#### the last status after a comment and blank lines
false

# comment

#### a background command
echo fg; { sleep 0.15; echo bg; } & echo next; wait; echo done; sleep 0.01 & wait $!; echo $?; (exit 5) & wait $!; echo $?; false & wait; echo $?

#### the status of a background list is zero at once
false & echo $?; wait $!; echo $?; (exit 7) & x=$?; echo $x; wait; no_such_cmd_bg 2>/dev/null & wait $!; echo "not found $?"

#### an ampersand ends a list
{ echo a; } & wait; true && echo b & wait; false || echo c & wait; echo d; sleep 0.01 & echo e; wait; for i in 1 2; do echo f$i & wait; done; if true; then echo g & fi; wait

#### ordering by sleep
{ sleep 0.35; echo 3; } & { sleep 0.15; echo 2; } & echo 1; wait; echo 4

#### ordering by wait on each
(sleep 0.2; echo a) & p=$!; (echo b) & q=$!; wait $q; echo "b done"; wait $p; echo "a done"

#### waiting for several with statuses
(exit 1) & a=$!; (exit 2) & b=$!; (sleep 0.02; exit 3) & c=$!; wait $a; echo $?; wait $b; echo $?; wait $c; echo $?; wait $a $c; echo $?; (exit 4) & wait $! ; echo $?

#### waiting for what is no child
wait 999999 2>/dev/null; echo $?; wait; echo $?; wait abc 2>/dev/null; echo $?; wait %9 2>/dev/null; echo $?

#### wait -n
(sleep 0.35; exit 2) & (sleep 0.15; exit 5) & wait -n; echo $?; wait -n; echo $?; wait -n; echo $?

#### the last background pid
sleep 0.01 & a=$!; sleep 0.01 & b=$!; [[ $a != "$b" ]] && echo differ; [[ $! == "$b" ]] && echo last; wait; [[ $! =~ ^[0-9]+$ ]] && echo number; (: & [[ $! != "$b" ]] && echo sub); [[ $! == "$b" ]] && echo kept

#### no background pid at the beginning
echo "[$!]"; : & [[ -n $! ]] && echo set; wait

#### kill and the status of the killed
sleep 5 & kill $!; wait $! 2>/dev/null; echo $?; sleep 5 & kill -9 $!; wait $! 2>/dev/null; echo $?; sleep 5 & kill -SIGTERM $!; wait $! 2>/dev/null; echo $?; sleep 5 & kill -s HUP $!; wait $! 2>/dev/null; echo $?; kill 999999 2>/dev/null; echo $?; kill 2>/dev/null; echo $?

#### kill -0 and kill -l
sleep 5 & kill -0 $!; echo $?; kill $!; wait $! 2>/dev/null; kill -0 $! 2>/dev/null; echo $?; kill -l 15 9 2 1; kill -l TERM; kill -l 143

#### kill by job number
sleep 5 & kill %1; wait %1 2>/dev/null; echo $?; sleep 5 & sleep 6 & kill %+ %-; wait; echo $?

#### jobs of a script
sleep 0.3 & jobs -p | grep -c .; [ "$(jobs -p)" = "$!" ] && echo pid; wait; jobs; jobs | wc -l

#### disown
sleep 0.2 & disown; jobs | wc -l; disown 2>/dev/null; echo $?; wait

#### background with variables: a copy
x=1; { x=2; echo "in $x"; } & wait; echo $x; f() { echo "f $1"; y=set; }; f arg & wait; echo "${y-unset}"; for i in 1 2 3; do { echo "job $i"; } & wait; done; a=(1); a+=(2) & wait; echo ${#a[@]}

#### background has an empty stdin in scripts
cat & wait; echo $?; read -r x & wait $!; echo $?; echo data | { cat & wait; }; { cat <&3 & wait; } 3< a/one.txt; cat < no-newline.txt & wait; echo

#### background output to files
for i in 1 2 3; do echo "out $i" > o$i & done; wait; cat o1 o2 o3; { echo a; sleep 0.02; echo b; } > f & wait; cat f; { echo x & echo y & wait; } | sort

#### collecting results in order
for i in 1 2 3; do (sleep 0.0$((4-i)); echo "r$i" > res.$i) & done; wait; cat res.*; pids=(); for i in 0 1 2; do (exit $i) & pids+=($!); done; for p in "${pids[@]}"; do wait $p; echo "status $?"; done

#### counting failures of parallel jobs
fail=0; for i in 1 2 3 4; do (exit $((i%2))) & p[i]=$!; done; for i in 1 2 3 4; do wait ${p[i]} || ((fail++)); done; echo $fail

#### a limit on parallel jobs
n=0; for i in 1 2 3 4 5; do (sleep 0.01; echo $i >> out) & ((++n % 2 == 0)) && wait; done; wait; sort out | tr '\n' ' '; echo; rm out

#### nested background
{ { sleep 0.15; echo inner; } & echo outer; wait; } & wait; echo end; (echo a & wait; echo b) & wait; f() { echo f1 & wait; echo f2; }; f & wait

#### the shell does not wait at its end, output still comes
{ sleep 0.15; echo late; } & echo end

#### a background pipeline's pid is that of its last stage
sleep 0.01 | (exit 3) & wait $!; echo $?; (exit 3) | sleep 0.01 & wait $!; echo $?; set -o pipefail; (exit 3) | true & wait $!; echo $?

#### and-or in the background is one job
false || echo a && echo b & wait; sleep 0.15 && echo later & echo first; wait; { false && echo no; } & wait $!; echo $?; true && (exit 6) & wait $!; echo $?

#### interrupting a sleeping loop by kill
{ while :; do sleep 0.01; done; } & p=$!; sleep 0.03; kill $p; wait $p 2>/dev/null; echo $?; { trap 'echo caught; exit 3' TERM; touch ready; while :; do sleep 0.01; done; } & p=$!; until [ -e ready ]; do sleep 0.01; done; kill $p; wait $p; echo $?

#### a signal to the shell itself
trap 'echo got USR1' USR1; kill -USR1 $$; echo after; trap - USR1; (trap 'echo sub TERM' TERM; kill -TERM $BASHPID; echo alive); trap '' TERM; kill -TERM $$; echo ignored; (kill -TERM $BASHPID; echo "still ignored")

#### timeout
timeout 0.05 sleep 5; echo $?; timeout 5 echo quick; echo $?; timeout 5 false; echo $?; timeout 0.05 yes > /dev/null; echo $?; echo in | timeout 5 cat; timeout 5 grep -q none words.txt; echo $?; timeout 5 no_such_cmd 2>/dev/null; echo "not found $?"

#### an exit trap after a background job
trap 'echo bye $?' EXIT; { echo bg; } & wait; (exit 3)

#### wait in a function and in a subshell
f() { sleep 0.01 & wait; echo waited; }; f; (sleep 0.01 & wait $!; echo $?); sleep 0.01 & (wait $! 2>/dev/null; echo $?); wait; x=$(echo sub & wait); echo $x

#### coproc
coproc { while read -r l; do echo "got $l"; done; }; echo one >&${COPROC[1]}; read -r r <&${COPROC[0]}; echo "$r"; echo two >&"${COPROC[1]}"; read -r r <&"${COPROC[0]}"; echo "$r"; eval "exec ${COPROC[1]}>&-"; wait $COPROC_PID; echo $?

#### coproc with a name
coproc UP { tr a-z A-Z; }; exec 3<&${UP[0]}; echo hello >&${UP[1]}; exec {UP[1]}>&-; cat <&3; echo done

#### set -e and lists
set -e; false || true; true && true; false && true; echo a; ! true; echo b; if false; then :; fi; { false || echo c; }; (false) || echo d; x=$(false) || echo e; f() { false; echo "in f"; }; f || echo no; f && echo yes; echo g; true && false; echo "not reached"

#### set -e in subshells and groups
set -e; (set +e; false; echo a); (false; echo no) || echo "b"; { false; echo c; } || echo no; ! { false; echo d; }; (echo e; false); echo "not reached"

#### set -e and background
set -e; false & wait $! || echo "failed $?"; (exit 2) & sleep 0.02; echo alive; wait; echo all; (exit 3) & wait $!; echo "not reached"

#### conditions with lists
if true; false; then echo no; else echo else; fi; if false || true; then echo or; fi; while read -r l && [[ $l != fig ]]; do echo $l; done < words.txt; until ((i++ >= 2)) || false; do echo $i; done; if { echo x; false; } then echo no; elif (exit 0) then echo elif; fi

#### short forms of real scripts
[ -f words.txt ] && wc -l < words.txt; [ -d none ] || mkdir none && ls -d none; cd a 2>/dev/null && ls || echo "no a"; cd none 2>/dev/null || echo "no none"; cd .. && grep -q fig words.txt && echo "has fig" || echo "no fig"; test -s empty.txt || echo empty; command -v ls >/dev/null && echo "has ls"; type no_such_thing >/dev/null 2>&1 || echo missing

#### die and cleanup functions
die() { echo "die: $*"; exit 9; }; cleanup() { rm -f tmp.$1; echo cleaned; }; (trap 'cleanup x' EXIT; touch tmp.x; [ -e none ] || die no file); echo $?; ls tmp.x 2>/dev/null || echo removed; [ -e words.txt ] || die never; true && die last

#### retries
try=0; until [ -e flag ]; do ((++try)); ((try==3)) && touch flag; done; echo $try; n=0; while ! ((n>=2)); do ((n++)) && echo "again $n"; done; for i in 1 2 3; do (exit $((3-i))) && { echo "ok at $i"; break; } || echo "fail $i"; done

#### deep nesting of groups and subshells
( ( ( ( echo deep ) ) ) ); { { { { echo braces; }; }; }; }; (echo 1; (echo 2; (echo 3; exit 5); echo $?); echo $?); { ( { (echo mixed); } ); }; x=0; (x=1; (x=2; echo $x); echo $x); echo $x

#### many background jobs
for i in {1..20}; do (echo $i) & done | sort -n | paste -sd' '; for i in {1..10}; do echo $i >> all & done; wait; wc -l < all; sort -n all > sorted; mv sorted all

#### exit status over 255 and signals in functions
f() { return 255; }; f; echo $?; f() { return 256; }; f; echo $?; (kill -TERM $BASHPID) 2>/dev/null; echo $?; (kill -KILL $BASHPID) 2>/dev/null; echo $?; (exit 77); echo $?
