import { now, toDate, toIso } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import type { JsonValue } from "../../../src/base/json.ts";
import { parseInstant } from "../../../src/base/when.ts";
import { defineCommand, numberOption, operand, option, optionalOperand } from "../../../src/command/index.ts";
import { Jobs, kindNamed } from "../../../src/jobs/index.ts";
import type { JobRequest } from "../../../src/vfs/index.ts";

export const add = defineCommand({
	name: "add",
	summary: "Queue a job by hand",
	about:
		"Most jobs queue themselves: `desk jobs work` asks what is wanted by now. A key is queued once for its kind and never again, however its job ended; without one, the job is a new one each time.",
	args: {
		input: option("what it works on", { value: "JSON" }),
		priority: numberOption("higher goes first (default 0)"),
		at: option("not before: an instant, `tomorrow 8:00`", { value: "WHEN" }),
		kind: operand("KIND", "its kind: `desk jobs list --kinds`", "job-kind"),
		key: optionalOperand("KEY", "what it is, within its kind"),
	},
	changes: true,
	output: (z) => z.object({ job: z.number(), new: z.boolean() }),
	examples: [["desk jobs add search.vectors", "make what searches by meaning stand on, at the next `desk jobs work`"]],
	async *run(context, args): AsyncGenerator<{ job: number; new: boolean }> {
		const jobs = await Jobs.open(await context.open());
		const kind = kindNamed(jobs.kinds, args.kind).name;
		const request: JobRequest = {
			kind,
			key: args.key ?? `by hand ${toIso(now())} ${Math.random().toString(36).slice(2, 8)}`,
			input: inputOf(args.input),
			...(args.priority === undefined ? {} : { priority: args.priority }),
			...(args.at === undefined ? {} : { notBefore: toDate(parseInstant(args.at, toDate(now()))) }),
		};
		if (context.dryRun) return;
		const { id, isNew } = await jobs.add(request);
		if (!isNew && id === 0)
			context.note(`${request.key}: a job of this kind and key ended long ago; it is not queued again`);
		else if (!isNew) context.note(`job ${id} has this kind and key: it is ${jobs.get(id).status}`);
		if (!isNew) context.setStatus(1);
		yield { job: id, new: isNew };
	},
	line: (item: { job: number }) => String(item.job),
});

/** @throws DeskError EUSAGE with the place where it is no JSON */
function inputOf(text: string | undefined): JsonValue {
	if (text === undefined) return null;
	try {
		return JSON.parse(text) as JsonValue;
	} catch (error) {
		throw new DeskError("EUSAGE", `--input is no JSON: ${(error as Error).message}`, {
			at: "jobs add",
			todo: `write it as in --input '{"agent": "gardener"}'`,
			cause: error,
		});
	}
}
