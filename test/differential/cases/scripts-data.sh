# Whole scripts over data: CSV, TSV, JSON by jq, dates, money, tables, small algorithms.

#### script: a report of a CSV
#!/bin/bash
total=0 n=0 missing=()
while IFS=, read -r id name city age; do
  [[ $id == id ]] && continue
  n=$((n + 1))
  total=$((total + age))
  [[ -z $city ]] && missing+=("$name")
done < data/people.csv
printf 'people: %d\naverage age: %d.%d\n' $n $((total / n)) $((total * 10 / n % 10))
echo "without a city: ${missing[*]:-none}"

#### script: filter, sort and cut a CSV
#!/bin/bash
{
  head -1 data/people.csv
  tail -n +2 data/people.csv | awk -F, '$4 > 20' | sort -t, -k4,4nr -k2,2
} | cut -d, -f2,4 > adults.csv
cat adults.csv
echo "rows: $(($(wc -l < adults.csv) - 1))"
sort -t, -k3,3 -s data/people.csv | cut -d, -f3 | uniq -c | awk '{ print $1, $2 }'

#### script: CSV to JSON
#!/bin/bash
{
  echo '['
  sep=
  while IFS=, read -r id name city age; do
    [[ $id == id ]] && continue
    printf '%s  {"id": %d, "name": "%s", "city": %s, "age": %d}' "$sep" "$id" "$name" "$([[ -n $city ]] && echo "\"$city\"" || echo null)" "$age"
    sep=$',\n'
  done < data/people.csv
  printf '\n]\n'
} > people.json
cat people.json
jq -r '.[] | select(.city == null) | .name' people.json
jq 'map(.age) | add / length' people.json

#### script: CSV with quoted fields
#!/bin/bash
parse() {
  local line=$1 field= quoted= i c
  fields=()
  for ((i = 0; i < ${#line}; i++)); do
    c=${line:i:1}
    if [[ $quoted ]]; then
      if [[ $c == '"' && ${line:i+1:1} == '"' ]]; then field+='"'; ((i++))
      elif [[ $c == '"' ]]; then quoted=
      else field+=$c
      fi
    elif [[ $c == '"' ]]; then quoted=1
    elif [[ $c == , ]]; then fields+=("$field"); field=
    else field+=$c
    fi
  done
  fields+=("$field")
}
while IFS= read -r line; do
  parse "$line"
  printf '%d:' ${#fields[@]}
  printf ' <%s>' "${fields[@]}"
  echo
done <<'EOT'
a,b,c
"x, y",z
"say ""hi""",,end
,
EOT

#### script: join two tables by key
#!/bin/bash
declare -A city
while IFS=, read -r id name town _; do city[$name]=$town; done < <(tail -n +2 data/people.csv)
cat > orders.csv <<'EOT'
Ana,book,12
Chen,pen,3
Zed,ink,7
Ana,lamp,30
EOT
while IFS=, read -r name item price; do
  printf '%-5s %-5s %3d %s\n' "$name" "$item" "$price" "${city[$name]-unknown}"
done < orders.csv
join -t, -1 2 -2 1 -o 1.2,1.3,2.2 <(tail -n +2 data/people.csv | sort -t, -k2) <(sort -t, -k1,1 -s orders.csv)

#### script: a pivot by two keys
#!/bin/bash
cat > sales <<'EOT'
north jan 10
south jan 7
north feb 4
north jan 5
south mar 2
EOT
declare -A sum regions months
while read -r region month n; do
  regions[$region]=1 months[$month]=1
  ((sum[$region,$month] += n))
done < sales
cols=(jan feb mar)
printf '%-6s' ''; printf '%5s' "${cols[@]}" total; echo
for r in $(printf '%s\n' "${!regions[@]}" | sort); do
  t=0
  printf '%-6s' "$r"
  for c in "${cols[@]}"; do v=${sum[$r,$c]:-0}; printf '%5d' "$v"; ((t += v)); done
  printf '%5d\n' $t
done

#### script: a budget with percentages
#!/bin/bash
total=$(awk 'NR > 1 { s += $2 } END { print s }' data/budget.tsv)
printf '%-8s %8s %7s\n' item amount share
printf '%s\n' -------------------------
tail -n +2 data/budget.tsv | sort -k2,2nr | while IFS=$'\t' read -r name amount; do
  printf '%-8s %8.2f %6d%%\n' "$name" "$amount" $((amount * 100 / total))
done
printf '%s\n' -------------------------
printf '%-8s %8.2f\n' total "$total"

#### script: money in cents
#!/bin/bash
cents() { local a=${1#-} s=; [[ $1 == -* ]] && s=-; local w=${a%.*} f=00; [[ $a == *.* ]] && f=${a#*.}0; echo "$s$((10#$w * 100 + 10#${f:0:2}))"; }
money() { local c=${1#-} s=; (($1 < 0)) && s=-; printf '%s%d.%02d\n' "$s" $((c / 100)) $((c % 100)); }
sum=0
for a in 12.50 -3.05 100 0.9 -0.01; do
  c=$(cents "$a")
  ((sum += c))
  printf '%8s %7d\n' "$a" "$c"
done
money $sum
money -5
money $((sum * 19 / 100))

#### script: thousands separators
#!/bin/bash
commas() { sed -E ':a;s/^(-?[0-9]+)([0-9]{3})/\1,\2/;ta' <<< "$1"; }
for n in 1 12 123 1234 123456 1234567 -1234 1000000000; do commas $n; done
loop() {
  local n=$1 out=
  while ((${#n} > 3)); do out=,${n: -3}$out; n=${n:0:-3}; done
  echo "$n$out"
}
loop 9876543210
loop 999

#### script: sizes for people
#!/bin/bash
human() {
  local b=$1 u=(B KB MB GB TB) i=0 r=0
  while ((b >= 1024 && i < 4)); do r=$((b % 1024)); b=$((b / 1024)); ((++i)); done
  if ((i)); then printf '%d.%d %s\n' "$b" $((r * 10 / 1024)) "${u[i]}"; else printf '%d B\n' "$b"; fi
}
for n in 0 1023 1024 1536 1048576 5368709120 1099511627776000; do human $n; done
bytes() { local n=${1%[KMG]}; case $1 in *K) echo $((n << 10));; *M) echo $((n << 20));; *G) echo $((n << 30));; *) echo "$n";; esac; }
for s in 12 4K 2M 1G; do bytes $s; done

#### script: date arithmetic
#!/bin/bash
day=86400
from=2025-02-27
s=$(date -u -d "$from" +%s)
for ((i = 0; i < 4; i++)); do
  date -u -d "@$((s + i * day))" '+%F %a'
done
date -u -d '2024-02-28 + 1 day' +%F
date -u -d '2025-01-31 12:00 UTC + 36 hours' '+%F %H:%M'
date -u -d '2025-03-10 - 10 days' +%d.%m.
between() { echo $((($(date -u -d "$2" +%s) - $(date -u -d "$1" +%s)) / 86400)); }
between 2025-01-01 2025-12-25
between 2024-02-01 2024-03-01

#### script: a month calendar
#!/bin/bash
month() {
  local y=$1 m=$2 first days d
  first=$(date -u -d "$y-$m-01" +%u)
  days=$(date -u -d "$y-$m-01 + 1 month - 1 day" +%d)
  echo "   $y-$m"
  echo "Mo Tu We Th Fr Sa Su"
  printf '%*s' $(((first - 1) * 3)) ''
  for ((d = 1; d <= 10#$days; d++)); do
    printf '%2d' "$d"
    (((d + first - 1) % 7 == 0 || d == 10#$days)) && echo || printf ' '
  done
}
month 2025 02
month 2024 09

#### script: leap years and days of a month
#!/bin/bash
is_leap() { local y=$1; ((y % 4 == 0 && (y % 100 != 0 || y % 400 == 0))); }
days_in() {
  case $2 in
    2) is_leap "$1" && echo 29 || echo 28 ;;
    4 | 6 | 9 | 11) echo 30 ;;
    *) echo 31 ;;
  esac
}
for y in 1900 2000 2023 2024; do
  printf '%d %s %d\n' "$y" "$(is_leap $y && echo leap || echo normal)" "$(days_in $y 2)"
done
sum=0
for m in {1..12}; do ((sum += $(days_in 2024 $m))); done
echo "2024 has $sum days"
valid() { [[ $1 =~ ^([0-9]{4})-([0-9]{2})-([0-9]{2})$ ]] && ((10#${BASH_REMATCH[2]} >= 1 && 10#${BASH_REMATCH[2]} <= 12 && 10#${BASH_REMATCH[3]} >= 1 && 10#${BASH_REMATCH[3]} <= $(days_in "${BASH_REMATCH[1]}" "$((10#${BASH_REMATCH[2]}))"))); }
for d in 2024-02-29 2023-02-29 2024-13-01 2024-1-1 2024-08-09; do valid $d && echo "$d ok" || echo "$d bad"; done

#### script: durations to words and back
#!/bin/bash
words() {
  local s=$1 out=
  ((s >= 86400)) && out+="$((s / 86400))d "
  ((s % 86400 >= 3600)) && out+="$((s % 86400 / 3600))h "
  ((s % 3600 >= 60)) && out+="$((s % 3600 / 60))m "
  ((s % 60 || s == 0)) && out+="$((s % 60))s"
  echo "${out% }"
}
seconds() {
  local t=0 rest=$1
  while [[ $rest =~ ^([0-9]+)([dhms])(.*)$ ]]; do
    case ${BASH_REMATCH[2]} in d) f=86400 ;; h) f=3600 ;; m) f=60 ;; s) f=1 ;; esac
    ((t += BASH_REMATCH[1] * f))
    rest=${BASH_REMATCH[3]}
  done
  [[ -z $rest ]] && echo $t || echo "bad: $1"
}
for n in 0 59 60 3661 90061 86400; do words $n; done
for w in 1d1h1m1s 90m 2h30m 5x; do seconds $w; done

#### script: jq over a list
#!/bin/bash
cat > items.json <<'EOT'
[{"name": "pen", "price": 2.5, "tags": ["office"]},
 {"name": "desk", "price": 120, "tags": ["office", "wood"]},
 {"name": "tea", "price": 4, "tags": []}]
EOT
jq -r '.[].name' items.json
jq -c 'map(select(.price > 3)) | sort_by(.name)' items.json
jq -r '.[] | "\(.name): \(.tags | join("/"))"' items.json
jq '[.[].price] | add' items.json
jq -c 'group_by(.tags | length) | map({n: (.[0].tags | length), names: map(.name)})' items.json
while IFS=$'\t' read -r name price; do
  printf '%-6s %8.2f\n' "$name" "$price"
done < <(jq -r '.[] | [.name, .price] | @tsv' items.json)

#### script: jq with arguments, building and updating
#!/bin/bash
jq -n --arg name 'Ana "A"' --argjson age 34 '{name: $name, age: $age, tags: ["x", "y"]}' > p.json
cat p.json
jq -c '.age += 1 | del(.tags[0]) | .city = "Oslo"' p.json
jq -r '.city // "nowhere"' p.json
jq -e '.missing' p.json > /dev/null || echo "missing: $?"
jq -r 'to_entries[] | "\(.key)=\(.value)"' p.json
jq -s -c 'map(.name)' p.json p.json
echo '{"a": 1} {"a": 2}' | jq -c '.a' | paste -sd,
echo 'not json' | jq . 2>/dev/null || echo "not JSON"
printf 'a\nb\n' | jq -R -s -c 'split("\n") | map(select(. != ""))'

#### script: JSON lines to a summary
#!/bin/bash
for i in 1 2 3 4; do
  jq -nc --argjson i $i '{id: $i, level: (if $i % 2 == 0 then "warn" else "info" end), ms: ($i * 10)}'
done > log.jsonl
wc -l < log.jsonl
jq -r '.level' log.jsonl | sort | uniq -c | awk '{ print $2, $1 }'
jq -s -c '{n: length, total: (map(.ms) | add), max: (max_by(.ms).id)}' log.jsonl
jq -c 'select(.level == "warn") | {id, ms}' log.jsonl
slow=$(jq -r 'select(.ms > 25) | .id' log.jsonl | paste -sd' ')
echo "slow: $slow"

#### script: bash arrays to JSON and back
#!/bin/bash
a=('one' 'two words' 'q"uote' $'line\nbreak' '')
json=$(jq -nc '$ARGS.positional' --args "${a[@]}")
echo "$json"
eval "b=($(jq -r '@sh' <<< "$json"))"
echo "${#b[@]}"
for i in "${!a[@]}"; do [[ ${a[i]} == "${b[i]}" ]] && echo "$i same"; done
declare -A m=([x]=1 [y z]=2)
for k in "${!m[@]}"; do jq -nc --arg k "$k" --arg v "${m[$k]}" '{($k): $v}'; done | jq -sc 'add | to_entries | sort_by(.key) | from_entries'

#### script: an INI file to JSON by awk
#!/bin/bash
awk '
  /^;/ || /^$/ { next }
  /^\[/ { gsub(/[][]/, ""); gsub(/"/, "\\\""); printf "%s\"%s\": {", (n++ ? "}, " : "{"), $0; m = 0; next }
  { k = $0; sub(/ *=.*/, "", k); v = $0; sub(/^[^=]*= */, "", v); printf "%s\"%s\": \"%s\"", (m++ ? ", " : ""), k, v }
  END { print "}}" }
' .config/settings.ini > settings.json
jq -c . settings.json
jq -r '.core.name' settings.json

#### script: counters over time
#!/bin/bash
declare -A minute
order=()
while read -r stamp _; do
  m=${stamp:11:5}
  [[ -v minute[$m] ]] || order+=("$m")
  ((minute[$m]++))
done < logs/app.txt
for m in "${order[@]}"; do
  printf '%s %s\n' "$m" "$(printf '%*s' "${minute[$m]}" '' | tr ' ' '*')"
done

#### script: a stack calculator
#!/bin/bash
rpn() {
  local stack=() t a b
  for t in $1; do
    case $t in
      [-+*/%])
        ((${#stack[@]} < 2)) && { echo "too few"; return 1; }
        b=${stack[-1]} a=${stack[-2]}
        unset 'stack[-1]' 'stack[-1]'
        [[ $t == / && $b == 0 ]] && { echo "by zero"; return 2; }
        stack+=("$((a $t b))")
        ;;
      *[!0-9]*) echo "bad: $t"; return 3 ;;
      *) stack+=("$t") ;;
    esac
  done
  echo "${stack[*]}"
}
set -f
for e in '3 4 +' '5 1 2 + 4 * + 3 -' '1 +' '4 0 /' '2 x' '2 3 4'; do
  rpn "$e"
  echo "  $?"
done

#### script: primes by a sieve
#!/bin/bash
n=60
for ((i = 2; i <= n; i++)); do sieve[i]=1; done
for ((i = 2; i * i <= n; i++)); do
  ((sieve[i])) || continue
  for ((j = i * i; j <= n; j += i)); do sieve[j]=0; done
done
for ((i = 2; i <= n; i++)); do ((sieve[i])) && printf '%d ' "$i"; done
echo
factors() { local n=$1 p=2 out=(); while ((n > 1)); do if ((n % p == 0)); then out+=($p); ((n /= p)); else ((p++)); fi; done; echo "${out[*]}"; }
for x in 12 97 360 1001; do echo "$x: $(factors $x)"; done

#### script: sorting algorithms
#!/bin/bash
bubble() {
  local -n arr=$1
  local i j t n=${#arr[@]}
  for ((i = 0; i < n; i++)); do
    for ((j = 0; j < n - i - 1; j++)); do
      if ((arr[j] > arr[j + 1])); then t=${arr[j]} arr[j]=${arr[j + 1]} arr[j + 1]=$t; fi
    done
  done
}
quick() {
  (($# < 2)) && { echo "$@"; return; }
  local p=$1 x lo=() hi=()
  shift
  for x; do if ((x < p)); then lo+=($x); else hi+=($x); fi; done
  echo $(quick "${lo[@]}") $p $(quick "${hi[@]}")
}
nums=(5 3 9 -1 0 3 8)
bubble nums
echo "${nums[@]}"
quick 5 3 9 -1 0 3 8
printf '%s\n' 5 3 9 -1 0 3 8 | sort -n | paste -sd' '

#### script: binary search and bisection
#!/bin/bash
a=(1 3 5 7 9 11 20 33)
search() {
  local lo=0 hi=$((${#a[@]} - 1)) mid steps=0
  while ((lo <= hi)); do
    mid=$(((lo + hi) / 2))
    ((steps++))
    if ((a[mid] == $1)); then echo "$1 at $mid in $steps"; return 0
    elif ((a[mid] < $1)); then lo=$((mid + 1))
    else hi=$((mid - 1))
    fi
  done
  echo "$1 not found"
  return 1
}
for x in 7 33 4 1; do search $x; done
isqrt() { local n=$1 lo=0 hi=$1 m; while ((lo < hi)); do m=$(((lo + hi + 1) / 2)); if ((m * m <= n)); then lo=$m; else hi=$((m - 1)); fi; done; echo $lo; }
for x in 0 1 15 16 1000000; do isqrt $x; done | paste -sd' '

#### script: a matrix product
#!/bin/bash
declare -A A B C
n=2
i=0; for v in 1 2 3 4; do A[$((i / n)),$((i % n))]=$v; ((++i)); done
i=0; for v in 5 6 7 8; do B[$((i / n)),$((i % n))]=$v; ((++i)); done
for ((r = 0; r < n; r++)); do
  for ((c = 0; c < n; c++)); do
    s=0
    for ((k = 0; k < n; k++)); do ((s += ${A[$r,$k]} * ${B[$k,$c]})); done
    C[$r,$c]=$s
  done
done
for ((r = 0; r < n; r++)); do
  for ((c = 0; c < n; c++)); do printf '%4d' "${C[$r,$c]}"; done
  echo
done

#### script: the game of life
#!/bin/bash
rows=5 cols=5
grid=('.....' '..#..' '..#..' '..#..' '.....')
step() {
  local r c dr dc n line next=()
  for ((r = 0; r < rows; r++)); do
    line=
    for ((c = 0; c < cols; c++)); do
      n=0
      for dr in -1 0 1; do
        for dc in -1 0 1; do
          ((dr == 0 && dc == 0)) && continue
          ((r + dr < 0 || r + dr >= rows || c + dc < 0 || c + dc >= cols)) && continue
          [[ ${grid[r + dr]:c + dc:1} == '#' ]] && ((n++))
        done
      done
      if ((n == 3)) || { ((n == 2)) && [[ ${grid[r]:c:1} == '#' ]]; }; then line+='#'; else line+=.; fi
    done
    next+=("$line")
  done
  grid=("${next[@]}")
}
step
printf '%s\n' "${grid[@]}"
step
echo
printf '%s\n' "${grid[@]}"

#### script: base conversion
#!/bin/bash
to_base() {
  local n=$1 b=$2 d=0123456789abcdefghijklmnopqrstuvwxyz out=
  ((n)) || out=0
  while ((n)); do out=${d:n % b:1}$out; ((n /= b)); done
  echo "$out"
}
for b in 2 8 16 36; do printf '%2d %s %d\n' $b "$(to_base 3735 $b)" "$(($b#$(to_base 3735 $b)))"; done
ip2int() { local IFS=.; set -- $1; echo $((($1 << 24) + ($2 << 16) + ($3 << 8) + $4)); }
int2ip() { echo "$(($1 >> 24 & 255)).$(($1 >> 16 & 255)).$(($1 >> 8 & 255)).$(($1 & 255))"; }
ip2int 192.168.1.10
int2ip 3232235786
roman() { local n=$1 out= i v=(1000 900 500 400 100 90 50 40 10 9 5 4 1) s=(M CM D CD C XC L XL X IX V IV I); for i in "${!v[@]}"; do while ((n >= v[i])); do out+=${s[i]}; ((n -= v[i])); done; done; echo $out; }
for y in 4 1999 2025; do roman $y; done

#### script: histogram of word lengths
#!/bin/bash
declare -a len
while read -r w; do ((len[${#w}]++)); done < words.txt
for l in "${!len[@]}"; do
  printf '%2d | ' "$l"
  for ((i = 0; i < len[l]; i++)); do printf x; done
  echo
done
echo "longest: $(awk '{ print length }' words.txt | sort -n | tail -1)"

#### script: running totals and differences
#!/bin/bash
sum=0 prev=
while read -r n; do
  sum=$((sum + n))
  printf '%4d %5d %s\n' "$n" "$sum" "${prev:+$((n - prev))}"
  prev=$n
done < numbers.txt
awk '{ s += $1; a[NR] = $1 } END { for (i = 1; i <= NR; i++) if (a[i] > s / NR) c++; print c " above the mean" }' numbers.txt

#### script: a ledger with balances
#!/bin/bash
cat > ledger <<'EOT'
2025-01-01 open 100.00
2025-01-05 food -12.50
2025-01-09 pay 250.25
2025-02-01 rent -300.00
EOT
balance=0 month=
while read -r day what amount; do
  if [[ ${day:0:7} != "$month" ]]; then month=${day:0:7}; echo "== $month"; fi
  c=${amount/./}
  sign=1; [[ $c == -* ]] && sign=-1
  c=${c#-}
  ((balance += sign * 10#$c))
  printf '%s %-5s %8s %7d.%02d\n' "$day" "$what" "$amount" $((balance / 100)) $((balance % 100))
done < ledger
awk '{ s[$2 ~ /open|pay/ ? "in" : "out"] += $3 } END { printf "in %.2f out %.2f\n", s["in"], s["out"] }' ledger
