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
{ trap 'echo caught; exit 3' TERM; touch ready; for i in {1..100}; do sleep 0.02; done; echo no; } & p=$!; until [ -e ready ]; do sleep 0.02; done; kill $p; wait $p; echo $?

#### wait is interrupted by a trapped signal
trap 'echo usr1' USR1; { sleep 0.15; kill -USR1 $$; sleep 0.3; } & wait $!; echo "$(($? > 128))"; wait; echo $?

#### an untrapped signal kills the background shell
sleep 5 & kill $!; wait $! 2>/dev/null; echo $?; sleep 5 & kill -KILL $!; wait $! 2>/dev/null; echo $?; (trap '' TERM; touch ready; sleep 0.15; echo survived) & until [ -e ready ]; do sleep 0.02; done; kill $!; wait $!; echo $?

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

#### DEBUG in every kind of command, with lines
trap 'echo "$LINENO: $BASH_COMMAND [${FUNCNAME[*]}]"' DEBUG
f() {
  echo "in f"
  local x=1
  return 3
}
f
if true; then
  echo yes
elif false; then :
fi
for i in 1
do
  :
done
for ((i=0; i<2; i++)); do
  echo $i
done
case x in
  x) echo "x"   ;;
esac
[[ -n a &&
  $BASH_VERSION ]]
((1 + 
 2))
x=$(echo a; echo b)
echo one | cat |
 cat
(echo sub; echo sub2)
{ echo grp; }
echo a &&
  echo b || echo c
! true
while ((i-- > 0)); do :; done
until true; do :; done
echo bg & wait
f2() { echo "x"; }
eval 'echo ev1
echo ev2'
y=1 z=(1 2 3)
echo a > /dev/null 2>&1
cat <<E
hello
E
true;
select s in a b; do echo "$s"; break; done <<< 1
coproc cat
export A=1
a+=( x "y z" )
A=1 echo   "hi"    'there' $x

#### DEBUG with functrace in functions, subshells and pipelines
set -T
trap 'echo "$LINENO: $BASH_COMMAND [${FUNCNAME[*]}]"' DEBUG
f()
{
  echo "in f"
  return 3
}
g() { f; }
f
g
x=$(echo a; f)
(echo sub; f)
echo a | f

#### ERR after every kind of command: a command not found too
trap 'echo "err $LINENO: $BASH_COMMAND $?"' ERR
f() {
  echo "in f"
  false
  return 3
}
f
(exit 3)
if false; then :; fi
false || true
true && false
false && true
! true
[[ a == b ]]
((0))
false | true
true | false
x=$(false)
y=1 x=$(exit 4)
for i in 1 2; do false; done
{ false; }
while true; do false; break; done
case x in x) false;; esac
echo x | (exit 5)
eval 'false
  false'
! f
(false; true)
cat nonexist > /dev/null
echo > /nonexistdir/x
true &&
  {
    false
    }
local x
nosuchcommand
return 3
. ./nonexist

#### ERR with errtrace in functions, subshells and pipelines
set -E
trap 'echo "err $LINENO: $BASH_COMMAND $? [${FUNCNAME[*]}]"' ERR
f() {
  echo "in f"
  false
  return 3
}
f
(exit 3)
(false; true)
x=$(false; false)
echo a | f
f || echo no
if f; then :; fi
g() { f
 }
g
{ f; } | cat
false &
wait $!
false

#### EXIT runs inside the function that exits
trap 'echo "exit $LINENO ${FUNCNAME[*]} $BASH_COMMAND"
echo "$LINENO" ${BASH_LINENO[*]}' EXIT
g() {

  exit 3
}

g

#### lines in signal traps count from 1
trap 'echo "usr $LINENO ${FUNCNAME[*]} $BASH_COMMAND ${BASH_LINENO[*]}"
echo "$LINENO"' USR1
g() {

  kill -USR1 $BASHPID
  echo "after $LINENO"
}

g
kill -USR1 $$
echo $LINENO

#### RETURN, its line and BASH_LINENO
g() {
  trap 'echo "ret $LINENO [${FUNCNAME[*]}] $BASH_COMMAND ${BASH_LINENO[*]}"
echo "$LINENO"' RETURN
  true
  return 3
}

g
g
echo $LINENO
set -T
trap 'echo "ret2 $LINENO [${FUNCNAME[*]}] $BASH_COMMAND ${BASH_LINENO[*]}"' RETURN
h() { 
true
false; }
h
echo $?
echo 'true' > s.sh
. ./s.sh

#### return in signal, ERR and DEBUG traps
f() {
  trap 'return 7' USR1
  kill -USR1 $BASHPID
  echo not here
}
f; echo $?
trap 'return 5' ERR
set -E
g() { false; echo notreached; }
g; echo $?
trap - ERR
trap 'return 9' DEBUG
h() { echo a; echo b; }
h; echo $?
trap - DEBUG

#### DEBUG with extdebug in functions, loops and conditions
shopt -s extdebug
trap '[[ $BASH_COMMAND != echo\ no* ]]' DEBUG
f() { echo no1; echo yes1; return 4; }
f; echo "$?"
echo no2
echo $?
for i in 1 2; do echo no $i; echo yes $i; done
trap 'case $BASH_COMMAND in (echo\ ret*) (exit 2);; esac' DEBUG
g() { echo a; echo ret; echo b; }
g; echo "$?"
trap '[[ $BASH_COMMAND != f* ]]' DEBUG
f
for f in 1 2; do echo $f; done
trap '[[ $BASH_COMMAND != for* && $BASH_COMMAND != case* && $BASH_COMMAND != "[["* && $BASH_COMMAND != "(("* ]]' DEBUG
for f in 1 2; do echo $f; done; echo $?
case a in a) echo a;; esac; echo $?
[[ a == b ]]; echo $?
((0)); echo $?
for ((;;)); do echo x; break; done; echo $?

#### EXIT sees the locals and parameters of the function
trap 'echo "x=$x f=${FUNCNAME[*]} 1=$1 l=$LINENO loops"; trap' EXIT
f() { local x=1; exit 3; }
f arg

#### EXIT with the redirection of the function that exits
trap 'echo bye' EXIT
f() { exit 3; }
f > out

#### EXIT after the redirection of a group
trap 'echo bye' EXIT
{ exit 3; } > out

#### EXIT of a subshell with the redirection of a group
(trap 'echo bye' EXIT
{ exit 3; } > out)
cat out

#### EXIT after set -e in a function
set -e
trap 'echo "x=$x f=${FUNCNAME[*]} 1=$1 l=$LINENO $?"' EXIT
f() { local x=1; false; }
f arg > out

#### EXIT after set -u in a function
trap 'echo "x=$x f=${FUNCNAME[*]} 1=$1 l=$LINENO $?"' EXIT
set -u
f() { local x=1; echo $zz; }
f arg > out

#### EXIT in eval in a function
trap 'echo "x=$x f=${FUNCNAME[*]} 1=$1 l=$LINENO $?"' EXIT
f() { local x=1; eval 'exit 4'; }
f arg > out
cat out

#### EXIT in a sourced script in a function
trap 'echo "x=$x f=${FUNCNAME[*]} 1=$1 l=$LINENO $?"' EXIT
echo 'exit 4' > s.sh
f() { local x=1; . ./s.sh arg2; }
f arg > out
cat out

#### EXIT with temporary variables of eval
trap 'echo "x=$x f=${FUNCNAME[*]} 1=$1 l=$LINENO $?"' EXIT
x=1 eval 'exit 4'

#### EXIT with temporary variables of a function
trap 'echo "x=$x f=${FUNCNAME[*]} 1=$1 l=$LINENO $?"' EXIT
f() { exit; }
x=1 f > out

#### exit without a status in an EXIT trap
trap 'false; exit' EXIT
exit 5

#### the status of an EXIT trap does not count
trap 'false' EXIT
exit 5

#### exit within an EXIT trap, and after a subshell
trap 'echo a; exit 4; echo b' EXIT
(exit 3)

#### EXIT in a command substitution
x=$(trap 'echo "bye $?"' EXIT; for i in 1 2; do echo $i; exit 3; done)
echo "$x $?"

#### LINENO of commands over several lines
echo "a
b" $LINENO
echo $LINENO "a
b" $LINENO
echo \
  $LINENO \
  $LINENO
x=$(
echo $LINENO
)$LINENO
echo $x
y=(
$LINENO
$LINENO
)
echo ${y[@]} $LINENO
cat <<E
$LINENO
E
cat <<E $LINENO 2> /dev/null
$LINENO
E
echo $(echo $LINENO
  echo $LINENO)
{
echo $LINENO
} > /dev/null; echo $LINENO "
"; echo $LINENO
[[ 1 -eq 1 &&
 $LINENO -eq 26 ]]; echo $? $LINENO
(( x =
 LINENO ))
echo $x
echo `echo $LINENO
echo $LINENO`
f() {
  echo $LINENO
  echo \
   $LINENO
}
f
for i in $LINENO \
  $LINENO; do echo $i
done
case $LINENO in
 *) echo $LINENO;; esac
if echo $LINENO; then
 echo $LINENO; fi
eval 'echo $LINENO
echo $LINENO'
eval "echo \$LINENO

echo \$LINENO"
  x=1 \
 y=$LINENO; echo $y
a[LINENO]=$LINENO; declare -p a
cat < /dev/null \
  "/dev/null" ; echo $LINENO
while read x; do echo $LINENO
done <<< $LINENO
((LINENO > 0)) &&
 echo $LINENO ||
 echo no
echo ${x:-
$LINENO}
LINENO=100
echo $LINENO

#### a mistake in an EXIT trap leaves the status
(trap 'echo ${x:?bad}; echo no' EXIT; exit 6); echo $?; (trap 'set -u; echo $none' EXIT; true); echo $?; (trap 'exit 3' EXIT; exit 5); echo $?
