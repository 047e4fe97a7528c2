import { format, inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "./secret.ts";

test("no way of printing shows it", () => {
	const secret = new Secret("planted");
	const error = new Error(`${secret}`, { cause: { secret } });
	const shown = [
		`${secret}`,
		String(secret),
		JSON.stringify({ secret, all: [secret] }),
		inspect({ secret }, { depth: 9, showHidden: true }),
		format("%s %o %O %j", secret, secret, secret, secret),
		JSON.stringify(structuredClone({ ...secret })),
		Object.entries(secret).join(),
		inspect(error),
	];
	for (const text of shown) expect(text).not.toContain("planted");
	expect(secret.reveal()).toBe("planted");
});

test("is taken out of what others say", () => {
	expect(new Secret("k$&.").removedFrom("the key k$&. is wrong (k$&.)")).toBe("the key … is wrong (…)");
	expect(new Secret("").removedFrom("as it is")).toBe("as it is");
});
