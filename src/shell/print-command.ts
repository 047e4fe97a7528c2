/**
 * Functions as bash 5.2 prints them for `declare -f` and `type`. This follows bash's print_cmd.c step by step, and keeps its
 * state (which newline, blank or `;` is due): the text is bash's to the letter, its slips with here-documents included.
 */
import type {
	ArithmeticFor,
	Case,
	Command,
	CommandNode,
	CompoundList,
	For,
	Function as FunctionNode,
	HereDoc,
	If,
	Redirection,
	Select,
	Statement,
	TestExpression,
	Word,
} from "unbash";
import { type Connection, type Connector, type Tree, treeOf } from "./command-tree.ts";
import { hereDocBody, hereDocHeader, redirectText } from "./print-redirection.ts";
import { WordPrinter } from "./print-word.ts";
import type { Source } from "./syntax.ts";
import type { Announced, AnnouncedCommand } from "./traps.ts";

/** Blanks of one level. */
const LEVEL = 4;
const RESERVED = new Set(
	"if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc".split(" "),
);

/** A function as `declare -f` prints it: bash's text, without a newline at its end. */
export function printFunction(name: string, node: FunctionNode, source: Source): string {
	return new Printer(source, false).topFunction(name, node);
}

/** A command as `BASH_COMMAND` has it: a simple one whole, of a loop and a `case` the head. */
export function printCommand({ node, source }: AnnouncedCommand): string {
	return new Printer(source, false).head(node);
}

/** The three expressions of `for ((…))` as written; an empty one is 1. */
export function arithmeticForParts(node: ArithmeticFor, source: Source): string[] {
	return new Printer(source, false).arithmeticParts(node);
}

class Printer {
	readonly #source: Source;
	readonly #words: WordPrinter;
	/** In `$(…)` bash keeps newlines between commands. */
	readonly #isSubstitution: boolean;
	#text = "";
	#indentation = 0;
	/** How many commands follow on the same line. */
	#skipIndent = 0;
	#functions = 0;
	#connections = 0;
	/** Here-documents whose bodies follow after the next connector. */
	#deferred: HereDoc[] = [];
	#wasHereDoc = false;

	constructor(source: Source, isSubstitution: boolean) {
		this.#source = source;
		this.#isSubstitution = isSubstitution;
		this.#words = new WordPrinter(source, (statements) => new Printer(source, true).script(statements));
	}

	/** The commands of a substitution. */
	script(statements: readonly Statement[]): string {
		this.#list(statements);
		return this.#text;
	}

	/** What `BASH_COMMAND` shows. */
	head(node: Announced): string {
		switch (node.type) {
			case "ArithmeticStep":
				return `((${node.text}))`;
			case "For":
			case "Select":
				return this.#forHead(node);
			case "Case":
				return `case ${this.#words.word(node.word)} in `;
			default:
				this.#command(node, false);
				this.#hereDocs("");
				return this.#text;
		}
	}

	#forHead(node: For | Select): string {
		return `${node.type === "For" ? "for" : "select"} ${this.#words.word(node.name)} in ${node.wordlist === undefined ? '"$@"' : this.#joined(node.wordlist, " ")}`;
	}

	topFunction(name: string, node: FunctionNode): string {
		this.#text = `${RESERVED.has(name) ? "function " : ""}${name} () \n{ \n`;
		this.#functionBody(node.body);
		return this.#text;
	}

	#functionBody(body: FunctionNode["body"]): void {
		const [group, redirects] =
			body.type === "Redirected" && body.command.type === "BraceGroup" ? [body.command, body.redirects] : [body, []];
		this.#functions++;
		this.#within(() => {
			if (group.type === "BraceGroup") this.#list(group.body.commands);
			else if (group.type === "CompoundList") this.#list(group.commands);
			else this.#tree({ prefix: "", body: group, withErrors: false });
			this.#hereDocs("");
		});
		this.#functions--;
		this.#newline("}");
		if (redirects.length > 0) {
			this.#text += " ";
			this.#redirections(redirects);
		}
	}

	#list(statements: readonly Statement[]): void {
		const { text } = this.#source;
		this.#tree(
			treeOf(statements, ({ end }) =>
				this.#isSubstitution && !/^[ \t]*;/.test(text.slice(end, end + 1000)) ? "\n" : ";",
			),
		);
	}

	/** A list on the line that was begun. */
	#listHere({ commands }: CompoundList): void {
		this.#skipIndent++;
		this.#list(commands);
	}

	#tree(tree: Tree | undefined): void {
		if (tree === undefined) return;
		const spine: { tree: Tree; connection: Connection }[] = [];
		let first = tree;
		// Lists nest to the left: as deep as they are long.
		for (; first.body?.type === "Connection"; first = first.body.first) {
			spine.push({ tree: first, connection: first.body });
			this.#begin(first);
			this.#connections++;
			this.#skipIndent++;
		}
		this.#begin(first);
		if (first.body !== undefined) this.#command(first.body as CommandNode, first.withErrors);
		for (const { tree, connection } of spine.reverse()) {
			this.#connector(connection.connector, connection.second !== undefined);
			this.#tree(connection.second);
			this.#hereDocs("");
			this.#connections--;
			if (tree.withErrors) this.#text += " 2>&1";
		}
	}

	#begin({ prefix }: Tree): void {
		if (this.#skipIndent > 0) this.#skipIndent--;
		else this.#indent();
		this.#text += prefix;
	}

	#connector(connector: Connector, hasSecond: boolean): void {
		if (connector !== ";" && connector !== "\n") {
			this.#hereDocs(` ${connector}${connector.length === 2 ? " " : ""}`);
			if (hasSecond && connector.length === 1) this.#text += " ";
			if (hasSecond) this.#skipIndent++;
			return;
		}
		if (this.#deferred.length > 0) this.#hereDocs("");
		else if (this.#wasHereDoc) this.#wasHereDoc = false;
		else this.#text += connector;
		if (this.#functions > 0) this.#text += "\n";
		else {
			if (connector === ";") this.#text += " ";
			if (hasSecond) this.#skipIndent++;
		}
	}

	#command(node: CommandNode, withErrors: boolean): void {
		if (node.type === "Command") {
			this.#simple(node, withErrors);
			return;
		}
		this.#compound(node);
		if (withErrors) this.#text += " 2>&1";
	}

	#compound(node: Exclude<CommandNode, Command>): void {
		switch (node.type) {
			case "Redirected":
				this.#compound(node.command);
				this.#text += " ";
				return this.#redirections(node.redirects);
			case "Function":
				this.#text += `function ${this.#words.word(node.name)} () \n`;
				this.#indent();
				this.#text += "{ \n";
				return this.#functionBody(node.body);
			case "BraceGroup":
				return this.#group(node.body);
			case "Subshell":
				this.#text += "( ";
				this.#listHere(node.body);
				this.#hereDocs("");
				this.#text += " )";
				return;
			case "Coproc":
				this.#text += `coproc ${node.name === undefined ? "COPROC" : this.#words.word(node.name)} `;
				if (node.body.type === "CompoundList") this.#listHere(node.body);
				else this.#command(node.body, false);
				return;
			case "For":
			case "Select":
				this.#text += `${this.#forHead(node)};`;
				return this.#doOnItsLine(node.body);
			case "ArithmeticFor":
				this.#text += `for ((${this.arithmeticParts(node).join("; ")}))`;
				return this.#doOnItsLine(node.body);
			case "While":
				this.#text += `${node.kind} `;
				this.#listHere(node.clause);
				this.#hereDocs("");
				this.#semicolon();
				this.#text += " do\n";
				this.#inner(node.body);
				this.#semicolon();
				return this.#newline("done");
			case "If":
				return this.#if(node.clause, node.then, node.elif, node.else);
			case "Case":
				return this.#case(node);
			case "ArithmeticCommand":
				this.#text += `((${this.#words.range(node.pos + 2, node.end - 2, node.expression === undefined ? [] : [node.expression])}))`;
				return;
			case "TestCommand":
				this.#text += `[[ ${this.#test(node.expression)} ]]`;
		}
	}

	#simple(node: Command, withErrors: boolean): void {
		const words: string[] = [];
		const redirections: Redirection[] = [];
		for (const part of [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix]) {
			if (part.type === "Word" || part.type === "Assignment") words.push(this.#words.word(part));
			else redirections.push(part);
		}
		this.#text += words.join(" ");
		if (redirections.length === 0 && !withErrors) return;
		if (words.length > 0) this.#text += " ";
		this.#redirections(redirections, withErrors);
	}

	#redirections(redirections: readonly Redirection[], withErrors = false): void {
		const texts = redirections.map((node) =>
			node.type === "HereDoc" ? hereDocHeader(node) : redirectText(node, this.#words),
		);
		this.#text += [...texts, ...(withErrors ? ["2>&1"] : [])].join(" ");
		this.#wasHereDoc = false;
		const hereDocs = redirections.filter((node) => node.type === "HereDoc");
		if (hereDocs.length === 0) return;
		this.#deferred = hereDocs;
		if (this.#connections === 0) this.#hereDocs("");
	}

	/** Print a connector, and after it the bodies of here-documents that wait for it. */
	#hereDocs(connector: string): void {
		this.#text += connector;
		if (this.#deferred.length === 0) return;
		this.#text += `\n${this.#deferred.map((node) => `${hereDocBody(node)}\n`).join("")}${connector === "" ? "" : " "}`;
		this.#wasHereDoc = true;
		this.#deferred = [];
	}

	#group(body: CompoundList): void {
		this.#text += "{ ";
		if (this.#functions === 0) {
			this.#listHere(body);
			this.#hereDocs("");
			this.#semicolon();
			this.#text += " }";
			return;
		}
		this.#text += "\n";
		this.#inner(body);
		this.#newline("}");
	}

	#doOnItsLine(body: CompoundList): void {
		this.#newline("do\n");
		this.#inner(body);
		this.#semicolon();
		this.#newline("done");
	}

	#if(
		clause: CompoundList,
		then: CompoundList,
		[elif, ...elifs]: If["elif"],
		otherwise: CompoundList | undefined,
	): void {
		this.#text += "if ";
		this.#listHere(clause);
		this.#semicolon();
		this.#text += " then\n";
		this.#inner(then);
		if (elif !== undefined || otherwise !== undefined) {
			this.#semicolon();
			this.#newline("else\n");
			this.#within(() => {
				if (elif === undefined) this.#list(otherwise?.commands ?? []);
				else {
					this.#indent();
					this.#if(elif.clause, elif.then, elifs, otherwise);
				}
				this.#hereDocs("");
			});
		}
		this.#semicolon();
		this.#newline("fi");
	}

	#case(node: Case): void {
		this.#text += `case ${this.#words.word(node.word)} in `;
		this.#within(() => {
			for (const item of node.items) {
				this.#newline("");
				this.#text += `${this.#joined(item.pattern, " | ")})\n`;
				this.#inner(item.body);
				this.#newline(item.terminator ?? ";;");
			}
		});
		this.#newline("esac");
	}

	#test(node: TestExpression): string {
		switch (node.type) {
			case "TestGroup":
				return `( ${this.#test(node.expression)} )`;
			case "TestNot":
				return `${node.negations.length % 2 === 1 ? "! " : ""}${this.#test(node.operand)}`;
			case "TestLogical":
				return node.operands.map((operand) => this.#test(operand)).join(` ${node.operator} `);
			case "TestUnary":
				return `${node.operator} ${this.#words.word(node.operand)}`;
			case "TestBinary":
				return `${this.#words.word(node.left)} ${node.operator} ${this.#words.word(node.right)}`;
		}
	}

	/** The three parts of `for ((…))`: an empty one is 1. */
	arithmeticParts(node: ArithmeticFor): string[] {
		const { text } = this.#source;
		const nodes = [node.initialize, node.test, node.update].filter((part) => part !== undefined);
		const parts: string[] = [];
		let start = text.indexOf("((", node.pos) + 2;
		let depth = 0;
		for (let at = start; at < node.body.pos && depth >= 0; at++) {
			const char = text[at];
			const inside = nodes.find((part) => part.pos <= at && at < part.end);
			if (inside !== undefined) at = inside.end - 1;
			else if (char === "(") depth++;
			else if (char === ")") depth--;
			if (inside !== undefined || (depth >= 0 && (depth > 0 || char !== ";"))) continue;
			parts.push(
				this.#words
					.range(
						start,
						at,
						nodes.filter((part) => part.pos >= start && part.end <= at),
					)
					.trimStart() || "1",
			);
			start = at + 1;
		}
		return parts;
	}

	#joined(words: readonly Word[], separator: string): string {
		return words.map((word) => this.#words.word(word)).join(separator);
	}

	/** A list one level further in. */
	#inner({ commands }: CompoundList): void {
		this.#within(() => {
			this.#list(commands);
			this.#hereDocs("");
		});
	}

	#within(print: () => void): void {
		this.#indentation += LEVEL;
		print();
		this.#indentation -= LEVEL;
	}

	#indent(): void {
		this.#text += " ".repeat(this.#indentation);
	}

	#newline(text: string): void {
		this.#text += "\n";
		this.#indent();
		this.#text += text;
	}

	#semicolon(): void {
		if (!/[&\n]$/.test(this.#text.slice(-1))) this.#text += ";";
	}
}
