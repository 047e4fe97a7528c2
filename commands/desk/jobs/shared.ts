/** What `desk jobs …` share: a job as `--json` prints it, and what jobs see of the program. */
import { toIso } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import type { JsonValue } from "../../../src/base/json.ts";
import type { Context, StageIo, Style } from "../../../src/command/index.ts";
import type { Job, JobStatus, Jobs } from "../../../src/jobs/index.ts";
import {
	type CommandOptions,
	type CommandOutcome,
	type JobContext,
	printable,
	type Vfs,
} from "../../../src/vfs/index.ts";

/** A job, as `--json` prints it. Times are ISO 8601, UTC. */
export interface JobItem {
	job: number;
	kind: string;
	key: string;
	status: JobStatus;
	/** Why it waits; null when nothing keeps it. */
	waits: string | null;
	priority: number;
	attempts: number;
	/** How often it is tried; null for a kind that is not there any more. */
	of: number | null;
	added: string;
	/** Not before. */
	due: string;
	started: string | null;
	ended: string | null;
	done: number | null;
	total: number | null;
	note: string | null;
	error: string | null;
	input: JsonValue;
}

export const jobOutput = (z: typeof import("zod").z) =>
	z.object({
		job: z.number(),
		kind: z.string(),
		key: z.string(),
		status: z.enum(["waiting", "running", "done", "dead", "cancelled"]),
		waits: z.string().nullable(),
		priority: z.number(),
		attempts: z.number(),
		of: z.number().nullable(),
		added: z.string(),
		due: z.string(),
		started: z.string().nullable(),
		ended: z.string().nullable(),
		done: z.number().nullable(),
		total: z.number().nullable(),
		note: z.string().nullable(),
		error: z.string().nullable(),
		input: z.unknown(),
	});

/** A job for people and programs. */
export function itemOf(job: Job, jobs: Jobs): JobItem {
	const { id, kind, key, status, priority, attempts, done, total, note, error, input } = job;
	const iso = (at: number | null) => (at === null ? null : toIso(at));
	return {
		...{ job: id, kind, key, status, waits: waitsFor(job, jobs), priority, attempts },
		of: jobs.kinds.get(kind)?.attempts ?? null,
		...{ added: toIso(job.added), due: toIso(job.due), started: iso(job.started), ended: iso(job.ended) },
		...{ done, total, note, error, input },
	};
}

function waitsFor({ kind, status, due }: Job, { kinds, clock, isOnBattery }: Jobs): string | null {
	if (status !== "waiting") return null;
	const known = kinds.get(kind);
	if (known === undefined) return "this program has no such kind of jobs";
	if (due > clock()) return `until ${toIso(due).slice(0, 16)}Z`;
	return known.power === "mains" && isOnBattery() ? "for mains power" : null;
}

/** One job as a plain line. */
export function jobLine({ job, kind, key, status, attempts, note, error }: JobItem): string {
	return [job, kind, key, status, attempts, (status === "done" ? note : (error ?? note)) ?? ""]
		.map((cell) => printable(String(cell)))
		.join("\t");
}

/** A status in its colour. */
export function paintedStatus(status: JobStatus, style: Style): string {
	const paints: Record<JobStatus, (text: string) => string> = {
		waiting: style.name,
		running: style.strong,
		done: style.good,
		dead: style.bad,
		cancelled: style.faint,
	};
	return paints[status](status);
}

/** @throws DeskError EUSAGE */
export function jobNumber(text: string): number {
	if (/^\d{1,15}$/.test(text)) return Number(text);
	throw new DeskError("EUSAGE", `JOB is a number, not '${printable(text)}'`, {
		at: "jobs",
		todo: "`desk jobs list` lists them",
	});
}

/** The most that is kept of what a command of a job prints (bytes). */
const MOST = 1024 ** 2;

/** What jobs see of the program: its commands, without a terminal. */
export function jobContext(context: Context): JobContext {
	return {
		variables: context.variables,
		warn: (text) => context.note(text),
		command: (vfs, argv, options) => runCommand(context, vfs, argv, options),
	};
}

async function runCommand(
	context: Context,
	vfs: Vfs,
	argv: readonly string[],
	{ stdin = "", signal = context.signal }: CommandOptions = {},
): Promise<CommandOutcome> {
	const commands = context.commandsOn(vfs);
	const [stdout, stderr] = [new Kept(), new Kept()];
	const io: StageIo = {
		stdin: (async function* () {
			if (stdin !== "") yield Buffer.from(stdin);
		})(),
		stdout,
		stderr,
		terminal: { stdin: false, stdout: false, stderr: false, columns: 80 },
		cwd: "/",
		variables: context.variables,
		signal,
		execute: (words) => commands.run(words, io),
		device: () => undefined,
	};
	const status = await commands.run(argv, io);
	return { status, stdout: stdout.text, stderr: stderr.text };
}

/** The beginning of what is written. */
class Kept {
	readonly #parts: Buffer[] = [];
	#room = MOST;

	write(bytes: Uint8Array | string): void {
		const part = Buffer.from(bytes as string).subarray(0, this.#room);
		this.#room -= part.length;
		if (part.length > 0) this.#parts.push(part);
	}

	flush(): void {}

	get text(): string {
		return Buffer.concat(this.#parts).toString("utf8");
	}
}
