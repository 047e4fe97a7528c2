# << <<- <<< with quoted and plain delimiters, nested, several at once, at the end of input, in compound commands.

#### plain here-document expands
x=v; a=(p q); cat <<E
$x ${x}y ${a[1]} $((1+2)) $(echo sub) `echo tick` ${u:-default}
E

#### quoted delimiter does not expand
x=v
cat <<'E'
$x $(echo no) `echo no` \$x \\ "quoted" 'single'
E
cat <<"E"
$x \n
E
cat <<\E
$x
E

#### backslashes in a plain here-document
x=v; cat <<E
\$x \\ \` \" \n \a \
joined \\
not joined
E

#### quotes are plain characters
cat <<E
"double" 'single' it's "un'balanced
E

#### dollar forms in a here-document
set -- one 'two  three'; cat <<E
$1 $# $@ "$*" \$$#x ${#1} ${1^^} $ $% $'a\tb' $"c"
E
echo end | sed 's/e/E/'

#### splitting and globbing do not take place
x='a   b  *'; cat <<E
$x * ~ {a,b} $(echo 'c   d')
E

#### array and parameter expansion in a here-document
a=(1 '2  3' 4); set -- x 'y z'; IFS=,; cat <<E
${a[@]}|${a[*]}|"${a[@]}"
$@|$*
${#a[@]} ${!a[@]}
E

#### a tab-stripping here-document
cat <<-E
	one
		two
	  three
 	four
	E
if true; then
	cat <<-E
		indented
	E
fi

#### tab stripping with a quoted delimiter
x=1; cat <<-'E'
		$x
	keep	inner	tabs	
	E

#### tab stripping does not touch tabs from expansions
t=$'\tx'; cat <<-E
	$t
	${t}y
	E

#### spaces are not stripped
cat <<-E
    four spaces
	  tab then spaces
	E

#### an empty here-document
cat <<E
E
cat <<'E' | wc -c
E
cat <<E

E

#### delimiter-like lines inside
cat <<E
EE
 E
E 
xE
E
cat <<END
EN
END;
END

#### odd delimiters
cat <<-_x_y-1.z
a
_x_y-1.z
cat <<'two words'
b
two words
cat <<""
c

cat <<'!'
d
!
cat << spaced
e
spaced

#### a delimiter with a dollar is literal
x=E; cat <<$x
body
$x
cat <<"$x"
$x inside?
$x

#### two here-documents on one command: the last wins
cat <<A <<B
first
A
second
B

#### here-documents for several commands on a line
cat <<A; cat <<B
a
A
b
B
cat <<A && cat <<'B' || echo no
x
A
$y
B

#### here-documents on different descriptors
{ cat; cat <&3; cat <&4; } <<A 3<<B 4<<C
zero
A
three
B
four
C

#### here-document with a pipeline
cat <<E | sort | uniq -c | sed 's/^ *//'
b
a
b
E
grep -n o <<E | cut -d: -f1
one
six
two
E

#### text after the delimiter on the same line
cat <<E > out.txt; echo "after"; cat out.txt
content
E
cat <<E - no-newline.txt | tail -2
stdin
E
echo

#### here-document before the command
<<E cat
early
E
<<E cat | tr a-z A-Z
piped
E
<<< str cat

#### here-document in a loop
for i in 1 2 3; do
cat <<E
line $i
E
done
while read -r a b; do echo "$b-$a"; done <<E
1 one
2 two
E

#### here-document in a function
f() {
  cat <<E
arg $1 of $#
E
}
f x; f y z; f <<E
unused
E

#### here-document as a function's redirection
g() { while read -r l; do echo "<$l>"; done; } <<E
built in
E
g; g

#### here-document on groups and subshells
{ read -r a; read -r b; echo "$b $a"; } <<E
1
2
E
(cat; echo sub) <<E
in
E
if read -r x; then echo "if $x"; fi <<E
cond
E

#### here-document in a condition and case
if grep -q b <<E
abc
E
then echo found; fi
case $(cat <<E
word
E
) in word) echo case;; esac

#### here-document inside a command substitution
x=$(cat <<E
 a "b" 'c )
$(echo nested)
E
)
echo "$x"

#### command substitution with a here-document inside a here-document
cat <<A
outer $(cat <<B
inner $((1+1))
B
) end
A

#### nested here-documents by subshell text
source /dev/stdin <<'E'
x=inner
cat <<F
$x
F
echo $((2*3))
E

#### a here-document with shell code for eval
eval "$(cat <<'E'
for i in 1 2; do
  echo "eval $i"
done
E
)"

#### reading lines with and without -r
while read l; do echo "[$l]"; done <<'E'
a\tb
con\
tinued
  trim  
E
while IFS= read -r l; do echo "[$l]"; done <<'E'
a\tb
  keep  
E

#### a here-document that is only partly read
{ read -r first; echo "$first"; } <<E
1
2
3
E
head -1 <<E
x
y
E
echo rest

#### assignments take place at the time of use
x=1; f() { cat <<E
$x
E
}; x=2; f; x=3 f; echo $x

#### side effects of expansions in a program's here-document are lost, in a builtin's kept
n=0; cat <<E
$((n++)) $((n++)) ${y:=assigned}
E
echo $n $y
read -r a b <<E
$((n++)) ${z:=kept}
E
echo $a $b $n $z

#### a bad expansion in a here-document
(cat <<E
${u:?missing}
E
echo no) 2>/dev/null; echo $?; set -u; (cat <<E
$nope
E
) 2>/dev/null; echo $?

#### unfinished here-documents end at the end of input
eval 'cat <<E
one
two' 2>/dev/null
eval 'cat <<E
three
E' 2>/dev/null

#### a here-document ended by the end of a substitution
x=$(cat <<E
text
E
); echo "$x"; echo $(cat <<E
a
b
E
)

#### here-document with a comment after it
cat <<E # comment here
# not a comment
E
# a comment
: <<'E'
a block
comment
E
echo done

#### long here-document
cat <<E | wc -c
$(seq 1 20000)
E
wc -l <<E
$(printf 'x%.0s\n' {1..3000})
E

#### long lines
cat <<E | wc -c
$(printf 'x%.0s' {1..10000})
E

#### unicode and control characters
cat <<E | cat -v
naïve 日本 
E
cat <<'E'
naïve 日本 ✓
E

#### carriage returns are kept
printf 'cat <<E\r\nx\r\nE\r\n' > s.sh; source ./s.sh 2>/dev/null | cat -A

#### here-document with tilde, history and braces
HOME=/h; cat <<E
~ ~/x !x !! {1..3} # hash
E

#### here-string basics
cat <<< word; cat <<< 'two words'; cat <<< "$((1+1))"; x='a  b'; cat <<< $x; cat <<< "$x"; cat <<<nospace; cat <<< a\ b; cat <<< ''

#### here-string adds a newline
wc -c <<< ''; wc -c <<< abc; wc -l <<< $'a\nb'; wc -l <<< $'a\nb\n'; x=$(cat <<< $'t\n'); echo "[$x]"

#### here-string does not glob, split or expand braces
cat <<< *; cat <<< {a,b}; x='n*.txt'; cat <<< $x; cat <<< ~ | grep -c /; set -- 1 '2  3'; cat <<< $@; cat <<< "$@"; cat <<< "$*"; IFS=:; y=a:b; cat <<< $y; cat <<< $*

#### here-string with read
read -r a b <<< 'one two three'; echo "$b"; IFS=, read -ra p <<< 'x,y z,w'; echo "${p[1]}"; while read -r w; do echo "<$w>"; done <<< $'l1\nl2'; read -r x <<< "$(seq 3)"; echo $x

#### here-string with descriptors and pipelines
cat 3<<< three <&3; cat <<< a | tr a b; tr a-z A-Z <<< up; grep -o . <<< xyz | tail -1; cat <<< one <<< two; { read -r x; read -r y <&4; echo $x$y; } <<< p 4<<< q

#### here-string of arrays and substitutions
a=(1 2 '3 4'); cat <<< ${a[@]}; cat <<< "${a[*]}"; cat <<< ${a[2]}; cat <<< $(echo a; echo b); cat <<< "$(echo a; echo b)"; cat <<< `echo tick`

#### here-string of concatenated words
x=v; cat <<< a"$x"'$x'$x\n; cat <<< "it's"$'\t'tab | cat -A

#### bc-like use of here-strings
awk '{print $1*$2}' <<< '6 7'; sort -n <<< $'3\n1\n2' | tr '\n' ' '; echo; cut -d, -f2 <<< a,b,c; rev <<< abc; sed 's/a/b/' <<< banana; jq -c .a <<< '{"a":[1,2]}'

#### template with a default and loop
name=World; items=(one two); cat <<E > page.html
<h1>${name:-Nobody}</h1>
$(for i in "${items[@]}"; do echo "<li>$i</li>"; done)
<p>${#items[@]} items, ${footer-no footer}</p>
E
cat page.html

#### writing a config file
port=8080; host=${HOST:-localhost}; mkdir -p conf; cat > conf/app.ini <<E
[server]
host = $host
port = $port
path = \$HOME/data
E
cat conf/app.ini; grep -c = conf/app.ini

#### appending by here-document
for i in 1 2; do cat >> log.txt <<E
entry $i
E
done; cat log.txt; tee -a log.txt <<< last | tr a-z A-Z; wc -l < log.txt

#### usage text
usage() { cat <<-EOF
	Usage: ${0##*/x} [-h] FILE
	  -h  help
	EOF
}; usage | tail -1; usage >/dev/null && echo $?

#### generating and running a script
cat > gen.sh <<'E'
#!/bin/bash
for a in "$@"; do echo "[$a]"; done
return 3
E
source ./gen.sh x 'y z'; echo $?

#### here-document to while with variables kept
n=0; while read -r l; do n=$((n+1)); last=$l; done <<E
$(cat words.txt)
E
echo $n $last

#### here-document and set -e
set -e; cat <<E
ok
E
read -r x <<< ''; echo "read $?"; read -r y < empty.txt || echo "eof"; cat <<E | grep none
x
E
echo "not reached"

#### here-document in an and-or list with a group
cat <<E && { echo yes
top
E
} || echo no
false || cat <<E &&
second
E
echo yes2

#### here-document bodies after a line with an open group
{ cat <<E; echo mid
inside
E
echo after; }
(cat <<E
p
E
cat <<E
q
E
)

#### a here-document whose delimiter is a keyword
cat <<done
if then
done
cat <<}
{
}

#### a here-document inside an until and select-like loop
i=0; until ((i==2)); do cat <<E; ((i++)); done
round $i
E
echo $i

#### here-document with process substitution
diff <(cat <<E
a
b
E
) <(printf 'a\nc\n'); echo $?

#### two here-documents in one pipeline
{ paste -d: - /dev/fd/3 | tr a-z A-Z; } 3<<B <<A
b1
b2
B
a1
a2
A
