/** The expression language of find: parsed into one function that is asked about every node. */
import { execAction } from "./find-exec.ts";
import { type FindHost, type FindOptions, type RegexSyntax, type Test, usage } from "./find-host.ts";
import { printfAction } from "./find-printf.ts";
import { FIND_TESTS } from "./find-tests.ts";

/** The parsed expression. */
export interface FindExpression {
	test: Test;
	options: FindOptions;
}

/** The words before the expression are the paths; `-L` before them follows symbolic links, the last of `-L -H -P` counts. */
export function splitOperands(all: readonly string[]): {
	paths: string[];
	expression: string[];
	follow: "L" | "H" | "P";
} {
	const start = all.findIndex((word) => !/^-[LHP]$/.test(word));
	const words = all.slice(start < 0 ? all.length : start);
	const last = all[(start < 0 ? all.length : start) - 1] ?? "-P";
	return { ...splitWords(words), follow: last.slice(1) as "L" | "H" | "P" };
}

function splitWords(words: readonly string[]): { paths: string[]; expression: string[] } {
	const at = words.findIndex((word) => /^-.|^[(!,]$/s.test(word));
	return at < 0 ? { paths: [...words], expression: [] } : { paths: words.slice(0, at), expression: words.slice(at) };
}

/**
 * Read an expression: `,` binds least, then `-o`, then `-a` (which may be left out), then `!`.
 * @throws DeskError EUSAGE; what a test's value leads to (ENOENT of `-newer`)
 */
export async function parseExpression(words: readonly string[], host: FindHost): Promise<FindExpression> {
	const parser = new Parser(words, host);
	const test = words.length === 0 ? always : await parser.list();
	parser.expectEnd();
	const { options } = parser;
	if (options.deletes && options.prunes && !options.depthAsked) {
		throw usage("-delete looks at directories last, so -prune has no effect", "say -depth if that is meant");
	}
	if (options.acts) return { test, options };
	const print: Test = async (visit) => {
		await host.print(visit, "\n");
		return true;
	};
	return { test: and(test, print), options };
}

const always: Test = () => true;

function and(left: Test, right: Test): Test {
	return async (visit) => (await left(visit)) && (await right(visit));
}

function or(left: Test, right: Test): Test {
	return async (visit) => (await left(visit)) || (await right(visit));
}

class Parser {
	readonly #words: readonly string[];
	readonly #host: FindHost;
	#at = 0;
	readonly options: FindOptions = {
		minDepth: 0,
		maxDepth: Number.POSITIVE_INFINITY,
		depthFirst: false,
		depthAsked: false,
		acts: false,
		deletes: false,
		prunes: false,
		atEnd: [],
		regexSyntax: "emacs",
	};

	constructor(words: readonly string[], host: FindHost) {
		this.#words = words;
		this.#host = host;
	}

	/** `a , b`: both are asked, b decides. */
	async list(): Promise<Test> {
		let test = await this.#either();
		while (this.#accept(",")) {
			const [left, right] = [test, await this.#either()];
			test = async (visit) => {
				await left(visit);
				return await right(visit);
			};
		}
		return test;
	}

	expectEnd(): void {
		const word = this.#words[this.#at];
		if (word === ")") throw usage("a ')' is without its '('");
		if (word !== undefined) throw usage(`'${word}' stands after the expression`, "paths come first");
	}

	async #either(): Promise<Test> {
		let test = await this.#both();
		while (this.#accept("-o", "-or")) test = or(test, await this.#both());
		return test;
	}

	async #both(): Promise<Test> {
		let test = await this.#not();
		for (;;) {
			const joined = this.#accept("-a", "-and");
			const next = this.#words[this.#at];
			if (!joined && (next === undefined || next === ")" || next === "," || next === "-o" || next === "-or"))
				return test;
			test = and(test, await this.#not());
		}
	}

	async #not(): Promise<Test> {
		if (!this.#accept("!", "-not")) return await this.#primary();
		const test = await this.#not();
		return async (visit) => !(await test(visit));
	}

	async #primary(): Promise<Test> {
		if (this.#accept("(")) {
			const test = await this.list();
			if (!this.#accept(")")) throw usage("a '(' is without its ')'");
			return test;
		}
		const word = this.#words[this.#at++];
		if (word === undefined) throw usage(`something is missing after '${this.#words[this.#at - 2]}'`);
		if (!word.startsWith("-")) {
			throw word === ")"
				? usage("there is nothing before ')'")
				: usage(`'${word}' stands after the expression began`, "paths come first; quote patterns");
		}
		const action = ACTIONS[word];
		if (action !== undefined) return action(this.options, this.#host, () => this.#words[this.#at++]);
		const option = OPTIONS[word];
		if (option !== undefined) {
			option(this.options, word, () => this.#value(word));
			return always;
		}
		const make = FIND_TESTS[word];
		if (make === undefined) throw usage(`there is no '${word}'`, HINTS[word] ?? "see `desk find --help`");
		return await make(() => this.#value(word), this.#host, this.options);
	}

	#value(word: string): string {
		const value = this.#words[this.#at++];
		if (value === undefined) throw usage(`${word} needs a value`);
		return value;
	}

	#accept(...words: string[]): boolean {
		const found = words.includes(this.#words[this.#at] ?? "");
		if (found) this.#at++;
		return found;
	}
}

type Action = (options: FindOptions, host: FindHost, next: () => string | undefined) => Test;

const ACTIONS: Readonly<Record<string, Action>> = {
	"-print": printing("\n"),
	"-print0": printing("\0"),
	"-prune": (options) => {
		options.prunes = true;
		return (visit) => {
			visit.prune = true;
			return true;
		};
	},
	"-delete": (options, host) => {
		Object.assign(options, { acts: true, deletes: true, depthFirst: true });
		return (visit) => host.remove(visit);
	},
	"-exec": execAction("-exec"),
	"-execdir": execAction("-execdir"),
	"-ok": execAction("-ok"),
	"-okdir": execAction("-okdir"),
	"-printf": (options, host, next) => {
		const format = next();
		if (format === undefined) throw usage("-printf needs a format");
		options.acts = true;
		return printfAction(format, host);
	},
	"-quit": (options, host) => {
		options.acts = true;
		return () => {
			host.quit();
			return true;
		};
	},
};

function printing(end: string): Action {
	return (options, host) => {
		options.acts = true;
		return async (visit) => {
			await host.print(visit, end);
			return true;
		};
	};
}

/** These hold for the whole search, wherever they stand; but `-regextype` for what follows it. */
const OPTIONS: Readonly<Record<string, (options: FindOptions, word: string, value: () => string) => void>> = {
	"-maxdepth": (options, word, value) => {
		options.maxDepth = depthOf(word, value());
	},
	"-mindepth": (options, word, value) => {
		options.minDepth = depthOf(word, value());
	},
	"-depth": askDepth,
	// The tree is one file system, and has no links.
	"-mount": () => {},
	"-xdev": () => {},
	"-follow": () => {},
	"-noleaf": () => {},
	"-warn": () => {},
	"-nowarn": () => {},
	"-ignore_readdir_race": () => {},
	"-d": askDepth,
	"-regextype": (options, _word, value) => {
		const name = value();
		const syntax = REGEX_SYNTAXES[name];
		if (syntax === undefined)
			throw usage(`there is no regex type '${name}'`, `choose ${Object.keys(REGEX_SYNTAXES).join(", ")}`);
		options.regexSyntax = syntax;
	},
};

function askDepth(options: FindOptions): void {
	Object.assign(options, { depthFirst: true, depthAsked: true });
}

const REGEX_SYNTAXES: Readonly<Record<string, RegexSyntax>> = {
	emacs: "emacs",
	"findutils-default": "emacs",
	"posix-basic": "basic",
	grep: "basic",
	sed: "basic",
	"posix-extended": "extended",
	"posix-egrep": "extended",
	egrep: "extended",
};

/** What to do instead. */
const HINTS: Readonly<Record<string, string>> = {
	"-ls": "use --json, or pipe to `desk ls -l`",
};

function depthOf(word: string, text: string): number {
	if (!/^\d+$/.test(text)) throw usage(`${word} takes a number, not '${text}'`);
	return Number(text);
}
