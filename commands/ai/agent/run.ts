import { type RunRequest, runAgent } from "../../../src/agents/index.ts";
import { toText } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { type Context, defineCommand, flag, operand, operands, option } from "../../../src/command/index.ts";
import type { Effect, Vfs } from "../../../src/vfs/index.ts";
import { globbed } from "../shared/documents.ts";
import { decide, waits } from "./shared/approve.ts";
import { loadAgent } from "./shared/definitions.ts";
import { runLocally } from "./shared/local.ts";
import { openGateway, placeOf, showSent } from "./shared/place.ts";

/** What a run came to, as `--json` prints it. */
export interface RunItem {
	run: number;
	agent: string;
	status: string;
	answer: string;
	/** `model`, or what was done without one. */
	by: string;
	changes: { op: string; path: string; to: string | null }[];
	/** The change set in the log; null when nothing was changed. */
	change: number | null;
}

export const runOutput = (z: typeof import("zod").z) =>
	z.object({
		run: z.number(),
		agent: z.string(),
		status: z.string(),
		answer: z.string(),
		by: z.string(),
		changes: z.array(z.object({ op: z.string(), path: z.string(), to: z.string().nullable() })),
		change: z.number().nullable(),
	});

export const run = defineCommand({
	name: "run",
	summary: "Run an agent; what it would change is shown first",
	about:
		"The agent works with the permissions of its file, and may read the PATHs that are named here. Its answer goes to stdout. What it changes is a plan: in a terminal it is shown and asked for; elsewhere it waits for `desk agent approve` (status 4), or --yes does it. All of a run is one change, so one `desk undo` takes it back. Without a key, an agent whose file says `local: summary` makes an extractive summary on this machine.",
	args: {
		task: option("what to do this time, beside its instructions", { short: "t", value: "TEXT" }),
		yes: flag("make its changes without asking", "y"),
		local: flag("without a language model, whether or not there is a key"),
		agent: operand("AGENT", "its name", "agent"),
		paths: operands("PATH", "files, folders or globs that it is about", { completes: "path" }),
	},
	reads: ["paths"],
	changes: true,
	output: runOutput,
	examples: [
		["desk agent run summarizer --local /notes/meeting-notes.md", "what is in a note, without a language model"],
		[
			"desk -c 'agent run summarizer --local /notes/clients/*.md > /notes/summary.md'",
			"the shell writes the answer to a note",
		],
		["desk agent run newsletters --dry-run", "what would be sent, and its price at most"],
	],
	async *run(context, args): AsyncGenerator<RunItem> {
		const vfs = await context.open();
		const loaded = await loadAgent(vfs, args.agent);
		const paths = await named(context, vfs, args.paths);
		const input = await piped(context);
		const { definition } = loaded;
		const request: RunRequest = {
			...loaded,
			task:
				args.task ??
				(paths.length > 0 || input !== undefined
					? "Do this for what is named or piped in."
					: "Do what your instructions say."),
			paths,
			input,
		};
		const gateway = await openGateway(context, vfs);
		const isLocal = args.local || (definition.local !== undefined && !(await gateway.available()));
		if (isLocal && definition.local === undefined)
			throw new DeskError("EUSAGE", "it does nothing without a language model", {
				at: definition.name,
				todo: "leave out --local, or add `local: summary` to its file",
			});
		const place = placeOf(context, vfs);
		if (context.dryRun) return await showSent(context, request, place, isLocal ? undefined : gateway);
		if (isLocal)
			context.note(`${definition.name}: an extractive summary, made on this machine without a language model`);
		const finished = isLocal ? await runLocally(context, request, place) : await runAgent(request, place, gateway);
		try {
			yield* settled(context, vfs, finished, loaded, args.yes, isLocal ? "extractive summary" : "model");
		} finally {
			finished.draft.close();
		}
	},
	line: (item: RunItem) => (item.answer === "" ? undefined : item.answer.replace(/\n$/, "")),
});

/** The answer, and what becomes of the changes. */
export async function* settled(
	context: Context,
	vfs: Vfs,
	finished: Awaited<ReturnType<typeof runAgent>>,
	loaded: Awaited<ReturnType<typeof loadAgent>>,
	yes: boolean,
	by: string,
): AsyncGenerator<RunItem> {
	const { run, answer, plan } = finished;
	const decided = await decide(context, vfs, finished, loaded, yes);
	yield {
		run,
		agent: loaded.definition.name,
		status: decided.status,
		answer,
		by,
		changes: plan.effects.map(({ op, path, to }) => ({ op, path, to: to ?? null })),
		change: decided.change,
	};
	if (decided.status !== "done") waits(context, run, plan.effects as readonly Effect[], decided.status);
}

/** Files, folders and globs that the user names, as they really are. @throws DeskError ENOENT */
async function named(context: Context, vfs: Vfs, texts: readonly string[]): Promise<string[]> {
	const paths: string[] = [];
	for (const text of texts) {
		const path = context.path(text);
		if (/[*?[]/.test(path) && (await vfs.find(path)) === undefined)
			for await (const [, stat] of globbed(vfs, path, text)) paths.push(stat.path);
		else paths.push((await vfs.followed(path)).path);
	}
	return paths;
}

/** What is piped in; undefined at a terminal, and where nothing comes. */
async function piped(context: Context): Promise<string | undefined> {
	if (context.terminal.stdin) return undefined;
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of context.stdin) {
		parts.push(part);
		size += part.length;
		if (size > 16 * 1024 ** 2)
			throw new DeskError("EFBIG", "more than 16 MiB are piped in", { todo: "write it to a file, and name that" });
	}
	const text = toText(Buffer.concat(parts));
	return text.trim() === "" ? undefined : text;
}
