# {a,b}, {1..n}, nesting, what is not a brace expansion.

#### lists
echo {a,b,c} x{a,b}y {a,b}{1,2} {a,b}-{c,d}-{e,f} pre{one,two,three}post

#### empty members
echo {a,} {,a} a{,b} a{,b,}c {,} x{,}y; set -- {,}; echo $#; set -- a{,,}b; echo $#

#### one member or none is literal
echo {a} {} a{}b {a}{b,c} { } x{y}z

#### nested lists
echo {a,{b,c},d} {{a,b},{c,d}} a{b{c,d}e,f}g {a{1,2},b{3,{4,5}}}

#### numeric ranges up and down
echo {1..5} {5..1} {-2..2} {0..0} {3..-3} a{1..3}b {1..3}{a,b}

#### ranges with a step
echo {1..10..3} {10..1..3} {1..10..-3} {10..1..-3} {0..20..5} {1..5..0} {1..3..10} {-5..5..5}

#### ranges with leading zeros
echo {01..10} {1..010} {001..3} {-01..2} {08..12..2} {9..011} {00..3} {-005..1..3}

#### letter ranges
echo {a..e} {e..a} {A..E} {a..i..3} {x..z}{1..2} {Y..b} {a..a}

#### ranges that are not valid stay literal
echo {1..} {..3} {1..a} {a..1} {1.5..2} {1...3} {1..2..3..4} {ab..c} {é..ê} {1..3..x} {1 ..3}

#### large ranges
set -- {1..2000}; echo $# $1 ${2000}; set -- {1..1000}{a,b}; echo $#

#### spaces end a brace expansion
echo {a, b} {a ,b} { a,b } {a,b

#### quotes inside members
echo {"a b",c} {'x,y',z} {a\,b,c} {"{",}\} {a,"b"c} x"{a,b}" {$'\t',b}| cat -A

#### quoted braces and commas are literal
echo \{a,b} {a,b\} {a\,b} "{a,b}" '{a,b}' {a","b} {"a,b"} {a..\c}

#### dollar-brace is never a brace expansion
x=v; y=w; echo ${x} ${x}{a,b} {${x},${y}} a${x},b {$x,$y}z "${x}"{1,2} ${u:-{a,b}}

#### expansions take place after braces
x=1 y=2; echo {$x,$y} {x,y}$x $x{a,b} {$x..$y} a{$((x+1)),$(echo sub)}

#### a variable built by braces
a1=one a2=two; eval echo \$a{1,2}; echo $a{1,2}

#### command substitution inside members
echo {$(echo a b),c} {"$(echo a b)",c} {`echo x`,y}; n=0; echo {$((n++)),$((n++))} $n

#### braces around globs
echo {n,w}*.txt {a,notes}/*.md {*.sh,*.none} {no,num}*[st]* 

#### braces make names that need not exist
mkdir -p d/{x,y}/{1,2}; ls d d/x; touch d/f{1..3}.{txt,md}; ls d | sort; rm -r d/{x,y}; ls d

#### rename idioms
cp words.txt{,.bak}; ls words*; mv words.txt.{bak,old}; ls words*; echo {old,new}/file.{c,h}

#### no brace expansion in assignments
x={a,b}; echo "$x"; y={1..3}; echo "$y"; z=p{q,r}; echo $z

#### brace expansion in array assignments and for
a=({a,b}{1,2}); echo ${#a[@]} "${a[@]}"; for i in {1..3} x{y,z}; do echo $i; done; b=([{0,1}]=x); echo ${#b[@]}

#### no brace expansion in case and double brackets
case {a,b} in '{a,b}') echo literal;; esac; [[ {a,b} == '{a,b}' ]] && echo literal; case b in {a,b}) echo no;; *) echo other;; esac

#### brace expansion in here-strings and here-documents is off
cat <<< {a,b}; cat <<E
{a,b} {1..3}
E

#### brace expansion in the command word
{echo,hi} there; {printf,'%s\n'} x y; {true,false}; echo $?

#### brace expansion with redirection and targets
echo hi > {p,q}.txt 2>/dev/null; echo $?; ls | grep -c '^{p'; cat {words,numbers}.txt | wc -l

#### option and suffix idioms
printf '%s\n' --{verbose,quiet} -{a,b,c} {,-}x {a,b}{,.bak}

#### braces turned off
set +B; echo {a,b} {1..3}; set -B; echo {a,b}; set +o braceexpand; echo {a,b}

#### unbalanced braces
echo {a,b}} {{a,b} {a,b}{ }{a,b} {a,{b,c} a,b} {{a,b}} {{{a,b}}} a}{b,c

#### commas outside braces
echo a,b ,{a,b}, {a,b},{c,d}

#### dots outside of ranges
echo {a.b,c..d} {..,x} x..y {1..3}.{4..5} {.a,.b}

#### assignment-like words as arguments expand
echo x={a,b} --opt={1,2}; export v={a,b} 2>/dev/null; echo "$v"

#### special characters in members
echo {a:b,c/d} {+,-} {!,%} {@,^} {~,x}y {[,]} {=,==}
echo {#,b} "{#"

#### tilde in members
[[ $(echo {~,x} | cut -d' ' -f1) == "$HOME" ]] && echo first; set -- ~/{a,b}; echo "${1#"$HOME"} ${2#"$HOME"}"

#### nested ranges in lists
echo {{1..3},{a..c}} {x,{1..2}}z {1..2}{{a,b},c} {0{1..3},1{0..2}}

#### order of the product
echo {a,b}{c,d}{e,f}; echo {1,2}{,x}{,y}

#### redundant members and duplicates are kept
echo {a,a} {1..1} {b,b}{c,c}

#### sequences by eval and seq where variables matter
n=4; eval "echo {1..$n}"; echo $(seq 1 $n); for ((i=1;i<=n;i++)); do printf '%s ' $i; done; echo

#### months and padded names
echo 2025-{01..12} | wc -w; echo 2025-{1..3}-{01,15}; printf '%s\n' log.{0..2}.gz

#### alphabets without blanks
printf '%s' {a..z}; echo; printf '%s' {z..a..5}; echo; printf '%s,' {A..C}{a..b}; echo

#### escaped dollar and braces
echo \${a,b} \$\{a,b\} $'{a,b}' $"{a,b}" \{1..2\}

#### braces with quotes right beside
echo "a"{b,c}"d" 'x'{1..2}'y' "{"a,b"}" {"a"..'c'}

#### parentheses cannot be in a brace without quotes
echo {"(a)",b} {\(,\)}

#### function definitions and groups are not brace expansions
f() { echo in f; }; f; { echo a,b; }; { echo group; echo {x,y}; }

#### large product in a loop count
n=0; for i in {a..e}{1..5}{x,y}; do n=$((n+1)); done; echo $n $i

#### int limits of ranges
echo {9223372036854775805..9223372036854775807}; echo {-9223372036854775807..-9223372036854775806}; echo {99999999999999999999..3}

#### mixed-case letter ranges pass through punctuation
printf '<%s>' {Z..a}; echo

#### ranges with plus signs and spaces
echo {+1..3} {1..+3} {1..3..+1} {--1..2}

#### colon lists
PATHS={/usr,}/{s,}bin; echo "$PATHS"; eval "echo $PATHS"; echo {a,b}:{c,d}

#### braces around substitutions with quotes, loops, case and comments in them
printf '<%s>' {a,"$(: $'\''a)"}a; echo
echo {a,b}$(for ((i=0; i<3; i++)); do echo $i; done)
echo {01..10..4}$(case a in a) echo {x,y}z;; esac) {$(case a in '') echo {"a b",c};; esac),q}
echo {a,$(f() { for ((i=0;i<2;i++)); do echo "f$i"; done; }; f)}
echo {#,a}{a,""} {#,b}$UNSET? {a,{#,b}}''

#### braces that begin after something, and go on in the next line
echo $''{},a} ""{},b} x{},c} {a,\
b}
