# $( ) and backticks: trailing newlines, nesting, status, scope, $(<file), what may stand inside.

#### trailing newlines are removed, others stay
x=$(printf 'a\n\nb\n\n\n'); echo "[$x]"; y=$(printf '\n\n'); echo "[$y]"; z=$(printf '\na'); echo "[$z]"; printf '<%s>' "$(echo)"; echo

#### trailing blanks stay
x=$(printf 'a  \n'); echo "[$x]"; y="$(printf 'b\t')"; echo "[$y]" | cat -A; z=$(printf 'c\r\n'); echo "[$z]" | cat -A

#### keeping trailing newlines
x=$(printf 'a\n\n'; echo .); x=${x%.}; printf '[%s]' "$x"; echo

#### splitting of unquoted results
printf '<%s>' $(echo 'a  b'; echo c); echo; printf '<%s>' "$(echo 'a  b'; echo c)"; echo; x=$(echo 'a  b'); echo "$x"; printf '<%s>' x$(echo a b)y; echo

#### an empty result
set -- $(true) "$(true)" $(echo) x$(true)y; echo $#; printf '<%s>' "$@"; echo; $(true) echo runs; $(true); echo $?; $(false); echo $?

#### the result as a command
$(echo echo hi); $(echo echo) 'a  b'; c=$(echo 'echo x y'); $c; "$(echo echo)" quoted; "$(echo echo a)" 2>/dev/null; echo "not found $?"

#### status of a substitution
x=$(exit 3); echo $?; x=$(false)$(true); echo $?; echo $(exit 4) $?; x=$(true); echo $?; if x=$(grep fig words.txt); then echo "found $x"; fi; if x=$(grep none words.txt); then echo no; else echo "none $?"; fi

#### status inside a substitution
false; echo $(echo $?); (exit 5); x=$(echo $?; exit 6); echo $x $?

#### status with declare, local and export is that of the builtin
f() { local x=$(exit 3); echo $?; local y; y=$(exit 4); echo $?; }; f; declare z=$(false); echo $?; export w=$(false); echo $?; readonly v=$(exit 2); echo $?

#### changes inside do not come out
x=1; y=$(x=2; echo $x); echo $x $y; z=$(cd a; pwd | grep -o 'a$'; f() { :; }; export q=1); echo "$z ${q-none}"; f 2>/dev/null; echo "not found $?"; a=(1); b=$(a+=(2); echo ${#a[@]}); echo ${#a[@]} $b

#### variables, functions and parameters come in
x=v; f() { echo "f:$1"; }; a=(p q); set -- one two; echo $(echo $x) $(f in) $(echo ${a[1]}) $(echo $2 $#) $(set -- new; echo $1) $1

#### options come in except errexit
set -f; echo $(echo n*.txt); set +f; set -u; (echo $(echo $nope)) 2>/dev/null; echo $?; set +u; set -e; x=$(false; echo went on); echo "$x"; shopt -s inherit_errexit; y=$(false; echo no) || echo "ended $?"; echo "[$y]"

#### errexit on an assignment of a failed substitution
set -e; echo $(false) fine; x=$(true); x=$(false); echo "not reached"

#### exit inside a substitution ends only it
echo $(echo a; exit 7; echo b); x=$(exit 1); echo after; y=$(return 2 2>/dev/null; echo c); echo "$y"; f() { x=$(return 9); echo $?; }; f

#### nesting
echo $(echo $(echo $(echo deep))); echo "$(echo "$(echo "$(echo 'a  b')")")"; x=$(echo a$(echo b$(echo c))); echo $x; echo $(echo one $(echo two; echo three) four)

#### backticks nest with backslashes
echo `echo \`echo deep\``; echo `echo \`echo \\\`echo deeper\\\`\``; x=`echo a\`echo b\``; echo $x; echo $(echo `echo mixed`) `echo $(echo mixed2)`

#### backticks and backslashes
echo `echo '\\'` `echo "\\\\"` `echo \\\\`; echo `echo \$IFS.` '`' \` "\`"; x=5; echo `echo $x \$x`; echo "`echo \$x`" "`echo '\$x'`"

#### backticks and quotes
echo "`echo "a b"`" "`echo 'c  d'`" "`echo \"e  f\"`"; echo `echo "g  h"` "`printf '<%s>' "i j" k`"

#### parentheses of a subshell inside
echo $( (echo sub) ) $((echo not-arith) | cat) $( ( (echo two) ) ); echo $((echo a; echo b); echo c) 2>/dev/null

#### case inside
echo $(case x in x) echo plain;; esac); echo $(case y in (x) echo no;; (y) echo paren;; esac); echo "$(case "a)" in "a)") echo quoted;; esac)"; echo $(for i in 1 2; do case $i in 1) echo one;; *) echo other;; esac; done)

#### compound commands inside
echo $(if true; then echo yes; fi; for i in a b; do echo $i; done; while read -r l; do echo "$l"; done < no-newline.txt; { echo g; }; f() { echo fn; }; f; [[ a == a ]] && echo cond; ((1)) && echo arith)

#### comments inside
x=$(echo a # not ) here
echo b # nor ' here
); echo $x; y=$(# only a comment
); echo "[$y]"; z=`echo c # comment`; echo $z

#### several lines inside
x=$(
  echo one
  echo two \
    three

  echo four
)
echo "$x"

#### a here-document inside
x=$(cat <<E
line $HOME1 one
  line "two" )
E
); echo "$x"; y=$(cat <<'E'
$raw `x` (
E
)done; echo "$y"; echo $(cat <<-E
	tab
	E
)

#### two here-documents inside
x=$(cat <<A; cat <<B
first
A
second
B
); echo "$x"

#### pipelines and lists inside
echo $(sort words.txt | uniq -c | sort -rn | head -1) $(false || echo or; true && echo and) $(! true; echo $?); x=$(grep -c . words.txt && echo ok); echo $x

#### background inside is waited for by its output
x=$(echo a; { sleep 0.15; echo b; } & echo c; wait); echo $x; y=$({ sleep 0.02; echo late; } & ); echo $y

#### redirections inside
x=$(echo out; echo err >&2) 2>/dev/null; echo $x; y=$(echo out; echo err >&2) 2>&1; z=$( { echo o; echo e >&2; } 2>&1); echo $z; w=$(echo file > t; cat t); echo $w; v=$(ls none 2>&1 >/dev/null | wc -l); echo $v

#### redirecting around a substitution
echo "$(cat)" < no-newline.txt; x=$(cat <&3) 3< words.txt 2>/dev/null; echo "[$x]" | head -1; { y=$(cat); } < no-newline.txt; echo "$y"; exec 3< no-newline.txt; z=$(cat <&3); echo $z

#### read a file by the short form
x=$(<no-newline.txt); echo "$x"; y=$(< words.txt); echo ${#y}; echo "$(< a/one.txt)" $(<a/b/two.txt); f='my file.txt'; z=$(< "$f"); echo "${z%%$'\n'*}"; w=`< a/one.txt`; echo $w

#### the short form of a missing file
x=$(< none) 2>/dev/null; echo "$? [$x]"; y=$(<none 2>/dev/null); echo $?; z=$(< empty.txt); echo "$? [$z]"

#### the short form is only for a redirection alone
x=$(< words.txt cat | head -1); echo $x; y=$(< words.txt; echo tail); echo "$y"; z=$(<words.txt <a/one.txt); echo "$z"; w=$(: < words.txt); echo "[$w]"

#### a NUL in the output is dropped
x=$(printf 'a\0b') 2>/dev/null; echo "$x ${#x}"; y=$( { printf '\0\0'; } ) 2>/dev/null; echo ${#y}

#### bytes that are no UTF-8 survive
x=$(printf 'a\377b\200'); printf %s "$x" | base64; echo ${#x}; [[ $x == a?b? ]] && echo match; printf '%s' "${x:1:1}" | base64

#### unicode survives
x=$(cat notes/résumé.md | tail -1); echo "$x" ${#x}; echo $(echo '日本語' | rev)

#### large output
x=$(seq 1 20000); echo ${#x}; y=$(yes abc | head -5000 | tr -d '\n'); echo ${#y}; set -- $(seq 1 3000); echo $#

#### in assignments, arrays, cases, loops and tests
a=($(echo 1 2 3) "$(echo 4 5)"); echo ${#a[@]}; case $(echo x) in x) echo case;; esac; for i in $(seq 3); do echo $i; done; [[ $(echo b) == b ]] && echo test; [ "$(echo)" ] || echo empty; x=$((1+$(echo 2))); echo $x

#### in redirections and here-strings
echo hi > "$(echo f).txt"; cat < $(echo f.txt); cat <<< $(echo a  b); cat <<< "$(echo 'c  d')"; cat <<E
[$(echo in doc)] [`echo tick`] \$(not)
E

#### in parameter operands
x=$(echo path/file.txt); echo ${x##*$(echo /)} ${x%.$(echo txt)} ${u:-$(echo default)} ${x/$(echo file)/$(echo FILE)} ${x:$(echo 5):$(echo 4)}

#### order of evaluation
n=0; echo $((n++)) $(echo $n) $((n++)); x=a; echo ${x:=b} $(x=c; echo $x) $x; i=0; a=($((i++)) $(echo $i) $((i++))); echo ${a[@]}

#### evaluated once per word and per iteration
for i in 1 2; do echo "$i $(echo run >> log; wc -l < log)"; done; : $(echo x >> log2) $(echo y >> log2); cat log2

#### an unused value still runs
x=$(touch made); ls made; : "$(touch made2)"; ls made2; false && : $(touch made3); ls made3 2>/dev/null; echo $?

#### a function that returns its value by output
upper() { echo "${1^^}"; }; add() { echo $(($1+$2)); }; echo "$(upper "$(upper a)b") $(add $(add 1 2) 3)"; r=$(upper "two words"); echo "$r"

#### recursion by substitution
rev() { [ -z "$1" ] && return; echo "$(rev "${1#?}")${1%"${1#?}"}"; }; rev abcdef; pow() { (($2==0)) && echo 1 || echo $(($1*$(pow $1 $(($2-1))))); }; pow 2 12

#### stdin inside is that of the command
echo outer | { read -r a; echo $(cat) $a; }; printf 'l1\nl2\n' | { x=$(head -1); echo "$x"; }; while read -r l; do y=$(echo "$l" | tr a-z A-Z); echo $y; done < no-newline.txt

#### dollar-paren with odd spacing
echo $( echo a ) $(	echo b	) "$(
echo c
)" $(echo d;) $( { echo e; } )

#### in the middle of a word with quotes
echo pre"$(echo 'a  b')"post pre$(echo 'a  b')post '$(echo no)' \$\(echo\) "\$(echo)"

#### quotes inside do not close those outside
echo "a $(echo "b" 'c' "d $(echo "e")") f" "$(echo ')' "(" ")")" "${x:-$(echo "}" '"')}"

#### a syntax error inside in eval
eval 'echo $(if)' 2>/dev/null; echo $?; eval 'echo $(echo a' 2>/dev/null; echo $?; eval 'echo `if`' 2>/dev/null; echo $?; eval 'x=$(done)' 2>/dev/null; echo $?

#### a command that is not found inside
x=$(no_such_command 2>/dev/null); echo "$? [$x]"; echo $(no_such_command 2>/dev/null || echo fallback)

#### date, wc and friends in idioms
echo "$(date -u -d @0 +%F) has $(wc -l < words.txt) words"; n=$(($(wc -l < numbers.txt)-1)); echo $n; dir=$(dirname a/b/two.txt); base=$(basename a/b/two.txt .txt); echo "$dir $base"; last=$(tail -n 1 numbers.txt); echo $last

#### comparing outputs
[ "$(sort -u words.txt)" = "$(sort words.txt | uniq)" ] && echo same; [[ $(wc -c < empty.txt) -eq 0 ]] && echo zero; if [ -z "$(grep zzz words.txt)" ]; then echo none; fi

#### a list by substitution into an array of lines
IFS=$'\n' read -rd '' -a l <<< "$(cat words.txt)"; echo ${#l[@]} "${l[5]}"; IFS=$'\n'; m=($(cat words.txt)); echo ${#m[@]} "${m[5]}"

#### kill and signals inside
x=$(echo a; kill -TERM $BASHPID; echo b); echo "$x $?"; y=$(trap 'echo bye' EXIT; echo hi); echo "$y"

#### traps and exit handlers are not taken in
trap 'echo outer-exit' EXIT; x=$(echo in); echo "$x"; y=$(trap 'echo inner' EXIT; exit 3); echo "$y $?"

#### BASH_SUBSHELL counts the levels
echo $BASH_SUBSHELL $(echo $BASH_SUBSHELL $(echo $BASH_SUBSHELL)); (echo $BASH_SUBSHELL $(echo $BASH_SUBSHELL))

#### many substitutions on a line
echo $(echo 1)$(echo 2)$(echo 3) $(echo 4)-$(echo 5) "$(echo 6)$(echo 7)"; s=; for i in {1..50}; do s+=$(echo $((i%10))); done; echo $s

#### assignment before a command inside
x=$(y=5 printenv y); echo $x; z=$(LC_ALL=C sort words.txt | head -1); echo $z; IFS=, read -r p q <<< "$(echo a,b)"; echo $q

#### a substitution as a whole pipeline stage's argument
cat $(echo a/one.txt a/b/two.txt) | wc -l; grep -l one $(find a -name '*.txt' | sort); sort $(ls a/*.txt) | head -1
