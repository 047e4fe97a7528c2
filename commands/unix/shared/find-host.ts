/** What the expressions of find are about, and what they ask of the search that runs them. */
import type { Micros } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import type { Zone } from "../../../src/base/zone.ts";
import type { Stat } from "../../../src/vfs/index.ts";

/** A node on the way, and what find does with it. */
export interface Visit {
	readonly stat: Stat;
	/** Its path as it is printed: the operand as typed, and the way below it. */
	readonly shown: string;
	/** Its name, or the last name of the operand. */
	readonly name: string;
	/** The operand that it was found below. */
	readonly start: string;
	/** How far below: 0 is the operand itself. */
	readonly depth: number;
	/** Do not go below it. */
	prune: boolean;
}

export type Test = (visit: Visit) => boolean | Promise<boolean>;

/** What tests and actions need of the world. */
export interface FindHost {
	/** When the command began. */
	readonly now: Micros;
	/** @throws DeskError ENOENT */
	stat(path: string): Promise<Stat>;
	/** The instant that words mean, as `date -d` reads them. @throws DeskError EINVAL */
	date(words: string): Promise<Micros>;
	/** Inodes of the files with a tag. */
	tagged(tag: string): Promise<ReadonlySet<number>>;
	/** Whether nothing is in a directory, once what was deleted is gone. */
	isEmpty(directory: Stat): Promise<boolean>;
	print(visit: Visit, end: string): Promise<void>;
	/** @returns whether it can be deleted; if not, that has been reported */
	remove(visit: Visit): Promise<boolean>;
	quit(): void;
	/** Of dates that are printed. */
	readonly zone: Zone;
	/** Print text that an action makes of a node. */
	write(text: string, visit: Visit): Promise<void>;
	/** Run a command, in `cwd` if given. @returns its exit status */
	execute(argv: readonly string[], cwd: string | undefined): Promise<number>;
	/** Ask a person, yes or no; no when there is none to ask. */
	ask(question: string): Promise<boolean>;
	/** The search ends with status 1. */
	failed(): void;
}

/** `emacs` is GNU find's default. */
export type RegexSyntax = "emacs" | "basic" | "extended";

/** What an expression says beside its tests. */
export interface FindOptions {
	minDepth: number;
	maxDepth: number;
	/** Directories after what is in them. */
	depthFirst: boolean;
	/** `-depth` was said; `-delete` only implies it. */
	depthAsked: boolean;
	/** It prints or deletes by itself; without any action what matches is printed. */
	acts: boolean;
	deletes: boolean;
	prunes: boolean;
	/** What remains to be done when all was looked at. */
	readonly atEnd: (() => Promise<void>)[];
	regexSyntax: RegexSyntax;
}

/** A mistake in the expression. */
export function usage(what: string, todo = "see `desk find --help`"): DeskError {
	return new DeskError("EUSAGE", what, { at: "find", todo });
}
