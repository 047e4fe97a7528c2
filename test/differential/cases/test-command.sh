# test and [: by number of arguments (POSIX), operators, -a -o ! ( ), numbers, strings, files, errors.

#### no argument is false, one is true when it is not empty
test; echo $?; [ ]; echo $?; test a; echo $?; test ''; echo $?; [ -n ]; echo $?; [ -f ]; echo $?; [ ! ]; echo $?; [ = ]; echo $?; [ '(' ]; echo $?; test $none; echo $?

#### two arguments are a negation or a unary test
[ ! a ]; echo $?; [ ! '' ]; echo $?; [ -n a ]; echo $?; [ -z '' ]; echo $?; [ -z a ]; echo $?; [ ! -n ]; echo $?; [ -d a ]; echo $?; [ ! ! ]; echo $?; [ x y ] 2>/dev/null; echo $?; [ -q y ] 2>/dev/null; echo $?

#### three arguments are a comparison, a negation or parentheses
[ a = a ]; echo $?; [ a = b ]; echo $?; [ a != b ]; echo $?; [ ! -z a ]; echo $?; [ '(' a ')' ]; echo $?; [ '(' '' ')' ]; echo $?; [ ! = ! ]; echo $?; [ -n = -n ]; echo $?; [ '(' = '(' ]; echo $?; [ a -a b ]; echo $?; [ '' -o b ]; echo $?; [ a b c ] 2>/dev/null; echo $?

#### four arguments are the negation of three or parentheses
[ ! a = a ]; echo $?; [ ! a = b ]; echo $?; [ ! a -a b ]; echo $?; [ ! '' -o b ]; echo $?; [ '(' -n a ')' ]; echo $?; [ '(' ! a ')' ]; echo $?; [ ! '(' a ')' ]; echo $?; [ a b c d ] 2>/dev/null; echo $?

#### more arguments: and, or, not, parentheses
[ a = a -a b = b ]; echo $?; [ a = b -o b = b ]; echo $?; [ a = b -a b = b -o c = c ]; echo $?; [ a = a -o b = b -a c = d ]; echo $?; [ '(' a = a -o b = b ')' -a c = d ]; echo $?; [ ! '(' a = b ')' -a x ]; echo $?; [ -n a -a ! -z b -a -d a ]; echo $?; [ '(' '(' x ')' ')' ]; echo $?

#### string operators
[ abc == abc ]; echo $?; [ abc == a* ]; echo $?; [ a \< b ]; echo $?; [ b \> a ]; echo $?; [ B \< a ]; echo $?; [ 10 \< 9 ]; echo $?; [ '' = '' ]; echo $?; [ 'a b' = "a b" ]; echo $?; [ é \> z ]; echo $?

#### no patterns on the right
[ abc = 'a*' ]; echo $?; [ 'a*' = 'a*' ]; echo $?; p='a?c'; [ abc = "$p" ]; echo $?; case abc in $p) echo case;; esac

#### an unquoted empty variable loses its place
e=; [ $e = a ] 2>/dev/null; echo $?; [ "$e" = a ]; echo $?; [ -n $e ]; echo $?; [ -n "$e" ]; echo $?; [ -z $e ]; echo $?; [ $e ]; echo $?; x='a b'; [ $x = a ] 2>/dev/null; echo $?; [ -n $x ] 2>/dev/null; echo $?; [ -f $e ]; echo $?; [ x$e = x ]; echo $?

#### numbers
[ 2 -eq 2 ]; echo $?; [ 2 -ne 2 ]; echo $?; [ 2 -lt 10 ]; echo $?; [ 2 -le 1 ]; echo $?; [ 3 -gt 2 ]; echo $?; [ 3 -ge 3 ]; echo $?; [ -3 -lt -2 ]; echo $?; [ +5 -eq 5 ]; echo $?; [ 007 -eq 7 ]; echo $?; [ 08 -eq 8 ]; echo $?; [ ' 4 ' -eq 4 ]; echo $?; [ 9223372036854775807 -gt 9223372036854775806 ]; echo $?

#### no arithmetic in numbers
[ 1+1 -eq 2 ] 2>/dev/null; echo $?; x=5; [ x -eq 5 ] 2>/dev/null; echo $?; [ 0x10 -eq 16 ] 2>/dev/null; echo $?; [ 1.5 -gt 1 ] 2>/dev/null; echo $?; [ '' -eq 0 ] 2>/dev/null; echo $?; [ a -lt b ] 2>/dev/null; echo $?; [ 99999999999999999999 -gt 1 ] 2>/dev/null; echo $?

#### kinds of files
for f in words.txt a none empty.txt 'my file.txt'; do r=; for o in e f d s r w L h p S b c; do [ -$o "$f" ] && r+=$o; done; echo "$f: $r"; done

#### executable, times, sameness
echo x > s; chmod -x s; [ -x s ]; echo $?; chmod +x s; [ -x s ]; echo $?; touch -d 2020-01-01 o; [ s -nt o ]; echo $?; [ o -nt s ]; echo $?; [ o -ot s ]; echo $?; [ s -ef ./s ]; echo $?; [ s -ef o ]; echo $?; [ s -nt none ]; echo $?; [ none -ot s ]; echo $?; [ a -ef a/b/.. ]; echo $?

#### an empty name and a name with blanks
[ -e '' ]; echo $?; [ -f '' ]; echo $?; f='my file.txt'; [ -f "$f" ]; echo $?; [ -f $f ] 2>/dev/null; echo $?; [ -d 'my folder' ]; echo $?; [ -e ~ ]; echo $?; [ -d . -a -d .. ]; echo $?

#### globs in test expand first
[ -f wor*.txt ]; echo $?; [ -f a/*.txt ]; echo $?; [ -f *.txt ] 2>/dev/null; echo $?; [ -d [a] ]; echo $?; [ nope* = 'nope*' ]; echo $?

#### descriptors, options and variables
[ -t 0 ]; echo $?; [ -t ]; echo $?; [ -t x ] 2>/dev/null; echo $?; [ -o errexit ]; echo $?; set -f; [ -o noglob ]; echo $?; set +f; x=; [ -v x ]; echo $?; [ -v y ]; echo $?; a=(1); [ -v 'a[0]' ]; echo $?; [ -v 'a[4]' ]; echo $?; declare -A m=([k]=1); [ -v 'm[k]' ]; echo $?

#### -a and -o as unary and as binary
[ -a words.txt ]; echo $?; [ -a none ]; echo $?; [ ! -a none ]; echo $?; [ -o nosuchoption ]; echo $?; [ -a -a -a ]; echo $?; [ '' -a '' ]; echo $?; [ -o -o -o ]; echo $?

#### a bracket command needs its end
[ a 2>/dev/null; echo $?; [ 2>/dev/null; echo $?; [ a = a 2>/dev/null; echo $?; test a ] 2>/dev/null; echo $?; [ a ]] 2>/dev/null; echo $?; test ]; echo $?; [ ] ]; echo $?

#### errors have status two
[ a -foo b ] 2>/dev/null; echo $?; [ 1 -eq ] 2>/dev/null; echo $?; [ '(' a ] 2>/dev/null; echo $?; [ a -a ] 2>/dev/null; echo $?; [ a = b -a ] 2>/dev/null; echo $?; [ '(' a = a ] 2>/dev/null; echo $?; [ -z a b ] 2>/dev/null; echo $?; [ a = ] 2>/dev/null; echo $?; [ 1 -eq 1 x ] 2>/dev/null; echo $?

#### an error is told on stderr only
[ 1 -eq x ] 2>err; echo $?; wc -l < err; [ a b ] 2>err >out; wc -c < out; [ a = a ] 2>err; wc -c < err; rm err out

#### words that look like operators, in three places
[ -n = x ]; echo $?; [ x = -n ]; echo $?; [ ! = x ]; echo $?; [ x != ! ]; echo $?; [ -f = -f ]; echo $?; [ = = = ]; echo $?; [ '(' = ')' ]; echo $?; [ ')' = ')' ]; echo $?; v='!'; [ "$v" = '!' ]; echo $?; v='('; [ "$v" = x ]; echo $?; v=-a; [ "$v" = -a ]; echo $?

#### the old guard against operators
v='!'; [ "x$v" = 'x!' ] && echo 1; v='-f'; [ "X$v" = X-f ] && echo 2; v=; [ "x$v" = x ] && echo 3; [ x"$1" = x ] && echo "no argument"

#### test as a condition
if test -f words.txt; then echo file; fi; test -d a && echo folder; test -z "$none" || echo no; while [ "$i" != xxx ]; do i=x$i; done; echo $i; [ -f words.txt ] && [ ! -d words.txt ] && echo both; if ! [ 1 -gt 2 ]; then echo not; fi

#### test through a variable, command and builtin
t='test 1 -lt 2'; $t && echo 1; command [ a = a ] && echo 2; builtin test x && echo 3; b='['; $b 3 -gt 2 ] && echo 4; "test" -n q && echo 5; op=-lt; [ 1 $op 2 ] && echo 6; args=(-f words.txt); [ "${args[@]}" ] && echo 7

#### test with substitutions
[ "$(wc -l < words.txt)" -eq 8 ] && echo 1; [ $((2*3)) -eq 6 ] && echo 2; [ "$(cat a/one.txt)" = one ] && echo 3; [ -n "$(ls a)" ] && echo 4; [ -z "$(cat empty.txt)" ] && echo 5; [ `echo 3` -gt 2 ] && echo 6; n=$(grep -c apple words.txt); [ "$n" -ge 2 ] && echo $n

#### no early stop: both sides are expanded
n=0; [ a = b -a $((n+=1)) -eq 1 ]; echo $n; [ a = a -o $((n+=1)) -eq 2 ]; echo $n; [ a = b ] && [ $((n+=1)) -eq 3 ]; echo $n

#### redirection signs need a backslash
[ a < words.txt ]; echo $?; [ b > file ]; echo $?; ls file; [ a \> b ]; echo $?; [ a '<' b ]; echo $?; rm file

#### comparing versions, leap years and ranges
within() { [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]; }; within 5 1 9 && echo in; within 0 1 9 || echo out; leap() { [ $(($1 % 4)) -eq 0 -a $(($1 % 100)) -ne 0 -o $(($1 % 400)) -eq 0 ]; }; for y in 1900 2000 2023 2024; do leap $y && echo $y; done

#### the status in lists with set -e
set -e; [ a = b ] || echo or; if [ a = b ]; then :; fi; [ a = b ] && echo no; echo on; ! [ a = a ]; echo still; [ a = b ]; echo "not here"

#### spaces and tabs around operands
[  a   =	a  ]; echo $?; [ " a" = "a" ]; echo $?; [ "	" = $'\t' ]; echo $?; [ -n " " ]; echo $?; [ " 5" -eq "5 " ]; echo $?
