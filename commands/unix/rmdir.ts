import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, operands } from "../../src/command/index.ts";
import { nameBytes } from "../../src/store/index.ts";
import { namesOf, parentOf, type Vfs } from "../../src/vfs/index.ts";
import { Applier, type Step } from "./shared/apply.ts";
import { changeLine, changeOutput } from "./shared/changes.ts";
import { type Operand, operandOf, refuseFixed } from "./shared/operands.ts";
import { quoteName } from "./shared/quote-name.ts";

/** `desk rmdir`: empty directories away. */
export const rmdir = defineCommand({
	name: "rmdir",
	summary: "Remove empty directories",
	about:
		"A directory that is not empty is refused and stays as it is; `desk rm -r` removes one with all that is in it. An empty directory leaves nothing in /trash.",
	args: {
		parents: flag("then its parents as PATH names them, up to the mount, as long as they are empty", "p"),
		ignoreFailOnNonEmpty: flag("do not mind directories that are not empty"),
		paths: operands("PATH", "empty directories", { required: true, completes: "directory" }),
	},
	writes: ["paths"],
	output: changeOutput,
	failsWith: 1,
	examples: [
		["desk rmdir /files/empty", "only if it is empty"],
		["desk rmdir -p /files/2019/acme", "and 2019, if that leaves it empty"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const chosen = args.paths.map((text) => operandOf(context, text));
		yield* new Applier(context, vfs, args.ignoreFailOnNonEmpty ? ["ENOTEMPTY"] : []).apply(
			steps(context, vfs, chosen, args.parents),
		);
	},
	line: changeLine,
});

async function* steps(
	context: Context,
	vfs: Vfs,
	chosen: readonly Operand[],
	parents: boolean,
): AsyncGenerator<Step, void, undefined> {
	for (const operand of chosen) {
		try {
			const stat = await vfs.stat(operand.path);
			refuseFixed(operand, stat, "removed");
			if (stat.kind !== "directory")
				throw new DeskError("ENOTDIR", "this is not a directory", {
					at: operand.path,
					todo: "remove files with `desk rm`",
				});
			// Said before it is tried, as rmdir says it.
			if (context.verbose && !context.json && !context.dryRun)
				await context.stdout.write(nameBytes(`${removing(operand.text)}\n`));
			yield* upwards(operand, parents);
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			context.fail(error);
		}
	}
}

function removing(shown: string): string {
	return `rmdir: removing directory, ${quoteName(shown)}`;
}

/** The directory, then those above it that the operand names; each only if the one below it went. */
function* upwards(operand: Operand, parents: boolean): Generator<Step, void, undefined> {
	const named = operand.text.split("/").filter((name) => name !== "" && name !== ".").length;
	let last: Step | undefined;
	let shown = operand.text;
	for (
		let path = operand.path, count = 0;
		namesOf(path).length > 1 && count < (parents ? named : 1);
		path = parentOf(path), count++
	) {
		const name = shown;
		const isFirst = count === 0;
		const step: Step = {
			changes: () => [{ op: "remove", path }],
			said: () => (isFirst ? [] : [removing(name)]),
			...(last === undefined ? {} : { needs: last }),
		};
		shown = shown.replace(/\/*[^/]*\/*$/, "");
		yield step;
		last = step;
	}
}
