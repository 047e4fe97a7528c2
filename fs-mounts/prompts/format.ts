/** How a prompt is read and filled in: Markdown with `{{variables}}`, which its front matter declares. */
import { DeskError } from "../../src/base/errors.ts";
import { nearest } from "../../src/base/nearest.ts";
import { checkedSchema, type OutputSchema, parseSchemaText } from "../../src/llm/index.ts";
import {
	declaredTags,
	lineColumn,
	parseFrontMatter,
	readFields,
	textField,
	uniqueTags,
	valueError,
} from "../../src/text/index.ts";

/** What `{{input}}` stands for: what is piped in, and the files that are named. */
export const INPUT = "input";

/** A variable of a prompt. */
export interface Variable {
	readonly name: string;
	/** What it is for; "" when nothing says. */
	readonly about: string;
	/** What it is when nothing is given; without it, something must be. */
	readonly fallback?: string;
}

/** A prompt as it is written. */
export interface Prompt {
	readonly description: string;
	/** `model` or `provider/model`. */
	readonly model?: string;
	readonly variables: readonly Variable[];
	readonly schema?: OutputSchema;
	/** The body in parts: text, and names of variables. */
	readonly parts: readonly Part[];
	/** Whether `{{input}}` is in the body; else the input follows it. */
	readonly placesInput: boolean;
	readonly tags: readonly string[];
	/** All front matter, unknown keys included. */
	readonly data: Readonly<Record<string, unknown>>;
	readonly body: string;
}

type Part = { readonly text: string } | { readonly name: string };

const words = (what: string) => textField("is no text", `write ${what}, or leave it out`, (text) => /\S/.test(text));
const FIELDS = { description: words("what the prompt does"), model: words("a model, such as openai/gpt-5-mini") };
const NAME = /^[a-z_][\w-]*$/i;

/**
 * Read a prompt.
 * @throws DeskError EFORMAT with line and column: broken front matter, a value that its field cannot hold, a variable that is not declared
 */
export function parsePrompt(text: string): Prompt {
	const { data, body, bodyStart } = parseFrontMatter(text);
	const variables = variablesOf(text, data.variables);
	const parts = partsOf(text, bodyStart, new Set([INPUT, ...variables.map(({ name }) => name)]));
	const { description = "", model } = readFields(text, data, FIELDS);
	const schema = schemaOf(text, data.schema);
	return {
		description,
		...(model === undefined ? {} : { model }),
		variables,
		...(schema === undefined ? {} : { schema }),
		parts,
		placesInput: parts.some((part) => "name" in part && part.name === INPUT),
		tags: uniqueTags(declaredTags(data)),
		data,
		body,
	};
}

/**
 * The text of a prompt with its variables filled in. Values are put in as they are: what looks like a variable in them is none.
 * @param input what `{{input}}` becomes
 * @throws DeskError EUSAGE for a value that is missing, or one that the prompt has no variable for
 */
export function fillPrompt(prompt: Prompt, values: ReadonlyMap<string, string>, input: string): string {
	const names = prompt.variables.map(({ name }) => name);
	for (const name of values.keys()) {
		if (names.includes(name)) continue;
		const close = nearest(name, names);
		throw new DeskError("EUSAGE", `the prompt has no variable '${name}'`, {
			todo:
				names.length === 0
					? "it has none"
					: close === undefined
						? `it has ${names.join(", ")}`
						: `did you mean ${close}?`,
		});
	}
	const missing = prompt.variables.filter(({ name, fallback }) => fallback === undefined && !values.has(name));
	if (missing.length > 0)
		throw new DeskError("EUSAGE", `the prompt needs ${missing.map(({ name }) => name).join(", ")}`, {
			todo: `give it: ${missing.map(({ name, about }) => `-p ${name}=${about === "" ? "…" : `"${about}"`}`).join(" ")}`,
		});
	const filled = new Map(prompt.variables.map(({ name, fallback }) => [name, values.get(name) ?? fallback ?? ""]));
	return prompt.parts
		.map((part) => ("text" in part ? part.text : part.name === INPUT ? input : (filled.get(part.name) ?? "")))
		.join("")
		.trim();
}

function schemaOf(text: string, value: unknown): OutputSchema | undefined {
	if (value === undefined || value === null) return undefined;
	try {
		return typeof value === "string" ? parseSchemaText(value) : checkedSchema(value);
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		throw valueError(text, ["schema"], error.message, error.todo ?? "write name, age int");
	}
}

function variablesOf(text: string, value: unknown): Variable[] {
	if (value === undefined || value === null) return [];
	if (typeof value !== "object" || Array.isArray(value))
		throw valueError(
			text,
			["variables"],
			"`variables` is no list of names",
			"write `variables:` and, below it, `  tone: {about: …, default: …}`",
		);
	return Object.entries(value).map(([name, declared]): Variable => {
		const refuse = (what: string, todo: string, ...more: string[]) =>
			valueError(text, ["variables", name, ...more], `\`${name}\` ${what}`, todo);
		if (!NAME.test(name)) throw refuse("is no name of a variable", "use letters, digits, _ and -");
		if (name === INPUT) throw refuse("is what is piped in and the files that are named", "choose another name");
		if (declared === null || typeof declared === "string") return { name, about: declared ?? "" };
		if (typeof declared !== "object" || Array.isArray(declared))
			throw refuse(
				"is declared by words or {about, default}",
				`write \`${name}: {about: what it is for, default: …}\``,
			);
		const { about, default: fallback, ...others } = declared as Record<string, unknown>;
		const [other] = Object.keys(others);
		if (other !== undefined) throw refuse(`has no '${other}'`, "it has `about` and `default`", other);
		if (about !== undefined && about !== null && typeof about !== "string")
			throw refuse("is described by words", "write `about: what it is for`", "about");
		if (fallback !== undefined && !["string", "number", "boolean"].includes(typeof fallback))
			throw refuse("has a default that is no word or number", "write it in quotes", "default");
		return { name, about: about ?? "", ...(fallback === undefined ? {} : { fallback: String(fallback) }) };
	});
}

const BRACES = /\\\{\{|\{\{([^{}\n]*)(\}\})?/g;

/** The body at its variables; `\{{` stands for the braces themselves. */
function partsOf(text: string, from: number, names: ReadonlySet<string>): Part[] {
	const parts: Part[] = [];
	let done = from;
	BRACES.lastIndex = from;
	for (let match = BRACES.exec(text); match !== null; match = BRACES.exec(text)) {
		if (match.index > done) parts.push({ text: text.slice(done, match.index) });
		done = match.index + match[0].length;
		if (match[1] === undefined) {
			parts.push({ text: "{{" });
			continue;
		}
		const name = match[1].trim();
		const refuse = (what: string, todo: string) =>
			new DeskError("EFORMAT", what, { ...lineColumn(text, match.index), todo });
		if (match[2] === undefined)
			throw refuse("`{{` is never closed", "write {{name}}, or \\{{ for the braces themselves");
		if (!NAME.test(name))
			throw refuse(`\`${match[0]}\` is no variable`, "write {{name}}, or \\{{ for the braces themselves");
		if (!names.has(name)) {
			const close = nearest(name, [...names]);
			throw refuse(
				`there is no variable '${name}'`,
				close === undefined
					? `declare it in the front matter: \`variables: {${name}: …}\``
					: `did you mean {{${close}}}?`,
			);
		}
		parts.push({ name });
	}
	if (done < text.length) parts.push({ text: text.slice(done) });
	return parts;
}
