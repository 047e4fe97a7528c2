import { DeskError } from "../../src/base/errors.ts";
import { safeForTerminal } from "../../src/cli/index.ts";
import { ClosedPipe, type Context, defineCommand, flag, operands } from "../../src/command/index.ts";
import { attempt, contentWriter, openInput } from "./shared/inputs.ts";

const ABOUT =
	"Keys: space and b by the screen, arrows by the line, g and G to the start and the end, /TEXT and n and N search, q quits. " +
	"Without a terminal it prints the files as cat does.";

const paths = operands("PATH", "files, or PATH@N for revision N; `-` or nothing is stdin", { completes: "path" });

/** `desk less`: look through text by the screen. */
export const less = defineCommand({
	name: "less",
	summary: "Look through text by the screen",
	about: ABOUT,
	args: {
		quitIfOneScreen: flag("print what fits the screen, and end", "F"),
		rawControlChars: flag("show colours; they always are", "R"),
		noInit: flag("accepted, as less has it", "X"),
		paths,
	},
	reads: ["paths"],
	failsWith: 1,
	examples: [
		["desk less /notes/meeting-notes.md", "q quits"],
		["desk -c 'grep -rn roadmap /notes | less'", "what a pipe brings"],
	],
	run: (context, args) => page(context, args.paths, !args.quitIfOneScreen),
});

/** `desk more`: the same, but what fits the screen is just printed. */
export const more = defineCommand({
	name: "more",
	summary: "Look through text by the screen, if it is longer than that",
	about: ABOUT,
	args: { paths },
	reads: ["paths"],
	failsWith: 1,
	examples: [["desk more /notes/meeting-notes.md", "q quits"]],
	run: (context, args) => page(context, args.paths, false),
});

async function page(context: Context, names: readonly string[], always: boolean): Promise<void> {
	const { stdin, stdout } = context.terminal;
	if (names.length === 0 && stdin)
		throw new DeskError("EUSAGE", "PATH is missing", { todo: "name a file, or give it a pipe" });
	const isPaged = stdout && !["", "dumb"].includes(context.variables.TERM ?? "");
	if (!isPaged) return await copy(context, names, contentWriter(context));
	const { openPager } = await import("../../src/shell/index.ts");
	const pager = openPager(context.stdout, { colour: context.style.on, always });
	const close = () => pager.close();
	context.signal.addEventListener("abort", close, { once: true });
	try {
		await copy(context, names, shownSafely(pager));
	} catch (error) {
		// The reader has seen enough.
		if (!(error instanceof ClosedPipe && pager.hasQuit)) throw error;
	} finally {
		pager.close();
		context.signal.removeEventListener("abort", close);
	}
}

/** Colours go to the terminal, everything else that could drive it is shown. */
function shownSafely(pager: Writer): Writer {
	const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
	const safe = (text: string) =>
		text
			.split(/(\x1b\[[0-9;]*m)/)
			.map((part, index) => (index % 2 === 1 ? part : safeForTerminal(part)))
			.join("");
	return {
		write: (bytes) => pager.write(safe(typeof bytes === "string" ? bytes : decoder.decode(bytes, { stream: true }))),
		async end() {
			await pager.write(safe(decoder.decode()));
			await pager.end();
		},
	};
}

interface Writer {
	write(bytes: Uint8Array | string): void | Promise<void>;
	end(): void | Promise<void>;
}

async function copy(context: Context, names: readonly string[], writer: Writer): Promise<void> {
	for (const name of names.length === 0 ? ["-"] : names) {
		await attempt(context, async () => {
			const input = await openInput(context, name);
			for await (const part of input.stream()) await writer.write(part);
		});
	}
	await writer.end();
}
