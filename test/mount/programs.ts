/** Work of programs in a folder: on a mounted desk it must come out as on a plain one. Bash text; `$TMPDIR` is a folder elsewhere. */
export interface Work {
	title: string;
	programs: readonly string[];
	script: string;
	/** The times of files are part of what comes out. */
	times?: boolean;
}

/** A few files of many kinds. */
const SOME = `mkdir -p a/b/c d; printf 'one\\ntwo\\nthree\\n' >a/one.txt; printf 'x%.0s' {1..5000} >a/b/long; : >a/b/c/empty
printf '\\0\\1\\2\\377' >d/binary; ln -s ../a/one.txt d/link; chmod 600 a/one.txt; chmod 755 d/binary
find . -depth -exec touch -hd 2010-10-10T10:10:10.123456 {} +
touch -d 2001-02-03T04:05:06.789 a/one.txt; touch -d 1969-01-01 d/binary; touch -d 2100-01-01 a/b/long`;

export const WORKS: readonly Work[] = [
	{
		title: "cp -a",
		programs: [],
		times: true,
		script: `${SOME}\nmkfifo d/fifo; touch -d 2010-10-10 d/fifo d; cp -a a d $TMPDIR/; cp -a $TMPDIR/a copy; cp -a d copy2; diff -r a copy && ls copy2`,
	},
	{
		title: "tar, there and back",
		programs: ["tar"],
		times: true,
		script: `${SOME}\ntar cf $TMPDIR/x.tar a d; mkdir out; tar xf $TMPDIR/x.tar -C out --warning=no-timestamp; touch -d 2010-10-10 out; tar tvf $TMPDIR/x.tar | awk '{print $1,$3,$6,$7,$8}' | sort; tar df $TMPDIR/x.tar -C out`,
	},
	{
		title: "tar of a tree made here",
		programs: ["tar"],
		script: `${SOME}\ntar czf t.tgz a d; tar tzf t.tgz | sort; rm -r a; tar xzf t.tgz --warning=no-timestamp; rm t.tgz`,
	},
	{
		title: "rsync -a twice: the second does nothing",
		programs: ["rsync"],
		times: true,
		script: `${SOME}\nmv a d $TMPDIR/; rsync -ai $TMPDIR/a $TMPDIR/d here/ | sort; echo; rsync -ai $TMPDIR/a $TMPDIR/d here/; echo; printf 'more' >>$TMPDIR/a/one.txt; touch -d 2011-11-11 $TMPDIR/a/one.txt; rm $TMPDIR/d/link; rsync -ai --delete $TMPDIR/a $TMPDIR/d here/ | grep -v '/$'; touch -d 2010-10-10 here/a here/d here`,
	},
	{
		title: "git: init, add, commit, branch, merge, gc, clone, fsck",
		programs: ["git"],
		script: `export GIT_AUTHOR_DATE='2020-01-01T00:00:00Z' GIT_COMMITTER_DATE='2020-01-01T00:00:00Z' GIT_CONFIG_NOSYSTEM=1
git() { command git -c user.name=me -c user.email=me@x -c core.autocrlf=false -c safe.directory='*' -c gc.auto=0 -c init.defaultBranch=main "$@"; }
git init -q .; for i in {1..60}; do echo "file $i" >f$i.txt; done; git add .; git commit -qm first; git status --short; git checkout -qb other; sed -i s/file/line/ f1.txt; git commit -qam second; git checkout -q main
echo more >>f2.txt; git commit -qam third; git merge -q --no-edit other; git gc -q; git fsck --full 2>&1; git status --short; git log --format='%s %H'; git clone -q . ../clone-$$ && diff -r --exclude=.git . ../clone-$$ && rm -rf ../clone-$$
git grep -c line; git stash list; echo x >f3.txt; git stash -q; git stash pop -q; git diff --stat; rm -rf .git`,
	},
	{
		title: "find, xargs, grep, wc",
		programs: [],
		script: `${SOME}\nfind . | sort; find . -type f -print0 | sort -z | xargs -0 wc -c; find . -name '*.txt' -exec grep -n two {} +; find . -type l -printf '%p %l\\n'; find . -newermt 2050-01-01 -type f; find . -perm 600; find . -size +4k; grep -rl x . | sort; du -a --apparent-size -b a/one.txt`,
	},
	{
		title: "ripgrep",
		programs: ["rg"],
		script: `${SOME}\nfor i in {1..200}; do echo "needle $i" >d/f$i.md; done; rg -n --sort path 'needle 1?7$'; rg -c --sort path two; rg --files | sort | wc -l; rg -l needle | wc -l; rg --no-mmap -c needle d/f1.md; rg --mmap -c needle d/f1.md`,
	},
	{
		title: "less, head, tail",
		programs: ["less"],
		script: `seq 1000 >n; less n | tail -1; head -c 10 n; tail -n 2 n; tail -c 5 n; head -n 2 n; tac n | head -1; sort -rn n | head -1`,
	},
	{
		title: "tail -f of a file that grows",
		programs: [],
		script: `echo first >log; (for i in 1 2 3; do sleep 0.3; echo line $i >>log; done) & timeout 4 tail -s 0.1 -n +1 --pid=$! -f log; wait`,
	},
	{
		title: "appends by processes at once: no line is lost or torn",
		programs: [],
		script: `for p in 1 2 3 4; do (for i in {1..150}; do echo "process $p line $i"; done >>log) & done; wait; wc -l <log; sort log | uniq | wc -l; grep -cvE '^process [1-4] line [0-9]+$' log; rm log
for p in 1 2 3; do (for i in {1..60}; do echo "$p $i" >>log; done) & done; wait; sort -n log | uniq | wc -l; rm log`,
	},
	{
		title: "flock between processes",
		programs: ["flock"],
		script: `echo 0 >count; for p in {1..6}; do (for i in 1 2 3 4 5; do (flock 9; n=$(<count); echo $((n + 1)) >count) 9>lock; done) & done; wait; cat count; flock -n lock true && echo free; rm lock`,
	},
	{
		title: "500 files in a directory",
		programs: [],
		script: `mkdir many; (cd many; seq 500 | split -l 1 -a 4 - f); ls many | wc -l; ls many | sort -u | wc -l; cat many/* | sort -n | tail -1; rm many/faaa*; ls -U many | wc -l; find many -type f | wc -l; rm -r many; ls`,
	},
	{
		title: "names: not UTF-8, newlines, blanks, 255 bytes, cases and accents side by side",
		programs: [],
		script: `touch -- $'\\377\\376' $'a\\nb' ' ' '*' '-x' $'\\t' 'A' 'a' $'\\303\\244' $'a\\314\\210' "$(printf 'n%.0s' {1..255})" "$(printf '\\360\\237\\216\\211%.0s' {1..63})" '"' "'" '\\' '%41' 'a:b' 'con' 'x.' 'y '; ls -b; ls | wc -c; for f in *; do echo "in $f" >"./$f"; done; cat ./* | wc -c; mv -- $'\\377\\376' $'\\375'; touch "$(printf 'n%.0s' {1..256})" 2>&1 | grep -o 'File name too long'`,
	},
	{
		title: "one large file",
		programs: ["sha256sum"],
		script: `head -c 20000000 /dev/zero | tr '\\0' 'z' >z; seq 3000000 >n; sha256sum z n; cat z n | sha256sum; dd if=n bs=1 skip=12345678 count=20 status=none | od -c; cmp n <(seq 3000000); cp n m; cmp n m && rm n m z`,
	},
	{
		title: "a sparse file of 1 GB",
		programs: [],
		script: `truncate -s 1G s; printf end | dd of=s bs=1 seek=1073741821 conv=notrunc status=none; stat -c %s s; tail -c 5 s | od -c; head -c 1000000 s | tr -d '\\0' | wc -c; truncate -s 10 s; od -c s; fallocate -l 1000 s; stat -c %s s; rm s`,
	},
	{
		title: "writing in the middle, before the beginning of what is there, past the end",
		programs: [],
		script: `seq 100000 >n; printf XXXX | dd of=n bs=1 seek=300000 conv=notrunc status=none; printf YY | dd of=n bs=1 seek=5 conv=notrunc status=none; printf ZZ | dd of=n bs=1 seek=900000 conv=notrunc status=none; sha256sum n; truncate -s 400000 n; sha256sum n; truncate -s 800000 n; sha256sum n`,
	},
	{
		title: "mv, ln -s, rm -r, install, mktemp, sort -o, sponge-like",
		programs: [],
		times: false,
		script: `${SOME}\nmv a/one.txt a/two.txt; mv a e; mv e/b/c .; ln -sf nowhere d/link; ln -sfn c dirlink; rm -r d; install -m 640 e/two.txt inst; sort -o e/two.txt e/two.txt; mktemp -d x.XXXXXX >/dev/null; rmdir x.*; cp -r e f; cp --sparse=always e/b/long g; cp -u e/two.txt inst; mv -n g inst 2>/dev/null; mv --exchange 2>/dev/null; ls -R; readlink dirlink`,
	},
	{
		title: "here documents, redirections of many kinds",
		programs: [],
		script: `cat <<E >a\none\nE\ncat a a >b; cat <b >c; exec 3<>a; read -r x <&3; echo two >&3; exec 3>&-; cat a; set -C; echo no 2>/dev/null >a; set +C; echo yes >|a; cat a b c; echo z >>new; (echo in; echo err >&2) >both 2>&1; cat both new; while read -r l; do echo "[$l]"; done <b`,
	},
	{
		title: "a program that lies there is run",
		programs: [],
		script: `printf '#!/bin/sh\\necho ran "$@"\\n' >run; chmod +x run; ./run a b; cp /bin/echo here; ./here hello; rm run here`,
	},
	{
		title: "two descriptors, a deleted file, a renamed directory",
		programs: [],
		script: `exec 4>f; echo one >&4; exec 5<f; read -r l <&5; echo "$l"; echo two >&4; read -r l <&5; echo "$l"; rm f; echo three >&4; read -r l <&5; echo "$l"; exec 4>&- 5<&-; ls; mkdir d; exec 6>d/f; mv d e; echo moved >&6; exec 6>&-; cat e/f`,
	},
	{
		title: "perl and Python: in place, temporary files, rename, utime, truncate",
		programs: ["perl", "python3"],
		script: `seq 50 >n; perl -i.bak -pe 's/^5$/five/' n; diff n n.bak; python3 -c '
import os
open("p","w").write("x"*100000)
with open("p","r+b") as f:
    f.seek(50000); f.write(b"Y"); f.truncate(60000); f.flush(); os.fsync(f.fileno())
    print(os.fstat(f.fileno()).st_size)
os.utime("p",(1,2)); s=os.stat("p"); print(s.st_atime,s.st_mtime,s.st_size,s.st_nlink)
os.replace("p","q"); print(sorted(os.listdir(".")), [e.is_file() for e in os.scandir(".")])
print(open("q").read(50002)[-3:])'`,
	},
];
