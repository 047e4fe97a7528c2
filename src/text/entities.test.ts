import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { decodeEntity } from "./entities.ts";

test("all names of HTML 4.01, as python has them", (context) => {
	let names: Record<string, number> = {};
	try {
		names = JSON.parse(
			execFileSync("python3", [
				"-c",
				"import html.entities,json;print(json.dumps(html.entities.name2codepoint))",
			]).toString(),
		);
	} catch {
		context.skip("python3 is not installed");
	}
	// 24.4 has angle brackets of mathematics, which HTML5 took for others.
	const { lang, rang, ...others } = names;
	expect([lang, rang]).toEqual([0x2329, 0x232a]);
	for (const [name, code] of Object.entries(others))
		expect([name, decodeEntity(`&${name};`)]).toEqual([name, String.fromCodePoint(code)]);
});
