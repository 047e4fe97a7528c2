/** What mail programs keep of a message beside its text: read, answered, flagged … in file names, header fields and property lists. */
import { gmailMarks } from "./gmail-labels.ts";
import { inOrder, type Marks, ORDER } from "./marks.ts";

/** Letters in names of Maildir files (https://cr.yp.to/proto/maildir.html). */
const MAILDIR: Readonly<Record<string, string>> = {
	S: "seen",
	F: "flagged",
	R: "answered",
	P: "forwarded",
	D: "draft",
	T: "deleted",
};

/**
 * Flags of a Maildir file: `1234.host:2,FRS`, with `;` or `!` for the colon where a file system takes none. Small letters are keywords of
 * Dovecot, named in its file dovecot-keywords.
 * @param keywords names by number: a is 0
 */
export function maildirFlags(name: string, keywords: readonly (string | undefined)[] = []): string[] {
	const letters = /[:;!]2,([A-Za-z]*)[^:;!]*$/.exec(name)?.[1] ?? "";
	return inOrder(
		[...letters].flatMap(
			(letter) => MAILDIR[letter] ?? keyword(letter >= "a" ? keywords[letter.charCodeAt(0) - 97] : undefined) ?? [],
		),
	);
}

/** Keywords of IMAP that mean a flag of ours (RFC 5788 and what came before it). */
const KEYWORDS: Readonly<Record<string, string>> = {
	$forwarded: "forwarded",
	forwarded: "forwarded",
	$junk: "junk",
	junk: "junk",
	$flagged: "flagged",
};
/** Keywords that say what a flag that is missing says. */
const NO_FLAG = new Set(["$notjunk", "nonjunk", "notjunk", "$mdnsent"]);

function keyword(name: string | undefined): string | undefined {
	const key = name?.toLowerCase() ?? "";
	if (key === "" || NO_FLAG.has(key)) return undefined;
	return KEYWORDS[key] ?? name;
}

/** Names of keywords by number, from Dovecot's `dovecot-keywords`: `0 $Forwarded`. */
export function dovecotKeywords(text: string): string[] {
	const names: string[] = [];
	for (const [, number, name] of text.matchAll(/^(\d{1,2}) (\S+)\r?$/gm)) names[Number(number)] = name as string;
	return names;
}

/** Flags by number of an MH folder (nmh's mh-sequence(5)): `unseen: 1-3 7`. */
export function mhFlags(text: string): (message: number) => string[] {
	const ranges = new Map<string, [number, number][]>();
	for (const [, name = "", list = ""] of text.matchAll(/^([\w-]+):(.*)$/gm))
		ranges.set(
			name,
			list
				.trim()
				.split(/\s+/)
				.map((range) => range.split("-").map(Number))
				.map(([from = 0, to = from]) => [from, to]),
		);
	const isIn = (name: string, message: number) =>
		ranges.get(name)?.some(([from, to]) => from <= message && message <= to) === true;
	return (message) =>
		inOrder([
			...(isIn("unseen", message) ? [] : ["seen"]),
			...(isIn("flagged", message) ? ["flagged"] : []),
			...(isIn("replied", message) ? ["answered"] : []),
		]);
}

/** Bits of `X-Mozilla-Status` (Thunderbird's nsMsgMessageFlags). */
const MOZILLA = { seen: 0x1, answered: 0x2, flagged: 0x4, gone: 0x8, forwarded: 0x1000 };
const STATUS: Readonly<Record<string, string>> = { R: "seen", A: "answered", F: "flagged", T: "draft", D: "deleted" };

const FIELDS =
	/^(status|x-status|x-keywords|x-mozilla-status|x-mozilla-keys|x-gmail-labels)[ \t]*:(.*(?:\r?\n[ \t].*)*)/gim;

/**
 * What header fields of a message of an mbox tell. Only there: in a message that came over the network they would be the sender's, so for
 * the same reason Gmail's labels count only at the head of the header, where Takeout puts them.
 * @param header the header's text
 */
export function headerMarks(header: string): Marks {
	const found = new Map<string, string>();
	for (const { 1: name = "", 2: value = "", index } of header.matchAll(FIELDS)) {
		const key = name.toLowerCase();
		if (key === "x-gmail-labels" && header.slice(0, index).split(/\n(?![ \t])/).length > 3) continue;
		if (!found.has(key)) found.set(key, value.replace(/\r?\n[ \t]+/g, " ").trim());
	}
	const gmail = found.get("x-gmail-labels");
	if (gmail !== undefined) return gmailMarks(gmail);
	const mozilla = Number.parseInt(found.get("x-mozilla-status") ?? "0", 16) || 0;
	const flags = [...`${found.get("status") ?? ""}${found.get("x-status") ?? ""}`].flatMap(
		(letter) => STATUS[letter] ?? [],
	);
	for (const [flag, bit] of Object.entries(MOZILLA)) if ((mozilla & bit) !== 0 && flag !== "gone") flags.push(flag);
	for (const name of (found.get("x-keywords") ?? "").split(/[\s,]+/)) {
		const flag = keyword(name);
		if (flag !== undefined) flags.push(flag);
	}
	// Tags of Thunderbird are labels; what it thinks is junk is a flag.
	const keys = (found.get("x-mozilla-keys") ?? "").split(/\s+/).map(keyword);
	return {
		flags: inOrder([...flags, ...(keys.includes("junk") ? ["junk"] : [])]),
		labels: [...new Set(keys.filter((key) => key !== undefined && !ORDER.includes(key)))] as string[],
		gone: (mozilla & MOZILLA.gone) !== 0,
	};
}

/** Flags of Apple Mail's .emlx, from the property list after the message, and when it came (ms UTC). */
export function emlxMarks(plist: string): { flags: string[]; received?: number } {
	const number = (key: string) =>
		Number(new RegExp(`<key>${key}</key>\\s*<(?:integer|real)>([\\d.]+)<`).exec(plist)?.[1] ?? Number.NaN);
	const bits = number("flags") || 0;
	const names: [number, string][] = [
		[0, "seen"],
		[1, "deleted"],
		[2, "answered"],
		[4, "flagged"],
		[6, "draft"],
		[8, "forwarded"],
	];
	const received = number("date-received") * 1000;
	return {
		flags: inOrder(names.flatMap(([bit, name]) => ((bits & (1 << bit)) !== 0 ? [name] : []))),
		...(received > 0 ? { received } : {}),
	};
}
