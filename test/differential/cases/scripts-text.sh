# Whole scripts over text: logs, reports, words, Markdown, templates, as people and agents write them.

#### script: errors per level of a log
#!/bin/bash
log=logs/app.txt
declare -A count
while read -r _ level _; do
  ((count[$level]++))
done < "$log"
for level in ERROR WARN INFO; do
  printf '%-6s %3d\n' "$level" "${count[$level]:-0}"
done
total=0
for n in "${count[@]}"; do ((total += n)); done
echo "total: $total"

#### script: the lines around each error
#!/bin/bash
set -euo pipefail
file=logs/app.txt
grep -n ERROR "$file" | while IFS=: read -r n rest; do
  echo "== line $n"
  from=$((n > 1 ? n - 1 : 1))
  to=$((n + 1))
  sed -n "${from},${to}p" "$file" | sed 's/^/   /'
done

#### script: durations between log lines
#!/bin/bash
prev=
while read -r stamp level msg; do
  now=$(date -u -d "$stamp" +%s)
  if [[ -n $prev ]]; then
    printf '+%4ds %-5s %s\n' $((now - prev)) "$level" "$msg"
  else
    printf ' %5s %-5s %s\n' start "$level" "$msg"
  fi
  prev=$now
done < logs/app.txt

#### script: a log summary by awk
#!/bin/bash
awk '
  { level[$2]++; split($1, t, "T"); day[t[1]]++ }
  /ms=/ { split($0, p, "ms="); slow = p[2] }
  END {
    for (l in level) printf "%s=%d\n", l, level[l] | "sort"
    close("sort")
    for (d in day) printf "%s: %d lines\n", d, day[d]
    print "slowest:", slow " ms"
  }
' logs/app.txt

#### script: rotate a log
#!/bin/bash
set -e
rotate() {
  local file=$1 keep=${2:-3} i
  for ((i = keep - 1; i >= 1; i--)); do
    [[ -f $file.$i ]] && mv "$file.$i" "$file.$((i + 1))"
  done
  [[ -f $file ]] && mv "$file" "$file.1"
  : > "$file"
  rm -f "$file.$((keep + 1))"
}
for day in mon tue wed thu fri; do
  echo "$day" >> app.log
  rotate app.log 3
done
ls app.log*
cat app.log.1 app.log.2 app.log.3

#### script: the most frequent words of the notes
#!/bin/bash
cat notes/*.md |
  tr '[:upper:]' '[:lower:]' |
  tr -cs '[:alpha:]' '\n' |
  grep -E '^.{4,}$' |
  sort | uniq -c | sort -k1,1nr -k2 |
  head -5 |
  while read -r n w; do echo "$w ($n)"; done

#### script: a table of contents of Markdown files
#!/bin/bash
shopt -s nullglob
for f in notes/*.md; do
  while IFS= read -r line; do
    if [[ $line =~ ^(#+)[[:space:]]+(.*)$ ]]; then
      depth=${#BASH_REMATCH[1]}
      title=${BASH_REMATCH[2]}
      slug=$(tr '[:upper:] ' '[:lower:]-' <<< "$title")
      printf '%*s- [%s](%s#%s)\n' $(((depth - 1) * 2)) '' "$title" "${f##*/}" "$slug"
    fi
  done < "$f"
done

#### script: front matter to key=value
#!/bin/bash
front() {
  local in=0 line
  while IFS= read -r line; do
    case $line in
      ---) ((in++)) && return; continue ;;
    esac
    ((in)) || return
    echo "${line%%:*}=${line#*: }"
  done < "$1"
}
front notes/meeting-notes.md
front notes/ideas.md
eval "$(front notes/meeting-notes.md | sed "s/=\(.*\)/='\1'/")"
echo "title is $title"

#### script: open tasks in notes
#!/bin/bash
open=0 closed=0
while IFS= read -r line; do
  case $line in
    '- [ ] '*) echo "todo: ${line#- \[ \] }"; open=$((open + 1)) ;;
    '- [x] '*) echo "done: ${line#- \[x\] }"; closed=$((closed + 1)) ;;
  esac
done < notes/meeting-notes.md
all=$((open + closed))
[ $all -gt 0 ] && echo "$((closed * 100 / all))% of $all"

#### script: tick off a task in place
#!/bin/bash
set -euo pipefail
tick() {
  local file=$1 text=$2 tmp
  tmp=$(mktemp)
  sed "s/^- \[ \] \($text\)/- [x] \1/" "$file" > "$tmp"
  if cmp -s "$file" "$tmp"; then
    echo "nothing to tick: $text"
    rm "$tmp"
    return 1
  fi
  cat "$tmp" > "$file"
  rm "$tmp"
  echo "ticked: $text"
}
tick notes/meeting-notes.md 'send the slides'
tick notes/meeting-notes.md 'no such task' || true
grep -c '\[x\]' notes/meeting-notes.md

#### script: wrap and indent text
#!/bin/bash
wrap() {
  local width=$1 line='' word
  while read -r -a words; do
    for word in "${words[@]}"; do
      if ((${#line} + ${#word} + 1 > width)); then
        echo "  $line"
        line=$word
      else
        line=${line:+$line }$word
      fi
    done
  done
  [[ -n $line ]] && echo "  $line"
}
tr '\n' ' ' < 'my file.txt' | { cat; echo; } | wrap 20
echo 'the quick brown fox jumps over the lazy dog' | fold -s -w 15 | sed 's/ *$//'

#### script: center and box a title
#!/bin/bash
box() {
  local text=$1 width=${2:-30} pad line
  printf -v line '%*s' "$width" ''
  line=${line// /-}
  pad=$(((width - ${#text}) / 2))
  echo "+$line+"
  printf '|%*s%s%*s|\n' $pad '' "$text" $((width - pad - ${#text})) ''
  echo "+$line+"
}
box hello 11
box 'A report' 20
box ''

#### script: a bar chart
#!/bin/bash
tail -n +2 data/budget.tsv | while IFS=$'\t' read -r name amount; do
  bar=$(printf '%*s' $((amount / 30)) '' | tr ' ' '#')
  printf '%-6s %4d %s\n' "$name" "$amount" "$bar"
done

#### script: columns aligned
#!/bin/bash
column -t -s, data/people.csv
echo
cut -d, -f2,3 data/people.csv | column -t -s , -o ' | '
paste -d'\t' <(cut -d, -f2 data/people.csv) <(cut -d, -f4 data/people.csv) | head -3

#### script: a diff of two versions of a note
#!/bin/bash
cp notes/ideas.md old.md
sed -e 's/garden/kitchen/' -e '$d' notes/ideas.md > new.md
echo 'an added line' >> new.md
diff old.md new.md
echo "status $?"
diff -u old.md new.md | tail -n +3
diff old.md new.md > change.patch
patch -s old.md change.patch && cmp old.md new.md && echo patched

#### script: templates with placeholders
#!/bin/bash
cat > letter.tmpl <<'EOT'
Dear {{name}},
your order {{order}} costs {{price}} EUR.
EOT
render() {
  local text key
  text=$(cat "$1")
  shift
  while (($#)); do
    key=${1%%=*}
    text=${text//"{{$key}}"/"${1#*=}"}
    shift
  done
  printf '%s\n' "$text"
}
render letter.tmpl name='Ana & Bo' order='#12/3' price=9.50
render letter.tmpl name=Chen | grep -c '{{'

#### script: a page by a here-document
#!/bin/bash
items=(apple 'date palm' '<fig>')
escape() {
  local s=$1
  s=${s//&/\&amp;}
  s=${s//</\&lt;}
  s=${s//>/\&gt;}
  printf '%s' "$s"
}
cat > page.html <<EOT
<html>
<head><title>${TITLE:-List of ${#items[@]}}</title></head>
<ul>
$(for i in "${items[@]}"; do echo "  <li>$(escape "$i")</li>"; done)
</ul>
</html>
EOT
cat page.html

#### script: string utilities
#!/bin/bash
trim() { local s=$1; s=${s#"${s%%[![:space:]]*}"}; s=${s%"${s##*[![:space:]]}"}; printf '%s\n' "$s"; }
rev_() { local s=$1 r= i; for ((i = ${#s} - 1; i >= 0; i--)); do r+=${s:i:1}; done; echo "$r"; }
title() { local w out=(); for w in $1; do out+=("${w^}"); done; echo "${out[*]}"; }
repeat() { local i; for ((i = 0; i < $2; i++)); do printf '%s' "$1"; done; echo; }
contains() { [[ $1 == *"$2"* ]]; }
starts() { [[ $1 == "$2"* ]]; }
join_by() { local IFS=$1; shift; echo "$*"; }
trim '  both sides  ' | sed 's/.*/[&]/'
rev_ stressed
title 'the quick brown fox'
repeat ab 3
contains haystack st && echo contains
starts '*x' '*' && echo starts
starts abc '*' || echo "no pattern"
join_by , a b 'c d'

#### script: snake, camel and kebab case
#!/bin/bash
snake() { sed -E 's/([a-z0-9])([A-Z])/\1_\2/g; s/[- ]+/_/g' <<< "$1" | tr A-Z a-z; }
kebab() { snake "$1" | tr _ -; }
camel() {
  local IFS='_- ' parts out p
  read -ra parts <<< "$1"
  out=${parts[0],,}
  for p in "${parts[@]:1}"; do p=${p,,}; out+=${p^}; done
  echo "$out"
}
for w in fooBarBaz 'some long name' kebab-case-word snake_case; do
  printf '%-16s %-16s %-16s %s\n' "$w" "$(snake "$w")" "$(kebab "$w")" "$(camel "$w")"
done

#### script: caesar and vowels
#!/bin/bash
rot13() { tr 'A-Za-z' 'N-ZA-Mn-za-m'; }
echo 'Hello, World' | rot13
echo 'Hello, World' | rot13 | rot13
vowels() { local s=${1//[^aeiouAEIOU]/}; echo ${#s}; }
vowels 'The quick brown fox'
caesar() {
  local k=$1 s=$2 out= c n i
  for ((i = 0; i < ${#s}; i++)); do
    c=${s:i:1}
    if [[ $c == [a-z] ]]; then
      printf -v n '%d' "'$c"
      n=$(((n - 97 + k) % 26 + 97))
      printf -v c "\\$(printf %o $n)"
    fi
    out+=$c
  done
  echo "$out"
}
caesar 3 'attack at dawn'

#### script: palindromes and anagrams
#!/bin/bash
clean() { tr -cd '[:alnum:]' <<< "$1" | tr '[:upper:]' '[:lower:]'; }
is_palindrome() { local s; s=$(clean "$1"); [[ $s == "$(rev <<< "$s")" ]]; }
for s in 'A man, a plan, a canal: Panama' 'not one' '' x; do
  if is_palindrome "$s"; then echo "yes: $s"; else echo "no: $s"; fi
done
key() { fold -w1 <<< "$1" | sort | tr -d '\n'; }
declare -A groups
for w in listen silent enlist google elgoog abc; do
  k=$(key "$w")
  groups[$k]+="${groups[$k]:+ }$w"
done
for k in "${!groups[@]}"; do echo "${groups[$k]}"; done | sort

#### script: numbers of a file: sum, mean, median
#!/bin/bash
mapfile -t n < <(sort -n numbers.txt)
count=${#n[@]} sum=0
for x in "${n[@]}"; do ((sum += x)); done
if ((count % 2)); then
  median=${n[count / 2]}
else
  median=$(awk -v a="${n[count / 2 - 1]}" -v b="${n[count / 2]}" 'BEGIN { print (a + b) / 2 }')
fi
echo "count $count, sum $sum, min ${n[0]}, max ${n[-1]}, median $median"
awk '{ s += $1; q += $1 * $1 } END { m = s / NR; printf "mean %.2f, deviation %.3f\n", m, sqrt(q / NR - m * m) }' numbers.txt

#### script: unique lines in order, duplicates with counts
#!/bin/bash
echo "unique:"
awk '!seen[$0]++' words.txt | paste -sd' '
echo "case-insensitive duplicates:"
declare -A n first
while IFS= read -r w; do
  k=${w,,}
  [[ -v first[$k] ]] || first[$k]=$w
  ((++n[$k]))
done < words.txt
for k in "${!n[@]}"; do
  ((n[$k] > 1)) && echo "${first[$k]} ${n[$k]}"
done | sort

#### script: sed recipes
#!/bin/bash
f='my file.txt'
sed -n '$=' "$f"
sed '1!G;h;$!d' words.txt | head -2
sed '/^$/d' "$f" | wc -l
sed 's/^[ \t]*//;s/[ \t]*$//' "$f" | head -3
sed -n '/apple/,/banana/p' words.txt
sed '0~3d' numbers.txt | paste -sd,
sed -E 's/(\w+) (\w+)/\2 \1/' words.txt | grep palm
sed '/fig/I!d' words.txt
sed = words.txt | sed 'N;s/\n/: /' | tail -2
sed '2,3c\
replaced' words.txt | head -3
sed -e '1i\
top' -e '$a\
bottom' a/one.txt

#### script: awk recipes
#!/bin/bash
awk -F, 'NR > 1 { age[$3] += $4; n[$3]++ } END { for (c in n) printf "%s %.1f\n", (c == "" ? "?" : c), age[c] / n[c] }' data/people.csv | sort
awk 'length > max { max = length; line = $0 } END { print max, line }' words.txt
awk '{ for (i = NF; i > 0; i--) printf "%s%s", $i, (i > 1 ? OFS : ORS) }' <<< 'one two three'
awk 'BEGIN { while (i++ < 3) print i, i ^ 2, sprintf("%03d", i) }'
awk 'NR % 2' words.txt | paste -sd' '
awk -v OFS=- '{ $1 = $1; print }' <<< 'a b  c'
awk '/apple/ { n++ } END { print n + 0 }' words.txt
awk 'function f(x) { return x < 2 ? 1 : x * f(x - 1) } BEGIN { print f(10) }'
awk '{ print toupper(substr($0, 1, 1)) substr($0, 2) }' words.txt | head -2
awk 'BEGIN { n = split("c a b", a, " "); for (i = 1; i <= n; i++) s = s a[i]; print s, index(s, "a"), length(s) }'
awk 'gsub(/p/, "P") { print NR ": " $0 }' words.txt

#### script: grep recipes
#!/bin/bash
grep -rl roadmap notes | sort
grep -ric roadmap notes | sort
grep -on 'p\+' words.txt | head -3
grep -v '^#' notes/ideas.md | grep -c .
grep -E '^(fig|pear)$' words.txt
grep -iw fig words.txt
grep -A1 -B1 banana words.txt
grep -q cherry words.txt && echo found
grep -xF 'date palm' words.txt
printf 'apple\nfig\n' | grep -f - words.txt | sort -u
grep -c '' words.txt numbers.txt
grep -L apple words.txt numbers.txt

#### script: split a text into sections
#!/bin/bash
out= n=0
while IFS= read -r line; do
  if [[ $line == '# '* || $line == '['*']' ]]; then
    n=$((n + 1))
    name=${line//[^[:alnum:]]/}
    out="part$n-$name.txt"
    : > "$out"
  fi
  [[ -n $out ]] && printf '%s\n' "$line" >> "$out"
done < .config/settings.ini
ls part*
wc -l part* | tail -1
cat part2*

#### script: numbered lines and a pager of pages
#!/bin/bash
page=3 n=0 p=1
echo "-- page $p"
while IFS= read -r line; do
  if ((n == page)); then
    n=0
    p=$((p + 1))
    echo "-- page $p"
  fi
  n=$((n + 1))
  printf '%3d  %s\n' $(((p - 1) * page + n)) "$line"
done < words.txt

#### script: transpose a table
#!/bin/bash
declare -A cell
rows=0 cols=0
while IFS=, read -ra f; do
  for ((c = 0; c < ${#f[@]}; c++)); do cell[$rows,$c]=${f[c]}; done
  ((${#f[@]} > cols)) && cols=${#f[@]}
  ((rows++))
done < data/people.csv
for ((c = 0; c < cols; c++)); do
  line=
  for ((r = 0; r < rows; r++)); do line+="${cell[$r,$c]:-},"; done
  echo "${line%,}"
done

#### script: check links between notes
#!/bin/bash
bad=0
while IFS=: read -r file link; do
  target="notes/$link.md"
  if [[ -f $target ]]; then
    echo "ok   $file -> $link"
  else
    echo "dead $file -> $link"
    bad=1
  fi
done < <(printf 'see [[nowhere]]\n' >> notes/ideas.md; grep -oH '\[\[[^]]*\]\]' notes/*.md | sed 's/\[\[//; s/\]\]//')
exit $bad

#### script: a glossary from two files by join
#!/bin/bash
sort > terms <<'EOT'
api An interface
cli A command line
vfs A filesystem
EOT
printf '%s\n' cli vfs xyz | sort > used
echo "known:"
join terms used
echo "unknown:"
join -v2 terms used
echo "unused:"
comm -23 <(cut -d' ' -f1 terms) used

#### of head's and tail's options that exclude each other the last counts
printf '1\n2\n3\n' > f; head -c 3 -n 1 f; head -n 1 -c 3 f; echo; head -q -v f; head -v -q f f; tail -q -v f; tail -c 1 -n 2 f; tail -n 2 -c 1 f
