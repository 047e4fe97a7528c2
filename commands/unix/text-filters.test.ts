/** The filters that are not sort, each against the program of the machine. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CORPUS, longText, Twin } from "../../test/support/oracle.ts";
import { same } from "../../test/support/same.ts";

let twin: Twin;
const FILES: Readonly<Record<string, Uint8Array>> = {
	...CORPUS,
	"long.txt": longText(700_000),
	"table.csv": Buffer.from("id,name,room\n1,ink,study\n2,,kitchen\n\n3,paper\nno delimiter\n4,pen,study,extra,,\n"),
	"sorted-a": Buffer.from("apple 1\nbanana 2\nbanana 22\ncherry 3\nfig 5\n"),
	"sorted-b": Buffer.from("apple red\nbanana yellow\nbanana green\ndate brown\nfig\nzebra x y z\n"),
	unsorted: Buffer.from("b 1\na 2\nc 3\nB 4\n"),
	"tabs.txt": Buffer.from("a\tb\tc\n\t\tx\n  \t y\n        eight\n   a       b  \t c\n\b\tback\n x  y   z    w\n"),
	"dups.txt": Buffer.from("a\na\nb\nB\nb\nc\nc\nc\n\n\nd"),
	"fields.txt": Buffer.from("1 a x\n2 a x\n3  b x\n4 b y\n  5 b y\n"),
	"sections.txt": Buffer.from("\\:\\:\\:\nhead\n\\:\\:\none\n\ntwo\n\\:\nfoot\n\\:\\:\nthree\n"),
};
beforeAll(async () => {
	twin = await Twin.make(FILES);
});
afterAll(() => twin.remove());

/** Lines of a table: each is a command line, split at blanks; `␠` is a blank within a word. */
function lines(text: string): string[][] {
	return text
		.trim()
		.split("\n")
		.map((line) =>
			line
				.trim()
				.split(" ")
				.map((word) => word.replaceAll("␠", " ").replaceAll("␉", "\t").replaceAll("␤", "\n").replaceAll("∅", "")),
		);
}

const MANY = Object.keys(FILES).map((name) => name);

describe("every file", () => {
	test.each(
		lines(`
			cut -b1-3
			cut -b2,4-5,7- --output-delimiter=:
			cut -d, -f2
			cut -f1-2
			cut -d␠ -f2-
			cut -c-2 --complement
			cut -zb1
			uniq
			uniq -c
			uniq -D
			nl
			nl -ba
			rev
			tac
			fold -w7
			fold -sw10
			fold -bw5
			expand
			expand -t3
			expand -i
			unexpand
			unexpand -a
			unexpand -t4
			paste -s
			paste -sd:-
			tac -s e
			column -t
			column -c 60
		`),
	)("%s %s %s", async (...argv) => {
		const command = argv.filter((word): word is string => typeof word === "string");
		for (const name of MANY) {
			const utf8 = command[0] === "rev" || command[0] === "column";
			if (utf8 && /invalid|control|nul/.test(name)) continue;
			if (command[0] === "column" && /ünï|tabs/.test(name)) continue;
			await same(twin, [...command, name], { cwd: "/files", locale: utf8 ? "C.UTF-8" : "C" });
		}
	});
});

describe("command lines", () => {
	test.each(
		lines(`
			cut -d, -f1,3 table.csv
			cut -d, -f3,1 table.csv
			cut -d, -f2- -s table.csv
			cut -d, -f-2 table.csv nope table.csv
			cut -d, -f2-3,5 --output-delimiter=<> table.csv
			cut -d, -f1-2,3-4 --output-delimiter=<> table.csv
			cut -b1-2,3-4 --output-delimiter=<> table.csv
			cut -d, -f2 --complement table.csv
			cut -d, -f2 --complement -s --output-delimiter=∅ table.csv
			cut -d ␤ -f2,3 twelve.txt
			cut -d ␤ -f1 empty
			cut -d ␤ -sf1 newline
			cut -f 0 table.csv
			cut -f 3-2 table.csv
			cut -f - table.csv
			cut -f a table.csv
			cut -f∅ table.csv
			cut table.csv
			cut -b1 -f1 table.csv
			cut -b1 -d, table.csv
			cut -d,, -f1 table.csv
			cut -d ∅ -f1 nul.bin
			cut -z -d a -f 1 nul.bin
			cut -nb1-2 table.csv
			cut -f1 sub
			paste table.csv twelve.txt
			paste -d:, table.csv twelve.txt sorted-a
			paste -d\\n table.csv twelve.txt
			paste -d\\0 table.csv twelve.txt
			paste -d∅ table.csv twelve.txt
			paste -d\\ table.csv twelve.txt
			paste -s table.csv twelve.txt empty no-newline
			paste -s nope table.csv
			paste nope table.csv
			paste -z nul.bin table.csv
			paste - - -
			paste - twelve.txt -
			paste
			comm sorted-a sorted-b
			comm -12 sorted-a sorted-a
			comm -23 sorted-a sorted-b
			comm -3 --output-delimiter=:: sorted-a sorted-b
			comm --total sorted-a sorted-b
			comm --total -123 sorted-a sorted-b
			comm -z sorted-a sorted-b
			comm unsorted sorted-a
			comm sorted-a unsorted
			comm --check-order sorted-a unsorted
			comm --nocheck-order sorted-a unsorted
			comm unsorted unsorted
			comm sorted-a nope
			comm sorted-a
			comm sorted-a empty
			comm --output-delimiter=∅ sorted-a sorted-b
			join sorted-a sorted-b
			join -a1 sorted-a sorted-b
			join -a1 -a2 sorted-a sorted-b
			join -v1 sorted-a sorted-b
			join -v2 sorted-a sorted-b
			join -v1 -v2 sorted-a sorted-b
			join -a1 -a2 -e- -o auto sorted-a sorted-b
			join -a1 -a2 -e- -o 0,1.2,2.2,2.3 sorted-a sorted-b
			join -o 2.2,1.1 sorted-a sorted-b
			join -o 1.9 sorted-a sorted-b
			join -j2 sorted-a sorted-b
			join -1 2 -2 1 sorted-a sorted-b
			join -1 1 -2 1 sorted-a sorted-b
			join -t, table.csv table.csv
			join -t ∅ sorted-a sorted-a
			join -i unsorted sorted-b
			join --header unsorted sorted-b
			join unsorted sorted-a
			join sorted-a unsorted
			join --check-order unsorted sorted-a
			join --nocheck-order unsorted sorted-a
			join sorted-a nope
			join sorted-a
			join -o 3.1 sorted-a sorted-b
			join -a3 sorted-a sorted-b
			join sorted-a empty
			join -a1 sorted-a empty
			join -a1 -o auto sorted-a empty
			join fields.txt fields.txt
			join -z sorted-a sorted-b
			join tabs.txt tabs.txt
			uniq -d dups.txt
			uniq -u dups.txt
			uniq -du dups.txt
			uniq -ci dups.txt
			uniq -i -d dups.txt
			uniq -D dups.txt
			uniq -Du dups.txt
			uniq --all-repeated=prepend dups.txt
			uniq --all-repeated=separate dups.txt
			uniq --all-repeated=separate -i dups.txt
			uniq --group dups.txt
			uniq --group=prepend dups.txt
			uniq --group=append dups.txt
			uniq --group=both dups.txt
			uniq --group=both empty
			uniq --group -c dups.txt
			uniq -cD dups.txt
			uniq -f1 fields.txt
			uniq -1 fields.txt
			uniq -f2 -c fields.txt
			uniq -f1 -s1 fields.txt
			uniq -w1 dups.txt
			uniq -w0 dups.txt
			uniq -s3 -w1 fields.txt
			uniq -zc nul.bin
			uniq nope
			uniq -w x dups.txt
			nl -bn table.csv
			nl -bp^[0-9] table.csv
			nl -bp\\(a\\|e\\) table.csv
			nl -b x table.csv
			nl -ba -v5 -i5 table.csv
			nl -ba -v -3 -nrz table.csv
			nl -ba -v -3 -nln table.csv
			nl -ba -i -2 table.csv
			nl -w2 -s␠ table.csv
			nl -w1 -ba long.txt
			nl -ba -l2 newlines blank.txt
			nl sections.txt
			nl -ha -fa sections.txt
			nl -p sections.txt
			nl -dab sections.txt
			nl -d x sections.txt
			nl no-newline table.csv
			nl nope table.csv
			nl -w0 table.csv
			tac table.csv no-newline
			tac -b table.csv
			tac -s , table.csv
			tac -b -s , table.csv
			tac -s aa dups.txt
			tac -r -s [0-9] table.csv
			tac -r -s ,\\|␤ table.csv
			tac -rb -s [a-z] table.csv
			tac -s ∅ nul.bin
			tac nope table.csv
			tac
			rev table.csv nope no-newline
			fold -w0 table.csv
			fold -5 table.csv
			fold -s -w4 tabs.txt
			fold -w 3 -s tabs.txt no-newline
			fold nope table.csv
			expand -t2,5,9 tabs.txt
			expand -t 2,/4 tabs.txt
			expand -t 2,+4 tabs.txt
			expand -t2␠5 tabs.txt
			expand -4 tabs.txt
			expand -t5,2 tabs.txt
			expand -t0 tabs.txt
			expand -tx tabs.txt
			expand no-newline tabs.txt
			expand nope tabs.txt
			unexpand -t2,5,9 tabs.txt
			unexpand -t 2,/4 tabs.txt
			unexpand -a -t 3 tabs.txt
			unexpand --first-only -t 3 tabs.txt
			unexpand -t1 tabs.txt
			unexpand -a tabs.txt no-newline
			seq 5
			seq 2 5
			seq 5 2
			seq 5 -1 2
			seq -3 3
			seq -w -3 3
			seq -w 8 11
			seq -w 1 010
			seq -w 0.5 10
			seq -w 1 0.25 10
			seq -w -1 .5 1
			seq -w 1e1 2e1
			seq 0 0.1 1
			seq 1 .25 2
			seq 1 2.5
			seq 1. 3
			seq -s, 5
			seq -s ∅ 3
			seq -s, 1 1
			seq -f %03g 3
			seq -f %.2f 1 .5 3
			seq -f %e 3
			seq -f x%%%gy 2
			seq -f %g%g 2
			seq -f x 2
			seq -f %d 2
			seq -f %-5.1f| 3
			seq -f %+g -2 2
			seq -f %G 99999 1000000 3000000
			seq 1e3 1002
			seq 1.5e1 17
			seq 15e-1 3
			seq 99999999999999999998 100000000000000000001
			seq -5 -2
			seq -1 -.5 -2
			seq -.5 .5
			seq 1 0 5
			seq a
			seq 1 2 3 4
			seq
			seq -w -f %g 3
			seq 0
			seq 1 0
			seq -- -2 0
			seq 1000000 1000003
			seq 1.10 1.15
			shuf --random-source=long.txt twelve.txt
			shuf --random-source=long.txt -n3 twelve.txt
			shuf --random-source=long.txt long.txt
			shuf --random-source=long.txt -n 5 long.txt
			shuf --random-source=long.txt -i1-1000
			shuf --random-source=long.txt -i5-300 -n 40
			shuf --random-source=long.txt -e a b c d e f g
			shuf --random-source=long.txt -r -n50 -e a b c d e f g
			shuf --random-source=long.txt -r -n50 -i 1-1000
			shuf --random-source=long.txt -r -n20 twelve.txt
			shuf --random-source=long.txt -z nul.bin
			shuf --random-source=table.csv -i1-1000
			shuf -n0 twelve.txt
			shuf empty
			shuf -r -n1 empty
			shuf -e one
			shuf -i 5-5
			shuf -i 5-4
			shuf -i 5-3
			shuf -n x twelve.txt
			shuf nope
			shuf twelve.txt table.csv
			column -t -s, table.csv
			column -t -s, -o␠|␠ table.csv
			column -ts, -N A,B table.csv
			column -ts, -N A,B -R B table.csv
			column -ts, -R 1,2 table.csv
			column -ts, -l2 table.csv
			column -ts, -N A,B,C -H B table.csv
			column -tL table.csv
			column -x -c 50 twelve.txt
			column -c 30 twelve.txt
			column -c 5 twelve.txt
			column twelve.txt
			column empty
			column -t empty
			column newlines
		`).map((argv) => [argv.join(" "), argv] as const),
	)("%s", async (_title, argv) => {
		await same(twin, argv, { cwd: "/files", stdin: "1\n2\n3\n4\n5", loosely: argv[0] === "column" });
	});

	test("join without a newline or with a byte that is no ASCII between fields", async () => {
		for (const separator of ["\n", "x", "\\0"])
			await same(twin, ["join", "-t", separator, "sorted-a", "sorted-b"], { cwd: "/files" });
	});

	test("shuf from a pipe with -n chooses as GNU does", async () => {
		for (const count of ["1", "3", "12", "20"])
			await same(twin, ["shuf", "--random-source=files/long.txt", `-n${count}`], { stdin: FILES["twelve.txt"] ?? "" });
	});

	test("shuf: every order is equally likely", async () => {
		const counts = new Map<string, number>();
		for (let run = 0; run < 600; run++) {
			const { stdout } = await twin.desk.run(["shuf", "-e", "a", "b", "c"]);
			counts.set(stdout, (counts.get(stdout) ?? 0) + 1);
		}
		expect(counts.size).toBe(6);
		for (const count of counts.values()) expect(count).toBeGreaterThan(55);
	});

	test("uniq writes its output operand, also over its input", async () => {
		await twin.desk.put("/files/u", "a\na\nb\n");
		expect((await twin.desk.run(["uniq", "-c", "u", "u"], { cwd: "/files" })).status).toBe(0);
		expect(await twin.desk.ok("cat", "/files/u")).toBe("      2 a\n      1 b\n");
		await twin.desk.ok("undo");
		expect(await twin.desk.ok("cat", "/files/u")).toBe("a\na\nb\n");
	});

	test("/dev/stdin and /dev/null", async () => {
		const { stdout } = await twin.desk.run(["cat", "/dev/stdin", "/dev/null"], { stdin: "text" });
		expect(stdout).toBe("text");
		await same(twin, ["paste", "/dev/null", "files/table.csv"]);
		await same(twin, ["grep", "a", "/dev/null", "files/table.csv"]);
	});

	test("--json: one object a line", async () => {
		const { stdout } = await twin.desk.run(["cut", "--json", "-d,", "-f2", "/files/table.csv"]);
		expect(stdout.split("\n").slice(0, 2)).toEqual(['{"text":"name"}', '{"text":"ink"}']);
		const raw = await twin.desk.run(["rev", "--json"], { stdin: Uint8Array.of(0xff, 0x0a, 0x61) });
		expect(raw.stdout).toBe('{"base64":"/w=="}\n{"text":"a"}\n');
	});
});

describe("tr", () => {
	const TEXT = "The quick Brown\tfox, 12345 -- aabbcc\n\n\n[x] \\ ~é\x00\x01end";
	test.each(
		lines(`
			tr a-z A-Z
			tr [:lower:] [:upper:]
			tr [:upper:] [:lower:]
			tr -d [:digit:]
			tr -d aeiou
			tr -cd [:alnum:]
			tr -Cd [:alnum:]␤
			tr -s ␤
			tr -s a-c
			tr -s [:space:] ␠
			tr -cs [:alnum:] ␤
			tr -cs [:alnum:] [␤*]
			tr -ds a b
			tr -ds [:digit:] [:alpha:]
			tr abc x
			tr abc xy
			tr -t abc xy
			tr abc∅ ∅
			tr -t abc ∅
			tr a-c [x*]
			tr a-c [x*2]y
			tr a-e x[y*]z
			tr 0-9 [x*010]y
			tr [a-c] [x-z]
			tr \\n ␠
			tr \\t\\040 ab
			tr \\101-\\103 x-z
			tr \\400 x
			tr [=a=] x
			tr a [=a=]
			tr c-a x
			tr a
			tr -d a b
			tr -ds a
			tr a b c
			tr [:nope:] x
			tr [:alpha:] [:digit:]
			tr a-z [:upper:]
			tr [:lower:] A-Z
			tr [:lower:]ab [:upper:]
			tr -c a-z x
			tr -c a-z xy
			tr -c [:alpha:] x
			tr -c [:alpha:] xy
			tr -s ab
			tr -s ab xx
			tr -d \\000-\\010
			tr -d \\\\
			tr -d []
			tr -d ]
			tr [] ()
			tr - _
			tr -- -x _y
			tr a-c- 1234
			tr -d a-
			tr [x*3] abc
			tr [x*] a
			tr ab [:*2]
			tr abc \\-
			tr é x
			tr a é
			tr ~a a~
			tr -sc a-z␤ -
			tr 'a' 'b'
			tr a \\
		`).map((argv) => [argv.join(" "), argv] as const),
	)("%s", async (_title, argv) => {
		await same(twin, argv, { stdin: TEXT });
	});

	test("any sets", async () => {
		const set = fc
			.array(
				fc.constantFrom(
					"a",
					"b",
					"c",
					"x",
					"z",
					"-",
					"[",
					"]",
					":",
					"*",
					"=",
					"\\",
					"0",
					"2",
					"a-c",
					"[:lower:]",
					"[:upper:]",
					"[x*2]",
					"[y*]",
					"\\n",
				),
				{
					minLength: 1,
					maxLength: 4,
				},
			)
			.map((parts) => parts.join(""));
		const flags = fc.constantFrom([], ["-s"], ["-t"], ["-c"], ["-cs"], ["-ds"]);
		await fc.assert(
			fc.asyncProperty(flags, set, set, async (options, from, to) => {
				await same(twin, ["tr", ...options, "--", from, to], { stdin: "abcxyz-[]:*=\\012\nAABBCC  \n" });
			}),
			{ numRuns: 150 },
		);
	});
});

describe("any text", () => {
	const bytes = fc.array(
		fc.constantFrom("a", "b", "c", "B", " ", "  ", "\t", "\n", "\n", ",", ":", "1", "\b", "\r", "é", "\0"),
		{ maxLength: 60 },
	);
	const text = bytes.map((parts) => parts.join(""));

	test("uniq, cut, fold, expand, unexpand, nl, tac, rev", async () => {
		const command = fc.oneof(
			fc
				.subarray(["-c", "-d", "-u", "-i", "-D", "-z", "-f1", "-s1", "-w2"], { maxLength: 3 })
				.map((flags) => ["uniq", ...flags]),
			fc
				.constantFrom(["-b1,3"], ["-f2"], ["-d,", "-f1,3-"], ["-d ", "-f2", "-s"], ["-d:", "-f-2", "--complement"])
				.map((rest) => ["cut", ...rest]),
			fc
				.tuple(fc.constantFrom("-s", "-b", "-sb", "-s"), fc.integer({ min: 1, max: 12 }))
				.map(([flag, width]) => ["fold", flag, `-w${width}`]),
			fc.constantFrom(
				["expand"],
				["expand", "-i"],
				["expand", "-t3"],
				["expand", "-t2,5"],
				["expand", "-t2,/3"],
				["expand", "-t2,+3"],
			),
			fc.constantFrom(
				["unexpand"],
				["unexpand", "-a"],
				["unexpand", "-t3"],
				["unexpand", "-t2,5"],
				["unexpand", "-at2,/3"],
				["unexpand", "-t2,+3"],
			),
			fc.constantFrom(["nl"], ["nl", "-ba"], ["nl", "-ba", "-l2"], ["nl", "-bpa"]),
			fc.constantFrom(["tac"], ["tac", "-b"], ["tac", "-sa"], ["tac", "-b", "-sab"], ["tac", "-r", "-s[ab]"]),
			fc.constantFrom(["paste", "-", "-"], ["paste", "-s"], ["paste", "-d:,", "-", "-", "-"]),
		);
		await fc.assert(
			fc.asyncProperty(command, text, async (argv, stdin) => {
				if ((argv as string[]).includes("-c") && (argv as string[]).includes("-D")) return;
				await same(twin, argv, { stdin });
			}),
			{ numRuns: 250 },
		);
	});

	test("comm and join, of sorted and of other files", async () => {
		const word = fc.constantFrom("a", "b", "c", "B", "aa", "", "a b", "b 1", "b  2", "c x y");
		const file = fc.array(word, { maxLength: 8 });
		let run = 0;
		await fc.assert(
			fc.asyncProperty(
				file,
				file,
				fc.boolean(),
				fc.subarray(["-a1", "-a2", "-v1", "-v2", "-i", "-j2", "-oauto", "-eE", "--nocheck-order"]),
				async (a, b, sorts, flags) => {
					if (sorts) {
						a.sort();
						b.sort();
					}
					const names = [`j${run}a`, `j${run++}b`];
					await twin.put(names[0] as string, Buffer.from(a.map((line) => `${line}\n`).join("")));
					await twin.put(names[1] as string, Buffer.from(b.map((line) => `${line}\n`).join("")));
					await same(twin, ["comm", ...names], { cwd: "/files" });
					await same(twin, ["comm", "-3", "--total", ...names], { cwd: "/files" });
					await same(twin, ["join", ...flags, ...names], { cwd: "/files" });
				},
			),
			{ numRuns: 60 },
		);
	});

	test("tac of a file that is read in blocks", async () => {
		const parts = Array.from({ length: 90_000 }, (_, i) => `${i % 7 === 0 ? "\n" : ""}line ${i}`);
		await twin.put("blocks", Buffer.from(parts.join("\n")));
		for (const flags of [[], ["-b"], ["-s", "ne 1"], ["-bs", "ne 1"]])
			await same(twin, ["tac", ...flags, "files/blocks"]);
	});
});
