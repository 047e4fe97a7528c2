import { now, toDate } from "../../src/base/clock.ts";
import { rawText } from "../../src/base/raw-text.ts";
import { safeForTerminal, widthOf } from "../../src/cli/index.ts";
import {
	AFTER_FIRST,
	type Context,
	defineCommand,
	flag,
	numberOption,
	operands,
	option,
} from "../../src/command/index.ts";
import { parseSeconds, pause } from "./shared/pause.ts";

const CLEAR = "\x1b[H\x1b[2J\x1b[3J";
const INVERSE = ["\x1b[7m", "\x1b[27m"] as const;
/** Lines of a terminal that does not say how many it has. */
const LINES = 24;

/** `desk watch`: a command again and again. */
export const watch = defineCommand({
	name: "watch",
	summary: "Run a command again and again, and show what it prints",
	about:
		"On a terminal the screen is drawn anew each time; elsewhere each round is printed below the last one. Ctrl-C ends it. " +
		"A COMMAND that is more than plain words (pipes, variables) is run by `sh -c`.",
	args: {
		interval: option("wait so many seconds between two rounds (default 2)", { short: "n", value: "SECONDS" }),
		differences: flag("show what has changed since the round before", "d"),
		noTitle: flag("no header", "t"),
		chgexit: flag("end when the output changes", "g"),
		errexit: flag("end when the command fails, with its status", "e"),
		exec: flag("run the words as they are, not by sh", "x"),
		color: flag("accepted", "c"),
		rounds: numberOption("end after N rounds"),
		command: operands("COMMAND [ARG]...", "what to run", {
			required: true,
			completes: "command",
			verbatim: AFTER_FIRST,
		}),
	},
	examples: [
		["desk -c 'watch -n 1 --rounds 2 ls -lt /tasks/work'", "what changes there, twice"],
		["desk -c 'watch -g --rounds 2 cat /notes/inbox.md'", "wait until somebody writes to it"],
	],
	failsWith: 1,
	async run(context, args) {
		const seconds = Math.max(0.1, args.interval === undefined ? 2 : parseSeconds(args.interval, "watch"));
		const line = args.command.join(" ");
		const argv = args.exec
			? args.command
			: /^[\w\s%+,./:=@-]*$/.test(line)
				? line.trim().split(/\s+/)
				: ["sh", "-c", line];
		const title = args.noTitle ? undefined : `Every ${seconds.toFixed(1)}s: ${line}`;
		let before: string | undefined;
		for (let round = 1; ; round++) {
			const { text, status } = await capture(context, argv);
			await show(context, text, args.differences ? before : undefined, title);
			if (args.errexit && status !== 0) return context.setStatus(status);
			if (args.chgexit && before !== undefined && text !== before) return;
			if (args.rounds !== undefined && round >= args.rounds) return;
			before = text;
			await pause(seconds, context.signal);
		}
	},
});

async function capture(context: Context, argv: readonly string[]): Promise<{ text: string; status: number }> {
	const parts: Buffer[] = [];
	const writer = { write: (bytes: Uint8Array | string) => void parts.push(Buffer.from(bytes as string)) };
	const status = await context.execute(argv, { stdout: writer, stderr: writer, stdin: (async function* () {})() });
	if (context.signal.aborted) throw context.signal.reason;
	return { text: rawText(Buffer.concat(parts)), status };
}

async function show(
	context: Context,
	text: string,
	before: string | undefined,
	title: string | undefined,
): Promise<void> {
	const { stdout, terminal, variables } = context;
	if (!terminal.stdout) {
		await stdout.write(`${title === undefined ? "" : `${title}\n\n`}${text}`);
		return await stdout.flush?.();
	}
	const rows = (Number(variables.LINES) || LINES) - (title === undefined ? 0 : 2);
	const lines = safeForTerminal(text).split("\n").slice(0, rows);
	const old = before === undefined ? undefined : safeForTerminal(before).split("\n");
	const body = lines.map((line, row) => marked(line, old === undefined ? line : (old[row] ?? "")));
	await stdout.write(
		`${CLEAR}${title === undefined ? "" : `${header(title, terminal.columns)}\n\n`}${body.join("\n")}`,
	);
	await stdout.flush?.();
}

function header(title: string, columns: number): string {
	const time = toDate(now()).toString().slice(0, 24);
	const room = columns - time.length - 1;
	const left = safeForTerminal(title).slice(0, Math.max(0, room));
	return `${left}${" ".repeat(Math.max(1, columns - widthOf(left) - time.length))}${time}`;
}

/** The characters of a line that were not there before, inverse. */
function marked(line: string, before: string): string {
	if (line === before) return line;
	const old = [...before];
	const chars = [...line].map((char, at) => (char === old[at] ? char : INVERSE[0] + char + INVERSE[1]));
	return chars.join("").replaceAll(INVERSE[1] + INVERSE[0], "");
}
