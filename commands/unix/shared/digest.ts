/** Digests of files and lists of them, as coreutils' md5sum, sha256sum … make and check them. */
import { createHash } from "node:crypto";
import { DeskError } from "../../../src/base/errors.ts";
import { rawBytes } from "../../../src/base/raw-text.ts";
import { type Context, flag } from "../../../src/command/index.ts";
import { attempt, openInput } from "./inputs.ts";
import { rawLines } from "./raw-lines.ts";

/** One kind of digest: Node's name of it, the tag of BSD lines, and how many hexadecimal digits it has. */
export interface Algorithm {
	readonly hash: string;
	readonly tag: string;
	readonly digits: number;
}

/** By the names of their commands without `sum`. */
export const ALGORITHMS = {
	md5: { hash: "md5", tag: "MD5", digits: 32 },
	sha1: { hash: "sha1", tag: "SHA1", digits: 40 },
	sha224: { hash: "sha224", tag: "SHA224", digits: 56 },
	sha256: { hash: "sha256", tag: "SHA256", digits: 64 },
	sha384: { hash: "sha384", tag: "SHA384", digits: 96 },
	sha512: { hash: "sha512", tag: "SHA512", digits: 128 },
	b2: { hash: "blake2b512", tag: "BLAKE2b", digits: 128 },
} satisfies Record<string, Algorithm>;

/** How -c says what it finds. */
export const CHECK_FLAGS = {
	ignoreMissing: flag("with -c, do not mind files that are not there"),
	quiet: flag("with -c, say only what is wrong"),
	status: flag("with -c, say nothing"),
	strict: flag("with -c, a line that is not well formed fails"),
	warn: flag("with -c, say which lines are not well formed", "w"),
};

/** The hexadecimal digest of an operand. @throws DeskError ENOENT, EISDIR */
export async function digestOf(context: Context, operand: string, algorithm: Algorithm): Promise<string> {
	const hash = createHash(algorithm.hash);
	for await (const part of (await openInput(context, operand)).stream()) hash.update(part);
	return hash.digest("hex");
}

const ESCAPED: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r" };

/** A line of a list: `HASH  NAME`, with --tag `SHA256 (NAME) = HASH`. Names with newlines or backslashes are escaped. */
export function digestLine(
	digest: string,
	name: string,
	algorithm: Algorithm,
	{ tag, binary, zero }: { tag: boolean; binary: boolean; zero: boolean },
): string {
	const isEscaped = !zero && /[\\\n\r]/.test(name);
	const shown = isEscaped ? name.replace(/[\\\n\r]/g, (char) => ESCAPED[char] ?? char) : name;
	const mark = isEscaped ? "\\" : "";
	if (tag) return `${mark}${algorithm.tag} (${shown}) = ${digest}`;
	return `${mark}${digest} ${binary ? "*" : " "}${shown}`;
}

/** A line read back; undefined when it is none. */
export function parseDigestLine(line: string, algorithm: Algorithm): { digest: string; name: string } | undefined {
	const isEscaped = line.startsWith("\\");
	const text = isEscaped ? line.slice(1) : line;
	const tagged = /^(\w+) ?\((.*)\) ?= ?([0-9a-fA-F]+)$/su.exec(text);
	const plain = /^[ \t]*([0-9a-fA-F]+)(?: [ *]|[ \t])(.+)$/su.exec(text);
	const [digest = "", name = ""] = tagged?.[1] === algorithm.tag ? [tagged[3], tagged[2]] : [plain?.[1], plain?.[2]];
	if (digest.length !== algorithm.digits || name === "") return undefined;
	if (!isEscaped) return { digest, name };
	if (/\\(?![\\nr])|\\$/.test(name.replaceAll("\\\\", ""))) return undefined;
	return {
		digest,
		name: name.replace(/\\([\\nr])/g, (_, char: string) => (char === "n" ? "\n" : char === "r" ? "\r" : "\\")),
	};
}

export interface CheckOptions {
	/** Say only what is wrong. */
	quiet: boolean;
	/** Say nothing. */
	status: boolean;
	/** Say which lines are not well formed. */
	warn: boolean;
	/** A line that is not well formed fails. */
	strict: boolean;
	ignoreMissing: boolean;
}

/** Check the files that a list names. Sets the status when something is wrong. */
export async function checkList(
	context: Context,
	list: string,
	algorithm: Algorithm,
	command: string,
	options: CheckOptions,
): Promise<void> {
	const input = await openInput(context, list);
	const counts = { good: 0, malformed: 0, unread: 0, wrong: 0, checked: 0 };
	const tell = async (name: string, verdict: "OK" | "FAILED" | "FAILED open or read") => {
		if (options.status || (options.quiet && verdict === "OK")) return;
		const isEscaped = name.includes("\n");
		const shown = isEscaped ? `\\${name.replace(/[\\\n\r]/g, (char) => ESCAPED[char] ?? char)}` : name;
		if (context.json) return await context.stdout.write(`${JSON.stringify({ path: name, ok: verdict === "OK" })}\n`);
		await context.stdout.write(rawBytes(`${shown}: ${verdict}\n`));
	};
	let number = 0;
	for await (const raw of rawLines(input.stream())) {
		number++;
		const line = raw.replace(/\r$/, "");
		if (line.startsWith("#")) continue;
		const parsed = parseDigestLine(line, algorithm);
		if (parsed === undefined || (parsed.name === "-" && list === "-")) {
			counts.malformed++;
			if (options.warn)
				await context.stderr.write(
					`${command}: ${list}: ${number}: improperly formatted ${algorithm.tag} checksum line\n`,
				);
			continue;
		}
		counts.good++;
		const { name } = parsed;
		let digest: string | undefined;
		try {
			digest = await digestOf(context, name, algorithm);
		} catch (error) {
			if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
			if (options.ignoreMissing && error.code === "ENOENT") continue;
			counts.unread++;
			context.fail(error);
			await tell(name, "FAILED open or read");
			continue;
		}
		counts.checked++;
		const same = digest === parsed.digest.toLowerCase();
		if (!same) counts.wrong++;
		await tell(name, same ? "OK" : "FAILED");
	}
	const warn = (count: number, one: string, many: string) => {
		if (count > 0 && !options.status) context.note(`${command}: WARNING: ${count} ${count === 1 ? one : many}`);
	};
	const fail = (what: string) =>
		context.fail(new DeskError("EFAILED", what, { at: list === "-" ? command : list, todo: "check the list" }));
	if (counts.good === 0) return fail("no properly formatted checksum lines found");
	warn(counts.malformed, "line is improperly formatted", "lines are improperly formatted");
	warn(counts.unread, "listed file could not be read", "listed files could not be read");
	warn(counts.wrong, "computed checksum did NOT match", "computed checksums did NOT match");
	if (options.ignoreMissing && counts.checked === 0) return fail("no file was verified");
	if (counts.wrong + counts.unread > 0 || (options.strict && counts.malformed > 0)) context.setStatus(1);
}

/** Print the digests of operands. */
export async function printDigests(
	context: Context,
	operands: readonly string[],
	algorithm: Algorithm,
	options: { tag: boolean; binary: boolean; zero: boolean },
): Promise<void> {
	for (const operand of operands)
		await attempt(context, async () => {
			const digest = await digestOf(context, operand, algorithm);
			if (context.json) return await context.stdout.write(`${JSON.stringify({ path: operand, digest })}\n`);
			const line = digestLine(digest, operand, algorithm, options);
			await context.stdout.write(rawBytes(line + (options.zero ? "\0" : "\n")));
		});
}
