# Comments, continuation, separators, reserved words in odd places, odd but valid layouts, syntax errors.

#### comments
# a line
echo a # after a command
echo b#not c #d
echo '# no' "# no" \# no
   # indented
echo e ;# after a separator
#
echo f

#### a hash begins a comment only at the beginning of a word
echo a#b c#d ${#x} $# '#'e; echo $((2#101)); echo "x"#y; echo \#z; x=#v; echo "$x"; echo a; #b
(#c
echo sub #d)
); echo end

#### line continuation
echo a \
  b; ec\
ho c; x=1\
2; echo $x; echo "in \
quotes" 'not \
here'; if true \
; then echo ok; fi; echo a\
b

#### a backslash at the end of the script
echo a; echo b\

#### separators: semicolons, newlines, ampersands
echo a;echo b
echo c ; echo d


echo e;
true & wait
echo f&wait

#### blank lines and tabs everywhere
	echo	tab
   echo   spaces   
for i in 1	2
do

	echo $i

done

#### a carriage return is part of the word
printf 'echo a\r\n' > s; bash s | od -An -c | tr -s ' '; printf 'x=1\r\necho "$x"\r\n' > s; bash s | wc -c

#### newlines after operators and keywords
true &&
  echo and
false ||
  echo or
echo pipe |
  cat
if
  true
then
  echo then
fi
while
  false
do
  :
done
! \
false; echo $?

#### reserved words as arguments
echo if then else elif fi for while until do done case esac in select function time { } ! [[ ]]; echo a if; printf '%s ' do done; echo; ls if 2>/dev/null || echo none

#### reserved words as names of variables
if=1 then=2 fi=3 do=4 done=5 case=6 in=7 function=8 time=9; echo $if$then$fi$do$done$case$in$function$time; for for in a; do echo $for; done; for in in b; do echo $in; done; for do in c; do echo $do; done; read while <<< d; echo $while

#### reserved words quoted are commands
'if' 2>/dev/null; echo $?; \while 2>/dev/null; echo $?; "{" 2>/dev/null; echo $?; i\f 2>/dev/null; echo $?; x=if; $x 2>/dev/null; echo $?; "!" true 2>/dev/null; echo $?; \! true 2>/dev/null; echo $?

#### reserved words after assignments and redirections are commands
x=1 if 2>/dev/null; echo $?; > f if 2>/dev/null; echo $?; eval 'x=1 { echo no; }' 2>/dev/null; echo $?; eval '< words.txt while read l; do echo no; done' 2>/dev/null; echo $?; x=1 function 2>/dev/null; echo $?

#### words in for, case and select that look reserved
for x in if then do; do echo $x; done; case do in do) echo 1;; esac; case in in in) echo 2;; esac; for x in in; do echo $x; done; select x in do done; do echo $x; break; done 2>/dev/null <<< 2

#### braces as words
echo { a }; echo {}; echo {a; echo a}; echo }; echo { ; { echo }; }; find a -name 'o*' -exec echo {} \; ; echo x{}y {a,} {a}; echo a | xargs -I{} echo '{' {} '}'

#### exclamation marks
! true; echo $?; ! ! true; echo $?; ! false | true; echo $?; echo !; echo a!b '!' "!"; !false 2>/dev/null; echo $?; if ! false; then echo not; fi; ! { false; } && echo group; true && ! false && echo chain; ! ; echo $?

#### time in odd places
TIMEFORMAT=; time true; time; echo $?; time -p true 2>/dev/null; ! time false; echo $?; time ! false; echo $?; time echo a | cat; { time false; }; echo $?; time { echo g; }; true && time echo b; time (exit 3); echo $?; echo time

#### one-liners of every compound command
if true; then echo 1; fi; for i in 1; do echo 2; done; for ((i=0;i<1;i++)); do echo 3; done; while true; do echo 4; break; done; until false; do echo 5; break; done; case x in x) echo 6;; esac; select i in a; do echo 7; break; done 2>/dev/null <<< 1; { echo 8; }; (echo 9); ((1)) && echo 10; [[ x ]] && echo 11; f() { echo 12; }; f; function g { echo 13; }; g

#### no blanks where none are needed
if(true)then(echo 1)fi;for i in 1;do(echo 2)done;while(true)do(echo 3);break;done;{ (echo 4)};case x in(x)echo 5;;esac;(echo 6);((1))&&(echo 7)||echo 8;f()(echo 9);f;if((1))then echo 10;fi;until((1))do :;done;while((0))do :;done;echo 12

#### blanks that are needed
eval 'iftrue; then echo no; fi' 2>/dev/null; echo $((!!$?)); eval '{echo no;}' 2>/dev/null; echo $((!!$?)); eval 'for((i=0;i<1;i++))do echo yes;done'; eval 'if[ a ]; then echo no; fi' 2>/dev/null; echo $((!!$?)); eval 'case xin x) ;; esac' 2>/dev/null; echo $((!!$?)); eval '!true' 2>/dev/null; echo $?

#### nested parentheses and braces
( ( echo a ) ); ((( 1 + 1 ))) && echo b; { { { echo c; }; }; }; ( (echo d); echo e ); $( (echo echo f) ); echo $( (echo g) | cat); echo $((1+(2*(3)))); ({ echo h; }); { (echo i) }

#### two parentheses: arithmetic or subshells
((echo a); echo b); ( (echo c) | cat ); ((1+1)); echo $?; (( 0 )); echo $?; echo $((echo d); echo e) 2>/dev/null; echo $( (echo f); (echo g) ); ( ((1)) && echo h )

#### all kinds nested in each other
for i in 1 2; do case $i in 1) if [ $i = 1 ]; then while true; do { (for j in a b; do [[ $j == b ]] && echo "$i$j"; done); }; break; done; fi;; 2) until ((1)); do :; done; f() { echo "f$i"; }; f;; esac; done

#### redirections before, between and after words
> f echo a b; cat f; echo a > f b; cat f; echo >f a b; cat f; <words.txt head -1; 2>/dev/null >f < words.txt head -n 1; cat f; { cat; } < f > g; cat g; 0<words.txt head -1; x=1 >f printenv x; cat f

#### here-documents in odd places
cat <<A; echo after; cat <<B
a $((1+1))
A
b
B
if cat <<E; then echo ok; fi
in if
E
for i in $(cat <<E
x y
E
); do echo $i; done; f() { cat <<E
func $1
E
}; f 1; cat <<E | tr a-z A-Z
piped
E
(cat <<E
sub
E
)

#### dollar forms that are text
echo $ a$ "$" '$' $, $% "$," a$/b "$ x" $'$' "a$"; x='$'; echo $x; echo "cost: 5$"; echo $"loc"; echo "$(echo $)"

#### quotes next to each other and empty
echo ''a'' ""b"" ''"" c; printf '<%s>' '' "" ''"" $none "$none" ''$none; echo; echo 'a'"b"c\d$'e'; echo "a"'b'"c"; x=''; echo "${x}"''end

#### an unfinished quote is a syntax error, earlier lines ran
echo first
echo 'unfinished
echo no

#### an unfinished double quote, brace and parenthesis: syntax errors
eval 'echo "x' 2>/dev/null; echo $?; eval 'echo ${x' 2>/dev/null; echo $?; eval 'echo $(x' 2>/dev/null; echo $?; eval 'echo `x' 2>/dev/null; echo $?; eval '(echo x' 2>/dev/null; echo $?; eval '{ echo x' 2>/dev/null; echo $?; eval 'echo $((1' 2>/dev/null; echo $?; eval 'a=(1' 2>/dev/null; echo $?; eval 'f() {' 2>/dev/null; echo $?

#### a syntax error on line three: one and two ran
echo one
echo two
if then fi
echo four

#### a syntax error in the middle of a line: the line does not run
echo before
echo same line; ) ; echo after
echo next

#### a syntax error inside a compound command: none of it runs
echo before
if true; then
  echo inside
  done
fi
echo after

#### a syntax error in a function body
echo before
f() { echo a; fi; }
f

#### a missing end is a syntax error at the end of the script
echo before
while true; do
  echo in
  break

#### the status of scripts with a syntax error
bash -c 'echo a
if' 2>/dev/null; echo $?; bash -c 'fi' 2>/dev/null; echo $?; printf 'echo one\n)\necho two\n' > s; bash s 2>/dev/null; echo $?; printf 'echo "x\n' > s; bash s 2>/dev/null; echo $?; echo 'echo ok; done' | bash 2>/dev/null; echo $?; printf 'echo fine\necho $(fi)\necho on\n' | bash 2>/dev/null; echo $?

#### tokens where they may not stand are syntax errors
for c in ';' '&' '|' '&&' '||' ')' ';;' 'then' 'do' 'done' 'fi' 'esac' 'elif' 'else' '}' 'echo a ;; ' 'echo a | | b' 'echo a && && b' 'echo (a)' 'a=b (c)' 'for' 'for x y' 'case x' 'case x in a' 'if true fi' 'while do done' 'f() echo' '()' '( )' '{ }' 'echo >' 'echo < ;' 'echo 2>&' '[[ a' '[[ a ]' '((1' 'function' '! &&' 'select x'; do eval "$c" 2>/dev/null; printf '%s ' "$((!!$?))"; done; echo

#### odd but valid tokens
for c in ': ;' ':&' '! :' 'if :; then :; fi' '{ :; }' '(:)' ': | :' ': > f' '> f' 'x=1' 'x=' 'a=()' ': ;:' ':&& :' ':||:' 'case x in esac' 'case x in x) esac' 'for x in; do :; done' 'for x; do :; done' '[[ a ]]' '((0))' '$(:)' '`:`' ': #' '' '#' 'f() { :; }' 'f() (:)' 'time' '!'; do if eval "$c" 2>/dev/null || [ $? = 1 ]; then printf 'ok '; else printf '%s ' "$? <$c>"; fi; done; echo; wait

#### an arithmetic command over lines and with comments outside
(( x = 1 +
   2 ))
echo $x # three
echo $((
  x *
  2
))
for (( i = 0;
       i < 2;
       i++ ))
do echo $i; done

#### arrays over lines with comments and continuations
a=(
  # first
  one   # after
  "two
lines"
  'three' \
  four

)
echo ${#a[@]}; b=([0]=x
[5]=y); echo ${!b[@]}; c=(
); echo ${#c[@]}

#### double brackets and conditions over lines
if [[ -n x &&
      -z '' ]] &&
   [ a = a ] &&
   (( 1 ))
then echo yes; fi
while [[ $i != 2 ]] \
  && true
do i=2; echo loop; done

#### command substitution with comments, quotes, case and here-documents
echo $(
  # a comment with ) and '
  echo a
); echo "$(case x in x) echo "b";; esac)"; echo $(case y in (y) echo c;; esac); echo "$(cat <<E
d ) "
E
)"; echo "$(echo "$(echo "e f")")"; echo $(echo ')' "(" \)); echo "$(
echo g; # last )
)"; echo $(#only
)

#### backquotes and their quoting
echo `echo a` "`echo "b c"`" `echo \`echo d\``; x=`echo 'e'`; echo $x; echo `echo \\$HOME | tr -d a-z/`; echo "`echo \"q\"`"; echo `echo '\\'`; echo `# comment
echo f`

#### a keyword from an alias or a variable is none
k=if; $k true 2>/dev/null; echo $?; e='{ echo x; }'; $e 2>/dev/null; echo $?; p='|'; echo a $p cat; r='> f'; echo b $r; s=';'; echo c $s echo d; q='"'; echo ${q}x y$q; a='&&'; true $a echo; n='!'; $n true 2>/dev/null; echo $?

#### tilde, equals and colons in words
echo a=~ | sed "s|$HOME|home|"; echo ~x_none "~" \~ x~; echo --d=~ ; v=~:~; [ "$v" = "$HOME:$HOME" ] && echo both; echo a:~; PATH_=~/bin; echo ${PATH_#$HOME}; echo {a,b}=c; echo =; echo ==; echo a==b

#### a script of only comments and blank lines, and then one command

# nothing

   
	
# still nothing
echo $?

#### deep nesting of substitutions and of quotes
echo $(echo $(echo $(echo $(echo $(echo deep))))); echo "a $(echo "b $(echo "c $(echo "d")")")"; echo ${a:-${b:-${c:-${d:-x}}}}; echo "${a:-"${b:-"q $(echo "r")"}"}"; echo $((1+$((2+$((3+$(echo 4)))))))

#### long pipelines, lists and words
echo a | cat | cat | cat | cat | cat | cat | cat | cat; true && true && true && true && true && true && echo and; false || false || false || false || echo or; :;:;:;:;:;:;:; echo semi; echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | wc -c

#### a hundred nested groups, ifs and parentheses
s=; e=; for i in {1..100}; do s+='{ '; e+='; }'; done; eval "${s}echo groups$e"; s=; e=; for i in {1..50}; do s+='if true; then '; e+='; fi'; done; eval "${s}echo ifs$e"; s=; e=; for i in {1..60}; do s+='('; e+=')'; done; echo $((${s}7$e)); s=; e=; for i in {1..20}; do s+='echo $('; e+=')'; done; eval "${s}echo subs$e"

#### unicode in words, names of files and comments
echo é 日本 "ü" 'ß'; touch 'ñ.txt'; ls ñ*; x=日本; echo ${#x} ${x:1}; echo a # kömmentar
case é in é) echo same;; esac; for c in α β; do echo $c; done; echo $'\u00fc'; rm ñ.txt

#### non-breaking and other odd blanks are letters
x=$'a\u00a0b'; set -- $x; echo $#; x=$'a\vb'; set -- $x; echo $#; eval $'echo\u00a0x' 2>/dev/null; echo $?

#### extglob forms are parsed when the option is on
shopt -s extglob
echo @(a|b) !(*.txt|*.md|a|data|logs|notes|my*) ; x=aab; echo ${x##+(a)}; [[ ab == @(ab|cd) ]] && echo y; case x in @(x|y)) echo case;; esac

#### without extglob a parenthesis in a word is a syntax error
eval 'echo @(a|b)' 2>/dev/null; echo $?; eval 'case x in @(x|y)) echo no;; esac' 2>/dev/null; echo $?; [[ x == @(x|y) ]] && echo "always in brackets"

#### process substitution and its look-alikes
cat <(echo a); cat < <(echo b); echo <(:) | grep -c /dev/fd; diff <(echo x) <(echo x) && echo same; eval 'cat < (echo c)' 2>/dev/null; echo $?; echo '<(x)' "<(y)"; a=$(cat <(echo d)); echo $a

#### coprocesses, functions and for with odd names on one line
function a.b { echo dot; }; a.b; function c-d() { echo dash; }; c-d; for _ in 1 2; do printf .; done; echo; function _ { echo under; }; _; [() { echo bracket; }; [ x; unset -f [; [ a ] && echo back

#### assignments that look like commands and commands that look like assignments
a[0]=x; echo ${a[0]}; b=c=d; echo $b; e =f 2>/dev/null; echo $?; g= h=1; echo "<$g>$h"; i+=j; echo $i; k\=l 2>/dev/null; echo $?; m=n; echo m=n $m; "o"=p 2>/dev/null; echo $?; q=r; q+=s; echo $q; t="u v" w='x y'; echo "$t$w"

#### exit inside each compound command
for c in 'if true; then exit 1; fi' 'for i in 1; do exit 2; done' 'while true; do exit 3; done' 'case x in x) exit 4;; esac' '{ exit 5; }' '(exit 6)' 'f() { exit 7; }; f' 'eval exit 8' 'true && exit 9' '! exit 10' 'exit 11 | exit 12' 'until false; do exit 13; done' 'if exit 14; then :; fi'; do (eval "$c"; echo -n "on "); echo -n "$? "; done; echo

#### a shebang line and a second one are comments
printf '#!/bin/bash\n#!/bin/false\necho ok\n' > s; bash s; chmod +x s; ./s; . ./s; printf '#!/usr/bin/env bash\necho "env $1"\n' > t; chmod +x t; ./t x

#### a script without a shebang, and one with options in it
printf 'echo plain $#\n' > s; chmod +x s; ./s a b; printf '#!/bin/bash -eu\necho on\nfalse\necho no\n' > t; chmod +x t; ./t; echo $?

#### exit at the end of a line with more on it
echo a; exit 0; echo no
echo neither

#### text after exit is not parsed
echo before
exit 3
if then ) fi "

#### a very long line
eval "echo $(printf 'w%.0s ' {1..3000})" | wc -w; eval "$(printf 'x=$((x+1));%.0s' {1..500})"; echo $x

#### a syntax error in a substitution in eval ends the shell
trap 'echo exit' EXIT; eval 'echo ok
echo $(fi)' || echo or; echo no

#### a syntax error in a substitution of a subshell, a function and a script
(eval 'echo $(if)'; echo no) 2>/dev/null; echo $?; x=$(eval 'echo "$(fi)"'; echo no) 2>/dev/null; echo "$? $x"; printf 'echo ok\necho $(( $(fi) ))\necho on\n' > s; bash s 2>/dev/null; echo $?; bash -c '. ./s; echo no' 2>/dev/null; echo $?; printf 'eval "cat <(fi)"; echo no\n' > s; bash s 2>/dev/null; echo $?

#### a syntax error in backticks and in here-documents comes when they are run
x=`fi` 2>/dev/null; echo "$? [$x]"; x="a`fi`b"; echo "$? [$x]"; f() { echo `fi`; }; echo defined
cat <<E
$(fi) x
E
echo $?

#### a syntax error in an array's list leaves out its line
eval "a=(1"; echo $?; eval "a=(1 & 2)"; echo $?; eval "a=(1 | 2); echo no
echo go"; echo $?
a=(1 ; 2); echo no
echo next $?

#### a syntax error after a stray parenthesis: which lines run
echo 1
case a in
a) echo x ;;
esac; foo(
echo on

#### without extglob: negated subshells, and syntax errors by where the pattern stands
if !(false); then echo neg; fi; !(true; false; echo x) && echo n2
echo "a?(b)" 'c*(d)' $((2*(3))) ${x#@(a)} ok; eval "echo +(a)" 2>/dev/null; echo $?; [[ a == +(a) ]] && echo y
a=(@(b)); echo no
echo "[${a[@]}]"; eval 'f() { shopt -s extglob; echo @(a); }; f' 2>/dev/null; echo $?
shopt -s extglob
f() { case $1 in @(a|b)) echo m;; esac; }; f a; shopt -u extglob
f b; bash -O extglob -c 'echo @(a|none)'; bash -c 'echo a
$(echo @(a)); echo no' 2>/dev/null; echo $?
x=@(a); echo no

#### a syntax error at the end of [[
echo before
[[ a == ]]
