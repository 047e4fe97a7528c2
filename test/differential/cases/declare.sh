# declare, typeset, readonly, export, local -n: attributes, -p output, scope, conversions, errors.

#### assign and list
declare x=1 y='a b' z; echo "$x $y ${z-unset}"; declare -p x y; declare -p z; declare -p none 2>/dev/null; echo $?; typeset t=2; echo $t; declare v; v=5; declare v; echo $v

#### declare -p quotes values
a='it'"'"'s' b='say "x"' c='$x `y` \' d=$'t\tn\n' e='' f='a;b&c' g=$'\e' h=é; declare -p a b c d e f g h; i=$'\001x'; declare -p i; j='!'; declare -p j

#### declare -p of arrays
a=(1 'b c' '"q"'); declare -p a; b=([3]=x [1]=y); declare -p b; c=(); declare -p c; declare -a d; declare -p d; e[2]=; declare -p e; declare -a f=(); f+=(z); declare -p f; g=($'\n' '$x'); declare -p g

#### declare -p of associative arrays
declare -A m; declare -p m; m[k]=v; declare -p m; declare -A n=(); declare -p n; declare -A o=(['a b']='c d'); declare -p o; declare -A q=(["x]"]=1); declare -p q; declare -A r=([$'a\nb']=$'\t'); declare -p r

#### declare -p of attributes
declare -i i=5; declare -r r=1; declare -x e=2; declare -u u=abc; declare -l l=ABC; declare -n n=i; declare -irx all=7; declare -p i r e u l n all; declare -ai ai=(1+1 2); declare -p ai; declare -ax xa=(1); declare -p xa; declare -Ar ra=([k]=v); declare -p ra

#### attributes without a value
declare -i i; declare -x x; declare -r r; declare -u u; declare -a a; declare -A A; declare -p i x r u a A; i=2+2; x=ex; u=up; echo $i $x $u; printenv x; (r=1) 2>/dev/null; echo $?

#### integers
declare -i i=2*3; echo $i; i=i+4; echo $i; i+=5; echo $i; i=none; echo $i; i=; echo $i; (i=1x; echo no) 2>/dev/null; echo $?; declare +i i; i=1+1; echo $i; declare -i j=010 k=0x1f; echo $j $k; i=5; declare -i i; i+=1; echo $i

#### upper and lower case
declare -u u='aé b'; echo $u; u+=x; echo $u; declare -l l=ABC; echo $l; declare +u u; u=q; echo $u; declare -ul both=aB 2>/dev/null; echo "$both"; declare -u u2; read u2 <<< in; echo $u2; declare -au ua=(x y); ua+=(z); echo ${ua[@]}; declare -c c='hello World'; echo $c

#### case attributes act on assignment, not on what is there
x=abc; declare -u x; echo $x; x=$x; echo $x; declare -l x; echo $x; x=${x}Q; echo $x; for x in AbC; do echo $x; done

#### readonly values cannot be changed
readonly a=1 b; echo $a; (a=2) 2>/dev/null; echo $?; (unset a) 2>/dev/null; echo "$a"; (readonly a=3) 2>/dev/null; echo $?; readonly a; echo $?; (declare a=4) 2>/dev/null; echo $?; (a+=x) 2>/dev/null; echo $?; (declare +r a) 2>/dev/null; echo $?; ((a++)) 2>/dev/null; echo $?; echo $a

#### readonly -p and lists
readonly zz=1 yy='a b'; readonly -p | grep -E ' (zz|yy)='; readonly | grep -c ' zz='; readonly -a ra=(1 2); readonly -p | grep ra=; readonly -A rm=([k]=v); declare -p rm; declare -r | grep -c ' yy='; readonly -f nof 2>/dev/null; echo $?

#### assignment to a readonly variable ends what
readonly r=1; r=2 2>/dev/null; echo "not on this line"
echo "next line $?"; f() { r=3; echo "not in f"; }; f 2>/dev/null; echo no
echo "third $r"

#### a readonly variable in assignments before commands, for, read, printf and getopts
readonly r=1; r=2 true 2>/dev/null; echo "$?"; (r=2 echo x) 2>/dev/null; echo $?; read r <<< 2 2>/dev/null; echo $?; (for r in a; do echo no; done) 2>/dev/null; echo $?; mapfile r <<< x 2>/dev/null; echo $((${?} != 0)); (: $((r=5))) 2>/dev/null; echo $?; (: ${r:=x}); echo $r

#### export
export A=1 B; B=2; printenv A B; export -n A; printenv A; echo "$? $A"; C=3; export C; bash -c 'echo $C'; declare -x D=4; printenv D; declare +x D; printenv D || echo "not D"; export E='a  b'; printenv E; unset C; printenv C || echo "gone"; export F=x G=$F; echo "<$G>"

#### export -p
export zz_a=1 zz_b='x y' zz_c; export -p | grep zz_; export | grep -c zz_; declare -x | grep zz_b; env | grep zz_ | sort; export zz_d=$'l\nm'; export -p | grep -c zz_d

#### bad names and bad options
declare 1x=1 2>/dev/null; echo $?; export a-b=1 2>/dev/null; echo $?; readonly '' 2>/dev/null; echo $?; declare -q x 2>/dev/null; echo $?; export -z 2>/dev/null; echo $?; declare good=1 2bad=2 other=3 2>/dev/null; echo "$? $good $other"; declare 'x y=1' 2>/dev/null; echo $?; typeset -i n=1+ 2>/dev/null; echo "$? <$n>"

#### words after declare are assignments: no splitting
v='a b'; declare w=$v x=$(echo 'c  d') y=~; echo "$w|$x|${y#$HOME}"; export E=$v; readonly R=$v; echo "$E|$R"; a=z; declare $a=1; echo $z; declare "q=$v"; echo "$q"; set -- 'p=1 2'; declare "$1"; echo "$p"; local_=$v; d=declare; $d s=$v; echo "$s"

#### arrays by declare
declare -a a=(1 2 3); declare a2=(x y); echo ${a[1]} ${a2[1]}; declare -a b='(p q)'; echo ${b[1]}; declare 'c[2]=z'; echo ${!c[@]}; declare -a d; d=5; echo ${d[0]}; declare -A m=([a]=1 [b]=2); echo ${m[b]}; declare -A m2=(k1 v1 k2 v2); echo ${m2[k1]} ${m2[k2]}; declare -a e=([2]=x y); echo ${!e[@]}; declare -a f=($(echo 1 2)); echo ${#f[@]}

#### converting between kinds
s=str; declare -a s; declare -p s; declare -A m; (declare -a m) 2>/dev/null; echo $?; a=(1); (declare -A a) 2>/dev/null; echo $?; (declare +a a) 2>/dev/null; echo $?; x=1; declare -A x; declare -p x

#### -g reaches the global from a function
f() { declare -g new=1; declare -ga arr=(x y); declare -gA map=([k]=v); declare -gi n=2+3; local l=in; declare -g l=out; echo $l; }; f; echo $new ${arr[1]} ${map[k]} $n $l; g() { typeset -g t=1; typeset u=2; }; g; echo $t ${u-unset}

#### declare -n refers to a name
x=1; declare -n r=x; echo $r; r=2; echo $x; echo ${!r}; declare -n r=y; r=3; echo $y $x; unset -n r; echo ${r-none}; declare -n s; s=x; echo $s; declare -p s; [[ -R s ]] && echo ref

#### namerefs to arrays and elements
a=(p q r); declare -n r=a; echo ${r[1]} ${#r[@]} "${r[@]}"; r+=(s); echo ${a[3]}; r[0]=P; echo $a; declare -n e='a[2]'; echo $e; e=R; echo ${a[2]}; declare -A m=([k]=v); declare -n mr=m; echo ${mr[k]} ${!mr[@]}; mr[j]=w; echo ${#m[@]}; for i in "${!r[@]}"; do printf '%s ' $i; done; echo

#### namerefs in functions
set_it() { local -n out=$1; out="set $2"; }; set_it v 1; echo $v; swap() { local -n a_=$1 b_=$2; local t=$a_; a_=$b_; b_=$t; }; p=1 q=2; swap p q; echo $p $q; len() { local -n arr=$1; echo ${#arr[@]}; }; z=(1 2 3); len z; g() { local x=inner; h x; echo $x; }; h() { local -n y=$1; y=changed; }; x=outer; g; echo $x

#### a nameref as the variable of a loop, and chains
x=1 y=2; declare -n r; for r in x y; do echo $r; r=$((r+10)); done; echo $x $y; declare -n a=b; declare -n b=c; c=end; echo $a; a=new; echo $c; echo ${!a}

#### bad namerefs
(declare -n r=r) 2>/dev/null; echo $?; (declare -n r=1x) 2>/dev/null; echo $?; declare -n q=nothing; echo "<$q>"; q=made; echo $nothing; declare -n e; echo "<$e>"; (declare -n a=(1 2)) 2>/dev/null; echo $?

#### declare in functions is local
x=g; f() { declare x=l; echo $x; declare -i n=1+1; echo $n; typeset -u u=a; echo $u; }; f; echo $x ${n-no} ${u-no}; g() { export ge=1; readonly gr=2; }; g; echo $ge $gr; h() { readonly x; }; (h; x=new; echo no) 2>/dev/null; echo $?; k() { local -x e=1; printenv e; }; k; printenv e || echo none

#### declare -p in a function shows the local
x=global; f() { local x=local; declare -p x; local -a a=(1); declare -p a; g; }; g() { declare -p x; }; f; declare -p x; declare -p a 2>/dev/null; echo $?

#### declare -f, -F and with variables of the same name
f() { echo x; }; declare -F f; declare -f f; f=1; declare -p f; declare -F none; echo $?; declare -F | grep ' f$'; unset -f f; declare -f f; echo $?

#### declare with several attributes and removing them
declare -ix n=5; printenv n; declare +x n; printenv n || echo "not exported"; n=1+1; echo $n; declare +i n; n=1+1; echo $n; declare -xr c=1; declare -p c; declare -lx low=ABC; printenv low; declare -i +x m=2; m+=3; echo $m

#### append with attributes
declare -i i=5; i+=3; declare i+=2; echo $i; declare s=a; declare s+=b; echo $s; export s+=c; printenv s; declare -a a=(1); declare a+=(2); echo ${a[@]}; readonly s+=d; echo $s; declare -u u=a; declare u+=b; echo $u; declare -A m=([k]=1); m[k]+=2; m+=([j]=3); echo ${m[k]} ${m[j]}

#### output of declare can be read back
a=(1 'x y' $'n\nl'); declare -A m=(['k 1']='v "1"' [k2]='$v'); s='it'"'"'s'; d=$(declare -p a m s); unset a m s; eval "$d"; printf '<%s>' "${a[@]}"; echo; echo "${m[k 1]} ${m[k2]} $s"; declare -p a > f; (a=(); . ./f; echo ${#a[@]})

#### transformation by @
x='a b'; declare -i n=5; declare -r r=1; a=(1 'b c'); declare -A m=([k]='v w'); echo ${x@Q} ${x@A}; echo "${n@a}|${r@a}|${a@a}|${m@a}|${x@a}"; echo ${a[@]@Q}; echo "${a[@]@A}"; echo ${r@A}; echo "${m[@]@K}"; echo "${a[@]@K}"; y=abc; echo ${y@U} ${y@u} ${y@L}; e='a\tb'; echo "${e@E}"; printf '<%s>' "${a[@]@k}"; echo

#### local -r, -i, -a, -A and shadowing of attributes
declare -i n=5; f() { local n; n=1+1; echo $n; }; f; g() { local n=2+2; echo $n; local -i n; n=2+2; echo $n; }; g; n=3+3; echo $n; declare -u up=x; h() { local up=y; echo $up; }; h; shopt -s localvar_inherit; k() { local n; echo $n; n=1+1; echo $n; }; n=7; k

#### the status of declare
declare x=1; echo $?; declare y=$(false); echo $?; declare -p x >/dev/null; echo $?; declare -f none; echo $?; export z=$(exit 3); echo $?; false; declare > /dev/null; echo $?

#### declare +n, attributes seen through a nameref
x=5; declare -n r=x; declare -i r; r=2+2; echo $x; declare -p x; declare +n r; declare -p r; declare -n q=w; declare -x q; q=ex; printenv w; readonly q; (w=2) 2>/dev/null; echo $?

#### export of an array and of a function name
a=(1 2); export a; bash -c 'echo "<$a>"'; printenv a; echo $?; declare -x b=(3); bash -c 'echo "<$b>"'; export -f nofunc 2>/dev/null; echo $?; f() { echo f; }; export -f f; export -pf | head -1; bash -c f

#### references to arrays whole, in loops and through functions
a=(1 2 3)
declare -n r='a[@]'
echo "${r}" 2> /dev/null
declare -n e='a[1]'
echo "$e ${e} ${e:-x} ${e/2/q}"
((e++)); echo "${a[@]}"
e+=x; echo "${a[@]}"
unset e; echo "${a[@]}"
f() { local -n x=$1; x=changed; }
v=0; f v; echo $v
f 'a[0]'; echo "${a[@]}"
g() { local -n out=$1; out=("${@:2}"); }
g res p "q r"; declare -p res
h() { local -n m=$1; m[k]=v; for k in "${!m[@]}"; do echo "$k=${m[$k]}"; done; }
declare -A map=([z]=1); h map | sort
declare -p r e 2> /dev/null

#### changing what a reference refers to
declare -n r
r=x; echo "${!r}"
r=5; echo "$x"
declare -n r=y
r=6; echo "$x $y ${!r}"
unset -n r; r=plain; echo "$r $y"
declare -n r=y; unset r; echo "${y-unset}"; declare -p r
declare +n r; echo "$r"

#### loops with a reference
a=1 b=2 c=3
declare -n i
for i in a b c; do echo "$i ${!i}"; i+=x; done
echo $a $b $c

#### references in arithmetic, read, printf and getopts
declare -n r=t
((r=5)); echo $t
let r+=2; echo $t
read r <<< hello; echo $t
printf -v r %03d 7; echo $t
set -- -b; getopts ab r; echo $t
echo $((r=3)) $t
mapfile -t r < numbers.txt; echo "${#t[@]} ${t[1]}"
unset t; r[2]=x; declare -p t
[[ -v r ]]; echo $?; [[ -R r ]]; echo $?; [[ -R t ]]; echo $?
test -v r; echo $?
export r; declare -p t
declare -i r; r=1+1; echo "${t[0]}"

#### bad references
declare -n a=b; declare -n b=a; echo "$a" 2> /dev/null; a=1 2> /dev/null; echo $?
declare -n 'x[0]=y' 2> /dev/null; echo $?
declare -n x=-bad 2> /dev/null; echo $?
declare -n x; x='1bad' 2> /dev/null; echo $?
arr=(1); declare -n arr 2> /dev/null; echo $?
f() { declare -n q=q; q=5; echo "$q"; }; q=out; f 2> /dev/null; echo "$q"

#### declare -p of everything
declare -i i=5; declare -l l=X; declare -u u=x; declare -r r=1; declare -x x=1; declare -a a=(1); declare -A A=([k]=v); declare -n n=i; declare -t t=1; declare -rx rx; declare -ai ai=(1+1); declare unset; declare -a ua
declare -p i l u r x a A n t rx ai unset ua
declare -p nosuch 2> /dev/null; echo $?
declare -p i nosuch l 2> /dev/null; echo $?
declare -p -i | grep ' [ai]*=' | head
f() { :; }; declare -p f 2> /dev/null; echo $?
declare -pf f; declare -F; declare -F f; declare -f f; declare -f nosuch; echo $?
readonly -f f; declare -F; export -f f; declare -F; export -pf; f() { echo new; } 2> /dev/null; echo $?
unset -f f 2> /dev/null; echo $?

#### local -p and locals
f() { local a=1 b; local -i c=3; local; local -p | sort; g; }
g() { local d=4; local; }
f
local x 2> /dev/null; echo $?

#### attributes removed and combined
declare -i n=5; n+=5; echo $n; declare +i n; n+=5; echo $n
declare -x e=1; declare +x e; declare -p e
declare -r r=1; declare +r r 2> /dev/null; echo $?
declare -a a; declare +a a 2> /dev/null; echo $?; a=(1 2); declare +a a 2> /dev/null; echo $?
declare -A m; declare -a m 2> /dev/null; echo $?
declare -u x=ab; declare -l x; echo $x; x=AB; echo $x
declare -c c="ABC def"; echo "$c"; c+=" GHI"; echo "$c"; declare -p c
declare -cu d=abc; echo $d
declare -i -a ia=(1+1 2*3); echo ${ia[@]}; ia+=(4+4); ia[0]+=5; echo ${ia[@]}
declare -il k=5+5; echo $k
declare -i q; q="1 + 1"; echo $q; q=abc; echo $q; abc=7; q=abc; echo $q; q=0x1f; echo $q; q=010; echo $q
declare -i bad='1 +' 2> /dev/null; echo notreached

#### arithmetic mistakes in builtins end the line
a=(1 2); unset 'a[1+]' 2> /dev/null; echo "one $?"
echo next
declare 'a[1+]=5' 2> /dev/null; echo "two $?"
read 'a[1+]' <<< x 2> /dev/null; echo "three $?"
printf -v 'a[1+]' x 2> /dev/null; echo "four $?"
[ -v 'a[1+]' ] 2> /dev/null; echo "five $?"
[[ 1+ -eq 2 ]] 2> /dev/null; echo "six $?"
let 1+ 2> /dev/null; echo "seven $?"
export 'a[0]=1' 2> /dev/null; echo "eight $?"
shift 1+ 2> /dev/null; echo "nine $?"
f() { local -i x=1+; echo no; }; f 2> /dev/null; echo "ten $?"
(declare -i x=1+; echo no) 2> /dev/null; echo "eleven $?"
x=$(declare -i x=1+; echo no) 2> /dev/null; echo "twelve $?"
eval 'declare -i x=1+; echo no' 2> /dev/null; echo "thirteen $?"

#### a reference must name something
declare -n x; x='1bad'; echo "a $?"
echo next
arr=(1); declare -n arr; echo "b $?"; declare -p arr
arr=1; declare -n arr; echo "b $?"; declare -p arr; arr=x; declare -p arr
declare -n 'x[0]=y'; echo "c $?"
declare -n x=-bad; echo "d $?"

#### a bad number for an integer ends all of -c
(declare -i z=+; echo not reached); echo $?; x=$(declare -i z; z=1+; echo no); echo "<$x> $?"
f() { local -i z; z=x+; echo no; }; trap 'echo bye' EXIT
declare -i z={
echo not reached

#### readonly -n takes nothing away
x=1; declare -n r=x; readonly -n r; echo $?; declare -p r x; readonly -n y=2; y=3; declare -p y; readonly y; readonly -n y; (y=4) 2>/dev/null || echo kept
