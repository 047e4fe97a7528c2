# mapfile and readarray: all options, origins, callbacks, delimiters.

#### lines with and without their ends
mapfile a < a/b/two.txt; printf '<%s>' "${a[@]}"; echo; mapfile -t b < a/b/two.txt; printf '<%s>' "${b[@]}"; echo; mapfile -t c < no-newline.txt; echo "${#c[@]} ${c[1]}"; mapfile d < no-newline.txt; echo "${#d[1]}"; mapfile -t e < empty.txt; echo "${#e[@]} $?"

#### the default name
mapfile -t < words.txt; echo ${#MAPFILE[@]} ${MAPFILE[3]}; readarray -t <<< one; echo ${#MAPFILE[@]} $MAPFILE

#### blank lines and blanks are kept
mapfile -t a < 'my file.txt'; echo ${#a[@]}; printf '[%s]' "${a[@]}"; echo; mapfile -t b <<< $'\n\n x \n'; echo ${#b[@]}; printf '[%s]' "${b[@]}"; echo

#### an old array is cleared, with -O it is kept
a=(1 2 3 4 5); mapfile -t a <<< new; echo ${#a[@]}; a=(p q r); mapfile -t -O 1 a <<< $'Q\nR\nS'; echo "${a[*]}"; mapfile -t -O 10 a <<< ten; echo ${!a[@]}

#### -n a number of lines, -s skips
mapfile -t -n 2 a < words.txt; echo ${a[@]}; mapfile -t -s 6 b < words.txt; echo ${b[@]}; mapfile -t -s 1 -n 2 c < words.txt; echo ${c[@]}; mapfile -t -n 0 d < words.txt; echo ${#d[@]}; mapfile -t -s 99 e < words.txt; echo ${#e[@]}

#### the rest after -n stays for the next reader
{ mapfile -t -n 2 a; read -r next; } < words.txt; echo "${a[*]} then $next"

#### -d a delimiter
mapfile -t -d , a <<< 'x,y z,,w'; echo ${#a[@]}; printf '<%s>' "${a[@]}"; echo; mapfile -d : b <<< 'p:q:r'; printf '<%s>' "${b[@]}"; echo; mapfile -t -d '' c < <(printf 'a\0b c\0d\n'); echo ${#c[@]} "${c[1]}"; mapfile -t -d , e < <(printf 'x,y'); echo ${e[1]}

#### files by find and sort with NUL
mapfile -d '' -t f < <(find . -name '*.md' -print0 | sort -z); for x in "${f[@]}"; do echo "$x"; done

#### -u another descriptor, -c and -C a callback
exec 4< words.txt; mapfile -t -u 4 -n 3 a; echo ${a[@]}; exec 4<&-; cb() { echo "cb $1 <${2%$'\n'}>"; }; mapfile -t -C cb -c 3 b < words.txt; echo ${#b[@]}; mapfile -C 'echo each' -c 1 d <<< $'x\ny'; echo ${#d[@]}

#### bad options and arguments
mapfile -q 2>/dev/null < words.txt; echo $?; mapfile -n x a 2>/dev/null < words.txt; echo $?; mapfile -O -1 a 2>/dev/null < words.txt; echo $?; mapfile 1x 2>/dev/null < words.txt; echo $?; declare -A m; mapfile m 2>/dev/null < words.txt; echo $?; readonly -a r=(1); mapfile -t r 2>/dev/null < words.txt; echo "$? ${r[*]}"; mapfile -u 9 a 2>/dev/null; echo $?

#### in a pipe it is lost, with process substitution it is kept
seq 3 | mapfile -t a; echo "${#a[@]}"; mapfile -t a < <(seq 3); echo "${#a[@]}"; seq 2 | { mapfile -t a; echo "${a[*]}"; }; mapfile -t b <<< "$(sort words.txt)"; echo "${b[0]} ${#b[@]}"

#### local arrays and a name by reference
f() { local -a l; mapfile -t l < "$1"; echo ${#l[@]}; }; f words.txt; echo "${l-unset}"; g() { local -n out=$1; mapfile -t out < a/b/two.txt; }; g res; echo "${res[@]}"

#### reverse, numbering and the longest line
mapfile -t a < words.txt; for ((i=${#a[@]}-1; i>=0; i--)); do printf '%s ' "${a[i]}"; done; echo; for i in "${!a[@]}"; do printf '%2d %s\n' $((i+1)) "${a[i]}"; done | head -2; max=; for l in "${a[@]}"; do ((${#l} > ${#max})) && max=$l; done; echo "$max"

#### lines as arguments and as keys
mapfile -t a < a/b/two.txt; set -- "${a[@]}"; echo $# $2; declare -A seen; mapfile -t w < words.txt; for x in "${w[@]}"; do ((seen[$x]++)); done; echo ${seen[apple]} ${#seen[@]}

#### mapfile options
mapfile -q x < numbers.txt 2> /dev/null; echo $?
mapfile 1x < numbers.txt 2> /dev/null; echo $?
mapfile -n -1 x < numbers.txt 2> /dev/null; echo $?
mapfile -n x y < numbers.txt 2> /dev/null; echo $?
mapfile -O -1 y < numbers.txt 2> /dev/null; echo $?
mapfile -s -1 y < numbers.txt 2> /dev/null; echo $?
mapfile -c 0 -C : y < numbers.txt 2> /dev/null; echo $?
mapfile -u 77 y 2> /dev/null; echo $?
mapfile -u x y 2> /dev/null; echo $?
readonly ro; mapfile ro < numbers.txt 2> /dev/null; echo $?
declare -A m; mapfile m < numbers.txt 2> /dev/null; echo $?
mapfile '' < numbers.txt 2> /dev/null; echo $?
mapfile a b < numbers.txt; echo $? ${#a[@]}
mapfile -t -n 2 -s 1 -O 3 z < numbers.txt; declare -p z
mapfile -d '' q < <(printf 'a\0b\0'); declare -p q
mapfile -d , q < <(printf 'a,b,c'); declare -p q
mapfile -td , q < <(printf 'a,b,c'); declare -p q
mapfile -C 'echo cb' -c 2 -t q < <(printf '1\n2\n3\n4\n5\n'); echo ${#q[@]}
mapfile -n 0 q < numbers.txt; echo ${#q[@]}
