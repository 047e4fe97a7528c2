/** The half of front matter that needs the `yaml` package. Loaded with the module that uses it, never at start-up. */
import { type Document, isAlias, isMap, isNode, isScalar, parseDocument, visit, type YAMLMap } from "yaml";
import { DeskError, messageOf } from "../base/errors.ts";
import { MAX_LENGTH } from "./front-matter-simple.ts";
import { lineColumn, type Split } from "./front-matter-split.ts";

/** Deepest nesting of flow collections, and of block collections that open on one line. */
const MAX_FLOW_DEPTH = 100;
const DEEP_LINE = /^[ ]*(?:[-?:][ \t]+){20}/m;
/** Explicit keys (`? key`): `yaml` takes cubic time when they nest (1,000 of them: minutes). */
const MAX_EXPLICIT_KEYS = 10;
/** How often aliases may be expanded in all: the bound against "billion laughs". */
const MAX_ALIASES = 100;

const TODO = "correct the lines between the two `---`";
const TODO_FOR: Record<string, string> = {
	BLOCK_AS_IMPLICIT_KEY: "put a value that holds `: ` in quotes",
	BAD_SCALAR_START: "put a value that begins with a special character in quotes",
	DUPLICATE_KEY: "keep one of the two",
};

/**
 * The YAML document of a file's front matter: YAML 1.2 core schema, so dates stay strings; custom tags mean nothing; keys
 * are strings.
 * @throws DeskError EFORMAT with the line and column in the file: broken YAML, a duplicate key, more than one document,
 * too long or too deep, not a mapping.
 */
export function frontMatterDocument(text: string, split: Split): Document {
	const yaml = split.yaml ?? "";
	const fail = (what: string, at = 0, todo = TODO): DeskError =>
		new DeskError("EFORMAT", `the front matter is not valid: ${what}`, {
			...lineColumn(text, split.yamlStart + at),
			todo,
		});
	if (yaml.length > MAX_LENGTH)
		throw fail(`it is longer than ${MAX_LENGTH} characters`, 0, "move long text into the body");
	if (isTooDeep(yaml)) throw fail("it is nested too deeply");
	const document = parseDocument(yaml, {
		version: "1.2",
		schema: "core",
		stringKeys: true,
		resolveKnownTags: false,
		uniqueKeys: false, // its own check takes quadratic time
		prettyErrors: false,
		logLevel: "error", // "silent" would let a second document pass
	});
	const broken = document.errors[0];
	if (broken !== undefined) throw fail(asClause(broken.message), broken.pos[0], TODO_FOR[broken.code]);
	visit(document, {
		Map: (_, map) => {
			const twice = duplicateKey(map);
			if (twice !== undefined)
				throw fail(`the key \`${twice.name}\` stands there twice`, twice.at, TODO_FOR.DUPLICATE_KEY);
		},
	});
	if (document.contents !== null && !isEmpty(document) && !isMap(document.contents)) {
		throw fail("it is not a mapping", document.contents.range?.[0], "write lines of the form `key: value`");
	}
	return document;
}

/**
 * The data of a file's front matter; `{}` when the block is empty.
 * @throws DeskError EFORMAT as `frontMatterDocument`, and for aliases that expand without bound or contain themselves.
 */
export function yamlData(text: string, split: Split): Record<string, unknown> {
	const document = frontMatterDocument(text, split);
	let alias: number | undefined;
	visit(document, {
		Alias: (_, node) => {
			alias = node.range?.[0] ?? 0;
			return visit.BREAK;
		},
	});
	try {
		const data: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
		if (alias !== undefined) JSON.stringify(data); // throws when an alias lies within its own anchor
		return isRecord(data) ? data : {};
	} catch (error) {
		const place = lineColumn(text, split.yamlStart + (alias ?? 0));
		const why = messageOf(error).includes("circular") ? "an alias contains itself" : asClause(messageOf(error));
		throw new DeskError("EFORMAT", `the front matter is not valid: ${why}`, { ...place, todo: TODO, cause: error });
	}
}

/** Line and column in the file where the value (or failing that, the key) at `path` stands; the block's first line if absent. */
export function valuePosition(
	text: string,
	split: Split,
	path: readonly (string | number)[],
): { line: number; column: number } {
	if (split.yaml === undefined) return { line: 1, column: 1 };
	const document = frontMatterDocument(text, split);
	const node: unknown = document.getIn(path, true);
	const at = isNode(node) && !isAlias(node) ? node.range?.[0] : undefined;
	return lineColumn(text, split.yamlStart + (at ?? 0));
}

/** Whether `data` is a mapping as `yaml` gives them. */
export function isRecord(data: unknown): data is Record<string, unknown> {
	return typeof data === "object" && data !== null && !Array.isArray(data);
}

/** Whether the document has neither key nor value: an empty block, or one of comments only. */
export function isEmpty(document: Document): boolean {
	const node: unknown = document.contents;
	return (
		node === null ||
		(isScalar(node) && node.value === null && (node.range === undefined || node.range?.[0] === node.range?.[1]))
	);
}

function duplicateKey(map: YAMLMap): { name: string; at: number } | undefined {
	const seen = new Set<string>();
	for (const { key } of map.items) {
		if (!isScalar(key)) continue;
		const name = String(key.value);
		if (seen.has(name)) return { name, at: key.range?.[0] ?? 0 };
		seen.add(name);
	}
	return undefined;
}

function isTooDeep(yaml: string): boolean {
	if (DEEP_LINE.test(yaml)) return true;
	if ((yaml.match(/(?<![^\s\-?:,[{])\?(?=\s|$)/g)?.length ?? 0) > MAX_EXPLICIT_KEYS) return true;
	let depth = 0;
	for (const [bracket] of yaml.matchAll(/[[\]{}]/g)) {
		depth = bracket === "[" || bracket === "{" ? depth + 1 : Math.max(0, depth - 1);
		if (depth > MAX_FLOW_DEPTH) return true;
	}
	return false;
}

/** A library's message as a clause in the middle of our sentence. */
function asClause(message: string): string {
	return message.slice(0, 1).toLowerCase() + message.slice(1).replace(/[.:\s]+$/, "");
}
