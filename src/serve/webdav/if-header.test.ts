import fc from "fast-check";
import { expect, test } from "vitest";
import { cpuTime } from "../../../test/support/cpu-time.ts";
import { type ConditionList, parseIf } from "./if-header.ts";

/** What the header that these lists stand for looks like. */
function printIf(lists: readonly ConditionList[]): string {
	return lists
		.map(({ resource, conditions }) => {
			const inner = conditions.map(
				({ not, kind, value }) => `${not ? "Not " : ""}${kind === "token" ? `<${value}>` : `[${value}]`}`,
			);
			return `${resource === undefined ? "" : `<${resource}> `}(${inner.join(" ")})`;
		})
		.join(" ");
}

const uri = fc.stringMatching(/^[a-z]{2,8}:[A-Za-z0-9:/._%()[\]-]{1,30}$/);
const tag = fc
	.tuple(fc.boolean(), fc.stringMatching(/^[ -!#-~]{0,12}$/))
	.map(([weak, text]) => `${weak ? "W/" : ""}"${text}"`);
const condition = fc.oneof(
	fc.record({ not: fc.boolean(), kind: fc.constant("token" as const), value: uri }),
	fc.record({ not: fc.boolean(), kind: fc.constant("tag" as const), value: tag }),
);
const conditions = fc.array(condition, { minLength: 1, maxLength: 4 });
const header = fc.oneof(
	fc.array(fc.record({ resource: fc.constant(undefined), conditions }), { minLength: 1, maxLength: 4 }),
	fc.array(fc.record({ resource: uri, conditions }), { minLength: 1, maxLength: 4 }),
);

test("what is printed is read back", () => {
	fc.assert(
		fc.property(header, (lists) => {
			expect(parseIf(printIf(lists))).toEqual(lists);
		}),
	);
});

test("blanks do not matter", () => {
	fc.assert(
		fc.property(header, fc.constantFrom("", " ", "\t "), (lists, blank) => {
			const text = lists.map((list) => printIf([list])).join(blank);
			expect(parseIf(`${blank}${text}${blank}`)).toEqual(lists);
		}),
	);
});

test("the examples of RFC 4918, sections 10.4.6 to 10.4.11", () => {
	const token = (value: string, not = false) => ({ kind: "token", value, not });
	const etag = (value: string, not = false) => ({ kind: "tag", value, not });
	const cases: [string, unknown][] = [
		[
			'(<urn:uuid:181d4fae> ["I am an ETag"]) (["I am another ETag"])',
			[
				{ resource: undefined, conditions: [token("urn:uuid:181d4fae"), etag('"I am an ETag"')] },
				{ resource: undefined, conditions: [etag('"I am another ETag"')] },
			],
		],
		[
			"(Not <urn:uuid:181d4fae> <urn:uuid:58f202ac>)",
			[{ resource: undefined, conditions: [token("urn:uuid:181d4fae", true), token("urn:uuid:58f202ac")] }],
		],
		[
			"(<urn:uuid:181d4fae>) (Not <DAV:no-lock>)",
			[
				{ resource: undefined, conditions: [token("urn:uuid:181d4fae")] },
				{ resource: undefined, conditions: [token("DAV:no-lock", true)] },
			],
		],
		[
			'</resource1> (<urn:uuid:181d4fae> [W/"A weak ETag"]) (["strong ETag"])',
			[
				{ resource: "/resource1", conditions: [token("urn:uuid:181d4fae"), etag('W/"A weak ETag"')] },
				{ resource: "/resource1", conditions: [etag('"strong ETag"')] },
			],
		],
		[
			'<http://www.example.com/specs/rfc2518.doc> (Not ["4217"])',
			[{ resource: "http://www.example.com/specs/rfc2518.doc", conditions: [etag('"4217"', true)] }],
		],
	];
	for (const [text, lists] of cases) expect(parseIf(text), text).toEqual(lists);
});

test("what the grammar does not allow is refused", () => {
	for (const text of [
		"",
		"()",
		"(<a:b>",
		"<a:b>",
		"<a:b> <c:d> (<e:f>)",
		"(<a:b>) <c:d> (<e:f>)",
		"(Not)",
		"(Not Not <a:b>)",
		"(a)",
		"(<a:b>) x",
	])
		expect(() => parseIf(text), text).toThrow("If header");
});

test("no header breaks it, and it takes linear time", () => {
	fc.assert(
		fc.property(fc.array(fc.constantFrom("(", ")", "<", ">", "[", "]", '"', "Not", " ", "a:b", "W/")), (parts) => {
			let lists: ConditionList[];
			try {
				lists = parseIf(parts.join(""));
			} catch (error) {
				expect((error as Error).constructor.name).toBe("Refusal");
				return;
			}
			expect(parseIf(printIf(lists))).toEqual(lists);
		}),
	);
	const started = cpuTime();
	expect(() => parseIf(`${"(<a:b>) ".repeat(50_000)}(`)).toThrow();
	expect(() => parseIf(`(<${"a".repeat(500_000)}`)).toThrow();
	expect(cpuTime() - started).toBeLessThan(5000);
});
