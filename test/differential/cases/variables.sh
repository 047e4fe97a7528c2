# Assignments and the variables the shell sets: $? $# $@ $* $- $$ $! $_ PIPESTATUS SECONDS LINENO and others.

#### assignments
a=1 b=2; echo $a$b; a=x b=$a; echo $b; a= ; echo "<$a>"; a='q w'; b=$a; echo "$b"; c=$(echo 1; echo 2); echo "$c"; d=*; echo "$d"; e=~; [ "$e" = "$HOME" ] && echo tilde; f={1,2}; echo $f; g=a=b; echo $g; h=1; h+=2; echo $h; i=$h$h; echo $i

#### assignments run from left to right and see each other
x=1 y=$x z=$y$x; echo $z; x=2 x=$((x+1)) x=$((x*2)); echo $x; a=$(echo $x) b=$a; echo $b; n=0; p=$((n++)) q=$((n++)) r=$n; echo $p$q$r

#### an assignment before a command
x=1; x=2 printenv x; echo $x; x=3 bash -c 'echo $x'; y=4 printenv y; echo ${y-unset}; a=1 b=2 env | grep -E '^[ab]=' | sort; x=5 echo $x; z=$x printenv z; IFS=: read p q <<< 'm:n'; echo $p$q; x= printenv x; echo $?

#### an assignment alone keeps or sets the status
false; x=1; echo $?; x=$(false); echo $?; x=$(exit 4)$(true); echo $?; x=$(true) y=$(exit 5); echo $?; (exit 6); x=$((1+1)); echo $?; false; x=; echo $?; x=$(exit 3) : ; echo $?

#### words that are no assignments
eval '1x=2' 2>/dev/null; echo $?; eval 'x-y=1' 2>/dev/null; echo $?; "x=1" 2>/dev/null; echo $?; x\=1 2>/dev/null; echo $?; echo x=1; env x=7 printenv x; v='x=9'; $v 2>/dev/null; echo $?; eval $v; echo $x; eval 'x =1' 2>/dev/null; echo $?; x= echo empty

#### unset, empty and set are three things
unset x; echo "${x-unset} ${x:-null} ${x+set} ${x:+full}"; x=; echo "${x-unset} ${x:-null} ${x+set} ${x:+full}"; x=v; echo "${x-unset} ${x:-null} ${x+set} ${x:+full}"; [ -z "$none" ] && [ -z "${none+x}" ] && echo unset

#### names of variables
_x=1 X=2 x1=3 __=4 aB_9=5; echo $_x$X$x1$__$aB_9; x=a; echo $x1 ${x}1 $x.y $x-z "$x"1 $x/y $x:q ${x}_ ; é=1 2>/dev/null; echo $?

#### dollar at and dollar star
set -- 'a b' c ''; printf '<%s>' $@; echo; printf '<%s>' $*; echo; printf '<%s>' "$@"; echo; printf '<%s>' "$*"; echo; printf '<%s>' x"$@"y; echo; printf '<%s>' x"$*"y; echo; v=$*; w=$@; echo "$v|$w"; v="$@"; echo "$v"; printf '<%s>' "${@}" "${*}"; echo

#### dollar star and IFS
set -- a b c; IFS=-; echo "$*" $*; v=$*; echo "$v"; IFS=; echo "$*"; printf '<%s>' $*; echo; unset IFS; echo "$*"; IFS=', '; echo "$*"; x="$*"; IFS=' '; echo "$x"; IFS=:; set -- $x; echo "$#"

#### no positional parameters
set --; printf '<%s>' "$@"; echo; printf '<%s>' "$*"; echo; printf '<%s>' x"$@"y; echo; printf '<%s>' "$@""$@"; echo; for i in "$@"; do echo no; done; echo $# "${1-none}" "<$1>"; f() { echo $#; }; f "$@"; f "$*"; f "$@" ""; f $none "$@"

#### many positional parameters
set -- a b c d e f g h i j k l; echo $1 $10 ${10} ${11} ${12} $# ${!#} ${@: -1} ${@: -3:2}; shift 9; echo $1 $#; i=2; echo ${!i}; n=$#; echo "${!n}"; echo "${@:2}" "${*:1:1}" "${@:0:0}"; for ((i=1; i<=$#; i++)); do printf '%s ' "${!i}"; done; echo

#### dollar question mark
true; echo $?; false; echo $?; (exit 77); echo $?; echo $?; ! true; echo $?; x=$(exit 5); echo "$? $?"; [ 1 = 2 ]; s=$?; echo $s; no_such_x 2>/dev/null; echo $?; if false; then :; fi; echo $?; : | false | true; echo $?; f() { return $?; }; (exit 9); f; echo $?

#### dollar underscore
echo a b; echo $_; : x y; echo "$_"; x=1; echo "<$_>"; true; echo "<$_>"; f() { :; }; f arg last; echo $_; ls a > /dev/null; echo $_; echo "$(echo in; echo $_)"; set -- p q; : "$@"; echo $_; [[ a ]]; echo "<$_>"

#### dollar dollar, BASHPID and PPID
[ "$$" = "$(echo $$)" ] && echo same; (echo $$) | grep -qx $$ && echo "same in a subshell"; [ "$BASHPID" = $$ ] && echo top; (test "$BASHPID" != $$ && echo differs); [[ $PPID =~ ^[0-9]+$ ]] && echo number; (PPID=1) 2>/dev/null; echo $?

#### dollar exclamation mark
echo "<$!>"; true & [ -n "$!" ] && echo set; p=$!; wait $p; echo $?; true & [ "$!" != "$p" ] && echo new; wait; (echo "${!:+inherited}"); x=$(true & echo ${!:+set}); echo $x

#### PIPESTATUS in detail
true | (exit 3) | false; echo "${PIPESTATUS[@]}"; echo "${PIPESTATUS[*]}"; (exit 4); echo $PIPESTATUS; false | true; a=("${PIPESTATUS[@]}"); echo ${a[0]} ${#a[@]}; if false | true; then echo "${PIPESTATUS[@]}"; fi; x=$(false | true; echo ${PIPESTATUS[0]}); echo $x; ! false | true; echo "${PIPESTATUS[@]} $?"

#### SECONDS
SECONDS=0; echo $SECONDS; SECONDS=100; echo $SECONDS; echo $((SECONDS - 100)); [[ $SECONDS -ge 100 ]] && echo counts; SECONDS=x 2>/dev/null; echo $SECONDS; unset SECONDS; SECONDS=text; echo $SECONDS

#### LINENO
echo $LINENO
echo $LINENO; echo \
  $LINENO
f() {
  echo $LINENO
}
f; x=$LINENO; echo $x
echo "a
$LINENO"; echo $LINENO

#### RANDOM and SRANDOM vary, EPOCHSECONDS and EPOCHREALTIME count
[[ $RANDOM =~ ^[0-9]+$ ]] && ((RANDOM < 32768)) && echo random; a="$RANDOM$RANDOM$RANDOM" b="$RANDOM$RANDOM$RANDOM"; [ $a != $b ] && echo varies; [[ $EPOCHSECONDS =~ ^[0-9]{10}$ ]] && echo seconds; [[ $EPOCHREALTIME =~ ^[0-9]{10}\.[0-9]{6}$ ]] && echo micro; [[ $SRANDOM =~ ^[0-9]+$ ]] && echo s; RANDOM=5; a=$RANDOM; RANDOM=5; [ $a = $RANDOM ] && echo repeats

#### BASH_SUBSHELL and SHLVL
echo $BASH_SUBSHELL; (echo $BASH_SUBSHELL; (echo $BASH_SUBSHELL)); echo $(echo $BASH_SUBSHELL); { echo $BASH_SUBSHELL; }; { echo $BASH_SUBSHELL; } | cat; a=$SHLVL; b=$(bash -c 'echo $SHLVL'); echo $((b-a)); (c=$SHLVL; echo $((c-a)))

#### BASH_VERSINFO and BASH_VERSION
((BASH_VERSINFO[0] >= 5)) && echo five; echo ${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]}; [[ $BASH_VERSION == 5.2.* ]] && echo 5.2; (BASH_VERSINFO=1) 2>/dev/null; echo $?; echo ${#BASH_VERSINFO[@]}

#### PWD, OLDPWD and HOME
top=$PWD; cd a; echo ${PWD##*/} ${OLDPWD#$top}.; PWD=changed; echo $PWD; cd ../a; echo ${PWD##*/}; HOME=$top/a; cd; [ "$PWD" = "$top/a" ] && echo moved; echo ~ | sed "s|$top||"; unset PWD; cd b; echo ${PWD##*/}

#### IFS by default
printf '%q\n' "$IFS"; IFS=x; echo axb; v=axbxc; echo $v; for w in $v; do printf '<%s>' $w; done; echo; f() { local IFS=y; echo $1; }; f qyw; (unset IFS; v='a b'; set -- $v; echo $#); IFS=$' \t\n'; set -- $v; echo $#

#### the environment of a case
echo $TZ $LC_ALL; printenv TZ; env | cut -d= -f1 | grep -E '^(HOME|LC_ALL|PATH|PWD|TZ)$' | sort; unset TZ; printenv TZ; echo $?; export -n LC_ALL; printenv LC_ALL; echo $?

#### HOSTNAME, UID, EUID, OSTYPE, GROUPS are there
for n in HOSTNAME UID EUID OSTYPE MACHTYPE HOSTTYPE BASH; do [ -n "${!n}" ] && echo $n; done; (UID=5) 2>/dev/null; echo $?; (EUID=5; echo no) 2>/dev/null; echo $?; [ -n "${GROUPS[0]}" ] && echo groups

#### OPTIND, OPTERR, PS4, COLUMNS and others at the start
echo $OPTIND $OPTERR; printf '%s|' "$PS4"; echo; echo "<${OPTARG-unset}> <${REPLY-unset}> <${MAPFILE-unset}> <${BASH_REMATCH-unset}> <${COPROC-unset}> <${PS1-unset}>"

#### BASH_ARGV0, dollar zero and BASH_EXECUTION_STRING
bash -c 'echo $0; BASH_ARGV0=new; echo $0' first; bash -c 'echo "$BASH_EXECUTION_STRING"' x; echo 'echo $0' > s; bash s; bash ./s; . ./s > /dev/null; echo $?

#### BASH_COMMAND and FUNCNAME
echo "$BASH_COMMAND"; x=5; echo $x "$BASH_COMMAND"; f() { echo "$FUNCNAME: $BASH_COMMAND"; }; f a; echo "${FUNCNAME-none}"; (echo "$BASH_COMMAND"); FUNCNAME=x; echo "${FUNCNAME-none}"

#### TMOUT, PROMPT_COMMAND and PS1 do nothing in a script
PROMPT_COMMAND='echo no'; PS1='no '; TMOUT=5; read x <<< in; echo $x; HISTFILE=none; echo end

#### variables in arithmetic, quotes, here-documents and patterns
n=3 s='a*' a=(1 2 3); echo $((n+a[1])) "$n" '$n' "\$n" ${a[n-1]}; cat <<EOT
$n ${a[@]} $s
EOT
[[ abc == $s ]] && echo pattern; echo "${s}" "${s%\*}" "${#s}" "${n}px"; case a* in "$s") echo text;; esac

#### exporting to programs and not back
export v=1; bash -c 'echo $v; v=2; echo $v'; echo $v; w=x; bash -c 'echo "<$w>"'; v=3 w=4 bash -c 'echo $v$w'; env -i x=1 printenv x; env -u v printenv v; echo $?; (export v=5; printenv v); printenv v

#### counters and accumulators
i=0; i=$((i+1)); ((i++)); let i+=1; : $((i+=1)); i=$(expr $i + 1); ((++i)); echo $i; s=; for x in a b c; do s="$s$x,"; done; echo "${s%,}"; l=; for x in 1 2; do l+="${l:+ }$x"; done; echo "<$l>"

#### swap and multiple assignment
a=1 b=2; t=$a a=$b b=$t; echo $a $b; read a b <<< "$b $a"; echo $a $b; IFS=, read x y z <<< '1,2,3'; echo $z$y$x; set -- p q; first=$1 second=$2; echo $second$first; { read l1; read l2; } < words.txt; echo $l2$l1

#### very long values and many variables
s=$(printf '%.0sab' {1..5000}); echo ${#s} ${s:9990}; for i in {1..300}; do declare v$i=$i; done; t=0; for i in {1..300}; do n=v$i; ((t+=${!n})); done; echo $t; x=$s$s; echo ${#x}

#### the status of several assignments, and what each sees of it
x=$(exit 5) y=$?; echo $? $y; false; x=$(exit 5) y=$? z=b; echo $? $y; false; x=$? y=$(exit 3) z=$?; echo "$? $x $z"; x=$(true) y=$(exit 4) z=$(true); echo $?; x=$(exit 4) > out; echo $?; false; c=1; echo $?; e=$(false)$(true); echo $?; arr=($(false)); echo $?; arr[0]=$(exit 3) b=2; echo $?

#### assignments before a command see those before them
foo=a; foo=b bar=$foo printenv bar; a=1 b=$a$a c=$((b+1)) eval 'echo $a $b $c'; g() { echo "$p $q"; }; p=1 q=$p$p g; p=0; p+=1 q=$p g; echo $p; readonly r=5; r=6 s=$r eval 'echo "$r $s"' 2>/dev/null; echo $?
