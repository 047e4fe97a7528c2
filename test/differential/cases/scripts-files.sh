# Whole scripts over files: renaming, backups, searching, archives, checksums, configuration.

#### script: rename by pattern
#!/bin/bash
set -e
mkdir photos
touch photos/IMG_{1..3}.JPG 'photos/IMG 4.JPG' photos/notes.txt
n=0
for f in photos/*.JPG; do
  n=$((n + 1))
  printf -v new 'photos/trip-%02d.jpg' "$n"
  mv -- "$f" "$new"
  echo "${f##*/} -> ${new##*/}"
done
ls photos

#### script: lower-case names without blanks
#!/bin/bash
find . -depth -name '*[A-Z ]*' -not -path './.config*' | sort | while IFS= read -r path; do
  dir=${path%/*} base=${path##*/}
  new=${base,,}
  new=${new// /-}
  [[ $base == "$new" ]] && continue
  if [[ -e $dir/$new ]]; then
    echo "skip $base"
  else
    mv "$path" "$dir/$new" && echo "$base -> $new"
  fi
done
ls

#### script: change extensions, with a dry run
#!/bin/bash
dry=1
rename_ext() {
  local from=$1 to=$2 f
  for f in *."$from"; do
    [[ -e $f ]] || return 0
    if ((dry)); then echo "would rename '$f'"; else mv "$f" "${f%."$from"}.$to"; fi
  done
}
rename_ext txt text | sort
dry=0
rename_ext txt text
ls *.text | wc -l
ls *.txt 2>/dev/null || echo "no txt left"

#### script: sort files into folders by extension
#!/bin/bash
shopt -s nullglob
mkdir inbox
cp words.txt numbers.txt lib.sh data/people.csv notes/ideas.md inbox/
touch inbox/README
for f in inbox/*; do
  name=${f##*/}
  case $name in
    *.*) ext=${name##*.} ;;
    *) ext=none ;;
  esac
  mkdir -p "sorted/$ext"
  mv "$f" "sorted/$ext/"
done
find sorted -type f | sort
rmdir inbox && echo empty

#### script: a backup with a number
#!/bin/bash
backup() {
  local file=$1 i=1
  [[ -f $file ]] || { echo "no such file: $file"; return 1; }
  while [[ -e $file.bak$i ]]; do ((i++)); done
  cp -p "$file" "$file.bak$i"
  echo "saved as ${file}.bak$i"
}
backup words.txt
echo changed >> words.txt
backup words.txt
backup none
echo "status $?"
cmp -s words.txt.bak1 words.txt.bak2 || echo "they differ"
ls words.txt*

#### script: sync new and changed files
#!/bin/bash
set -u
src=notes dst=copy
mkdir -p "$dst"
cp "$src/ideas.md" "$dst/"
echo stale > "$dst/résumé.md"
new=0 changed=0 same=0
for f in "$src"/*; do
  t=$dst/${f##*/}
  if [ ! -e "$t" ]; then
    cp "$f" "$t"; new=$((new + 1)); echo "new $t"
  elif ! cmp -s "$f" "$t"; then
    cp "$f" "$t"; changed=$((changed + 1)); echo "changed $t"
  else
    same=$((same + 1))
  fi
done
echo "$new new, $changed changed, $same the same"
diff -r "$src" "$dst" && echo identical

#### script: a tree of folders by recursion
#!/bin/bash
tree_() {
  local dir=$1 prefix=$2 entries=() e i last
  for e in "$dir"/*; do [[ -e $e ]] && entries+=("$e"); done
  last=$((${#entries[@]} - 1))
  for i in "${!entries[@]}"; do
    e=${entries[i]}
    if ((i == last)); then
      echo "$prefix\`-- ${e##*/}"
      [[ -d $e ]] && tree_ "$e" "$prefix    "
    else
      echo "$prefix|-- ${e##*/}"
      [[ -d $e ]] && tree_ "$e" "$prefix|   "
    fi
  done
  return 0
}
echo a
tree_ a ''
tree_ notes ''

#### script: find with while read and NUL
#!/bin/bash
count=0 bytes=0
while IFS= read -r -d '' f; do
  size=$(wc -c < "$f")
  ((count++, bytes += size))
  printf '%5d %s\n' "$size" "${f#./}"
done < <(find . -name '*.txt' -print0 | sort -z)
echo "$count files, $bytes bytes"

#### script: find recipes
#!/bin/bash
find . -type d | sort | head -4
find . -maxdepth 1 -type f -name '*.txt' | sort
find . -empty -type f
find a -type f -exec basename {} .txt \; | sort
find . -name '*.md' -not -path './my*' | wc -l
find a \( -name 'one*' -o -name 'two*' \) -print | sort
find notes -name '*.md' -exec grep -l roadmap {} + | sort
find . -iname 'FIG*' -o -name 'wor*' | sort
find a -mindepth 2 -type f | sort
find . -type f -size +100c | sort | head -3
find a -path '*/c/*'
find a -type f | xargs wc -l | tail -1 | awk '{ print $1 }'

#### script: duplicates by checksum
#!/bin/bash
cp words.txt a/copy1.txt
cp words.txt 'my folder/copy 2.txt'
cp numbers.txt a/b/other.txt
declare -A seen
while IFS= read -r f; do
  sum=$(sha256sum < "$f")
  sum=${sum%% *}
  if [[ -n ${seen[$sum]-} ]]; then
    echo "'$f' is a copy of '${seen[$sum]}'"
  else
    seen[$sum]=$f
  fi
done < <(find . -type f -name '*.txt' -size +0 | sort)

#### script: a manifest of checksums
#!/bin/bash
set -e
find a notes -type f | LC_ALL=C sort | while read -r f; do sha256sum "$f"; done > MANIFEST
wc -l < MANIFEST
sha256sum -c MANIFEST --quiet && echo "all good"
echo tampered >> a/one.txt
sha256sum -c MANIFEST 2>/dev/null | grep -v ': OK$' || true
rm MANIFEST

#### script: archive, list, extract, compare
#!/bin/bash
set -euo pipefail
tar -cf notes.tar notes
tar -tf notes.tar | sort
mkdir out
tar -xf notes.tar -C out
diff -r notes out/notes && echo same
tar -czf a.tgz a
tar -tzf a.tgz | wc -l
tar -xzOf a.tgz a/one.txt
rm -r notes.tar out a.tgz

#### script: compress logs
#!/bin/bash
mkdir old
for i in 1 2 3; do seq "$i" 500 > "old/$i.log"; done
for f in old/*.log; do
  before=$(wc -c < "$f")
  gzip "$f"
  after=$(wc -c < "$f.gz")
  ((after < before)) && echo "${f##*/} is smaller"
done
ls old
gzip -dc old/2.log.gz | tail -1
gzip -d old/3.log.gz
wc -l < old/3.log
gzip -t old/1.log.gz && echo intact
rm old/*.gz

#### script: parse an INI file
#!/bin/bash
declare -A ini
section=
while IFS= read -r line || [[ -n $line ]]; do
  line=${line%%;*}
  [[ $line =~ ^[[:space:]]*$ ]] && continue
  if [[ $line =~ ^\[([^]]+)\]$ ]]; then
    section=${BASH_REMATCH[1]//\"/}
  elif [[ $line =~ ^[[:space:]]*([^=[:space:]]+)[[:space:]]*=[[:space:]]*(.*)$ ]]; then
    ini[$section.${BASH_REMATCH[1]}]=${BASH_REMATCH[2]}
  fi
done < .config/settings.ini
for k in "${!ini[@]}"; do echo "$k=${ini[$k]}"; done | sort
echo "colour is ${ini[core.colour]:-unset}, size is ${ini[core.size]:-default}"

#### script: set a value in a config file
#!/bin/bash
set_value() {
  local file=$1 key=$2 value=$3
  if grep -q "^$key *=" "$file"; then
    sed -i "s|^$key *=.*|$key = $value|" "$file"
  else
    echo "$key = $value" >> "$file"
  fi
}
get_value() { sed -n "s/^$2 *= *//p" "$1" | tail -1; }
cfg=.config/settings.ini
set_value "$cfg" name 'new name'
set_value "$cfg" editor vi
set_value "$cfg" url 'https://x/y'
get_value "$cfg" name
get_value "$cfg" editor
cat "$cfg"

#### script: load an env file
#!/bin/bash
cat > .env <<'EOT'
# comment
APP_NAME="desk app"
APP_PORT=8080
APP_DEBUG=
APP_URL=http://localhost:8080/?a=1#x

BAD LINE
EOT
while IFS= read -r line; do
  [[ -z $line || $line == \#* ]] && continue
  if [[ $line =~ ^[A-Za-z_][A-Za-z0-9_]*= ]]; then
    key=${line%%=*} value=${line#*=}
    value=${value%\"} value=${value#\"}
    export "$key=$value"
  else
    echo "ignored: $line"
  fi
done < .env
env | grep '^APP_' | sort
bash -c 'echo "$APP_NAME on $APP_PORT"'

#### script: merge configuration from defaults, file and arguments
#!/bin/bash
declare -A conf=([host]=localhost [port]=80 [user]=nobody)
printf 'port=8080\nuser = ana \n' > app.conf
while IFS='=' read -r k v; do
  k=${k// /} v=${v# } v=${v% }
  [[ -n $k ]] && conf[$k]=$v
done < app.conf
set -- --host=example.org --verbose
for arg; do
  case $arg in
    --*=*) k=${arg%%=*}; conf[${k#--}]=${arg#*=} ;;
    --*) conf[${arg#--}]=1 ;;
  esac
done
for k in $(printf '%s\n' "${!conf[@]}" | sort); do printf '%s=%s\n' "$k" "${conf[$k]}"; done

#### script: safe replacement by a temporary file
#!/bin/bash
set -euo pipefail
tmp=
trap '[ -n "$tmp" ] && rm -f "$tmp"; echo cleaned' EXIT
update() {
  tmp=$(mktemp ./upd.XXXXXX)
  sort -u "$1" > "$tmp"
  [ -s "$tmp" ] || { echo "refusing to write nothing"; return 1; }
  mv "$tmp" "$1"
  tmp=
}
update words.txt
wc -l < words.txt
update empty.txt || echo kept
ls upd.* 2>/dev/null | wc -l

#### script: a lock folder
#!/bin/bash
with_lock() {
  local lock=$1
  shift
  if ! mkdir "$lock" 2>/dev/null; then
    echo "locked"
    return 75
  fi
  "$@"
  local status=$?
  rmdir "$lock"
  return $status
}
work() { echo "working in ${FUNCNAME[0]}"; with_lock my.lock echo never; echo "inner $?"; return 3; }
with_lock my.lock work
echo "outer $?"
[ -d my.lock ] || echo released

#### script: a trash with restore
#!/bin/bash
trash=.trash
mkdir -p "$trash"
del() {
  local f
  for f; do
    [ -e "$f" ] || { echo "no such file: $f"; continue; }
    mv "$f" "$trash/$(basename "$f")"
    echo "$f" > "$trash/$(basename "$f").origin"
    echo "deleted $f"
  done
}
restore() {
  local origin
  origin=$(cat "$trash/$1.origin") || return
  mv "$trash/$1" "$origin" && rm "$trash/$1.origin" && echo "restored $origin"
}
del a/one.txt words.txt none
ls "$trash"
restore one.txt
cat a/one.txt
restore nothing 2>/dev/null || echo "cannot"

#### script: count lines by kind of file
#!/bin/bash
declare -A files lines
while IFS= read -r -d '' f; do
  ext=${f##*/}
  case $ext in
    .*) ext=hidden ;;
    *.*) ext=${ext##*.} ;;
    *) ext=none ;;
  esac
  ((++files[$ext]))
  ((lines[$ext] += $(wc -l < "$f")))
done < <(find . -type f -print0)
printf '%-8s %5s %5s\n' kind files lines
for e in "${!files[@]}"; do printf '%-8s %5d %5d\n' "$e" "${files[$e]}" "${lines[$e]}"; done | sort

#### script: files newer than a stamp
#!/bin/bash
touch -d '2024-01-01 00:00' stamp old.txt
touch -d '2024-06-01 12:00' middle.txt
touch -d '2025-01-01' new.txt
touch -d '2024-03-01' stamp
for f in old.txt middle.txt new.txt; do
  if [[ $f -nt stamp ]]; then echo "$f is newer"; else echo "$f is older"; fi
done
ls -t old.txt middle.txt new.txt
date -u -r middle.txt '+%F %R'
find . -name '*.txt' -newer middle.txt -name 'n[e]w*'

#### script: clean up generated files
#!/bin/bash
touch x.tmp 'y z.tmp' a/w.tmp keep.me
mkdir -p build/obj && touch build/obj/1.o
removed=0
while IFS= read -r f; do
  rm -- "$f" && removed=$((removed + 1))
done < <(find . -name '*.tmp')
rm -rf build
echo "removed $removed"
find . -name '*.tmp' -o -name '*.o' | wc -l
ls keep.me

#### script: make a project from a template
#!/bin/bash
set -e
name=${1:-demo}
mkdir -p "$name"/{src,test,docs}
cat > "$name/README.md" <<EOT
# ${name^}

Made by a script.
EOT
printf '%s\n' '*.log' 'node_modules/' > "$name/.gitignore"
for t in src/main test/main; do
  printf '#!/bin/bash\necho "%s of %s"\n' "${t%%/*}" "$name" > "$name/$t.sh"
  chmod +x "$name/$t.sh"
done
find "$name" | sort
"./$name/src/main.sh"
bash "$name/test/main.sh"

#### script: an index of notes
#!/bin/bash
{
  echo '# Index'
  echo
  for f in notes/*.md; do
    title=$(grep -m1 '^# ' "$f") || title="# ${f##*/}"
    printf -- '- [%s](%s) %d lines\n' "${title#\# }" "$f" "$(wc -l < "$f")"
  done
} > INDEX.md
cat INDEX.md

#### script: apply a change to many files
#!/bin/bash
changed=()
for f in notes/*.md; do
  if grep -q -i roadmap "$f"; then
    sed -i 's/[Rr]oadmap/PLAN/g' "$f"
    changed+=("$f")
  fi
done
echo "${#changed[@]} changed"
printf ' %s\n' "${changed[@]}"
grep -ho 'PLAN.*' notes/*.md | sort

#### script: a queue of files
#!/bin/bash
mkdir -p queue/{todo,doing,done,failed}
for i in 3 1 2; do echo "job $i" > "queue/todo/$i"; done
echo 'broken' > queue/todo/9
handle() { read -r kind n < "$1"; [[ $kind == job ]] && echo "handled $n"; }
for f in queue/todo/*; do
  id=${f##*/}
  mv "$f" "queue/doing/$id"
  if handle "queue/doing/$id"; then
    mv "queue/doing/$id" queue/done/
  else
    mv "queue/doing/$id" queue/failed/
    echo "failed $id"
  fi
done
for s in todo doing done failed; do echo "$s: $(ls queue/$s | wc -l)"; done

#### script: compare two folders
#!/bin/bash
mkdir left right
cp words.txt numbers.txt left/; cp words.txt right/; echo x > right/extra; echo 1 >> left/numbers.txt; cp numbers.txt right/
comm -3 <(ls left) <(ls right) | tr '\t' '>'
for f in left/*; do
  o=right/${f#left/}
  [ -e "$o" ] || continue
  cmp -s "$f" "$o" && echo "same ${f##*/}" || echo "differs ${f##*/}"
done

#### script: split a large file and join it again
#!/bin/bash
seq 1 100 > big
split -l 30 big part-
ls part-*
for p in part-*; do printf '%s %d\n' "$p" "$(wc -l < "$p")"; done
cat part-* > joined
cmp big joined && echo "same again"
split -n 2 -d big half. 2>/dev/null || split -b 150 -d big half.
ls half.*
rm part-* half.* big joined
