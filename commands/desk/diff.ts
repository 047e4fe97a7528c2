import { collect, toTextStrict } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { safeForTerminal } from "../../src/cli/index.ts";
import { defineCommand, numberOption, operand, optionalOperand } from "../../src/command/index.ts";
import { readable, splitRevision } from "../../src/vfs/index.ts";

/** Larger files are compared, not shown line by line (4 MiB). */
const LIMIT = 4 * 1024 * 1024;

/** `desk diff`: what changed between two revisions or files. */
export const diff = defineCommand({
	name: "diff",
	summary: "Show what changed between revisions or files",
	about:
		"Unified diff, as diff -u and git print it. One PATH: against its revision before. PATH@N: against the present one. Two: against each other. Status 0 when they are equal, 1 when they differ.",
	args: {
		context: numberOption("lines around each change", { short: "U" }),
		from: operand("PATH", "PATH or PATH@N", "path"),
		to: optionalOperand("PATH2", "PATH or PATH@N", "path"),
	},
	reads: ["from", "to"],
	output: (z) => z.object({ from: z.string(), to: z.string(), equal: z.boolean(), diff: z.string().nullable() }),
	examples: [
		["desk diff /notes/meeting-notes.md", "what the last change did"],
		["desk diff /notes/inbox.md@1 /notes/meeting-notes.md", "a revision against another file"],
	],
	async run(context, args) {
		const vfs = await context.open();
		const [left, right] = await sides();
		const [a, b] = [await readable(vfs, left), await readable(vfs, right)];
		const names = [
			`${a.path}${a.revision > 0 ? `@${a.revision}` : ""}`,
			`${b.path}${b.revision > 0 ? `@${b.revision}` : ""}`,
		] as const;
		if (a.size > LIMIT || b.size > LIMIT) {
			const equal = a.size === b.size && (await sameBytes(a.stream(), b.stream()));
			return await told(equal, null);
		}
		const [before, after] = [await collect(a.stream()), await collect(b.stream())];
		if (before.equals(after)) return await told(true, "");
		const [oldText, newText] = [toTextStrict(before), toTextStrict(after)];
		if (oldText === undefined || newText === undefined || oldText.includes("\0") || newText.includes("\0"))
			return await told(false, null);
		const { createTwoFilesPatch } = await import("diff");
		const patch = createTwoFilesPatch(names[0], names[1], oldText, newText, undefined, undefined, {
			context: args.context ?? 3,
		})
			.replace(/^=+\n/, "")
			.replace(/^(---|\+\+\+) (.*?)\t?$/gm, "$1 $2");
		await told(false, patch);

		async function sides(): Promise<[string, string]> {
			const from = context.path(args.from);
			if (args.to !== undefined) return [from, context.path(args.to)];
			const { path, revision } = splitRevision(from);
			if (revision !== undefined && (await vfs.find(from)) === undefined) return [from, path];
			const { revision: present } = await vfs.stat(from);
			if (present < 2)
				throw new DeskError("ENOENT", "it has one revision only", {
					at: from,
					todo: "name a second file to compare with",
				});
			return [`${from}@-1`, from];
		}

		async function told(equal: boolean, text: string | null): Promise<void> {
			if (!equal) context.setStatus(1);
			if (context.json)
				await context.stdout.write(`${JSON.stringify({ from: names[0], to: names[1], equal, diff: text })}\n`);
			else if (text === null)
				await context.stdout.write(equal ? "" : `Binary files ${names[0]} and ${names[1]} differ\n`);
			else await context.stdout.write(context.terminal.stdout ? coloured(text) : text);
		}

		function coloured(text: string): string {
			const { style } = context;
			return safeForTerminal(text)
				.split("\n")
				.map((line) =>
					/^(---|\+\+\+) /.test(line)
						? style.strong(line)
						: line.startsWith("@@")
							? style.name(line)
							: line.startsWith("+")
								? style.added(line)
								: line.startsWith("-")
									? style.removed(line)
									: line,
				)
				.join("\n");
		}
	},
});

async function sameBytes(a: AsyncIterable<Uint8Array>, b: AsyncIterable<Uint8Array>): Promise<boolean> {
	const { createHash } = await import("node:crypto");
	const digest = async (stream: AsyncIterable<Uint8Array>) => {
		const hash = createHash("sha256");
		for await (const part of stream) hash.update(part);
		return hash.digest("hex");
	};
	return (await digest(a)) === (await digest(b));
}
