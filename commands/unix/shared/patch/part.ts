/** The part of a patch that is for one file: which hunks fit, and what is said (GNU patch 2.7.6, patch.c). */
import { rawBytes } from "../../../../src/base/raw-text.ts";
import type { PatchArgs } from "../../patch.ts";
import { contextSize, type Hunk, reversed, Target } from "./hunk.ts";
import type { FilePatch, Side } from "./parse.ts";
import { rejectedHunk, rejectHeader } from "./rejects.ts";
import type { WorkTree } from "./work-tree.ts";

/** Lines of context that may differ when -F says nothing. */
const FUZZ = 2;

/** The names of one part, as they are meant here: relative to `-d`. */
export interface Names {
	/** The file that is read. */
	readonly source: string;
	/** Where the result goes. */
	readonly target: string;
}

/** What a part needs of its run. */
export interface PartHost {
	readonly tree: WorkTree;
	readonly dryRun: boolean;
	at(name: string): string;
	say(text: string): Promise<void>;
	tell(text: string): Promise<void>;
	keep(name: string, text: string): Promise<void>;
	readonly output: ((text: string) => void) | undefined;
	reject(path: string, text: string): void;
	fail(): void;
	strip(name: string): string;
}

/** The hunks for one file. */
export class Part {
	readonly #patch: FilePatch;
	readonly #names: Names;
	readonly #args: PatchArgs;
	readonly #host: PartHost;
	#reverse: boolean;
	/** The rest is not applied. */
	#skip = false;
	/** It was said which file is worked on. */
	#isAnnounced = false;
	/** Something did not fit exactly. */
	#mismatch = false;
	#rejected = "";
	#failures = 0;

	constructor(patch: FilePatch, names: Names, args: PatchArgs, host: PartHost) {
		this.#patch = patch;
		this.#names = names;
		this.#args = args;
		this.#host = host;
		this.#reverse = args.reverse;
	}

	async run(): Promise<void> {
		const { tree, at } = this.#host;
		const { source, target } = this.#names;
		const lines = await tree.lines(at(source));
		await this.#foresee(source, lines);
		if (!this.#skip) await this.#announce();
		const file = new Target(lines ?? [], this.#args.ignoreWhitespace);
		for (const [index, hunk] of this.#patch.hunks.entries())
			await this.#hunk(file, hunk, index, (lines?.length ?? 0) > 0);
		if (!this.#skip) await this.#finish(at(source), at(target), lines, file.lines.join(""));
		await this.#report();
	}

	get #before(): Side {
		return this.#reverse ? this.#patch.new : this.#patch.old;
	}

	get #after(): Side {
		return this.#reverse ? this.#patch.old : this.#patch.new;
	}

	/** A patch that creates what is there, or deletes what is not, is perhaps applied already. */
	async #foresee(name: string, lines: readonly string[] | undefined): Promise<void> {
		const empty = (lines?.length ?? 0) === 0;
		const side = empty ? this.#after : this.#before;
		if (Number(!empty) >= side.missing) return;
		// git tells an empty file from none.
		const [now, then] = lines === undefined ? [this.#after, this.#before] : [this.#before, this.#after];
		if (empty && now.missing === 1 && then.missing === 2) return;
		const [verb, state] =
			lines === undefined
				? ["delete", "does not exist"]
				: empty
					? ["empty out", "is already empty"]
					: ["create", "already exists"];
		const when = this.#reverse ? ", when reversed," : "";
		if (
			await this.#okToReverse(`The next patch${when} would ${verb} the file ${quoted(latin(name))},\nwhich ${state}!`)
		)
			this.#reverse = !this.#reverse;
	}

	/** What to do with a patch that fits when it is taken back; there is nobody to ask. */
	async #okToReverse(what: string): Promise<boolean> {
		const { forward, force, batch, quiet, silent } = this.#args;
		if (forward) {
			if (!quiet && !silent) await this.#host.say(`${what}  Skipping patch.\n`);
			this.#skip = true;
			return false;
		}
		if (force) {
			await this.#host.tell(`${what}  Applying it anyway.\n`);
			return false;
		}
		if (batch) {
			await this.#host.say(`${what}${this.#reverse ? "  Ignoring -R." : "  Assuming -R."}\n`);
			return true;
		}
		await this.#host.say(`${what}${this.#reverse ? "  Ignore -R? [n] " : "  Assume -R? [n] "}\nApply anyway? [n] \n`);
		await this.#host.tell("Skipping patch.\n");
		this.#skip = true;
		return false;
	}

	async #announce(): Promise<void> {
		this.#isAnnounced = true;
		const { source, target } = this.#names;
		const shown = this.#args.output ?? target;
		const how =
			this.#args.output !== undefined
				? "read"
				: this.#patch.git?.kind === "copy" && !this.#args.reverse
					? "copied"
					: "renamed";
		const origin =
			shown === source || (how === "renamed" && this.#patch.git?.kind === "copy")
				? ""
				: ` (${how} from ${quoted(latin(source))})`;
		await this.#host.tell(`${this.#host.dryRun ? "checking" : "patching"} file ${quoted(latin(shown))}${origin}\n`);
	}

	async #hunk(file: Target, given: Hunk, index: number, isFilled: boolean): Promise<void> {
		let hunk = this.#reverse ? reversed(given) : given;
		let where = 0;
		let fuzz = 0;
		if (!this.#skip) {
			const most = Math.min(this.#args.fuzz ?? FUZZ, contextSize(hunk));
			for (; ; fuzz++) {
				where = file.locate(hunk, fuzz);
				if (where === 0 || fuzz > 0 || file.offset !== 0) this.#mismatch = true;
				const mayBeReversed = index === 0 && where === 0 && !this.#args.force && this.#reverse === this.#args.reverse;
				if (mayBeReversed) {
					const back = reversed(hunk);
					const fits = file.locate(back, fuzz);
					const what = `${this.#reverse ? "Unreversed" : "Reversed (or previously applied)"} patch detected!`;
					if (fits > 0 && (await this.#okToReverse(what))) {
						this.#reverse = !this.#reverse;
						hunk = back;
						where = fits;
					}
				}
				if (this.#skip || where > 0 || fuzz >= most) break;
			}
		}
		const shown = (where > 0 ? where : hunk.oldStart) + file.grown;
		const clashes = where === 1 && this.#before.missing === 2 && isFilled;
		if (this.#skip || where === 0 || clashes) return await this.#abort(file, hunk, index, shown);
		file.apply(hunk, where);
		if (fuzz === 0 && file.offset === 0) return;
		const far = file.offset === 0 ? "" : ` (offset ${file.offset} line${file.offset === 1 ? "" : "s"})`;
		await this.#host.tell(`Hunk #${index + 1} succeeded at ${shown}${fuzz === 0 ? "" : ` with fuzz ${fuzz}`}${far}.\n`);
	}

	async #abort(file: Target, hunk: Hunk, index: number, shown: number): Promise<void> {
		const { format } = this.#patch;
		if (this.#failures++ === 0) this.#rejected = rejectHeader(format, this.#before, this.#after, this.#host.strip);
		this.#rejected += rejectedHunk(format, hunk, file.grown);
		if (!this.#skip) await this.#host.tell(`Hunk #${index + 1} FAILED at ${shown}.\n`);
	}

	/** Put the result where it belongs. */
	async #finish(source: string, target: string, lines: readonly string[] | undefined, text: string): Promise<void> {
		const { tree, output, keep } = this.#host;
		if (output !== undefined) return output(text);
		const { backup, noBackupIfMismatch, removeEmptyFiles } = this.#args;
		const git = this.#patch.git;
		const goes = this.#after.missing === 2;
		if (backup || (!noBackupIfMismatch && (this.#mismatch || this.#failures > 0)))
			await keep(this.#names.source, lines?.join("") ?? "");
		if (goes && text !== "") {
			this.#host.fail();
			await this.#host.tell(`Not deleting file ${quoted(latin(this.#names.target))} as content differs from patch\n`);
		}
		if (text === "" && (goes || removeEmptyFiles)) return await tree.remove(source);
		if (source !== target && (git?.kind === "rename" || this.#args.reverse)) await tree.rename(source, target);
		await tree.write(target, text, this.#args.reverse ? git?.oldMode : git?.mode);
	}

	async #report(): Promise<void> {
		if (this.#failures === 0) return;
		const { rejectFile } = this.#args;
		this.#host.fail();
		const count = this.#patch.hunks.length;
		const summary = `${this.#failures} out of ${count} hunk${count === 1 ? "" : "s"} ${this.#skip ? "ignored" : "FAILED"}`;
		const name = rejectFile ?? `${this.#args.output ?? this.#names.target}.rej`;
		const isKept = rejectFile !== "-" && this.#args.output !== "-" && !this.#host.dryRun && this.#isAnnounced;
		await this.#host.say(`${summary}${isKept ? ` -- saving rejects to file ${quoted(latin(name))}` : ""}\n`);
		if (isKept) this.#host.reject(this.#host.at(name), this.#rejected);
	}
}

function latin(text: string): string {
	return rawBytes(text).toString("latin1");
}

/** As a shell would need it. */
export function quoted(name: string): string {
	return /^[\w@%+=:,./~^\x80-\xff-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
