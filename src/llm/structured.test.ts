import { expect, test } from "vitest";
import { structureOf } from "./structured.ts";

const SCHEMA = { type: "object", properties: { a: { type: "number" } }, required: ["a"] };

test.each([
	'{"a":1}',
	'```json\n{"a":1}\n```',
	'Here:\n\n```\n{"a":1}\n  ```\nThat is [all].',
	'```json {"a":1}```',
	'Use ``` or so: {"a":1} it is',
])("the value in %j", async (text) => {
	expect((await structureOf(SCHEMA)).check(text)).toEqual({ value: { a: 1 } });
});

test("an answer of fences and empty lines takes no time", async () => {
	const { check } = await structureOf(SCHEMA);
	for (const text of [`\`\`\`json\n${"\n".repeat(1_000_000)}`, "```\nx".repeat(200_000), "`".repeat(1_000_000)])
		expect(check(text)).toEqual({ problems: "It is not valid JSON." });
});
