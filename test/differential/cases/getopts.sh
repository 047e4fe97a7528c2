# getopts: loops, bundles, arguments, silent mode, OPTIND and OPTARG, resets, errors.

#### a loop over options
set -- -a -b val -c rest more; while getopts ab:c o; do case $o in a) echo A;; b) echo "B=$OPTARG";; c) echo C;; esac; done; shift $((OPTIND-1)); echo "$# $*"

#### bundled options and joined arguments
set -- -abc -ovalue -xo sep -vvv end; while getopts abco:xv o; do echo "$o ${OPTARG-none}"; done; echo $OPTIND; shift $((OPTIND-1)); echo "$*"

#### the status at the end and what stays
getopts a o -a; echo "$? $o $OPTIND"; getopts a o -a; echo "$? $o $OPTIND"; getopts a o -a; echo "$? $o $OPTIND"

#### a word that is no option ends the list
set -- -a file -b; while getopts ab o; do echo $o; done; echo $OPTIND; shift $((OPTIND-1)); echo "$*"

#### two dashes end the list
set -- -a -- -b c; while getopts ab o; do echo $o; done; shift $((OPTIND-1)); echo "$*"; OPTIND=1; set -- --; getopts a o; echo "$? $OPTIND"; OPTIND=1; set -- -; getopts a o; echo "$? $OPTIND"

#### an argument may begin with a dash or be empty
set -- -o -x -p '' -q -- rest; while getopts o:p:q:x o; do echo "$o <$OPTARG>"; done; shift $((OPTIND-1)); echo "$*"

#### an unknown option
set -- -a -z -b; while getopts ab o 2>/dev/null; do echo "$o <${OPTARG-unset}> $OPTIND"; done; echo $OPTIND

#### an unknown option in silent mode
set -- -a -z -b; while getopts :ab o; do case $o in \?) echo "unknown $OPTARG";; *) echo $o;; esac; done

#### a missing argument
set -- -a -o; while getopts ao: o 2>/dev/null; do echo "$o <${OPTARG-unset}>"; done; echo $OPTIND; OPTIND=1; set -- -o; while getopts :o: o; do echo "$o <$OPTARG>"; done; echo $OPTIND

#### the message goes to stderr, OPTERR=0 or a colon keeps it back
set -- -z; getopts a o 2>err; grep -c z err; OPTIND=1 OPTERR=0; getopts a o 2>err; wc -c < err; OPTIND=1; OPTERR=1; getopts :a o 2>err; wc -c < err; rm err

#### a colon and a question mark as options
set -- -a '-:' '-?'; while getopts a o 2>/dev/null; do echo "$o"; done; OPTIND=1; set -- '-?'; getopts ':a' o; echo "$o $OPTARG"; OPTIND=1; set -- '-:'; getopts ':a' o; echo "$o $OPTARG"

#### OPTIND set to one starts again
set -- -a -b; getopts ab o; echo $o; OPTIND=1; getopts ab o; echo $o; getopts ab o; echo $o; set -- -b; OPTIND=1; while getopts ab o; do echo "again $o"; done

#### OPTIND within a bundle
set -- -abc x; while getopts abc o; do echo "$o $OPTIND"; done; echo $OPTIND; OPTIND=1; set -- -ab -c; while getopts abc o; do echo "$o $OPTIND"; done

#### explicit arguments instead of the positional ones
set -- -x; getopts a:x o -a val; echo "$o $OPTARG"; OPTIND=1; args=(-x -a 'p q'); while getopts a:x o "${args[@]}"; do echo "$o ${OPTARG-}"; done; echo "$1"

#### in a function with a local OPTIND
f() { local OPTIND=1 o v=0 n=; while getopts vn: o; do case $o in v) v=1;; n) n=$OPTARG;; *) return 2;; esac; done; shift $((OPTIND-1)); echo "v=$v n=$n rest=$*"; }; f -v a; f -n 5 b c; f -vn7; f; f -q 2>/dev/null; echo $?; echo $OPTIND

#### without a local OPTIND the second call starts late
f() { while getopts a o; do echo "in $o"; done; echo $OPTIND; }; f -a; f -a; OPTIND=1; f -a

#### nested use by two functions
inner() { local OPTIND o; while getopts x o; do echo "inner $o"; done; }; outer() { local OPTIND o; while getopts ab o; do echo "outer $o"; inner -x; done; }; outer -a -b

#### the name of the variable may be anything, also readonly
set -- -a; getopts a my_opt; echo $my_opt; OPTIND=1; a=(); getopts a 'a[1]' 2>/dev/null; echo "$? ${a[1]-}"; OPTIND=1; getopts a 1x 2>/dev/null; echo $?; OPTIND=1; readonly r; getopts a r 2>/dev/null; echo $?

#### bad use
getopts 2>/dev/null; echo $?; getopts a 2>/dev/null; echo $?; getopts '' o -a 2>/dev/null; echo "$? $o"; getopts : o -b; echo "$? $o $OPTARG"

#### OPTARG is unset for options without an argument
OPTARG=old; set -- -a -b v -a; while getopts ab: o; do echo "$o ${OPTARG-unset}"; done; echo "${OPTARG-unset}"

#### repeated options collect
set -- -i a -i b -v -i c -v; v=0 inc=(); while getopts i:v o; do case $o in i) inc+=("$OPTARG");; v) ((v++));; esac; done; echo "${inc[*]} $v"

#### digits and upper case as options
set -- -1 -2 x -A -Z; while getopts 12:AZ o; do echo "$o ${OPTARG-}"; done

#### a program with usage
prog() { local OPTIND o out=- force=no; while getopts :fo:h o; do case $o in f) force=yes;; o) out=$OPTARG;; h) echo "usage: prog [-f] [-o file] name"; return 0;; :) echo "-$OPTARG needs a value"; return 64;; \?) echo "no option -$OPTARG"; return 64;; esac; done; shift $((OPTIND-1)); [ $# -eq 1 ] || { echo "one name please"; return 64; }; echo "$force $out $1"; }; prog -f -o x y; prog -h; prog -o; echo $?; prog -k; echo $?; prog; echo $?; prog a b; echo $?

#### long options by hand
set -- --name=desk --verbose -n x --size 3 -- rest; while [ $# -gt 0 ]; do case $1 in --name=*) name=${1#*=};; --verbose|-v) v=1;; --size) size=$2; shift;; -n) n=$2; shift;; --) shift; break;; -*) echo "? $1";; *) break;; esac; shift; done; echo "$name $v $size $n $*"

#### long options through a dash option
set -- --verbose --file=x -q; while getopts qv-: o; do case $o in -) case $OPTARG in verbose) echo long v;; file=*) echo "file ${OPTARG#*=}";; *) echo "?";; esac;; q) echo q;; esac; done

#### options in a script file
printf '%s\n' 'while getopts ln: o; do echo "$o ${OPTARG-}"; done' 'shift $((OPTIND-1))' 'echo "$# $*"' > s; bash s -l -n 3 a b; bash s; bash s -n; echo $?; bash s -ln5 x

#### the status in a loop that is left early
set -- -a -b -c; while getopts abc o; do [ $o = b ] && break; echo $o; done; echo "stopped at $o $OPTIND"; while getopts abc o; do echo "then $o"; done

#### getopts with odd names and a readonly one
set -- -a -b arg
getopts ab: 'bad name' 2> /dev/null; echo $? $OPTIND
getopts ab: 1x 2> /dev/null; echo $? $OPTIND
OPTIND=1
getopts ab: 'arr[1]' 2> /dev/null; echo "$? ${arr[1]}"
OPTIND=1
readonly ro
getopts ab: ro 2> /dev/null; echo "$? $OPTIND"
OPTIND=1; getopts 2> /dev/null; echo $?
getopts a 2> /dev/null; echo $?
