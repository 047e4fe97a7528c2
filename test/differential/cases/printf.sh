# printf: conversions, flags, width and precision, reuse of the format, escapes, %b %q %Q %(…)T, -v, mistakes.

#### plain text and strings
printf 'hello\n'; printf '%s\n' a 'b c' ''; printf '%s-%s\n' x y; printf '%s %s\n' one; printf 'no newline'; printf '\n'; printf '%%\n'; printf '100%%\n'; printf -- '-- %s\n' dash; printf ''; echo $?

#### the format is used again for the rest
printf '%s,' a b c; echo; printf '%s=%d\n' a 1 b 2 c; printf '<%s>\n'; printf 'x\n' a b; printf '%s %s %s|' 1 2 3 4; echo; printf '%d\n'; printf '%s' ; echo end

#### width and alignment of strings
printf '[%5s][%-5s][%05s][%1s]\n' ab ab ab abc; printf '[%.2s][%5.1s][%-4.3s][%.0s][%.s]\n' abc abc abcd x y; printf '[%*s][%-*s][%.*s][%*.*s]\n' 4 a 4 b 2 xyz 5 1 pq; printf '[%*s]\n' -4 a

#### width counts bytes or characters
printf '[%4s]\n' é; printf '[%-4s]\n' 日; printf '[%.1s]\n' éa; printf '[%5.2s]\n' naïve

#### decimal numbers
printf '%d %i %d %d\n' 5 -7 +3 007; printf '[%4d][%-4d][%04d][%+d][% d][%.3d][%6.3d][%-6.3d|]\n' 42 42 42 42 42 42 42 42; printf '[%+d][% d][%05d][%.0d]\n' -3 -3 -3 0; printf '%d %d\n' 9223372036854775807 -9223372036854775808

#### numbers written in other bases and as characters
printf '%d %d %d %d\n' 0x1F 010 0XaB -0x10; printf '%d %d %d\n' "'A" '"a' "'é"; printf '%d\n' "'"; printf '%x %c\n' "'Z" Z; printf '%d\n' "'日"; printf '%d %d\n' ' 5' '	6'

#### octal, hexadecimal and unsigned
printf '%o %x %X %u\n' 8 255 255 5; printf '%#o %#x %#X %#x\n' 8 255 255 0; printf '[%5x][%-5x|][%05x][%#06x][%.4x]\n' 255 255 255 255 255; printf '%u %x %o\n' -1 -1 -1; printf '%u\n' 18446744073709551615

#### floating point
printf '%f %.2f %.0f %5.1f|%-8.3f|%08.2f\n' 3.14159 2.5 2.5 9.96 1.5 -3.14159; printf '%e %.2e %E\n' 12345.678 0.00012 1; printf '%g %g %g %G %g\n' 100000 1000000 0.0001 0.00001 1.50; printf '%+.1f % .1f %#.0f\n' 1 1 3; printf '%.3g %.10g\n' 3.14159 3.14159

#### rounding
printf '%.0f %.0f %.0f %.0f %.1f %.1f %.2f\n' 0.5 1.5 2.5 3.5 0.25 0.35 1.005; printf '%.20f\n' 0.1; printf '%.3f\n' 1e-10 123456789.12345 -0.0004

#### hexadecimal floats, infinity and not a number
printf '%a\n' 1 0.5 10; printf '%f %f %e %G\n' inf -inf nan infinity; printf '[%6.1f][%-6f][%06f]\n' inf nan -inf; printf '%f\n' 0x1.8p1 0x10 1e3

#### characters
printf '%c%c%c\n' abc d ''; printf '[%3c][%-3c]\n' x y; printf '%c' '' | od -An -c | tr -d ' '; printf '%c\n' 65 'é' | od -An -tx1 | head -1

#### escapes in the format
printf 'a\tb\n'; printf '\\ \" \a\b\f\v\r' | od -An -c | tr -s ' '; printf '\101\x41\u00e9\U0001F600\n'; printf '\0101|\60|\x4\n' | od -An -c | tr -s ' '; printf "\'\n"; printf '\e[0m' | od -An -tx1; printf '\q\n'; printf 'end\\'; echo

#### \c stops only in %b
printf 'a\cb\n'; printf '%bX\n' 'a\cb'; echo; printf '%s-%b-%s\n' x 'y\c' z; echo "|$?"

#### %b expands escapes in the argument
printf '%b|' 'a\nb' 'x\ty' '\\' '\101' '\0101' '\x41' '\u00e9' '\"' "\\'" '\z' ''; echo; printf '[%6b][%-6b][%.2b]\n' 'a\tb' 'x' 'pqr'; printf '%s|' 'a\nb'; echo

#### %q quotes for the shell
printf '%q\n' simple 'a b' '' "it's" 'a"b' '$x' 'a*b' '~' '#c' 'a#' $'a\nb' $'\t' $'\e' 'é' 'a\b' '!' '-' 'a=b' '{a,b}' '[x]' 'a;b' 'a&b' '(x)' '<>' '?' '^' ',' '@' '%' '+'

#### %q is read back by eval
for v in 'a b' "x'y" $'l1\nl2' '$(no)' '`no`' '*' ' ' '\' '"' $'\001' '' é日 '~root' 'a~b' '#x'; do q=$(printf %q "$v"); eval "w=$q"; [ "$v" = "$w" ] && printf 'ok %s\n' "$q" || echo "differs $q"; done

#### %q with width, and %Q with precision
printf '[%10q][%-10q]\n' 'a b' 'c d'; printf '%.3Q|%Q\n' 'a bcd' 'x y'; args=(ls 'my file' '$HOME'); printf '%q ' "${args[@]}"; echo; printf -v cmd '%q ' echo 'a  b' c; eval "$cmd"

#### %(fmt)T with fixed times
printf '%(%Y-%m-%d %H:%M:%S)T\n' 0 86400 1700000000; printf '%(%F %T)T\n' 1735689599; printf '[%(%a %d %b %Y)T][%(%j %u %w %U)T]\n' 1000000000 1000000000; printf '%(%s)T\n' 12345; printf '%(%I %p %M %y %C %e)T\n' 1234567890; printf '%()T\n' 0

#### %(fmt)T with a zone, width and literal signs
TZ=America/New_York; printf '%(%H:%M %Z %z)T\n' 0; TZ=Asia/Tokyo printf '%(%F %H)T\n' 0; export TZ=UTC; printf '[%30(%F)T][%-12(%F)T]\n' 0 0; printf '%(%%-%n-%t-%D-%R)T\n' 0; printf '%(%Y)T %(%m)T\n' 0 100000000

#### %(fmt)T without an argument, -1 and -2 are times
a=$(printf '%(%Y)T' -1); b=$(printf '%(%Y)T'); [ "$a" = "$b" ] && [ "$a" -gt 2000 ] && echo now; s=$(printf '%(%s)T' -2); ((s > 1000000000)) && echo start; printf '%(%Y)T\n' -1 >/dev/null; echo $?

#### -v into a variable
printf -v x '%03d' 7; echo $x; printf -v a[2] 'e%s' l; echo "${!a[@]} ${a[2]}"; declare -A m; printf -v 'm[k]' v; echo ${m[k]}; i=1; printf -v b[i] q; echo ${b[1]}; printf -v y '%s\n' l1 l2; printf '<%s>\n' "$y"; printf -v z ''; echo "<$z>${#z}"; f() { local l; printf -v l in; echo $l; }; f

#### -v with a bad name, a readonly one and a nameref
printf -v 1x a 2>/dev/null; echo $?; readonly r=1; (printf -v r 2) 2>/dev/null; echo "$? $r"; declare -n n=target; printf -v n through; echo $target; declare -i int; printf -v int '%s' 2+3; echo $int; declare -u up; printf -v up abc; echo $up; printf -v 2>/dev/null; echo $?

#### a bad number is said and counts as its beginning
printf '%d\n' 12x 2>/dev/null; echo $?; printf '%d\n' x 2>/dev/null; echo $?; printf '%d\n' '' 2>/dev/null; echo $?; printf '%d\n' 1.9 2>/dev/null; echo $?; printf '%f\n' 1,5 2>/dev/null; echo $?; printf '%d\n' 08 2>/dev/null; echo $?; printf '%d %s\n' a b 2>/dev/null; echo $?; printf '%d\n' 99999999999999999999 2>/dev/null; echo $?

#### a bad conversion stops
printf 'a%zb\n' x 2>/dev/null; echo "|$?"; printf '%y\n' 2>/dev/null; echo "|$?"; printf 'x%' 2>/dev/null; echo "|$?"; printf '%5' 2>/dev/null; echo "|$?"; printf '%-' x 2>/dev/null; echo "|$?"

#### no format is an error
printf 2>/dev/null; echo $?; printf -- 2>/dev/null; echo $?; printf -q x 2>/dev/null; echo $?; printf -- '-x\n'; printf '%s\n' -v

#### length modifiers are ignored
printf '%ld %lld %hd %hhd %zd %jd %Lf %lf\n' 1 2 3 4 5 6 7 8 2>/dev/null; echo $?

#### missing arguments are empty or zero
printf '[%s][%d][%f][%c][%b][%q][%x]\n' | od -An -c | tr -s ' '; printf '%s %d|' a; printf '%s %d|' a 1 b; echo

#### tables
printf '%-10s|%8s|%6s\n' name amount share; printf '%-10s|%8.2f|%5d%%\n' rent 900 60 food 325.5 25 books 42 15; printf '%s\n' ---; printf '%-5s%5s\n' $(tail -n +2 data/budget.tsv | tr '\t\n' '  ')

#### a line of characters
printf '%.0s-' {1..20}; echo; printf '=%.0s' $(seq 10); echo; printf '%*s\n' 12 '' | tr ' ' '#'; printf -v line '%20s' ''; echo "${line// /.}"; printf '%0*d\n' 6 42

#### arrays joined and listed
a=(x 'y z' w); printf '%s\n' "${a[@]}"; printf '%s, ' "${a[@]}"; echo; printf -v j '%s,' "${a[@]}"; echo "${j%,}"; printf '%q ' "${a[@]}"; echo; printf '[%s] ' ${a[@]}; echo; e=(); printf '<%s>' "${e[@]}"; echo

#### numbers to and from characters
printf '%d ' "'a" "'b"; echo; printf "\\$(printf %03o 65)\n"; printf "\x$(printf %x 66)\n"; for c in {a..e}; do printf '%x' "'$c"; done; echo; chr() { printf "\\x$(printf %x $1)"; }; for n in 72 105; do chr $n; done; echo; printf '%b' "\\0$(printf %o 67)\n"

#### hex dump of a word and URL encoding
s='a b/é?'; for ((i=0; i<${#s}; i++)); do c=${s:i:1}; case $c in [a-zA-Z0-9.~_-]) printf %s "$c";; *) printf %s "$c" | od -An -tx1 | tr ' ' % | tr -d '\n';; esac; done; echo; dec() { local x=${1//+/ }; printf '%b\n' "${x//%/\\x}"; }; dec 'x%20y%2Fz+w%C3%A9'

#### the format from a variable and an array of formats
f='%s: %d\n'; printf "$f" a 1; fs=('<%s>' '[%5s]' '{%-3s}'); for x in "${fs[@]}"; do printf "$x" q; done; echo; fmt='%s'; n=3; printf "$(printf "${fmt} %.0s" $(seq $n))\n" a b c

#### output of printf to files and descriptors
printf '%s\n' c a b > f; sort f; printf 'x' >> f; tail -c 1 f; echo; printf 'err\n' >&2 2>/dev/null; printf '%s\n' "$(printf 'in\n\n')"; x=$(printf 'a\nb\n'); echo "$x" | wc -l; printf 'no\n' > none/x 2>/dev/null; echo $?

#### quotes and dollar signs
printf '%s\n' "a\"b" 'a"b' a\"b "a'b" $'a\'b'; printf "%s\n" '$HOME' "\$HOME"; printf "$none%s\n" x; printf '%s %s\n' "$(echo a b)" $(echo c d)

#### binary output
printf '\0\1\2\377' | od -An -tx1; printf 'a\0b' | wc -c; printf '\xe9' | od -An -tx1; printf '\xc3\xa9\n'; printf '\u20ac\n'; printf '\ud7ff' | od -An -tx1; printf '%b' '\0\x00\1' | od -An -tx1

#### printf of many arguments
printf '%d\n' {1..1000} | tail -1; printf '%s' {a..z}{0..9} | wc -c; printf '%s %s\n' {1..5} | tail -1; printf '%s\n' a/* | sort | head -1

#### the status
printf x; echo " $?"; printf '%d' 1x 2>/dev/null; echo " $?"; printf '%s' a | cat; echo " $?"; command printf '%s\n' c; builtin printf '%s\n' b; /usr/bin/printf '%s|' p 2>/dev/null || printf 'p|'; echo

#### flags together
printf '[%+05d][%-+5d][% 05d][%#-8x][%-#8o][%+.2e][%-+8.1f]\n' 7 7 7 255 8 12345 3.14159; printf "[%'d]\n" 1234567; printf '[%010.3f][%+010.3f][%-10.3f]\n' 3.14159 3.14159 3.14159

#### integer overflow and hexadecimal limits
printf '%d\n' 0x7fffffffffffffff; printf '%x\n' 9223372036854775807; printf '%d\n' -0x8000000000000000; printf '%u\n' -9223372036854775808; printf '%i %o\n' 0777 0777

#### percent signs around text
printf '%d%% of %s\n' 50 x; printf '%s%%%s\n' a b; printf '%%s\n'; printf '%5%|' 2>/dev/null; echo; printf '%s' '%d\n'; echo

#### time and durations by printf
s=3725; printf '%02d:%02d:%02d\n' $((s/3600)) $((s%3600/60)) $((s%60)); printf '%d.%03d s\n' $((1234/1000)) $((1234%1000)); printf '%s\n' "$(printf '%(%H:%M:%S)T' $s)"; b=1536000; printf '%d.%d MB\n' $((b/1000000)) $((b%1000000/100000))

#### printf through xargs, awk and a here-string
printf '%s\n' 1 2 3 | xargs printf '<%s>'; echo; awk 'BEGIN { printf "%5.2f|%-4s|%03d|%c|%x\n", 3.14159, "ab", 7, 65, 255 }'; printf '%s\n' "$(cat <<< 'here')"; seq 3 | xargs -n1 printf 'n=%s\n'
