# < > >> <> >| &> >& n>&m n<&m n>&- and their order, on simple and compound commands, functions and exec.

#### output to a file and back
echo one > f; cat f; echo two > f; cat f; echo three >> f; cat f; wc -l < f

#### no space, odd places and several words around
echo a>f b; cat f; >g echo c; cat g; echo d >h e; cat<h; > i; wc -c < i; echo x 1>j; cat j; echo 2>k; cat k; echo 2 >l; cat l

#### a digit joined to the operator is a descriptor, else a word
echo a 2>f; cat f; echo b 2 >g; cat g; echo c2>h; cat h; echo d\2>i; cat i; x=1; echo e $x>j; cat j; echo 12>k 2>/dev/null; cat k

#### the order matters: file first, then duplicate
{ echo out; echo err >&2; } > f 2>&1; sort f; { echo out; echo err >&2; } 2>&1 > g | sed 's/^/pipe: /'; cat g

#### swapping stdout and stderr
{ echo out; echo err >&2; } 3>&1 1>&2 2>&3 3>&- 2>&1 | cat; x=$( { echo out; echo err >&2; } 3>&1 1>/dev/null 2>&3 ); echo "got $x"

#### only stderr through a pipe
{ echo out; echo err >&2; } 2>&1 >/dev/null | sed 's/^/[/;s/$/]/'; { echo o; echo e >&2; } 2>&1 >f | tr a-z A-Z; cat f

#### both to one file
{ echo out; echo err >&2; } &> f; sort f; { echo out2; echo err2 >&2; } >& g; sort g; { echo out3; echo err3 >&2; } &>> f; sort f; { echo o; echo e >&2; } >h 2>&1; wc -l < h

#### both into a pipe
{ echo out; echo err >&2; } |& sort; ls none |& wc -l; f() { echo o; echo e >&2; }; f |& sed 's/^/>/'

#### append and truncate
echo a > f; echo b >> f; echo c >> f; cat f; : > f; wc -c < f; echo d >> new; cat new; > f; echo $?

#### input
read -r x < no-newline.txt; echo $x; cat < a/one.txt; tr a-z A-Z < words.txt | head -2; wc -l < numbers.txt; < words.txt sort | head -1; cat < empty.txt; echo $?

#### a missing input file
cat < none 2>/dev/null; echo $?; (cat < none) 2>/dev/null || echo failed; { read x < none; } 2>/dev/null; echo "$? [$x]"; : < none 2>/dev/null; echo $?; echo hi < none 2>/dev/null; echo after

#### a failed redirection on a special builtin does not end a script
: > none/x 2>/dev/null; echo "still here $?"; exec 3< none 2>/dev/null; echo "not here"

#### a failed redirection prevents the command
echo no > none/dir/f 2>/dev/null; echo $?; touch t < none 2>/dev/null; ls t 2>/dev/null; echo $?; f() { echo ran; }; f > none/x 2>/dev/null; echo $?; { echo ran; } < none 2>/dev/null; echo $?

#### redirecting into a folder fails
echo x > a 2>/dev/null; echo $?; cat < a 2>/dev/null; echo $?; echo x >> notes 2>/dev/null; echo $?; ls a | head -1

#### targets expand
d=a; n='new file'; echo x > $d/f; echo y > "$n"; echo z > ${d}/$(echo g).txt; echo w > ~/home.txt; cat a/f "new file" a/g.txt home.txt; i=3; echo q > f$((i+1)); cat f4

#### an empty or several-word target is an error
e=; (echo x > $e) 2>/dev/null; echo $?; (echo x > "$e") 2>/dev/null; echo $?; m='a b'; (echo x > $m) 2>/dev/null; echo $?; (cat < *.txt) 2>/dev/null; echo $?

#### several redirections of one descriptor: the last wins, all are made
echo x > f1 > f2 > f3; wc -c f1 f2 f3 | head -3; cat < words.txt < no-newline.txt; echo; echo y >> f3 > f1; cat f1; cat f3

#### input and output together
sort < words.txt > sorted; head -2 sorted; tr a-z A-Z < no-newline.txt > up; cat up; echo; cat < up >> sorted; tail -1 sorted; echo

#### reading and truncating the same file
echo data > f; cat < f > f; wc -c < f; echo data > g; sort g > h && mv h g; cat g

#### descriptors three to nine
echo three 3> f 1>&3; cat f; { echo four >&4; echo out; } 4> g; cat g; exec 5> h; echo a >&5; echo b >&5; exec 5>&-; cat h; { echo to9 >&9; } 9>&1; read -r x 6< words.txt <&6; echo $x

#### descriptors above nine
exec 10> f; echo ten >&10; exec 10>&-; cat f; { echo x >&12; } 12>&1; exec {n}> g; ((n >= 10)) && echo big; echo auto >&$n; exec {n}>&-; cat g

#### descriptors by variable
exec {r}< words.txt; read -r a <&$r; read -r b <&$r; echo $a $b; exec {r}<&-; read -r c <&$r 2>/dev/null || echo closed; { echo in; } {w}> f >&$w; cat f; fd=1; echo y >&$fd; echo z >& $fd

#### duplicating input descriptors
exec 3< words.txt; read -r a <&3; read -r b <&3; echo $a $b; exec 4<&3; read -r c <&4; read -r d <&3; echo $c $d; exec 3<&- 4<&-; cat 3< no-newline.txt <&3; echo; cat <&4 4< a/one.txt 2>/dev/null; echo $?

#### closing stdin and stdout
cat <&- 2>/dev/null; echo $?; echo x >&- 2>/dev/null; echo $?; (exec >&-; echo y) 2>/dev/null; echo $?; read -r x <&- 2>/dev/null; echo $?; { echo err >&2; } 2>&-; echo fine

#### closing and duplicating bad descriptors
echo x >&7 2>/dev/null; echo $?; cat <&8 2>/dev/null; echo $?; : 7>&-; echo $?; exec 7>&-; echo $?; (echo y 2>&7) 2>/dev/null; echo $?; { echo z >&3; } 3>&1 3>&- 2>/dev/null; echo $?

#### moving descriptors
exec 3> f; exec 4>&3-; echo moved >&4; echo x >&3 2>/dev/null; echo $?; exec 4>&-; cat f; exec 5< words.txt; exec 6<&5-; read -r x <&6; echo $x; { read -r y <&5; } 2>/dev/null || echo gone

#### saving and restoring stdout
exec 3>&1; exec > f; echo in file; exec 1>&3 3>&-; echo on stdout; cat f; exec 3>&1 > g 4>&2 2>&1; echo a; echo b >&2; exec 1>&3 2>&4 3>&- 4>&-; cat g

#### saving and restoring stdin
exec 3<&0 < words.txt; read -r a; read -r b; echo $a $b; exec <&3 3<&-; read -r c || echo "end of stdin"; exec < no-newline.txt; cat; echo

#### exec without a command keeps redirections
exec 2> err.txt; ls none; echo oops >&2; exec 2>&1; wc -l < err.txt; exec > out.txt; echo logged; cat out.txt >&2; exec >&2; cat out.txt; rm err.txt

#### exec with a command ends the shell
(exec echo replaced; echo no); (exec cat < a/one.txt; echo no); (exec 3> f; exec echo x >&3); cat f; (exec no_such_cmd 2>/dev/null; echo no); echo "not found $?"

#### noclobber
set -C; echo a > f; (echo b > f) 2>/dev/null; echo $?; cat f; echo c >| f; cat f; echo d >> f; cat f; echo e > /dev/null; echo $?; (echo x &> f) 2>/dev/null; echo $?; set +C; echo g > f; cat f

#### noclobber by name, on empty and new files
set -o noclobber; (: > empty.txt) 2>/dev/null; echo $?; echo n > new; cat new; (echo x > words.txt) 2>/dev/null || echo kept; head -1 words.txt; { echo y > other; } && cat other; set +o noclobber; : > empty.txt; echo $?

#### noclobber as a lock
set -C; lock() { { : > lockfile; } 2>/dev/null; }; lock && echo got; lock || echo busy; rm lockfile; lock && echo again

#### read and write
echo 12345 > f; exec 3<> f; read -n 2 x <&3; echo $x; printf 'XY' >&3; exec 3>&-; cat f; echo new <> g >&0; cat g; cat <> h; ls h; { read -r l; echo "$l"; } <> words.txt

#### redirection without a command
> made; < words.txt; echo $?; >> made2; 2> made3; ls made*; x=5 > made4; echo $x; ls made4; < none 2>/dev/null; echo $?; > "made 5" ; ls made*5

#### assignments with redirections and without a command
x=$(echo hi) > f; echo $x; y=1 2> g < words.txt; echo $y; z=2 < none 2>/dev/null; echo "$? [$z]"

#### redirecting a group
{ echo a; echo b; } > f; cat f; { read -r x; read -r y; } < f; echo $x $y; { echo c; { echo d; } > g; echo e; } >> f; cat f g; { cat; echo tail; } < g > h; cat h

#### redirecting a subshell
(echo a; echo b >&2) > f 2> g; cat f g; (cat; cat) < f; (exec > h; echo inside); echo outside; cat h; (cd a; echo x > y); cat a/y

#### redirecting if, while, until, for and case
if true; then echo t; fi > f; cat f; for i in 1 2 3; do echo $i; done > g; cat g; while read -r l; do echo "<$l>"; done < g > h; cat h; case x in x) echo c;; esac >> f; cat f; n=0; until ((n==2)); do echo $n; ((n++)); done > k; cat k; for ((i=0;i<2;i++)); do echo $i; done >> k; wc -l < k

#### redirecting double brackets and arithmetic
[[ a == a ]] > f; echo $?; ((1)) > g; ls f g; [[ -e none ]] 2>/dev/null; echo $?; ((x=5)) < empty.txt; echo $x

#### redirecting functions at definition and at call
f() { echo out; echo err >&2; } 2>&1; f | sort; g() { echo g; } > gfile; g; g; cat gfile; h() { cat; } < no-newline.txt; h; echo; k() { echo k; }; k > kfile; cat kfile; k >> kfile; wc -l < kfile

#### redirections inside a function are local to commands
f() { echo a; exec 3>&1 > fout; echo b; exec 1>&3 3>&-; echo c; }; f; cat fout

#### redirecting builtins
printf 'x\n' > f; pwd > g; rm g; read -r x < f; echo $x; type echo > h; cat h; declare -i q=5; declare -p q > k; cat k; eval 'echo ev; echo er >&2' > m 2>&1; cat m; set > /dev/null; export > /dev/null; source lib.sh > n; wc -c < n; test -e f > /dev/null; echo $?

#### appending in a loop
for i in 1 2 3; do echo "line $i" >> log; done; cat log; for i in 1 2 3; do echo "line $i" > last; done; cat last; i=0; while ((i<3)); do echo $((i++)); done >> log; wc -l < log

#### reading two files in step
while read -r a <&3 && read -r b <&4; do echo "$a-$b"; done 3< words.txt 4< numbers.txt | head -3; paste -d- words.txt numbers.txt | head -1

#### a loop that reads stdin with a reader inside
while read -r l; do echo "got $l"; cat > /dev/null; done < words.txt; while read -r l; do echo "each $l"; cat < /dev/null; done < no-newline.txt; while read -r l <&3; do read -r x; echo "$l $x"; done 3< no-newline.txt < words.txt

#### the rest of a file after head and read
{ read -r a; cat; } < no-newline.txt; echo; { head -n 1 > /dev/null; echo next; } < words.txt; (read -r a; read -r b; echo $b) < words.txt; exec 3< numbers.txt; read -r x <&3; cat <&3 | wc -l; cat <&3

#### shared offset of duplicated descriptors
exec 3> f 4>&3; echo a >&3; echo b >&4; echo c >&3; exec 3>&- 4>&-; cat f; { echo x; echo y >&2; echo z; } > g 2>&1; cat g; (echo p; echo q) > h; cat h

#### separate openings overwrite each other
exec 3> f 4> f; echo aaaa >&3; echo bb >&4; exec 3>&- 4>&-; cat f; exec 3>> g 4>> g; echo a >&3; echo b >&4; exec 3>&- 4>&-; cat g; { echo long text; echo e >&2; } > h 2> h; cat h

#### dev null, dev stdin, dev stdout, dev stderr
echo x > /dev/null; cat /dev/null | wc -c; echo y | cat /dev/stdin; echo z > /dev/stdout | cat; cat < /dev/null; { echo e > /dev/stderr; } 2>&1 | cat; echo w | cat - a/one.txt; wc -l < /dev/null

#### dev fd paths
echo x | cat /dev/fd/0; { echo y > /dev/fd/3; } 3>&1 | cat; cat /dev/fd/4 4< a/one.txt; exec 5<> f; echo z > /dev/fd/5; cat f

#### ampersand forms with words
x=f; echo a &> $x; cat f; echo b >& "$x"; cat f; echo c >&$x 2>/dev/null; cat f; y=2; { echo d >&$y; } 2>&1; echo e >&"$y" 2>/dev/null; echo $?; echo g 1>& 2 2>/dev/null; echo h>&1

#### the ampersand at the end is not a redirection
echo a & wait; echo b >f& wait; cat f; echo c>&1& wait

#### stderr of builtins and of the shell
(cd none) 2> f; wc -l < f; (readonly r=1; r=2) 2> g; wc -l < g; no_such_cmd 2> h; echo "not found $?"; wc -l < h; { x=$((1/0)); } 2> k; wc -l < k
rm -f f g h k

#### order: expansions before redirections
x=1; echo $(cat f 2>/dev/null || echo none) > f; cat f; echo "$(wc -c < f)" > f; cat f; echo b $(rm f) > f; ls f 2>/dev/null; echo $?

#### redirections are made from left to right
echo a 2> e1 > none/x; ls e1; echo b > none/x 2> e2 2>/dev/null; ls e2 2>/dev/null; echo $?; cat < e1 > made < none 2>/dev/null; ls made; rm e1

#### redirecting a pipeline's stages
cat < words.txt | sort > s | cat; head -1 s; echo a | cat > f; cat f; echo b > g | cat; cat g; echo x | { cat; echo err >&2; } 2>/dev/null; echo in | cat < a/one.txt; ls none 2>/dev/null | wc -l

#### tee in the middle
sort words.txt | tee s1 | uniq > s2; wc -l < s1; wc -l < s2; echo a | tee f g > h; cat f g h; echo b | tee -a f > /dev/null; cat f; echo c | tee >(tr a-z A-Z > up) > /dev/null; until [ -s up ]; do sleep 0.01; done; cat up

#### discarding either stream
{ echo out; echo err >&2; } 2>/dev/null; { echo out; echo err >&2; } >/dev/null 2>&1; echo $?; { echo out; echo err >&2; } 2>&1 >/dev/null; x=$(ls none 2>/dev/null); echo "$? [$x]"; grep -q fig words.txt && echo q

#### logging idiom
log() { echo "LOG $*" >&3; }; exec 3> log.txt; log a b; { log inner; echo data; } | cat; (log sub); exec 3>&-; cat log.txt

#### capture out, err and status apart
run() { echo out; echo err >&2; return 3; }; { err=$(run 2>&1 >&3 3>&-); st=$?; } 3> outfile; echo "$err $st"; cat outfile; out=$(run 2> errfile); echo "$out $? $(cat errfile)"

#### a temporary file
t=$(mktemp ./tmp.XXXXXX); echo data > "$t"; [ -s "$t" ] && cat "$t"; rm -f "$t"; ls tmp.* 2>/dev/null | wc -l

#### in-place change by a temporary name
sort words.txt > words.tmp && mv words.tmp words.txt; head -1 words.txt; { rm numbers.txt; sort -n > numbers.txt; } < numbers.txt; head -1 numbers.txt; x=$(rev no-newline.txt); echo "$x" > no-newline.txt; cat no-newline.txt

#### heredoc with other redirections
cat <<E > f 2>&1
text
E
cat f; cat > g <<'E'; cat g
$raw
E
while read -r l; do echo "$l" >&2; done <<E 2> h
1
2
E
cat h

#### redirecting with a function named like a number or a word
1x() { echo numbered; }; 1x > f; cat f; x1() { echo w; }; x1>g; cat g

#### clobber forms on a new file
echo a >| new1; echo b 2>| new2; ls new1 new2; cat new1; echo c 1>| new1; cat new1

#### nested redirections restore outward
{ echo 1; { echo 2; { echo 3 >&3; echo 4; } > inner; echo 5; } > middle; echo 6; } 3>&1 > outer; for f in outer middle inner; do echo "$f: $(tr '\n' ' ' < $f)"; done

#### redirecting inside loops with break and return
for i in 1 2 3; do { echo $i; [ $i = 2 ] && break; } > f$i; done; cat f1 f2; ls f3 2>/dev/null; f() { { echo in; return 4; } > r; }; f; echo $?; cat r; echo back

#### reading with a timeout of zero and from closed pipes
echo x | { read -r a; read -r b; echo "$a [$b] $?"; }; read -t 1 x < words.txt; echo $x $?; true | read -r y; echo $?

#### writing to a reader that has gone
yes | head -1; seq 1 100000 | head -2; { echo a; echo b; sleep 0.01; echo c 2>/dev/null; } | head -1; yes 2>/dev/null | sed 3q | wc -l

#### set -e with a failed redirection
set -e; echo a; cat < none 2>/dev/null || echo caught; if cat < none 2>/dev/null; then :; fi; echo b; cat < none 2>/dev/null; echo "not reached"

#### xtrace to a descriptor
exec 5> trace; BASH_XTRACEFD=5; set -x; echo hi; x=1; set +x; exec 5>&-; cat trace

#### select the output by a variable descriptor
out=1; [ "$1" ] && out=2; echo to-$out >&$out; v=3; eval "exec $v> ev"; echo data >&$v; eval "exec $v>&-"; cat ev

#### descriptors in subshells are copies
exec 3< words.txt; (read -r a <&3; echo sub $a); read -r b <&3; echo $b; (exec 3<&-); read -r c <&3; echo $c; x=$(read -r d <&3; echo $d); echo $x; exec 3<&-

#### redirection in the environment of a command substitution
x=$(cat < no-newline.txt > t; wc -c < t); echo $x; y=$(exec 2>&1; echo e >&2); echo $y; z=$( (echo a; echo b >&2) 2>/dev/null | cat); echo $z

#### a long chain of duplicates
{ echo one; echo two >&2; echo three >&5; } 5>&1 2>&5 | sort; { echo a >&6; } 6>&7 7>&1 2>/dev/null; echo $?; { echo b >&6; } 7>&1 6>&7; { echo c; } 3>&1 4>&3 5>&4 1>&5

#### word splitting does not apply to descriptor numbers
IFS=3; echo a 3>f >&3; cat f; unset IFS

#### escaped redirection signs
echo a \> b \< c '>' ">>" \>\> ; echo "2>&1" 2\>f; ls f 2>/dev/null; echo $?

#### a heredoc to a numbered descriptor and the rest of stdin
while read -r q <&4; do read -r a; echo "$q $a"; done 4<<Q <<A
q1
q2
Q
a1
a2
A

#### wc knows how large a file on stdin is, and not a pipe
wc < words.txt; wc -lw < words.txt; wc - < words.txt; cat words.txt | wc; wc <<< 'a b'; { read -r x; wc; } < words.txt; wc - numbers.txt < words.txt; wc /dev/stdin < words.txt; wc < empty.txt
