/** The C compiler's view of <linux/fuse.h> is the oracle: each offset, size and number of ours is asked of it. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as layouts from "./layouts.ts";

const canAsk = existsSync("/usr/include/linux/fuse.h") && existsSync("/usr/bin/cc");
if (!canAsk) console.warn("layouts.test.ts skipped: no cc, or no <linux/fuse.h>");

const structs = Object.values(layouts).filter(
	(value): value is layouts.Struct<string> => typeof value === "object" && "at" in value,
);
/** What C calls our tables of numbers. */
const NUMBERS: Record<string, Readonly<Record<string, number>>> = {
	FUSE_: { ...layouts.Opcode, ...layouts.Feature, GETATTR_FH: layouts.GETATTR_FH },
	FATTR_: layouts.SetAttribute,
	FOPEN_: layouts.OpenFlag,
	FUSE_NOTIFY_: layouts.Notice,
};
/** Structs that have grown since 7.31: we use the first part only. */
const LONGER = new Set(["fuse_setxattr_in", "fuse_init_in"]);
/** Two fields where newer headers have one name for each half. */
const OTHER_NAMES = new Set(["fuse_in_header.padding"]);

/** What a C program says of all of them, a line each. */
function ask(): string[] {
	const folder = mkdtempSync(join(tmpdir(), "desk-layouts-"));
	try {
		const lines = [
			...structs.flatMap(({ name, at }) => [
				`printf("${name} %zu\\n", sizeof(struct ${name}));`,
				...Object.keys(at)
					.filter((field) => !OTHER_NAMES.has(`${name}.${field}`))
					.map((field) => `printf("${name}.${field} %zu\\n", offsetof(struct ${name}, ${field}));`),
			]),
			...Object.entries(NUMBERS).flatMap(([prefix, numbers]) =>
				Object.keys(numbers).map((name) => `printf("${prefix}${name} %lld\\n", (long long)(${prefix}${name}));`),
			),
		];
		const source = `#include <stddef.h>\n#include <stdio.h>\n#include <linux/fuse.h>\nint main(void) {\n${lines.join("\n")}\nreturn 0;\n}\n`;
		writeFileSync(join(folder, "ask.c"), source);
		execFileSync("cc", ["-o", join(folder, "ask"), join(folder, "ask.c")]);
		return execFileSync(join(folder, "ask"), { encoding: "utf8" }).trim().split("\n");
	} finally {
		rmSync(folder, { recursive: true });
	}
}

describe.skipIf(!canAsk)("linux/fuse.h", () => {
	test("says the same of every struct, field and number", () => {
		const ours = [
			...structs.flatMap(({ name, size, at }) => [
				...(LONGER.has(name) ? [] : [`${name} ${size}`]),
				...Object.entries(at)
					.filter(([field]) => !OTHER_NAMES.has(`${name}.${field}`))
					.map(([field, offset]) => `${name}.${field} ${offset}`),
			]),
			...Object.entries(NUMBERS).flatMap(([prefix, numbers]) =>
				Object.entries(numbers).map(([name, number]) => `${prefix}${name} ${number}`),
			),
		];
		const theirs = ask().filter((line) => !LONGER.has(line.split(" ")[0] ?? ""));
		expect(ours.toSorted()).toEqual(theirs.toSorted());
		expect(structs.length).toBeGreaterThan(30);
	});
});
