import { accessSync, constants, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { DeskError } from "../../src/base/errors.ts";
import { safeFileName } from "../../src/base/file-name.ts";
import { type Context, defineCommand, flag, operand, option } from "../../src/command/index.ts";
import { nameOfPath, type Readable, readable, splitExtension } from "../../src/vfs/index.ts";

/** The copies' folders, in the system's folder for temporary files. */
const FOLDER = "desk-open-";
/** How long a copy may lie there (ms): longer than anybody looks at a file without --wait. */
const LIFETIME = 24 * 60 * 60 * 1000;

/** What opens a file as a double click does, and whether it can wait until the file is closed. */
interface Opener {
	command: string;
	waits?: string;
}
const MACOS: Opener = { command: "open", waits: "open -W" };
const FREEDESKTOP: Opener = { command: "xdg-open" };

interface Item {
	path: string;
	copy: string;
	program: string;
}

/** `desk open`: look at a file with a program of the host. */
export const open = defineCommand({
	name: "open",
	summary: "Open a copy of a file with another program",
	about:
		"The copy lies in a private temporary folder (mode 0700), outside the encrypted desk; it is removed by --wait, or by a later `desk open` after a day. What the program changes in it is not kept: `desk edit` is for that. Status 127 when there is nothing to open it with.",
	args: {
		with: option("the program, instead of the one that the system has for such files", { value: "PROGRAM" }),
		wait: flag("wait until the program ends, then remove the copy", "w"),
		path: operand("PATH", "a file, or PATH@N for revision N", "path"),
	},
	reads: ["path"],
	output: (z) => z.object({ path: z.string(), copy: z.string(), program: z.string() }),
	examples: [
		["desk open /files/brand/tolv-bullar-logo.svg", "as a double click would"],
		["desk open --wait --with gimp /files/workshop/letter-grid.png", "and leave no copy behind"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const path = context.path(args.path);
		const source = await readable(vfs, path);
		if (source.stat?.kind === "directory")
			throw new DeskError("EISDIR", "this is a directory", { at: path, todo: "name a file in it" });
		const program = programFor(args.with, args.wait);
		removeOldCopies();
		const copy = await copyOf(source);
		context.note(
			`${copy} is a copy: changes to it are not kept${args.wait ? "" : ", and a later `desk open` removes it"}`,
		);
		yield { path, copy, program };
		if (!args.wait) return await start(program, copy);
		try {
			await runToEnd(context, program, copy);
		} finally {
			rmSync(join(copy, ".."), { recursive: true, force: true });
		}
	},
	line: (item: Item, { terminal }) => (terminal.stdout ? undefined : item.copy),
});

/** The shell command to use. @throws DeskError ENOTFOUND (status 127), EUSAGE */
function programFor(chosen: string | undefined, wait: boolean): string {
	const opener = process.platform === "darwin" ? MACOS : FREEDESKTOP;
	if (chosen === undefined && wait && opener.waits === undefined) {
		throw new DeskError(
			"EUSAGE",
			`--wait needs --with PROGRAM here: ${opener.command} does not say when the file is closed`,
			{ at: "open", todo: "name the program" },
		);
	}
	const program = chosen ?? (wait ? opener.waits : undefined) ?? opener.command;
	const [word = ""] = program.trim().split(/\s+/);
	if (isThere(word)) return program;
	throw new DeskError("ENOTFOUND", `there is no program '${word}' here`, {
		at: "open",
		todo: chosen === undefined ? "name one: `desk open --with PROGRAM PATH`" : "check its name and PATH",
	});
}

function isThere(word: string): boolean {
	const candidates = word.includes("/")
		? [word]
		: (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, word));
	return candidates.some((file) => {
		try {
			accessSync(file, constants.X_OK);
			return statSync(file).isFile();
		} catch {
			return false;
		}
	});
}

async function copyOf(source: Readable): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), FOLDER)); // mode 0700
	const [stem, extension] = splitExtension(nameOfPath(source.path));
	const copy = join(
		folder,
		/^\.\w{1,16}$/.test(extension) ? safeFileName(stem, extension) : safeFileName(stem + extension, ""),
	);
	const { open: openFile } = await import("node:fs/promises");
	const file = await openFile(copy, "wx", 0o600);
	try {
		for await (const bytes of source.stream()) await file.writeFile(bytes);
		await file.close();
		return copy;
	} catch (error) {
		await file.close();
		rmSync(folder, { recursive: true, force: true });
		throw error;
	}
}

/** Copies that were not waited for and that nobody can still be looking at. */
function removeOldCopies(): void {
	for (const name of readdirSync(tmpdir())) {
		if (!name.startsWith(FOLDER)) continue;
		const folder = join(tmpdir(), name);
		try {
			if (Date.now() - statSync(folder).mtimeMs > LIFETIME) rmSync(folder, { recursive: true, force: true });
		} catch {
			// Another user's, or just removed by another process.
		}
	}
}

/** The program may bring options of its own, as $EDITOR may: the shell splits them, and gets the path as `$1`. */
const shellArgs = (program: string, copy: string) => ["-c", `${program} "$1"`, "sh", copy];

async function start(program: string, copy: string): Promise<void> {
	const { spawn } = await import("node:child_process");
	const child = spawn("/bin/sh", shellArgs(program, copy), { detached: true, stdio: "ignore" });
	await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
	child.unref();
}

async function runToEnd(context: Context, program: string, copy: string): Promise<void> {
	const { spawn } = await import("node:child_process");
	const child = spawn("/bin/sh", shellArgs(program, copy), { stdio: "inherit" });
	const stop = () => child.kill();
	context.signal.addEventListener("abort", stop);
	const status = await new Promise<number>((resolve, reject) =>
		child.once("close", (code) => resolve(code ?? 1)).once("error", reject),
	);
	context.signal.removeEventListener("abort", stop);
	context.signal.throwIfAborted();
	if (status !== 0) context.setStatus(status);
}
