# set -e in every position, and its neighbours: ERR-free lists, substitutions, functions, subshells, inherit_errexit.

#### a failing command ends the shell with its status
set -e; echo a; (exit 3); echo no

#### false in the middle
set -e
echo one
false
echo two

#### a command that is not found ends it too
set -e; echo a; no_such_command_e 2>/dev/null; echo no

#### nothing happens in a condition
set -e; if false; then echo no; fi; echo 1; while false; do :; done; echo 2; until true; do :; done; echo 3; if false; true; then echo 4; fi; if ! true; then :; else echo 5; fi; if false || false; then :; elif false; then :; else echo 6; fi

#### nothing happens left of && and ||
set -e; false && echo no; echo 1; false || echo 2; true && false || echo 3; false || true; echo 4; false && false; echo 5; { false; echo 6; } || echo no; (false; echo 7) && echo 8

#### the last of an and-or list ends it
set -e; true && false; echo no

#### the last of an or list ends it
set -e; echo a; false || false; echo no

#### an exclamation mark protects
set -e; ! true; echo 1; ! false; echo 2; ! { false; }; echo 3; ! (exit 3); echo "4 $?"; if ! false; then echo 5; fi; true && ! true; echo 6

#### only the last stage of a pipeline counts
set -e; false | true; echo 1; (exit 3) | cat; echo 2; true | false; echo no

#### a failing middle stage with pipefail
set -eo pipefail; true | true; echo a; false | true; echo no

#### pipefail in conditions
set -eo pipefail; if false | true; then echo no; else echo 1; fi; false | true || echo 2; ! false | true; echo 3; x=$(echo a | grep b || true); echo "4$x"

#### a subshell ends itself and then the shell
set -e; (echo a; false; echo no); echo "not here either"

#### a subshell in a list does not end anything
set -e; (false; echo 1) || echo no; if (false; echo 2); then echo 3; fi; (false; echo 4) && echo 5; echo "end"

#### a group, and a loop
set -e; { echo a; false; echo no; }; echo no

#### a failing body of a loop
set -e; for i in 1 2 3; do echo $i; [ $i != 2 ]; done; echo no

#### a test at the end of a loop body
set -e; for i in 1 2 3; do [ $i = 3 ] && echo $i; done; for i in 1 2; do [ $i = 0 ] && echo no; done; echo "after: the and-or list protects"

#### a function called plainly ends the shell
set -e; f() { echo in; false; echo no; }; f; echo no

#### a function in a condition is wholly protected
set -e; f() { false; echo "goes on"; return 3; }; if f; then echo no; else echo "else $?"; fi; f || echo "or $?"; f && echo no; ! f; while f; do :; done; echo end

#### a function whose last command fails
set -e; f() { [ a = b ] && echo no; }; echo before; f; echo "not here"

#### a function that returns a status
set -e; f() { return 4; }; f || echo "or $?"; echo before; f; echo no

#### a function protected through its caller
set -e; inner() { false; echo "inner goes on"; }; outer() { inner; echo "outer $?"; }; outer || echo no; if outer; then echo yes; fi; outer; echo no

#### an assignment from a failing substitution ends it
set -e; x=$(echo a; false); echo no

#### an assignment with declare, local or export hides the failure
set -e; declare x=$(false); echo 1; export y=$(exit 3); echo 2; f() { local z=$(false); echo 3; }; f; readonly r=$(false); echo 4; echo "$(false)" 5; : $(false); echo 6; x=$(false) y=$(true); echo 7

#### a local without hiding
set -e; f() { local z; z=$(false); echo no; }; echo a; f; echo no

#### inside a substitution errexit is off
set -e; x=$(false; echo on); echo "$x"; echo "$(false; echo also on)"; y=$(f() { false; echo func; }; f); echo "$y"; [[ $- == *e* ]] && echo "e here"; echo $([[ $- == *e* ]] && echo e || echo "no e inside")

#### inherit_errexit
shopt -s inherit_errexit; set -e; x=$(echo a; false; echo b) || echo "or $x"; echo "$(echo c; false; echo d)"; y=$(echo e; false; echo f); echo no

#### a process substitution does not matter
set -e; cat <(echo a; false; echo b); while read -r l; do echo $l; done < <(echo x; exit 3); echo after; echo y > >(cat; exit 4); wait; echo end

#### a command in the background does not matter, wait does
set -e; false & echo a; (exit 3) & p=$!; wait $p || echo "waited $?"; (exit 4) & wait $!; echo no

#### arithmetic and double brackets end it
set -e; ((1)); echo a; ((0)) || echo b; [[ a == a ]]; echo c; if ((0)); then :; fi; i=1; ((i--)); echo "still: it was one"; ((i)); echo no

#### the post-increment trap
set -e; i=0; echo before; ((i++)); echo no

#### let ends it too
set -e; let x=5; echo $x; let y=0 || echo zero; let z=0; echo no

#### a double bracket that fails
set -e; [[ a == a ]]; echo a; [[ a == b ]] || echo b; [[ a == b ]]; echo no

#### a failed redirection ends it
set -e; echo a; echo b > none/x 2>/dev/null; echo no

#### an error in a redirection of a compound command
set -e; echo a; { echo b; } < none 2>/dev/null; echo no

#### a failing builtin ends it
set -e; cd a; echo in; cd nowhere 2>/dev/null; echo no

#### shift, read, unset and eval
set -e; shift 0; eval 'true'; read x < words.txt; echo $x; eval 'false' || echo 1; read y < /dev/null || echo 2; set -- a; shift 2 2>/dev/null || echo 3; eval 'echo 4; false'; echo no

#### a sourced file that fails
set -e; echo 'echo in; false; echo on' > s; . ./s || echo no; if . ./s; then echo yes; fi; . ./s; echo no

#### set +e turns it off again
set -e; set +e; false; echo 1; set -e; true; echo 2; set +e; (exit 3); echo $?; set -e; f() { set +e; false; echo 3; }; f; false; echo "4: off since f"

#### errexit set inside is seen outside
f() { set -e; }; f; [[ $- == *e* ]] && echo on; (set +e; false; echo sub); { false || echo group; }; false; echo no

#### errexit set in a subshell stays there
(set -e; false; echo no); echo $?; [[ $- == *e* ]] || echo off; false; echo on

#### set -e inside of a protected place does not work
f() { set -e; false; echo "goes on"; }; if f; then echo yes; fi; (set -e; false; echo here too) || echo no; { set -e; false; echo group; } && echo and; [[ $- == *e* ]] && echo "e is set"; false; echo no

#### case and its status
set -e; case a in a) echo 1;; esac; case a in a) false || echo 2;; esac; case x in y) ;; esac; echo 3; case a in a) echo 4; false;; esac; echo no

#### an if whose branch fails
set -e; if true; then echo a; false; echo no; fi; echo no

#### a branch after && inside if
set -e; if true; then false && true; echo 1; fi; if true; then false && true; fi; echo 2; { false && true; }; echo 3; (false && true); echo "no: the subshell failed"

#### the exit trap runs and sees the status
set -e; trap 'echo "exit $?"' EXIT; echo a; (exit 5); echo no

#### the ERR trap runs before
set -e; trap 'echo "err $?"' ERR; false || true; if false; then :; fi; echo a; (exit 6); echo no

#### errexit in a script file and with bash -e
echo 'echo a; false; echo b' > s; bash s; echo $?; bash -e s; echo $?; printf '#!/bin/bash -e\necho x\nfalse\necho y\n' > t; bash t; echo $?; bash -c 'set -e; false; echo no'; echo $?; bash -ec 'echo in; false; echo no'; echo $?

#### counting with grep
set -e; n=$(grep -c apple words.txt); echo $n; m=$(grep -c nothing words.txt || true); echo $m; grep -q fig words.txt && echo found; grep -q nothing words.txt || echo none; k=$(grep -c nothing words.txt); echo no

#### the idiom of a default after failure
set -e; v=$(cat none 2>/dev/null || echo default); echo $v; w=$(cat none 2>/dev/null) || w=other; echo $w; if ! u=$(cat none 2>/dev/null); then u=third; fi; echo $u; t=; t=$(false) || true; echo "<$t>"

#### xargs, find and timeout statuses
set -e; echo a | xargs echo; find a -name nope; timeout 5 true; echo 1; timeout 5 false || echo 2; echo x | xargs false 2>/dev/null || echo "3 $?"; env false || echo 4; echo end; env false; echo no

#### an unset variable with set -eu
set -eu; echo ${x-ok}; y=; echo "$y"; (echo $none) 2>/dev/null || echo caught; echo $none 2>/dev/null; echo no

#### nounset in detail
set -u; x=; echo "[$x]" "${y-}" "${y:-d}" "${y+s}" "$#" "$*" "$@"; a=(); echo "${a[@]}" "${#a[@]}"; for i in "$@"; do echo no; done; (echo "$1") 2>/dev/null; echo $?; (echo ${a[0]}) 2>/dev/null; echo $?; (echo $((q+1))) 2>/dev/null; echo $?; [[ -v q ]] || echo "no q"; unset x; (: "$x") 2>/dev/null; echo $?; (echo ${#q}) 2>/dev/null; echo $?

#### nounset and special parameters
set -u; echo "$? $# ${#@} ${#*} ${@:-none} ${*:-none}"; : $_ $-; (echo $!) 2>/dev/null; echo $?; set -- a; echo $1 ${2-}; (echo $2) 2>/dev/null; echo $?; declare -A m; (echo ${m[k]}) 2>/dev/null; echo $?; echo ${m[k]:-none}; (v=${none%x}) 2>/dev/null; echo $?; (echo ${!none}) 2>/dev/null; echo $?

#### nounset ends a shell, also in a function
set -u; f() { echo "in $1"; echo $undefined 2>/dev/null; echo no; }; f a; echo no

#### strict mode as scripts have it
set -euo pipefail; IFS=$'\n\t'; main() { local total=0 n; while read -r n; do ((total += n)) || true; done < <(grep -E '^[0-9]+$' numbers.txt); echo "total $total"; grep -q nothing words.txt || echo none; local first; first=$(sort words.txt | sed -n 1p); echo "$first"; }; main; for w in $(echo 'a b'); do echo "<$w>"; done

#### set -e in conditions, loops, groups and substitutions
set -e
f() { false; echo "in f"; }
if f; then echo yes; fi
f || echo or
! f
f && echo and
x=$(false) || echo caught
while false; do :; done
until true; do :; done
(set +e; false; echo sub)
echo $(false; echo still)
local_() { local x=$(false); echo "local masks"; }; local_
export y=$(false); echo export masks
{ false; } || echo group
[[ a == b ]] || echo cond
((0)) || echo arith
false | true; echo pipe
case x in x) false || :;; esac
eval 'false || true'
trap 'echo EXIT $?' EXIT
z=$(exit 3)
echo no

#### set -e in subshells of and-or lists
set -e
( false; echo no ) || echo "caught $?"
( set -e; false; echo no ) || echo "not ended"
echo a
( false )
echo unreachable

#### set -e with inherit_errexit
set -e
echo "$(false; echo a)"
shopt -s inherit_errexit
echo "$(false; echo b)"
x=$(false; echo c)
echo no

#### set -e in functions that are conditions, set again inside
set -e
f() { set -e; false; echo "f goes on"; }
f || echo no
g() { (false); echo g; }
g || echo "g failed"
h() { false; }
h && echo no
echo last
! h
echo after
if ! h; then echo neg; fi
h
echo no

#### set -e with pipefail in and-or lists
set -o pipefail
false | true | (exit 3) | true; echo $? ${PIPESTATUS[@]}
set -e
true | false | true && echo no
echo after and
true | false | true
echo no
