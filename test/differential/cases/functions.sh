# Functions: forms, arguments, local variables and dynamic scope, return, recursion, redirections, introspection.

#### the three forms
f() { echo f; }; function g { echo g; }; function h() { echo h; }; f; g; h; f () { echo spaced; }; f; function k
{
  echo k
}; k; m()
{ echo m; }; m

#### a body may be any compound command
f() (x=1; echo sub $x); x=0; f; echo $x; g() if [ "$1" = a ]; then echo A; else echo other; fi; g a; g b; h() for i in 1 2; do echo $i; done; h; k() case $1 in x) echo ex;; esac; k x; w() while read -r l; do echo "<$l>"; done; echo in | w; c() ((1 > 2)); c; echo $?; t() [[ $1 == y* ]]; t yes && echo yes

#### names
a-b() { echo dash; }; a-b; a.b() { echo dot; }; a.b; _x() { echo under; }; _x; f1() { echo digit; }; f1; @x() { echo at; }; @x; +() { echo plus; }; +; ns::f() { echo colons; }; ns::f; é() { echo accent; }; é; 1a() { echo one; }; 1a; a/b() { echo slash; }; echo "$(a/b)"

#### names that are keywords or have expansions are errors
eval 'if() { :; }' 2>/dev/null; echo $((!!$?)); eval '$x() { :; }' 2>/dev/null; echo $((!!$?)); eval '"q"() { :; }' 2>/dev/null; echo $((!!$?)); eval 'function while { echo kw; }' 2>/dev/null; echo $?

#### arguments
f() { echo "$#:$1,$2,${10},${11}"; }; f; f a; f 'a b' ''; f 1 2 3 4 5 6 7 8 9 ten eleven; set -- outer; f in; echo "$1 $#"

#### all arguments
f() { printf '<%s>' "$@"; printf '|'; printf '<%s>' "$*"; printf '|'; printf '<%s>' $@; echo; }; f 'a b' c; f; f ''; IFS=-; f x y

#### passing arguments on
g() { echo "$#:$*"; }; f() { g "$@"; g $@; g "$*"; g "$@" more; g "${@:2}"; g "${@:1:1}" "${@: -1}"; }; f 'a b' c d

#### shift and set inside a function concern its own arguments
f() { echo $1; shift; echo $1 $#; set -- p q r; echo $*; shift 2; echo $*; shift 5; echo "$? $*"; }; set -- A B; f 1 2; echo $*

#### the name stays the shell's in dollar zero
f() { [ "$0" != f ] && echo "not the function"; }; f; bash -c 'f() { echo $0; }; f' name

#### return and status
f() { return 3; }; f; echo $?; f() { false; }; f; echo $?; f() { true; return; }; f; echo $?; f() { (exit 5); return; }; f; echo $?; f() { return 256; }; f; echo $?; f() { return 257; }; f; echo $?; f() { return -1; }; f; echo $?; f() { :; }; (exit 9); f; echo $?

#### return of a bad argument
f() { return abc; echo after; }; f 2>/dev/null; echo $?; f() { return 1 2; echo after; }; (f; echo "go $?") 2>/dev/null; f() { return ''; }; f 2>/dev/null; echo $?; f() { return ' 4 '; }; f 2>/dev/null; echo $?; f() { return -- 6; }; f; echo $?

#### return outside of a function
return 3 2>/dev/null; echo $?; eval 'return 4' 2>/dev/null; echo $?; (return 5 2>/dev/null; echo "sub $?"); f() { (return 6; echo no); echo "$?"; }; f; g() { x=$(return 7; echo no); echo "$? [$x]"; }; g

#### return leaves loops, groups, eval and pipeline stages
f() { for i in 1 2; do { eval 'return 4'; }; done; echo no; }; f; echo $?; g() { echo x | return 5; echo "goes on $?"; }; g; h() { if return 6; then echo no; fi; }; h; echo $?; k() { : && return 7 || return 8; }; k; echo $?

#### the status in a return without an argument is the last command's
f() { if false; then :; fi; return; }; f; echo $?; g() { false || return; echo no; }; g; echo $?; h() { x=$(exit 3); return; }; h; echo $?; k() { grep -q zzz words.txt; return $?; }; k; echo $?

#### functions in conditions and lists
is_even() { (($1 % 2 == 0)); }; for n in 1 2 3; do is_even $n && echo $n even || echo $n odd; done; if is_even 4; then echo yes; fi; ! is_even 3 && echo not; while ! is_even ${n:=1}; do n=$((n+1)); done; echo $n

#### local variables
x=global; f() { local x=local; echo $x; }; f; echo $x; g() { x=changed; }; g; echo $x; h() { local x; echo "[${x-unset}]"; x=1; echo $x; }; h; echo $x

#### local with several names, values and expansions
f() { local a=1 b c='d e' d=$1; echo "$a ${b-unset} $c $d"; local e=$1$2 g="$*"; echo "$e|$g"; }; f 'x y' z; echo "${a-unset} ${c-unset}"

#### local sees the value so far
x=5; f() { local x=$x; x=$((x+1)); echo $x; local y=$x z=$y; echo "$y [$z]"; }; y=out; f; echo $x; g() { local x=1 y=$x; echo $y; }; g

#### local hides the status of a substitution
f() { local x=$(false); echo $?; local y; y=$(false); echo $?; local z=$(exit 3) w=1; echo $?; }; f

#### local outside of a function is an error
local x=1 2>/dev/null; echo "$? ${x-unset}"; (local y) 2>/dev/null; echo $?

#### dynamic scope
show() { echo $x; }; f() { local x=f; show; g; }; g() { local x=g; show; h; echo $x; }; h() { x=h; show; }; x=top; f; show

#### a callee changes the caller's local
inc() { n=$((n+1)); }; f() { local n=10; inc; inc; echo $n; }; n=0; f; echo $n; inc; echo $n

#### unset of a local shows what
x=outer; f() { local x=1; unset x; echo "${x-unset}"; x=2; echo $x; }; f; echo $x; g() { local x=3; h; echo "${x-unset}"; }; h() { unset x; echo "in h ${x-unset}"; }; g; echo $x

#### unset in a callee uncovers the outer value
x=top; a() { local x=a; b; echo "a: $x"; }; b() { unset x; echo "b: ${x-unset}"; x=new; echo "b: $x"; }; a; echo $x

#### local in a loop, twice and in a block
f() { for i in 1 2; do local v; v+=$i; echo $v; done; { local w=in; }; echo $w; local v=again; echo $v; if true; then local q=deep; fi; echo $q; }; f; echo "${v-unset}${w-unset}${q-unset}"

#### arrays local to a function
a=(g1 g2); f() { local a=(l1 'l 2' l3); echo "${#a[@]} ${a[1]}"; a+=(l4); echo ${#a[@]}; local -a b; b[2]=x; echo ${!b[@]}; local -A m=([k]=v [j]=w); echo ${m[k]} ${#m[@]}; }; f; echo ${a[@]} "${b-none}" "${m-none}"

#### local attributes
f() { local -i n=2+3; n+=1; echo $n; local -u up=abc; echo $up; local -l low=ABC; echo $low; local -r ro=1; (ro=2) 2>/dev/null; echo "$? $ro"; local -x ex=env; printenv ex; }; f; printenv ex || echo gone; n=2+3; echo $n

#### local of an exported variable stays exported
export E=outer; f() { local E=inner; printenv E; }; f; printenv E; g() { local E; printenv E; echo "[$?]"; }; g

#### a readonly global cannot be made local
readonly R=1; (f() { local R=2; echo "in $R"; }; f) 2>/dev/null; echo $?; f() { echo $R; }; f

#### local -p and local without arguments
f() { local b=2 a='x y'; local -i n=3; local; }; f; g() { local -p; local z=1; local -p; }; g

#### declare in a function is local, declare -g is not
f() { declare x=1; typeset y=2; declare -g z=3; echo $x$y$z; }; f; echo "${x-no} ${y-no} $z"; v=top; g() { local v=loc; declare -g v=glob; echo $v; }; g; echo $v

#### an assignment before a function's name lasts as long as the call
f() { echo "$v"; v=changed; g; }; g() { echo "$v"; }; v=before; v=during f; echo $v; w=1 f; echo ${w-unset}; printf '%s\n' "$(e=exported f; printenv e)"

#### an assignment before a function's name is exported to its children
f() { printenv V; local V=2; printenv V; }; V=1 f; printenv V || echo none; PATH=$PATH V=3 eval 'printenv V'; echo ${V-unset}

#### recursion
fact() { if (($1 < 2)); then echo 1; else echo $(($1 * $(fact $(($1 - 1))))); fi; }; fact 10; fib() { (($1 < 2)) && { echo $1; return; }; echo $(($(fib $(($1-1))) + $(fib $(($1-2))))); }; fib 9; count() { local n=$1; ((n == 0)) && return; count $((n-1)); printf '%s ' $n; }; count 6; echo

#### deep recursion
d() { if (($1)); then d $(($1-1)); else echo bottom; fi; }; d 200; s=0; sum() { local i=$1; ((i == 0)) && return; s=$((s+i)); sum $((i-1)); }; sum 150; echo $s

#### FUNCNEST limits the depth
FUNCNEST=5; n=0; f() { n=$((n+1)); f; }; (f; echo no) 2>/dev/null; echo "sub $?"; f 2>/dev/null; echo "not here"

#### mutual recursion and towers of Hanoi
even() { (($1 == 0)) && return 0; odd $(($1-1)); }; odd() { (($1 == 0)) && return 1; even $(($1-1)); }; even 10 && echo even; odd 7 && echo odd; moves=0; hanoi() { (($1)) || return; hanoi $(($1-1)) $2 $4 $3; ((moves++)); [ $1 = 3 ] && echo "$2>$3"; hanoi $(($1-1)) $4 $3 $2; }; hanoi 4 A B C; echo $moves

#### walking a tree by recursion
walk() { local f; for f in "$1"/*; do echo "$2${f##*/}"; if [ -d "$f" ]; then walk "$f" "$2  "; fi; done; }; walk a ''

#### a function that defines functions
make() { eval "$1() { echo \"$2 \$1\"; }"; }; make hi hello; hi you; outer() { inner() { echo inner; }; }; inner 2>/dev/null || echo not yet; outer; inner; f() { f() { echo second; }; echo first; }; f; f

#### redefinition, and while it runs
f() { echo 1; }; f; f() { echo 2; }; f; g() { echo a; g() { echo b; }; echo still a; }; g; g; h() { unset -f h; echo still here; }; h; h 2>/dev/null || echo gone

#### a definition inside a condition, loop or subshell
if true; then f() { echo defined; }; fi; f; for i in 1 2; do eval "g$i() { echo g$i; }"; done; g1; g2; (h() { echo sub; }; h); h 2>/dev/null || echo "none outside"; false && k() { echo no; }; k 2>/dev/null || echo none; x() { echo p; } | cat; x 2>/dev/null || echo "none from a pipe"

#### the status of a definition is zero
false; f() { false; }; echo $?; f || echo called; true && g() { :; } && echo chained

#### unset -f
f() { echo f; }; unset -f f; f 2>/dev/null; echo $?; unset -f none; echo $?; x=1; x() { echo fx; }; unset x; echo "${x-no var}"; x; unset x; x 2>/dev/null || echo "now the function too"; y() { :; }; unset -v y; y && echo kept

#### readonly functions
f() { echo ro; }; readonly -f f; (f() { echo new; }) 2>/dev/null; f; unset -f f 2>/dev/null; echo $?; f; declare -rf f; echo $?

#### exported functions
f() { echo "exported $1"; }; export -f f; bash -c 'f x'; bash -c 'f() { echo own; }; f'; export -nf f; bash -c 'f x' 2>/dev/null; echo $?; g() { echo multi; echo "lines $#"; }; export -f g; echo 'g a b' > s; bash s

#### functions before builtins and programs
echo() { printf 'my %s\n' "$*"; }; echo a; command echo b; builtin echo c; unset -f echo; ls() { echo listed; }; ls; command ls a; cd() { builtin cd "$@" && echo "now ${PWD##*/}"; }; cd a; true() { return 3; }; true; echo $?; \true; echo $?; 'true'; echo $?

#### special builtins may be hidden by functions
set() { echo "set $*"; }; set -- x; unset -f set; export() { echo ex; }; export A=1; echo ${A-unset}; eval() { echo "ev $*"; }; eval echo; unset -f eval; eval echo ok

#### a function named as a variable
f=var; f() { echo func; }; echo $f; f; unset -v f; f; test_x() { echo $test_x; }; test_x=val; test_x

#### output of a function is captured, piped and redirected
f() { echo out; echo err >&2; }; x=$(f 2>/dev/null); echo "[$x]"; f 2>&1 | sort; f > o 2> e; cat e o; f 2>&1 >/dev/null | tr a-z A-Z; cat < <(f 2>/dev/null)

#### redirections at the definition
f() { echo out; echo err >&2; cat; } > o 2> e < a/one.txt; f; cat o e; n=1; g() { echo g; } > "f$n"; n=2; g; ls f2; cat f2; h() { read -r l; echo "$l"; } < words.txt; h; h

#### redirections at the definition and at the call
f() { echo inner; } > in; f > out; cat in; wc -c < out; g() { cat; } < a/one.txt; echo piped | g; g <<< here

#### a here-document in a function
f() { cat <<EOT
name: $1
  sum: $((1+$2))
EOT
}; f x 2; g() { tr a-z A-Z; } <<EOT
fixed $HOME_none text
EOT
g; g

#### stdin of a function
f() { while read -r l; do echo "$1$l"; done; }; printf 'a\nb\n' | f '> '; f - < a/b/two.txt; f + <<< one; g() { f "$@"; }; echo deep | g x

#### FUNCNAME
f() { echo "${FUNCNAME[0]} of ${#FUNCNAME[@]}"; g; }; g() { echo "${FUNCNAME[0]} < ${FUNCNAME[1]}"; echo "$FUNCNAME"; }; f; echo "[${FUNCNAME-unset}]"; g

#### FUNCNAME in a script file
cat > s <<'EOT'
f() { echo "${FUNCNAME[*]}"; }
g() { f; }
f; g
echo "top: ${FUNCNAME[*]}"
EOT
bash s; . ./s

#### BASH_SOURCE and BASH_LINENO in files
cat > lib <<'EOT'
where() { echo "${BASH_SOURCE[0]}:${BASH_LINENO[0]} from ${FUNCNAME[1]} in ${BASH_SOURCE[1]}"; }
EOT
cat > s <<'EOT'
. ./lib
f() {
  where
}
f
where
echo "${BASH_SOURCE[0]} $LINENO"
EOT
bash s; bash ./s

#### caller
cat > s <<'EOT'
f() { caller; caller 0; caller 1; caller 2 || echo end; }
g() {
  f
}
g
EOT
bash s; caller 2>/dev/null; echo $?

#### a stack trace with caller
cat > s <<'EOT'
die() { local i=0; echo "died: $1"; while caller $i; do i=$((i+1)); done; exit 1; }
a() { b "$@"; }
b() {
  die "$1"
}

a oops
EOT
bash s; echo $?

#### LINENO in functions and files
cat > s <<'EOT'
echo $LINENO
f() {
  echo "f $LINENO"
}

f; echo $LINENO
x=$LINENO; echo \
  $x $LINENO
EOT
bash s

#### declare -f shows a function in one form
f() { echo "a $1" > f 2>&1; if [ $x = 1 ]; then y=2; fi; }; declare -f f

#### declare -f of loops
f() { for i in 1 2; do echo $i; done; while read x; do :; done < f; until false; do break; done; for ((i=0;i<3;i++)); do echo $i; done; }; declare -f f

#### declare -f of case and conditions
f() { case $1 in a|b) echo ab;; *) echo other ;; esac; if a; then b; elif c; then d; else e; fi; [[ $a == b* && -n $c ]]; (( x + 1 )); }; declare -f f

#### declare -f of lists, pipes, groups and subshells
f() { a && b || c; a | b |& c; { a; b; }; (a; b); ! a; a & }; declare -f f

#### declare -f of definitions within and of other bodies
f() (echo sub); declare -f f; g() { h() { echo inner; }; h; }; declare -f g; k() { echo red; } > f 2>&1; declare -f k

#### declare -f keeps quotes and expansions
f() { echo 'single $x' "double $x" $'ansi\n' a\ b ${x:-y} $(cmd a) `old` $((1+2)) <(p); x=(1 "2 3"); local z=3; }; declare -f f

#### declare -f with a here-document
f() { cat <<EOT
text $x
EOT
echo after; }; declare -f f

#### declare -f output can be evaluated again
f() { local s=0; for n; do [[ $n =~ ^[0-9]+$ ]] || continue; ((s += n)); done; echo "sum $s"; }; d=$(declare -f f); unset -f f; eval "$d"; f 1 x 2 3; g=$(declare -f f | sed 's/^f /copy /'); eval "$g"; copy 4 5

#### declare -F and type name functions
zz() { :; }; aa() { :; }; declare -F; declare -F aa; echo $?; declare -F none; echo $?; type -t aa; compgen -A function; declare -f none; echo $?

#### default arguments and checks
f() { local name=${1:-world} greeting=${2-Hello}; echo "$greeting $name"; }; f; f Ana; f '' Hi; f Bo ''; g() { : "${1:?need one}"; echo $1; }; (g) 2>/dev/null; echo $?; g ok; h() { (($# >= 2)) || { echo usage; return 2; }; echo fine; }; h a; echo $?; h a b

#### optional flags in a function
f() { local v=0 n=1; while [ $# -gt 0 ]; do case $1 in -v) v=1;; -n) n=$2; shift;; --) shift; break;; -*) return 64;; *) break;; esac; shift; done; echo "v=$v n=$n rest=$*"; }; f -v -n 3 a b; f a -v; f -- -v; f -q; echo $?

#### returning values: by output, by variable, by reference
out() { echo "r$1"; }; x=$(out 1); glob() { RESULT="g$1"; }; glob 2; ref() { local -n r=$1; r="n$2"; }; ref y 3; byname() { printf -v "$1" 'p%s' "$2"; }; byname z 4; ev() { eval "$1=\$2"; }; ev w 'e 5'; echo "$x $RESULT $y $z $w"

#### returning an array
f() { local -n out=$1; out=(a 'b c' d); }; f arr; echo "${#arr[@]} ${arr[1]}"; g() { printf '%s\n' x 'y z'; }; mapfile -t b < <(g); echo "${#b[@]} ${b[1]}"; h() { echo 1 2 3; }; read -ra c <<< "$(h)"; echo ${c[2]}

#### passing an array by name and by values
sum() { local -n arr=$1; local t=0 x; for x in "${arr[@]}"; do ((t+=x)); done; echo $t; }; nums=(1 2 3); sum nums; join() { local IFS=$1; shift; echo "$*"; }; join , a b c; join - "${nums[@]}"; last() { echo "${!#}"; }; last p q r

#### functions as arguments
map() { local f=$1 x; shift; for x; do $f "$x"; done; }; dbl() { echo $(($1*2)); }; map dbl 1 2 3; map 'printf <%s>\n' a b; filter() { local p=$1 x; shift; for x; do if $p "$x"; then echo "$x"; fi; done; }; big() { (($1 > 5)); }; filter big 3 9 6; compose() { "$1" "$("$2" "$3")"; }; compose dbl dbl 5

#### functions from an associative array
declare -A op=([add]='+' [sub]='-'); calc() { echo $(($1 ${op[$2]} $3)); }; calc 5 add 3; calc 5 sub 3; do_a() { echo A $*; }; do_b() { echo B $*; }; for c in a b c; do if declare -F do_$c >/dev/null; then do_$c x; else echo "no $c"; fi; done

#### a subshell function keeps its changes to itself
f() ( cd a; x=1; set -- q; exit 3; ); x=0; f; echo "$? $x ${PWD##*/}" | sed "s|$(basename "$PWD")|here|"; g() ( return 4 ); g; echo $?; h() ( trap 'echo bye' EXIT; echo work ); h; echo end

#### exit in a function ends the shell
f() { echo in; exit 7; }; (f; echo no); echo $?; x=$(f); echo "$x $?"; f | cat; echo "after a pipe"; f; echo no

#### IFS local to a function
f() { local IFS=:; set -- $1; echo $#; echo "$*"; }; f a:b:c; set -- 'x y'; for w in $1; do echo $w; done; g() { local IFS; echo "[${IFS-unset}]"; set -- $1; echo $#; }; IFS=,; g 'a b,c'

#### set options in a function go on after it, local - does not
f() { set -f; }; f; echo a/*; set +f; g() { local -; set -f; echo a/*; }; g; echo a/o*; h() { local -; set -u; (echo $nope) 2>/dev/null; echo $?; }; h; echo "[$nope]"

#### a function in the background and with wait
f() { sleep 0.15; echo "bg $1"; return $1; }; f 3 & wait $!; echo $?; x=1; g() { x=2; }; g & wait; echo $x; f 0 & f2=$!; echo fg; wait $f2; echo $?

#### a function with the name of a later argument list is not called early
f() { echo called; }; echo f; x=f; $x; "$x"; 'f'; \f; f; f;f

#### newlines, comments and blanks around a body
f()   # comment
{   # another

   echo ok   # third
}   # fourth
f
g  (   )   {   echo spaced;   }   ;   g

#### a closing brace needs a separator before it
f() { echo }; }; f; eval 'g() { echo x }' 2>/dev/null; echo $((!!$?)); h() { echo a; }; h; k() { echo b
}; k; eval 'm() {echo x; }' 2>/dev/null; echo $((!!$?)); eval 'n() echo x' 2>/dev/null; echo $((!!$?))

#### underscore and question mark across calls
f() { echo "$_"; }; : last; f arg; (exit 4); g() { echo $?; }; (exit 4); g; echo a b; echo "$_"

#### a library of functions from a file
. ./lib.sh; greet; greet Ana; greeting=hi; greet Bo; . ./lib.sh; greet Cy; greet() { echo overridden; }; greet

#### locals of a caller in a substitution and a subshell
f() { local v=in; echo $(g) $( (v=sub; g) ); g; }; g() { echo $v; }; v=out; f; g

#### memoized Fibonacci in a global array
declare -A memo; fib() { local n=$1; if [[ -v memo[$n] ]]; then R=${memo[$n]}; return; fi; if ((n<2)); then R=$n; else fib $((n-1)); local a=$R; fib $((n-2)); R=$((a+R)); fi; memo[$n]=$R; }; fib 50; echo $R

#### what is assigned before a call and exported in the function stays
f() { export z; g; echo "in $z"; }; g() { z=5; }; z=1 f; declare -p z
h() { readonly q; }; q=1 h; declare -p q
i() { local w; echo "${w-none}"; w=2; }; w=1 i; echo "${w-unset}"
e=0; j() { unset e; echo "$e"; }; e=1 j
