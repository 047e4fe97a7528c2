/** What a hand other than the owner's may do to the tree: an agent's, an MCP client's. Globs over paths as they really are, links resolved. */
import { DeskError } from "../base/errors.ts";
import type { Kind } from "./mount.ts";
import { type NameRules, nameKey, namesOf } from "./path.ts";

/**
 * Globs over absolute paths. `*` and `?` stay within a name, `**` is any number of names (so `/notes/**` is all of /notes), a
 * backslash takes the next character as it is. A glob without any of these covers what lies below it, too.
 */
export interface Permissions {
	readonly reads: readonly string[];
	readonly writes: readonly string[];
	/** Places that only a glob covers which spells them out: `/**` is not yet `/sys`. */
	readonly guarded?: { readonly reads: readonly string[]; readonly writes: readonly string[] };
}

interface Glob {
	/** `**`, or what fits a name; literal text as a string. */
	readonly parts: readonly (string | RegExp)[];
	/** The names before its first wildcard. */
	readonly literal: string;
	/** Guarded places that it spells out. */
	readonly opens: readonly string[];
}

const ANY = "**";
const WILD = /(?<!\\)(?:\\\\)*[*?]/;

/** Permissions, ready to be asked; every question is about a path without links. */
export class Access {
	readonly permissions: Permissions;
	readonly #compiled = new Map<NameRules, { reads: Rights; writes: Rights }>();

	constructor(permissions: Permissions) {
		this.permissions = permissions;
	}

	#by(rules: NameRules): { reads: Rights; writes: Rights } {
		let found = this.#compiled.get(rules);
		if (found === undefined) {
			const { reads, writes, guarded } = this.permissions;
			found = {
				reads: new Rights(reads, guarded?.reads ?? [], rules),
				writes: new Rights(writes, guarded?.writes ?? [], rules),
			};
			this.#compiled.set(rules, found);
		}
		return found;
	}

	/** Whether the bytes of a file may be read, or a directory be listed whole. */
	reads(path: string, rules: NameRules): boolean {
		return this.#by(rules).reads.cover(path);
	}

	/** Whether something may be made, changed, moved or removed at a path. */
	writes(path: string, rules: NameRules): boolean {
		return this.#by(rules).writes.cover(path);
	}

	/** Whether a path may be named at all: it may be read or written, or is a directory on the way to what may be. */
	sees(path: string, rules: NameRules, kind: Kind | undefined): boolean {
		const { reads, writes } = this.#by(rules);
		return reads.cover(path) || writes.cover(path) || (kind === "directory" && this.leads(path, rules));
	}

	/** Whether something below a directory may be seen. */
	leads(path: string, rules: NameRules): boolean {
		const { reads, writes } = this.#by(rules);
		return reads.lead(path) || writes.lead(path);
	}

	/** Whether something below a directory may be written. */
	writesBelow(path: string, rules: NameRules): boolean {
		return this.#by(rules).writes.lead(path);
	}

	/** Whether all that a mount holds may be read, so also what is computed of it. */
	readsAllOf(mount: string): boolean {
		return this.#by("posix").reads.holdAll(`/${mount}`);
	}

	/** @throws DeskError EACCES */
	mustSee(path: string, rules: NameRules, kind: Kind | undefined): void {
		if (!this.sees(path, rules, kind)) throw hidden(path);
	}

	/** @throws DeskError EACCES */
	mustRead(path: string, rules: NameRules): void {
		if (!this.reads(path, rules)) throw hidden(path);
	}
}

/** The same refusal whether or not something is there, so that nobody learns what is. */
export function hidden(path: string): DeskError {
	return new DeskError("EACCES", "this may not be read here", {
		at: path,
		todo: "only the owner can give the permission: `reads` of the agent, or `--reads` of `desk mcp`",
	});
}

/** The globs of one kind. */
class Rights {
	readonly #globs: readonly Glob[];
	readonly #guarded: readonly Glob[];
	readonly #rules: NameRules;

	constructor(globs: readonly string[], guarded: readonly string[], rules: NameRules) {
		this.#rules = rules;
		this.#guarded = guarded.map((glob) => compile(glob, rules, []));
		this.#globs = globs.map((glob) => compile(glob, rules, this.#guarded));
	}

	cover(path: string): boolean {
		return this.#fit(path, ({ whole }) => whole);
	}

	lead(path: string): boolean {
		return this.#fit(path, ({ begun }) => begun);
	}

	holdAll(path: string): boolean {
		const names = namesOf(path);
		const guards = this.#guards(names);
		return this.#globs.some(
			({ parts, opens }) =>
				guards.every((guard) => opens.includes(guard)) &&
				parts.at(-1) === ANY &&
				!parts.slice(0, -1).includes(ANY) &&
				parts.length - 1 <= names.length &&
				parts.slice(0, -1).every((part, at) => fits(part, names[at] ?? "")),
		);
	}

	#fit(path: string, is: (walked: { whole: boolean; begun: boolean }) => boolean): boolean {
		const names = namesOf(path).map((name, at) => (at === 0 ? name : nameKey(name, this.#rules)));
		const guards = this.#guards(names);
		return this.#globs.some(
			({ parts, opens }) => guards.every((guard) => opens.includes(guard)) && is(walk(parts, names)),
		);
	}

	/** The guarded places that a path lies in. */
	#guards(names: readonly string[]): string[] {
		return this.#guarded.filter(({ parts }) => walk(parts, names).whole).map(({ literal }) => literal);
	}
}

function fits(part: string | RegExp, name: string): boolean {
	return typeof part === "string" ? part === name : part.test(name);
}

/** All ways through a glob at once, so that no glob takes longer than its length times the path's. */
function walk(parts: readonly (string | RegExp)[], names: readonly string[]): { whole: boolean; begun: boolean } {
	let at = skipping(parts, new Set([0]));
	for (const name of names) {
		const next = new Set<number>();
		for (const place of at) {
			const part = parts[place];
			if (part === ANY) next.add(place);
			else if (part !== undefined && fits(part, name)) next.add(place + 1);
		}
		at = skipping(parts, next);
		if (at.size === 0) break;
	}
	return { whole: at.has(parts.length), begun: [...at].some((place) => place < parts.length) };
}

/** With the places behind every `**`, which may stand for nothing. */
function skipping(parts: readonly (string | RegExp)[], places: Set<number>): Set<number> {
	for (const place of places) if (parts[place] === ANY) places.add(place + 1);
	return places;
}

function compile(glob: string, rules: NameRules, guarded: readonly Glob[]): Glob {
	const isWild = WILD.test(glob);
	const names = namesOf(glob.length > 1 && glob.endsWith("/") ? glob.slice(0, -1) : glob);
	const parts = names.map((name, at) => compileName(name, at === 0 ? "posix" : rules));
	if (!isWild || glob.endsWith("/")) parts.push(ANY);
	const wildAt = parts.findIndex((part) => part === ANY || typeof part !== "string");
	const spelled = parts.slice(0, wildAt < 0 ? parts.length : wildAt) as string[];
	const opens = guarded.filter((guard) => walk(guard.parts, spelled).whole).map(({ literal }) => literal);
	return { parts, literal: glob, opens };
}

function compileName(name: string, rules: NameRules): string | RegExp {
	if (name === ANY) return ANY;
	const key = nameKey(name, rules);
	if (!WILD.test(key)) return key.replace(/\\(.)/gsu, "$1");
	const source = key.replace(/\\(.)|\*+|\?|[.+^${}()|[\]\\]/gsu, (found, escaped: string | undefined) => {
		if (escaped !== undefined) return escaped.replace(/[.*+?^${}()|[\]\\]/, "\\$&");
		return found.startsWith("*") ? ".*" : found === "?" ? "." : `\\${found}`;
	});
	return new RegExp(`^${source}$`, "su");
}

/** A glob that fits a path and nothing else that is not below it. */
export function literalGlob(path: string): string {
	return path.replace(/[\\*?]/g, "\\$&");
}
