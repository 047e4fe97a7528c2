# set: positional parameters, options by letter and name, $- and SHELLOPTS, -x, -f, -C, -a, -n, -v; shift; shopt.

#### set gives positional parameters
set -- a 'b c' ''; echo $# "$2" "<$3>"; set x y; echo $# $1; set --; echo $#; set -- -n; echo "$1"; set - p q; echo $# $1; set -- "$@" r; echo $*; set -- $(echo 1 2 3); echo $3

#### set with an option and parameters
set -f a b; echo $1 $2 a/*; set +f -- c; echo $1 a/o*; set -e -- d e; echo $# $-  | tr -d '\n' | sed 's/[hBc]//g'; echo; set -u f; echo $1

#### set without arguments lists variables
x_var='a b'; y_arr=(1 '2 3'); set | grep -E '^[xy]_(var|arr)='; f_one() { echo; }; set | grep -c '^f_one ()'; (set -o posix; set | grep -c '^f_one'); z_q=$'t\tn'; set | grep '^z_q='

#### set -o lists options
set -o | grep -E '^(errexit|noglob|pipefail|nounset|xtrace|noclobber|allexport) ' | tr -s '\t ' ' '; set +o | grep -E 'errexit|pipefail'; set -o noglob; set -o | grep noglob | tr -s '\t ' ' '; set +o | grep noglob

#### options by name
set -o noglob; echo a/*; set +o noglob; echo a/o*; set -o errexit; [[ $- == *e* ]] && echo e; set +o errexit; set -o nosuch 2>/dev/null; echo $?; set -o pipefail; false | true; echo $?; set +o pipefail; false | true; echo $?; set -q 2>/dev/null; echo $?

#### the letters of $-
echo $-; set -eu; echo $-; set -fC; echo $-; set +euC; echo $-; (set -a; echo $-); set -x 2>/dev/null; set +x; echo $-

#### SHELLOPTS and BASHOPTS
set -u; case :$SHELLOPTS: in *:nounset:*) echo nounset;; esac; set +u; case :$SHELLOPTS: in *:nounset:*) echo no;; esac; shopt -s nullglob; case :$BASHOPTS: in *:nullglob:*) echo nullglob;; esac; (SHELLOPTS=x) 2>/dev/null; echo $?; echo $SHELLOPTS | grep -c braceexpand

#### saving and restoring options
old=$(set +o); set -fu; eval "$old"; echo a/o* "[$none]"; s=$-; set -f; case $s in *f*) ;; *) set +f;; esac; echo a/o*; before=$(shopt -p nullglob); shopt -s nullglob; $before; echo no*x

#### shift and its status
set -- 1 2 3 4 5; shift; echo $*; shift 2; echo $*; shift 0; echo $*; shift 9; echo "$? $*"; shift 2; echo "$? $#"; shift; echo $?; set -- a; shift -1 2>/dev/null; echo "$? $1"; shift x 2>/dev/null; echo "on $?"

#### shift in a loop over options
set -- -a 1 -b 2 rest; while [ $# -gt 1 ]; do k=$1; shift; v=$1; shift; echo "$k=$v"; done; echo "$# $1"

#### noglob leaves patterns elsewhere alone
set -f; echo * a/?; x='*.txt'; echo $x; [[ abc == a* ]] && echo pattern; case abc in a*) echo case;; esac; y=abc; echo ${y#a*}; set +f; echo $x | grep -c words

#### noclobber by its letter
set -C; echo a > new; cat new; echo b > new 2>/dev/null; echo "$? $(cat new)"; echo c >| new; cat new; echo d >> new; cat new; echo e > /dev/null; echo $?; set +C; echo f > new; cat new

#### allexport
set -a; v1=x; v2=(1); f() { v3=z; }; f; set +a; v4=w; printenv v1 v3; printenv v4; echo $?; bash -c 'echo $v1$v3$v4'; set -a; . ./lib.sh; set +a; printenv greeting

#### noexec checks only the syntax
bash -n -c 'echo no; touch no'; echo $?; bash -nc 'if' 2>/dev/null; echo $?; echo 'echo x; done' > s; bash -n s 2>/dev/null; echo $?; set -n; echo "not shown, nor is set +n"; set +n; echo "nor this"

#### keyword and braceexpand
set +B; echo {a,b} {1..3}; set -B; echo {a,b}; set -k; f() { echo "$# $v"; }; f a v=5 b; set +k; f a v=6

#### verbose prints lines as they are read
printf 'set -v\necho a\nx=1; echo $x\n' > s; bash s 2>&1; bash -v -c 'echo v' 2>&1

#### -x shows commands as they are run
exec 2>&1; set -x; echo a 'b c' ""; x=1; y="a b" z=$x; true && false; ! true; : "$x" $'t\t' '*'; set +x

#### -x with conditions, loops and arithmetic
exec 2>&1; set -x; for i in 1 2; do :; done; if [ 1 = 2 ]; then :; fi; [[ a == b* && -n $x ]]; ((i > 1)); while false; do :; done; case $i in 1|2) :;; esac; for ((j=0; j<1; j++)); do :; done; let i=3; set +x

#### -x with functions, groups, subshells and substitutions
exec 2>&1; f() { local v=$1; echo $v; }; set -x; f a; (echo sub); { echo group; }; x=$(echo in); echo $(echo $(echo deep)); echo `echo old`; set +x

#### -x with redirections, pipelines and here-documents
exec 2>err; set -x; echo a > f; cat < f; cat <<< here; cat <<EOT
doc
EOT
set +x; cat err; rm err

#### -x with arrays and assignments
exec 2>&1; set -x; a=(1 'b c' $((1+1))); a[1]=x; a+=(y); declare -A m=([k]='v w'); x+=z; export E=1; local_=; readonly r=5; unset x; set +x

#### -x to a descriptor by BASH_XTRACEFD
exec 7> trace; BASH_XTRACEFD=7; set -x; echo out; x='a b'; set +x; exec 7>&-; cat trace

#### PS4 with expansions
exec 2>&1; PS4='+$n: '; n=1; set -x; echo a; n=2; echo b; set +x; PS4='> '; set -x; (echo c); x=$(echo d); set +x; PS4=; set -x; echo e; set +x

#### PS4 with the line and the function
printf '%s\n' "PS4='+\$LINENO \${FUNCNAME[0]:-top}: '" 'f() {' '  echo in' '}' 'set -x' 'echo a' 'f' 'set +x' > s; bash s 2>&1; bash -x -c 'echo one; echo two' 2>&1

#### -x quotes what needs it
exec 2>&1; set -x; : a b 'x y' 'a;b' "it's" '$v' 'a"b' 'a\b' '~' '#' '' 'é' $'\n' 'a=b' '{' '!' '[x]' 'a*' '-' ']' '<'; set +x

#### -x of command words that are expanded
exec 2>&1; c=echo; set -x; $c x; "$c" y; e=; $e; $e echo z; v=1 $c w; set +x

#### set inside a function, subshell and source
f() { set -- p q; echo $*; }; set -- a; f; echo $*; (set -- sub; echo $*); echo $*; echo 'set -- from file; echo $#' > s; . ./s; echo $*; set -- b; . ./s x y; echo "$*"; eval 'set -- from eval'; echo $*

#### shopt: set, unset, query, list
shopt -s nullglob; shopt -q nullglob; echo $?; shopt -u nullglob; shopt -q nullglob; echo $?; shopt nullglob | tr '\t' ' ' | tr -s ' '; shopt -p nullglob; shopt -s nullglob dotglob; shopt -p nullglob dotglob; shopt -q nullglob extglob; echo $?; shopt -s nosuch 2>/dev/null; echo $?; shopt -q nosuch 2>/dev/null; echo $?

#### shopt -o for options of set
shopt -so noglob; echo a/*; shopt -uo noglob; shopt -qo noglob; echo $?; shopt -po noglob; shopt -o nosuch 2>/dev/null; echo $?; set -u; shopt -o nounset | tr -s '\t ' ' '

#### nullglob, failglob, dotglob
shopt -s nullglob; echo [no*match]; set -- no*match; echo $#; shopt -u nullglob; echo no*match; shopt -s dotglob; echo .h* h*; for f in *; do case $f in .*) echo "$f";; esac; done; shopt -u dotglob; shopt -s failglob; (echo no*match; echo no) 2>/dev/null; echo $?; for f in no*x; do echo no; done 2>/dev/null; echo "not on this line"

#### failglob ends the line only
shopt -s failglob
echo no*match 2>/dev/null; echo not here
echo "next line $?"

#### globstar, extglob, nocaseglob
shopt -s globstar extglob nocaseglob
echo a/**; echo **/two.txt; echo @(words|numbers).txt; echo WORDS.*; echo a/!(b); shopt -u nocaseglob; echo WORDS.*

#### expand_aliases, lastpipe and sourcepath
shopt -q expand_aliases; echo $?; shopt -s lastpipe; echo v | read x; echo $x; seq 3 | while read -r n; do last=$n; done; echo $last; shopt -u lastpipe; echo w | read x; echo $x

#### options are copied into subshells and not back
set -f; (echo a/*; set +f; echo a/o*); echo a/*; set +f; x=$(set -f; echo a/*); echo "$x" a/o*; shopt -s nullglob; (shopt -u nullglob; echo no*x); echo "[" no*x "]"

#### set +o and bash options on a command line
bash -f -c 'echo a/*'; bash -o noglob -c 'echo a/*'; bash +f -c 'echo a/o*'; bash -u -c 'echo $none; echo no' 2>/dev/null; echo $?; bash -O nullglob -c 'echo [ no*x ]'; bash -o pipefail -c 'false | true'; echo $?; bash -eu -c 'echo $-' | grep -c eu; bash -c 'echo $1 $0' name -x arg

#### POSIXLY_CORRECT and set -o posix
(set -o posix; [[ $SHELLOPTS == *posix* ]] && echo posix; x=1 :; echo ${x-unset}; x=2 export y=1; echo ${x-unset}); x=1 :; echo ${x-unset}

#### the dash ends xtrace and verbose
exec 2>&1; set -xv; set - a b; echo $1 $2; [[ $- == *x* ]] || echo off

#### -x of declarations with arrays
exec 2>&1
set -x
declare -a a=(1 "b c" $((1+1)))
declare -A m=([k]='v w' [x y]=2)
declare -A m2=(k v 'x y' 2)
f() { local -a l=(1 2) s=x t="a b"; local -r q=5; typeset -i n=3+4; }
f
export E="a b" F
readonly -a r=(1)
readonly z=1
declare x=1 y="a b"
declare -i n=1+1
export a2=(1 2)
m[k2]="v w"
m["x z"]=1
a[1+1]="q r"
a+=([5]=x "y z")
a=()
a=([2]=1 [1]="a b")
x+="a b"
v= w="" u=''
s=$'a\tb'
declare -n ref=x
ref=5
unset x

#### -x of conditions
exec 2>&1
x='a b' e= f=words.txt
set -x
[[ -n $x && $x == a* ]]
[[ $x == "a b" ]]
[[ $x == "a"* || -z $x ]]
[[ $e ]]
[[ ! $x ]]
[[ $x =~ a(.*) ]]
[[ $x =~ ^"a b"$ ]]
[[ ! -f $f ]]
[[ ( -f $f && 1 -lt 2 ) ]]
[[ $x < b ]]
[[ -z $e ]]
[[ "" == $e ]]
[[ 1+1 -eq 2 ]]
[[ $x != *\** ]]
[[ $x == $'a\tb' ]]
[[ 'a;b' == 'a;b' ]]
[[ -v x ]]
[[ $f -nt $f ]]
[[ $x = [a-z]* ]]
[[ 'x' ]]

#### -x of arithmetic
exec 2>&1
x=3
set -x
((x > 1))
(( x++ ))
(( $x+1 ))
((   x   ))
(( x = 1, y = 2 ))
let x++
let "x = 1 + 1" y=3
for ((;;)); do break; done
for ((i=0;i<1;i++)) do :; done
for (( i = $x ; i < 3 ; i++ )); do :; done
z=$((x+1))
echo $((x+1)) $[1+1]
a[x+1]=2
((x == 5)) || true

#### -x of loops and case
exec 2>&1
x='a b'
set -x
for i in "$x" c; do :; done
for i in {1..2} *.none; do : "$i"; done
set -- p 'q r'
for i; do :; done
for i do :; done
case "$x" in a*) : yes;; esac
case $x in *) ;; esac
case a"b"'c'$x in *) ;; esac
select i in a b; do break; done <<< 1
while read -r l; do echo "$l"; done <<< "x
y"
until true; do :; done
if false; then :; elif true; then :; else :; fi
f() { echo "$1"; }
f 'a b' > /dev/null
function g { :; }
! true
true && false || echo no
{ echo x; } > /dev/null
(echo y)

#### -x and PS4
exec 2>&1
PS4='+${LINENO}:${FUNCNAME[0]}: '
set -x
f() {
  echo a
  x=$(echo b
  echo c)
}
f
echo $(echo d)
PS4='$(echo sub)> '
echo one
PS4='ab '
echo $(echo $(echo deep))
eval 'echo ev'
eval "eval 'echo ev2'"
echo 'echo insource' > s.sh
. ./s.sh
unset PS4
echo y
PS4=''
echo z
set +x

#### -x keeps BASH_XTRACEFD in functions and subshells
exec 5> tr
BASH_XTRACEFD=5
set -x
f() { echo in; }
f
(echo sub)
echo "$(echo cs)"
echo err >&2 2>/dev/null
set +x
cat tr

#### -x of commands with temporary assignments and redirections
exec 2>&1
set -x
A=1 B="x y" echo hi
A=1 eval 'echo $A'
> out
X=5 > out2
command echo hi
builtin echo hi
echo > /dev/null
exec 6> f6
exec 6>&-
test -n ""
[ "a b" = '*' ]
true "$@"
trap 'echo exit' EXIT
trap - EXIT
alias ll=ls
shift 0
:
. /dev/null
a=1 b=2
readonly c=3 d
local q 2> /dev/null
return 2> /dev/null
printf '%s\n' 'tab	x' $'nl\nx' é
echo -- -n '' "" \\ 'a\b' "it's" a=b =x '#' 'a#' {a,b} '{a}' '!' '^' '%' '@' '+' ',' ':' '/' '[' ']' '[a]' '?' '*' '<' '>' '|' '&' ';' '(' ')' '"' '`' '$' '$x'

#### -x with functions and traps
exec 2>&1
set -x
trap 'echo err' ERR
false
trap - ERR
trap 'echo dbg' DEBUG
true
trap - DEBUG
trap 'echo usr' USR1
trap 'echo bye' EXIT
set +x
echo off

#### verbose with functions, loops, here-documents and eval
exec 2>&1
set -v
echo a
x=1; echo $x
f() {
  echo in f
}
f
for i in 1 2; do
  echo $i
done
cat <<E
doc
E
# comment

eval 'echo ev'
set +v
echo off

#### keyword with commands, functions and exported variables
set -k
f() { echo "$# $v"; }
f a v=5 b
echo a x=3 b
x=1 y=2 env | grep -c '^[xy]='
env z=4 | grep ^z=
v=9
x='z=1'
f $x
set +k
f v=5
shopt -so keyword
eval 'echo a=b c'
