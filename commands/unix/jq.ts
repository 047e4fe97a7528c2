import { DeskError, type ErrorCode } from "../../src/base/errors.ts";
import { rawBytes, rawText } from "../../src/base/raw-text.ts";
import { safeForTerminal } from "../../src/cli/index.ts";
import { type Context, defineCommand, flag, numberOption, operands } from "../../src/command/index.ts";
import { openInput } from "./shared/inputs.ts";
import type { Host } from "./shared/jq-engine.ts";

/** Words of a command line may be so long together (bytes): they lie on jq's stack, which has 1 MiB. */
const MOST_WORDS = 512 * 1024;

/** What jq is told by `open` and `stat`. */
const ERRNO_OF: Partial<Record<ErrorCode, "ENOENT" | "EISDIR" | "ENOTDIR" | "EACCES">> = {
	ENOENT: "ENOENT",
	ENOTDIR: "ENOTDIR",
	EISDIR: "EISDIR",
	EACCES: "EACCES",
	EINVAL: "ENOENT",
	ENAMETOOLONG: "ENOENT",
};

/** `desk jq`: jq itself, compiled to WebAssembly, on the files of the desk. */
export const jq = defineCommand({
	name: "jq",
	summary: "Select and transform JSON",
	about:
		"This is jq 1.7 itself, compiled to WebAssembly: all of its language and options. FILTER comes first, then files; without a file, " +
		"standard input. Beside the options below it takes --arg NAME TEXT, --argjson NAME JSON, --slurpfile NAME PATH, --rawfile NAME PATH, " +
		"--args and --jsonargs (what follows goes into $ARGS.positional), -f PATH (the filter is in a file) and -L DIRECTORY (modules). " +
		"All paths are those of the desk.\n" +
		"Input and output stream: any number of values of any total size, one at a time in memory. What holds more is -s, an array that " +
		"the filter builds ([inputs]), and one huge value, unless --stream takes it apart; jq has 256 MiB of memory. " +
		"localtime and strflocaltime use the time zone of the process.\n" +
		"Exit status: 0; with -e 1 when the last result was false or null and 4 when there was none; 2 for wrong usage or files; " +
		"3 when the filter does not compile; 5 after an error in the filter or in the JSON, or what halt_error says. --json is -c.",
	args: {
		compactOutput: flag("one line for each result", "c"),
		rawOutput: flag("strings as they are, without quotes", "r"),
		rawOutput0: flag("like -r, with NUL after each"),
		joinOutput: flag("like -r, without newlines", "j"),
		asciiOutput: flag("all but ASCII as \\u escapes", "a"),
		sortKeys: flag("objects with sorted keys", "S"),
		slurp: flag("read all input into one array", "s"),
		rawInput: flag("each line is a string", "R"),
		nullInput: flag("start with null; `input` and `inputs` read", "n"),
		exitStatus: flag("status by the last result", "e"),
		tab: flag("indent with tabs"),
		indent: numberOption("indent with N spaces"),
		stream: flag("read as [path, leaf] events"),
		seq: flag("RS before each text (RFC 7464)"),
		colorOutput: flag("with colours", "C"),
		monochromeOutput: flag("without colours", "M"),
		words: operands("FILTER PATH", "what to do, and the files to read", { completes: "path", verbatim: isForJq }),
	},
	reads: ["words"],
	failsWith: 2,
	examples: [
		["desk task list --json | desk jq -r 'select(.due != null) | .title'", "titles of what has a date"],
		["desk ls --json /files | desk jq -s 'map(.size) | add'", "bytes in a directory"],
		[`desk jq -n --arg name 'Ada "A" King' '{name: $name}'`, "JSON out of text, quoted as it must be"],
		["desk log --json | desk jq -c 'select(.actor != \"user\")' | head -3", "stops reading after three"],
	],
	async run(context, args) {
		const { Errno, ERRNO, runJq } = await import("./shared/jq-engine.ts");
		const argv = [...(context.style.on ? ["-C"] : []), ...(context.json ? ["-c"] : []), ...args.words];
		const bytes = argv.map(rawBytes);
		if (bytes.reduce((sum, word) => sum + word.length + 5, 0) > MOST_WORDS) {
			throw new DeskError("EUSAGE", "the arguments are too long", {
				at: "jq",
				todo: "put long text into a file and name it with --rawfile, --slurpfile or -f",
			});
		}
		const asErrno = (error: unknown) => {
			const name = error instanceof DeskError ? ERRNO_OF[error.code] : undefined;
			return name === undefined ? error : new Errno(ERRNO[name]);
		};
		const screen = screenWriter(context);
		const host: Host = {
			stdin: context.stdin,
			write: (fd, part) => (fd === 1 ? screen(part) : context.stderr.write(part)),
			async open(path) {
				try {
					return (await openInput(context, rawText(path))).stream();
				} catch (error) {
					throw asErrno(error);
				}
			},
			async isDirectory(path) {
				try {
					return (await context.stat(rawText(path))).kind === "directory";
				} catch (error) {
					throw asErrno(error);
				}
			},
		};
		const status = await runJq({ argv: bytes, variables: entries(context.variables) }, host, context.signal);
		if (status !== 0) context.setStatus(status);
	},
});

/** jq reads its options itself, two values of --arg and all; these are of every command here. */
function isForJq(_before: readonly string[], word: string): boolean {
	return !/^--(help|json|color=.*)$/.test(word);
}

function entries(variables: Context["variables"]): Uint8Array[] {
	return Object.entries(variables).flatMap(([name, value]) =>
		value === undefined || value.includes("\0") ? [] : [rawBytes(`${name}=${value}`)],
	);
}

/** On a terminal only the colours of jq are obeyed, not what a raw string may hold. */
function screenWriter({ stdout, terminal }: Context): (bytes: Uint8Array) => void | Promise<void> {
	if (!terminal.stdout) return (bytes) => stdout.write(bytes);
	const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
	return async (bytes) => {
		const parts = decoder.decode(bytes, { stream: true }).split(/(\x1b\[[0-9;]*m)/);
		await stdout.write(parts.map((part, index) => (index % 2 === 1 ? part : safeForTerminal(part))).join(""));
		await stdout.flush?.();
	};
}
