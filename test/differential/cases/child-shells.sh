# bash and sh as commands: -c with arguments, script files, stdin, options, environment, exit status, shebangs.

#### -c with a name and arguments
bash -c 'echo "$0|$1|$2|$#"' name a 'b c'; bash -c 'echo $# "$@"' x; bash -c 'echo "$*"' _ 1 2 3; bash -c 'for a; do echo "<$a>"; done' _ 'p q' ''; bash -c 'shift; echo $1' _ a b

#### -c and the status
bash -c 'exit 3'; echo $?; bash -c false; echo $?; bash -c 'true; (exit 5)'; echo $?; bash -c ''; echo $?; bash -c 'no_such_x' 2>/dev/null; echo $?; bash -c 'if' 2>/dev/null; echo $?; bash -c 2>/dev/null; echo $?; bash -c 'f() { return 7; }; f'; echo $?; bash -c 'kill -TERM $$' 2>/dev/null; echo $?

#### quoting of a script in a script
x=outer; bash -c 'x=inner; echo $x'; bash -c "echo $x"; bash -c "echo \$x" ; bash -c 'echo "it'"'"'s"'; bash -c "echo 'a  b' \"c  d\""; bash -c $'echo tab\there\necho two'; bash -c 'echo "$1"' _ '$x `y` "z"'; y='a b'; bash -c "echo \"$y\""; bash -c 'bash -c "echo \$0 \$1" in "$1"' _ deep

#### only exported variables are seen
a=1; export b=2; c=3 bash -c 'echo "<$a> <$b> <$c>"'; d=4; export d; bash -c 'echo $d; d=5; export d; bash -c "echo \$d"'; echo $d; export -n b; bash -c 'echo "<$b>"'; env -i PATH="$PATH" x=y bash -c 'echo $x "<$d>"'

#### functions, aliases, options, traps and arrays are not inherited
f() { echo f; }; alias g=echo; set -u; trap 'echo parent' EXIT; arr=(1 2); export arr; bash -c 'f 2>/dev/null || echo "no f"; echo "<$none>"; echo ${#arr[@]}; trap; [[ $- == *u* ]] || echo "no u"'; cd a; bash -c 'echo ${PWD##*/}'

#### a script file and its arguments
printf 'echo "$0 $# $*"\nfor a in "$@"; do echo "<$a>"; done\nexit 4\n' > s; bash s a 'b c'; echo $?; bash ./s; bash -- s x; chmod +x s; ./s p; echo $?; PATH=$PWD:$PATH; s found | sed "s|$PWD/||"

#### a script from stdin
echo 'echo in $1; x=5; echo $x' | bash; echo 'echo "$# $1"' | bash -s a b; bash -s p q <<< 'echo $2$1'; printf 'read x\nthe next line\necho "got $x"\n' | bash; bash <<'EOT'
echo "heredoc $((1+1))"
exit 3
EOT
echo $?

#### a script from stdin shares it with its commands
printf 'cat\nrest 1\nrest 2\n' | bash; printf 'head -1 > /dev/null\nskipped?\necho end\n' | bash 2>/dev/null; printf 'read a b\nx y z\necho $b\nwhile read -r l; do echo "<$l>"; done\n1\n2\n' | bash

#### a script from a process substitution and a descriptor
bash <(echo 'echo sub $1') arg; bash /dev/stdin a <<< 'echo dev $1'; bash /dev/fd/3 3<<< 'echo three'; echo 'echo piped' | bash /dev/stdin

#### a missing script, a folder, an unreadable one
bash none 2>/dev/null; echo $?; bash a 2>/dev/null; echo $?; bash ./none/x 2>/dev/null; echo $?; bash empty.txt; echo $?; ./empty.txt 2>/dev/null; echo $?; chmod +x empty.txt; ./empty.txt; echo $?

#### options on the command line
bash -e -c 'false; echo no'; echo $?; bash -u -c 'echo ${x-ok}'; bash -x -c 'echo a' 2>&1; bash -ex -c 'true; false; true' 2>&1; echo $?; bash -n -c 'echo no'; bash -f -c 'echo a/*'; bash -o pipefail -c 'false | true'; echo $?; bash +e -c 'false; echo on'; bash -c -e 'false; echo no' ; echo $?; bash -C -c 'echo x > words.txt' 2>/dev/null; echo $?

#### long options and -O
bash --norc --noprofile -c 'echo ok'; bash --posix -c '[[ $SHELLOPTS == *posix* ]] && echo posix'; bash -O extglob -c 'echo @(a|b)'; bash -O nullglob -c 'echo [ no*x ]'; bash +O nullglob -c 'echo no*x'; bash --no-such-option -c : 2>/dev/null; echo $?; bash -Z -c : 2>/dev/null; echo $?; bash -o nosuch -c : 2>/dev/null; echo $?; bash -O nosuch -c : 2>/dev/null; echo $?

#### --version and --help say something and succeed
bash --version > v; echo $?; [ -s v ] && echo text; bash --help > h; echo $?; [ -s h ] && echo text; rm v h

#### nested shells, levels and PIDs
bash -c 'bash -c "bash -c \"echo deep\""'; bash -c '[ $$ != '$$' ] && echo other'; echo $((SHLVL - $(bash -c 'echo $SHLVL') + 1)); bash -c '(exit 3)'; echo $?; bash -c 'bash -c "exit 6"; echo $?; exit 7'; echo $?; bash -c 'echo $BASH_SUBSHELL; (echo $BASH_SUBSHELL)'

#### sh runs POSIX scripts
sh -c 'echo "$0 $1"' n a; sh -c 'x=1; while [ $x -lt 3 ]; do echo $x; x=$((x+1)); done'; echo 'echo from file "$@"' > s; sh s a b; echo 'echo in' | sh; sh -e -c 'false; echo no'; echo $?; sh -c 'f() { local v=in; echo $v; }; f; exit 4'; echo $?; sh -c 'case abc in a*) echo m;; esac; printf "%s\n" "${x:-d}" "${#HOME}"' | head -2; sh -u -c 'echo $none' 2>/dev/null; echo $(($? > 0)); sh -s p q <<< 'echo $2'

#### shebang lines choose the shell
printf '#!/bin/sh\necho "sh $1"\n' > a1; printf '#!/bin/bash\na=(x y); echo "bash ${a[1]}"\n' > a2; printf '#!/usr/bin/env bash\necho "env $1"\n' > a3; printf '#! /bin/bash -e\nfalse\necho no\n' > a4; printf 'echo "none $1"\n' > a5; chmod +x a1 a2 a3 a4 a5; ./a1 p; ./a2; ./a3 q; ./a4; echo $?; ./a5 r

#### shebang lines of other programs
printf '#!/bin/cat\nline one\nline two\n' > c; chmod +x c; ./c; printf '#!/usr/bin/awk -f\nBEGIN { print 6*7 }\n' > w; chmod +x w; ./w; printf '#!/usr/bin/env cat\nbody\n' > e; chmod +x e; ./e; printf '#!/no/such/thing\necho no\n' > x; chmod +x x; ./x 2>/dev/null; echo $?

#### scripts that call scripts
printf 'echo "outer $1"; . ./lib2; helper; bash ./inner "$1" two; echo "back $?"\n' > outer; printf 'helper() { echo "helper in ${0##*/}"; }\n' > lib2; printf 'echo "inner $# $2"; exit 9\n' > inner; bash outer one; echo $?

#### exec of a shell and of a script
(exec bash -c 'echo $1' _ x); (exec bash s2) 2>/dev/null; echo $?; printf 'exec bash -c "echo replaced"\necho no\n' > s; bash s; bash -c 'exec 3< words.txt; bash -c "read -r l <&3; echo \$l"'; bash -c 'exec > out; bash -c "echo into file"'; cat out

#### stdin, stdout and stderr are shared
echo data | bash -c 'cat'; echo data | bash -c 'read x; echo "<$x>"; bash -c "cat"'; bash -c 'echo out; echo err >&2' 2>/dev/null; bash -c 'echo err >&2' 2>&1 | tr a-z A-Z; bash -c 'cat < words.txt' | head -1; { read -r a; bash -c 'read -r b; echo $b'; } < words.txt; bash -c 'echo to fd >&4' 4>&1

#### a child changes nothing here
x=1; bash -c 'x=2; cd a; umask 077; set -f; exit' ; echo $x ${PWD##*/} | grep -c 1; echo a/*; bash -c 'echo new > made; mkdir d; rm words.txt'; cat made; ls -d d; ls words.txt 2>/dev/null || echo "files do change"

#### xargs, find, env, timeout and command run shells
printf 'a\nb\n' | xargs -n1 bash -c 'echo "<$1>"' _; find a -name '*.txt' -exec bash -c 'for f; do echo "${f##*/}"; done' _ {} + | sort; env v=1 bash -c 'echo $v'; timeout 5 bash -c 'echo in time; exit 3'; echo $?; command bash -c 'echo command'; find a -type f -exec sh -c 'wc -l < "$1"' _ {} \; | sort -n | tail -1; seq 3 | xargs -I{} bash -c 'echo $(({} * {}))'

#### substitutions of children
x=$(bash -c 'echo a; exit 3'); echo "$? $x"; echo "$(bash -c 'printf "l1\nl2\n\n"')"; mapfile -t a < <(bash -c 'seq 3'); echo ${#a[@]}; if bash -c 'exit 1'; then echo no; else echo else; fi; bash -c 'exit 0' && echo and; n=$(echo 5 | bash -c 'read n; echo $((n*2))'); echo $n

#### a long script as an argument
bash -c '
count() {
  local n=0 w
  for w in $1; do n=$((n + 1)); done
  echo "$n"
}
while IFS= read -r line; do
  echo "$(count "$line"): $line"
done < "$1"
' _ words.txt | sort | head -3

#### generated scripts
{ echo 'set -e'; for i in 1 2 3; do echo "echo step $i"; done; echo 'exit 5'; } > gen; bash gen; echo $?; sed 's/step/STEP/' gen | bash; cat > tmpl <<'EOT'
name=@NAME@
echo "hello $name"
EOT
sed 's/@NAME@/desk/' tmpl | bash

#### eval against a child
x=1; eval 'x=2'; echo $x; bash -c 'x=3'; echo $x; (x=4); echo $x; . <(echo x=5); echo $x; x=6 bash -c 'echo $x'; echo $x

#### BASH_ENV is read by scripts, not by this shell
echo 'fromenv=yes; ef() { echo "ef $1"; }' > envfile; BASH_ENV=./envfile bash -c 'echo $fromenv; ef x'; echo 'echo "s $fromenv"' > s; BASH_ENV=$PWD/envfile bash s; echo "<$fromenv>"; BASH_ENV=none bash -c 'echo on' 2>/dev/null; ENV=./envfile bash -c 'echo "<$fromenv>"'

#### arguments that look like options
bash -c 'echo "$@"' _ -n -e -- -x; printf 'echo "$#: $*"\n' > s; bash s -a --long -- b; bash s --; bash s ''; bash s '*' 'a b' '$x'

#### a script that reads itself and its name
printf 'echo "${0##*/} has $(wc -l < "$0") lines"\nsed -n 3p "$0"\n# third line\ncd "$(dirname "$0")" && echo "${PWD##*/}"\n' > a/self.sh; bash a/self.sh; cd a; bash self.sh; bash ./self.sh

#### a usage text from its own comments
cat > tool <<'EOT'
#!/bin/bash
# usage: tool NAME
#   greets NAME
if [ $# -eq 0 ]; then sed -n 's/^# \{0,1\}//p' "$0" | sed 1d; exit 64; fi
echo "hello $1"
EOT
chmod +x tool; ./tool; echo $?; ./tool Ana

#### SHLVL of shells that take the place of others
s=$SHLVL; f() { echo $(($1 - s)); }; x=$(bash -c 'echo $SHLVL'); f $x; x=$(:; bash -c 'echo $SHLVL'); f $x; x=$(bash -c 'echo $SHLVL'; :); f $x; x=$(bash -c 'echo $SHLVL' | cat); f $x; f $(bash -c 'exec bash -c "echo \$SHLVL"'); SHLVL=5; bash -c 'echo $SHLVL'; SHLVL=abc bash -c 'echo $SHLVL'; SHLVL=999 bash -c 'echo $SHLVL' 2>/dev/null; :

#### signals to a shell in a shell
bash -c 'trap "echo got; exit 5" USR1; kill -USR1 $$; echo no'; echo $?; trap '' TERM; bash -c 'kill -TERM $$; echo alive'; trap - TERM; bash -c 'kill -TERM $$; echo no' 2>/dev/null; echo $?; bash -c '(kill -TERM $$); sleep 1; echo no' 2>/dev/null; echo $?

#### a signal to a script in the background runs its trap
cat > s <<'E'
#!/bin/bash
trap 'echo term; exit 3' TERM
echo ready
while :; do sleep 0.05; done
E
chmod +x s; ./s > out & until grep -qs ready out; do sleep 0.02; done; kill $!; wait $!; echo $?; cat out

#### the parent of a shell
bash -c 'echo $PPID' | { read p; [ $p = $$ ] && echo parent; }; x=$(bash -c 'echo $PPID'); [ "$x" = "$$" ] && echo same; bash -c 'bash -c "echo \$PPID" > p; echo $$ >> p; :'; uniq p | wc -l; rm p

#### programs of the tree are found by PATH
mkdir bin; printf '#!/bin/sh\necho mine "$@"\n' > bin/mytool; chmod +x bin/mytool; PATH=$PWD/bin:$PATH; command -v mytool | sed "s|$PWD/||"; type -t mytool; mytool a; printf '#!/bin/sh\necho my ls\n' > bin/ls; chmod +x bin/ls; ls; printf 'no' > bin/plain; plain 2>/dev/null; echo $?; PATH=bin; mytool rel

#### what is no script is not run
printf '\x7fELF\0\0\n' > b; chmod +x b; ./b 2>/dev/null; echo $?; bash b 2>/dev/null; echo $?; printf 'echo text\n\0\n' > c; bash c 2>/dev/null; echo $?

#### here-documents and functions in a script on stdin
printf 'cat <<E\nbody $x\nE\necho after\n' | x=1 bash; printf 'f() {\n echo in f $1\n}\nf 1; f 2\nif true\nthen {\necho group\n}\nfi\n' | bash; printf 'echo a; exit 4\necho no\n' | sh; echo $?

#### return at the top of a shell
bash -c 'return 3; echo on' 2>/dev/null; echo $?; (return 3; echo on) 2>/dev/null; echo $?; printf 'return 4\necho on\n' > s; bash s 2>/dev/null; echo $?; . ./s; echo $?

#### caller, BASH_SOURCE and BASH_LINENO by where a function was made
echo 'f() { caller; caller 0; echo "${BASH_SOURCE[@]}|${BASH_LINENO[@]}|${FUNCNAME[@]}"; }
g() { f; }; g
caller; echo "$? <${BASH_SOURCE[@]}|${BASH_LINENO[@]}>"' > s; bash -c "$(cat s)"; echo; bash s; echo; bash < s; echo; bash -c '. ./s'
