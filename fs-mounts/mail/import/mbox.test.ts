import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { missing } from "../../../test/support/mounted.ts";
import { fromLineDate } from "./from-line.ts";
import { isMbox, readMbox } from "./mbox.ts";
import { type DialectName, dialectOf } from "./mbox-dialect.ts";

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
	const shared = Buffer.alloc(size);
	// One buffer again and again, as a file is read.
	for (let at = 0; at < bytes.length; at += size) yield shared.subarray(0, bytes.copy(shared, 0, at, at + size));
}

/** In pieces of `size` bytes, the dialect told from all of it; without a size at once. */
async function messagesOf(mbox: Buffer | string, size?: number): Promise<string[]> {
	const messages: string[] = [];
	const bytes = Buffer.from(mbox as string);
	const pieces =
		size === undefined ? readMbox(inPieces(bytes, 1 << 20)) : readMbox(inPieces(bytes, size), dialectOf(bytes, true));
	for await (const piece of pieces) {
		if ("begins" in piece) messages.push("");
		else if ("bytes" in piece) messages[messages.length - 1] += piece.bytes.toString("latin1");
	}
	return messages;
}

const SEPARATOR = "From ann@example.com Sat Nov 21 10:00:00 2026\n";

/** Write an mbox as the dialect's definition says. */
function write(messages: readonly string[], dialect: DialectName): Buffer {
	const quote = (text: string) =>
		dialect === "mboxo" || dialect === "mboxcl"
			? text.replace(/^From /gm, ">From ")
			: dialect === "mboxrd"
				? text.replace(/^(>*From )/gm, ">$1")
				: text;
	return Buffer.from(
		messages
			.map((message) => {
				const end = message.indexOf("\n\n") + 2;
				const body = quote(message.slice(end));
				const length = dialect.startsWith("mboxcl") ? `Content-Length: ${body.length}\n` : "";
				return `${SEPARATOR}${message.slice(0, end - 1)}${length}\n${body}\n`;
			})
			.join(""),
		"latin1",
	);
}

/** What is read back has the header that the writer added. */
const withLength = (message: string, dialect: DialectName) => {
	if (!dialect.startsWith("mboxcl")) return message;
	const end = message.indexOf("\n\n") + 2;
	const body = dialect === "mboxcl" ? message.slice(end).replace(/^From /gm, ">From ") : message.slice(end);
	return `${message.slice(0, end - 1)}Content-Length: ${body.length}\n\n${message.slice(end)}`;
};

const line = fc.oneof(
	fc.constantFrom(
		"",
		"",
		"From here on",
		"From bob@example.com Sat Nov 21 10:00:00 2026",
		"From: x",
		">",
		"Subject: no",
		" From",
		"text",
	),
	fc.string({ maxLength: 30 }).map((text) => text.replace(/[^ -~]|^>+From /g, "?")),
);
const quotedLine = fc.constantFrom(">From me", ">>From you", ">>>From all of us");
const message = (lines: fc.Arbitrary<string>) =>
	fc
		.tuple(fc.stringMatching(/^[a-z ]{0,20}$/), fc.array(lines, { maxLength: 12 }))
		.map(([subject, body]) => `Subject: ${subject}\nX-Test: yes\n\n${body.map((one) => `${one}\n`).join("")}`);

describe("random messages, written in a dialect, are read as the same bytes", () => {
	for (const dialect of ["mboxo", "mboxrd", "mboxcl", "mboxcl2"] as const) {
		test(dialect, async () => {
			// Of mboxo and mboxcl, what was `>From ` before cannot be told from what was quoted.
			const lines =
				dialect === "mboxrd" || dialect === "mboxcl2" ? fc.oneof({ weight: 5, arbitrary: line }, quotedLine) : line;
			await fc.assert(
				fc.asyncProperty(
					fc.array(message(lines), { maxLength: 6 }),
					fc.integer({ min: 1, max: 300 }),
					async (messages, size) => {
						const mbox = write(messages, dialect);
						if (dialect === "mboxcl2" && !messages.some((text) => /^From /m.test(text.slice(text.indexOf("\n\n"))))) {
							// Nothing shows then that `>From ` is not a quoted line.
							fc.pre(!messages.some((text) => /^>+From /m.test(text)));
						}
						// `>From ` alone may be mboxo's; it means the same then.
						expect(await messagesOf(mbox, size)).toEqual(messages.map((text) => withLength(text, dialect)));
					},
				),
			);
		});
	}
});

const lacks = missing(["python3"]).join(", ");
if (lacks !== "") console.log(`skip: without ${lacks}, mailboxes are not compared with what Python reads`);

/** What Python's `mailbox` reads of each file: one process for all, as starting it takes long. */
function pythonMessages(files: readonly string[]): string[][] {
	const folder = mkdtempSync(join(tmpdir(), "desk-mbox-"));
	try {
		for (const [index, file] of files.entries()) writeFileSync(join(folder, String(index)), file, "latin1");
		const program = `import mailbox,json,sys
def read(path):
    box = mailbox.mbox(path)
    return [box.get_bytes(key).decode('latin1') for key in box.keys()]
print(json.dumps([read(f'{sys.argv[1]}/{i}') for i in range(int(sys.argv[2]))]))`;
		return JSON.parse(
			execFileSync("python3", ["-c", program, folder, String(files.length)], { encoding: "utf8", maxBuffer: 1 << 28 }),
		) as string[][];
	} finally {
		rmSync(folder, { recursive: true });
	}
}

test.skipIf(lacks !== "")("finds the messages that Python's mailbox finds", async () => {
	const files = [
		"",
		`${SEPARATOR}Subject: a\n\nbody\n`,
		`${SEPARATOR}Subject: a\n\nbody\n\n`,
		`${SEPARATOR}Subject: a\n\nbody\n\n\n${SEPARATOR}Subject: b\n\n\n`,
		`${SEPARATOR}Subject: a\n\n${SEPARATOR}Subject: b\n\nno newline at the end`,
		`${SEPARATOR}\n${SEPARATOR}\n`,
		...fc
			.sample(fc.array(message(line), { minLength: 1, maxLength: 4 }), 200)
			.map((messages) => write(messages, "mboxrd").toString("latin1")),
	];
	// Python leaves `>From ` as it is.
	const quoted = (text: string) => text.replace(/^(>*From )/gm, ">$1");
	for (const [index, expected] of pythonMessages(files).entries())
		expect((await messagesOf(files[index] ?? "", 7 + index)).map(quoted), files[index]).toEqual(expected);
});

describe("what is no clean mbox", () => {
	test("any lines in any order are read the same, whatever pieces they come in", async () => {
		const any = fc.constantFrom(
			"",
			"",
			"",
			"\r",
			"From ann@example.com Sat Nov 21 10:00:00 2026",
			"From now on",
			">From me",
			">>From you",
			"Subject: a",
			"Content-Length: 10",
			"Content-Length: 60",
			"Content-Length: 0",
			"text",
			"Status: RO",
			"From - Sat Nov 21 10:00:00 2026\r",
			"text\r",
			"\u00ff".repeat(300),
		);
		await fc.assert(
			fc.asyncProperty(
				fc.array(any, { maxLength: 40 }),
				fc.integer({ min: 1, max: 100 }),
				fc.boolean(),
				async (lines, size, ends) => {
					const mbox = Buffer.from(`${SEPARATOR}${lines.join("\n")}${ends ? "\n" : ""}`, "latin1");
					expect(await messagesOf(mbox, size)).toEqual(await messagesOf(mbox));
				},
			),
			{ numRuns: 400 },
		);
	});

	test("CRLF files keep their line ends", async () => {
		const mbox = `${SEPARATOR}Subject: a\n\none\n>From two\n\n${SEPARATOR}Subject: b\n\nx\n\n`.replaceAll("\n", "\r\n");
		expect(await messagesOf(mbox, 3)).toEqual(["Subject: a\r\n\r\none\r\nFrom two\r\n", "Subject: b\r\n\r\nx\r\n"]);
	});

	test("`From ` in a text begins a message only after a blank line, with a date, before a header", async () => {
		const body =
			"Hello\n\nFrom now on\n\nFrom here, 21 Nov 2026 10:00 we go\nand so on: this is no header\n\nFrom x Sat Nov 21 10:00:00 2026\nno header\n";
		expect(await messagesOf(`${SEPARATOR}Subject: a\n\n${body}\n${SEPARATOR}Subject: b\n\n`)).toHaveLength(2);
		// And so `>From ` of this file is what somebody wrote.
		expect((await messagesOf(`${SEPARATOR}Subject: a\n\n${body}>From me\n`))[0]).toContain(">From me");
	});

	test("a wrong Content-Length is not believed, a right one is, also over `From ` lines", async () => {
		const inner = `${SEPARATOR}Subject: inner\n\nx\n`;
		const right = `Subject: a\nContent-Length: ${inner.length + 1}\n\n\n${inner}`;
		expect(
			await messagesOf(
				`${SEPARATOR}${right}\n${SEPARATOR}Subject: b\nContent-Length: 1\n\nlonger\n\n${SEPARATOR}Subject: c\nContent-Length: 999\n\ncut off`,
			),
		).toEqual([right, "Subject: b\nContent-Length: 1\n\nlonger\n", "Subject: c\nContent-Length: 999\n\ncut off"]);
	});

	test("a byte order mark and blank lines before, a first line without a date", async () => {
		expect(await messagesOf(`\ufeff\n\nFrom nobody\nSubject: a\n\nx\n`)).toEqual(["Subject: a\n\nx\n"]);
	});

	test("a message of 40 MB, and a line of 5 MB, in little memory", async () => {
		const large = `Subject: large\n\n${"y".repeat(5_000_000)}\n\n${"text of a line\n>From me\n\n".repeat(1_500_000)}`;
		const [first, second] = await messagesOf(`${SEPARATOR}${large}\n${SEPARATOR}Subject: b\n\n`, 65_536);
		expect(first === large.replaceAll(">From", "From")).toBe(true);
		expect(second).toBe("Subject: b\n");
	});

	test("30 MB with CRLF, or of small messages, in linear time", async () => {
		const small = Buffer.from(`${SEPARATOR}Subject: a\n\nx\n\n`.repeat(20_000));
		const dos = Buffer.from(
			`${SEPARATOR}Subject: a\n\n${"line\n".repeat(100)}\n`.replaceAll("\n", "\r\n").repeat(20_000),
		);
		for (const [mbox, least] of [
			[small, 20_000],
			[dos, 20_000],
		] as const) {
			const started = process.cpuUsage();
			expect((await messagesOf(mbox)).length).toBe(least);
			expect(process.cpuUsage(started).user / 1e6).toBeLessThan(4);
		}
	});

	test("is told from an mbox", () => {
		for (const text of [
			"",
			"\n\n",
			SEPARATOR,
			`${SEPARATOR}Subject: a\n`,
			"From a\n>From b Sat Nov 21 10:00:00 2026 remote from c\n",
		])
			expect(isMbox(Buffer.from(text)), text).toBe(true);
		for (const text of ["Subject: a\n\nFrom x\n", "From here on, we go\nthis is no header\n", "%PDF-1.4", "From"])
			expect(isMbox(Buffer.from(text)), text).toBe(false);
	});
});

test("dates of all kinds of `From ` lines", () => {
	const at = Date.UTC(2026, 10, 21, 10, 0, 0);
	for (const line of [
		"From ann@example.com Sat Nov 21 10:00:00 2026",
		"From - Sat Nov 21 10:00:00 2026\r",
		"From ann Sat Nov 21 11:00:00 2026 +0100",
		"From 16000000000@xxx Sat Nov 21 10:00:00 +0000 2026",
		"From ann Sat Nov 21 05:00:00 EST 2026",
		"From ann Sat Nov 21 10:00 2026",
		"From ann Sat Nov 21 10:00:00 2026 remote from host",
		"From ???@??? Sat, 21 Nov 2026 11:00:00 +0100",
		'From "ann b"@example.com  Sat Nov 21 10:00:00 26',
		"From ann 2026-11-21T10:00:00Z",
		"From MAILER-DAEMON Sat Nov 21 10:00:00 2026",
	])
		expect(fromLineDate(line), line).toBe(at);
	for (const line of ["From ann", "From 10:00 on", "From May 2026", "From here 99 Foo 2026 10:00"])
		expect(fromLineDate(line), line).toBeUndefined();
});

test("the dialect is told by what is in the file", () => {
	const message = "Subject: a\n\nFrom x\ntext\n";
	const named = (mbox: Buffer) => dialectOf(mbox, true).name;
	expect(named(write([message], "mboxo"))).toBe("mboxo");
	expect(named(write([message, `${message}>From y\n`], "mboxrd"))).toBe("mboxrd");
	expect(named(write([message], "mboxcl"))).toBe("mboxcl");
	expect(named(write([message], "mboxcl2"))).toBe("mboxcl2");
});
