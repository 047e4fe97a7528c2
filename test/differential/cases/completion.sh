# Programmable completion as scripts use it.

#### compgen: words, prefixes, suffixes and filters
compgen -W 'foo bar baz' b; compgen -W '$(echo x1 x2) y "x 3"' x; compgen -P pre- -S -suf -W 'a b'; compgen -X '*o*' -W 'foo bar'; compgen -X '!*o*' -W 'foo bar'; compgen -X '&*' -W 'foo bar' -- fo; IFS=:; compgen -W 'a b:c'; unset IFS; compgen -W 'a' z; echo $?; compgen -o filenames -W 'a/b'; compgen -W '' ; echo $?

#### compgen: what the shell has
x1y=1; f_one() { :; }; alias q=1; compgen -v x1; compgen -A variable x1; compgen -A arrayvar BASH_VERSI; compgen -A function; compgen -e HO; compgen -k i; compgen -A keyword wh; compgen -A signal SIGT | head -2; compgen -a; compgen -A setopt err; compgen -A shopt extg; compgen -b ec; compgen -A enabled ech; enable -n echo; compgen -A disabled; compgen -A nosuch 2>/dev/null; echo $?; compgen -d a; compgen -f words; compgen -f a/b/; compgen -G 'w*.txt'

#### compgen: functions
f() { COMPREPLY=("$2-1" "$2-2" "$#"); }; compgen -F f word 2>/dev/null; g() { COMPREPLY=(); }; compgen -F g x 2>/dev/null; echo $?; compgen -F none x 2>/dev/null; echo $?

#### complete remembers what it is told
complete -W 'a b' cmd; complete -p cmd; complete -F fn -o nospace c2; complete -p | sort; complete -p none 2>/dev/null; echo $?; complete -r cmd; complete -p cmd 2>/dev/null; echo $?; complete -o filenames -o bashdefault -abdf -A shopt -G '*.c' -X '*.o' -P p -S s -C 'x y' -F f one two; complete -p two; complete -D -F d; complete -p -D; complete -A nosuch z 2>/dev/null; echo $?; complete -W x 2>/dev/null; echo $?; complete -r; complete -p; compopt -o nospace none 2>/dev/null; echo $?
