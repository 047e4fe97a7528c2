/** One run of patch: which file each part is for, which hunks fit, and what is said (GNU patch 2.7.6, patch.c and inp.c). */
import { DeskError } from "../../../../src/base/errors.ts";
import { nameOfPath, parentOf, type Vfs } from "../../../../src/vfs/index.ts";
import type { PatchArgs } from "../../patch.ts";
import { type FilePatch, type PatchFormat, parsePatch } from "./parse.ts";
import { type Names, Part, quoted } from "./part.ts";
import { WorkTree } from "./work-tree.ts";

export class PatchSession {
	/** Whether a hunk did not fit. */
	failed = false;
	/** What -o gets. */
	output = "";
	readonly tree: WorkTree;
	readonly #args: PatchArgs;
	readonly #at: (name: string) => string;
	readonly #dryRun: boolean;
	readonly #say: (latin: string) => Promise<void>;
	readonly #warn: (latin: string) => Promise<void>;
	readonly #rejects = new Map<string, string>();
	readonly #kept = new Set<string>();

	/** @param at a name of the patch as a path @param say output, as latin1 @param warn to stderr */
	constructor(
		vfs: Vfs,
		args: PatchArgs,
		at: (name: string) => string,
		dryRun: boolean,
		say: (latin: string) => Promise<void>,
		warn: (latin: string) => Promise<void>,
	) {
		this.tree = new WorkTree(vfs);
		this.#warn = warn;
		this.#args = args;
		this.#at = at;
		this.#dryRun = dryRun;
		this.#say = say;
	}

	/** Apply all of a patch to the work tree. @throws DeskError EFORMAT; what came before is done */
	async run(bytes: Uint8Array): Promise<void> {
		let any = false;
		for (const patch of parsePatch(bytes, formatOf(this.#args))) {
			any = true;
			if (patch.returns) await this.#tell("(Stripping trailing CRs from patch; use --binary to disable.)\n");
			await this.#part(patch);
		}
		if (!any && bytes.length > 0) throw garbage();
		if (this.#args.output !== undefined && this.#args.output !== "-")
			await this.tree.write(this.#at(this.#args.output), this.output);
		for (const [path, text] of this.#rejects) await this.tree.write(path, text);
	}

	/** What may be left unsaid (-s). */
	async #tell(text: string): Promise<void> {
		if (!this.#args.quiet && !this.#args.silent) await this.#say(text);
	}

	async #part(patch: FilePatch): Promise<void> {
		if (patch.git?.binary === true) {
			this.failed = true;
			return await this.#say(
				`File ${quoted(patch.new.name ?? patch.old.name ?? "")}: git binary diffs are not supported.\n`,
			);
		}
		const names = await this.#names(patch);
		if (names === undefined) {
			if (patch.format === "normal") throw garbage();
			return await this.#lost(patch);
		}
		await new Part(patch, names, this.#args, {
			tree: this.tree,
			at: this.#at,
			say: this.#say,
			tell: (text) => this.#tell(text),
			dryRun: this.#dryRun,
			keep: (name, text) => this.#keep(name, text),
			output:
				this.#args.output === undefined
					? undefined
					: (text) => {
							this.output += text;
						},
			reject: (path, text) => {
				this.#rejects.set(path, (this.#rejects.get(path) ?? "") + text);
			},
			fail: () => {
				this.failed = true;
			},
			strip: (name) => this.#strip(name) ?? name,
		}).run();
	}

	/** The file that a part is for; undefined when there is none. */
	async #names(patch: FilePatch): Promise<Names | undefined> {
		const { file, reverse } = this.#args;
		if (file !== undefined) return { source: file, target: file };
		const [old, fresh] = [await this.#usable(patch.old.name), await this.#usable(patch.new.name)];
		const kind = patch.git?.kind;
		if (kind !== undefined && old !== undefined && fresh !== undefined) {
			if (!reverse) return { source: old, target: fresh };
			return { source: fresh, target: old };
		}
		const index = old === undefined && fresh === undefined ? await this.#usable(patch.index) : undefined;
		const names = [old, fresh, index].filter((name) => name !== undefined);
		const existing: string[] = [];
		for (const name of names) if (await this.tree.exists(this.#at(name))) existing.push(name);
		const before = reverse ? patch.new : patch.old;
		const found = best(existing);
		if (found !== undefined) return { source: found, target: found };
		// A patch that deletes what is not there may be applied already; one that creates needs a place.
		const after = reverse ? patch.old : patch.new;
		const chosen = after.missing > 0 ? names.at(-1) : before.missing > 0 ? await this.#easiest(names) : undefined;
		return chosen === undefined ? undefined : { source: chosen, target: chosen };
	}

	/** The name for which the fewest directories have to be made. */
	async #easiest(names: readonly string[]): Promise<string | undefined> {
		const costs = new Map<string, number>();
		for (const name of names) {
			let cost = 0;
			for (
				let path = parentOf(this.#at(name));
				path !== "/" && !(await this.tree.isDirectory(path));
				path = parentOf(path)
			)
				cost++;
			costs.set(name, cost);
		}
		const least = Math.min(...costs.values());
		return best(names.filter((name) => costs.get(name) === least));
	}

	/** A name of the patch without what -p takes off, unless it leads out of the directory. */
	async #usable(name: string | undefined): Promise<string | undefined> {
		const stripped = name === undefined ? undefined : this.#strip(name);
		if (stripped === undefined || stripped === "") return undefined;
		if (stripped.startsWith("/") || stripped.split("/").includes("..")) {
			await this.#warn(`Ignoring potentially dangerous file name ${quoted(stripped)}\n`);
			return undefined;
		}
		return Buffer.from(stripped, "latin1").toString("utf8");
	}

	#strip(name: string): string | undefined {
		const { strip } = this.#args;
		if (strip === undefined) return name.slice(name.lastIndexOf("/") + 1);
		let rest = name;
		for (let n = 0; n < strip; n++) {
			const slash = /^[^/]*\/+/.exec(rest);
			if (slash === null) return undefined;
			rest = rest.slice(slash[0].length);
		}
		return rest;
	}

	/** Nobody knows which file is meant. */
	async #lost(patch: FilePatch): Promise<void> {
		const hint = this.#args.strip === undefined ? "should have used the" : "used the wrong";
		const lead = patch.lead.map((line) => `|${line.endsWith("\n") ? line : `${line}\n`}`).join("");
		const rule = `${"-".repeat(26)}\n`;
		await this.#tell(
			`can't find file to patch at input line ${patch.line}\nPerhaps you ${hint} -p or --strip option?\n`,
		);
		const shown = lead === "" ? "" : `The text leading up to this was:\n${rule}${lead}${rule}`;
		await this.#say(`${shown}File to patch: \nSkip this patch? [y] \n`);
		await this.#tell("Skipping patch.\n");
		const count = patch.hunks.length;
		if (count > 0) await this.#say(`${count} out of ${count} hunk${count === 1 ? "" : "s"} ignored\n`);
		this.failed = true;
	}

	/** Keep a file as it was, once a run. */
	async #keep(name: string, text: string): Promise<void> {
		if (this.#kept.has(name)) return;
		this.#kept.add(name);
		const { prefix, suffix } = this.#args;
		await this.tree.write(this.#at(`${prefix ?? ""}${name}${suffix ?? (prefix === undefined ? ".orig" : "")}`), text);
	}
}

function formatOf({ unified, context, normal }: PatchArgs): PatchFormat | undefined {
	return unified ? "unified" : context ? "context" : normal ? "normal" : undefined;
}

/** Of names that all would do: fewest directories, then the shortest last name, then the shortest. */
function best(names: readonly string[]): string | undefined {
	const weight = (name: string) => [name.split("/").length, nameOfPath(name).length, name.length] as const;
	let chosen: string | undefined;
	for (const name of names) {
		if (chosen === undefined) chosen = name;
		else {
			const [a, b] = [weight(name), weight(chosen)];
			const differs = a.findIndex((size, index) => size !== b[index]);
			if (differs >= 0 && (a[differs] ?? 0) < (b[differs] ?? 0)) chosen = name;
		}
	}
	return chosen;
}

function garbage(): DeskError {
	return new DeskError("EFORMAT", "there is no patch in the input", {
		at: "patch",
		todo: "it reads what diff -u, diff -c or git diff write",
	});
}
