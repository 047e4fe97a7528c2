/**
 * A plan as a person reads it before saying yes. Names and text in it may be anybody's: every line of theirs stands behind a bar, what is
 * not seen is written out, and only lines without a bar are this program's.
 */
import { DANGEROUS, dangerousOf, plainText } from "../../../../src/agents/index.ts";
import { humanSize, shorten, widthOf } from "../../../../src/cli/index.ts";
import type { Style } from "../../../../src/command/index.ts";
import { Access, type Effect } from "../../../../src/vfs/index.ts";
import { compare, linesOf } from "../../../unix/shared/diff/compare.ts";
import { unifiedFormat } from "../../../unix/shared/diff/formats.ts";

/** Lines of a difference that are shown, and of all of them. */
const LINES_EACH = 20;
const LINES = 120;
const EFFECTS = 50;
/** Columns where nobody looks at a terminal. */
const COLUMNS = 160;

const VERBS: Readonly<Record<string, string>> = {
	create: "make",
	write: "change",
	rename: "move",
	remove: "remove",
	setattr: "set",
	erase: "erase",
};

const OTHER_SCRIPTS = /[\p{Script=Cyrillic}\p{Script=Greek}]/gu;

/** A path that cannot be taken for another: in quotes where it has more than letters, letters of two scripts in one path written out. */
export function shownPath(path: string): string {
	if (/\p{Script=Latin}/u.test(path) && path.search(OTHER_SCRIPTS) >= 0)
		return `"${plainText(path).replace(OTHER_SCRIPTS, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`)}"`;
	return /^[\p{L}\p{N}\p{M}/._@+-]+$/u.test(path) ? path : JSON.stringify(plainText(path));
}

/** The beginning of a text of anybody's, each line behind a bar. */
export function quoted(text: string, columns: number, most = 10): string {
	const lines = plainText(text.trim())
		.split("\n")
		.filter((line) => line !== "");
	const shown = lines.slice(0, most).map((line) => `  │ ${shorten(line.replaceAll("\t", "    "), columns - 5)}`);
	return [...shown, ...(lines.length > most ? [`  … ${lines.length - most} more lines`] : [])].join("\n");
}

/** Whether a path lies where only its own name opens it: the outbox, rules, agents. */
export function isDangerous(path: string): boolean {
	return (
		new Access({ reads: DANGEROUS, writes: [] }).reads(path, "portable") ||
		/^\/mail\/(@[^/]+\/)?(outbox(\/|$)|rules\.md$)/i.test(path)
	);
}

/** What would happen, in lines: a table of changes, then how the files would differ. */
export function planText(
	effects: readonly Effect[],
	style: Style,
	writes: readonly string[],
	columns = COLUMNS,
): string {
	const shown = effects.slice(0, EFFECTS);
	const lines = shown.map((effect) => tableLine(effect, style, columns));
	if (effects.length > shown.length) lines.push(style.faint(`  … and ${effects.length - shown.length} more`));
	const dangerous = dangerousOf(writes);
	if (dangerous.length > 0)
		lines.push(
			style.bad(
				`! It may write to ${dangerous.map(shownPath).join(", ")}: that sends mail, or changes what agents and rules do.`,
			),
		);
	let room = LINES;
	for (const effect of shown) {
		if (effect.after === undefined && effect.before === undefined) continue;
		const difference = diffLines(effect, style, columns);
		if (difference.length === 0) continue;
		const part = difference.slice(0, Math.min(LINES_EACH, room));
		room -= part.length;
		if (part.length === 0) {
			lines.push("", style.faint("… more differences are in the plan: `desk agent show RUN`"));
			break;
		}
		lines.push("", style.strong(folded(`${shownPath(effect.to ?? effect.path)}:`, columns)), ...part);
		if (part.length < difference.length) lines.push(style.faint(`  … ${difference.length - part.length} more lines`));
	}
	return lines.join("\n");
}

function tableLine({ op, path, to, size }: Effect, style: Style, columns: number): string {
	const isRemoved = op === "rename" && to?.startsWith("/trash/") === true;
	const verb = (isRemoved ? "delete" : (VERBS[op] ?? op)).padEnd(6);
	const target = to === undefined || isRemoved ? "" : ` → ${shownPath(to)}`;
	const danger = [path, to].some((one) => one !== undefined && isDangerous(one)) ? `  ${style.bad("!")}` : "";
	const bytes =
		op === "create" || op === "write" ? style.faint(`  ${size === undefined ? "folder" : humanSize(size)}`) : "";
	const coloured = isRemoved || op === "remove" ? style.removed(verb) : op === "create" ? style.added(verb) : verb;
	const names = `${shownPath(path)}${target}`;
	// What a terminal would break, it would go on with where this program's own lines begin.
	if (widthOf(names) > columns - 24) return `  ${coloured} ${folded(names, columns - 10)}${danger}`;
	return `  ${coloured} ${names}${bytes}${danger}`;
}

/** A long line in parts, each after the first behind a bar. */
function folded(text: string, columns: number): string {
	const parts: string[] = [];
	for (let rest = text; rest !== ""; ) {
		let end = Math.min(rest.length, columns - 6);
		while (end > 1 && widthOf(rest.slice(0, end)) > columns - 6) end--;
		parts.push(rest.slice(0, end));
		rest = rest.slice(end);
	}
	return parts.join("\n  │ ");
}

function diffLines({ before, after, path, size }: Effect, style: Style, columns: number): string[] {
	if (isBinary(before) || isBinary(after))
		return [style.faint(`  │ not text${size === undefined ? "" : `, ${humanSize(size)}`}`)];
	const [old, fresh] = [linesOf(before ?? Buffer.of()), linesOf(after ?? Buffer.of())];
	const comparison = compare(old, fresh, {}, 3);
	const pieces = [...unifiedFormat(comparison, { context: 3, names: [path, path] })];
	let text = "";
	for (const [role, piece] of pieces) if (role !== "header") text += piece;
	return Buffer.from(text, "latin1")
		.toString("utf8")
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => {
			const plain = shorten(plainText(line).replaceAll("\t", "    "), columns - 5);
			const coloured = line.startsWith("+") ? style.added(plain) : line.startsWith("-") ? style.removed(plain) : plain;
			return `  │ ${coloured}`;
		});
}

function isBinary(bytes: Uint8Array | undefined): boolean {
	return bytes?.includes(0) === true;
}
