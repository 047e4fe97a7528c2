import mounts from "../../fs-mounts/registry.ts";
import { DeskError } from "../../src/base/errors.ts";
import type { Mount, MountEntry } from "../../src/vfs/index.ts";
import type { Outcome, RunOptions, TestDesk } from "./desk.ts";

/**
 * A mount for tests of commands: /strict takes `.txt` files whose second line, if any, is not `bad`, and offers two views.
 * It refuses as real mounts do, and stays as it is while they change.
 */
const strict: Mount = {
	name: "strict",
	summary: "for tests",
	names: "portable",
	shape: [
		{ path: "views", kind: "directory", what: "views", view: {} },
		{ path: "views/small.md", kind: "file", what: "a view", view: { read: () => "small\n" } },
		{ path: "views/large.bin", kind: "file", what: "a view", view: { read: () => Buffer.alloc(600_000, "large") } },
		{ path: "**/<name>.txt", kind: "file", what: "a text", parsed: true },
		{ path: "**", kind: "directory", what: "a folder" },
	],
	format: async () => ({
		parse(bytes, { path, name }) {
			const [, second] = Buffer.from(bytes).toString().split("\n");
			if (second === "bad")
				throw new DeskError("EFORMAT", "the second line is bad", {
					at: path,
					line: 2,
					column: 1,
					todo: "write a better one",
				});
			return { record: null, title: name, text: "", tags: [], links: [] };
		},
	}),
};

/** All mounts, and /strict. */
export const strictMounts: readonly MountEntry[] = [...mounts, { name: "strict", load: async () => strict }];

/** Run `desk ...argv` in this process on a desk that has /strict too. */
export async function runStrict(desk: TestDesk, argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
	return await desk.run(argv, { ...options, mounts: strictMounts });
}
