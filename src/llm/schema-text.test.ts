import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { DeskError } from "../base/errors.ts";
import { parseSchemaText } from "./schema-text.ts";

const properties = (text: string) =>
	(parseSchemaText(text).schema as { properties: Record<string, unknown> }).properties;

function refusal(text: string): DeskError {
	try {
		parseSchemaText(text);
	} catch (error) {
		if (error instanceof DeskError) return error;
		throw error;
	}
	throw new Error(`${text} was accepted`);
}

describe("the short form", () => {
	test("as the documentation of llm has it", () => {
		// https://llm.datasette.io/en/stable/schemas.html#concise-llm-schema-syntax: `name, age int` and one field a line.
		expect(parseSchemaText("name, age int")).toEqual({
			schema: {
				type: "object",
				properties: { name: { type: "string" }, age: { type: "integer" } },
				required: ["name", "age"],
				additionalProperties: false,
			},
			many: false,
		});
		expect(properties("name: the person's name\nage int: their age in years, must be positive\nbio")).toEqual({
			name: { type: "string", description: "the person's name" },
			age: { type: "integer", description: "their age in years, must be positive" },
			bio: { type: "string" },
		});
		expect(properties("name, age int, short_bio: at most ten words, score float, ok bool")).toEqual({
			name: { type: "string" },
			age: { type: "integer" },
			short_bio: { type: "string", description: "at most ten words" },
			score: { type: "number" },
			ok: { type: "boolean" },
		});
	});

	test("lists, choices, nesting, what may be null", () => {
		expect(
			properties("tags string[], state paid|open|late, due? date, to? a|b, who {name, age int}[], m int[][]"),
		).toEqual({
			tags: { type: "array", items: { type: "string" } },
			state: { type: "string", enum: ["paid", "open", "late"] },
			due: { type: ["string", "null"], format: "date" },
			to: { type: ["string", "null"], enum: ["a", "b", null] },
			who: {
				type: "array",
				items: {
					type: "object",
					properties: { name: { type: "string" }, age: { type: "integer" } },
					required: ["name", "age"],
					additionalProperties: false,
				},
			},
			m: { type: "array", items: { type: "array", items: { type: "integer" } } },
		});
		const { many, schema } = parseSchemaText("[name, age int]");
		expect(many).toBe(true);
		expect(z.fromJSONSchema(schema as never).parse({ items: [{ name: "Ann", age: 3 }] })).toEqual({
			items: [{ name: "Ann", age: 3 }],
		});
	});

	test("JSON schemas are taken as they are; a list at the root is wrapped", () => {
		const schema = { type: "object", properties: { a: { type: "string" } } };
		expect(parseSchemaText(JSON.stringify(schema))).toEqual({ schema, many: false });
		const list = { type: "array", items: schema };
		expect(parseSchemaText(`{ "type": "array", "items": ${JSON.stringify(schema)} }`)).toMatchObject({
			many: true,
			schema: { properties: { items: list } },
		});
	});

	test.each<[string, RegExp, number, number]>([
		["", /no fields/, 1, 1],
		["name, age in", /'in' is no type/, 1, 11],
		["name\nage ent: x", /'ent' is no type/, 2, 5],
		["name, name int", /there twice/, 1, 7],
		["1a", /name was expected/, 1, 1],
		["a string[", /`\]` is missing/, 1, 10],
		["a {b", /`}` is missing/, 1, 5],
		["[a", /`]` is missing/, 1, 3],
		["a int b", /'b' was not expected/, 1, 7],
		["a]", /type was expected/, 1, 2],
	])("refuses %j", (text, message, line, column) => {
		const error = refusal(text);
		expect(error.code).toBe("EFORMAT");
		expect(error.message).toMatch(message);
		expect([error.line, error.column]).toEqual([line, column]);
	});

	test("refuses JSON that is no schema", () => {
		for (const text of ['{"a": 1}', "{}", '{"type": "string"}', '{"type": '])
			expect(refusal(text).code, text).toBe("EFORMAT");
	});

	test("whatever is written, its schema is what zod reads, and hostile text ends in a schema or EFORMAT", () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...'ab_ ,:[]{}|?\n"1é'.split("")), maxLength: 40 }), (text) => {
				try {
					z.fromJSONSchema(parseSchemaText(text).schema as never);
				} catch (error) {
					if (!(error instanceof DeskError)) throw error;
				}
			}),
			{ numRuns: 2_000 },
		);
	});

	interface Field {
		name: string;
		optional: boolean;
		type: string;
		json: Record<string, unknown>;
		about: string;
	}
	const base = fc.constantFrom(
		["int", { type: "integer" }],
		["number", { type: "number" }],
		["bool", { type: "boolean" }],
		["a|b-c", { type: "string", enum: ["a", "b-c"] }],
	) as fc.Arbitrary<[string, Record<string, unknown>]>;
	const type = fc
		.tuple(base, fc.nat(2))
		.map(([[text, json], lists]): [string, Record<string, unknown>] =>
			Array.from({ length: lists }).reduce<[string, Record<string, unknown>]>(
				([was, of]) => [`${was}[]`, { type: "array", items: of }],
				[text, json],
			),
		);
	const fields = fc.uniqueArray(
		fc
			.tuple(fc.stringMatching(/^[a-z_]\w{0,6}$/), type, fc.boolean(), fc.stringMatching(/^[a-z é]{0,9}$/))
			.map(
				([name, [text, json], optional, about]): Field => ({ name, type: text, json, optional, about: about.trim() }),
			),
		{ minLength: 1, maxLength: 6, selector: (field) => field.name },
	);

	test("what is written from fields is read back as them, on one line or on several", () => {
		fc.assert(
			fc.property(fields, fc.constantFrom(", ", ",", "\n", "\n  "), (list, separator) => {
				const text = list
					.map(
						({ name, type, optional, about }) =>
							`${name}${optional ? "?" : ""} ${type}${about === "" ? "" : `: ${about}`}`,
					)
					.join(separator);
				const expected = Object.fromEntries(
					list.map(({ name, json, optional, about }) => [
						name,
						{
							...json,
							...(optional ? { type: [json.type, "null"] } : {}),
							...(optional && "enum" in json ? { enum: [...(json.enum as unknown[]), null] } : {}),
							...(about === "" ? {} : { description: about }),
						},
					]),
				);
				expect(properties(text)).toEqual(expected);
			}),
		);
	});
});
