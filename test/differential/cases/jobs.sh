# wait by PID, job and -n, $!, kill, jobs, statuses of background work, timeouts, parallel work in scripts.

#### wait returns the status of what it waits for
(exit 3) & wait $!; echo $?; (exit 4) & a=$!; (exit 5) & b=$!; wait $a; echo $?; wait $b; echo $?; (exit 6) & (exit 7) & wait; echo $?; (exit 8) & c=$!; (exit 9) & d=$!; wait $c $d; echo $?

#### wait again for one that has ended
(exit 3) & p=$!; wait $p; echo $?; wait $p; echo $?; true & q=$!; sleep 0.05; wait $q; echo $?; (exit 5) & r=$!; sleep 0.05; wait $r; echo $?

#### wait for what is no child
wait 999999 2>/dev/null; echo $?; wait x 2>/dev/null; echo $?; wait %9 2>/dev/null; echo $?; (wait $$ 2>/dev/null; echo $?); sleep 0.01 & p=$!; (wait $p 2>/dev/null; echo "not mine $?"); wait

#### wait -n takes the first that ends
sleep 0.35 & { sleep 0.15; exit 5; } & wait -n; echo $?; wait -n; echo $?; wait -n 2>/dev/null; echo $?; (sleep 0.1; exit 3) & p=$!; sleep 0.3 & wait -n $p; echo $?; wait

#### wait -n -p says which
{ sleep 0.35; exit 1; } & a=$!; { sleep 0.15; exit 2; } & b=$!; wait -n -p who; echo $?; [ $who = $b ] && echo b; wait -n -p who $a; echo $?; [ $who = $a ] && echo a; wait -p none -n 2>/dev/null; echo "$? ${none-unset}"

#### wait -f and wait by job number
(sleep 0.1; exit 4) & wait %1; echo $?; (exit 5) & wait -f $!; echo $?; sleep 0.1 & wait %%; echo $?; sleep 0.1 & wait %+; echo $?; (sleep 0.1; exit 6) & wait %?exit; echo $?

#### the last background PID
true & a=$!; true & b=$!; [ $a != $b ] && echo differ; wait; [ $! = $b ] && echo "still b"; sleep 0.01 | cat & p=$!; wait $p; echo $?; { exit 7; } & wait $!; echo $?; f() { return 8; }; f & wait $!; echo $?

#### an and-or list, a pipeline and a compound command as a job
true && (exit 3) & wait $!; echo $?; false || echo or & wait; (exit 2) | (exit 4) & wait $!; echo $?; ! true & wait $!; echo $?; if true; then exit 5; fi & wait $!; echo $?; for i in 1 2; do echo $i; done & wait; while true; do exit 6; done & wait $!; echo $?

#### a job sees copies of variables, not the other way round
x=1; { echo $x; x=2; echo $x; } & x=3; wait; echo $x; cd a; { pwd | sed 's|.*/||'; cd ..; } & wait; echo ${PWD##*/}; f() { echo f$x; }; f & wait; set -- p; { echo $1; shift; } & wait; echo $#

#### a job's stdin is empty
cat & wait; echo $?; { read x; echo "$? <$x>"; } & wait; echo data | { cat & wait; }; { cat; } < words.txt & wait; cat <<< here & wait

#### output of jobs in order by wait
for i in 3 1 2; do { sleep 0.$((i*2-1)); echo $i; } & done; wait; echo end

#### results of jobs by files
for n in 1 2 3; do (echo $((n*n)) > r$n) & done; wait; cat r1 r2 r3; rm r?; pids=(); for n in 0 3 0 5; do (exit $n) & pids+=($!); done; bad=0; for p in "${pids[@]}"; do wait $p || ((bad++)); done; echo "bad $bad"

#### a pool of at most two
run() { echo "start $1"; sleep 0.02; }; n=0; for i in 1 2 3 4; do run $i > out$i & if ((++n >= 2)); then wait -n; ((n--)); fi; done; wait; cat out*; rm out*

#### kill ends a job
sleep 5 & p=$!; kill $p; wait $p 2>/dev/null; echo $?; sleep 5 & kill -9 $!; wait $! 2>/dev/null; echo $?; sleep 5 & kill -s INT $! ; kill -KILL $!; wait $! 2>/dev/null; echo $(($? > 128)); sleep 5 & kill %%; wait $! 2>/dev/null; echo $?

#### kill of nothing and bad arguments
kill 999999 2>/dev/null; echo $?; kill 2>/dev/null; echo $?; kill -NOSUCH $$ 2>/dev/null; echo $?; kill x 2>/dev/null; echo $?; kill %5 2>/dev/null; echo $?; kill -0 $$; echo $?; kill -0 999999 2>/dev/null; echo $?; true & p=$!; wait; kill $p 2>/dev/null; echo $?

#### kill -l
kill -l 9 15 2; kill -l KILL TERM int SIGHUP; kill -l 130 137; kill -l nosuch 2>/dev/null; echo $?; kill -l | head -1 | tr '\t' ' '; kill -l EXIT 0

#### jobs in a script
jobs; sleep 5 & jobs -p | grep -qx $! && echo listed; jobs | grep -c Running; jobs %1 | grep -c sleep; jobs -r | wc -l; jobs -s | wc -l; kill $!; wait 2>/dev/null; jobs %7 2>/dev/null; echo $?; jobs -z 2>/dev/null; echo $?

#### the text of jobs
sleep 0.5 & jobs; sleep 0.5 | cat & jobs %2; { sleep 0.5; } & jobs %+; kill %1 %2 %3 2>/dev/null; wait 2>/dev/null

#### finished jobs are listed once
(exit 3) & sleep 0.2; jobs | wc -l; jobs > f; true & sleep 0.2; jobs | wc -l; wait; jobs | wc -l; sleep 0.3 & jobs | wc -l; wait; jobs | wc -l

#### disown by number, PID and option
sleep 0.3 & disown; jobs; wait; echo $?; sleep 0.3 & disown %1; disown 2>/dev/null; echo $?; sleep 0.3 & p=$!; disown $p; wait $p 2>/dev/null; echo $?; disown -a; echo $?; sleep 0.3 & disown -h %%; jobs | wc -l; wait

#### timeout of a command
timeout 0.05 sleep 5; echo $?; timeout 5 echo fast; timeout 5 false; echo $?; timeout -s KILL 0.05 sleep 5 2>/dev/null; echo $?; timeout 0.05 bash -c 'sleep 5; echo no'; echo $?; timeout x true 2>/dev/null; echo $?; timeout --preserve-status 0.05 sleep 5; echo $?

#### a watchdog
sleep 5 & p=$!; { sleep 0.05; kill $p; } & wait $p 2>/dev/null; echo $?; wait; echo end; guard() { "$@" & local p=$!; { sleep 0.1; kill $p 2>/dev/null; } & wait $p 2>/dev/null; }; guard true; echo $?; guard sleep 5; echo $?; wait

#### wait in a function, a substitution and a subshell
f() { (exit 3) & wait $!; return $?; }; f; echo $?; x=$({ sleep 0.02; echo late; } & wait; echo done); echo $x; (sleep 0.01 & wait; echo sub); y=$(echo a & echo b; wait) ; echo $y | tr ' ' '\n' | sort | tr '\n' ' '; echo

#### a substitution waits for a job that holds its output
x=$( { sleep 0.05; echo late; } & ); echo "<$x>"; x=$( { sleep 0.05; echo late; } >/dev/null & ); echo "<$x>"; echo $(echo a; { sleep 0.03; echo b; } &)

#### a pipe waits for a job that holds its end
{ { sleep 0.15; echo late; } & echo early; } | cat; (sleep 0.03; echo l2) & cat < /dev/null; wait

#### the shell ends before its jobs
{ sleep 0.2; echo late; } & echo end

#### exit with jobs and an EXIT trap
trap 'echo bye' EXIT; { sleep 0.15; echo late; } & exit 3

#### fg and bg have no job control in a script
sleep 0.05 & fg 2>/dev/null; echo $?; bg 2>/dev/null; echo $?; fg %1 2>/dev/null; echo $?; wait; suspend 2>/dev/null; echo $((${?} != 0))

#### set -m in a script
set -m; sleep 0.02 & wait $!; echo $?; [[ $- == *m* ]] && echo m; set +m; (exit 3) & wait $!; echo $?

#### nested jobs
{ { { echo inner; } & wait; echo middle; } & wait; echo outer; } & wait; (for i in 1 2; do (echo "n$i") & wait; done); { (exit 4) & wait $!; exit $?; } & wait $!; echo $?

#### a producer and a consumer by a file and by a pipe
for i in 1 2 3; do echo $i; sleep 0.01; done > log & wait; cat log; (for i in 1 2 3; do echo "p$i"; done) | while read -r l; do echo "c$l"; done; exec 5< <(seq 3); while read -r n <&5; do echo "n$n"; done; exec 5<&-

#### two process substitutions side by side
paste <(seq 3) <(seq 4 6); diff <(sort words.txt) <(sort words.txt | uniq) > d; echo $?; wc -l < d; tee >(wc -l > lines) >(head -1 > first) < words.txt > /dev/null; until [ -s lines ] && [ -s first ]; do sleep 0.01; done; cat lines first

#### coproc speaks both ways
coproc { while read -r l; do echo "got $l"; done; }; echo a >&${COPROC[1]}; read -r x <&${COPROC[0]}; echo "$x"; exec {COPROC[1]}>&-; wait $COPROC_PID; echo $?

#### a coproc by name that ends
coproc UP { tr a-z A-Z; }; exec {out}<&"${UP[0]}"; echo word >&"${UP[1]}"; fd=${UP[1]}; exec {fd}>&-; read -r x <&$out; echo "$x"; wait; echo $?

#### barrier and retry by wait
try() { local n=0; until "$@"; do ((++n >= 3)) && return 1; sleep 0.01; done; echo "after $n"; }; c=0; flaky() { ((++c >= 3)); }; try flaky; c=-9; try flaky; echo $?; { sleep 0.05; touch ready; } & n=0; until [ -e ready ] || ((n++ > 200)); do sleep 0.01; done; ls ready; wait

#### jobs vanish from the table when a program has been waited for
(exit 3) & p=$!
sleep 0.2
jobs
wait $p; echo $?
wait $p; echo $?

#### statuses of finished jobs by number and process id
(sleep 0.1; exit 3) & wait %1; echo $?; wait %1 2> /dev/null; echo $?
(exit 5) & p=$!; wait; wait $p; echo $?
wait 99999999 2> /dev/null; echo $?; wait %9 2> /dev/null; echo $?; wait x 2> /dev/null; echo $?

#### numbers of jobs are used again
sleep 0.2 & jobs %1 | cut -c1-3; wait; sleep 0.3 & jobs %1 | cut -c1-3; sleep 0.3 & jobs %2 | cut -c1-3; wait

#### inverted background commands
! true & wait $!; echo $?
! (exit 3) & wait $!; echo $?
! true | true & wait $!; echo $?
! { false; } & wait $!; echo $?
! false && true & wait $!; echo $?

#### kill -l of everything
kill -l 0 1 128 129 159 160 EXIT SIGEXIT exit 2> /dev/null; echo $?
kill -l 64 34 RTMIN RTMAX SIGRTMIN+1 2> /dev/null; echo $?
kill -L | tail -2 | tr '\t' ' '
kill -s 2> /dev/null; echo $?
kill 2> /dev/null; echo $?
kill -NOSUCH $$ 2> /dev/null; echo $?
kill -0 $$; echo $?
kill -s 0 $$; echo $?
kill -n 0 $$; echo $?
kill %1 2> /dev/null; echo $?
kill abc 2> /dev/null; echo $?
kill -l | wc -l
trap -l | tail -1

#### disown and its options
disown 2> /dev/null; echo $?; disown %1 2> /dev/null; echo $?; disown -a; echo $?; disown -r; echo $?; disown -x 2> /dev/null; echo $?
sleep 0.3 & disown -h; jobs | wc -l; disown -r; jobs | wc -l; wait
sleep 0.3 & sleep 0.3 & disown %1; jobs | cut -c1-4; disown -a; jobs; wait; echo end

#### jobs and its options
jobs -z 2> /dev/null; echo $?; jobs %1 2> /dev/null; echo $?; jobs nosuch 2> /dev/null; echo $?
sleep 0.4 & jobs -l | grep -c " $! Running"; jobs -n | wc -l; jobs -p | grep -c .; jobs -rp | grep -c .; jobs -sp | grep -c .; wait
sleep 0.3 & sleep 0.3 & jobs %- %+ | cut -c1-4; jobs %sl 2> /dev/null; echo $?; jobs '%?0.3' 2> /dev/null; echo $?; wait

#### fg and bg with set -m
set -m
sleep 0.2 & fg > /dev/null; echo $?
(sleep 0.1; exit 3) & fg %1 > /dev/null; echo $?
fg 2> /dev/null; echo $?
bg 2> /dev/null; echo $?

#### wait -n and -p
(sleep 0.1; exit 3) & wait -n; echo $?; wait -n; echo $?
(sleep 0.35; exit 4) & (sleep 0.15; exit 5) & wait -n; echo $?; wait -n; echo $?
(sleep 0.1; exit 6) & p=$!; wait -p v $p; echo "$? $((v == p))"; wait -n -p v; echo "$? ${v-unset}"
(sleep 0.1; exit 7) & wait -fn; echo $?; wait -q 2> /dev/null; echo $?

#### timeout -k kills a script that ignores the signal
timeout -k 0.05 0.05 bash -c 'trap "" TERM; sleep 0.3; echo no'; echo $?
