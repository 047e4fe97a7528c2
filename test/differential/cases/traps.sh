# trap: EXIT, ERR, RETURN, DEBUG and signals; in functions, subshells and substitutions; resets, listing, statuses.

#### EXIT at the end
trap 'echo bye' EXIT; echo hi

#### EXIT by exit, with the status kept
trap 'echo "status $?"' EXIT; (exit 3); exit 4

#### EXIT may change the status
trap 'exit 9' EXIT; echo a; exit 2

#### EXIT keeps the status of the last command when it does not exit
trap 'true; echo "in trap"' EXIT; false

#### EXIT by a syntax error in eval and by an unset variable
(trap 'echo bye $?' EXIT; eval 'if' 2>/dev/null; echo on); (trap 'echo bye $?' EXIT; set -u; echo $none; echo no) 2>/dev/null; echo $?; (trap 'echo bye' EXIT; : ${x:?no}; echo no) 2>/dev/null; echo $?

#### EXIT in a subshell, a substitution and a pipeline stage
(trap 'echo sub bye' EXIT; echo sub); x=$(trap 'echo cs bye' EXIT; echo cs); echo "$x"; { trap 'echo stage bye' EXIT; echo stage; } | cat; trap 'echo main bye' EXIT; (echo "no trap here"); y=$(echo in); echo $y

#### EXIT is not inherited by subshells
trap 'echo once' EXIT; (:); (exit 3); x=$(echo a); echo b | cat; { :; }; echo $x

#### EXIT by exec and by kill
(trap 'echo bye' EXIT; exec echo replaced); (trap 'echo bye' EXIT; kill -TERM $BASHPID; echo no) 2>/dev/null; echo $?; (trap 'echo bye' EXIT; trap 'exit 7' TERM; kill -TERM $BASHPID; echo no); echo $?

#### a trap is replaced, ignored and reset
trap 'echo one' EXIT; trap 'echo two' EXIT; trap - EXIT; trap 'echo three' EXIT; (trap '' EXIT; echo none); trap 'echo four' 0

#### quotes: expanded when set or when run
x=1; trap "echo early $x" EXIT; (trap 'echo late $x' EXIT; x=2); x=3; (trap "echo $x \$x" EXIT; x=4)

#### a trap over several lines and with functions
cleanup() { echo "clean $1"; rm -f tmpfile; }; touch tmpfile; trap 'cleanup a
echo done' EXIT; ls tmpfile

#### EXIT in a function ends the shell's, not the function
f() { trap 'echo bye' EXIT; echo in f; }; f; echo after f

#### exit inside an EXIT trap, and an EXIT trap set in it
trap 'echo a; exit 5; echo no' EXIT; trap 'echo "set $?"; trap "echo again" EXIT' EXIT; exit 3

#### trap -p and listing
trap 'echo "it'"'"'s"' EXIT; trap '' INT; trap 'echo t' TERM USR1; trap; trap -p EXIT; trap -p INT TERM; trap -p HUP; trap - TERM; trap -p TERM; (trap; trap 'echo x' INT; trap -p INT); trap - EXIT INT USR1; trap

#### names and numbers of signals
trap 'echo int' SIGINT; trap -p INT; trap 'echo two' 2; trap -p SIGINT; trap 'echo q' sigquit; trap -p 3; trap 'echo bad' NOSUCH 2>/dev/null; echo $?; trap 'echo x' 999 2>/dev/null; echo $?; trap 'a' 2>/dev/null; echo $?; trap -l | head -1 | tr '\t' ' '

#### reset by a number or a name alone
trap 'echo i' INT TERM; trap INT; trap -p INT; trap - TERM; trap -p; trap 'echo h' HUP; trap 1; trap -p; trap -- 'echo dash' USR1; trap -p USR1

#### ERR
trap 'echo "err $?"' ERR; false; (exit 3); true; false || true; if false; then :; fi; ! true; false && true; no_such 2>/dev/null; echo end

#### ERR in functions only with errtrace
trap 'echo err' ERR; f() { false; echo in; }; f; g() { return 3; }; g; set -E; f; set +E; (false; echo sub); set -E; (false; echo sub); x=$(false; echo cs); echo "$x"

#### ERR and pipelines, loops, groups
trap 'echo "err $?"' ERR; true | false; false | true; set -o pipefail; false | true; for i in 1 2; do false; done; { false; }; while ((n++ < 1)); do false; done; [[ a == b ]]; ((0)); let 0; test x = y

#### ERR shows the line and the command
trap 'echo "line $LINENO: $BASH_COMMAND"' ERR
false
ls none 2>/dev/null
x=5; [ $x = 6 ]

#### ERR reset, and status after it
trap 'echo err; (exit 7)' ERR; false; echo "status $?"; trap - ERR; false; echo "quiet $?"; trap 'return 5 2>/dev/null' ERR; f() { set -E; false; echo "in f"; }; f; echo $?

#### RETURN
f() { trap 'echo "return of f"' RETURN; echo in f; }; f; g() { echo in g; }; g; trap - RETURN; h() { echo h; }; h

#### RETURN by source, and with functrace
echo 'echo sourced' > s; trap 'echo ret' RETURN; . ./s; f() { echo f; }; f; set -T; f; trap - RETURN; f; . ./s

#### RETURN sees the status and locals
f() { local v=inner; trap 'echo "$? $v"; trap - RETURN' RETURN; return 3; }; f; echo $?; g() { echo g; }; g

#### DEBUG runs before each simple command
trap 'echo "> $BASH_COMMAND"' DEBUG; echo a; x=1; true && false; for i in 1 2; do :; done; trap - DEBUG; echo end

#### DEBUG in compound commands and functions
f() { echo in f; }; trap 'n=$((n+1))' DEBUG; echo $n; f; if true; then :; fi; echo $n; case a in a) :;; esac; ((1)); [[ a ]]; echo $n; set -T; f; echo $n; trap - DEBUG; echo $n

#### DEBUG with extdebug skips commands
shopt -s extdebug; trap '[[ $BASH_COMMAND != *skip* ]]' DEBUG; echo one; echo skip me; echo two; trap - DEBUG; echo "skip no more"

#### a signal to itself
trap 'echo got usr1' USR1; kill -USR1 $$; echo after; trap 'echo got int' INT; kill -INT $$; echo after; trap '' USR2; kill -USR2 $$; echo ignored; kill -s USR1 $$; kill -10 $$; echo end

#### the status in a signal trap and after
trap 'echo "in $?"; false' USR1; (exit 3); kill -USR1 $$; echo "after $?"; f() { kill -USR1 $$; return 4; }; f; echo $?

#### exit in a signal trap
trap 'echo term; exit 12' TERM; trap 'echo "exit $?"' EXIT; kill -TERM $$; echo no

#### a trap in a loop
trap 'stop=1' USR1; n=0; stop=; while [ -z "$stop" ]; do n=$((n+1)); [ $n = 3 ] && kill -USR1 $$; done; echo $n; for i in 1 2 3; do trap 'break' USR1; [ $i = 2 ] && kill -USR1 $$; echo $i; done

#### a signal to a background shell
{ trap 'echo caught; exit 3' TERM; for i in {1..100}; do sleep 0.02; done; echo no; } & p=$!; sleep 0.1; kill $p; wait $p; echo $?

#### wait is interrupted by a trapped signal
trap 'echo usr1' USR1; { sleep 0.05; kill -USR1 $$; sleep 0.2; } & wait $!; echo "$(($? > 128))"; wait; echo $?

#### an untrapped signal kills the background shell
sleep 5 & kill $!; wait $! 2>/dev/null; echo $?; sleep 5 & kill -KILL $!; wait $! 2>/dev/null; echo $?; (trap '' TERM; sleep 0.1; echo survived) & sleep 0.03; kill $!; wait $!; echo $?

#### signals in a subshell are reset, ignored stay ignored
trap 'echo main' USR1; trap '' USR2; (trap -p USR1; trap -p USR2); (kill -USR2 $BASHPID; echo "ignored in sub"); (kill -USR1 $BASHPID; echo no) 2>/dev/null; echo $?

#### kill of the shell without a trap
(kill -TERM $BASHPID; echo no); echo $?; (kill -HUP $BASHPID); echo $?; (kill -0 $BASHPID; echo alive); (kill -PIPE $BASHPID; echo no); echo $?; kill -TERM $$; echo no

#### traps and functions of the same name
INT() { echo function; }; trap INT INT; trap -p; trap 'INT' INT; kill -INT $$; echo end

#### temporary files removed at exit
tmp=$(mktemp -d); trap 'rm -rf "$tmp"; echo removed' EXIT; echo data > "$tmp/f"; cat "$tmp/f"; (exit 3); [ -d "$tmp" ] && echo there

#### a stack of cleanups
todo=(); defer() { todo=("$*" "${todo[@]}"); }; run() { local c; for c in "${todo[@]}"; do eval "$c"; done; }; trap run EXIT; defer echo first; defer echo second; defer 'x=3; echo $x'; echo work

#### restore an earlier trap
trap 'echo outer' USR1; old=$(trap -p USR1); trap 'echo inner' USR1; kill -USR1 $$; eval "$old"; kill -USR1 $$; trap - USR1; old=$(trap -p USR1); echo "<$old>"

#### try and catch by a subshell and ERR
try() { (set -e; "$@"); }; a() { echo a1; false; echo a2; }; try a; echo "caught $?"; (trap 'echo "failed at line $LINENO with $?"' ERR; set -eE; f() { (exit 4); }; f; echo no); echo $?

#### locks by mkdir with a trap
lock() { mkdir lock 2>/dev/null || { echo busy; return 1; }; trap 'rmdir lock; echo unlocked' EXIT; }; lock && echo mine; (lock || echo "second fails"); ls -d lock

#### traps in a sourced file and in eval
echo 'trap "echo from file" EXIT' > s; (. ./s; echo in); eval 'trap "echo from eval" EXIT'; echo main

#### EXIT trap output in a substitution and status of its shell
x=$(trap 'echo end' EXIT; echo body; exit 3); echo "$? $x"; y=$( (trap 'exit 4' EXIT; true) ); echo $?; bash -c 'trap "echo bash bye" EXIT; exit 6'; echo $?; echo 'trap "echo file bye" EXIT; echo file' > s; bash s

#### a trap that fails, and one with a syntax error
trap 'false' USR1; kill -USR1 $$; echo $?; (trap 'if' USR1; kill -USR1 $BASHPID; echo on) 2>/dev/null; echo $?; trap 'no_such_cmd 2>/dev/null' EXIT; exit 5

#### LINENO and FUNCNAME in traps
f() {
  trap 'echo "${FUNCNAME[0]}"' RETURN
  :
}
f; trap - RETURN
trap 'echo "exit in ${FUNCNAME[0]-main}"' EXIT
g() { exit 3; }
g

#### several signals by one trap
trap 'echo sig' USR1 USR2 HUP; kill -USR1 $$; kill -USR2 $$; kill -HUP $$; trap - USR1 USR2; trap -p USR1 USR2; trap -p HUP
