/** Commands of files with relative operands: names are shown as they were typed, as the programs of the machine show them. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { CORPUS, Twin } from "../../test/support/oracle.ts";
import { type SameOptions, same } from "../../test/support/same.ts";

let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make({
		...CORPUS,
		"a.txt": Buffer.from("one\ntwo x\nthree\n"),
		"b.txt": Buffer.from("x\ny\nz\n"),
		"sub/c.txt": Buffer.from("x in c\nno\n"),
		"sub/d.bin": Buffer.from("x\0\x01"),
		"sub/deep/e.txt": Buffer.from("deep x\n"),
		"other/f": Buffer.from("x\n"),
		".hidden": Buffer.from("x hidden\n"),
		"it's": Buffer.from("quoted x\n"),
	});
});
afterAll(() => twin.remove());

const LINES = `
ls
ls -a
ls -A
ls sub
ls ./sub
ls sub/
ls ../files/sub
ls sub other
ls a.txt
ls sub a.txt other b.txt
ls -d sub
ls -d .
ls -v
ls -C sub other
ls -p --group-directories-first
ls -Q sub a.txt it's
ls -d sub a.txt
ls -R
ls -R sub
ls -R sub other
ls -r
ls -r sub other a.txt b.txt
ls -F
ls -p
ls -1 sub
ls -aR sub
ls nope
ls nope sub
ls nope a.txt
ls sub/c.txt sub/deep
ls -m sub
ls -Q sub
ls --bogus
cat a.txt b.txt
cat ./a.txt sub/../b.txt
cat nope a.txt
cat sub
cat a.txt/
cat -n a.txt sub/c.txt
cat
cat -
cat --bogus
head -n1 a.txt b.txt
head -n 1 ./a.txt
head -n1 sub/c.txt -
head -qn1 a.txt b.txt
head -vn1 a.txt
head -n -1 a.txt
head -n-2 a.txt b.txt
head -c3 a.txt
head -c -3 a.txt b.txt
head -c 1k a.txt
head -1 a.txt
head -n1 -z nul.bin
head -n 0 a.txt b.txt
head nope a.txt
head sub
head -n x a.txt
head -n1
head -n -2
head -c -2
head -5
tail -n1 a.txt b.txt
tail -n +2 a.txt
tail -n +2 ./a.txt sub/c.txt
tail -n +0 a.txt
tail -n +9 a.txt
tail -c3 a.txt b.txt
tail -c +3 a.txt
tail -qn1 a.txt b.txt
tail -vn1 a.txt
tail -1 a.txt
tail -2
tail -n +2
tail -c +2
tail -c 4
tail -n 2 -
tail nope a.txt
tail sub a.txt
tail +2 a.txt
tail -zn1 nul.bin
tail -n0 a.txt
wc a.txt b.txt
wc ./a.txt sub/c.txt
wc -l a.txt
wc -l < a.txt
wc -lw a.txt nope b.txt
wc sub a.txt
wc -c
wc -
wc a.txt -
wc -m a.txt
wc -L a.txt b.txt
find
find .
find ./
find sub
find sub/
find ./sub
find ../files/sub
find sub other
find sub -name c.txt
find . -name *.txt
find . -type d
find . -type f -name c*
find sub -maxdepth 1
find . -maxdepth 0
find sub -mindepth 1 -type f
find . -path ./sub/*
find sub -path sub/deep*
find . -name sub -prune -o -name *.txt -print
find . -empty
find nope
find nope sub
find a.txt
find . -name
find . -bogus
find . -regex .*/c.*
find sub -print0
find sub ! -name c.txt
find sub -depth
find . -size +10c -type f
find sub -printf %p\\n
find sub -printf %f|%P|%h\\n
grep x a.txt
grep x a.txt b.txt
grep x ./a.txt sub/c.txt
grep -r x .
grep -r x
grep -r x sub
grep -r x sub/
grep -r x ./sub
grep -rl x sub
grep -rl x
grep -rL x sub
grep -rc x sub
grep -rn x sub other
grep -rh x sub
grep -ro x sub
grep -r --include=*.txt x .
grep -r --include=*.txt x
grep -r --exclude=c.txt x sub
grep -r --exclude-dir=deep x .
grep -r --exclude-dir=deep x sub
grep -r --exclude-dir=sub x sub
grep -r x a.txt sub
grep -c x a.txt b.txt
grep -l x a.txt b.txt sub/c.txt
grep -L x a.txt b.txt
grep -H x a.txt
grep -n x a.txt b.txt
grep -q x a.txt
grep -q x nope a.txt
grep -s x nope
grep -s x nope a.txt
grep x nope
grep x nope a.txt
grep x sub
grep x sub a.txt
grep nothing a.txt
grep x -
grep x
grep -H x -
grep -r x -
grep -A1 x a.txt b.txt
grep -B1 x a.txt sub/c.txt
grep -C1 two a.txt
grep -lz x nul.bin a.txt
grep -v x a.txt
grep -R x sub
grep -y X a.txt
grep x sub/d.bin
grep -a x sub/d.bin
grep -E
grep \\( a.txt
grep -E ( a.txt
grep --bogus x a.txt
grep -e x -e one a.txt
grep -w x a.txt
grep -x x b.txt
grep -on x a.txt b.txt
grep -b x a.txt
grep -m1 x a.txt b.txt
grep x a.txt /dev/null
grep -rZl x sub
grep -z b nul.bin
grep -zc b nul.bin
grep -zo b nul.bin
grep -bo x a.txt
grep -A1 -n x b.txt
grep --no-group-separator -A1 x b.txt a.txt
grep -r --exclude-dir=s* x .
grep --include=*.txt x a.txt empty
grep --color=never x a.txt
grep -I x sub/d.bin a.txt
grep -r -m1 x sub
grep --label=here -H x
grep -f a.txt b.txt
grep -f /dev/null b.txt
stat -c %n a.txt
stat -c %n ./a.txt sub ../files/b.txt
stat -c %s␠%n a.txt b.txt
stat -c %F sub a.txt empty
stat -c %N a.txt it's
stat --format=%n|%s a.txt
stat --printf=%n\\n a.txt b.txt
stat -c %a%%%A sub/../a.txt
stat -c %n nope a.txt
stat nope
stat -c %x
stat --bogus
du -b a.txt
du --apparent-size -b a.txt b.txt
du nope
`;

const words = (line: string) => line.split(" ").map((word) => word.replaceAll("␠", " "));

/** The machine lists directories in the order of its disk; the desk by name. */
const sortedOutput = (argv: readonly string[]) =>
	argv[0] === "find" || (argv[0] === "grep" && argv.some((word) => /^-[a-zA-Z]*[rR]/.test(word)));

describe("as on the machine", () => {
	test.each(
		LINES.trim()
			.split("\n")
			.filter((line) => !line.includes("<")),
	)("%s", async (line) => {
		const argv = words(line);
		const options: SameOptions = { cwd: "/files", stdin: "from\nstdin x\nlast\n", anyOrder: sortedOutput(argv) };
		await same(twin, argv, options);
	});
});

describe("what writes, with -v", () => {
	const WRITING = `
		cp -v a b new
		cp -v a d
		cp -v a d/
		cp -vr d new
		cp -vr d e
		cp -vr ./d/ new
		cp -v a b d nope e
		cp -v ../w/a ./b
		mv -v a new
		mv -v a b d
		mv -v ./a d/
		mv -v d new
		mv -v nope a d
		rm -v a b
		rm -v a nope ./b
		rm -rv d
		rm -rv ./d/ a
		rm -Rv d/s
		rm -v d
		rm -dv e
		mkdir -v new
		mkdir -pv new/er/est d/x
		mkdir -v d ./new
		rmdir -v e
		rmdir -pv y/z
		rmdir -v d
		touch a new
		cp -R d new
		cp a
	`;
	test.each(
		WRITING.trim()
			.split("\n")
			.map((line) => line.trim()),
	)("%s", async (line) => {
		const home = `w${writing++}`;
		for (const name of ["a", "b", "d/f", "d/s/g"]) await twin.put(`${home}/w/${name}`, Buffer.from(`${name}\n`));
		for (const name of ["e", "y/z"]) {
			mkdirSync(join(twin.folder, "files", home, "w", name), { recursive: true });
			await twin.desk.ok("mkdir", "-p", `/files/${home}/w/${name}`);
		}
		await same(twin, words(line), { cwd: `/files/${home}/w`, anyOrder: true });
		await same(twin, ["ls", "-R", "."], { cwd: `/files/${home}/w` });
	});
	let writing = 0;
});
