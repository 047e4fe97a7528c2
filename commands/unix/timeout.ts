import { DeskError, Status } from "../../src/base/errors.ts";
import { AFTER_FIRST, defineCommand, flag, operand, operands, option } from "../../src/command/index.ts";
import { parseSeconds, pause } from "./shared/pause.ts";
import { signalNumber } from "./shared/signals.ts";

const KILL = 9;
/** A shell adds it to the number of the signal that ended a command. */
const SIGNALLED = 128;

/** `desk timeout`: another command, for so long at most. */
export const timeout = defineCommand({
	name: "timeout",
	summary: "Run a command, and stop it after some time",
	about:
		"Ends with the status of the command, or with 124 when it was stopped. TIME is a number and s (default), m, h or d; 0 never stops it. " +
		"Commands of the desk are told to stop between two steps; what they have written stays. " +
		"Status 125: timeout itself failed; 126, 127: the command cannot be run, is not there; 137: it was killed.",
	args: {
		signal: option("send this signal instead of TERM", { short: "s", value: "SIGNAL" }),
		killAfter: option("do not wait for it any longer than this after the signal", { short: "k", value: "TIME" }),
		preserveStatus: flag("end with the command's status though it was stopped"),
		foreground: flag("accepted: commands of the desk always can read the terminal"),
		verbose: flag("say when it is stopped", "v"),
		time: operand("TIME", "how long it may run"),
		command: operands("COMMAND [ARG]...", "what to run", {
			required: true,
			completes: "command",
			verbatim: AFTER_FIRST,
		}),
	},
	examples: [
		["desk -c 'timeout 10s grep -r invoice /notes'", "ten seconds at most"],
		["desk -c 'timeout -k 5 0.1 sleep 1m || echo stopped'", "it took too long, and had five seconds more to end in"],
	],
	failsWith: 125,
	async run(context, args) {
		const signal = signalNumber(args.signal ?? "TERM", "timeout");
		const patience = args.killAfter === undefined ? 0 : parseSeconds(args.killAfter, "timeout");
		const seconds = parseSeconds(args.time, "timeout");
		const ended = new AbortController();
		const stop = new AbortController();
		let stoppedBy = 0;
		const send = (number: number) => {
			stoppedBy = number;
			if (args.verbose) context.stderr.write(`timeout: sending signal ${number} to '${args.command[0]}'\n`);
			stop.abort(new DeskError("EINTR", "timed out"));
		};
		const watch = async (): Promise<number> => {
			await pause(seconds > 0 ? seconds : Number.POSITIVE_INFINITY, ended.signal);
			send(signal);
			await pause(patience > 0 ? patience : Number.POSITIVE_INFINITY, ended.signal);
			send(KILL);
			return SIGNALLED + KILL;
		};
		const work = context.execute(args.command, { signal: AbortSignal.any([context.signal, stop.signal]) });
		const guard = watch().catch(() => work);
		const status = await Promise.race([work, guard]).finally(() => ended.abort());
		if (context.signal.aborted) throw context.signal.reason;
		context.setStatus(statusOf(status, stoppedBy, args.preserveStatus));
	},
});

function statusOf(status: number, stoppedBy: number, preserve: boolean): number {
	if (stoppedBy === 0) return status;
	if (stoppedBy === KILL) return SIGNALLED + KILL;
	if (!preserve) return Status.timeout;
	return status === Status.interrupted ? SIGNALLED + stoppedBy : status;
}
