import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeskError } from "../../src/base/errors.ts";
import { fillPrompt, parsePrompt } from "./format.ts";

const fill = (text: string, values: Record<string, string> = {}, input = "IN") =>
	fillPrompt(parsePrompt(text), new Map(Object.entries(values)), input);

function refusal(work: () => unknown): DeskError {
	try {
		work();
	} catch (error) {
		if (error instanceof DeskError) return error;
		throw error;
	}
	throw new Error("was accepted");
}

describe("parsePrompt", () => {
	test("reads every field", () => {
		const prompt = parsePrompt(
			"---\ndescription: d\nmodel: openai/gpt-5\nvariables:\n  tone: {about: how, default: 5}\n  who:\n  reader: who reads\nschema: name, age int\ntags: [a]\n---\nHi {{ who }}, {{tone}}: {{input}} \\{{x}}",
		);
		expect(prompt).toMatchObject({
			description: "d",
			model: "openai/gpt-5",
			variables: [
				{ name: "tone", about: "how", fallback: "5" },
				{ name: "who", about: "" },
				{ name: "reader", about: "who reads" },
			],
			placesInput: true,
			tags: ["a"],
		});
		expect(prompt.schema?.schema).toMatchObject({ required: ["name", "age"] });
		expect(parsePrompt("---\nschema: {type: object, properties: {a: {type: string}}}\n---\n").schema?.many).toBe(false);
		expect(parsePrompt("just words")).toMatchObject({ description: "", variables: [], placesInput: false });
	});

	test.each<[string, number, number, RegExp, RegExp]>([
		["a {{tone}}", 1, 3, /no variable 'tone'/, /declare/],
		["---\nvariables: {tone: x}\n---\nok\n  {{ton}}", 5, 3, /no variable 'ton'/, /\{\{tone\}\}/],
		["x\n{{inptu}}", 2, 1, /'inptu'/, /\{\{input\}\}/],
		["{{#if x}}", 1, 1, /no variable/, /braces themselves/],
		["{{a", 1, 1, /never closed/, /braces themselves/],
		["{{}}", 1, 1, /no variable/, /braces/],
		["---\nvariables: [a]\n---\n", 2, 12, /no list of names/, /variables:/],
		["---\nvariables:\n  input: x\n---\n", 3, 10, /`input`/, /another name/],
		["---\nvariables:\n  a b: x\n---\n", 3, 8, /no name/, /letters/],
		["---\nvariables:\n  a: {defualt: x}\n---\n", 3, 16, /'defualt'/, /`about` and `default`/],
		["---\nvariables:\n  a: {default: [x]}\n---\n", 3, 16, /default/, /quotes/],
		["---\nvariables:\n  a: 5\n---\n", 3, 6, /declared by/, /about/],
		["---\nmodel: [x]\n---\n", 2, 8, /`model`: this is no text/, /openai/],
		["---\nschema: name strin\n---\n", 2, 9, /'strin' is no type/, /string/],
	])("refuses %j", (text, line, column, message, todo) => {
		const error = refusal(() => parsePrompt(text));
		expect(error.code).toBe("EFORMAT");
		expect(error.message).toMatch(message);
		expect(error.todo).toMatch(todo);
		expect([error.line, error.column]).toEqual([line, column]);
	});
});

describe("fillPrompt", () => {
	const TEXT =
		"---\nvariables: {who: the reader, tone: {default: kind}}\n---\nTo {{who}}, {{tone}}: {{input}} \\{{who}}\n";

	test("puts values in as they are", () => {
		expect(fill(TEXT, { who: "Ann" })).toBe("To Ann, kind: IN {{who}}");
		expect(fill(TEXT, { who: "{{tone}}$&", tone: "{{input}}" }, "{{who}}")).toBe(
			"To {{tone}}$&, {{input}}: {{who}} {{who}}",
		);
	});

	test("says what is missing, or not known", () => {
		expect(refusal(() => fill(TEXT)).sentence).toMatch(/needs who; give it: -p who="the reader"/);
		expect(refusal(() => fill(TEXT, { who: "x", tome: "y" })).sentence).toMatch(
			/no variable 'tome'; did you mean tone/,
		);
	});

	test("gives the body back where it has no variables, whatever its text", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), (body) => {
				fc.pre(!body.includes("{{") && !body.startsWith("---"));
				expect(fill(body)).toBe(body.trim());
			}),
		);
	});
});
