/** `[[ … ]]`, and what `test` asks of files and variables. */
import type { TestExpression } from "unbash";
import { DeskError } from "../base/errors.ts";
import type { Stat } from "../vfs/index.ts";
import { evaluateRaw, subscriptValue } from "./arithmetic-scope.ts";
import { expandText } from "./expand.ts";
import { expandPattern, expandRegex } from "./expand-pattern.ts";
import { compilePattern } from "./language/pattern.ts";
import { matchRegex } from "./language/regex.ts";
import { compareText } from "./language/test-expression.ts";
import type { OptionName } from "./options.ts";
import type { Shell } from "./shell.ts";
import { wordOf } from "./syntax.ts";
import { trace } from "./trace.ts";

/** @throws ArithmeticError, RegexError */
export async function evaluateConditional(shell: Shell, node: TestExpression, negated = false): Promise<boolean> {
	switch (node.type) {
		case "TestGroup":
			return await evaluateConditional(shell, node.expression);
		case "TestNot": {
			const negates = node.negations.length % 2 === 1;
			return (await evaluateConditional(shell, node.operand, negates)) !== negates;
		}
		case "TestLogical": {
			for (const operand of node.operands) {
				const holds = await evaluateConditional(shell, operand);
				if (holds !== (node.operator === "&&")) return holds;
			}
			return node.operator === "&&";
		}
		case "TestUnary":
			return await unary(shell, node, negated);
		case "TestBinary":
			return await binary(shell, node, negated);
	}
}

function escapeEach(text: string): string {
	return text.replace(/[\s\S]/gu, "\\$&");
}

/** `set -x`: what is tested, expanded. */
async function traceTest(shell: Shell, negated: boolean, ...words: string[]): Promise<void> {
	if (!shell.options.xtrace) return;
	await trace(shell, `[[ ${negated ? "! " : ""}${words.map((word) => (word === "" ? "''" : word)).join(" ")} ]]`);
}

async function unary(
	shell: Shell,
	{ operator, operand }: Extract<TestExpression, { type: "TestUnary" }>,
	negated: boolean,
): Promise<boolean> {
	const text = await expandText(shell, operand);
	await traceTest(shell, negated, operator, text);
	return await unaryTest(shell, operator, text);
}

async function binary(
	shell: Shell,
	node: Extract<TestExpression, { type: "TestBinary" }>,
	negated: boolean,
): Promise<boolean> {
	const { operator } = node;
	const left = await expandText(shell, node.left);
	const caseInsensitive = shell.options.shopt.has("nocasematch");
	if (operator === "=" || operator === "==" || operator === "!=") {
		const text = await expandPattern(shell, node.right);
		// What was quoted shows as such: each character.
		if (shell.options.xtrace)
			await traceTest(shell, negated, left, operator, await expandPattern(shell, node.right, "start", escapeEach));
		const pattern = compilePattern(text, { extglob: true, caseInsensitive });
		return pattern.matches(left) === (operator !== "!=");
	}
	if (operator === "=~") {
		const regex = await expandRegex(shell, node.right);
		await traceTest(shell, negated, left, operator, regex);
		const groups = matchRegex(left, regex, { caseInsensitive });
		shell.variables.setArray("BASH_REMATCH", groups ?? []);
		return groups !== undefined;
	}
	const right = await expandText(shell, node.right);
	await traceTest(shell, negated, left, operator, right);
	const compare = NUMBERS[operator];
	if (compare !== undefined) return compare(evaluateRaw(shell, left), evaluateRaw(shell, right));
	if (operator === "<") return compareText(left, right) < 0;
	if (operator === ">") return compareText(left, right) > 0;
	return await fileComparison(shell, left, operator, right);
}

const NUMBERS: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
	"-eq": (a, b) => a === b,
	"-ne": (a, b) => a !== b,
	"-lt": (a, b) => a < b,
	"-le": (a, b) => a <= b,
	"-gt": (a, b) => a > b,
	"-ge": (a, b) => a >= b,
};

async function statOf(shell: Shell, path: string, follows = true): Promise<Stat | undefined> {
	if (path === "") return undefined;
	try {
		const vfs = await shell.world.commands.open();
		const found = await vfs.find(shell.path(path), follows || path.endsWith("/"));
		return found !== undefined && path.endsWith("/") && found.kind !== "directory" ? undefined : found;
	} catch (error) {
		if (error instanceof DeskError && (error.code === "EINVAL" || error.code === "ENAMETOOLONG")) return undefined;
		throw error;
	}
}

/** Streams that are always there. */
const DEVICES = /^\/dev\/(null|zero|full|tty|stdin|stdout|stderr|fd\/\d+)$/;

type FileTest = (stat: Stat) => boolean;
const FILE_TESTS: Readonly<Record<string, FileTest>> = {
	"-a": () => true,
	"-e": () => true,
	"-f": (stat) => stat.kind === "file",
	"-d": (stat) => stat.kind === "directory",
	"-s": (stat) => stat.kind === "directory" || stat.size > 0,
	"-r": () => true,
	"-w": (stat) => !stat.view,
	"-x": (stat) => stat.kind === "directory" || (stat.mode & 0o111) !== 0,
	"-h": (stat) => stat.kind === "symlink",
	"-L": (stat) => stat.kind === "symlink",
	"-b": () => false,
	"-c": () => false,
	"-p": () => false,
	"-S": () => false,
	"-g": (stat) => (stat.mode & 0o2000) !== 0,
	"-u": (stat) => (stat.mode & 0o4000) !== 0,
	"-k": (stat) => (stat.mode & 0o1000) !== 0,
	"-O": () => true,
	"-G": () => true,
	"-N": () => false,
};

/** A test with one operand. */
export async function unaryTest(shell: Shell, operator: string, operand: string): Promise<boolean> {
	switch (operator) {
		case "-n":
			return operand !== "";
		case "-z":
			return operand === "";
		case "-v":
			return await isSet(shell, operand);
		case "-R":
			return shell.variables.findPlain(operand)?.reference === true;
		case "-o":
			return (shell.options as unknown as Record<string, unknown>)[operand as OptionName] === true;
		case "-t":
			return /^\d+$/.test(operand.trim()) && shell.descriptors.get(Number(operand))?.terminal === true;
		default:
	}
	const isFile = FILE_TESTS[operator];
	if (isFile === undefined) return false;
	if (DEVICES.test(operand)) return "-e-a-r-w-c".includes(operator);
	if (shell.world.devices.has(operand)) return "-e-a-r-w-p".includes(operator);
	const stat = await statOf(shell, operand, !"-h-L".includes(operator));
	return stat !== undefined && isFile(stat);
}

async function isSet(shell: Shell, operand: string): Promise<boolean> {
	const element = /^([A-Za-z_]\w*)\[([\s\S]*)\]$/.exec(operand);
	if (element === null)
		return /^\d+$/.test(operand)
			? shell.positional[Number(operand) - 1] !== undefined
			: shell.variables.get(operand) !== undefined;
	const value = shell.variables.value(element[1] as string);
	const key = await expandText(shell, wordOf(element[2] as string), "none");
	if (value instanceof Map) return value.has(key) || ((key === "@" || key === "*") && value.size > 0);
	const elements = Array.isArray(value) ? value : value === undefined ? [] : [value];
	if (key === "@" || key === "*") return elements.length > 0;
	if (elements.length === 0) return false;
	const index = subscriptValue(shell, key);
	return elements[index < 0 ? elements.length + index : index] !== undefined;
}

/** `-nt`, `-ot`, `-ef`. */
export async function fileComparison(shell: Shell, left: string, operator: string, right: string): Promise<boolean> {
	const [a, b] = [await statOf(shell, left), await statOf(shell, right)];
	if (operator === "-ef") return a !== undefined && b !== undefined && a.inode === b.inode;
	if (operator === "-nt") return a !== undefined && (b === undefined || a.mtime > b.mtime);
	if (operator === "-ot") return b !== undefined && (a === undefined || a.mtime < b.mtime);
	return false;
}
