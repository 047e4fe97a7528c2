# Aliases: replaced in the text, as it is read.

#### aliases: words, loops, braces, pipes and those that name each other
shopt -s expand_aliases
alias hi='echo hello world'
hi || echo no
hi; alias e_='echo_'; alias echo_='echo a'
e_ b
alias sp='echo ' w='word'
sp w w
alias 'if1=if true; then echo x; fi'
if1
alias left='{' right='}'
left echo brace; right
alias semi='echo 1; echo 2;' 
semi echo 3
alias pipe='echo abc |'
pipe tr a-z A-Z
unalias hi; hi 2>/dev/null; echo $?
alias foo=bar; alias bar='echo foobar'; 
foo
alias ls='echo ls'
ls x; \ls a; 'ls' a; command ls a
f() { hi2; }
alias hi2='echo hi2'
f 2>/dev/null; echo $?
eval 'hi2'; echo $(hi2) `hi2`
alias for_='for i in 1 2; do echo'
for_ $i; done
alias a1='a2' a2='a1'; a1 2>/dev/null; echo $?

#### aliases that change what is read: case, quotes, comments, redirections, assignments, several lines; one not found yet
shopt -s expand_aliases
alias c='case x in x)'
c echo matched;; esac
alias X='echo "quoted
multi"'
X
alias comment='echo a #'
comment b c
alias redir='> out'
echo hi redir; echo hi
alias assign='x=5'
assign; echo $x
alias long='echo a b
echo c d'
long
(alias sub=echo; sub no) 2>/dev/null; echo $?
alias while1='while false'
while1; do :; done; echo done
echo `alias hi='echo x'`; type -t hi2; alias t='time'
if alias zz='echo zz'; then
zz
fi
zz

#### alias in a script on stdin
bash -O expand_aliases <<'E'
alias left='{' right='}'
left
echo in
right
alias ifx='if true; then'
ifx
echo x
fi
echo after
E

#### aliases before and around here-documents
shopt -s expand_aliases
alias c=cat
c <<E
body $((1+1))
E
c <<E; c <<F
1
E
2
F
echo end
alias hd='cat <<X'
hd
text
X
echo after

#### aliases in every kind of command; a name not found where it was not there yet
shopt -s expand_aliases; alias e='echo E'
f() { e "$1"; }
f 1; unalias e; f 2
alias e='echo E2'; f 3
for x in 1; do e for; done; while e w; do break; done; case a in a) e case;; esac; (e sub); { e brace; }; e | e pipe; ! e neg; e && e and; e & wait
if e; then e then; else e; fi
x=1 e assigned; > /dev/null e gone; e$x 2>/dev/null || echo no; "e" 2>/dev/null || echo quoted; \e 2>/dev/null || echo escaped
echo $(e comsub) "$(e quoted)" `e backtick`; cat <(e procsub)
eval 'e eval'; eval 'alias n="echo new"'; n ok

#### aliases that open what the line closes
shopt -s expand_aliases
alias bad='if'
bad true; then echo yes; fi
alias open='('
open echo sub )
alias amp='&& echo'
true amp x
alias q="echo 'a"
q b'

#### aliases that hold their own name, and blanks at their end
shopt -s expand_aliases
alias ls='ls -a' e='echo e' echo='echo x '
e y; echo e
alias a='b ' b='echo ' c='word'
a c c
alias x='y' y='z' z='echo z'
x 1

#### aliases in POSIX mode; a name not found without it
set -o posix; alias e='echo p'
e x
set +o posix
e y 2>/dev/null || echo off

#### an alias for the name of a function
shopt -s expand_aliases
alias f=g
f() { echo fn; }
g
unalias f
type -t g
