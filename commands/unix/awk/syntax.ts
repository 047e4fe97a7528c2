/** The syntax tree of an awk program. */

/** Where something stands in its source: 1-based. */
export interface Place {
	readonly line: number;
	readonly column: number;
}

/** What can be assigned to. */
export type Target =
	| { readonly type: "variable"; readonly name: string; readonly place: Place }
	| { readonly type: "element"; readonly array: string; readonly index: readonly Expression[]; readonly place: Place }
	| { readonly type: "field"; readonly index: Expression; readonly place: Place };

export type Expression =
	| Target
	| { readonly type: "number"; readonly value: number }
	| { readonly type: "string"; readonly value: string }
	/** Alone it means `$0 ~ /…/`. */
	| { readonly type: "regex"; readonly pattern: string; readonly place: Place }
	| { readonly type: "unary"; readonly operator: "-" | "+" | "!"; readonly operand: Expression }
	| { readonly type: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression }
	| { readonly type: "logical"; readonly operator: "&&" | "||"; readonly left: Expression; readonly right: Expression }
	| { readonly type: "conditional"; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
	| { readonly type: "match"; readonly negated: boolean; readonly left: Expression; readonly right: Expression }
	| { readonly type: "in"; readonly index: readonly Expression[]; readonly array: string; readonly place: Place }
	/** `operator` is "" for plain `=`. */
	| { readonly type: "assign"; readonly operator: string; readonly target: Target; readonly value: Expression }
	| { readonly type: "step"; readonly by: 1 | -1; readonly isPrefix: boolean; readonly target: Target }
	| { readonly type: "call"; readonly name: string; readonly args: readonly Expression[]; readonly place: Place }
	| { readonly type: "builtin"; readonly name: string; readonly args: readonly Expression[]; readonly place: Place }
	| {
			readonly type: "getline";
			/** Where lines come from: the main input, a file or a command. */
			readonly from: "input" | "file" | "command";
			readonly source?: Expression;
			readonly target?: Target;
	  }
	/** `(a, b)`: before `in`, or all that `print` prints. */
	| { readonly type: "group"; readonly items: readonly Expression[]; readonly place: Place };

export interface Redirection {
	readonly kind: ">" | ">>" | "|";
	readonly to: Expression;
}

export type Statement =
	| { readonly type: "expression"; readonly value: Expression }
	| {
			readonly type: "print";
			readonly isFormatted: boolean;
			readonly values: readonly Expression[];
			readonly redirection?: Redirection;
	  }
	| { readonly type: "block"; readonly body: readonly Statement[] }
	| { readonly type: "if"; readonly test: Expression; readonly yes: Statement; readonly no?: Statement }
	| {
			readonly type: "loop";
			readonly start?: Statement;
			readonly test?: Expression;
			readonly step?: Statement;
			readonly body: Statement;
			/** `do … while`: the body comes first. */
			readonly isLate: boolean;
	  }
	| {
			readonly type: "forIn";
			readonly target: Target;
			readonly array: string;
			readonly body: Statement;
			readonly place: Place;
	  }
	| { readonly type: "delete"; readonly array: string; readonly index?: readonly Expression[]; readonly place: Place }
	| { readonly type: "jump"; readonly kind: "next" | "nextfile" | "break" | "continue" }
	| { readonly type: "exit" | "return"; readonly value?: Expression };

export interface Rule {
	readonly kind: "BEGIN" | "END" | "BEGINFILE" | "ENDFILE" | "record";
	/** None: every record. Two: from one to the other. */
	readonly patterns: readonly Expression[];
	/** None prints the record. */
	readonly body?: Statement;
}

export interface FunctionDefinition {
	readonly name: string;
	readonly parameters: readonly string[];
	readonly body: Statement;
	readonly place: Place;
}

export interface Program {
	readonly rules: readonly Rule[];
	readonly functions: ReadonlyMap<string, FunctionDefinition>;
}
