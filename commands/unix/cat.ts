import { defineCommand, flag, operands } from "../../src/command/index.ts";
import { fileContentSchema, writeContentJson } from "./shared/content-json.ts";
import { attempt, contentWriter, openInput } from "./shared/inputs.ts";

/** How lines are marked on their way out. */
export interface LineMarks {
	number: boolean;
	numberNonblank: boolean;
	squeezeBlank: boolean;
	showEnds: boolean;
	showTabs: boolean;
	showNonprinting: boolean;
}

/** `desk cat`: bytes of files, one after the other. */
export const cat = defineCommand({
	name: "cat",
	summary: "Print files",
	about:
		"Bytes go out as they are; on a terminal control characters are shown, not obeyed, so that no file can drive it. " +
		"With --json one object per file: text when it is UTF-8, else base64; marks and numbers do not apply to it.",
	args: {
		number: flag("number all lines", "n"),
		numberNonblank: flag("number lines that are not empty", "b"),
		squeezeBlank: flag("one empty line where there are several", "s"),
		showAll: flag("same as -vET", "A"),
		showEnds: flag("$ at the end of each line", "E"),
		showTabs: flag("tabs as ^I", "T"),
		showNonprinting: flag("control characters as ^X, bytes above 127 as M-x", "v"),
		marksAndEnds: flag("same as -vE", "e"),
		marksAndTabs: flag("same as -vT", "t"),
		paths: operands("PATH", "files, or PATH@N for revision N; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	output: fileContentSchema,
	failsWith: 1,
	examples: [
		["desk cat /notes/meeting-notes.md", "print a note"],
		["desk cat /notes/inbox.md@1", "what its first revision said (@-1: the one before the newest)"],
		["desk cat -n /files/scripts/backup.sh", "with line numbers"],
		["desk cat --json /notes/inbox.md | jq -r .text", "for another program"],
	],
	async run(context, args) {
		const writer = contentWriter(context);
		const marker = wantsMarks(args) ? new LineMarker(marksOf(args)) : undefined;
		for (const operand of args.paths.length === 0 ? ["-"] : args.paths) {
			await attempt(context, async () => {
				const input = await openInput(context, operand);
				if (context.json) return await writeContentJson(context, input, () => input.stream());
				for await (const part of input.stream()) await writer.write(marker === undefined ? part : marker.mark(part));
			});
		}
		if (marker !== undefined) await writer.write(marker.end());
		await writer.end();
	},
});

type Flags = LineMarks & { showAll: boolean; marksAndEnds: boolean; marksAndTabs: boolean };

function marksOf(flags: Flags): LineMarks {
	const { showAll, marksAndEnds, marksAndTabs } = flags;
	return {
		...flags,
		showNonprinting: flags.showNonprinting || showAll || marksAndEnds || marksAndTabs,
		showEnds: flags.showEnds || showAll || marksAndEnds,
		showTabs: flags.showTabs || showAll || marksAndTabs,
	};
}

function wantsMarks(flags: Flags): boolean {
	const marks = marksOf(flags);
	return (
		marks.number ||
		marks.numberNonblank ||
		marks.squeezeBlank ||
		marks.showEnds ||
		marks.showTabs ||
		marks.showNonprinting
	);
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** Longest form of one byte: `M-^X`; and a line number with its tab. */
const LONGEST_BYTE = 4;
const LONGEST_NUMBER = 20;

/**
 * Marks lines as GNU cat 9.1 does. Lines may run from one piece, and from one file, into the next, so numbers and blank
 * lines are counted across them.
 */
export class LineMarker {
	readonly #marks: LineMarks;
	/** What stands for a byte, where it is not itself. */
	readonly #forms: readonly (Buffer | undefined)[];
	#line = 0;
	/** Newlines in a row: 0 after the end of a line with text (and at the start), -1 inside a line. */
	#newlines = 0;
	/** A carriage return whose next byte is not known yet: before a newline -E shows it. */
	#heldReturn = false;

	constructor(marks: LineMarks) {
		this.#marks = marks;
		this.#forms = Array.from({ length: 256 }, (_, byte) => formOf(byte, marks));
	}

	/** A piece with its marks. */
	mark(part: Uint8Array): Uint8Array {
		const { number, numberNonblank, squeezeBlank, showEnds, showNonprinting } = this.#marks;
		const holdsReturns = showEnds && !showNonprinting;
		let lines = 2;
		for (const byte of part) if (byte === NEWLINE) lines++;
		const out = Buffer.allocUnsafe((part.length + 1) * LONGEST_BYTE + lines * LONGEST_NUMBER);
		let end = 0;
		const startLine = () => {
			if (this.#newlines >= 0 && (number || numberNonblank))
				end += out.write(`${String(++this.#line).padStart(6)}\t`, end);
		};
		for (const byte of part) {
			if (this.#heldReturn) {
				this.#heldReturn = false;
				if (byte === NEWLINE) end += out.write("^M", end, "latin1");
				else out[end++] = RETURN;
			}
			if (byte === NEWLINE) {
				this.#newlines++;
				if (this.#newlines >= 2) {
					this.#newlines = 2;
					if (squeezeBlank) continue;
				}
				if (this.#newlines > 0 && number && !numberNonblank) startLine();
				if (showEnds) out[end++] = 0x24;
				out[end++] = NEWLINE;
				continue;
			}
			startLine();
			this.#newlines = -1;
			const form = this.#forms[byte];
			if (holdsReturns && byte === RETURN) this.#heldReturn = true;
			else if (form === undefined) out[end++] = byte;
			else end += form.copy(out, end);
		}
		return out.subarray(0, end);
	}

	/** What was held back when the input ends. */
	end(): Uint8Array {
		const held = this.#heldReturn ? Buffer.of(RETURN) : Buffer.alloc(0);
		this.#heldReturn = false;
		return held;
	}
}

function formOf(byte: number, marks: LineMarks): Buffer | undefined {
	if (byte === 0x09) return marks.showTabs ? Buffer.from("^I") : undefined;
	if (!marks.showNonprinting) return undefined;
	const low = byte & 0x7f;
	const shown = low === 0x7f ? "^?" : low < 0x20 ? `^${String.fromCharCode(low + 64)}` : String.fromCharCode(low);
	const text = byte >= 0x80 ? `M-${shown}` : shown;
	return text === String.fromCharCode(byte) ? undefined : Buffer.from(text);
}
