/** Lists and pipelines as bash's parser nests them (parse.y): pairs joined by a connector, which is how bash prints them. Lists nest to the left, pipelines to the right. */
import type { CommandNode, PipelineNode, Statement } from "unbash";

/** A newline counts only where it is kept: in substitutions. */
export type Connector = "&" | "|" | "&&" | "||" | ";" | "\n";

export interface Connection {
	readonly type: "Connection";
	readonly first: Tree;
	readonly connector: Connector;
	second: Tree | undefined;
}

/** A command, and what stands before and after it. */
export interface Tree {
	/** `time`, `!`. */
	readonly prefix: string;
	/** undefined: nothing, as after a mere `time`. */
	readonly body: CommandNode | Connection | undefined;
	/** Whether its errors go into the pipe too, as of `|&`. */
	readonly withErrors: boolean;
}

/** How one command is separated from the next: `;` or a newline. */
export type SeparatorAfter = (statement: Statement) => ";" | "\n";

/** @returns undefined for no commands */
export function treeOf(statements: readonly Statement[], separatorAfter: SeparatorAfter): Tree | undefined {
	const [first, ...rest] = statements;
	if (first === undefined) return undefined;
	let tree = statementTree(first);
	let last = first;
	for (const statement of rest) {
		const next = statementTree(statement);
		tree = last.background === true ? inBackground(tree, next) : connect(tree, separatorAfter(last), next);
		last = statement;
	}
	return last.background === true ? inBackground(tree, undefined) : tree;
}

function plain(body: Tree["body"]): Tree {
	return { prefix: "", body, withErrors: false };
}

function connect(first: Tree, connector: Connector, second: Tree | undefined): Tree {
	return plain({ type: "Connection", first, connector, second });
}

/** In `a; b &` only the last command is in the background (bash's `connect_async_list`). */
function inBackground(tree: Tree, next: Tree | undefined): Tree {
	const { body } = tree;
	if (body?.type !== "Connection" || body.connector !== ";" || body.second === undefined)
		return connect(tree, "&", next);
	body.second = connect(body.second, "&", next);
	return tree;
}

function statementTree({ command }: Statement): Tree {
	if (command.type !== "AndOr") return pipelineTree(command);
	return chain(command.commands.map(pipelineTree), command.operators);
}

function pipelineTree(node: PipelineNode): Tree {
	if (node.type !== "Pipeline") return plain(node);
	const commands = node.commands.map((command, at) => ({ ...plain(command), withErrors: node.operators[at] === "|&" }));
	const piped = commands.reduceRight<Tree | undefined>(
		(rest, command) => (rest === undefined ? command : connect(command, "|", rest)),
		undefined,
	);
	const time = node.prefixes.find((prefix) => prefix.type === "Time");
	const isNegated = node.prefixes.filter((prefix) => prefix.type === "Negation").length % 2 === 1;
	// Bash 5.2 takes `time --` for `time -p`.
	const isPosix = time?.posix !== undefined || time?.endOfOptions !== undefined;
	return {
		...(piped ?? plain(undefined)),
		prefix: `${time === undefined ? "" : "time "}${isPosix ? "-p " : ""}${isNegated ? "! " : ""}`,
	};
}

function chain(trees: readonly Tree[], operators: readonly Connector[]): Tree {
	return trees.reduce((first, second, at) => connect(first, operators[at - 1] ?? ";", second));
}
