# declare -A. The order of keys is bash's own affair, so lists are sorted before they are printed.

#### elements
declare -A m; m[one]=1; m[two]=2; m['key with space']=3; k=one; echo ${m[one]} ${m[$k]} "${m[key with space]}" "${m["two"]}" "[${m[none]}]" ${#m[@]}

#### literals
declare -A m=([a]=1 [b]='two words' ["c d"]=3 [$'e\tf']=4); echo ${#m[@]} "${m[b]}" "${m[c d]}" "${m[$'e\tf']}"; m=([x]=new); echo ${#m[@]} "${m[a]-gone}"

#### literals over several lines
declare -A m=(
  [red]=#f00    # comment
  [green]="#0f0"
  [blue]=$((1+1))
)
for k in red green blue; do echo "$k ${m[$k]}"; done

#### key-value list literals
declare -A m=(k1 v1 k2 'v 2' k3); for k in k1 k2 k3; do echo "$k=[${m[$k]}]"; done; echo ${#m[@]}; w=(p 1 q 2); declare -A n=("${w[@]}") 2>/dev/null; echo ${#n[@]}

#### appending
declare -A m=([a]=1); m+=([b]=2 [a]=3); echo ${m[a]} ${m[b]} ${#m[@]}; m[a]+=x; m[new]+=y; echo ${m[a]} ${m[new]}

#### keys sorted
declare -A m=([banana]=1 [apple]=2 [cherry]=3); for k in $(printf '%s\n' "${!m[@]}" | sort); do echo "$k:${m[$k]}"; done; printf '%s\n' "${m[@]}" | sort

#### keys with odd characters
declare -A m; for k in '*' '?' '[' ']' '@' 'a]b' 'a[b' '$x' '`' "'" '"' '\' '#' ' ' '!' '='; do m["$k"]=v$k; done 2>/dev/null; echo ${#m[@]}; echo "${m["*"]}" "${m["a[b"]}" "${m["#"]}" "${m[" "]}" "${m["="]}"

#### keys by variable with odd characters
declare -A m; for k in 'a b' 'x*' "it's" 'q"q' '$d' 'é' '1+1' ' lead'; do m[$k]=1; [[ ${m[$k]} ]] && echo "ok $k"; done; echo ${#m[@]}; printf '%s\n' "${!m[@]}" | sort

#### keys are strings, not arithmetic
declare -A m; i=5; m[i]=letter; m[$i]=five; m[2+3]=sum; m[05]=zero; echo ${m[i]} ${m[5]} ${m[2+3]} ${m[05]} ${#m[@]}

#### empty keys
declare -A m; (m['']=x) 2>/dev/null; echo $?; e=; (m[$e]=y; echo no) 2>/dev/null; echo $?; echo ${#m[@]}

#### unset of elements
declare -A m=([a]=1 [b]=2 [c d]=3); unset 'm[a]'; echo ${#m[@]} "${m[a]-gone}"; k='c d'; unset "m[$k]"; echo ${#m[@]}; unset 'm[none]'; echo $? ${#m[@]}; unset m; echo ${#m[@]}

#### unset with odd keys
declare -A m=([x]=1 ['*']=2 ['@']=3); unset 'm[x]'; k='*'; unset 'm[$k]'; echo ${#m[@]}; printf '%s\n' "${!m[@]}" | sort

#### is a key set
declare -A m=([a]=1 [e]=); [[ -v m[a] ]] && echo a; [[ -v m[e] ]] && echo e; [[ -v m[x] ]] || echo "no x"; [[ ${m[e]+s} ]] && echo set; [[ ${m[e]} ]] || echo empty; [[ ${m[x]+s} ]] || echo unset; k=a; [[ -v m[$k] ]] && echo "k"; [[ -v 'm[$k]' ]] && echo quoted

#### default operators
declare -A m=([a]=1 [e]=); echo "${m[a]:-d}" "${m[e]:-d}" "[${m[e]-d}]" "${m[x]:-d}" "${m[x]:=assigned}" "${m[x]}" "${m[a]:+alt}" "${m[y]+alt}|"

#### operators on values
declare -A m=([f]=path/file.txt); echo "${m[f]##*/}" "${m[f]%.txt}" "${m[f]/file/x}" "${m[f]^^}" "${#m[f]}" "${m[f]:5:4}" "${m[f]@Q}"

#### operators over all values
declare -A m=([a]=x.txt [b]=y.txt); printf '%s\n' "${m[@]%.txt}" | sort; printf '%s\n' "${m[@]/#/p-}" | sort; printf '%s\n' "${m[@]^}" | sort; printf '<%s>\n' "${!m[@]}" | sort

#### element zero of an associative array
declare -A m=([0]=zero [a]=1); echo "$m" "${m}" "${m[0]}"; declare -A n=([a]=1); echo "[$n]" "${n-unset}"; n=x; echo ${n[0]} ${#n[@]}

#### counting words
declare -A c; for w in $(tr -cs 'a-zA-Z' ' ' < notes/ideas.md); do ((c[${w,,}]++)); done; for k in "${!c[@]}"; do echo "${c[$k]} $k"; done | sort -k1,1nr -k2 | head -5

#### counting a column
declare -A n; { read -r h; while IFS=, read -r id name city age; do n[${city:-none}]=$((n[${city:-none}]+1)); done; } < data/people.csv; for k in "${!n[@]}"; do echo "$k ${n[$k]}"; done | sort

#### grouping lists
declare -A g; while IFS=, read -r id name city age; do [[ $id == id ]] && continue; g[$age]+="$name "; done < data/people.csv; for k in $(printf '%s\n' "${!g[@]}" | sort -n); do echo "$k: ${g[$k]% }"; done

#### increment and arithmetic
declare -A m; ((m[a]++)); ((m[a]+=4)); ((m[b]=m[a]*2)); let m[c]=7; m[d]=$((m[a]+m[b])); echo ${m[a]} ${m[b]} ${m[c]} ${m[d]}; k='x y'; m[$k]=3; echo $((${m[$k]}+1)); declare -Ai i; i[z]=2+3; i[z]+=1; echo ${i[z]}

#### lookup tables
declare -A ext=([md]=Markdown [txt]=Text [sh]=Shell); for f in *.sh words.txt notes/ideas.md data/people.csv; do echo "$f ${ext[${f##*.}]:-unknown}"; done

#### dispatch tables
add() { echo $(($1+$2)); }; mul() { echo $(($1*$2)); }; declare -A op=([+]=add [x]=mul); ${op[+]} 2 3; "${op[x]}" 2 3; echo ${op[-]:-none}

#### a set
declare -A s; for x in b a b c a; do s[$x]=; done; echo ${#s[@]}; [[ -v s[a] ]] && echo in; [[ -v s[z] ]] || echo out; printf '%s\n' "${!s[@]}" | sort | tr '\n' ' '; echo

#### invert
declare -A m=([one]=1 [two]=2) r; for k in "${!m[@]}"; do r[${m[$k]}]=$k; done; echo ${r[1]} ${r[2]}

#### copy and merge
declare -A a=([x]=1 [y]=2) b; for k in "${!a[@]}"; do b[$k]=${a[$k]}; done; b[x]=9; echo ${a[x]} ${b[x]} ${#b[@]}; eval "declare -A c=($(for k in "${!a[@]}"; do printf '[%q]=%q ' "$k" "${a[$k]}"; done))"; echo ${c[y]}

#### declare -p with one key
declare -A m=([k]='v w'); declare -p m; declare -A e; declare -p e; declare -A f=(); declare -p f; declare -Ar r=([a]=1); declare -p r; declare -A q=(['a b']=$'t\t'); declare -p q

#### declare -p round trip
declare -A m=(['a b']="it's" ['x"y']='$z' [p]=$'n\nl'); s=$(declare -p m); unset m; eval "$s"; for k in 'a b' 'x"y' p; do echo "${m[$k]}"; done; echo ${#m[@]}

#### passing a map by name
get() { local -n r=$1; echo "${r[$2]}"; }; put() { local -n r=$1; r[$2]=$3; }; declare -A m; put m 'k 1' v; get m 'k 1'; echo ${#m[@]}; keys() { local -n r=$1; printf '%s\n' "${!r[@]}" | sort; }; put m b 2; keys m

#### local and global
declare -A m=([a]=global); f() { local -A m=([a]=local); echo ${m[a]}; m[b]=2; declare -gA made=([z]=1); }; f; echo ${m[a]} ${#m[@]} ${made[z]}

#### conversion between kinds is refused
a=(1 2); (declare -A a; echo "no $?") 2>/dev/null; echo $?; declare -A m=([x]=1); (declare -a m; echo "st $?") 2>/dev/null; echo $?

#### without declare a word subscript is arithmetic
m[foo]=1; m[bar]=2; echo ${#m[@]} ${m[foo]} ${!m[@]}; foo=3; m[foo]=x; echo ${!m[@]}

#### readonly
declare -rA m=([a]=1); (m[b]=2) 2>/dev/null; echo $?; (unset 'm[a]') 2>/dev/null; echo $?; echo ${#m[@]}

#### in subshells and substitutions
declare -A m=([a]=1); (m[b]=2; echo ${#m[@]}); x=$(m[c]=3; echo ${#m[@]}); echo $x ${#m[@]}; echo k | { read -r k; m[$k]=1; echo ${#m[@]}; }; echo ${#m[@]}

#### keys and values with newlines and unicode
declare -A m=([日本]=语 [é]=è [$'a\nb']=nl); echo ${m[日本]} ${m[é]} "${m[$'a\nb']}" ${#m[@]}; for k in "${!m[@]}"; do echo "${#k}"; done | sort

#### indirect references
declare -A m=([k]=v [k 2]=w); n='m[k]'; echo ${!n}; n='m[k 2]'; echo "${!n}"; k=k; n='m[$k]'; echo ${!n}; n='m[@]'; printf '%s\n' "${!n}" | sort; printf -v 'm[new]' x; echo ${m[new]}; read -r 'm[r]' <<< readin; echo ${m[r]}

#### nested keys
declare -A t; t[a,1]=x; t[a,2]=y; t[b,1]=z; i=a j=2; echo ${t[$i,$j]} ${t[b,1]}; for k in "${!t[@]}"; do [[ $k == a,* ]] && echo "${k#a,}=${t[$k]}"; done | sort

#### memoised Fibonacci
declare -A f=([0]=0 [1]=1); fib() { [[ -v f[$1] ]] || { fib $(($1-1)); fib $(($1-2)); f[$1]=$((f[$(($1-1))]+f[$(($1-2))])); }; }; fib 60; echo ${f[60]} ${#f[@]}

#### parse key=value into a map
declare -A c; while IFS='=' read -r k v; do k=${k// }; [[ $k == [a-z]* ]] && c[$k]=${v# }; done < .config/settings.ini; echo "${c[name]} ${c[colour]} ${c[url]}"; echo ${#c[@]}

#### command-line options into a map
declare -A o; set -- --name=x --size=3 --flag rest; for a; do case $a in --*=*) k=${a%%=*}; o[${k#--}]=${a#*=};; --*) o[${a#--}]=1;; *) o[arg]=$a;; esac; done; echo ${o[name]} ${o[size]} ${o[flag]} ${o[arg]}

#### the whole map in conditions and lengths
declare -A m; ((${#m[@]})) || echo empty; [[ ${m[@]} ]] || echo none; m[a]=; [[ ${#m[@]} -eq 1 ]] && echo one; [[ -v m ]] || echo "no zero"; [ ${#m[a]} -eq 0 ] && echo null

#### at sign and star as keys through quotes
declare -A m=([a]=1); m['@']=at; m["*"]=star; k=@; echo ${#m[@]}; for x in "${!m[@]}"; do echo "$x"; done | sort

#### set -u with a map
set -u; declare -A m=([a]=1); echo "${m[a]}" "${m[b]-d}" "${#m[@]}"; (echo "${m[b]}") 2>/dev/null; echo $?; declare -A e=(); for k in "${!e[@]}"; do echo no; done; echo end

#### joining with IFS
declare -A m=([k]=v); IFS=,; echo "${m[*]}" "${!m[*]}"; m[j]=v; echo "${m[*]}"

#### at-K of one key and at-A
declare -A m=([k y]='v w'); echo "${m[@]@K}"; echo "${m[@]@A}"; echo "${m[@]@Q}" "${m[k y]@Q}" "${m[@]@a}"

#### expansion inside keys
declare -A m; x=ab; m[${x}c]=1; m[$(echo d)e]=2; m[$((1+1))]=3; m["$x $x"]=4; m[${x:0:1}]=5; m[~]=6; echo ${m[abc]} ${m[de]} ${m[2]} "${m[ab ab]}" ${m[a]}; a=(k); m[${a[0]}]=7; echo ${m[k]}

#### slices of an associative array count from 1
declare -A map=([k]=v ['a b']=c [n]=3); printf '<%s>' "${map[@]:0}" , "${map[@]:1}" , "${map[@]:2:1}" , "${map[@]: -1}" , "${map[@]: -2}"; echo

#### braces are text, empty keys and words without a key are refused
declare -A m; m=([k]={a,b} [x]='{1..3}'); echo "${m[k]}" "${m[x]}"
declare -A w=([1]=a a) 2>/dev/null; declare -p w; e=; declare -A v=([$e]=a [b]=c) 2>/dev/null; declare -p v; declare -A z=("" 1 x y) 2>/dev/null; declare -p z; declare -A y=(a [1]=a); declare -p y

#### what += in a list appends to is the value before the list
declare -A m=([k]=v); m=([k]=a [k]+=b [j]+=1 [j]+=2); declare -p m; m+=([k]+=z [k]+=y); declare -p m
