# Indexed arrays: literals, sparse, append, negative subscripts, unset, keys, slices, passing, reading, idioms.

#### literals and elements
a=(one two three); echo ${a[0]} ${a[2]} $a ${a[@]} ${#a[@]} ${!a[@]} "[${a[3]}]"

#### literals over several lines with comments
a=(
  one   # first
  "two words"
  # nothing

  three
); echo ${#a[@]}; printf '<%s>' "${a[@]}"; echo

#### literals with indices
a=([3]=d [1]=b c [0]=a [7]=h i); echo ${!a[@]}; echo ${a[@]}; echo ${#a[@]}

#### empty arrays
a=(); echo ${#a[@]} "[${a[@]}]" "[${a[*]}]" "[$a]"; set -- "${a[@]}"; echo $#; set -- "${a[*]}"; echo $#; declare -a b; echo ${#b[@]}; [ -z "${a[@]}" ] && echo null

#### an element of an undeclared name makes an array
x[5]=five; echo ${x[5]} ${#x[@]} ${!x[@]} "[$x]"; y=scalar; y[2]=two; echo "$y" ${y[@]} ${!y[@]}; z[0]=only; echo $z

#### a scalar read as an array
s='a b'; echo "${s[0]}" "${s[@]}" ${#s[@]} "[${s[1]}]" ${!s[@]} "${s[-1]}"

#### assigning to the name sets element zero
a=(1 2 3); a=x; echo ${a[@]}; a+=y; echo ${a[@]}; unset b; b[1]=q; b=p; echo ${b[@]} ${!b[@]}

#### append elements
a=(1); a+=(2 '3 4'); a+=(); echo ${#a[@]}; a+=([9]=x y); echo ${!a[@]}; b+=(new); echo $b; s=str; s+=(two); echo "${s[@]}"

#### append to an element
a=(x y); a[1]+=z; a[0]+='1 2'; a[5]+=n; echo "${a[@]}" ${!a[@]}; declare -i i=(1 2); i[0]+=5; i+=(3+4); echo ${i[@]}

#### negative subscripts
a=(a b c d); echo ${a[-1]} ${a[-4]} "${a[@]: -1}"; a[-1]=D; a[-2]+=c; echo ${a[@]}; (echo ${a[-5]}) 2>/dev/null; echo $?; (a[-9]=x; echo no) 2>/dev/null; echo $?; unset 'a[-1]'; echo ${a[@]}

#### negative subscripts in sparse arrays count from the highest index
a=([2]=x [6]=y); echo "${a[-1]}|${a[-5]}|${a[-2]}|"; a[-1]=z; a[-3]=w; echo ${!a[@]} ${a[@]}

#### sparse arrays
a=(); a[100]=x; a[5]=y; a[50]=z; echo ${#a[@]} ${!a[@]} ${a[@]}; for i in "${!a[@]}"; do echo "$i=${a[i]}"; done; echo ${#a[5]} "[${a[6]}]" "${a[6]-unset}" "${a[5]+set}"

#### unset elements and arrays
a=(a b c d); unset 'a[1]'; echo ${a[@]} ${!a[@]} ${#a[@]}; unset a[0]; echo "[$a]" ${!a[@]}; a+=(e); echo ${!a[@]}; unset a; echo ${#a[@]} "${a-gone}"

#### unset of all elements
a=(1 2); unset 'a[@]'; echo "${#a[@]}"; declare -p a 2>/dev/null; echo $?; b=(1 2); unset 'b[*]'; echo "${#b[@]}"

#### unset with a variable index, and a glob in the way
a=(x y z); i=1; unset 'a[i]'; echo ${!a[@]}; unset "a[$i+1]"; echo ${!a[@]}; touch b0; b=(p); unset b[0]; echo "[${b[0]}]"

#### compact a sparse array
a=([1]=x [4]='y z' [9]=w); a=("${a[@]}"); echo ${!a[@]}; echo "${a[1]}"

#### subscripts are arithmetic
a=({a..j}); i=3; echo ${a[i]} ${a[$i]} ${a[i+1]} ${a["2"]} ${a[ 4 ]} ${a[i*2]} ${a[i>2]} ${a[10#05]} ${a[0x7]} ${a[${#a[@]}-1]}; a[i+=1]=X; echo ${a[4]} $i; a[i++]=Y; echo $i

#### subscripts by substitutions
a=(x y z); echo ${a[$(echo 1)]} ${a[`echo 2`]} ${a[$((0))]}; b=(2 0 1); for k in "${b[@]}"; do printf '%s' "${a[$k]}"; done; echo; echo ${a[b[0]]} ${a[${b[1]}]}

#### an invalid subscript is an error
a=(1); (echo ${a[]}) 2>/dev/null; echo $?; (a[]=1) 2>/dev/null; echo $?; (echo ${a[1 2]}) 2>/dev/null; echo $?; echo "${a[x]}" "${a[no]}"

#### all elements quoted and unquoted
a=('a b' '' 'c*'); printf '<%s>' "${a[@]}"; echo; printf '<%s>' ${a[@]}; echo; printf '<%s>' "${a[*]}"; echo; printf '<%s>' ${a[*]}; echo; printf '<%s>' x"${a[@]}"y; echo

#### star joins with IFS
a=(1 2 3); IFS=,; echo "${a[*]}"; x="${a[*]}"; IFS=; echo "${a[*]}"; unset IFS; echo "${a[*]}" "$x"; IFS=' +'; printf '<%s>' "${a[*]}"; echo

#### lengths
a=(one 'two words' '' é); echo ${#a[@]} ${#a[*]} ${#a} ${#a[1]} ${#a[2]} ${#a[3]} ${#a[9]} ${#a[-1]}

#### slices
a=(a b c d e); echo ${a[@]:1:2} , ${a[@]:3} , ${a[@]: -2} , ${a[*]:0:1} , "${a[@]:9}" , ${a[@]:2:0} , ${a[@]::3}; b=("${a[@]:1:3}"); echo ${#b[@]} ${!b[@]}

#### copies
a=(x 'y z' ''); b=("${a[@]}"); b[0]=changed; echo ${a[0]} ${#b[@]}; c=(${a[@]}); echo ${#c[@]}; s=([5]=p [7]=q); d=("${s[@]}"); echo ${!d[@]}; for i in "${!s[@]}"; do e[i]=${s[i]}; done; echo ${!e[@]}

#### concatenate, insert, remove
a=(1 2 3) b=(4 5); c=("${a[@]}" "${b[@]}"); echo ${c[@]}; c=("${c[@]:0:2}" new "${c[@]:2}"); echo ${c[@]}; c=("${c[@]:0:1}" "${c[@]:2}"); echo ${c[@]}; c=(first "${c[@]}" last); echo ${c[@]}

#### stack and queue
s=(); s+=(a); s+=(b c); echo ${s[-1]}; unset 's[-1]'; echo ${s[@]}; q=(1 2 3); echo ${q[0]}; q=("${q[@]:1}"); echo ${q[@]} ${#q[@]}

#### reverse
a=(1 2 '3 3' 4); r=(); for ((i=${#a[@]}-1;i>=0;i--)); do r+=("${a[i]}"); done; printf '<%s>' "${r[@]}"; echo; for x in "${a[@]}"; do f=("$x" "${f[@]}"); done; printf '<%s>' "${f[@]}"; echo

#### loops over values and keys
a=(p 'q r' s); for x in "${a[@]}"; do echo "<$x>"; done; for i in "${!a[@]}"; do echo "$i:${a[$i]}"; done; for ((i=0;i<${#a[@]};i++)); do echo "$i=${a[i]}"; done; for x in ${a[@]}; do printf '%s.' $x; done; echo

#### changing an array while looping over it
a=(1 2 3); for x in "${a[@]}"; do a+=($((x*10))); done; echo ${a[@]}; for i in "${!a[@]}"; do ((i%2)) && unset "a[i]"; done; echo ${!a[@]}

#### operators over all elements
a=(src/a.c src/b.c lib/c.h); echo ${a[@]##*/} , ${a[@]%.*} , ${a[@]/src/obj} , ${a[@]/%.c/.o} , ${a[@]^^} , "${a[@]/#/-I}" , ${a[@]//[a-b]/X}; b=("${a[@]#src/}"); echo ${#b[@]} ${b[1]}

#### filter
a=(apple bob cat avocado); r=(); for x in "${a[@]}"; do [[ $x == a* ]] && r+=("$x"); done; echo ${r[@]}; echo ${a[@]/a*/}; printf '%s\n' "${a[@]}" | grep -v a

#### search
a=(x 'y z' w); has() { local n=$1 e; shift; for e; do [[ $e == "$n" ]] && return 0; done; return 1; }; has 'y z' "${a[@]}" && echo yes; has y "${a[@]}" || echo no; [[ " ${a[*]} " == *' w '* ]] && echo in; for i in "${!a[@]}"; do [[ ${a[i]} == w ]] && echo $i; done

#### unique values keep the first order
a=(b a b c a); declare -A seen; u=(); for x in "${a[@]}"; do [[ ${seen[$x]} ]] || { seen[$x]=1; u+=("$x"); }; done; echo ${u[@]}

#### sort with commands
a=(pear apple 'fig tree' date); IFS=$'\n' s=($(sort <<< "${a[*]}")); unset IFS; printf '<%s>' "${s[@]}"; echo; mapfile -t r < <(printf '%s\n' "${a[@]}" | sort -r); echo "${r[0]}"; n=(10 9 100); echo $(printf '%s\n' ${n[@]} | sort -n)

#### passing to functions
f() { echo $# "$1" "${@: -1}"; }; a=(x 'y z' ''); f "${a[@]}"; f ${a[@]}; f "${a[*]}"; f pre "${a[@]}" post; f "${a[@]:1:1}"

#### passing by name
sum() { local -n r=$1; local t=0 x; for x in "${r[@]}"; do ((t+=x)); done; echo $t; }; n=(1 2 3); sum n; show() { local v="$1[@]"; printf '<%s>' "${!v}"; echo; }; w=(a 'b c'); show w

#### returning through a name
mk() { local -n o=$1; o=("${@:2}"); o[5]=five; }; mk res a 'b c'; echo ${!res[@]} "${res[1]}"; get() { eval "$1=(1 2)"; }; get g; echo ${g[@]}

#### local arrays
a=(global); f() { local a=(local one) b; b[2]=x; a+=(two); echo ${a[@]} ${!b[@]}; }; f; echo ${a[@]} "${b[@]-none}"; g() { local -a c; c+=(1 2); echo ${#c[@]}; d=(made); }; g; echo ${#c[@]} ${d[@]}

#### declare and printing
declare -a a=(1 'two words' [5]=$'tab\t'); declare -p a; declare -ar r=(x); declare -p r; declare -a e=(); declare -p e; declare -a un; declare -p un; s=1; declare -p s

#### declare with a quoted literal
declare -a a='(1 2 3)'; echo ${#a[@]} ${a[1]}; declare b='(1 2)'; echo "$b" ${#b[@]}; x='(p q)'; declare -a c="$x"; echo ${#c[@]}

#### readonly arrays
declare -r a=(1 2); (a[0]=x) 2>/dev/null; echo $?; (a+=(3)) 2>/dev/null; echo $?; (unset a) 2>/dev/null; echo $?; echo ${a[@]}

#### integer and case arrays
declare -ai n=(1+1 2*3 x); echo ${n[@]}; n[1]+=10; echo ${n[1]}; declare -au u=(ab cd); u+=(ef); echo ${u[@]}; declare -al l; l[0]=ABC; echo $l

#### read into an array
read -ra a <<< 'one two  three'; echo ${#a[@]} ${a[2]}; IFS=: read -ra p <<< 'x::y'; echo ${#p[@]} "[${p[1]}]"; read -a b <<< 'a\ b c'; echo ${#b[@]} "${b[0]}"

#### mapfile
mapfile -t l < words.txt; echo ${#l[@]} "${l[5]}"; mapfile m < no-newline.txt; printf '[%s]' "${m[@]}"; echo; readarray -t -n 2 n < numbers.txt; echo ${n[@]}; mapfile -t -s 8 s < numbers.txt; echo ${s[@]}; mapfile -t -O 3 o < no-newline.txt; echo ${!o[@]}; mapfile -t < no-newline.txt; echo ${MAPFILE[1]}

#### mapfile with a delimiter and from a pipe
mapfile -d '' -t z < <(printf 'a b\0c\nd\0'); echo ${#z[@]}; printf '<%s>' "${z[@]}"; echo; printf 'x\ny\n' | { mapfile -t p; echo ${#p[@]}; }; mapfile -td : c <<< 'a:b:c'; echo ${#c[@]} "${c[2]}"; mapfile -t e < empty.txt; echo ${#e[@]}

#### mapfile callback
cb() { echo "cb $1 $2"; }; mapfile -t -c 2 -C cb a < words.txt; echo ${#a[@]}

#### arrays from globs and substitutions
a=(notes/*.md); echo ${#a[@]} "${a[0]}"; b=($(cat numbers.txt)); echo ${#b[@]} ${b[3]}; c=("$(cat no-newline.txt)"); echo ${#c[@]}; d=({1..5} x{a,b}); echo ${d[@]}; e=(~/a); echo "${e[0]##*/}"

#### quotes and special values
a=("it's" 'say "hi"' \$x '`y`' 'back\slash' $'new\nline' '#hash' '*' '' ' sp '); echo ${#a[@]}; printf '<%s>' "${a[@]}"; echo; declare -p a; echo "${a[@]@Q}"

#### assignment from all elements
a=(1 '2  3'); x=${a[@]}; y="${a[@]}"; z=${a[*]}; echo "$x|$y|$z"; IFS=-; x=${a[@]}; z=${a[*]}; echo "$x|$z"

#### conditions on arrays
a=(); [[ ${a[@]} ]] || echo empty; a=(''); [[ ${#a[@]} -gt 0 ]] && echo has; [[ -v a[0] ]] && echo v0; [[ -v a[1] ]] || echo nov1; [[ -v a ]] && echo va; b=([3]=x); [[ -v b ]] || echo novb; [[ ${b+set} ]] || echo unset0; [[ -v b[@] ]] && echo any

#### default operators on elements
a=([1]=x [2]=); echo "${a[0]-d}" "${a[1]-d}" "[${a[2]-d}]" "${a[2]:-e}" "${a[0]:=new}" ${!a[@]} "${a[1]:+alt}" "${a[@]+any}"

#### arrays and set -u
set -u; a=(1); echo "${a[0]}" "${a[@]}"; (echo "${a[1]}") 2>/dev/null; echo $?; e=(); for x in "${e[@]}"; do echo no; done; echo "${e[@]-none}" ${#e[@]}

#### elements are not exported
a=(1 2); export a; printenv a; echo $?; export s=x; s[1]=y; printenv s; echo $?

#### temporary array assignment before a command is not an array
a[0]=x printenv a; echo $?; a=(1 2); b=${a[1]} printenv b

#### nested arrays through joined strings
rows=('1,2,3' '4,5,6'); for r in "${rows[@]}"; do IFS=, read -ra c <<< "$r"; echo "${c[1]}"; done; m0=(a b) m1=(c d); for i in 0 1; do n="m$i[1]"; echo ${!n}; done

#### two-dimensional by computed keys
for i in 0 1; do for j in 0 1 2; do g[i*3+j]=$i$j; done; done; echo ${g[@]}; echo ${g[1*3+2]}

#### arguments into an array and back
set -- a 'b c' ''; x=("$@"); echo ${#x[@]}; set -- "${x[@]}" d; echo $#; args=("${@:2}"); echo ${#args[@]} "${args[0]}"; set --; y=("$@"); echo ${#y[@]}

#### building a command
cmd=(printf '<%s>'); cmd+=('a b' "*"); "${cmd[@]}"; echo; opts=(-n); [ -n 1 ] && opts+=(-r); sort "${opts[@]}" numbers.txt | head -2; run() { "$@"; }; run "${cmd[@]}" x; echo

#### optional arguments
debug=; flags=(${debug:+-v}); echo ${#flags[@]}; name='x y'; flags=(${name:+--name "$name"}); echo ${#flags[@]}; printf '<%s>' "${flags[@]}"; echo

#### printf over arrays
a=(1 one 2 two 3); printf '%d-%s\n' "${a[@]}"; printf '%s,' "${a[@]}"; echo; printf -v j ',%s' "${a[@]}"; echo "${j:1}"; printf '%s\n' "${a[@]}" | paste -sd+

#### words of a line as fields
while read -ra f; do ((${#f[@]} > 2)) && echo "${f[1]} ${f[@]:2}"; done < logs/app.txt

#### counts by level
declare -A n; while read -r t l rest; do ((n[$l]++)); done < logs/app.txt; for k in INFO WARN ERROR; do echo "$k ${n[$k]}"; done

#### arrays in subshells and pipelines do not come back
a=(1); (a+=(2); echo ${#a[@]}); echo x | { read -r y; a+=($y); echo ${#a[@]}; }; echo ${#a[@]}; while read -r l; do b+=("$l"); done < no-newline.txt; echo ${#b[@]}; cat words.txt | while read -r l; do c+=("$l"); done; echo ${#c[@]}

#### the pipeline-safe loop
a=(); while IFS= read -r l; do a+=("$l"); done < <(sort -u words.txt); echo ${#a[@]} "${a[0]}"

#### names with arrays by indirection
x=(a b); n=x; echo ${!n}; n='x[@]'; echo ${!n}; n='x[1]'; echo ${!n}; i=1; n="x[$i]"; echo "${!n}"; eval "echo \${$n}"; printf -v "x[$i]" new; echo ${x[1]}

#### swapping elements
a=(1 2 3); t=${a[0]}; a[0]=${a[2]} a[2]=$t; echo ${a[@]}; i=0 j=1; ((t=a[i],a[i]=a[j],a[j]=t)); echo ${a[@]}

#### large arrays
for ((i=0;i<3000;i++)); do a[i]=$((i*i)); done; echo ${#a[@]} ${a[2999]} ${a[-1]}; b=("${a[@]:1000:3}"); echo ${b[@]}; unset 'a[0]'; echo ${#a[@]}

#### very high indices
a[1000000000]=x; a[9223372036854775807]=max; echo ${#a[@]} ${!a[@]}; unset 'a[1000000000]'; echo ${!a[@]}

#### keys with operators and quotes
a=(x y z); echo "${!a[@]}" "${!a[*]}"; k=("${!a[@]}"); echo ${#k[@]}; IFS=-; echo "${!a[*]}"; echo ${a[@]@K}

#### PIPESTATUS, FUNCNAME and BASH_ARGV style arrays
true | false | (exit 3); p=("${PIPESTATUS[@]}"); echo ${p[@]} ${#p[@]}; f() { echo ${FUNCNAME[0]} ${#FUNCNAME[@]}; g; }; g() { echo ${FUNCNAME[@]}; }; f; echo ${BASH_VERSINFO[0]}

#### array literal with assignments and substitutions failing
a=($(false)); echo $?; a=(x $(exit 3)); echo $?; a=(1 2); echo $?; a[0]=$(exit 4); echo $?

#### assignment of an array literal to an element is an error
a=(1); (a[0]=(1 2); echo no) 2>/dev/null; echo $?; echo ${a[@]}

#### parentheses after an equals sign in arguments
eval 'echo a=(1 2)' 2>/dev/null; echo $?; declare d=(1 2); echo ${d[1]}; export e=(3 4); echo ${e[1]}; f() { local l=(5 6); echo ${l[1]}; }; f; readonly r=(7 8); echo ${r[1]}

#### self-reference while assigning
a=(1 2 3); a=("${a[@]}" ${#a[@]} ${a[0]}); echo ${a[@]}; a=(${a[@]:1}); echo ${a[@]}; a+=(${#a[@]}); echo ${a[@]}; b=(x); b=([0]=y [1]=${b[0]}); echo ${b[@]}

#### braces in elements of arrays
arr=([0]={a,''}); printf '<%s>' "${arr[@]}"; echo; declare -a w=([1]={"a b",c}a); printf '<%s>' "${w[@]}"; echo
x='p q'; w=([1]={$x,b}); declare -p w; w=([3]={a}); declare -p w

#### an element with a bad subscript in a list is passed over
arr=(1 2); arr=([-1]=x a b) 2>/dev/null; declare -p arr

#### slices are evaluated only where there is something to slice
n=1; m=-3; x='a b  c'; arr=(one two three); set -- p q
printf '<%s>' "${u:(m+=2)}" "${u[@]:(n=9)}" "${x:10:(n=8)}" "${@:63: -3}" "${arr[@]:9: -1}" "${9:(n=7)}"; echo $n $m
printf '<%s>' "${x[@]:(-2)}" "${x[*]:1:2}" "${arr[@]: -2}" "${arr[@]: -9}" "${@:0:1}" "${@: -1}" | sed 's/<desk>/<bash>/'; echo

#### a subscript that is no expression ends all of -c
(arr[=]=1; echo no); echo $?; (echo ${arr[=]}; echo no); echo $?; (echo $(( arr[1+] )); echo no); echo $?; (read 'arr[=]' <<< 1; echo no); echo $?
unset 'arr[=]'; echo same
arr=([1+]=1); echo no
echo no
