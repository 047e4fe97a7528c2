import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CORPUS, longText, Twin } from "../../test/support/oracle.ts";
import { both, runTool, shown } from "../../test/support/tools.ts";

let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make({
		...CORPUS,
		"new\nline": Buffer.from("x"),
		"back\\slash": Buffer.from("y"),
		long: longText(200_000),
	});
	const lists: Record<string, string[]> = {
		"good.sha256": ["sha256sum", "twelve.txt", "empty", "new\nline", "back\\slash"],
		"good.md5": ["md5sum", "--tag", "twelve.txt", "new\nline"],
		"bin.sha1": ["sha1sum", "-b", "twelve.txt"],
	};
	for (const [name, argv] of Object.entries(lists))
		await twin.put(name, twin.gnu(["env", "-C", `${twin.folder}/files`, ...argv]).bytes);
	const wrong = `${"0".repeat(64)}  twelve.txt\nnot a line\n${"1".repeat(64)}  missing\n`;
	await twin.put("wrong.sha256", Buffer.from(wrong));
	await twin.put(
		"some.sha256",
		Buffer.concat([Buffer.from(`${"1".repeat(64)}  missing\n`), twin.gnu(["sha256sum"]).bytes]),
	);
});
afterAll(() => twin.remove());

const same = async (argv: readonly string[], stdin?: string | Uint8Array) => {
	const { desk, gnu } = await both(twin, argv, stdin === undefined ? {} : { stdin });
	expect({ argv, ...shown(desk) }).toEqual({ argv, ...shown(gnu) });
};

const FILES = ["twelve.txt", "empty", "new\nline", "back\\slash", "control.bin", "ünï 漢字.md", "missing", "sub"];

describe("digests", () => {
	for (const name of ["md5sum", "sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha512sum", "b2sum", "cksum"])
		test(name, async () => {
			// Of a directory GNU cksum 9.1 prints a sum beside the error.
			await same([name, ...(name === "cksum" ? FILES.slice(0, -1) : FILES)]);
			await same([name], "some text");
			await same([name, "-", "empty"], "x");
			await same([name, "-z", "new\nline"]);
			if (name === "cksum") return;
			await same([name, "--tag", ...FILES]);
			await same([name, "-b", "empty", "new\nline"]);
		});

	test.each([
		["sha256sum", "-c", "good.sha256"],
		["md5sum", "-c", "good.md5"],
		["sha1sum", "-c", "bin.sha1"],
		["sha256sum", "-c", "wrong.sha256"],
		["sha256sum", "--quiet", "-c", "good.sha256", "wrong.sha256"],
		["sha256sum", "--status", "-c", "good.sha256"],
		["sha256sum", "--status", "-c", "wrong.sha256"],
		["sha256sum", "--strict", "-w", "-c", "wrong.sha256"],
		["sha256sum", "--ignore-missing", "-c", "wrong.sha256"],
		["sha256sum", "--ignore-missing", "-c", "some.sha256"],
		["sha256sum", "-c", "twelve.txt"],
		["sha256sum", "-c", "missing"],
		["md5sum", "-c", "good.sha256"],
		["sha256sum", "--quiet", "empty"],
		["cksum", "-a", "sha256", "twelve.txt", "new\nline"],
		["cksum", "-a", "sha512", "--untagged", "twelve.txt"],
		["cksum", "-a", "sysv", "long", "empty"],
		["cksum", "-a", "bsd", "long", "empty"],
		["cksum", "-a", "md5", "-c", "good.md5"],
	])("%s %s %s %s", async (...argv) => same(argv));
});

describe("base64 and base32", () => {
	test("of all kinds of files", async () => {
		for (const name of ["base64", "base32"]) {
			for (const file of ["empty", "control.bin", "long", "nul.bin"]) {
				await same([name, file]);
				await same([name, "-w0", file]);
				await same([name, "-w", "5", file]);
			}
		}
	});

	test("decoding anything, as GNU does", async () => {
		const text = fc.array(fc.constantFrom("A", "Q", "=", "Z", "2", "7", "\n", "!", "b", "/", "==", "MFRA===="), {
			maxLength: 12,
		});
		await fc.assert(
			fc.asyncProperty(fc.constantFrom("base64", "base32"), text, fc.boolean(), async (name, parts, ignore) =>
				same([name, ignore ? "-di" : "-d"], parts.join("")),
			),
			{ numRuns: 150 },
		);
	});

	test("a mistake in a later piece is found, and padding in an earlier one", async () => {
		for (const parts of [
			["QQ=", "=QUFB"],
			["QQ=", "QUFB"],
			["QUFB", "Q!FB"],
			["QUF", "BQU", "FB"],
		]) {
			const stream = (async function* () {
				for (const part of parts) yield Buffer.from(part);
			})();
			const pieces = await runTool(twin.desk, ["base64", "-d"], { stdin: stream });
			const { gnu } = await both(twin, ["base64", "-d"], { stdin: parts.join("") });
			expect(shown(pieces)).toEqual(shown(gnu));
		}
	});

	test("what was encoded comes back, however it is cut", async () => {
		const pieces = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 6 });
		await fc.assert(
			fc.asyncProperty(fc.constantFrom("base64", "base32"), pieces, async (name, parts) => {
				const stream = async function* (all: readonly Uint8Array[]) {
					yield* all;
				};
				const encoded = await runTool(twin.desk, [name, "-w3"], { stdin: stream(parts) });
				const letters = [...encoded.bytes].map((byte) => Uint8Array.of(byte));
				const decoded = await runTool(twin.desk, [name, "-d"], { stdin: stream(letters) });
				expect(decoded.bytes).toEqual(Buffer.concat(parts));
			}),
			{ numRuns: 60 },
		);
	});
});
