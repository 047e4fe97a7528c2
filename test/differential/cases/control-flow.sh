# if, for, while, until, case and select: conditions, statuses, break and continue, layouts, loops that read.

#### if, elif and else take the first true branch
for n in 1 2 3 4; do if [ $n = 1 ]; then echo one; elif [ $n = 2 ]; then echo two; elif [ $n -eq 3 ]; then echo three; else echo many; fi; done

#### the status of an if without a true branch is zero
if false; then echo no; fi; echo $?; if (exit 5); then :; elif (exit 6); then :; fi; echo $?; if true; then (exit 7); fi; echo $?; if false; then :; else (exit 8); fi; echo $?

#### a condition may be a list
if false; true; then echo last counts; fi; if true; false; then echo no; else echo else; fi; if echo a; echo b; [ 1 -lt 2 ]; then echo c; fi

#### a condition may be a pipeline, a negation, a group or a subshell
if echo x | grep -q x; then echo pipe; fi; if ! false; then echo not; fi; if { true; }; then echo group; fi; if (exit 0); then echo sub; fi; if ! { false || true; }; then echo no; else echo neither; fi

#### the status of the condition is seen in the branches
if (exit 3); then :; else echo "else $?"; fi; if true; then echo "then $?"; fi; if (exit 4); then :; elif echo "elif $?"; (exit 6); then :; else echo "last $?"; fi

#### an assignment as a condition has the status of its substitution
if x=$(false); then echo yes; else echo no; fi; if x=$(echo ok); then echo $x; fi; if y=1; then echo "always $y"; fi; if x=$(exit 3) y=$(true); then echo last; fi

#### a variable that holds a command as a condition
for c in true false; do if $c; then echo "$c yes"; else echo "$c no"; fi; done; cmd='test 3 -gt 2'; if $cmd; then echo split; fi

#### an empty expansion as a condition
e=; if $e; then echo "empty is true"; fi; false; if $e; then echo "still $?"; else echo else; fi; if $(false); then echo no; else echo "status of the substitution"; fi

#### if over many lines
if
  # a comment first
  true &&
  ! false
then

  echo yes

elif false
then echo no
else
  echo no
fi

#### nested ifs
a=1 b=2
if [ $a = 1 ]; then
  if [ $b = 1 ]; then echo 11
  elif [ $b = 2 ]; then
    if [ -n "$c" ]; then echo c; else echo "12 and no c"; fi
  fi
else echo no
fi

#### an empty branch is a syntax error
eval 'if true; then fi' 2>/dev/null; echo $((!!$?)); eval 'if true; then :; else fi' 2>/dev/null; echo $((!!$?)); eval 'if; then :; fi' 2>/dev/null; echo $((!!$?)); eval 'while true; do done' 2>/dev/null; echo $((!!$?)); eval 'for i in 1; do done' 2>/dev/null; echo $((!!$?))

#### for over words
for x in a b "c d" 'e'f; do echo "<$x>"; done

#### for over nothing
for x in; do echo no; done; echo "status $? x=${x-unset}"; e=; for x in $e; do echo no; done; echo "status $? x=${x-unset}"; for x in "$e"; do echo "one <$x>"; done

#### for over the positional parameters
set -- a 'b c' ''; for x; do echo "<$x>"; done; for x
do echo "[$x]"; done; for x do echo "($x)"; done; set --; for x; do echo none; done

#### for with in on its own line
for x in 1 2
do
  echo $x
done
for y
in 3 4; do echo $y; done

#### for expands once, before the loop
l='a b c'; for x in $l; do l=z; echo $x; done; echo $l; set -- p q; for a; do shift; echo "$a $#"; done; for f in *.txt; do [ -e new.txt ] || touch new.txt; [ "$f" = new.txt ] && echo no; done; ls new.txt

#### the variable of for keeps its last value
for i in 1 2 3; do :; done; echo $i; for i in 5 6; do i=x; done; echo $i; for i in a b c; do [ $i = b ] && break; done; echo $i

#### the status of loops is that of the last body
for i in 1 2; do false; done; echo $?; for i in 1 2; do [ $i = 1 ]; done; echo $?; i=0; while ((i++ < 2)); do (exit $i); done; echo $?; while false; do :; done; echo $?; until true; do :; done; echo $?; false; while false; do :; done; echo $?

#### for over globs, braces and substitutions
for f in a/*; do echo $f; done; for n in {3..1}; do printf %s $n; done; echo; for w in $(cat a/b/two.txt); do echo "w=$w"; done; for f in no*match; do echo "$f"; done

#### for over an array and its keys
a=('x y' z); for e in "${a[@]}"; do echo "<$e>"; done; for i in "${!a[@]}"; do echo "$i: ${a[i]}"; done; for e in ${a[@]}; do printf '%s,' "$e"; done; echo

#### for with a variable that is local, readonly or integer
f() { local i; for i in 1 2; do :; done; echo "in $i"; }; i=out; f; echo $i; declare -i n; for n in 1+1 2*3; do echo $n; done; (readonly r=1; for r in 2 3; do echo no; done; echo "status $?") 2>/dev/null; echo "after $?"

#### for with a name that is no name is an error
eval 'for 1x in a; do echo no; done' 2>/dev/null; echo $((!!$?)); eval 'for x-y in a; do echo no; done' 2>/dev/null; echo $((!!$?))

#### for in braces instead of do and done
for x in 1 2; { echo $x; }; for ((i=0; i<2; i++)) { echo "i$i"; }; for x in a
{ echo $x
}

#### arithmetic for: parts may be empty or lists
for ((i=0, j=9; i<j; i+=3, j--)); do echo $i $j; done; i=0; for ((;;)); do ((i++ == 2)) && break; done; echo $i; for ((i=3; i; i--)); do printf %s $i; done; echo; for (( i = 1 ; i < 100 ; i *= 3 )) do printf '%s ' $i; done; echo

#### arithmetic for with continue still steps
for ((i=0; i<5; i++)); do ((i%2)) && continue; echo $i; done; echo "end $i"

#### arithmetic for with expansions in its parts
n=3 a=(5 6 7); for ((i=$((n-1)); i>=${#e}; i--)); do echo ${a[i]}; done; lim='n+1'; for ((i=0; i<lim; i++)); do printf %s $i; done; echo

#### while and until
i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done; until [ $i -eq 0 ]; do i=$((i-1)); printf 'u%s ' $i; done; echo; while :; do break; done; echo $?

#### while with a list as its condition
i=0; while echo "check $i"; ((i < 2)); do ((i++)); done; n=0; while ((n++)); [ $n -lt 4 ]; do printf %s $n; done; echo

#### while with a pipeline as its condition
n=0; while seq 0 5 | grep -qx $n; do n=$((n+2)); done; echo $n

#### break leaves with status zero
while true; do false; break; done; echo $?; for i in 1 2; do (exit 4); break; done; echo $?; for i in 1; do false || break; done; echo $?

#### continue goes on with the next
for i in 1 2 3 4; do [ $i = 2 ] && continue; [ $i = 4 ] && continue; echo $i; done; echo $?; i=0; while [ $i -lt 4 ]; do i=$((i+1)); case $i in 2|3) continue;; esac; echo $i; done

#### break and continue over several loops
for a in 1 2 3; do for b in x y z; do [ $b = y ] && continue 2; [ $a = 3 ] && break 2; echo $a$b; done; echo no; done; echo end $a$b

#### break and continue counts larger than the depth
for a in 1 2; do for b in 1 2; do echo $a$b; break 99; done; echo no; done; echo out; for a in 1 2; do for b in 1 2; do echo $a$b; continue 5; done; echo no; done; echo out

#### break and continue with bad counts
for i in 1 2; do echo $i; break 0; done 2>/dev/null; echo "zero: $?"; for i in 1 2; do echo $i; continue -1; done 2>/dev/null; echo "negative: $?"; (for i in 1 2; do break x; echo after; done; echo here) 2>/dev/null; echo "word: $?"

#### break outside of a loop
break 2>/dev/null; echo $?; continue 2>/dev/null; echo $?; f() { break 2>/dev/null; echo "f goes on"; }; f

#### break in a function does not leave the caller's loop
f() { break 2>/dev/null; }; for i in 1 2; do f; echo $i; done; g() { for x in a b; do continue; done; }; for i in 3 4; do g; echo $i; done

#### break in eval and in source leaves the loop
for i in 1 2 3; do eval 'echo $i; break'; echo no; done; echo 'continue; echo no' > s; for i in 1 2; do echo "i$i"; . ./s; echo no; done; rm s

#### break in a subshell or pipeline stage stays there
for i in 1 2; do (break; echo "no") 2>/dev/null; echo "i$i"; done; for i in 1 2; do echo x | { read y; break; } 2>/dev/null; echo "p$i"; done

#### break in conditions
for i in 1 2 3; do if break; then echo no; fi; done; echo $i; while break; do echo no; done; echo out; for i in 1 2; do { break; }; done; echo $i; for i in 1 2 3; do [ $i = 2 ] && break || echo $i; done

#### break in the condition of an inner while leaves the inner
for i in 1 2; do while continue 2; do :; done; echo no; done; for i in 1 2; do until break; do :; done; echo "i$i"; done

#### loops five deep
for a in 0 1; do for b in 0 1; do for c in 0 1; do for d in 0 1; do for e in 0 1; do echo $a$b$c$d$e; [ $c$d = 01 ] && break 3; [ $b = 1 ] && continue 5; done; done; done; done; done | tr '\n' ' '

#### a loop's input and output
for i in 1 2; do cat; done < a/one.txt; while read -r a b; do echo "$b-$a"; done < data/budget.tsv > out; cat out; for w in b a; do echo $w; done | sort; i=0; while ((i<2)); do echo $((i++)); done >> out; tail -1 out

#### while read over lines with all their characters
while IFS= read -r line; do printf '[%s]\n' "$line"; done < 'my file.txt'

#### while read without -r or IFS
while read line; do printf '[%s]\n' "$line"; done < 'my file.txt'

#### while read and a last line without a newline
n=0; while read -r l; do n=$((n+1)); done < no-newline.txt; echo "$n left: $l"; n=0; while read -r l || [ -n "$l" ]; do echo "$l"; done < no-newline.txt

#### while read into fields
while IFS=, read -r id name city age; do [ "$id" = id ] && continue; echo "$name of ${city:-nowhere}: $age"; done < data/people.csv

#### while read keeps variables with a redirection, loses them in a pipe
n=0; while read -r _; do ((n++)); done < words.txt; echo $n; n=0; cat words.txt | while read -r _; do ((n++)); done; echo $n; n=0; while read -r _; do ((n++)); done < <(cat words.txt); echo $n; while read -r x; do last=$x; done <<< $'p\nq'; echo $last

#### a loop over two files in step
while read -r a <&3 && read -r b <&4; do echo "$a $b"; done 3< words.txt 4< numbers.txt | head -3

#### a loop whose body reads the loop's stdin
while read -r x; do read -r y; echo "$x/$y"; done < words.txt; while read -r x; do echo "first $x"; cat > rest; done < words.txt; wc -l < rest

#### a loop in a pipe that stops early
seq 1 100 | while read -r n; do echo $n; [ $n = 3 ] && break; done; seq 1 5 | (read a; read b; echo $a $b); yes | while read -r y; do echo $y; break; done

#### case takes the first match
for w in apple Fig x12 '' 'a b' '*'; do case $w in a*e) echo "$w: a…e";; [A-Z]*) echo "$w: capital";; *[0-9]) echo "$w: digit";; '') echo empty;; \*) echo star;; *) echo "$w: other";; esac; done

#### case with alternatives
for x in yes Y no N maybe; do case $x in y|Y|yes|YES) echo 1;; n | N | no ) echo 0;; *) echo '?' ;; esac; done

#### case with an opening parenthesis
case b in (a) echo a;; (b|c) echo b or c;; esac; case x in
(x)
  echo x
  ;;
esac

#### the status of case
case a in b) true;; esac; echo $?; false; case a in a) ;; esac; echo $?; case a in a) (exit 3);; esac; echo $?; case $(exit 4) in *) echo "in $?";; esac; case x in y) ;; esac; echo $?

#### case without a last double semicolon
case x in x) echo x; esac; case y in x) echo x;; y) echo y
esac; case z in esac; echo "empty $?"

#### case falls through with ;&
for x in 1 2 3; do case $x in 1) echo one;& 2) echo two;& 3) echo three;; 4) echo no;; esac; echo -; done

#### case goes on testing with ;;&
for x in ab b c; do case $x in a*) echo 'a*';;& *b) echo '*b';;& c) echo c;; *) echo any;; esac; echo -; done

#### ;& and ;;& mixed and at the end
case x in x) echo 1;& y) echo 2;;& x) echo 3;;& z) echo no;; *) echo 4;& esac; case q in q) echo last;;& esac; echo $?; case q in q) (exit 2);;& r) ;; esac; echo $?

#### patterns of case: quotes take away their meaning
x='a*'; case 'a*' in "$x") echo same;; esac; case abc in "$x") echo no;; $x) echo pattern;; esac; case 'a?' in a\?) echo literal;; esac; case 'a]' in 'a]') echo bracket;; esac; case a in "a"|'b') echo q;; esac

#### patterns of case from expansions
p='[0-9]*'; case 5x in $p) echo digit;; esac; alts='a|b'; case a in $alts) echo no;; *) echo "no alternatives from a value";; esac; case 'a|b' in $alts) echo literal;; esac; case xyz in ${none:-x*}) echo default;; esac; case $(echo hi) in $(echo h)?) echo subst;; esac

#### the word of case is not split nor globbed
v='a  b'; case $v in 'a  b') echo kept;; esac; case * in '*') echo star;; esac; case ~ in "$HOME") echo tilde;; esac; case $((2+3)) in 5) echo sum;; esac; case "" in "") echo null;; esac; case $none in '') echo unset;; esac

#### character classes in case
for c in a Z 5 ' ' . é; do case $c in [[:lower:]]) echo lower;; [[:upper:]]) echo upper;; [[:digit:]]) echo digit;; [[:space:]]) echo space;; [[:punct:]]) echo punct;; *) echo other;; esac; done

#### negated and odd brackets in case
for c in a 5 ']' '^' '-' '!'; do case $c in [!0-9a-z]) echo "$c neither";; [^a-z]) echo "$c not a letter";; *) echo "$c letter";; esac; done; case ']' in []]) echo close;; esac; case '-' in [a-]) echo dash;; esac; case 'b' in [!]a]) echo b;; esac

#### extended patterns in case
shopt -s extglob
for w in aab abab x.txt x.md 12 -3 ''; do case $w in +(a)b) echo "$w 1";; *(ab)) echo "$w 2";; *.@(txt|md)) echo "$w 3";; ?(-)+([0-9])) echo "$w 4";; esac; done; case foo in !(bar)) echo not;; esac

#### nocasematch in case
shopt -s nocasematch; case HeLLo in hello) echo same;; esac; case É in é) echo accent;; esac; case a in [A-C]) echo range;; esac; shopt -u nocasematch; case A in a) echo no;; *) echo differs;; esac

#### leading dots and slashes in case patterns
case .hidden in *) echo star;; esac; case a/b/c in a*c) echo slashes;; esac; case .x in ?x) echo dot;; esac; case a/b in a?b) echo one;; esac

#### case with newlines, comments and odd layout
case   x   in   # comment
  # another
  a | \
  x )   # third
     echo yes

     ;;   # fourth

  *) echo no ;;
esac

#### case nested in case
for p in 'a 1' 'a 2' 'b 1'; do case ${p% *} in a) case ${p#* } in 1) echo a1;; *) echo a-other;; esac;; b) echo b;; esac; done

#### case keywords as words and patterns
case in in in) echo in;; esac; case esac in (esac) echo esac;; esac; case if in if) echo if;; esac; case x in for|x) echo for;; esac

#### case as a loop body, condition and pipeline stage
if case x in x) true;; esac; then echo cond; fi; case a in a) echo piped;; esac | tr a-z A-Z; for i in 1 2 3; do case $i in 2) continue;; 3) break;; esac; echo "body $i"; done; x=$(case b in a) echo A;; b) echo B;; esac); echo $x

#### case with redirections
case x in x) echo to file; echo err >&2;; esac > f 2>&1; cat f; case x in x) read -r w; echo $w;; esac < words.txt

#### select reads numbers from stdin
select x in one two three; do echo "$REPLY=$x"; done 2>/dev/null <<< $'1\n3'; echo "status $?"

#### select leaves by break
select f in a b quit; do case $f in quit) echo bye; break;; *) echo "chose $f";; esac; done 2>/dev/null <<EOT
2
1
3
1
EOT
echo "$f $REPLY $?"

#### select with a reply that is no number
select x in p q; do echo "[$REPLY] [$x]"; done 2>/dev/null <<< $'9\nfoo\n0\n 2 \n-1'

#### select over the positional parameters and over none
set -- u 'v w'; select x; do echo "<$x>"; break; done 2>/dev/null <<< 2; select x in; do echo no; done; echo "empty $?"

#### the menu of select goes to stderr, an empty line shows it again
{ select x in alpha beta; do echo "got $x"; break; done; } 2>err <<< $'\n2'; grep -c alpha err; PS3='choose: '; { select x in a b; do break; done; } 2>err <<< 1; grep -c 'choose:' err; rm err

#### the menu of select
PS3='> '; { select x in alpha beta gamma; do break; done; } 2>&1 <<< 1

#### the menu of select has columns when it is long
PS3=; COLUMNS=40; { select x in {1..12}item; do echo "$x"; break; done; } 2>&1 <<< 11

#### select with continue and status of its body
select x in a b; do [ $x = a ] && continue; echo $x; (exit 3); break; done 2>/dev/null <<< $'1\n2'; echo $?; f() { select x in a b; do return 5; done; } 2>/dev/null <<< 1; f; echo $?

#### compound commands as pipeline stages
for i in c a b; do echo $i; done | sort | while read -r x; do echo "<$x>"; done; if true; then echo from if; fi | cat; { while read -r l; do echo "$l!"; done; } < a/b/two.txt | tac; until false; do echo once; break; done | cat

#### compound commands in the background
for i in 1 2; do echo $i; done > f & wait; cat f; while true; do echo w; break; done & wait; if true; then echo if; fi & wait $!; echo $?; case x in x) exit 4;; esac & wait $!; echo $?

#### compound commands next to && and ||
if false; then :; else false; fi || echo or; for i in 1; do true; done && echo and; while false; do :; done && echo while; case a in a) false;; esac || echo case; ((0)) || { echo group; } && (echo sub)

#### loops build strings and arrays
s=; for c in {a..e}; do s+=$c; done; echo $s; a=(); for i in 1 2 3; do a+=("$((i*i))"); done; echo "${a[*]}"; while ((${#s} > 2)); do s=${s#?}; done; echo $s

#### reading a here-document in a loop
while read -r k v; do declare "cfg_$k=$v"; done <<EOT
name desk
size $((6*7))
EOT
echo $cfg_name $cfg_size

#### a loop that changes what it tests
q=(a); while ((${#q[@]})); do x=${q[0]}; q=("${q[@]:1}"); echo $x; [ ${#x} -lt 3 ] && q+=(${x}b ${x}c); done | tr '\n' ' '

#### a loop until a file is there
n=0; until [ -e flag ]; do n=$((n+1)); [ $n = 3 ] && touch flag; done; echo $n

#### exit inside loops ends the shell
for i in 1 2 3; do echo $i; [ $i = 2 ] && exit 6; done; echo no

#### return inside nested loops ends the function
f() { while true; do for i in 1 2 3; do case $i in 2) return $((i+5));; esac; echo $i; done; done; }; f; echo $?

#### negated compound commands
! if true; then false; fi; echo $?; ! for i in 1; do :; done; echo $?; ! { false; }; echo $?; ! (exit 3); echo $?; ! ((1)); echo $?; ! [[ a = b ]]; echo $?; ! while false; do :; done; echo $?

#### variables set in conditions stay
if x=5; [ $x = 5 ]; then echo $x; fi; while y=$(echo z); do break; done; echo $y; case ${z:=new} in new) ;; esac; echo $z; for w in ${v:=p q}; do :; done; echo "$v"

#### redirections of compound commands expand before
i=0; for i in 1 2; do echo $i; done > "f$i"; ls f*; f=out; if true; then f=other; echo x; fi > $f; cat out; ls other 2>/dev/null || echo none

#### time and loops
TIMEFORMAT=; time for i in 1 2; do echo $i; done; { time if true; then echo t; fi; } 2>/dev/null; time ! true; echo $?

#### one command per line and all in one line
if true;then echo a;fi;for i in 1;do echo $i;done;while false;do :;done;case x in x)echo c;;esac;until true;do :;done;(echo s);{ echo g;};f()(echo f);f;((1))&&echo n;[[ 1 ]]&&echo t

#### FizzBuzz in three ways
for ((i=1; i<=15; i++)); do if ((i%15 == 0)); then echo FizzBuzz; elif ((i%5 == 0)); then echo Buzz; elif ((i%3 == 0)); then echo Fizz; else echo $i; fi; done | tail -5; for i in {1..6}; do case $((i%3))$((i%5)) in 00) echo FB;; 0?) echo F;; ?0) echo B;; *) echo $i;; esac; done; for i in $(seq 9 10); do s=; ((i%3)) || s+=Fizz; ((i%5)) || s+=Buzz; echo ${s:-$i}; done

#### a reference as a loop's variable must get names
declare -n ref=y; for ref in a b; do ref=1; done; echo $a$b; for ref in 1 a; do echo no; done; echo $?
