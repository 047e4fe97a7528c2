import { type Micros, toDate, toIso } from "../../src/base/clock.ts";
import { DeskError } from "../../src/base/errors.ts";
import { humanSize } from "../../src/cli/index.ts";
import { defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { nameBytes } from "../../src/store/index.ts";
import { printable, type Stat, type Vfs } from "../../src/vfs/index.ts";
import { type Entry, entryOutput, modeText, toEntry } from "./shared/entry.ts";
import { attempt } from "./shared/inputs.ts";
import { quoteName } from "./shared/quote-name.ts";

/** All that is known of a node, as `--json` prints it. */
interface Details extends Entry {
	inode: number;
	/** When its content, name or attributes last changed. */
	ctime: string;
	birth: string;
	/** Computed rather than stored. */
	view: boolean;
	/** In /trash: where it was deleted from. */
	origin: string | null;
	/** Equal for equal content of one desk, of no meaning outside it; null for directories and views. */
	hash: string | null;
	tags: string[];
}

/** `desk stat`: all that is known of a file. */
export const stat = defineCommand({
	name: "stat",
	summary: "Show all that is known of a file or directory",
	about:
		"FORMAT is as in GNU stat: %n name, %N quoted, %s size, %F kind, %a mode (%A as rwx), %i inode, %h links, " +
		"%y %Y time of the last change of content, %z %Z of any change, %w %W birth (the second of each in seconds since 1970). " +
		"The hash is keyed: it tells equal files of this desk, and nothing to anybody else.",
	args: {
		format: option("print this for each, and a newline", { short: "c", value: "FORMAT" }),
		dereference: flag("of a symbolic link, what it leads to", "L"),
		printf: option("the same without newline, but with \\n, \\t, \\0", { value: "FORMAT" }),
		paths: operands("PATH", "files or directories", { required: true, completes: "path" }),
	},
	reads: ["paths"],
	output: (z) =>
		entryOutput(z).extend({
			inode: z.number(),
			ctime: z.string(),
			birth: z.string(),
			view: z.boolean(),
			origin: z.string().nullable(),
			hash: z.string().nullable(),
			tags: z.array(z.string()),
		}),
	failsWith: 1,
	examples: [
		["desk stat /notes/inbox.md", "for people"],
		["desk stat -c '%s %n' /files/move/boxes.csv /files/move/floor-plan.txt", "size and name of each"],
		["desk stat --json /notes/inbox.md | jq .revision", "for another program"],
	],
	async run(context, args) {
		const vfs = await context.open();
		const format = args.printf === undefined ? args.format : withEscapes(args.printf);
		const end = args.printf !== undefined ? "" : context.nul ? "\0" : "\n";
		for (const operand of args.paths) {
			await attempt(context, async () => {
				const found = args.dereference ? await context.stat(operand) : await vfs.lstat(context.path(operand));
				if (context.json) await context.stdout.write(`${JSON.stringify(detailsOf(vfs, found))}\n`);
				else if (format === undefined) await context.stdout.write(block(detailsOf(vfs, found), found));
				else {
					const name = context.terminal.stdout ? printable(operand) : operand;
					await context.stdout.write(nameBytes(formatted(format, found, name) + end));
				}
			});
		}
	},
});

function detailsOf(vfs: Vfs, found: Stat): Details {
	const content = found.inode > 0 ? vfs.reader().contentOf(found.inode) : undefined;
	const tags = vfs.store.database.all<{ tag: string }>("SELECT tag FROM tag WHERE node = ? ORDER BY tag", found.inode);
	return {
		...toEntry(found),
		inode: found.inode,
		ctime: toIso(found.ctime),
		birth: toIso(found.birth),
		view: found.view,
		origin: found.origin ?? null,
		hash: typeof content === "number" ? vfs.store.content.hashOf(content) : null,
		tags: tags.map((row) => row.tag),
	};
}

/** What a person reads: one line per fact, those that do not apply left out. */
function block(details: Details, found: Stat): string {
	const { size } = details;
	// A mount that nothing was ever put into has no times.
	const known = (at: Micros) => (at === 0 ? null : timeText(at));
	const rows: [string, string | null][] = [
		["Path", details.path],
		["Kind", details.view ? `${details.kind} (view: computed, not stored)` : details.kind],
		["Target", found.target ?? null],
		["Size", found.kind === "directory" ? null : size < 1024 ? String(size) : `${size} (${humanSize(size)})`],
		["Mode", `${details.mode} (${modeText(found)})`],
		["Revision", details.view ? null : String(details.revision)],
		["Inode", String(details.inode)],
		["Modified", known(found.mtime)],
		["Changed", known(found.ctime)],
		["Birth", known(found.birth)],
		["Deleted from", details.origin],
		["Tags", details.tags.length === 0 ? null : details.tags.join(", ")],
		["Hash", details.hash],
	];
	const lines = rows.map(([name, value]) => (value === null ? "" : `${name.padStart(12)}: ${printable(value)}\n`));
	return lines.join("");
}

const KINDS: Readonly<Record<Stat["kind"], string>> = {
	directory: "directory",
	file: "regular file",
	symlink: "symbolic link",
};

/** What a directive of FORMAT stands for. */
const DIRECTIVES: Readonly<Record<string, (found: Stat, name: string) => string | number>> = {
	n: (_found, name) => name,
	N: ({ target }, name) => quoteName(name) + (target === undefined ? "" : ` -> ${quoteName(target)}`),
	s: (found) => found.size,
	F: (found) => (found.kind === "file" && found.size === 0 ? "regular empty file" : KINDS[found.kind]),
	a: (found) => found.mode.toString(8),
	A: (found) => modeText(found),
	i: (found) => found.inode,
	h: () => 1,
	y: (found) => timeText(found.mtime),
	Y: (found) => seconds(found.mtime),
	z: (found) => timeText(found.ctime),
	Z: (found) => seconds(found.ctime),
	w: (found) => timeText(found.birth),
	W: (found) => seconds(found.birth),
	"%": () => "%",
};

/** @throws DeskError EUSAGE for a directive that does not exist */
function formatted(format: string, found: Stat, name: string): string {
	return format.replace(/%([-0]*)(\d*)(.?)/gsu, (_whole, flags: string, width: string, letter: string) => {
		const make = DIRECTIVES[letter];
		if (make === undefined) {
			throw new DeskError("EUSAGE", `there is no %${letter}`, {
				at: "stat",
				todo: "see `desk stat --help`, or use --json",
			});
		}
		const value = String(make(found, name));
		if (flags.includes("-")) return value.padEnd(Number(width));
		return value.padStart(Number(width), flags.includes("0") && /^\d+$/.test(value) ? "0" : " ");
	});
}

function withEscapes(text: string): string {
	const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", "0": "\0", r: "\r", "\\": "\\" };
	return text.replace(/\\(.)/gsu, (whole, letter: string) => escapes[letter] ?? whole);
}

function seconds(at: Micros): number {
	return Math.floor(at / 1_000_000);
}

/** `2026-11-21 00:27:29.843312000 +0100`, in the machine's zone, as GNU stat prints times. */
function timeText(at: Micros): string {
	const date = toDate(at);
	const pad = (number: number, width = 2) => String(number).padStart(width, "0");
	const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
	const fraction = pad(((at % 1_000_000) + 1_000_000) % 1_000_000, 6);
	const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${fraction}000`;
	const offset = -date.getTimezoneOffset();
	return `${day} ${time} ${offset < 0 ? "-" : "+"}${pad(Math.floor(Math.abs(offset) / 60))}${pad(Math.abs(offset) % 60)}`;
}
