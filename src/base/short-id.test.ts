import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { shortId } from "./short-id.ts";

test("the first letters of base32 of SHA-256, as coreutils print them", () => {
	for (const text of ["", "abc", "urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1", "é"]) {
		const { stdout } = spawnSync("sh", ["-c", "sha256sum | cut -c1-64 | xxd -r -p | base32 -w0"], {
			input: text,
			encoding: "utf8",
		});
		expect(shortId(text)).toBe(stdout.slice(0, 10).toLowerCase());
	}
});
