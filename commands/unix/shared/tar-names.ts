/** Names of members: which are excluded or chosen, and which are safe. */
import { DeskError } from "../../../src/base/errors.ts";
import { globToRegExp } from "../../../src/base/glob.ts";
import type { Context } from "../../../src/command/index.ts";

/** Whether a name has a component `..`: such a member may lead out of the place where it is unpacked. */
export function leadsOut(name: string): boolean {
	return name.split("/").includes("..");
}

/** A name without what must not be there: a leading slash, or all up to its last `..`. */
export function relativeName(name: string): { name: string; removed: string } {
	const removed = /^(?:.*(?:^|\/)\.\.(?:\/|$))?\/*/s.exec(name)?.[0] ?? "";
	return { name: name.slice(removed.length), removed };
}

/** `--exclude`: a pattern holds for a whole name, or from any slash on, and for all below what it matches; `*` also matches slashes. */
export function excluder(patterns: readonly string[]): (name: string) => boolean {
	const regexps = patterns.map((pattern) => globToRegExp(pattern.replace(/(?<=.)\/+$/, "")));
	return (name) => {
		const names = name.replace(/\/+$/, "").split("/");
		for (let start = 0; start < names.length; start++)
			for (let end = start + 1; end <= names.length; end++) {
				const part = names.slice(start, end).join("/");
				if (part !== "" && regexps.some((regexp) => regexp.test(part))) return true;
			}
		return false;
	};
}

/** The members that were asked for by name: each is itself and what is below it. */
export class Chosen {
	readonly #names: readonly { name: string; matches: (name: string) => boolean }[];
	readonly #found = new Set<string>();

	constructor(names: readonly string[], wildcards: boolean) {
		this.#names = names.map((name) => {
			const bare = name.replace(/(?<=.)\/+$/, "");
			const regexp = wildcards ? globToRegExp(bare) : undefined;
			return { name, matches: (member) => (regexp === undefined ? member === bare : regexp.test(member)) };
		});
	}

	has(member: string): boolean {
		if (this.#names.length === 0) return true;
		const names = member.replace(/(?<=.)\/+$/, "").split("/");
		let isChosen = false;
		for (const { name, matches } of this.#names) {
			if (!names.some((_, at) => matches(names.slice(0, at + 1).join("/")))) continue;
			this.#found.add(name);
			isChosen = true;
		}
		return isChosen;
	}

	/** Those that nothing was. */
	get missing(): string[] {
		return this.#names.map(({ name }) => name).filter((name) => !this.#found.has(name));
	}
}

/** A member's name without its first components; undefined when nothing is left. */
export function stripped(name: string, count: number): string | undefined {
	if (count === 0) return name;
	const rest = name
		.split("/")
		.filter((part) => part !== "" && part !== ".")
		.slice(count)
		.join("/");
	return rest === "" ? undefined : rest;
}

/** A member's name as it is listed: a directory's ends in a slash. */
export const withSlash = ({ name, type }: { name: string; type?: string | null | undefined }) =>
	type === "directory" && !name.endsWith("/") ? `${name}/` : name;

/** Where a name lies, seen from `base`. */
export function resolved(context: Context, base: string, text: string): string {
	return context.path(text.startsWith("/") ? text : `${base}/${text}`);
}

/** A mistake in how tar was called. */
export function usage(what: string): DeskError {
	return new DeskError("EUSAGE", what, { at: "tar", todo: "see `desk tar --help`" });
}
