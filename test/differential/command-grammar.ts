/** Command lines of the tools by grammar: options and inputs for which GNU's answer is always the same. Each is a script over the files `f` and `h`. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell source
import fc from "fast-check";
import { g, pick, some } from "./grammar.ts";
import { listed, wordsOf } from "./lists.ts";

type Text = fc.Arbitrary<string>;

/** Any of these options, each at most once, in any order. */
const options = (...all: readonly string[]): Text =>
	fc.shuffledSubarray([...all], { minLength: 0, maxLength: Math.min(3, all.length) }).map((chosen) => chosen.join(" "));

/** Text as a word that the shell reads as just that. */
const quoted = (text: string): string =>
	/^[\w./-]+$/.test(text)
		? text
		: `$'${text.replace(/[\\'\n\t\r\0\v]/g, (char) => ({ "\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "", "\v": "\\v" })[char] ?? char)}'`;

const field = pick(
	...wordsOf("a b B 10 9 2.5 -3"),
	"",
	"abc",
	"a b",
	...wordsOf("é A 1e2 007 foo.c x-y 1K 2M Jan zz a1 a10 a2"),
	" a",
	"_",
	"*",
	"日本",
);
const line = fc.oneof(
	some(field, 0, 4, " "),
	some(field, 1, 4, "\t"),
	some(field, 1, 4, ","),
	some(field, 1, 3, ":"),
	some(field, 1, 3, "  "),
	some(pick("a", "b", " ", "\t", "ab", "é", "\\", ".", "1"), 0, 12),
);
const text = fc
	.tuple(fc.array(line, { maxLength: 7, size: "max" }), fc.boolean())
	.map(([lines, ends]) => (lines.length === 0 ? "" : lines.join("\n") + (ends ? "\n" : "")));
const sortedText = fc
	.array(some(field, 1, 3, " "), { maxLength: 6, size: "max" })
	.map((lines) => (lines.length === 0 ? "" : `${lines.sort().join("\n")}\n`));

/** The two files, then the command. */
const over = (content: Text, command: Text): Text =>
	fc
		.tuple(content, content, command)
		.map(
			([f, h, run]) => `printf %s ${quoted(f) || "''"} > f; printf %s ${quoted(h) || "''"} > h\n${run}; echo "[$?]"`,
		);

const input = pick("f", "f h", "< f", "- < f", "h f");
const key = g`-k${pick("1", "2", "3", "1.2", "2.1", "1.1,1.1")}${pick("", "b", "n", "r", "f", "nr", "g", "h", "V", "d", "i", "M")}${pick("", ",1", ",2", ",2n", ",3", ",1.2", ",2b")}`;
const regex = some(
	pick(
		...wordsOf(String.raw`a b . * [a-c] [^a] ^ $ \. \(a\) (a|b) a+ a\+ \1 [[:digit:]] [0-9]* \b \w x\{1,2\} a{2} ? \| é foo \<
			\W []a] b\? 10`),
	),
	1,
	3,
);
const inQuotes = (one: Text): Text => one.map((made) => `'${made.replaceAll("'", "")}'`);
const list = some(pick("1", "2", "3", "1-2", "2-", "-2", "3-4", "5", "1-1", "4-"), 1, 3, ",");
const set = some(
	pick(
		...wordsOf(String.raw`a b a-c [:upper:] [:lower:] [:digit:] \n \t`),
		" ",
		...wordsOf(String.raw`0-9 A-Z a-z x \\ - [:space:] [:alpha:] [:punct:] \101 [a*3] [=a=] .`),
	),
	1,
	2,
);
const address = pick(
	...wordsOf(String.raw`1 2 $ /a/ /b/I 1,2 2,$ /a/,/b/ 1~2 0~2 2,+1 1! $! /^$/ /a/! 0,/a/ 2,~2 \,a,`),
);
const sedCommand = fc.oneof(
	g`s/${regex}/${some(pick("x", "&", "\\1", "\\n", "-", "[&]", "\\U&", "\\L&\\E", "\\u&", "", "\\&", "\\t"), 0, 2)}/${pick("", "g", "2", "p", "gi", "2g", "I", "w out")}`,
	g`${address}${pick("d", "p", "=", "q", "D", "N", "n", "G", "h", "H", "x", "g", "P", "l", "i\\X", "a\\Y", "c\\Z", "y/ab/xy/", "s/a/b/", "q5", "Q", "a text", "i text", "r h", "F", "z", "N;N;s/\\n/,/g", "{p;d}", "{/a/!d;s/./X/}", "b;p", "l 5")}`,
	pick(...listed("sed-scripts"), "/a/c\\\nchanged\\\nlines"),
);
const awkProgram = pick(...listed("awk-programs"));
const jqProgram = pick(...listed("jq-programs"));
const json = pick(...listed("json"));
const dateFormat = some(
	pick(
		...wordsOf(`%Y-%m-%d %H:%M:%S %s %a %A %b %B %j %U %V %W %u %w %y %C %d %e %I %p %P %Z %z %:z %N %3N %F %T %D %R
			%c %x %X %n %t %% %-d %_d %05d %^a %#Z %k %l %G %g %h %r %q %::z %E %5Y %-m %_H %+4Y`),
	),
	1,
	3,
	" ",
);
const dateText = pick(...listed("dates"));
const path = pick(
	"a/b/c.txt",
	"a/",
	"",
	...wordsOf(". .. a//b// /a/ b.txt .txt"),
	"a b/c d",
	...wordsOf("- f ./f ../x a/../f none/x x/.."),
);

export const COMMANDS: Record<string, Text> = {
	sort: over(
		text,
		g`sort ${pick("", "-n", "-g", "-h", "-V", "-M", "-d", "-i", "-di")} ${options("-r", "-u", "-f", "-b", "-s")} ${pick("", "-t,", "-t:", "-t ' '", "-c", "-C", "-z", "-m")} ${some(key, 0, 2, " ")} ${input}`,
	),
	uniq: over(
		text,
		g`${pick("", "sort f | ")}uniq ${options("-c", "-d", "-D", "-u", "-i", "-f1", "-s1", "-w2", "--group", "--group=both", "--all-repeated=separate", "-z")} ${pick("f", "< f", "-")}`.map(
			(run) =>
				run.includes("uniq  -") || run.startsWith("sort")
					? run.replace(/ (f|< f|-)$/, run.startsWith("sort") ? "" : " f")
					: run,
		),
	),
	cut: over(
		text,
		g`cut ${pick("-f", "-c", "-b")}${list} ${options("-d,", "-d:", "-d' '", "-s", "--complement", "--output-delimiter=_", "-z", "-n")} ${input}`,
	),
	tr: over(text, g`tr ${options("-d", "-s", "-c", "-t", "-C")} ${inQuotes(set)} ${inQuotes(set)} < f`),
	tr1: over(text, g`tr ${pick("-d", "-s", "-cd", "-cs", "-ds", "")} ${inQuotes(set)} < f`),
	paste: over(
		text,
		g`paste ${options("-s", "-d,", "-d',:'", "-d'\\n'", "-d''", "-d'\\t,'", "-z", "-d'\\0'")} ${pick("f h", "f", "- - < f", "f - < h", "h f f", "- < f")}`,
	),
	join: over(
		sortedText,
		g`join ${options("-a1", "-a2", "-v1", "-v2", "-e X", "-i", "-o 0,1.2,2.2", "-t ' '", "-21", "--nocheck-order", "--header")} f h`,
	),
	comm: over(
		sortedText,
		g`comm ${options("-1", "-2", "-3", "--total", "--output-delimiter=,", "-12", "--nocheck-order", "-z")} f h`,
	),
	head: over(
		text,
		g`head ${pick("", "-n2", "-n -1", "-c5", "-c -3", "-n0", "-1", "-c0", "-n 1")} ${pick("", "-q", "-v", "-z", "-zv")} ${input}`,
	),
	tail: over(
		text,
		g`tail ${pick("", "-n2", "-n +2", "-c5", "-c +3", "-n0", "-n1", "-c +0", "-n -2")} ${pick("", "-q", "-v", "-z", "-zv")} ${input}`,
	),
	wc: over(
		text,
		g`wc ${options("-l", "-w", "-c", "-m", "-L", "--total=always", "--total=never", "--total=only")} ${input}`,
	),
	nl: over(
		text,
		g`nl ${options("-ba", "-bt", "-bn", "-bpa", "-nln", "-nrz", "-nrn", "-w3", "-s:", "-v5", "-i2", "-l2", "-p", "-d::")} ${input}`,
	),
	fold: over(text, g`fold ${options("-w5", "-w10", "-s", "-b", "-w1")} ${input}`),
	seq: g`seq ${options("-w", "-s,", "-f%g", "-f%.2f", "-f%03g", "-s' '", "-fx%ex")} ${some(pick("1", "5", "-2", "0.5", "10", "3", "1.0", "2.50", "-1", "0", "1e1", "08", "100"), 1, 3, " ")}; echo "[$?]"`,
	printf: g`env printf ${pick("'%s\\n'", "'%d\\n'", "'%5.2f|'", "'%x '", "'%b'", "'%c'", "'%o\\n'", "'%e\\n'", "'%g\\n'", "'%-5s|'", "'%05d|'", "'%s %s\\n'", "'\\x41\\n'", "'\\u00e9\\n'", "'%%\\n'", "'%i\\n'", "'%u\\n'", "'%a\\n'", "'%+d'", "'%.3s|'", "'%*d|' 5")} ${some(pick("a", "1", "-5", "3.14", "'a b'", "0x1f", "010", "''", "'a\\tb'", '"\'a"', "1e3", "é", "x1", "12"), 0, 3, " ")}; echo "[$?]"`,
	tac: over(text, g`tac ${options("-b", "-s,", "-s' '", "-r")} ${input}`),
	rev: over(text, g`rev ${pick("f", "f h", "< f")}`),
	expand: over(
		text,
		g`${pick("expand", "unexpand", "unexpand -a")} ${options("-t4", "-t2,6", "-i", "--first-only", "-t1", "-t 3,+4", "-t /3")} ${input}`.map(
			(run) => (run.startsWith("unexpand") ? run.replace(" -i", "") : run.replace("--first-only", "")),
		),
	),
	base64: over(
		text,
		g`${pick("base64", "base64 -w5", "base64 -w0", "base64 | base64 -d", "base64 -d", "base64 -di", "base32", "base32 | base32 -d")} < f`,
	),
	od: over(
		text,
		g`od ${pick("", "-c", "-x", "-tx1", "-td2", "-to1", "-tu1", "-ta", "-b", "-tx1z", "-tx4", "-tc -tx1")} ${options("-An", "-Ad", "-Ax", "-w8", "-v", "-N5", "-j2")} ${pick("f", "< f", "f h")}`,
	),
	sed: over(text, g`sed ${options("-n", "-E", "-s", "-z")} ${inQuotes(sedCommand)} ${pick("f", "f h", "< f")}`),
	sed2: over(
		text,
		g`sed ${options("-n", "-E")} -e ${inQuotes(sedCommand)} -e ${inQuotes(sedCommand)} ${pick("f", "f h")}`,
	),
	awk: over(
		text,
		g`awk ${options("-F,", "-F:", "-F'[ ,]'", "-F'\\t'", "-v x=1", "-F' '", "-Fa")} ${awkProgram.map((program) => `'${program}'`)} ${pick("f", "f h", "< f", "x=2 f")}`,
	),
	grep: over(
		text,
		g`${pick("grep", "grep -E", "grep -F", "grep -P")} ${options("-i", "-v", "-c", "-n", "-o", "-w", "-x", "-l", "-L", "-h", "-H", "-q", "-m1", "-A1", "-B1", "-C1", "-b", "-s", "-z", "-oi", "--color=always", "-on")} -e ${inQuotes(regex)} ${pick("f", "f h", "< f", "none f")}`.map(
			(run) => (run.startsWith("grep -P") ? run.replace(/\\\+|\\\?|\\<|\\1|\\\||\[\]a\]|\\\{1,2\\\}/g, "a") : run),
		),
	),
	find: g`find ${pick(".", "a", "notes", "a data", "none .", "./a/")} ${options("-type f", "-type d", "-name '*.txt'", "-name 'a*'", "-maxdepth 1", "-mindepth 1", "-empty", "-not -name '*.md'", "-path '*/b/*'", "-iname '*TXT'", "-o -name b", "-prune", "-size +0", "\\( -name b -o -type f \\)", "! -type d", "-regex '.*t'")} ${pick("", "-print", "-print0", "-printf '%p %f %h %d %y\\n'", "-exec echo {} \\;", "-printf '%P\\n'", "-printf '%s %f\\n'", "-quit", "-delete")} | tr '\\0' '\\n' | sort; echo "[$?]"`.map(
		(run) =>
			run.replace(/^find (.*?) (-maxdepth 1|-mindepth 1)/, "find $1 $2").replace(/ -printf '%s %f\\n'/, " -type f$&"),
	),
	xargs: over(
		text.map((made) => made.replace(/['"\\]/g, "")),
		g`xargs ${pick("", "-n1", "-n2", "-I{}", "-L1")} ${options("-r", "-0", "-d,", "-t", "-d'\\n'", "-s40", "-P1", "-a f")} ${pick("echo", "echo x", "printf '<%s>'", "", "echo {}", "false", "sh -c 'exit 3'", "sh -c 'echo $#' _", "nosuchcommand")} < f`,
	),
	date: g`TZ=${pick("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "EST5EDT")} date ${pick("", "-u", "-I", "-Iseconds", "-R", "--rfc-3339=seconds", "-Ins", "-Ihours")} -d ${dateText.map((made) => `'${made}'`)} ${dateFormat.map((made) => `+'${made}'`)}; echo "[$?]"`
		.map((run) => (/-I|-R|--rfc/.test(run) ? run.replace(/ \+'[^']*';/, ";") : run))
		.map((run) => (run.includes("''") || run.includes("10 Mar 2024 tomorrow") ? "date -u -d @0" : run)),
	paths: g`${pick("basename", "dirname", "basename -a", "basename -s .txt", "basename -z", "dirname -z", "realpath -m --relative-to=a", "realpath -m --relative-base=a", "realpath -sm --relative-to=.", "realpath -e --relative-to=.")} ${some(
		path.map((made) => `'${made}'`),
		1,
		2,
		" ",
	)} | tr '\\0' '@'; echo "[\${PIPESTATUS[0]}]"`,
	expr: g`expr ${some(pick("1", "2", "0", "-3", "abc", "''", "+", "-", "'*'", "/", "%", "'<'", "'>='", "=", "!=", ":", "'a.*'", "'\\(b\\)'", "length", "index", "substr", "'('", "')'", "'|'", "'&'", "match", "3", "a"), 1, 5, " ")}; echo "[$?]"`,
	test: g`env test ${some(pick("a", "''", "1", "2", "=", "!=", "-eq", "-lt", "-n", "-z", "!", "-a", "-o", "'('", "')'", "-f", "words.txt", "-d", "a", "-e", "-s", "empty.txt", "'<'", "-ef", "-nt"), 1, 4, " ")}; echo "[$?]"`,
	jq: g`jq ${options("-r", "-c", "-n", "-s", "-S", "-e", "-j", "-R", "--tab", "--indent 1", "-a", "--arg v 1", "--argjson w 2")} ${jqProgram.map((program) => `'${program}'`)} <<< ${json.map((made) => `'${made}'`)}; echo "[$?]"`,
	diff: over(
		text,
		g`diff ${options("-q", "-s", "-u", "-c", "-i", "-w", "-b", "-B", "-y", "-U0", "-U1", "-C1", "-N", "--brief", "-a", "-E", "-Z", "--label x")} f h | sed -E 's/^(---|\\+\\+\\+|\\*\\*\\*) ([fh])\\t.*/\\1 \\2/'; echo "[\${PIPESTATUS[0]}]"; :`,
	),
	column: over(
		text.map((made) => made.replace(/[^\n -~]/g, "x")),
		g`column ${options("-t", "-s,", "-s:", "-o'|'", "-t -R1", "-t -N a,b", "-c20", "-t -l2")} ${pick("f", "< f")}`,
	),
	split: over(
		text,
		g`split ${pick("", "-l2", "-b5", "-n2", "-nl/2", "-C8", "-n r/2", "-l1")} ${options("-d", "-a3", "--additional-suffix=.s", "-e")} f ${pick("", "p_")} && ls`,
	),
	more: over(
		text,
		g`${pick("cat -A f", "cat -n f h", "cat -b f", "cat -s f", "cat -E f", "cat -T f", "cat -vet f", "cmp f h", "cmp -s f h", "cmp -l f h", "md5sum f | cut -c1-32", "sha256sum < f", "cksum f", "tee out < f", "shuf -i1-1", "numfmt --to=si 1500 2000000", "numfmt --to=iec 1024 99999", "numfmt --from=si 1K 2M", "numfmt --to=si --suffix=B 1500", "factor 12 97 1", "strings -n2 f", "truncate -s3 f; od -c f", "env -i A=1 printenv A", "ls -1 f h", "ls -a a", "stat -c '%s %n %F' f", "xxd f", "xxd -p f", "hexdump -C f", "nproc | wc -l", "yes x | head -3", "wc -c < f", "mktemp -u | wc -l", "sha1sum f h", "b2sum f", "tail -n +2 f | head -1", "echo $(<f) | wc -w", "getconf PATH", "timeout 5 cat f", "tr a-z A-Z < f | sort -u | paste -sd+", "sort f | uniq -c | sort -rn | head -2", "grep -c '' f", "cut -d' ' -f1 f | sort | uniq -d", "awk '{c[$1]++} END{for(k in c) print c[k], k}' f | sort", "sed 's/[^,]*,//' f | tr ',' '\\n'", "nl f | tail -1", "comm -12 <(sort f) <(sort h)", "diff <(sort f) <(sort h)", "join <(sort f) <(sort h)", "paste f h | column -t", "xargs -a f -n1 2>/dev/null | sort", "seq 5 | paste -sd, | tr , ' '", "seq 10 | awk 'NR%3==0' | tac", "printf '%s\\n' {a..c}{1..2} | sort -k1.2n")}`,
	),
};

export const commands = fc.oneof(...Object.values(COMMANDS));
