# Whole scripts as tools: arguments, menus, retries, state, testing, queues, parsing, and small programs.

#### script: argument parsing with usage
#!/bin/bash
usage() { echo "usage: ${0##*/} [-v] [-n COUNT] [--output FILE] NAME..." >&2; return 64; }
main() {
  local verbose=0 count=1 output=- names=()
  while (($#)); do
    case $1 in
      -v | --verbose) ((++verbose)) ;;
      -n | --count) [[ ${2-} =~ ^[0-9]+$ ]] || { usage; return; }; count=$2; shift ;;
      --output=*) output=${1#*=} ;;
      -o | --output) output=$2; shift ;;
      --) shift; names+=("$@"); break ;;
      -?*) usage; return ;;
      *) names+=("$1") ;;
    esac
    shift
  done
  ((${#names[@]})) || { usage; return; }
  echo "verbose=$verbose count=$count output=$output names=${names[*]}"
}
main -v -n 3 a b 2>/dev/null
main --output=x -v -v -- -weird 2>/dev/null
main -n x a 2>/dev/null; echo "$?"
main -q 2>/dev/null; echo "$?"
main 2>/dev/null; echo "$?"
main a -o f --count 2 b

#### script: subcommands as functions
#!/bin/bash
cmd_add() { printf '%s\n' "$*" >> todo.txt; echo "added: $*"; }
cmd_list() { [[ -s todo.txt ]] && nl -w2 -s'. ' todo.txt || echo "nothing to do"; }
cmd_done() {
  local n=$1 total
  total=$(wc -l < todo.txt)
  ((n >= 1 && n <= total)) 2>/dev/null || { echo "no task $n"; return 1; }
  sed -i "${n}d" todo.txt
  echo "done: $n"
}
cmd_help() { declare -F | sed -n 's/^declare -f cmd_//p' | sort | paste -sd' '; }
todo() {
  local name=${1:-help}
  shift
  if declare -F "cmd_$name" > /dev/null; then "cmd_$name" "$@"; else echo "unknown: $name"; return 2; fi
}
todo list
todo add buy milk
todo add 'call Ana  (urgent)'
todo list
todo done 1
todo done 7 || echo "status $?"
todo list
todo frob || echo "status $?"
todo

#### script: a menu of functions
#!/bin/bash
show() { wc -l < words.txt; }
first() { head -1 words.txt; }
options=('Count lines:show' 'First line:first' 'Quit:exit_menu')
exit_menu() { echo bye; running=0; }
running=1
while ((running)) && read -r choice; do
  if [[ $choice == '?' ]]; then
    for i in "${!options[@]}"; do echo "$((i + 1))) ${options[i]%%:*}"; done
  elif [[ $choice =~ ^[1-9]$ ]] && ((choice <= ${#options[@]})); then
    ${options[choice - 1]#*:}
  else
    echo "no such choice: $choice"
  fi
done <<'EOT'
?
1
x
2
9
3
1
EOT

#### script: retries with growing pauses
#!/bin/bash
attempts=0
flaky() { ((++attempts >= 3)); }
retry() {
  local max=$1 pause=0 n
  shift
  for ((n = 1; n <= max; n++)); do
    if "$@"; then
      echo "ok after $n"
      return 0
    fi
    echo "attempt $n failed, next in ${pause}0 ms"
    sleep "0.0$pause"
    pause=$((pause * 2 + 1))
  done
  echo "gave up after $max"
  return 1
}
retry 5 flaky
retry 2 false
echo "status $?"
retry 1 test -f words.txt

#### script: logging with levels
#!/bin/bash
declare -A level=([debug]=0 [info]=1 [warn]=2 [error]=3)
LOG=${LOG:-info}
log() {
  local l=$1
  shift
  ((level[$l] >= level[$LOG])) || return 0
  printf '[%-5s] %s\n' "$l" "$*"
}
for l in debug info warn error; do
  for LOG in info error; do log $l "at $LOG: message $l"; done
done
LOG=debug log debug 'shown  with  blanks'
LOG=info
log_file() { log "$@" | tee -a run.log; }
log_file warn disk is full
log_file debug unseen
log_file info quiet
wc -l < run.log

#### script: assertions and a test runner
#!/bin/bash
pass=0 fail=0
assert_eq() { if [[ $1 == "$2" ]]; then ((++pass)); else ((++fail)); echo "  ${FUNCNAME[1]}: expected <$2>, got <$1>"; fi; }
assert_ok() { if "$@"; then ((++pass)); else ((++fail)); echo "  ${FUNCNAME[1]}: failed: $*"; fi; }
test_upper() { local s=abc; assert_eq "${s^^}" ABC; }
test_length() { local s=héllo; assert_eq "${#s}" 5; }
test_wrong() { assert_eq "$((2 + 2))" 5; }
test_file() { assert_ok test -f words.txt; assert_ok grep -q nothing words.txt; }
for t in $(declare -F | awk '{ print $3 }' | grep '^test_'); do
  echo "$t"
  "$t"
done
echo "$pass passed, $fail failed"
exit $((fail > 0))

#### script: a state machine
#!/bin/bash
declare -A next=([idle,start]=running [running,pause]=paused [paused,resume]=running [running,stop]=idle [paused,stop]=idle)
state=idle
for event in start pause start resume stop stop; do
  to=${next[$state,$event]-}
  if [[ -n $to ]]; then
    echo "$state --$event--> $to"
    state=$to
  else
    echo "$state ignores $event"
  fi
done
echo "end: $state"

#### script: a tokenizer
#!/bin/bash
src='x1 = 3.14*(y+ "a b") ;'
while [[ -n $src ]]; do
  if [[ $src =~ ^[[:space:]]+ ]]; then :
  elif [[ $src =~ ^[A-Za-z_][A-Za-z0-9_]* ]]; then printf 'name   %s\n' "${BASH_REMATCH[0]}"
  elif [[ $src =~ ^[0-9]+(\.[0-9]+)? ]]; then printf 'number %s\n' "${BASH_REMATCH[0]}"
  elif [[ $src =~ ^\"[^\"]*\" ]]; then printf 'string %s\n' "${BASH_REMATCH[0]}"
  elif [[ $src =~ ^[-+*/=\(\)\;] ]]; then printf 'op     %s\n' "${BASH_REMATCH[0]}"
  else echo "bad    ${src:0:1}"; BASH_REMATCH=x; src=${src:1}; continue
  fi
  src=${src#"${BASH_REMATCH[0]}"}
done

#### script: an expression parser by recursion
#!/bin/bash
expr_() { local v; term; v=$R; while [[ ${t[p]-} == [+-] ]]; do local o=${t[p]}; ((++p)); term; v=$((v $o R)); done; R=$v; }
term() { local v; factor; v=$R; while [[ ${t[p]-} == [*/] ]]; do local o=${t[p]}; ((++p)); factor; v=$((v $o R)); done; R=$v; }
factor() {
  case ${t[p]-} in
    '(') ((++p)); expr_; ((++p)) ;;
    -) ((++p)); factor; R=$((-R)) ;;
    *) R=${t[p]}; ((++p)) ;;
  esac
}
calc() { set -f; t=($1) p=0; set +f; expr_; echo "$1 = $R"; }
calc '1 + 2 * 3'
calc '( 1 + 2 ) * 3'
calc '- ( 4 - 10 ) / 2'
calc '2 * ( 3 + ( 4 - 1 ) ) - 5'

#### script: balanced brackets
#!/bin/bash
check() {
  local s=$1 stack= c i
  for ((i = 0; i < ${#s}; i++)); do
    c=${s:i:1}
    case $c in
      '(' | '[' | '{') stack+=$c ;;
      ')' | ']' | '}')
        case ${stack: -1}$c in
          '()' | '[]' | '{}') stack=${stack%?} ;;
          *) echo "$s: unexpected $c at $i"; return 1 ;;
        esac
        ;;
    esac
  done
  [[ -z $stack ]] && echo "$s: fine" || { echo "$s: unclosed $stack"; return 1; }
}
for s in '' '(a[b]{c})' '(]' '((' 'a)b' '{[()]}[]'; do check "$s"; done

#### script: a graph: shortest path by breadth
#!/bin/bash
declare -A edges=([a]='b c' [b]='d' [c]='d e' [d]='f' [e]='f' [f]='')
path() {
  local from=$1 to=$2 n m
  local -A prev=([$from]=-)
  local queue=("$from")
  while ((${#queue[@]})); do
    n=${queue[0]}
    queue=("${queue[@]:1}")
    if [[ $n == "$to" ]]; then
      local out=
      while [[ $n != - ]]; do out="$n${out:+ > $out}"; n=${prev[$n]}; done
      echo "$out"
      return
    fi
    for m in ${edges[$n]}; do
      [[ -v prev[$m] ]] || { prev[$m]=$n; queue+=("$m"); }
    done
  done
  echo "no path from $from to $to"
  return 1
}
path a f
path b e || echo "status $?"
path c c

#### script: dependencies in order
#!/bin/bash
declare -A deps=([app]='lib ui' [ui]='lib' [lib]='core' [core]='' [bad]='worse' [worse]='bad')
declare -A state
visit() {
  local d
  case ${state[$1]-} in
    done) return 0 ;;
    open) echo "cycle at $1"; return 1 ;;
  esac
  state[$1]=open
  for d in ${deps[$1]}; do visit "$d" || return; done
  state[$1]=done
  echo "build $1"
}
visit app
visit bad
echo "status $?"

#### script: undo and redo
#!/bin/bash
doc= undo=() redo=()
change() { undo+=("$doc"); redo=(); doc=$1; echo "doc: $doc"; }
undo_() { ((${#undo[@]})) || { echo "nothing to undo"; return; }; redo+=("$doc"); doc=${undo[-1]}; unset 'undo[-1]'; echo "undo: $doc"; }
redo_() { ((${#redo[@]})) || { echo "nothing to redo"; return; }; undo+=("$doc"); doc=${redo[-1]}; unset 'redo[-1]'; echo "redo: $doc"; }
change one
change 'one two'
undo_
undo_
undo_
redo_
change three
redo_

#### script: a cache of results
#!/bin/bash
calls=0
slow() { ((++calls)); RESULT=$(($1 * $1)); }
declare -A cache
cached() {
  if [[ -v cache[$1] ]]; then RESULT=${cache[$1]}; return; fi
  slow "$1"
  cache[$1]=$RESULT
}
for n in 4 5 4 4 5 6; do cached $n; printf '%d ' "$RESULT"; done
echo
echo "calls $calls, kept ${#cache[@]}"
unset "cache[4]"
cached 4
echo "calls $calls"

#### script: a file as a small database
#!/bin/bash
db=kv.db
touch $db
put() { local tmp; tmp=$(grep -v "^$1	" $db); { [[ -n $tmp ]] && echo "$tmp"; printf '%s\t%s\n' "$1" "$2"; } > $db.new && mv $db.new $db; }
get() { local v; v=$(awk -F'\t' -v k="$1" '$1 == k { print $2; f = 1 } END { exit !f }' $db) && echo "$v" || echo "(none)"; }
del() { sed -i "/^$1	/d" $db; }
put name 'Ana B'
put age 34
put name Chen
get name
get age
get city
del age
get age
sort $db

#### script: parallel downloads, pretended
#!/bin/bash
fetch() { sleep "0.0$2"; [[ $1 == bad ]] && return 7; echo "content of $1" > "$1.out"; }
declare -A pid
i=0
for name in one two bad three; do
  fetch "$name" $((5 - i)) &
  pid[$name]=$!
  ((++i))
done
failed=0
for name in one two bad three; do
  if wait "${pid[$name]}"; then echo "$name: $(cat "$name.out")"; else echo "$name: status $?"; ((++failed)); fi
done
echo "$failed failed"
rm -- *.out

#### script: a pipeline with checks of every stage
#!/bin/bash
set -o pipefail
run() {
  "$@" | sort -n | head -3 | paste -sd,
  local s=("${PIPESTATUS[@]}")
  echo "stages: ${s[*]}"
}
run cat numbers.txt
run cat none 2>/dev/null
run grep -c nothing numbers.txt
if grep -h '^-' numbers.txt none 2>/dev/null | wc -l; then echo fine; else echo "failed $?"; fi

#### script: options from a file, environment and defaults
#!/bin/bash
: "${COLOR:=auto}" "${PAGER:=less}"
echo "COLOR=never" > rc
. ./rc
echo "$COLOR $PAGER"
show() { local COLOR=${1:-$COLOR}; echo "local $COLOR"; }
show
show always
COLOR=env show
(COLOR=sub; show)
echo "$COLOR"

#### script: quoting a command for another shell
#!/bin/bash
args=('plain' 'two words' "it's" '$HOME' '*' '' 'a;b' $'tab\there')
cmd='printf "<%s>"'
for a in "${args[@]}"; do cmd+=" $(printf %q "$a")"; done
eval "$cmd"
echo
bash -c "$cmd"
echo
echo "${args[*]@Q}"
remote() { bash -c "set -- $*; echo \$#"; }
remote "${args[@]@Q}"

#### script: generate a script and run it
#!/bin/bash
{
  echo '#!/bin/bash'
  for n in 1 2 3; do
    cat <<EOT
step$n() { echo "step $n of \$1"; }
EOT
  done
  cat <<'EOT'
for f in step1 step2 step3; do "$f" "$@"; done
EOT
} > generated.sh
chmod +x generated.sh
./generated.sh demo
wc -l < generated.sh

#### script: progress and a summary on stderr
#!/bin/bash
process() {
  local i=0 total=$#
  for f; do
    i=$((i + 1))
    printf '\r%d/%d' "$i" "$total" >&2
    wc -l < "$f"
  done
  echo >&2
}
process words.txt numbers.txt a/one.txt 2>progress | awk '{ s += $1 } END { print s }'
tr '\r' '\n' < progress | tail -1

#### script: a guessing game
#!/bin/bash
secret=42 tries=0
while read -r -p 'guess: ' g; do
  ((++tries))
  if ! [[ $g =~ ^[0-9]+$ ]]; then echo "a number, please"
  elif ((g < secret)); then echo higher
  elif ((g > secret)); then echo lower
  else echo "yes, in $tries"; break
  fi
done <<'EOT'
50
abc
25
42
1
EOT

#### script: tic-tac-toe winners
#!/bin/bash
lines=(012 345 678 036 147 258 048 246)
winner() {
  local b=$1 l a
  for l in "${lines[@]}"; do
    a=${b:${l:0:1}:1}
    [[ $a != . && $a == "${b:${l:1:1}:1}" && $a == "${b:${l:2:1}:1}" ]] && { echo "$a"; return; }
  done
  [[ $b == *.* ]] && echo open || echo draw
}
for b in XXX.O.O.. XO.XO..OX .XO.XO..O XOXXOOOXX .........; do
  printf '%s %s\n' "$b" "$(winner "$b")"
done

#### script: towers of boxes by recursion
#!/bin/bash
box() {
  local depth=$1 pad
  ((depth > 0)) || return 0
  printf -v pad '%*s' $(((3 - depth) * 2)) ''
  echo "$pad+ depth $depth"
  box $((depth - 1))
  echo "$pad- depth $depth"
}
box 3
perm() {
  local rest=$1 done_=$2 i
  [[ -z $rest ]] && { printf '%s ' "$done_"; return; }
  for ((i = 0; i < ${#rest}; i++)); do perm "${rest:0:i}${rest:i+1}" "$done_${rest:i:1}"; done
}
perm abc ''
echo

#### script: unit conversion table by printf
#!/bin/bash
printf '%6s %8s\n' C F
for c in -40 0 20 37 100; do
  f10=$((c * 18 + 320))
  printf '%6d %6d.%d\n' "$c" $((f10 / 10)) $((f10 % 10))
done
awk 'BEGIN { for (km = 0; km <= 10; km += 5) printf "%3d km = %5.2f mi\n", km, km * 0.621371 }'

#### script: environment check
#!/bin/bash
need=(cat sed awk no_such_tool_1 sort no_such_tool_2)
missing=()
for c in "${need[@]}"; do
  command -v "$c" > /dev/null 2>&1 || missing+=("$c")
done
if ((${#missing[@]})); then
  printf 'missing: %s\n' "${missing[@]}"
fi
for v in HOME NOT_SET_X TZ; do
  if [[ -n ${!v-} ]]; then echo "$v is set"; else echo "$v is not set"; fi
done
((BASH_VERSINFO[0] >= 4)) && echo "shell is new enough"

#### script: a watch loop that ends by a file
#!/bin/bash
(
  for i in 1 2 3; do sleep 0.03; echo "event $i" >> events; done
  touch stop
) &
seen=0
while :; do
  if [[ -f events ]]; then
    n=$(wc -l < events)
    while ((seen < n)); do
      seen=$((seen + 1))
      sed -n "${seen}s/^/saw /p" events
    done
  fi
  [[ -f stop ]] && ((seen == 3)) && break
  sleep 0.02
done
wait
rm events stop

#### script: cleanup on every way out
#!/bin/bash
job() (
  tmp=$(mktemp -d)
  trap 'rm -rf "$tmp"; echo "cleaned after $?"' EXIT
  trap 'exit 130' INT
  echo data > "$tmp/x"
  case $1 in
    ok) cat "$tmp/x" ;;
    fail) set -e; false; echo never ;;
    exit) exit 3 ;;
    int) kill -INT $BASHPID; sleep 0.01; echo never ;;
  esac
)
for way in ok fail exit int; do
  echo "$way"
  job $way
  echo "status $?"
done

#### script: compare versions
#!/bin/bash
vercmp() {
  local IFS=. i a b
  a=($1) b=($2)
  for ((i = 0; i < ${#a[@]} || i < ${#b[@]}; i++)); do
    ((10#${a[i]:-0} > 10#${b[i]:-0})) && { echo '>'; return; }
    ((10#${a[i]:-0} < 10#${b[i]:-0})) && { echo '<'; return; }
  done
  echo '='
}
while read -r x y; do echo "$x $(vercmp $x $y) $y"; done <<'EOT'
1.2.3 1.2.3
1.10 1.9
2.0 2.0.0
1.08 1.8.1
3 2.99
EOT
printf '%s\n' 1.10 1.9 1.2 | sort -V | paste -sd' '

#### script: bump a version and a change log
#!/bin/bash
set -euo pipefail
echo 1.4.9 > VERSION
bump() {
  local IFS=. v
  read -r -a v < VERSION
  case $1 in
    major) v=($((v[0] + 1)) 0 0) ;;
    minor) v=("${v[0]}" $((v[1] + 1)) 0) ;;
    patch) v[2]=$((v[2] + 1)) ;;
    *) echo "what is '$1'?"; return 1 ;;
  esac
  echo "${v[*]}" > VERSION
  { echo "## ${v[*]}"; echo "- $2"; echo; [[ -f CHANGES ]] && cat CHANGES; true; } > CHANGES.new
  mv CHANGES.new CHANGES
}
bump patch 'a fix'
bump minor 'a feature'
bump huge nothing || true
bump major 'a break'
cat VERSION CHANGES

#### script: a word game over a list
#!/bin/bash
mapfile -t dict < <(tr 'A-Z' 'a-z' < words.txt | grep -E '^[a-z]+$' | sort -u)
match() {
  local pat=${1//_/[a-z]} w out=()
  for w in "${dict[@]}"; do [[ $w == $pat ]] && out+=("$w"); done
  echo "$1: ${out[*]:-nothing}"
}
match _ig
match ____
match _p_le
match ______y
hang() {
  local word=$1 shown=${1//?/_} g i
  shift
  for g; do
    for ((i = 0; i < ${#word}; i++)); do
      [[ ${word:i:1} == "$g" ]] && shown=${shown:0:i}$g${shown:i+1}
    done
    echo "$g $shown"
  done
}
hang banana a x n b

#### script: chained filters chosen at run time
#!/bin/bash
apply() {
  if (($# == 0)); then cat; else local f=$1; shift; "$f" | apply "$@"; fi
}
upper() { tr a-z A-Z; }
number() { nl -ba -w1 -s' '; }
only_a() { grep -i a; }
apply upper only_a number < words.txt
apply < a/one.txt
filters=(only_a upper)
apply "${filters[@]}" <<< $'cat\ndog'

#### script: a heredoc for awk with shell values
#!/bin/bash
threshold=40
read -r -d '' prog <<'AWK'
BEGIN { FS = "\t" }
NR > 1 && $2 > t { print $1; n++ }
END { print n + 0, "over", t }
AWK
awk -v t="$threshold" "$prog" data/budget.tsv
awk -v t=1000 "$prog" data/budget.tsv
awk -F, -v name="Bo" '$2 == name { print $3 }' data/people.csv
awk "NR == $((1 + 1))" words.txt

#### hexadecimal numbers for seq
seq 0x3; seq -w 0x9 0xb; seq -0x2 1; seq 0x.8 3; seq 1 0x1p-1 3; seq 0x 2>/dev/null; echo $?
