# ${x:-} ${x:=} ${x:?} ${x:+}, lengths, positional and special parameters, indirection, transformations.

#### dash with and without colon over unset, empty and set
unset u; e=; s=set
echo "${u-d}|${e-d}|${s-d}"
echo "${u:-d}|${e:-d}|${s:-d}"

#### equals with and without colon assigns
unset u; e=; s=set
echo "${u=d}|${e=d}|${s=d}"; echo "$u|$e|$s"
unset u; e=
echo "${u:=d}|${e:=d}|${s:=d}"; echo "$u|$e|$s"

#### plus with and without colon
unset u; e=; s=set
echo "${u+y}|${e+y}|${s+y}"
echo "${u:+y}|${e:+y}|${s:+y}"

#### question mark on an unset variable ends the shell
unset u
(echo "${u?}") 2>/dev/null; echo "status $?"
(echo "${u:?gone}"; echo not reached) 2>/dev/null; echo "status $?"
e=; (echo "${e?}ok"); (echo "${e:?}") 2>/dev/null; echo "status $?"
echo "${u:?msg}"; echo not reached

#### question mark on a set variable gives its value
s=v; echo "${s?no}" "${s:?no}"

#### the default is not evaluated when not needed
n=0; s=set
echo "${s:-$((n=1))}" $n
echo "${s:+$((n=2))}" $n
echo "${u-$((n=3))}" $n

#### nested defaults
unset a b; c=third
echo "${a:-${b:-$c}}" "${a:-${b:-${d:-none}}}" "${a-${c}}" "${c:+${a:-inner}}"

#### a chain of assigning defaults
unset a b c
echo "${a:=${b:=${c:=x}y}z}"; echo "$a $b $c"

#### the null command with assigning defaults
: "${CONF:=.config/settings.ini}" "${MODE:=fast}"
echo "$CONF $MODE"; [ -f "$CONF" ] && echo exists

#### an unquoted default splits, a quoted does not
unset u
printf '<%s>' ${u:-a b  c}; echo
printf '<%s>' "${u:-a b  c}"; echo
printf '<%s>' ${u:-"a b" c}; echo
printf '<%s>' x${u:-a b}y; echo

#### an unquoted default globs
unset u
echo ${u:-n*.txt}; echo "${u:-n*.txt}"; echo ${u:-"n*.txt"}

#### the assigned default is split on use
unset u
printf '<%s>' ${u:=a b}; echo; echo "$u"
unset u
printf '<%s>' ${u:="a  b"}; echo; echo "$u"

#### tilde in a default
unset u
[[ ${u:-~} == "$HOME" ]] && echo yes
[[ "${u:-~}" == "~" ]] && echo quoted-literal

#### default with a command substitution
unset u
echo "${u:-$(tail -1 words.txt)}" "${u:-`head -1 words.txt`}"

#### default with braces and quotes
unset u
echo ${u:-{a\}} "${u:-{a}}" "${u:-"}"}"

#### empty default forms
unset u; s=x
echo "[${u-}][${u:-}][${s+}][${s:+}][${u:=}][${u+set}]"

#### defaults over positional parameters
set -- one ''
echo "${1:-d}|${2:-d}|${3:-d}|${2-d}|${3-d}|${3+p}|${2+p}|${2:+p}"

#### assigning to a positional parameter fails
set --
(echo "${1:=x}"; echo no) 2>/dev/null; echo $?

#### defaults over all parameters
set --; echo "${@:-none}|${*:-none}|${@-n}|${@+s}|${*:+s}"
set -- ''; echo "${@:-none}|${*-n}|${@+s}|${@:+s}"
set -- a b; echo "${@:-none}|${*:-none}|${@+s}|${@:+s}"

#### passing on only when there are arguments
f() { printf '%d:' $#; printf '<%s>' "$@"; echo; }
set --; f ${1+"$@"}; set -- 'a b' c; f ${1+"$@"}; set -- ''; f ${1+"$@"}

#### defaults over arrays
a=(); b=(''); c=(x y)
echo "${a[@]:-d}|${b[@]:-d}|${c[@]:-d}|${a[@]+s}|${b[@]+s}|${c[*]+s}"
echo "${a-d}|${b-d}|${c[1]:-d}|${c[2]:-d}|${c[2]-d}|${c[-1]:-d}"

#### assigning default to an array element
a=(x); echo "${a[3]:=y}" "${a[0]:=z}"; echo "${!a[@]}"
declare -A m; echo "${m[k]:=v}"; echo "${m[k]}"

#### flags with plus
verbose=1; quiet=
args=(-x ${verbose:+-v} ${quiet:+-q} ${name:+--name "$name"})
name='a b'; args+=(${name:+--name "$name"})
printf '<%s>' "${args[@]}"; echo

#### joining a path list with plus
P=; for d in a b c; do P=${P:+$P:}$d; done; echo $P

#### length of strings
x=hello; e=; unset u
echo ${#x} ${#e} ${#u} ${#HOME[0]} 2>/dev/null | cut -d' ' -f1-3

#### length counts characters, not bytes
x='naïve日本'; echo ${#x}; y=$'a\tb\n'; echo ${#y}; z='😀'; echo ${#z}

#### length of parameters and arrays
set -- aa bbb; a=(x yy zzz); a[9]=q
echo ${#} ${#@} ${#*} ${#1} ${#2} ${#a} ${#a[@]} ${#a[*]} ${#a[2]} ${#a[9]} ${#a[5]}

#### length of special parameters
set -- a b
false; echo ${#?} ; echo ${##} ; echo ${#-x} 2>/dev/null

#### ${#} with operators is about the count
set -- a b c
echo ${#} ${#:-x} ${#-y} "${#:+n}"

#### special parameters
set -- x 'y z'
echo $# "$*" "$@"; false; echo $?; true; echo $?
(exit 7); echo $? $?

#### last argument of the previous command
echo a b 'c d' >/dev/null; echo "$_"
true; echo "$_"
: x y; echo $_ $_

#### dollar zero in functions is the shell's
f() { [ "$0" = "$zero" ] && echo same; }; zero=$0; f

#### option letters in dollar dash
set -e; [[ $- == *e* ]] && echo e; set +e; [[ $- == *e* ]] || echo no
set -fu; [[ $- == *f* && $- == *u* ]] && echo fu; set +fu

#### shift
set -- a b c d
shift; echo "$*"; shift 2; echo "$*"; shift 5; echo "$? $*"; shift; echo "$? $#"; shift; echo $?; shift 0; echo $?

#### set replaces the parameters
set -- -a b; echo "$1"; set x y; echo $#; set --; echo $#; set - p q; echo "$*"; set -- "$@" r; echo "$*"

#### indirect expansion
a=b b=c c=d
echo ${!a} "${!a}"; n=a; echo ${!n}
p=2; set -- x y z; echo ${!p} ${!#}

#### indirect expansion with operators
v=x; x='hello world'; unset w
echo "${!v%% *}" "${!v^^}" "${!v:0:3}" "${!v/o/0}" "${!v:-d}" "${!v#*o}" "${#x}"
t=unset_one; echo "${!t:-default}" "${!t-d}" "${!t+s}"
(echo "${!w:-d}") 2>/dev/null; echo $?

#### indirect expansion to array elements
a=(p q r); i='a[1]'; j='a[@]'; k='a[-1]'
echo "${!i}" "${!k}"; printf '<%s>' "${!j}"; echo
declare -A m=([k 1]=v); i='m[k 1]'; echo "${!i}"

#### indirect expansion of an unset name fails
unset v
(echo "${!v}") 2>/dev/null; echo $?
v=; (echo "${!v}") 2>/dev/null; echo $?
v='a b'; (echo "${!v}") 2>/dev/null; echo $?

#### names with a prefix
pre_a=1 pre_b=2 pre_c=3 prf=4
echo ${!pre_*}; echo "${!pre_@}"; for n in "${!pre_@}"; do echo "$n=${!n}"; done
IFS=,; echo "${!pre_*}"

#### keys of arrays
a=([3]=x [5]=y [0]=z); echo ${!a[@]} "${!a[*]}"
for i in "${!a[@]}"; do echo "$i:${a[i]}"; done; s=scalar; echo "${!s[@]}"; echo "${!none[@]}"

#### namerefs
target=old; declare -n ref=target
echo $ref ${!ref}; ref=new; echo $target; unset ref; echo "[$target]"
declare -n r2=target; r2=again; unset -n r2; echo $target

#### namerefs to arrays in functions
push() { local -n arr=$1; shift; arr+=("$@"); }
list=(a); push list b 'c d'; printf '<%s>' "${list[@]}"; echo
fill() { local -n out=$1; out[key]=val; }; declare -A m; fill m; echo ${m[key]}

#### at-Q over scalars, arrays and parameters
x="it's"; echo ${x@Q}; a=(1 'b c' ''); echo "${a[@]@Q}"; set -- p 'q r'; echo "${@@Q}"; echo "${*@Q}"
unset u; echo "[${u@Q}]"; e=; echo "[${e@Q}]"

#### at-U, at-u and at-L change case
x='hello World ñandú'; echo "${x@U}"; echo "${x@u}"; echo "${x@L}"
a=(one Two); echo "${a[@]@U}" "${a[@]@u}" "${a[*]@L}"

#### at-E expands backslash escapes
x='a\tb\nc\x41\u00e9'; echo "${x@E}"
y="it\\'s"; echo "${y@E}"

#### at-A gives an assignment
x='a b'; echo "${x@A}"; declare -i n=5; echo "${n@A}"; declare -r ro=1; echo "${ro@A}"; export ex=2; echo "${ex@A}"
a=(1 'b c'); echo "${a[@]@A}"; declare -A m=([k]=v); echo "${m[@]@A}"

#### at-a gives the attributes
x=1; declare -i n=1; declare -r r=1; declare -x e=1; a=(1); declare -A m=([k]=v); declare -l l=a; declare -u u=a; declare -ix b=1
echo "[${x@a}][${n@a}][${r@a}][${e@a}][${a@a}][${m[@]@a}][${l@a}][${u@a}][${b@a}]"

#### at-K and at-k show keys and values
a=(x 'y z'); echo "${a[@]@K}"; declare -A m=([one]=1); echo "${m[@]@K}"; printf '<%s>' "${a[@]@k}"; echo
s='a b'; echo "${s@K}"

#### an unknown transformation is a bad substitution
x=1; (echo "${x@Z}") 2>/dev/null; echo $?

#### bad substitutions stop the line
(echo ${x!y}) 2>/dev/null; echo $?
(echo "${1a}") 2>/dev/null; echo $?
(echo ${}) 2>/dev/null; echo $?
(echo ${a b}) 2>/dev/null; echo $?

#### unset variables under set -u
set -u; unset u
(echo $u) 2>/dev/null; echo $?
echo "${u-ok}" "${u:-ok}" "${u+x}" "$@" "$*" $#
(echo $1) 2>/dev/null; echo $?
(echo ${#u}) 2>/dev/null; echo $?
(echo ${u#x}) 2>/dev/null; echo $?

#### arrays under set -u
set -u; a=()
echo "${a[@]}" "${#a[@]}" end
(echo "${a[0]}") 2>/dev/null; echo $?
declare -A m=(); echo "${m[@]}" "${!m[@]}"; (echo "${m[k]}") 2>/dev/null; echo $?
declare d; (echo "$d") 2>/dev/null; echo $?

#### arithmetic under set -u
set -u; (echo $((nope + 1))) 2>/dev/null; echo $?
x=5; echo $((x))

#### unset and its kinds
x=1; unset x; echo "${x-gone}"; f() { echo fn; }; unset f; f 2>/dev/null; echo "not found $?"
g=1; g() { echo fn; }; unset g; echo "${g-gone}"; g; unset -f g; g 2>/dev/null; echo $?
unset -v nothing; echo $?; unset 1a 2>/dev/null; echo $?

#### unset a readonly fails
readonly r=1; unset r 2>/dev/null; echo $? $r
(r=2; echo no) 2>/dev/null; echo $?

#### local variables shadow and return
x=global; f() { echo $x; local x=local; echo $x; g; }; g() { echo "g:$x"; x=changed; }
f; echo $x

#### local without a value is unset
x=g; f() { local x; echo "${x-unset}"; x=1; unset x; echo "${x-unset again}"; }; f; echo $x

#### temporary assignments before commands
x=1; x=2 eval 'echo $x'; echo $x
x=3 printenv x; printenv x || echo not exported
f() { echo "f:$x"; x=9; }; x=4 f; echo $x

#### temporary assignment does not affect its own words
x=old; x=new echo $x; x=a y=$x; echo $y

#### declare attributes
declare -i n=2+3; echo $n; n=n*2; echo $n; n+=5; echo $n
declare -u up=abc; up+=def; echo $up; declare -l lo=ABC; echo $lo; declare -i bad=abc; echo $bad

#### declare -p of plain variables
x='a b'; declare -i n=3; export e=1; readonly r=2; declare -p x n e r
declare -p missing 2>/dev/null; echo $?

#### declare -g from a function
f() { declare -g made=1; declare inner=2; }; f; echo "$made ${inner-none}"

#### appending to strings
x=a; x+=b; x+="c d"; echo "$x"; unset y; y+=z; echo $y; z=1; z+=1; echo $z

#### several assignments evaluate from left to right
a=1 b=$a c=$b$a; echo $a $b $c; a=2; a=3 b=$a; echo $b

#### the status of an assignment is that of its substitution
x=$(false); echo $?; x=$(exit 3)$(exit 4); echo $?; x=1; echo $?; local_test() { local y=$(false); echo $?; }; local_test

#### printf -v and arrays
printf -v x '%03d' 7; echo $x; printf -v 'a[2]' '%s' hi; echo "${a[2]}" ${!a[@]}

#### read into variables
read a b c <<< '1 2 3 4'; echo "$a,$b,$c"; read x <<< '  sp  '; echo "[$x]"; read <<< ' keep  '; echo "[$REPLY]"

#### variable names with underscores and digits
_x=1 x_1=2 X=3 x=4 __=5; echo $_x $x_1 $X $x $__

#### the usage-message idiom
main() { local f=${1:?usage: main FILE}; echo "file $f"; }
main a; (main) 2>/dev/null; echo $?

#### configuration with defaults from a file
source lib.sh; greeting=${greeting:-none}; echo "$greeting"; greet; greet "${NAME:-world}"

#### getting the extension, stem and folder of a path
p='a/b/two.tar.gz'; f=${p##*/}
echo "$f ${f%%.*} ${f%.*} ${f#*.} ${f##*.} ${p%/*}"

#### exported variables reach children, others do not
a=1; export b=2; declare -x c=3; env | grep -E '^[abc]=' | sort
export -n b; printenv b || echo gone

#### dollar-at in here-strings and assignments
set -- a 'b c'; x=$@; echo "$x"; y="$@"; echo "$y"; cat <<< "$@"; cat <<< $*

#### parameters above nine in loops
set -- $(seq 1 15); echo ${10} ${15} ${@:10:3} ${!#}; i=12; echo ${!i}

#### positional parameters in functions are their own
set -- outer; f() { echo "$# $1"; set -- changed; echo $1; }; f in; echo $1

#### brace-less and braced names in text
n=file; echo "$n_1|${n}_1|$n.txt|${n}txt|$n-1|$n/1|${n}${n}"

#### an expansion that yields a command
cmd=echo; arg='x  y'; $cmd $arg; ${cmd} "$arg"; ${nothing} echo runs; $nothing; echo $?

#### an assignment out of an expansion is not one
v='x=5'; $v 2>/dev/null; echo "not found $?"; eval $v; echo $x

#### arrays as whole strings
a=(1 2 3); x=${a[@]}; y=${a[*]}; z=$a; echo "$x|$y|$z"; IFS=-; x="${a[*]}"; echo "$x"

#### the command that sets the positional parameters
set -- a 'b c'; printf '<%s>' ${@@A} "${@@A}" "${*@A}"; IFS=:; printf '<%s>' "${*@A}" "${@@A}" ${*@A}; set --; printf '<%s>' "${@@A}" "${*@A}"; echo
