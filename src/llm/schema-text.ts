/**
 * The short form of a JSON schema, for `--schema` and the front matter of prompts. Simon Willison's `llm` has its first half
 * (names, types, descriptions); lists, choices and nested fields are ours:
 *
 *     schema = fields | "[" fields "]"                     in brackets: a list of such objects
 *     fields = field ("," field)*                          or one on each line; descriptions may then hold commas
 *     field  = name ["?"] [type] [":" description]         with "?", it may be null
 *     type   = (base | choices | "{" fields "}") "[]"*     without one, it is a string
 *     base   = "string" | "str" | "text" | "int" | "integer" | "float" | "number" | "bool" | "boolean" | "date" | "datetime"
 *     choices = word ("|" word)+                           `paid|open|late`
 */
import { DeskError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";

/** What an answer must look like. */
export interface OutputSchema {
	/** A JSON schema (draft 2020-12) whose root is an object, as providers ask for. */
	readonly schema: Readonly<Record<string, unknown>>;
	/** The list that was asked for is the object's `items`: providers take no list at the root. */
	readonly many: boolean;
}

/** The grammar in a few lines, for help. */
export const SCHEMA_FORMS =
	"NAME [TYPE] [: DESCRIPTION], parted by commas or lines. TYPE is string (default), int, number, bool, date, datetime, a|b|c (choices) or {fields}; with [] a list of them. NAME? may be null. [fields] asks for a list of objects. A JSON schema, or the path of a .json file that holds one, is taken too.";

const BASES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
	string: { type: "string" },
	str: { type: "string" },
	text: { type: "string" },
	int: { type: "integer" },
	integer: { type: "integer" },
	float: { type: "number" },
	number: { type: "number" },
	bool: { type: "boolean" },
	boolean: { type: "boolean" },
	date: { type: "string", format: "date" },
	datetime: { type: "string", format: "date-time" },
};

/** Nesting of `{ }` and `[ ]`. */
const DEEPEST = 16;
/** Longest text (UTF-16 units), short or JSON. */
const LONGEST = 64 * 1024;

/**
 * Read a schema, in the short form or as JSON.
 * @throws DeskError EFORMAT with line and column
 */
export function parseSchemaText(text: string): OutputSchema {
	if (text.length > LONGEST) throw new DeskError("EFORMAT", "the schema is too long", { todo: "ask for fewer fields" });
	if (/^\s*\{\s*["}]/.test(text)) return fromJson(text);
	return new Reader(text).schema();
}

/** A JSON schema that somebody wrote. @throws DeskError EFORMAT */
export function checkedSchema(schema: unknown): OutputSchema {
	const isObject = typeof schema === "object" && schema !== null && !Array.isArray(schema);
	const root = isObject ? (schema as Record<string, unknown>) : {};
	if (root.type === "array") return { schema: objectOf({ items: root }, ["items"]), many: true };
	if (root.type !== "object" || typeof root.properties !== "object" || root.properties === null)
		throw new DeskError("EFORMAT", "this is no JSON schema of an object or a list", {
			todo: 'write {"type": "object", "properties": {…}}, or the short form: name, age int',
		});
	return { schema: root, many: false };
}

function fromJson(text: string): OutputSchema {
	let schema: unknown;
	try {
		schema = JSON.parse(text);
	} catch (error) {
		throw new DeskError("EFORMAT", `the schema is no valid JSON (${(error as Error).message})`, {
			todo: "correct it, or write the short form: name, age int",
			cause: error,
		});
	}
	return checkedSchema(schema);
}

type Schema = Readonly<Record<string, unknown>>;

function objectOf(properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema {
	return { type: "object", properties, required, additionalProperties: false };
}

/** One method a production; `#at` is an index into the text. */
class Reader {
	readonly #text: string;
	#at = 0;
	#depth = 0;

	constructor(text: string) {
		this.#text = text;
	}

	schema(): OutputSchema {
		this.#skip(/[\s,]*/y);
		const many = this.#take("[");
		const fields = this.#fields(many ? "]" : "");
		if (many && !this.#take("]")) throw this.#error("`]` is missing", "close the list of fields");
		this.#skip(/\s*/y);
		if (this.#at < this.#text.length) throw this.#error("this was not expected", "remove it");
		return { schema: many ? objectOf({ items: { type: "array", items: fields } }, ["items"]) : fields, many };
	}

	/** @param closing the bracket that ends them, or "" */
	#fields(closing: string): Schema {
		if (++this.#depth > DEEPEST) throw this.#error("the schema is nested too deeply", "nest it less");
		const inLines = this.#areLines(closing);
		const properties: Record<string, Schema> = {};
		for (;;) {
			this.#skip(/[\s,]*/y);
			if (this.#at >= this.#text.length || this.#text[this.#at] === closing) break;
			const start = this.#at;
			const [name, schema] = this.#field(inLines, closing);
			if (Object.hasOwn(properties, name)) throw this.#error(`'${name}' is there twice`, "name it otherwise", start);
			Object.defineProperty(properties, name, { value: schema, enumerable: true });
			this.#skip(/[^\S\n]*/y);
			const next = this.#text[this.#at];
			if (next !== undefined && next !== "," && next !== "\n" && next !== closing)
				throw this.#error(`'${next}' was not expected`, "part fields by commas: name, age int");
		}
		this.#depth--;
		const names = Object.keys(properties);
		if (names.length === 0) throw this.#error("there are no fields", "name some: name, age int");
		return objectOf(properties, names);
	}

	#field(inLines: boolean, closing: string): [string, Schema] {
		const name = this.#match(/[\p{L}_][\p{L}\p{M}\p{N}_-]*/uy);
		if (name === undefined) throw this.#error("a name was expected", "begin with a letter: name, age int");
		const optional = this.#take("?");
		this.#skip(/[^\S\n]*/y);
		const next = this.#text[this.#at];
		const bare = next === undefined || next === "," || next === ":" || next === "\n" || next === closing;
		let schema: Schema = bare ? { type: "string" } : this.#type();
		if (optional) schema = nullable(schema);
		this.#skip(/[^\S\n]*/y);
		if (!this.#take(":")) return [name, schema];
		const description = (this.#match(inLines ? /[^\n]*/y : closing === "" ? /[^,\n]*/y : /[^,\n\]}]*/y) ?? "").trim();
		return [name, description === "" ? schema : { ...schema, description }];
	}

	#type(): Schema {
		let schema = this.#take("{") ? this.#nested() : this.#word();
		while (this.#take("[")) {
			if (!this.#take("]")) throw this.#error("`]` is missing", "write string[] for a list");
			schema = { type: "array", items: schema };
		}
		return schema;
	}

	#nested(): Schema {
		const schema = this.#fields("}");
		if (!this.#take("}")) throw this.#error("`}` is missing", "close the fields");
		return schema;
	}

	/** A base type or choices. */
	#word(): Schema {
		const start = this.#at;
		const words = (this.#match(/[^\s,:[\]{}|]+(?:\s*\|\s*[^\s,:[\]{}|]+)*/uy) ?? "").split(/\s*\|\s*/);
		if (words.length > 1) return { type: "string", enum: [...new Set(words)] };
		const word = words[0] as string;
		if (word === "") throw this.#error("a type was expected", "write name int, or the name alone", start);
		const base = Object.hasOwn(BASES, word.toLowerCase()) ? BASES[word.toLowerCase()] : undefined;
		if (base !== undefined) return base;
		const close = nearest(word, Object.keys(BASES));
		const todo = close === undefined ? `use ${Object.keys(BASES).join(", ")}, or a|b|c` : `did you mean ${close}?`;
		throw this.#error(`'${word}' is no type`, todo, start);
	}

	/** Whether fields stand on lines of their own, up to the bracket that closes them: descriptions may then hold commas. */
	#areLines(closing: string): boolean {
		let depth = 0;
		for (let at = this.#at; at < this.#text.length; at++) {
			const char = this.#text[at] as string;
			if (depth === 0 && char === closing) return false;
			if (char === "{" || char === "[") depth++;
			else if (char === "}" || char === "]") depth--;
			else if (char === "\n" && depth === 0 && /\S/.test(this.#text.slice(this.#at, at))) return true;
		}
		return false;
	}

	#take(char: string): boolean {
		if (this.#text[this.#at] !== char) return false;
		this.#at++;
		return true;
	}

	#match(pattern: RegExp): string | undefined {
		pattern.lastIndex = this.#at;
		const found = pattern.exec(this.#text)?.[0];
		this.#at += found?.length ?? 0;
		return found;
	}

	#skip(pattern: RegExp): void {
		this.#match(pattern);
	}

	#error(what: string, todo: string, at = this.#at): DeskError {
		const before = this.#text.slice(0, at);
		const line = before.split("\n").length;
		return new DeskError("EFORMAT", what, { at: "schema", line, column: at - before.lastIndexOf("\n"), todo });
	}
}

/** The same, or null. */
function nullable(schema: Schema): Schema {
	const { enum: choices } = schema as { enum?: readonly unknown[] };
	return {
		...schema,
		type: [schema.type, "null"],
		...(choices === undefined ? {} : { enum: [...choices, null] }),
	};
}
