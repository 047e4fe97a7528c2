# ~ ~/x ~+ ~- in words and assignments. Output is relative to HOME, as the folder's name differs from run to run.

#### tilde alone and with a path
[ ~ = "$HOME" ] && echo home; [ ~/ = "$HOME/" ] && echo slash; [ ~/a/b = "$HOME/a/b" ] && echo path; ls ~/a

#### tilde only at the beginning of a word
echo a~ a/~ ./~ x~/y -~ , '~' "~" \~ "~/a" \~/a ~"/a" | cat

#### tilde with a quoted slash after it
x=~"/a"; echo "$x"; y=~/"a b"; [ "$y" = "$HOME/a b" ] && echo yes; z=~'/'x; echo "$z"

#### tilde follows HOME
HOME=/else; echo ~ ~/x; HOME=; echo "[" ~ "]" ~/y; HOME='a b'; printf '<%s>' ~ ~/c; echo

#### tilde without HOME still expands to something absolute
unset HOME; x=~; [[ $x == /* ]] && echo absolute

#### tilde of an unknown user is literal
echo ~no_such_user_here ~no_such_user_here/x ~-x ~+x ~1x

#### tilde plus and minus
cd a; [ ~+ = "$PWD" ] && echo plus; [ ~- = "$OLDPWD" ] && echo minus; [ ~+/b = "$PWD/b" ] && echo path; cd b; [ ~- = "$HOME/a" ] && echo prev

#### tilde minus without a previous folder is literal
unset OLDPWD; echo ~-; echo ~-/x

#### tilde in assignments
x=~; [ "$x" = "$HOME" ] && echo 1; x=~/a; [ "$x" = "$HOME/a" ] && echo 2; x=a:~:~/b; [ "$x" = "a:$HOME:$HOME/b" ] && echo 3; x=a~:b; echo $x; x="~"; echo $x; x=a=~; echo "$x"

#### tilde after a colon only in assignments
HOME=/h; echo a:~ ~:a x:~/y; p=~/bin:~/sbin:/x:~; echo $p; P=x:'~':"~":\~; echo $P

#### tilde in declare, export and local
HOME=/h; export A=~/x; declare B=~/y; readonly C=p:~/z; f() { local D=~; echo $D; }; echo $A $B $C; f; typeset E=~:~; echo $E

#### tilde in words that look like assignments
HOME=/h; echo x=~ x=a:~ --opt=~ 1x=~ a.b=~/c; env v=~ printenv v

#### tilde in array assignments
HOME=/h; a=(~ ~/x 'y' "~" b:~); echo "${a[@]}"; a[1]=~/z; echo ${a[1]}; declare -A m=([k]=~/v [~]=w); echo ${m[k]} "${!m[@]}" | tr ' ' '\n' | sort

#### tilde out of an expansion is literal
t='~'; echo $t $t/x "$t"; echo $(echo '~'); eval "[ $t = \"$HOME\" ]" && echo eval

#### tilde in parameter operands
HOME=/h; unset u; x=/h/a; echo ${u:-~} ${u:-~/b} ${u:=~/c} "${u:+~}" "${x#~}" "${x/#~/T}" ${x/~\/a/q}; y=a; echo ${y:+~/z} ${y:+x:~}

#### tilde in case, double brackets and for
HOME=/h; case /h/x in ~/x) echo case;; esac; [[ ~/x == /h/x ]] && echo left; [[ /h/x == ~/x ]] && echo right; [[ /h/x == ~/* ]] && echo glob; for f in ~ ~/y; do echo $f; done; case '~' in ~) echo no;; '~') echo literal;; esac

#### tilde in redirections
echo hi > ~/out.txt; cat out.txt; cat < ~/a/one.txt; echo two >> ~/out.txt; wc -l < out.txt

#### tilde in here-documents and here-strings
HOME=/h; cat <<E
~ ~/x
E
cat <<< ~/y; cat <<< "~"

#### tilde with braces
HOME=/h; echo ~/{a,b} {~,x}/c ~{a,b} {~/p,~/q}

#### tilde with globs
set -- ~/*.sh; echo "${1##*/}"; set -- ~/a/*; echo "${#} ${1##*/}"; x=(~/n*/i*); echo "${x[0]##*/}"

#### a HOME with glob characters is not globbed
HOME='n*'; echo ~; x=~; echo "$x"

#### tilde as a command and with cd
cd a/b; cd ~; [ "$PWD" = "$HOME" ] && echo home; cd; [ "$PWD" = "$HOME" ] && echo again; cd a; cd - >/dev/null; [ "$PWD" = "$HOME" ] && echo back

#### folder stack tildes
pushd a >/dev/null; pushd b >/dev/null; [ ~1 = "$HOME/a" ] && echo one; [ ~2 = "$HOME" ] && echo two; [ ~0 = "$PWD" ] && echo zero; [ ~-0 = "$HOME" ] && echo last; popd >/dev/null; popd >/dev/null; dirs

#### tilde in arithmetic is complement
echo $((~5)) $((~ ~3)) $(( ~0 & 255 )); x=7; echo $((~x))

#### regex operator is not a tilde
x=ab; [[ $x =~ b ]] && echo match; HOME=/h; [[ /h =~ ~ ]] && echo home

#### abbreviation idiom for prompts
cd a/b; p=$PWD; case $p in "$HOME"/*) echo "~${p#"$HOME"}";; esac; echo "${PWD/#$HOME/\~}"
