import { DeskError } from "../../src/base/errors.ts";
import { type Command, defineCommand, flag, operands } from "../../src/command/index.ts";
import { ALGORITHMS, type Algorithm, CHECK_FLAGS, checkList, printDigests } from "./shared/digest.ts";
import { attempt } from "./shared/inputs.ts";

function sumCommand(name: string, algorithm: Algorithm): Command {
	return defineCommand({
		name,
		summary: `Print or check ${algorithm.tag} digests of files`,
		about:
			"Prints `DIGEST  PATH` for each file. With -c the PATHs are such lists: the files that they name are read again and compared; " +
			"status 1 when one differs or cannot be read.",
		args: {
			check: flag("check the files that the lists name", "c"),
			binary: flag("mark names with * (all files are read as bytes anyway)", "b"),
			text: flag("mark names with a blank (default)", "t"),
			tag: flag("lines as BSD has them"),
			zero: flag("end lines in NUL, names as they are", "z"),
			...CHECK_FLAGS,
			paths: operands("PATH", "files, or PATH@N; `-` or nothing is stdin", { completes: "path" }),
		},
		reads: ["paths"],
		output: (z) => z.object({ path: z.string(), digest: z.string().optional(), ok: z.boolean().optional() }),
		examples: [
			[`desk ${name} /files/finance/invoice-2026-036.pdf`, "its digest"],
			[`desk -c '${name} /files/finance/* > /files/sums && ${name} -c /files/sums'`, "keep digests, check them later"],
		],
		failsWith: 1,
		async run(context, args) {
			const operands = args.paths.length === 0 ? ["-"] : args.paths;
			const only = Object.keys(CHECK_FLAGS) as (keyof typeof CHECK_FLAGS)[];
			const usage = (what: string) => new DeskError("EUSAGE", what, { at: name, todo: `see \`desk ${name} --help\`` });
			if (args.check) {
				if (args.tag) throw usage("--tag is for printing, not for -c");
				if (args.zero) throw usage("-z is for printing, not for -c");
				for (const list of operands) await attempt(context, () => checkList(context, list, algorithm, name, args));
				return;
			}
			const given = only.find((option) => args[option]);
			if (given !== undefined) throw usage(`--${given.replace("M", "-m")} needs -c`);
			if (args.tag && args.text && !args.binary) throw usage("--tag does not go with -t");
			await printDigests(context, operands, algorithm, { tag: args.tag, binary: args.binary, zero: args.zero });
		},
	});
}

export const md5sum = sumCommand("md5sum", ALGORITHMS.md5);
export const sha1sum = sumCommand("sha1sum", ALGORITHMS.sha1);
export const sha224sum = sumCommand("sha224sum", ALGORITHMS.sha224);
export const sha256sum = sumCommand("sha256sum", ALGORITHMS.sha256);
export const sha384sum = sumCommand("sha384sum", ALGORITHMS.sha384);
export const sha512sum = sumCommand("sha512sum", ALGORITHMS.sha512);
export const b2sum = sumCommand("b2sum", ALGORITHMS.b2);
