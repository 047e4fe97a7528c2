import { randomInt } from "node:crypto";
import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, flag, option, optionalOperand } from "../../src/command/index.ts";
import { mountNameOf, type Vfs } from "../../src/vfs/index.ts";
import { say } from "./shared/say.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/** Where temporary files lie when TMPDIR names no place in the tree. */
const DEFAULT_DIRECTORY = "/files/tmp";
const ATTEMPTS = 100;

/** `desk mktemp`: a new file or directory with a name that nothing has. */
export const mktemp = defineCommand({
	name: "mktemp",
	summary: "Make a temporary file or directory, and print its path",
	about:
		"TEMPLATE ends in XXX or more, which become letters and digits (default tmp.XXXXXXXXXX). The default directory is $TMPDIR if that lies in the " +
		"desk, else /files/tmp, which is made. Nothing removes it by itself: use `trap 'rm -r \"$dir\"' EXIT`.",
	args: {
		directory: flag("a directory", "d"),
		dryRun: flag("make nothing, print a path only", "u"),
		quiet: flag("no messages", "q"),
		parent: option("in this directory", { short: "p", value: "DIR", completes: "directory" }),
		tmpdir: option("in DIR, or the default directory", { value: "DIR", bare: "", completes: "directory" }),
		template: flag("in the default directory; TEMPLATE is one name", "t"),
		suffix: option("after the letters", { value: "SUFFIX" }),
		name: optionalOperand("TEMPLATE", "what it is called"),
	},
	changes: true,
	output: (z) => z.object({ path: z.string() }),
	examples: [
		["desk mktemp", "an empty file in /files/tmp"],
		["desk mktemp -d /files/build.XXXXXX", "a directory"],
		["desk mktemp --suffix .md -p /notes draft-XXXX", "a note with a new name"],
	],
	failsWith: 1,
	async run(context, args) {
		try {
			const vfs = await context.open();
			const { prefix, suffix, letters } = splitTemplate(args.name ?? "tmp.XXXXXXXXXX", args.suffix);
			const inDirectory = args.parent ?? args.tmpdir ?? (args.template || args.name === undefined ? "" : undefined);
			if (inDirectory !== undefined && prefix.startsWith("/"))
				throw usage("with -p or -t the template is relative", "leave out its directory");
			if (args.template && (prefix.includes("/") || suffix.includes("/")))
				throw usage("with -t the template is one name", "leave out its directory");
			const byDefault = inDirectory === "";
			const directory = byDefault ? defaultDirectory(context, vfs) : inDirectory;
			const start = directory === undefined ? prefix : `${directory.replace(/\/+$/, "")}/${prefix}`;
			for (let tries = 0; ; tries++) {
				const text = start + randomName(letters) + suffix;
				const made = await make(context, vfs, text, { directory: args.directory, only: args.dryRun, byDefault });
				if (made) return void (await say(context, { path: context.path(text) }, text));
				if (tries === ATTEMPTS) throw new DeskError("EEXIST", "all names are taken", { at: text, todo: "use more X" });
			}
		} catch (error) {
			if (!args.quiet || !(error instanceof DeskError) || error.code === "EINTR") throw error;
			context.setStatus(1);
		}
	},
});

function splitTemplate(text: string, given: string | undefined): { prefix: string; suffix: string; letters: number } {
	const own = given === undefined ? /^(.*X)([^X]*)$/s.exec(text) : /^(.*X)()$/s.exec(text);
	const [, head = "", tail = ""] = own ?? [];
	const suffix = given ?? tail;
	const letters = /X*$/.exec(head)?.[0].length ?? 0;
	if (letters < 3) throw usage(`'${text}' has too few X at its end`, "write at least XXX");
	if (suffix.includes("/")) throw usage("the suffix has a slash", "leave it out");
	return { prefix: head.slice(0, -letters), suffix, letters };
}

function randomName(letters: number): string {
	return Array.from({ length: letters }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}

function defaultDirectory(context: Context, vfs: Vfs): string {
	const { TMPDIR = "" } = context.variables;
	return TMPDIR.startsWith("/") && vfs.mountNames.includes(mountNameOf(TMPDIR)) ? TMPDIR : DEFAULT_DIRECTORY;
}

/** @returns false when something has that name */
async function make(
	context: Context,
	vfs: Vfs,
	text: string,
	{ directory, only, byDefault }: { directory: boolean; only: boolean; byDefault: boolean },
): Promise<boolean> {
	const path = context.path(text);
	if (only) return (await vfs.find(path)) === undefined;
	const parents = { op: "mkdir", path: context.path(`${text}/..`), parents: true } as const;
	const own = directory
		? ({ op: "mkdir", path, mode: 0o700 } as const)
		: ({ op: "write", path, content: await vfs.stage(""), expect: null, mode: 0o600 } as const);
	try {
		await vfs.change(byDefault ? [parents, own] : [own], { cause: context.cause, keepRejected: false });
		return true;
	} catch (error) {
		if (error instanceof DeskError && (error.code === "EEXIST" || error.code === "ESTALE")) return false;
		throw error;
	}
}

function usage(what: string, todo: string): DeskError {
	return new DeskError("EUSAGE", what, { at: "mktemp", todo });
}
