# eval, source, exec, command, builtin, type, alias, unset, enable, hash, let, colon, cd, pushd, umask, times, compgen.

#### eval joins its words and runs them here
eval echo a b; x=1; eval 'x=2; y=3'; echo $x$y; eval echo '$x' '"$y"'; cmd='echo "a  b"'; eval $cmd; eval "$cmd"; eval "echo a; echo b" "c"; eval; echo $?; eval ''; echo $?; false; eval; echo $?

#### eval and statuses
eval 'exit_no=1; (exit 5)'; echo $?; eval false || echo or; eval 'true; false'; echo $?; f() { eval 'return 3'; echo no; }; f; echo $?; for i in 1 2; do eval continue; done; echo $i; eval 'for i in a b; do echo $i; done'

#### eval twice over
a=b b=c; eval echo \$$a; eval "echo \$$a"; eval eval echo '\$$a'; n=x; eval "${n}_var='some value'"; echo "$x_var"; eval "v=\${${n}_var}"; echo "$v"; i=3; eval "arr$i=(p q)"; echo ${arr3[1]}

#### eval of quotes, newlines and comments
eval 'echo one
echo two'; eval 'echo a # comment'; eval "echo 'q  q'"; eval echo '\"x\"'; eval 'cat <<E
here $((1+1))
E'; s=$'echo l1\necho l2'; eval "$s"; eval 'if true; then' 'echo joined;' fi

#### eval with a syntax error goes on
eval 'echo (' 2>/dev/null; echo $?; eval 'if' 2>/dev/null; echo $?; eval 'echo "open' 2>/dev/null; echo $?; eval 'echo first
echo )' 2>/dev/null; echo "on $?"; eval -- echo dashes; eval -x 2>/dev/null; echo $?

#### eval defines functions and aliases, reads its stdin
eval 'f() { echo f$1; }'; f 1; eval 'read a b' <<< 'x y'; echo $b; echo in | eval 'cat'; eval 'echo out; echo err >&2' 2>/dev/null > o; cat o; x=$(eval echo in cs); echo $x

#### source runs a file here
echo 'v=set; echo "args $# $*"; w() { echo w; }' > s; . ./s; echo $v; w; source ./s a b; set -- p q; . ./s; . ./s r; echo "$*"; source s 2>/dev/null; echo $?

#### source finds files by PATH and in the current folder
mkdir bin; echo 'echo from bin' > bin/lib1; echo 'echo from here' > lib2; PATH=$PWD/bin:$PATH; . lib1; . lib2; echo 'echo here too' > lib1; . lib1; (set -o posix; . lib2; echo no) 2>/dev/null; echo $?

#### the status of source, return in it, a missing file
echo 'echo a; return 3; echo no' > s; . ./s; echo $?; echo 'false' > s; . ./s; echo $?; : > s; false; . ./s; echo $?; . ./none 2>/dev/null; echo $?; . 2>/dev/null; echo $?; . a 2>/dev/null; echo $?; echo 'exit 4' > s; (. ./s; echo no); echo $?

#### source from a pipe, a substitution and a descriptor
. <(echo 'echo from process; v=1'); echo $v; echo 'echo from stdin' | . /dev/stdin; . /dev/stdin <<< 'w=2; echo here'; echo $w; exec 3< lib.sh; . /dev/fd/3; greet x

#### a syntax error in a sourced file
printf 'echo before\nif\n' > s; . ./s 2>/dev/null; echo $?; printf 'echo one\necho two )\necho three\n' > t; . ./t 2>/dev/null; echo "on $?"

#### source with variables before it, redirections, nested sources
echo 'echo "v=$v"; read l; echo $l' > s; v=1 . ./s <<< line; echo ${v-unset}; printf '. ./inner\necho outer\n' > outer; echo 'echo inner "${BASH_SOURCE[@]}"; return' > inner; . ./outer > out; cat out

#### exec replaces the shell
(exec echo a; echo no); (exec no_such_cmd_x 2>/dev/null; echo no); echo $?; (exec false); echo $?; x=$(exec echo sub); echo $x; (exec -a name bash -c 'echo $0'); (exec -c env | grep -c .); (exec 2>/dev/null; echo kept); bash -c 'exec echo end; echo no'

#### exec of what cannot be run
(exec ./words.txt; echo no) 2>/dev/null; echo $?; (exec a; echo no) 2>/dev/null; echo $?; (shopt -s execfail; exec no_such_cmd 2>/dev/null; echo "on $?"); (exec -q x) 2>/dev/null; echo $?; f() { echo func; }; (exec f) 2>/dev/null; echo $?; exec; echo "still $?"

#### command skips functions
ls() { echo function; }; command ls a; ls; command -p ls a; command echo b; command; echo $?; command -- echo c; command no_such_x 2>/dev/null; echo $?; x=1 command eval 'echo $x'; command eval 'echo ev'; cd() { echo my cd; }; command cd a; echo ${PWD##*/}

#### command -v and -V
f() { :; }; alias al='echo x'; command -v f echo if no_such_x [; echo $?; command -v al; command -v no_such_x; echo $?; command -V echo if f | head -3; command -V no_such_x 2>/dev/null; echo $?; command -v ./none; echo $?; basename "$(command -v ls)"

#### builtin
echo() { printf 'f:%s\n' "$*"; }; builtin echo a; echo b; builtin ls 2>/dev/null; builtin printf '%s\n' $?; unset -f echo; builtin; echo $?; builtin cd a && builtin pwd | grep -c 'a$'; builtin no_such 2>/dev/null; echo $?; builtin f 2>/dev/null; echo $?

#### type -t
f() { :; }; shopt -s expand_aliases; alias al='echo x'; for n in f al if echo [ test cd ls no_such_x '{' '!' '[[' time function ./none; do printf '%s=%s ' "$n" "$(type -t "$n")"; done; echo; type -t f ls; echo $?; type -t no_such_x; echo $?

#### type in words
f() { echo body; }; type f; type if; type cd; alias q='echo z'; shopt -s expand_aliases; type q; type no_such_x 2>/dev/null; echo $?; type -a echo | head -1; type -p echo; type -f f 2>/dev/null; echo $?

#### type -P and -p look for programs
basename "$(type -P ls)"; basename "$(type -p cat)"; type -p f; f() { :; }; type -p f; echo $?; ls() { :; }; type -p ls; basename "$(type -P ls)"; type -P no_such_x; echo $?

#### aliases are expanded only when asked for
alias a1='echo alias'; a1 2>/dev/null; echo $?; shopt -s expand_aliases
alias a2='echo two '
a2 x; alias x=why
a2 x; \a2 2>/dev/null; echo $?; 'a2' 2>/dev/null; echo $?; unalias a2
a2 2>/dev/null; echo $?

#### an alias is known from the next line on
shopt -s expand_aliases
alias e='echo hi'; eval e; e 2>/dev/null || echo "not yet"
e
alias e2='e there'
e2; unalias e; alias e2

#### aliases with pipes, quotes, assignments and keywords
shopt -s expand_aliases
alias up='tr a-z A-Z' p='echo "a  b" |' v='x=5 ' begin='if true; then' over='fi' loop='for i in 1 2; do echo $i;'
echo q | up
p cat
v bash -c 'echo $x'
begin echo in; over
loop done

#### aliases refer to themselves once
shopt -s expand_aliases
alias ls='ls -1' echo='echo >' a=b b=a
ls a
echo x
a 2>/dev/null; printf '%s\n' $?

#### listing aliases
alias b='echo 1' a="it's"; alias; alias a; alias none 2>/dev/null; echo $?; unalias a; alias; unalias none 2>/dev/null; echo $?; unalias -a; alias; alias 'bad name=x' 2>/dev/null; echo $?; alias x=; alias x; alias -p

#### unset of variables
x=1 y=2; unset x y; echo ${x-gone}${y-gone}; unset none; echo $?; unset; echo $?; a=(1 2); unset a[0]; echo "${a[@]}"; unset -v a; echo ${#a[@]}; readonly r=1; unset r 2>/dev/null; echo "$? $r"; unset 1x 2>/dev/null; echo $?; unset -z 2>/dev/null; echo $?; unset '' 2>/dev/null; echo $?

#### unset of namerefs and of several kinds
x=1; declare -n ref=x; unset ref; echo ${x-gone}; x=2; declare -n ref=x; unset -n ref; echo $x ${ref-noref}; f() { :; }; f=1; unset f; f && echo "function stays"; unset f; type -t f; export E=1; unset E; printenv E; echo $?

#### colon, true and false
:; echo $?; : arg $(echo run >&2) 2>/dev/null; : ${x:=assigned}; echo $x; true --help; echo $?; false --x; echo $?; : > f; wc -c < f; while :; do break; done; : && echo yes; ! : || echo not

#### let
let x=1+2; echo $x; let 'y = x * 2' z=y-1; echo $y $z; let 0; echo $?; let 1; echo $?; let x++ 'x > 3'; echo "$? $x"; let "a[2]=5"; echo ${a[2]}; let 2>/dev/null; echo $?; let '1 +' 2>/dev/null; echo $?; let x=0 y=1; echo $?

#### cd and its variables
top=$PWD; cd a; echo ${PWD#$top}; cd b/c; echo ${PWD#$top} ${OLDPWD#$top}; cd ..; echo ${PWD#$top}; cd - | sed "s|$top||"; cd; [ "$PWD" = "$HOME" ] && echo home; cd "$top"; cd 'my folder' && ls; cd ../a/../a/b; echo ${PWD#$top}; cd .; echo $?

#### cd that fails
cd none 2>/dev/null; echo $?; cd words.txt 2>/dev/null; echo $?; cd a a 2>/dev/null; echo $?; cd '' ; echo $?; (HOME=; cd; echo $?) 2>/dev/null; (unset HOME; cd 2>/dev/null; echo $?); (unset OLDPWD; cd - 2>/dev/null; echo $?); cd -x 2>/dev/null; echo $?; cd -- a; echo ${PWD##*/}

#### CDPATH
top=$PWD; CDPATH=$PWD/a; cd b | sed "s|$top||"; cd "$top"; CDPATH=; cd a; echo ${PWD#$top}; cd "$top"; CDPATH=.:$top/a; cd b/c > /dev/null; echo ${PWD#$top}; cd "$top"; CDPATH=$top/a; cd ./notes; echo ${PWD#$top}

#### pwd
top=$PWD; [ "$(pwd)" = "$PWD" ] && echo same; cd a/b; pwd | sed "s|$top||"; pwd -L | sed "s|$top||"; (cd /; pwd); cd //; pwd | tr -s /; cd /usr/.. 2>/dev/null || cd /; pwd; pwd -x 2>/dev/null; echo $?

#### pushd, popd and dirs
top=$PWD; pushd a > /dev/null; echo ${PWD#$top}; pushd b > /dev/null; echo ${#DIRSTACK[@]}; dirs -p | sed "s|$top||;s|^~||"; popd > /dev/null; echo ${PWD#$top}; pushd > /dev/null; echo "<${PWD#$top}>"; popd > /dev/null; popd 2>/dev/null; echo $?; dirs -c; dirs | sed "s|$top||;s|~||"; pushd none 2>/dev/null; echo $?

#### umask
umask 022; umask; umask -S; umask 077; umask; umask u=rwx,g=rx,o=; umask -S; umask; umask -p; umask 9 2>/dev/null; echo $?; (umask 000); umask

#### hash
hash -r; hash ls 2>/dev/null; echo $?; hash no_such_x 2>/dev/null; echo $?; hash -t no_such_x 2>/dev/null; echo $?; hash -d no_such_x 2>/dev/null; echo $?

#### enable
enable -n echo; type -t echo; enable echo; type -t echo; enable no_such_x 2>/dev/null; echo $?; enable | grep -c '^enable cd$'; enable -n test; enable -n | grep test; enable test

#### compgen and complete
compgen -W 'apple banana avocado' -- a; compgen -A function; abc() { :; }; compgen -A function ab; compgen -b ech; compgen -k wh; xq1=1 xq2=2; compgen -v xq; compgen -f word; compgen -d a; compgen -W 'x' -- q; echo $?

#### times, ulimit and suspend-like words
times > /dev/null; echo $?; times | wc -l; ulimit > /dev/null; echo $?; logout 2>/dev/null; echo $?; fg 2>/dev/null; echo $?; bg 2>/dev/null; echo $?; help : > /dev/null; echo $?

#### dynamic names: prefix listing, indirection, eval and printf -v
p_a=1 p_b=2 p_c=3; echo ${!p_*}; for n in ${!p_@}; do echo "$n=${!n}"; done; k=b; v=p_$k; echo ${!v}; printf -v p_$k %s new; echo $p_b; declare p_d=4; echo ${!p_*}; unset ${!p_*}; echo "<${!p_*}>"

#### a command name from expansions
c=echo; $c a; ${c} b; "$c" c; e=ec; ${e}ho d; $(echo echo) e; `echo echo` f; ${none}echo g; ${none} echo h; $none; echo $?; "$none" 2>/dev/null; echo $?; c='echo a b'; $c; "$c" 2>/dev/null; echo $?; a=(echo x 'y z'); "${a[@]}"; \e\c\h\o i

#### assignment before eval, source, export and unset: special builtins
x=1 eval 'echo $x'; echo ${x-unset}; y=1 export z=2; echo ${y-unset}; w=1 : ; echo ${w-unset}; v=1 unset nothing; echo ${v-unset}; u=1 f 2>/dev/null; echo ${u-unset}; t=1 true; echo ${t-unset}

#### exit forms
(exit); echo $?; (false; exit); echo $?; (exit 300); echo $?; (exit -2); echo $?; (exit 3 4; echo on) 2>/dev/null; echo $?; (exit x) 2>/dev/null; echo $?; (exit -- 5); echo $?; (exit ' 6 ') 2>/dev/null; echo $?; (eval exit 7); echo $?; exit 8; echo no

#### colon and test in lists of defaults
: ${A:=1} ${B:=$A$A} ${C:=$(echo c)}; echo $A $B $C; : "${A:=x}" "${D=}"; echo "$A<$D>"; : {a,b} *.txt; echo "$_" | grep -c txt; [ : ] && echo word

#### exec that fails, and the EXIT trap
(trap "echo bye" EXIT; exec nosuch; echo no) 2>/dev/null; echo $?; bash -c 'shopt -s execfail; exec nosuch 2>/dev/null; echo on $?'; (exec cd) 2>/dev/null; echo $?; (exec shift) 2>/dev/null; echo $?; (trap "echo no" EXIT; exec true); echo $?; (exec -a n sh -c 'echo $0'); (command exec echo a; echo no); (builtin exec echo a; echo no); (x=1 exec env | grep ^x=)

#### builtins that are programs too, switched off
enable -n echo cd; echo hi; cd / 2>/dev/null; echo $?; enable cd; type -t bash env cd; builtin bash 2>/dev/null; echo $?; enable -a | grep -c '^enable '

#### names of aliases
for n in 'a b' a/b 'a$b' 'a|b' 'a"b' 'a\b' 'a;b'; do alias "$n=1" 2>/dev/null; printf '%s ' $?; done; alias a.b=1 a-b=2 +=3; echo $?; alias; unalias 2>/dev/null; echo $?; unalias -a x; echo $?; alias -p

#### symbolic masks
umask 077; umask a=rx; umask; umask g+w; umask; umask u-r,o+x; umask; umask -S u=rwx; umask +w; umask; umask o=u 2>/dev/null; echo $?; umask u=; umask; umask -p -S; umask u=z 2>/dev/null; echo $?; umask 8 2>/dev/null; echo $?; umask 07777; umask; (umask 0; umask); umask
