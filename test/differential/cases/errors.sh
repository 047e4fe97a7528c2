# Mistakes: statuses 126, 127, 128+n, failed redirections, bad substitution, readonly, division by zero: what goes on after each.

#### a command that is not found: 127, and the script goes on
no_such_command_1 2>/dev/null; echo $?; no_such_2 2>/dev/null || echo or; x=$(no_such_3 2>/dev/null); echo "$? <$x>"; no_such_4 2>/dev/null | cat; echo ${PIPESTATUS[@]}; (no_such_5) 2>/dev/null; echo $?; ! no_such_6 2>/dev/null; echo $?; if no_such_7 2>/dev/null; then :; else echo else; fi

#### what cannot be executed: 126
echo 'echo hi' > plain; ./plain 2>/dev/null; echo $?; ./a 2>/dev/null; echo $?; a/b 2>/dev/null; echo $?; ./none 2>/dev/null; echo $?; a/none 2>/dev/null; echo $?; ./words.txt/x 2>/dev/null; echo $?; chmod +x plain; ./plain; echo $?

#### an empty command name: 127
'' 2>/dev/null; echo $?; "$none" 2>/dev/null; echo $?; $none; echo $?; "" a 2>/dev/null || echo or; ' ' 2>/dev/null; echo $?

#### command_not_found_handle
command_not_found_handle() { echo "handled $1 with $(($#-1))"; return 44; }; no_such_x a b; echo $?; (no_such_y); x=$(no_such_z 1); echo "$x $?"; ./none 2>/dev/null; echo $?; unset -f command_not_found_handle; no_such_x 2>/dev/null; echo $?

#### an unwritable target: the command does not run
echo a > none/x 2>/dev/null; echo $?; f() { echo ran; }; f > none/x 2>/dev/null; echo $?; { echo ran; } > none/x 2>/dev/null; echo $?; (echo ran) > none/x 2>/dev/null; echo $?; if true; then echo ran; fi > none/x 2>/dev/null; echo $?; for i in 1; do echo ran; done > none/x 2>/dev/null; echo $?; x=1 > none/x 2>/dev/null; echo "$? ${x-unset}"

#### a missing input: the command does not run
cat < none 2>/dev/null; echo $?; echo ran < none 2>/dev/null; echo $?; read x < none 2>/dev/null; echo $?; while read l; do echo ran; done < none 2>/dev/null; echo $?; : < none 2>/dev/null || echo colon; eval 'echo ran' < none 2>/dev/null; echo $?; [[ a ]] < none 2>/dev/null; echo $?; cat none 2>/dev/null | wc -c

#### a failed redirection in the middle of a list and a pipeline
echo a; echo b < none 2>/dev/null; echo c; true < none 2>/dev/null && echo no || echo or; : | cat < none 2>/dev/null; echo "$? ${PIPESTATUS[*]}"; cat < none 2>/dev/null | cat; echo "$? ${PIPESTATUS[*]}"; { cat < none || echo group; } 2>/dev/null; echo $(cat < none 2>/dev/null; echo after)

#### bad substitution ends the line with status one
echo before; (echo ${x!y}) 2>/dev/null; echo $?; (echo ${}) 2>/dev/null; echo $?; (echo ${x y}) 2>/dev/null; echo $?; (echo "${a b}") 2>/dev/null; echo $?; eval 'echo ${1x}; echo no' 2>/dev/null; echo "eval goes on $?"

#### bad substitution at the top: the next line runs
echo one
echo ${x!y} two
echo three $?

#### bad substitution in a function and in a substitution
f() { echo in; echo ${x!y}; echo no; }
f
echo "after f $?"
y=$(echo a; echo ${x!y}; echo no)
echo "$? $y"

#### an unset variable with an error message ends the script
echo a; (: ${x:?}; echo no) 2>/dev/null; echo $?; (: ${x?gone}; echo no) 2>/dev/null; echo $?; y=; (: ${y?ok} ; echo fine); (: "${y:?empty}"; echo no) 2>/dev/null; echo $?; f() { : ${z:?z}; echo no; }; f 2>/dev/null; echo no

#### the message of an unset variable expands
(: ${x:?is $((1+1)) ${HOME+set}}) 2>&1 | grep -c 'is 2 set'; (: ${x?}) 2>&1 | grep -c x; (: ${x:?'quoted  text'}) 2>&1 | grep -c 'quoted  text'

#### division by zero ends the line only
echo a; echo $((1/0)) 2>/dev/null; echo "not on this line"
echo "next $?"
((1/0)) 2>/dev/null; echo "a command goes on $?"; let 1/0 2>/dev/null; echo "let too $?"; x=$((5%0)) 2>/dev/null; echo no
echo "${x-unset}"

#### division by zero in a function, loop, group, subshell and substitution
f() { echo in; echo $((1/0)); echo no; }
f 2>/dev/null; echo no
echo "after f"
for i in 1 2; do echo $i; : $((1/0)); done 2>/dev/null; echo no
echo "after for"
(echo sub; : $((1/0)); echo no) 2>/dev/null; echo "after sub $?"
x=$(echo cs; : $((1/0)); echo no) 2>/dev/null; echo "$? $x"
if : $((1/0)); then echo no; else echo no; fi 2>/dev/null; echo no
echo end

#### a bad expression
: $((1+)) 2>/dev/null; echo no
echo "next $?"; ((1+)) 2>/dev/null; echo $?; (echo $((a b))) 2>/dev/null; echo $?; (echo $((1 2))) 2>/dev/null; echo $?; (echo $((08))) 2>/dev/null; echo $?; (echo $((2#2))) 2>/dev/null; echo $?; (echo $(('x'))) 2>/dev/null; echo $?; (x=y y=x; echo $((x))) 2>/dev/null; echo $?; (echo $((2**-1))) 2>/dev/null; echo $?; (echo $((1=2))) 2>/dev/null; echo $?

#### a readonly variable: assignments end the line, builtins go on
readonly r=1
r=2; echo no
echo "next $?"; r=3 echo "before a command" 2>/dev/null; echo "on $?"
declare r=4 2>/dev/null; echo "declare $?"; export r=5 2>/dev/null; echo "export $?"; read r <<< 6 2>/dev/null; echo "read $?"; printf -v r 7 2>/dev/null; echo "printf $?"; unset r 2>/dev/null; echo "unset $?"; ((r=8)) 2>/dev/null; echo "arith $?"; for r in 9; do echo no; done 2>/dev/null; echo "for $?"
echo $r

#### a readonly variable in functions and subshells
readonly r=1; f() { r=2; echo no; }; (f; echo no) 2>/dev/null; echo $?; (r=2; echo no) 2>/dev/null; echo $?; x=$(r=2; echo no) 2>/dev/null; echo "$? <$x>"; g() { local r=2 2>/dev/null; echo "local $?"; }; g; { r=2; echo no; } 2>/dev/null; echo no

#### a negative length and a bad slice
x=abc; (echo ${x:1:-5}) 2>/dev/null; echo $?; echo "${x:5}" "${x:-1}" "${x: -1}" "${x:1:-1}" "<${x: -5}>"; (echo ${x:a b}) 2>/dev/null; echo $?; a=(1 2); (echo ${a[@]:0:-1}) 2>/dev/null; echo $?; echo "${x:0:0}|${x:3}|${x:none}"

#### a bad subscript
a=(1 2); (echo ${a[-3]}) 2>/dev/null; echo $?; echo "<${a[-3]}>" 2>/dev/null; echo $?; (a[-3]=x; echo no) 2>/dev/null; echo $?; (echo ${a[]}) 2>/dev/null; echo $?; declare -A m; (m[]=x; echo no) 2>/dev/null; echo $?; (echo ${a[1/0]}) 2>/dev/null; echo $?; unset 'a[-9]' 2>/dev/null; echo $?

#### a bad array assignment
(a[0]=(1 2)) 2>/dev/null; echo $?; (a=(1 2) echo x) 2>/dev/null; echo $?; (declare -A m; m=(a b c); echo ${#m[@]}) 2>/dev/null; echo $?; (declare -a a; declare -A a) 2>/dev/null; echo $?; (a=1; a[x y]=2) 2>/dev/null; echo $?

#### an indirection through a bad name
x='a b'; (echo ${!x}) 2>/dev/null; echo $?; y=none; echo "<${!y}>"; (echo ${!none}) 2>/dev/null; echo $?; z=1x; (echo "${!z}") 2>/dev/null; echo $?; w='a[0]'; a=(el); echo ${!w}; v='a[@]'; a=(1 2); echo ${!v}; e=; (echo "${!e}") 2>/dev/null; echo $?

#### statuses of builtins with bad options
for c in 'cd -x' 'export -z' 'read -Z' 'set -Z' 'shopt -Z' 'unset -Z' 'trap -Z' 'type -Z' 'wait -Z' 'jobs -Z' 'umask -Z' 'alias -Z' 'eval -Z' 'exec -Z' 'source -Z' 'local -Z' 'readonly -Z' 'declare -Z' 'printf -Z' 'getopts' 'hash -Z' 'pwd -Z' 'mapfile -Z' 'let' 'command -Z' 'builtin -Z' 'kill -Z' 'help no_such' 'shift -Z' 'return -Z' 'break -Z' 'times -Z' 'dirs -Z' 'enable -Z' 'ulimit -Z' 'caller -Z' 'complete -Z' 'fc -Z' 'history -Z' 'disown -Z' 'bind -Z' 'logout -Z' 'exit -Z'; do (eval "$c") >/dev/null 2>&1; printf '%s=%s ' "${c%% *}" $?; done; echo

#### statuses of programs with mistakes
cat none 2>/dev/null; echo $?; ls none 2>/dev/null; echo $?; grep x none 2>/dev/null; echo $?; grep zzz words.txt; echo $?; cp none x 2>/dev/null; echo $?; mv none x 2>/dev/null; echo $?; rm none 2>/dev/null; echo $?; rm -f none; echo $?; rmdir a 2>/dev/null; echo $?; mkdir a 2>/dev/null; echo $?; head none 2>/dev/null; echo $?; sort none 2>/dev/null; echo $?; diff words.txt numbers.txt > /dev/null; echo $?; diff words.txt none 2>/dev/null; echo $?; cmp words.txt none 2>/dev/null; echo $?

#### statuses of programs with bad options
for p in cat ls grep sort head tail cut tr wc uniq paste join comm tee seq date basename dirname touch mkdir rm cp mv sed find xargs; do $p --no-such-option-x a b < /dev/null > /dev/null 2>&1; printf '%s=%s ' $p $?; done; echo

#### a pipe whose writer or reader fails
cat none 2>/dev/null | sort | wc -l; echo "${PIPESTATUS[@]}"; echo x | no_such_x 2>/dev/null; echo $?; no_such_x 2>/dev/null | cat; echo $?; seq 100000 | head -1; echo $?; seq 100000 | false; echo $?; seq 3 | (exit 4); echo ${PIPESTATUS[1]}

#### a reader that closes: 141 for the writer
seq 1000000 | head -1 > /dev/null; echo ${PIPESTATUS[0]}; yes | head -2; echo ${PIPESTATUS[@]}; (while echo y; do :; done) 2>/dev/null | head -1; echo ${PIPESTATUS[0]}; trap '' PIPE; (while echo y 2>/dev/null; do :; done) | head -1; echo ${PIPESTATUS[0]}

#### exit statuses wrap at 256
(exit 255); echo $?; (exit 256); echo $?; (exit 511); echo $?; (exit -1); echo $?; f() { return 300; }; f; echo $?; bash -c 'exit 1000'; echo $?; (exit 9999999999) 2>/dev/null; echo $?

#### deaths by signals are 128 and more
for s in HUP INT QUIT KILL TERM USR1; do (kill -$s $BASHPID; sleep 0.01) 2>/dev/null; printf '%s ' $?; done; echo; bash -c 'kill -KILL $$' 2>/dev/null; echo $?; bash -c 'kill -TERM $$; echo no' 2>/dev/null; echo $?; x=$(kill -TERM $BASHPID; echo no) 2>/dev/null; echo $?

#### cd, source and exec of missing things
cd none 2>/dev/null || echo "cd $?"; . ./none 2>/dev/null; echo "source goes on $?"; (exec ./none; echo no) 2>/dev/null; echo "exec $?"; (exec none_cmd) 2>/dev/null; echo $?; pushd none 2>/dev/null; echo $?; popd 2>/dev/null; echo $?; cd words.txt 2>/dev/null; echo $?; cd a/b/none 2>/dev/null; echo $?; ls | wc -l

#### too many arguments
cd a a 2>/dev/null; echo $?; f() { return 1 2; }; (f; echo on) 2>/dev/null; echo $?; (exit 1 2; echo on) 2>/dev/null; echo $?; (shift 1 2; echo on) 2>/dev/null; echo $?; [ a b c d e ] 2>/dev/null; echo $?; (for i in 1; do break 1 2; done; echo on) 2>/dev/null; echo $?

#### unbound variables under set -u end the shell, not a subshell's parent
set -u; (echo $none) 2>/dev/null; echo $?; x=$(echo $none) 2>/dev/null; echo "$?"; bash -uc 'echo $none; echo no' 2>/dev/null; echo $?; f() { echo $none; }; (f; echo no) 2>/dev/null; echo $?; (x=$none; echo no) 2>/dev/null; echo $?; : "$none" 2>/dev/null; echo no

#### recursion without end is stopped by FUNCNEST, sourcing too
FUNCNEST=20; n=0; f() { n=$((n+1)); f; }; (f 2>/dev/null; echo no); echo "stopped $?"; echo 'd=$((d+1)); ((d < 5)) && . ./s' > s; . ./s; echo $d

#### errors go to stderr and stdout stays clean
x=$(no_such_x 2>/dev/null; ls none 2>/dev/null; echo only); echo $x; { no_such_x; cat none; cd none; } 2>err; wc -l < err; { ls none; } 2>&1 >/dev/null | wc -l; rm err; exec 2>log; no_such_y; ls none; exec 2>&-; wc -l < log; rm log

#### an unfinished here-document ends with the script
cat <<EOT 2>/dev/null
text
more, unfinished

#### writing to a closed descriptor
echo a >&- 2>/dev/null; echo $?; (exec >&-; echo a) 2>/dev/null; echo $?; echo b 1>&9 2>/dev/null; echo $?; printf c >&- 2>/dev/null; echo $?; cat words.txt >&- 2>/dev/null; echo $(($? > 0)); (exec 3>&-; echo d >&3) 2>/dev/null; echo $?; ls >&- 2>/dev/null; echo $(($? > 0))

#### a missing operand is a syntax error, the rest of the script is lost
echo one
echo two >
echo three

#### kinds of failure in conditions
if cd none 2>/dev/null; then echo no; else echo 1; fi; while no_such_x 2>/dev/null; do :; done; echo 2; until : < none 2>/dev/null; do echo 3; break; done; [ -f none ] || echo 4; cat none 2>/dev/null || echo 5; x=$(cat none 2>/dev/null) || echo 6; local y 2>/dev/null || echo 7; test 1 -eq x 2>/dev/null || echo 8; [[ -f none ]] || echo 9; grep -q zz none 2>/dev/null || echo 10

#### a function for errors with the line and the status
die() { echo "error: $1 (status $?)"; exit "${2:-1}"; }; (false || die first); echo $?; (cat none 2>/dev/null || die second 7); echo $?; warn() { echo "warn: $*" >&2; }; warn x 2>&1; try() { "$@" || { local s=$?; echo "failed ($s): $*"; return $s; }; }; try false; try true && echo fine; try no_such_x 2>/dev/null; echo $?

#### too many arguments end the line, not the shell
f() { return 1 2; echo no; }
f; echo no
echo "f $?"; shift 1 2; echo no
echo "shift $?"; while :; do break 1 2; echo no; done; echo no
echo "break $?"; for i in 1 2; do continue 1 2; echo no; done; echo no
echo "continue $?"; eval 'shift 1 2; echo no'; echo "eval $?"; exit 1 2; echo no
echo "exit $?"

#### a writer that ignores the death of its reader
trap '' PIPE; seq 100000 2>/dev/null | head -1; echo ${PIPESTATUS[0]}; (while echo y; do :; done) 2>/dev/null | head -1; echo ${PIPESTATUS[0]}; (printf '%s\n' {1..99999} 2>/dev/null; echo "st $?" >&2) 2>log | head -1; cat log
