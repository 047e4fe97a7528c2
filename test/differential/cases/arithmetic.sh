# $(( )), (( )), let, for (( )), bases, overflow, side effects, errors, and where else arithmetic is read.

#### the four operations and remainder
echo $((7+3)) $((7-3)) $((7*3)) $((7/3)) $((7%3)) $((-7/3)) $((-7%3)) $((7/-3)) $((7%-3)) $((-7/-3))

#### precedence and associativity
echo $((2+3*4)) $(((2+3)*4)) $((2-3-4)) $((100/10/2)) $((2**3**2)) $((-2**2)) $((2*3%4)) $((1+2<<3)) $((1<<2+1)) $((!1+1)) $((~1+1))

#### powers
echo $((2**0)) $((0**0)) $((2**10)) $((-3**3)) $(((-3)**3)) $((2**62)) $((2**63)) $((2**64)) $((10**18)) $((3**40))

#### a negative exponent is an error
(echo $((2**-1))) 2>/dev/null; echo $?

#### comparison
echo $((1<2)) $((2<1)) $((1<=1)) $((2>1)) $((1>=2)) $((1==1)) $((1!=1)) $((1<2<3)) $((3>2>1)) $((-1<0))

#### logic and short cuts
a=0 b=0; echo $((1&&0)) $((1||0)) $((!5)) $((!!5)) $((0&&(a=1))) $((1||(b=1))) $a $b $((1&&(a=7))) $a $((0||(b=8))) $b

#### bit operations
echo $((6&3)) $((6|3)) $((6^3)) $((~6)) $((1<<4)) $((256>>4)) $((-1>>1)) $((-8>>1)) $((5&6|1^2)) $((0xff&~0xf))

#### shifts beyond the width
echo $((1<<63)) $((1<<64)) $((1<<65)) $((-1>>63)) $((1>>64)) $((5<<-1))

#### ternary
x=5; echo $((x>3?1:2)) $((x<3?1:2)) $((x>3?x>4?11:12:13)) $((0?1:0?2:3)) $((1?2:3?4:5)); a=0 b=0; echo $((1?(a=1):(b=1))) $a $b

#### comma
echo $((1,2,3)) $((x=5,x+1)) $x $(( (y=1, y+=2), y*10 ))

#### assignment operators
x=10; echo $((x+=5)) $((x-=3)) $((x*=2)) $((x/=5)) $((x%=3)) $((x<<=4)) $((x>>=2)) $((x|=3)) $((x&=6)) $((x^=5)) $x; echo $((a=b=c=4)) $a $b $c

#### pre and post increment
i=5; echo $((i++)) $i $((++i)) $i $((i--)) $i $((--i)) $i; echo $((i++ + i++)) $i $((i++ - --i)) $i; echo $((- -i)) $((+ +i)) $((-i--)) $i

#### increments on numbers are signs
echo $((--5)) $((++5)) $((- -5)) $((1 - -1)) $((1--1)) $((1++1)) $((1+++1)) 

#### unary plus, minus, not
x=3; echo $((-x)) $((+x)) $((-(-x))) $((!x)) $((!-x)) $((~-x)) $((-~x)) $((!~x))

#### bases
echo $((0x1F)) $((0X1f)) $((017)) $((2#1010)) $((8#17)) $((16#fF)) $((36#z)) $((36#Z)) $((37#a)) $((37#A)) $((62#Z)) $((64#@)) $((64#_)) $((10#08)) $((2#0)) $((16#0))

#### invalid digits and bases are errors
for e in 08 019 2#2 1#0 65#1 0xg 3#  16#g 12abc 0x; do (echo $((e))) 2>/dev/null || echo "error $e"; (eval "echo \$(($e))") 2>/dev/null; echo $?; done

#### leading zeros with variables
m=08; (echo $((m+1))) 2>/dev/null; echo $?; echo $((10#$m+1)); d=007; echo $((d)) $((10#$d))

#### negative numbers in a base
x=-10; echo $((-16#ff)) $((-0x10)) $((10#${x#-}*-1)); (echo $((10#$x))) 2>/dev/null; echo $?

#### overflow wraps around
echo $((9223372036854775807)) $((9223372036854775807+1)) $((-9223372036854775808)) $((-9223372036854775808-1)) $((9223372036854775807*2)) $((9223372036854775808)) $((99999999999999999999)) $((0xffffffffffffffff)) $((4611686018427387904*2))

#### the smallest number divided by minus one
x=$((-9223372036854775807-1)); echo $x $((-x)) $((x/-1)) $((x%-1)) $((x*-1))

#### exact 64-bit products
echo $((3037000499*3037000499)) $((3037000500*3037000500)) $((123456789*987654321)) $((9007199254740993)) $((9007199254740993+2)) $((1000000007*1000000009))

#### variables with and without dollar
x=5 y=2; echo $((x+y)) $(($x+$y)) $((${x}*y)) $((x*${y}1)) $(( x )) $((x))

#### unset and empty variables are zero
unset u; e=; echo $((u)) $((e)) $((u+1)) $((e-1)) $((-u)) $((u++)) $u

#### variables hold expressions
a=b b=c c=7; echo $((a)) $((a+1)); e='1+2'; echo $((e*3)) $(($e*3)) $((e)); x='y=5'; echo $((x)) $y; s=' 4 '; echo $((s+1))

#### a variable that refers to itself is an error
x=x; (echo $((x))) 2>/dev/null; echo $?; a=b b=a; (echo $((a))) 2>/dev/null; echo $?

#### strings that are no expression are errors
for v in '1 2' '1+' '*1' 'a b' '(' '1.5' '1;2' 'x=' '@'; do (echo $((v))) 2>/dev/null; echo "$v: $?"; done

#### a bad expression ends a script's line
echo $((1+)) 2>/dev/null; echo "not reached"

#### a bad expression in double parentheses goes on
((1+)) 2>/dev/null; echo $?; ((4 4)) 2>/dev/null; echo $?; let '1+' 2>/dev/null; echo $?

#### division by zero
(echo $((1/0)); echo no) 2>/dev/null; echo $?; (echo $((1%0))) 2>/dev/null; echo $?; ((1/0)) 2>/dev/null; echo $?; let x=1/0 2>/dev/null; echo $?; z=0; (x=$((5/z)); echo no) 2>/dev/null; echo $?; echo $((0&&1/0)) $((1||1/0)) $((1?2:1/0))

#### division by zero on the same line of a list
echo before; echo $((1/0)) 2>/dev/null || echo or; echo same line
echo next line

#### assignment to something else is an error
(echo $((1=2))) 2>/dev/null; echo $?; (echo $((x+1=2))) 2>/dev/null; echo $?; (echo $((5++))) 2>/dev/null; echo $?; (echo $(( (x)=1 ))) 2>/dev/null; echo $?

#### assignment to a readonly variable
readonly r=1; (echo $((r=2))) 2>/dev/null; echo $?; (echo $((r++))) 2>/dev/null; echo $?; echo $((r+1))

#### spaces, tabs and newlines
echo $(( 1
 +  2 )) $((	3*	4 )) $((
5
)); x=$((1 + \
2)); echo $x

#### empty expressions
echo $(()) $(( )); (( )); echo $?; x=; ((x)); echo $?

#### comments are not for arithmetic
echo $((1 + 2)) # + 3

#### status of double parentheses
((1)); echo $?; ((0)); echo $?; ((5-5)); echo $?; ((-1)); echo $?; ((x=0)); echo $?; ((x=3)); echo $?; ((x++)); echo $?; ((y++)); echo $?; ((2>1)) && echo yes; ((1>2)) || echo no; ! ((0)); echo $?

#### let and its status
let x=1+2; echo $x $?; let 'y = x * 2' z=y+1; echo $y $z; let x=0; echo $?; let x-- y++; echo $? $x $y; let "a=1" "b=a+1" "c = b<<2"; echo $a $b $c; let 0; echo $?; let 2>/dev/null; echo $?

#### let with quoted words and globs
let 'x=2*3'; echo $x; let "y=(1+2)*3"; echo $y; let z=5>3; echo $z; ls 3; rm 3; let 'w=5>3'; echo $w

#### for with arithmetic
for ((i=0;i<5;i++)); do printf '%d ' $i; done; echo $i; for ((i=10;i>0;i-=3)); do printf '%d ' $i; done; echo; for ((i=0,j=5;i<j;i++,j--)); do printf '%d-%d ' $i $j; done; echo

#### for with empty parts
i=0; for ((;i<3;)); do printf '%d ' $((i++)); done; echo; for ((i=0;;i++)); do ((i>3)) && break; printf '%d ' $i; done; echo; n=0; for ((;;)); do ((++n>2)) && break; done; echo $n

#### for with continue and nested loops
for ((i=0;i<6;i++)); do ((i%2)) && continue; for ((j=0;j<3;j++)); do ((j==2)) && continue 2; printf '%d%d ' $i $j; done; done; echo

#### for with braces and odd spacing
for (( i = 0 ; i < 2 ; i++ )) { echo "b$i"; }; for((i=0;i<2;i++))do echo $i;done; for ((i=0; i<1; i++))
do
  echo nl
done

#### for with a false condition at once, and its status
for ((i=5;i<5;i++)); do echo no; done; echo "$? $i"; for ((i=0;i<1;i++)); do false; done; echo $?; for ((i=0;i<3/0;i++)); do echo no; done 2>/dev/null; echo $?

#### while with double parentheses
n=5; while ((n--)); do printf '%d ' $n; done; echo $n; until ((n>=2)); do ((n++)); done; echo $n; i=3; while ((i>0)) && [ $i != 1 ]; do echo $i; ((i--)); done

#### if with double parentheses
x=5; if ((x>3 && x<10)); then echo in; elif ((x)); then echo set; else echo zero; fi; if ((x==0)); then echo 0; else echo not; fi; ((x%2)) && echo odd || echo even

#### arrays in arithmetic
a=(10 20 30); i=1; echo $((a[0]+a[1])) $((a[i])) $((a[i+1])) $((a[i]++)) ${a[1]} $((a)) $((a[-1])) $((a[9])) $((a[a[0]-10])); ((a[3]=a[0]*4)); echo ${a[3]}; ((a[i]+=5, a[0]--)); echo ${a[@]}

#### associative arrays in arithmetic
declare -A m=([x]=1 [two]=2); k=x; echo $((m[x]+m[two])) $((m[$k])) $((m[none])); ((m[x]++)); ((m[new]+=5)); echo ${m[x]} ${m[new]}; ((m[$k]*=10)); echo ${m[x]}

#### counting words with an associative array
declare -A c; while read -r w; do ((c[$w]++)); done < <(tr ' ' '\n' < words.txt); for k in $(printf '%s\n' "${!c[@]}" | sort); do echo "$k ${c[$k]}"; done

#### substitutions in arithmetic
echo $(( $(echo 4) * `echo 5` )) $(( ${#HOME} > 0 )) $(( $# + 1 )) $((${x:-3}+${y:=4})) $y $(( $(wc -l < words.txt) )) ; set -- 5 6; echo $(($1*$2)) $((${2}-$1)) $(( $? ))

#### expansions that make operators
op=+; echo $((3 $op 4)) $((3${op}4)); e='3 * 4'; echo $((2+$e)) $((2*(e))); v=x; x=9; echo $((v)) $(($v+1)) $((${v}x))

#### nested arithmetic
echo $(( $((1+2)) * $(( 3 + $((4)) )) )) $((1+$(($(echo 2)))));  x=$((y=$((z=3))+1)); echo $x $y $z

#### quotes in arithmetic
x=3; echo $(("x"+1)) $(( "1 + 2" * 3 )) $((' 3' + 1)) 2>/dev/null | head -1; (( "x" == 3 )) && echo q

#### parentheses
echo $(((1+2)*(3+4))) $((((((5)))))) $(( ((1)) )) $((-(3))) $(((1)+(2)))

#### double parentheses against nested subshells
((echo no) 2>/dev/null; (echo sub)); ( (echo spaced) ); echo $( (echo sub2) ) $((1+(2)))

#### the old bracket form
echo $[1+2] $[ 3 * (2+1) ]; x=4; echo $[x*x]

#### arithmetic in subscripts and slices
a=({0..9}); i=3; echo ${a[i*2]} ${a[i-4]} ${a[$((i+1))]} "${a[@]:i:i-1}" ${a[i>2?1:0]} ${a[(i)]}; s=abcdef; echo ${s:i-1:i/3+1} ${s:1+1}

#### arithmetic in array assignment
a[1+1]=x; a[2*3]=y; n=1; a[n++]=z; a[n+=3]=w; echo ${!a[@]} $n; b=([1+1]=p [2<<1]=q r); echo ${!b[@]}

#### arithmetic in tests
x=5 y=05; [[ x -eq 5 ]] && echo 1; [[ 1+4 -eq x ]] && echo 2; [[ $y -eq 5 ]] && echo 3; [[ 0x5 -eq 5 ]] && echo 4; [ 5 -eq 05 ] && echo 5; [ 0x5 -eq 5 ] 2>/dev/null || echo 6; [[ -1 -lt 0 && x -ge 2+3 ]] && echo 7; [[ '' -eq 0 ]] && echo 8; [[ nosuch -eq 0 ]] && echo 9

#### integer variables
declare -i n; n=3+4; echo $n; n='2 * 5'; echo $n; n+=1; echo $n; n=abc; echo $n; m=6; n=m/2; echo $n; n=n+n; echo $n; declare -i a=(1+1 2*3); echo ${a[@]}; (n=1+ ; echo no) 2>/dev/null; echo $?

#### integer locals and exports
f() { local -i k=$1*2; k+=3; echo $k; }; f 4; f 1+1; declare -ir c=5*5; echo $c; declare -ix e=3**2; printenv e

#### RANDOM and SECONDS are numbers
r=$((RANDOM)); ((r>=0 && r<32768)) && echo range; ((SECONDS>=0)) && echo secs; ((RANDOM%1==0)) && echo mod; RANDOM=42; a=$RANDOM; RANDOM=42; [ $a = $RANDOM ] && echo repeats

#### printf with numbers
printf '%d %d %d %x %X %o %#x %#o\n' 42 0x2a 052 255 255 8 255 8; printf '%5d|%-5d|%05d|%+d|% d\n' 42 42 42 42 42; printf "%d %d\n" "'a" '"é'; printf '%d\n' 9223372036854775807 -9223372036854775808; printf '%u %x\n' -1 -1

#### conversions between bases
echo $((16#1f)) $((2#11111)); printf '%x %o\n' 31 31; n=10; b=; while ((n)); do b=$((n%2))$b; ((n/=2)); done; echo $b; for h in a ff 100; do echo $((16#$h)); done

#### greatest common divisor
gcd() { (($2)) && gcd $2 $(($1%$2)) || echo $1; }; gcd 48 36; gcd 17 5; gcd 100 75

#### factorial and Fibonacci by recursion
fact() { (($1<2)) && echo 1 || echo $(($1*$(fact $(($1-1))))); }; fact 10; fib() { local a=0 b=1 i; for ((i=0;i<$1;i++)); do ((t=a+b,a=b,b=t)); done; echo $a; }; fib 50; fib 90

#### primes
for ((n=2;n<50;n++)); do for ((d=2;d*d<=n;d++)); do ((n%d)) || continue 2; done; printf '%d ' $n; done; echo

#### sum, mean, smallest and largest of a file
s=0 c=0; while read -r n; do ((s+=n,c++)); ((c==1||n<min)) && min=$n; ((c==1||n>max)) && max=$n; done < numbers.txt; echo $s $c $((s/c)) $min $max

#### fixed-point division and percent
n=7 d=3; echo "$((n/d)).$((n*100/d%100))"; printf '%d.%02d\n' $((n/d)) $(((n*100/d)%100)); echo $((45*100/60))%; echo $(((5+1)/2)) $(((2*5+1)/2))

#### hours, minutes and seconds
s=98765; printf '%02d:%02d:%02d\n' $((s/3600)) $((s%3600/60)) $((s%60)); IFS=: read -r h m x <<< 01:08:09; echo $((10#$h*3600+10#$m*60+10#$x))

#### leap years
for y in 1900 2000 2023 2024; do ((y%4==0&&(y%100||y%400==0))) && echo "$y leap" || echo "$y no"; done

#### bit masks
flags=0; R=4 W=2 X=1; ((flags|=R|W)); ((flags&W)) && echo write; ((flags&X)) || echo "no exec"; ((flags&=~W)); echo $flags $(((flags^7)&7))

#### counters under set -e
set -e; i=0; ((i++)) || true; ((++i)); echo $i; i=$((i-2)); echo $i; ((i)) && echo no || echo guarded; ((i++)); echo "not reached"

#### arithmetic conditions under set -e in lists
set -e; x=0; if ((x)); then echo no; fi; ((x)) || echo or; while ((x)); do :; done; ! ((x)); echo alive; let x=0; echo "not reached"

#### local and global in arithmetic
x=1; f() { local x=5; ((x++)); echo $x; ((g=7)); }; f; echo $x $g; h() { ((x+=10)); }; h; echo $x; (( x = 99 )) | cat; echo $x; y=$((x=3)); echo $x

#### side effects in a substitution stay there
x=1; echo $(echo $((x++))) $x; y=$((x++)); echo $y $x; (((x=50))); echo $x; ( ((x=60)) ); echo $x

#### dynamic variable names
for i in 1 2 3; do eval "v$i=$((i*i))"; done; echo $v1 $v2 $v3; n=v2; echo $((n)) $((${!n}+1)); ((${n}++)); echo $v2

#### strings that hold names in conditions
a=5 b=a; ((b==5)) && echo through; ((a==b)) && echo same; [[ b -eq a ]] && echo test; s=hello; ((s==0)) && echo "unset name is zero"

#### the operators next to each other without blanks
x=5; echo $((x-- -1)) $((x---1)) $x $((x+++1)) $x $((1+-1)) $((1-+1)) $((2*-3)) $((1<-1)) $((6>>1<<2)) $((!x||!0)) $((x&&!0)) $((3&1&&2|4))

#### logical operators yield one or zero
echo $((5&&7)) $((0||9)) $((!9)) $((5||0&&0)) $(((5||0)&&0)) $((1||0&&0)) $((0==0==1)) $((3==3==3)) $((1<2==1)) $((1|2==2))

#### mixed precedence of bits and comparisons
echo $((1|2&3^4)) $((7&3==3)) $(((7&3)==3)) $((1<<2>3)) $((5-3<<1)) $((10>>1+1)) $((1?0:1||1)) $((x=1?2:3)) $x $((1,0?4:5))

#### assignment inside conditions
((x=5,y=x>3?x*2:0)); echo $x $y; if (((n=$(wc -l < numbers.txt))>5)); then echo "many $n"; fi; while (((k+=3)<10)); do echo $k; done

#### conditional assignment in ternary branches
((a=1>0?10:20, b=1<0?10:20)); echo $a $b; x=1; ((x?(y=1):(y=2))); echo $y; ((0?(z=1):(z=2))); echo $z; (echo $((1?y=1:(y=2)))) 2>/dev/null; echo $?

#### incomplete ternaries are errors
for e in '1?2' '1?:2' '1?2:' '?1:2'; do (eval "echo \$(($e))") 2>/dev/null; echo "$e $?"; done

#### unbalanced parentheses are errors
(eval 'echo $(( (1+2 ))' ) 2>/dev/null; echo $?; (eval 'echo $((1+2)))' ) 2>/dev/null; echo $?; x='(1+2'; (echo $((x))) 2>/dev/null; echo $?

#### arithmetic with exit and return
f() { return $(($1*2)); }; f 4; echo $?; f 128; echo $?; (exit $((3+4))); echo $?; (exit $((300))); echo $?; g() { return $((-1)); }; g; echo $?

#### shift and break counts, sequences
set -- a b c d; shift $(($#-1)); echo $1; for i in 1 2; do for j in 1 2; do break $((1+1)); done; done; echo $i$j; echo $(seq $((1+1)) $((2*3)))

#### a dollar sign before an array element and nested subscripts
a=(3 1 2); b=(x y z q); echo ${b[a[0]]} ${b[${a[1]}]} $((a[a[a[1]]])) $((${a[0]}+${a[1]})) $((${#a[@]}*2)) $((${#b}))

#### bubble sort
a=(5 3 9 1 4); n=${#a[@]}; for ((i=0;i<n;i++)); do for ((j=0;j<n-i-1;j++)); do if ((a[j]>a[j+1])); then t=${a[j]}; a[j]=${a[j+1]}; a[j+1]=$t; fi; done; done; echo ${a[@]}

#### matrix by index arithmetic
for ((r=0;r<3;r++)); do for ((c=0;c<3;c++)); do m[r*3+c]=$((r*c)); done; done; for ((r=0;r<3;r++)); do echo "${m[@]:r*3:3}"; done

#### a linear congruential generator
s=1; for i in {1..5}; do ((s=(s*1103515245+12345)&0x7fffffff)); printf '%d ' $s; done; echo

#### a hash over characters
h=5381; s='desk files'; for ((i=0;i<${#s};i++)); do printf -v c '%d' "'${s:i:1}"; ((h=(h*33^c)&0xffffffff)); done; printf '%08x\n' $h

#### digits of a number
n=9075; s=0; for ((k=n;k>0;k/=10)); do ((s+=k%10)); done; echo $s; r=0; for ((k=n;k>0;k/=10)); do ((r=r*10+k%10)); done; echo $r

#### a dollar in a single-quoted let or test operand
x=4; let 'y=$x+1' 2>/dev/null; echo $?; let "y=$x+1"; echo $y; [[ '$x' -eq 4 ]] 2>/dev/null; echo $?

#### characters that cannot be in an expression
for e in '1 $ 2' '3 @ 4' '1 \ 2' '#' '2.0' '"' "3'" '{1}' '1..2'; do x=$e; (echo $((x))) 2>/dev/null; echo "$?"; done

#### arithmetic on values with surrounding blanks and newlines
x=$' 7\n'; echo $((x+1)); y=$'\t8'; echo $((y+1)); z='3 '; echo $(($z*2)) $((-z)); w='  '; echo $((w))

#### signs in values
x=-5; echo $((x)) $((-x)) $((3-x)) $((3-$x)) $((3$x)) $((x*x)) $(($x*$x)) $((-$x)) ; y=+3; echo $((y)) $((-y))

#### large loops are quick
s=0; for ((i=1;i<=10000;i++)); do ((s+=i)); done; echo $s; i=0; while ((i<10000)); do ((i+=1)); done; echo $i

#### deep parentheses
e=$(printf '(%.0s' {1..100})1$(printf ')%.0s' {1..100}); echo $((e)) $(($e+1)); f=1; for i in {1..200}; do f+="+1"; done; echo $((f)) $(($f))

#### expr and bc-like idioms through awk
echo $(expr 2 + 3) $(expr 10 % 3) $(expr 4 \* 5); awk 'BEGIN{printf "%.2f\n", 7/3}'; expr 0; echo $?; expr 5 \> 3

#### positional and special parameters in double parentheses
set -- 3 4; (( $1 < $2 )) && echo lt; (($#==2)) && echo two; (( ${1} + ${2} == 7 )) && echo seven; false; (( $? )) && echo failed

#### a double parenthesis that spans lines
((
  x = 1 +
      2,
  y = x * 2
))
echo $x $y
if ((
  x > 2 &&
  y > 5
)); then echo both; fi

#### redirection on an arithmetic command
((1/0)) 2>/dev/null; echo $?; (( x=1 )) > made; ls made; ((x++)) && echo ok >&2 2>/dev/null; echo $x

#### arithmetic in all its contexts
a=5 b=a c='b+1'
echo $((b)) $((c)) $((a[0])) $((a+=2)) $((a++ + ++a)) $a
echo $((1 ? 2 : 3)) $((0 ? 1/0 : 4)) $((1 || 1/0)) $((0 && 1/0))
echo $((2**10)) $((-2**2)) $((2**3**2)) $((7%-3)) $((-7%3)) $((-7/2))
echo $((0x1F)) $((017)) $((2#101)) $((36#z)) $((64#@)) $((64#_)) $((16#fF))
echo $((1<<62)) $((1<<63)) $((1<<64)) $((-1>>1)) $((~0)) $((!0)) $((!5))
echo $((9223372036854775807+1)) $((5,6)) $(( (1,2)+3 ))
x=10; echo $((x>5&&x<20)) $((x==10)) $((x!=10)) $((x&6)) $((x|5)) $((x^3))
echo $((x=x==10?1:2)) $x $((x<<=3)) $((x>>=1)) $((x|=1)) $((x&=~1)) $((x^=7)) $((x%=4)) $((x*=3)) $((x/=2)) $((x-=1))
echo $(( a = 3, b = a * 2, a + b )); echo $((  ))
let 'x=1' y=2 "z = x + y"; echo $x $y $z
let x=0; echo $?; let x=1; echo $?; let 'x=0' 'x=5'; echo $?
((x)); echo $?; ((x=0)); echo $?; (( x++ )); echo $?; (( x++ )); echo $?
declare -i i=3; i+=4; i=i*2; echo $i; i='2 + 3'; echo $i
arr=(1 2 3); echo $((arr[1]+arr[-1])) $((arr[arr[0]])); ((arr[1]++, arr[5]=9)); echo ${arr[@]} ${#arr[@]}
declare -A m=([k]=4); echo $((m[k]+1)) $((m["k"]*2)); ((m[n]=7)); echo ${m[n]}
echo $((010)) $((08)) 2> /dev/null; echo next
echo $(( 1 + )) 2> /dev/null
echo next2 $(( 3 # comment
)) 2> /dev/null
echo "$((1+1))$((2*2))" "$(( $(echo 3) + ${#arr[@]} ))" $((`echo 4`))
echo $(('1'+'2')) 2> /dev/null
echo $(("1"+"2"))

#### what stands before wrong syntax in an expression has its effects
n=1 m=1; a=(1 2)
for e in 'n=1?2:' 'n=0&&1+' '(n=4' 'n=5 @' 'm=2,n=6 @' 'n=7,8=9' 'n++ 3' 'm=3,08' 'a[0]=9,a[' '0?(n=8):' 'm=(n=4)+' '(n=3) = 4' '1 || (m=5' '0 || (m=5' 'n+=2 =3'; do
  let "$e" 2>/dev/null; echo "$? $n $m ${a[@]}"; n=1 m=1; a=(1 2)
done

#### a negative exponent in a branch that is not taken is refused, division by zero is not
n=3
for e in '1?2:2**-1' '0&&2**-1' '1||2**-1' '0||2**2' '1?n++:(n=5)**2' '0?2**(n-9):7' '0&&(1/0+2**2)' '0&&2**--n' '0&&2**(1&&-1)'; do
  let "r=$e" 2>/dev/null; echo "$? $r $n"
done
