import { resolve } from "node:path";
import { localMinute } from "../../src/base/clock.ts";
import { type Context, defineCommand, flag, optionalOperand } from "../../src/command/index.ts";
import { type Begun, beginMount, mountsOf, ownAssignment, serveMount } from "../../src/serve/index.ts";
import { describeKey, passphraseFromEnvironment, Store } from "../../src/store/index.ts";
import { printable } from "../../src/vfs/index.ts";
import { type Refusal, refusalsSince } from "./shared/refusals.ts";

/** A mount, as `--json` prints it. */
interface Item {
	mountPoint: string;
	/** `dead`: its process was killed; `desk mount DIR` heals it. */
	state: "answers" | "dead";
	pid: number;
	since: string;
	readOnly: boolean;
	allowOther: boolean;
	openFiles: number;
	/** What was not saved as it was written since the mount began, newest first. */
	refused: Refusal[];
}

/** How many refusals people are shown of each mount. */
const SHOWN = 5;

/** `desk mount`: the tree as a folder of the system. */
export const mount = defineCommand({
	name: "mount",
	summary: "Open the tree as a folder of the system (FUSE)",
	about: `Every program on this computer can then open, search and save what the desk holds, as files of DIR; only you can see them. A process stays in the background and answers until \`desk umount DIR\`, which returns when everything is committed. Each file that a program saves is a change set of the actor \`mount\`: see \`desk log --actor mount\`, take it back with \`desk undo\`. What a mount of the tree does not accept makes the program's close or rename fail, and is kept in /sys/rejected.

Without DIR, or with --status, the mounts of this desk are listed. Linux only; elsewhere, and where there is no FUSE, \`desk serve webdav\`. A user who is not root needs fusermount3 (Debian: fuse3) and the optional package @cocalc/fuse-native.`,
	args: {
		readOnly: flag("show the tree, take no changes", "r"),
		allowOther: flag("let other users in, as far as the files' modes do"),
		force: flag("over a folder that is not empty; what it holds is hidden meanwhile"),
		foreground: flag("stay until it is unmounted, or Ctrl-C; problems are told here", "f"),
		status: flag("list the mounts of this desk, and what was refused"),
		directory: optionalOperand("DIR", "an empty folder on this computer", "host-path"),
	},
	changes: true,
	output: (z) =>
		z.object({
			mountPoint: z.string(),
			state: z.enum(["answers", "dead"]),
			pid: z.number(),
			since: z.string(),
			readOnly: z.boolean(),
			allowOther: z.boolean(),
			openFiles: z.number(),
			refused: z.array(z.object({ path: z.string(), at: z.string(), error: z.string(), kept: z.string() })),
		}),
	examples: [
		["desk mount ~/desk", "then: ls ~/desk/notes, code ~/desk/notes, rg invoice ~/desk"],
		["desk mount --status", "where the desk is mounted, open files, what was refused"],
		["desk mount --read-only ~/look", "nothing can be changed there"],
		["desk umount ~/desk", "take it away again"],
	],
	async *run(context, args): AsyncGenerator<Item> {
		const assignment = ownAssignment();
		if (assignment !== undefined) return await serveMount(assignment, context.home, () => context.open());
		const home = resolve(context.home);
		Store.mustExist(home);
		if (args.directory === undefined || args.status) return yield* list(context, home);
		const { readOnly, allowOther, force, foreground } = args;
		const passphrase = await passphraseOf(context, home);
		const request = { directory: args.directory, home, readOnly, allowOther, force, foreground, passphrase };
		if (context.dryRun) return;
		const begun = await beginMount(request);
		yield* mountsOf(home)
			.filter(({ mountPoint }) => mountPoint === begun.mountPoint)
			.map((state) => shown(state, []));
		await context.stdout.flush?.();
		if (foreground) await stay(context, begun);
	},
	line: (item: Item) =>
		[item.mountPoint, item.state, item.pid, item.since, `${item.openFiles} open`, `${item.refused.length} refused`]
			.map((field) => printable(String(field)))
			.join("\t"),
	screen: (items: Item[], context) => items.map((item) => block(item, context)).join("\n"),
});

async function* list(context: Context, home: string): AsyncGenerator<Item> {
	const states = mountsOf(home);
	if (states.length === 0) {
		context.note("the desk is not mounted; `desk mount DIR` mounts it");
		return context.setStatus(1);
	}
	const { database } = (await context.open()).store;
	for (const state of states) yield shown(state, refusalsSince(database, Date.parse(state.since) * 1000));
}

function shown({ condition, started: _, ...state }: ReturnType<typeof mountsOf>[number], refused: Refusal[]): Item {
	return { ...state, state: condition === "dead" ? "dead" : "answers", refused };
}

/** The passphrase that the daemon will need; it has no terminal to ask on. */
async function passphraseOf(context: Context, home: string): Promise<string | undefined> {
	if (describeKey(home).store !== "passphrase") return undefined;
	return passphraseFromEnvironment() ?? (await context.ask("Passphrase of this desk: ", { secret: true }));
}

/** Until it is unmounted, or Ctrl-C. */
async function stay({ signal }: Context, { ended, stop }: Begun): Promise<void> {
	if (signal.aborted) stop();
	signal.addEventListener("abort", stop, { once: true });
	await ended;
}

function block(item: Item, { style }: Context): string {
	const facts = [
		item.state === "dead" ? style.bad("not answering: its process was killed; mount it again") : style.good("mounted"),
		`since ${localMinute(Date.parse(item.since) * 1000)}`,
		`process ${item.pid}`,
		`${item.openFiles} open ${item.openFiles === 1 ? "file" : "files"}`,
		...(item.readOnly ? ["read-only"] : []),
		...(item.allowOther ? [style.warning("open to other users")] : []),
	];
	const refusals = item.refused
		.slice(0, SHOWN)
		.map(
			({ path, error, kept }) =>
				`  ${style.bad("refused")} ${printable(path)}: ${printable(error)} (kept: ${printable(kept)})`,
		);
	const more = item.refused.length - refusals.length;
	if (more > 0) refusals.push(`  … and ${more} more: desk rejected`);
	return [`${style.strong(printable(item.mountPoint))}  ${facts.join(", ")}`, ...refusals].join("\n");
}
