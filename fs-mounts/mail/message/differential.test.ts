/** Two other readers of mail, python's `email` (policy `default`) and postal-mime, over messages that a generator writes as RFC 5322 and MIME want them. */
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import PostalMime from "postal-mime";
import { beforeAll, expect, test } from "vitest";
import { type Message, type Part, partBytes, readMessage } from "./index.ts";

const ORACLE = `
import sys, json, email, email.policy
def tried(f):
    try: return f()
    except Exception: return "?"
def people(m, name):
    return [[a.display_name, a.addr_spec] for v in (m.get_all(name) or []) for a in v.addresses]
def part(p):
    if p.is_multipart(): return {"type": p.get_content_type(), "children": [part(c) for c in p.get_payload()]}
    return {"type": p.get_content_type(), "name": tried(p.get_filename), "bytes": tried(lambda: (p.get_payload(decode=True) or b"").decode("latin1"))}
for line in sys.stdin:
    m = email.message_from_bytes(json.loads(line).encode("latin1"), policy=email.policy.default)
    date = tried(lambda: m["date"].datetime.isoformat())
    print(json.dumps({"subject": tried(lambda: str(m["subject"])), "from": tried(lambda: people(m, "from")), "to": tried(lambda: people(m, "to")), "date": date, "root": part(m)}))
`;

interface OraclePart {
	type: string;
	name?: string | null;
	bytes?: string;
	children?: OraclePart[];
}
interface Answer {
	subject: string;
	from: [string, string][];
	to: [string, string][];
	date: string;
	root: OraclePart;
}

let python = false;
beforeAll(() => {
	try {
		execFileSync("python3", ["-c", "import email.policy"], { stdio: "ignore" });
		python = true;
	} catch {
		// Told by the tests that are skipped.
	}
});

function ask(messages: readonly string[]): Answer[] {
	const input = messages.map((message) => JSON.stringify(message)).join("\n");
	return execFileSync("python3", ["-c", ORACLE], { input, maxBuffer: 1 << 28 })
		.toString()
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as Answer);
}

const word = fc.stringMatching(/^[A-Za-zäöüßéñ日本語中文한글привет]{1,10}$/u);
const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((list) => list.join(" "));
const asciiWord = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/);

const utf8 = (text: string) => Buffer.from(text).toString("latin1");
const qWord = (text: string) =>
	`=?utf-8?Q?${Buffer.from(text)
		.toString("latin1")
		.replace(/[^A-Za-z0-9]/g, (char) =>
			char === " " ? "_" : `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
		)}?=`;
const bWord = (text: string) => `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;
/** A text in a header: plain where it is ASCII, else in one of the forms, in one word or several. */
const encoded = fc.tuple(words, fc.constantFrom(qWord, bWord), fc.boolean()).map(([text, encode, many]) => {
	if (/^[\x00-\x7f]*$/.test(text)) return text;
	if (!many) return encode(text);
	const parts = text.split(" ");
	return parts.map((part, at) => encode(at < parts.length - 1 ? `${part} ` : part)).join("\r\n ");
});

const local = fc.stringMatching(/^[a-z][a-z0-9_+-]{0,6}(\.[a-z0-9]{1,4})?$/);
const address = fc.tuple(local, asciiWord).map(([name, host]) => `${name}@${host.toLowerCase()}.example`);
const mailbox = fc.oneof(
	address,
	fc.tuple(encoded, address).map(([name, at]) => `${name} <${at}>`),
	fc.tuple(asciiWord, asciiWord, address).map(([last, first, at]) => `"${last}, ${first}" <${at}>`),
	address.map((at) => `<${at}>`),
);
const mailboxes = fc.array(mailbox, { minLength: 1, maxLength: 4 }).map((list) => list.join(",\r\n "));

const date = fc
	.tuple(
		fc.date({ min: new Date("1970-01-02"), max: new Date("2037-01-01"), noInvalidDate: true }),
		fc.integer({ min: -13 * 4, max: 14 * 4 }),
	)
	.map(([utc, quarters]) => {
		const there = new Date(Math.floor(utc.getTime() / 1000) * 1000 + quarters * 900_000)
			.toUTCString()
			.replace(" GMT", "");
		const minutes = Math.abs(quarters) * 15;
		return `${there} ${quarters < 0 ? "-" : "+"}${String(Math.floor(minutes / 60)).padStart(2, "0")}${String(minutes % 60).padStart(2, "0")}`;
	});

const lines = fc
	.array(
		fc.oneof(words, fc.constantFrom("", "--", "-- ", ">quoted", " indented", "trailing  ", "From here", "a=b", ".")),
		{ maxLength: 6 },
	)
	.map((list) => list.join("\r\n"));
const quotedPrintable = (bytes: string) =>
	bytes
		.replace(
			/[^\x20-\x3c\x3e-\x7e\r\n]|[ \t](?=\r\n|$)/g,
			(char) => `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
		)
		.replace(/([^\r\n]{60,70})(?<!=[0-9A-F]?)(?=[A-Za-z])/g, "$1=\r\n");
const base64 = (bytes: string) => Buffer.from(bytes, "latin1").toString("base64").replace(/.{76}/g, "$&\r\n");
const ENCODERS = { "8bit": (bytes: string) => bytes, base64, "quoted-printable": quotedPrintable } as const;

const fileName = fc.tuple(word, fc.constantFrom("plain", "extended", "continued")).map(([stem, form]) => {
	const name = `${stem}.bin`;
	const percent = [...Buffer.from(name)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
	if (form === "plain" && /^[\x00-\x7f]*$/.test(name)) return `filename="${name}"`;
	if (form === "continued") return `filename*0*=utf-8''${percent.slice(0, 9)};\r\n filename*1*=${percent.slice(9)}`;
	return `filename*=utf-8''${percent}`;
});

/** A part: its header lines after Content-Type's, and its body. */
interface Written {
	type: string;
	fields: string[];
	body: string;
}

const textPart: fc.Arbitrary<Written> = fc
	.tuple(
		lines,
		fc.constantFrom("plain", "html", "x-other"),
		fc.constantFrom<keyof typeof ENCODERS>("8bit", "base64", "quoted-printable"),
	)
	.map(([text, subtype, encoding]) => ({
		type: `text/${subtype}; charset="utf-8"`,
		fields: [`Content-Transfer-Encoding: ${encoding}`],
		body: ENCODERS[encoding](utf8(text)),
	}));
const filePart: fc.Arbitrary<Written> = fc.tuple(fc.uint8Array({ maxLength: 200 }), fileName).map(([bytes, name]) => ({
	type: "application/octet-stream",
	fields: ["Content-Transfer-Encoding: base64", `Content-Disposition: attachment;\r\n ${name}`],
	body: base64(Buffer.from(bytes).toString("latin1")),
}));
const messagePart: fc.Arbitrary<Written> = fc.tuple(encoded, lines).map(([subject, text]) => ({
	type: "message/rfc822",
	fields: [],
	body: `Subject: ${subject}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${utf8(text)}`,
}));

const { part } = fc.letrec<{ part: Written; multipart: Written }>((tie) => ({
	part: fc.oneof({ maxDepth: 3, withCrossShrink: true }, textPart, filePart, messagePart, tie("multipart")),
	multipart: fc
		.tuple(
			fc.constantFrom("mixed", "alternative", "related"),
			fc.array(tie("part"), { minLength: 1, maxLength: 4 }),
			fc.stringMatching(/^[A-Za-z0-9'()+_,./:=?-]{1,20}$/),
			fc.boolean(),
		)
		.map(([subtype, parts, stem, hasPreamble]) => {
			const inside = parts.map(({ body }) => body).join("\n");
			let boundary = `=_${stem}`;
			while (inside.includes(`--${boundary}`)) boundary += "x";
			return {
				type: `multipart/${subtype};\r\n boundary="${boundary}"`,
				fields: [],
				body: `${hasPreamble ? "This is a message in several parts.\r\n" : ""}${parts.map((one) => `--${boundary}\r\n${written(one)}\r\n`).join("")}--${boundary}--\r\n`,
			};
		}),
}));

function written({ type, fields, body }: Written): string {
	return `${[`Content-Type: ${type}`, ...fields].join("\r\n")}\r\n\r\n${body}`;
}

const message = fc
	.tuple(encoded, mailbox, mailboxes, date, part, fc.boolean())
	.map(([subject, from, to, when, root, isUnix]) => {
		const source = `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\nDate: ${when}\r\nMIME-Version: 1.0\r\n${written(root)}`;
		return isUnix ? source.replace(/\r\n/g, "\n") : source;
	});

const MESSAGES = fc.sample(message, {
	numRuns: Number(process.env.FC_RUNS ?? 400),
	seed: Number(process.env.FC_SEED ?? 1) || Date.now(),
});

function shapeOf(source: Buffer, part: Part): OraclePart {
	if (part.children.length > 0)
		return { type: part.type, children: part.children.map((child) => shapeOf(source, child)) };
	return {
		type: part.type,
		name: part.fileName ?? null,
		bytes: Buffer.from(partBytes(source, part)).toString("latin1"),
	};
}

function shapeOfOracle(part: OraclePart): OraclePart {
	if (part.children !== undefined) return { type: part.type, children: part.children.map(shapeOfOracle) };
	return { type: part.type, name: part.name ?? null, bytes: part.bytes ?? "" };
}

/** python keeps the blanks between the encoded words of a name (its issue 92081), against RFC 2047, 6.2. */
const oneBlank = (list: [string, string][]) => list.map(([name, address]) => [name.replace(/ {2,}/g, " "), address]);
const people = (list: Message["from"]) => list.map(({ name, address }) => [name, address]);

test("python's email", (context) => {
	if (!python) context.skip("python3 is not installed");
	const answers = ask(MESSAGES);
	for (const [at, source] of MESSAGES.entries()) {
		const bytes = Buffer.from(source, "latin1");
		const ours = readMessage(bytes);
		const theirs = answers[at]!;
		expect({ source, subject: ours.subject }).toEqual({ source, subject: theirs.subject });
		expect({ source, from: people(ours.from), to: people(ours.to) }).toEqual({
			source,
			from: oneBlank(theirs.from),
			to: oneBlank(theirs.to),
		});
		expect({ source, date: ours.date?.iso }).toEqual({ source, date: theirs.date });
		expect({ source, root: shapeOf(bytes, ours.root) }).toEqual({ source, root: shapeOfOracle(theirs.root) });
		expect({ source, problems: ours.problems }).toEqual({ source, problems: [] });
	}
});

test("postal-mime", async () => {
	for (const source of MESSAGES) {
		const bytes = Buffer.from(source, "latin1");
		const ours = readMessage(bytes);
		const theirs = await PostalMime.parse(bytes);
		const them = (list: readonly { name?: string | undefined; address?: string | undefined }[] = []) =>
			list.map(({ name = "", address = "" }) => [name, address]);
		expect({ source, subject: ours.subject }).toEqual({ source, subject: theirs.subject });
		expect({ source, from: people(ours.from), to: people(ours.to) }).toEqual({
			source,
			from: them(theirs.from === undefined ? [] : [theirs.from]),
			to: them(theirs.to),
		});
		expect({ source, date: ours.date?.time }).toEqual({ source, date: Date.parse(theirs.date ?? "") });
		const files = theirs.attachments
			.filter(({ disposition }) => disposition === "attachment" && true)
			.filter(({ mimeType }) => mimeType === "application/octet-stream");
		const mine = ours.attachments.filter(({ type }) => type === "application/octet-stream");
		expect({
			source,
			files: mine.map(({ part }) => [part.fileName, Buffer.from(partBytes(bytes, part)).toString("hex")]).sort(),
		}).toEqual({
			source,
			files: files
				.map(({ filename, content }) => [filename, Buffer.from(content as ArrayBuffer).toString("hex")])
				.sort(),
		});
	}
});
