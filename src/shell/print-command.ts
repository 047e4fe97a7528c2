/**
 * Functions as bash 5.2 prints them for `declare -f` and `type`. This follows bash's print_cmd.c step by step, and keeps its
 * state (`CommandText`): the text is bash's to the letter, its slips with here-documents included.
 */
import type {
	ArithmeticFor,
	Case,
	Command,
	CommandNode,
	CompoundList,
	For,
	Function as FunctionNode,
	If,
	Redirection,
	Select,
	Statement,
	Word,
} from "unbash";
import { CommandText } from "./command-text.ts";
import { type Connection, type Tree, treeOf } from "./command-tree.ts";
import { forParts, testText } from "./print-expression.ts";
import { WordPrinter } from "./print-word.ts";
import type { Source } from "./syntax.ts";
import type { Announced, AnnouncedCommand } from "./traps.ts";

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
	return forParts(node, source, wordsOf(source));
}

function wordsOf(source: Source): WordPrinter {
	return new WordPrinter(source, (statements) => new Printer(source, true).script(statements));
}

class Printer {
	readonly #source: Source;
	readonly #words: WordPrinter;
	readonly #out: CommandText;
	/** In `$(…)` bash keeps newlines between commands. */
	readonly #isSubstitution: boolean;

	constructor(source: Source, isSubstitution: boolean) {
		this.#source = source;
		this.#isSubstitution = isSubstitution;
		this.#words = wordsOf(source);
		this.#out = new CommandText(this.#words);
	}

	/** The commands of a substitution. */
	script(statements: readonly Statement[]): string {
		this.#list(statements);
		return this.#out.toString();
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
				return this.#caseHead(node);
			default:
				this.#command(node, false);
				this.#out.hereDocs("");
				return this.#out.toString();
		}
	}

	#forHead(node: For | Select): string {
		return `${node.type === "For" ? "for" : "select"} ${this.#words.word(node.name)} in ${node.wordlist === undefined ? '"$@"' : this.#joined(node.wordlist, " ")}`;
	}

	#caseHead(node: Case): string {
		return `case ${this.#words.word(node.word)} in `;
	}

	topFunction(name: string, node: FunctionNode): string {
		this.#out.add(`${RESERVED.has(name) ? "function " : ""}${name} () \n{ \n`);
		this.#functionBody(node.body);
		return this.#out.toString();
	}

	#functionBody(body: FunctionNode["body"]): void {
		const [group, redirects] =
			body.type === "Redirected" && body.command.type === "BraceGroup" ? [body.command, body.redirects] : [body, []];
		this.#out.inFunction(() => {
			if (group.type === "BraceGroup") this.#list(group.body.commands);
			else if (group.type === "CompoundList") this.#list(group.commands);
			else this.#tree({ prefix: "", body: group, withErrors: false });
		});
		this.#out.newline("}");
		if (redirects.length > 0) {
			this.#out.add(" ");
			this.#out.redirections(redirects);
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
		this.#out.stayOnLine();
		this.#list(commands);
	}

	/** A list one level further in. */
	#inner({ commands }: CompoundList): void {
		this.#out.within(() => this.#list(commands));
	}

	#tree(tree: Tree | undefined): void {
		if (tree === undefined) return;
		const spine: { tree: Tree; connection: Connection }[] = [];
		let first = tree;
		// Lists nest to the left: as deep as they are long.
		for (; first.body?.type === "Connection"; first = first.body.first) {
			spine.push({ tree: first, connection: first.body });
			this.#out.begin(first.prefix);
			this.#out.beginConnection();
		}
		this.#out.begin(first.prefix);
		if (first.body !== undefined) this.#command(first.body as CommandNode, first.withErrors);
		for (const { tree, connection } of spine.reverse()) {
			this.#out.connector(connection.connector, connection.second !== undefined);
			this.#tree(connection.second);
			this.#out.endConnection();
			if (tree.withErrors) this.#out.add(" 2>&1");
		}
	}

	#command(node: CommandNode, withErrors: boolean): void {
		if (node.type === "Command") {
			this.#simple(node, withErrors);
			return;
		}
		this.#compound(node);
		if (withErrors) this.#out.add(" 2>&1");
	}

	#compound(node: Exclude<CommandNode, Command>): void {
		const out = this.#out;
		switch (node.type) {
			case "Redirected":
				this.#compound(node.command);
				out.add(" ");
				return out.redirections(node.redirects);
			case "Function":
				out.add(`function ${this.#words.word(node.name)} () \n`);
				out.indent();
				out.add("{ \n");
				return this.#functionBody(node.body);
			case "BraceGroup":
				return this.#group(node.body);
			case "Subshell":
				out.add("( ");
				this.#listHere(node.body);
				out.hereDocs("");
				return out.add(" )");
			case "Coproc":
				out.add(`coproc ${node.name === undefined ? "COPROC" : this.#words.word(node.name)} `);
				if (node.body.type === "CompoundList") this.#listHere(node.body);
				else this.#command(node.body, false);
				return;
			case "For":
			case "Select":
				out.add(`${this.#forHead(node)};`);
				return this.#doOnItsLine(node.body);
			case "ArithmeticFor":
				out.add(`for ((${forParts(node, this.#source, this.#words).join("; ")}))`);
				return this.#doOnItsLine(node.body);
			case "While":
				out.add(`${node.kind} `);
				this.#listHere(node.clause);
				out.hereDocs("");
				out.semicolon();
				out.add(" do\n");
				this.#inner(node.body);
				out.semicolon();
				return out.newline("done");
			case "If":
				return this.#if(node.clause, node.then, node.elif, node.else);
			case "Case":
				return this.#case(node);
			case "ArithmeticCommand":
				return out.add(
					`((${this.#words.range(node.pos + 2, node.end - 2, node.expression === undefined ? [] : [node.expression])}))`,
				);
			case "TestCommand":
				return out.add(`[[ ${testText(node.expression, this.#words)} ]]`);
		}
	}

	#simple(node: Command, withErrors: boolean): void {
		const words: string[] = [];
		const redirections: Redirection[] = [];
		for (const part of [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix]) {
			if (part.type === "Word" || part.type === "Assignment") words.push(this.#words.word(part));
			else redirections.push(part);
		}
		this.#out.add(words.join(" "));
		if (redirections.length === 0 && !withErrors) return;
		if (words.length > 0) this.#out.add(" ");
		this.#out.redirections(redirections, withErrors);
	}

	#group(body: CompoundList): void {
		this.#out.add("{ ");
		if (!this.#out.isInFunction) {
			this.#listHere(body);
			this.#out.hereDocs("");
			this.#out.semicolon();
			this.#out.add(" }");
			return;
		}
		this.#out.add("\n");
		this.#inner(body);
		this.#out.newline("}");
	}

	#doOnItsLine(body: CompoundList): void {
		this.#out.newline("do\n");
		this.#inner(body);
		this.#out.semicolon();
		this.#out.newline("done");
	}

	#if(
		clause: CompoundList,
		then: CompoundList,
		[elif, ...elifs]: If["elif"],
		otherwise: CompoundList | undefined,
	): void {
		const out = this.#out;
		out.add("if ");
		this.#listHere(clause);
		out.semicolon();
		out.add(" then\n");
		this.#inner(then);
		if (elif !== undefined || otherwise !== undefined) {
			out.semicolon();
			out.newline("else\n");
			out.within(() => {
				if (elif === undefined) this.#list(otherwise?.commands ?? []);
				else {
					out.indent();
					this.#if(elif.clause, elif.then, elifs, otherwise);
				}
			});
		}
		out.semicolon();
		out.newline("fi");
	}

	#case(node: Case): void {
		this.#out.add(this.#caseHead(node));
		this.#out.within(() => {
			for (const item of node.items) {
				this.#out.newline("");
				this.#out.add(`${this.#joined(item.pattern, " | ")})\n`);
				this.#inner(item.body);
				this.#out.newline(item.terminator ?? ";;");
			}
		});
		this.#out.newline("esac");
	}

	#joined(words: readonly Word[], separator: string): string {
		return words.map((word) => this.#words.word(word)).join(separator);
	}
}
