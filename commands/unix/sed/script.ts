/** A sed script, parsed. */
import type { Pattern } from "./regex.ts";
import type { Replacement } from "./substitute.ts";

export type Address =
	| { readonly type: "line"; readonly line: number }
	/** `first~step`. */
	| { readonly type: "step"; readonly first: number; readonly step: number }
	| { readonly type: "last" }
	/** No pattern: the one that was used last. */
	| { readonly type: "regex"; readonly pattern: Pattern | undefined };

/** Where a range ends: an address, `+N` lines later, or at the next multiple of N (`~N`). */
export type RangeEnd =
	| Address
	| { readonly type: "plus"; readonly count: number }
	| { readonly type: "multiple"; readonly of: number };

export interface Command {
	readonly name: string;
	readonly from?: Address;
	readonly to?: RangeEnd;
	/** `!`: where the address does not match. */
	readonly negated: boolean;
	/** 1-based, in the script. */
	readonly line: number;
	/** Text of a, i and c, with its newline; file of r, R, w and W; label. */
	readonly text?: string;
	/** Exit status of q and Q, width of l. */
	readonly number?: number;
	/** Index of the command to go on with: of b, t and T, and of `{` the one after its `}`. */
	target?: number;
	readonly substitution?: Substitution;
	/** Of y. */
	readonly map?: ReadonlyMap<string, string>;
}

export interface Substitution {
	/** None: the one that was used last. */
	readonly pattern: Pattern | undefined;
	readonly replacement: Replacement;
	readonly isGlobal: boolean;
	/** The first match that is replaced, from 1. */
	readonly nth: number;
	readonly prints: boolean;
	/** File of the flag w. */
	readonly file?: string;
}

export interface Script {
	readonly commands: readonly Command[];
	/** It begins with `#n`, which is as the option -n. */
	readonly isSilent: boolean;
}
