import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DeskError } from "../base/errors.ts";
import { backOff, FAILURES, faultTable, kindOf } from "./retry.ts";

test("the fault table of the documentation is that of the program (DESK_UPDATE=1 writes it)", () => {
	const file = new URL("../../docs/gateway-faults.md", import.meta.url);
	const text = readFileSync(file, "utf8");
	const wanted = text.replace(
		/(<!-- table -->\n)[\s\S]*(<!-- end -->)/,
		(_, start, end) => `${start}\n${faultTable()}\n${end}`,
	);
	if (process.env.DESK_UPDATE === "1") writeFileSync(file, wanted);
	else expect(text).toBe(wanted);
});

test("the statuses of the table are those of the errors", () => {
	const statuses = Object.values(FAILURES).map(({ code }) => new DeskError(code, "").status);
	const rows = faultTable().trim().split("\n").slice(2);
	expect(rows.map((row) => Number(/(\d+) \|$/.exec(row)?.[1]))).toEqual(statuses);
});

test("waits double, are never the same for all, never shorter than the server says, and have an end", () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 50 }),
			fc.integer({ min: 1, max: 1000 }),
			fc.double({ min: 0, max: 1, noNaN: true }),
			(tries, first, random) => {
				const wait = backOff(tries, first, undefined, random);
				const most = first * Math.min(16, 2 ** (tries - 1));
				expect(wait).toBeGreaterThanOrEqual(most / 2);
				expect(wait).toBeLessThanOrEqual(most);
				expect(backOff(tries, first, 1234, random)).toBeGreaterThanOrEqual(1234);
			},
		),
	);
	expect(backOff(3, 500, undefined, 1)).toBe(2000);
});

test.each([
	[429, "insufficient_quota", "", "payment"],
	[429, "requests", "", "rate"],
	[400, "", "This model's maximum context length is 8192 tokens", "size"],
	[400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", "size"],
	[400, "invalid_request_error", "Your credit balance is too low to access the API", "payment"],
	[400, "", "API key not valid. Please pass a valid API key.", "key"],
	[400, "unsupported_value", "", "parameter"],
	[400, "", "", "request"],
	[418, "", "", "request"],
	[308, "", "", "redirect"],
	[599, "", "", "server"],
	[undefined, "", "", "server"],
	[undefined, "overloaded_error", "", "overloaded"],
	[500, "toString", "", "server"],
])("%s %s %s: %s", (status, code, message, kind) => {
	expect(kindOf(status, code, message)).toBe(kind);
});
