import { DeskError } from "../../src/base/errors.ts";
import { AFTER_FIRST, defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { say } from "./shared/say.ts";

/** The last name of a path, as POSIX basename has it: `/a/b/` is `b`, `/` is `/`. */
export function lastName(path: string): string {
	const bare = path.replace(/\/+$/, "");
	return bare === "" ? path.slice(0, 1) : bare.slice(bare.lastIndexOf("/") + 1);
}

/** All but the last name, as POSIX dirname has it: of `a` it is `.`, of `/a` it is `/`. */
export function directoryName(path: string): string {
	const bare = path.replace(/\/+$/, "");
	if (bare === "") return path === "" ? "." : "/";
	const cut = bare.lastIndexOf("/");
	if (cut < 0) return ".";
	return bare.slice(0, cut).replace(/\/+$/, "") || "/";
}

/** `desk basename`: last names of paths. */
export const basename = defineCommand({
	name: "basename",
	summary: "Print the last name of a path",
	about: "`basename PATH SUFFIX` also takes SUFFIX off its end. Works on the text alone: nothing has to be there.",
	args: {
		multiple: flag("all operands are paths", "a"),
		suffix: option("take this off the end; all operands are paths", { short: "s", value: "SUFFIX" }),
		zero: flag("end lines in NUL", "z"),
		paths: operands("PATH [SUFFIX]", "paths", { required: true, completes: "path", verbatim: AFTER_FIRST }),
	},
	output: (z) => z.object({ path: z.string(), name: z.string() }),
	examples: [
		["desk basename /notes/daily/2026-11-19.md .md", "2026-11-19"],
		["desk basename -a /notes/a.md /notes/b.md", "a.md and b.md"],
	],
	failsWith: 1,
	standalone: true,
	async run(context, args) {
		const several = args.multiple || args.suffix !== undefined;
		if (!several && args.paths.length > 2)
			throw new DeskError("EUSAGE", `'${args.paths[2]}' is one operand too many`, {
				at: "basename",
				todo: "use -a for several paths",
			});
		const suffix = several ? (args.suffix ?? "") : (args.paths[1] ?? "");
		for (const path of several ? args.paths : args.paths.slice(0, 1)) {
			const whole = lastName(path);
			const name = suffix !== "" && whole !== suffix && whole.endsWith(suffix) ? whole.slice(0, -suffix.length) : whole;
			await say(context, { path, name }, name, args.zero ? "\0" : "\n");
		}
	},
});

/** `desk dirname`: paths without their last names. */
export const dirname = defineCommand({
	name: "dirname",
	summary: "Print a path without its last name",
	about: "Works on the text alone: nothing has to be there.",
	args: {
		zero: flag("end lines in NUL", "z"),
		paths: operands("PATH", "paths", { required: true, completes: "path" }),
	},
	output: (z) => z.object({ path: z.string(), directory: z.string() }),
	examples: [
		["desk dirname /notes/daily/2026-11-19.md", "/notes/daily"],
		["desk dirname rome.md", ". (here)"],
	],
	failsWith: 1,
	standalone: true,
	async run(context, args) {
		for (const path of args.paths) {
			const directory = directoryName(path);
			await say(context, { path, directory }, directory, args.zero ? "\0" : "\n");
		}
	},
});
