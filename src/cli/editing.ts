/** A private copy of a file for the user's editor, and the editor itself. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { constants as system, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { env } from "../base/env.ts";
import { codeOf, DeskError } from "../base/errors.ts";
import { splitExtension, type Vfs } from "../vfs/index.ts";

/** A temporary file in a folder that only the user can enter (0700); gone when closed, and when the process ends by a signal. */
export class Draft {
	readonly #folder = mkdtempSync(join(tmpdir(), "desk-edit-"));
	readonly file: string;
	#keep = false;

	/** The file is called as `name`, as far as every system and editor can take it; its extension tells editors the format. */
	constructor(name: string) {
		const [stem, extension] = splitExtension(name).map((part) => part.replace(/[^\w.-]/gu, "_").slice(0, 60)) as [
			string,
			string,
		];
		this.file = join(this.#folder, stem + extension);
		process.on("exit", this.#remove);
		process.on("SIGHUP", this.#hangUp);
	}

	/** Put bytes into the file, in place of what is there. */
	async fill(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
		await pipeline(Readable.from(source, { objectMode: false }), createWriteStream(this.file, { mode: 0o600 }));
	}

	/** The bytes as the editor left them. */
	read(): AsyncIterable<Uint8Array> {
		return createReadStream(this.file);
	}

	/** SHA-256 of the bytes; undefined when the file is gone. */
	async digest(): Promise<string | undefined> {
		const hash = createHash("sha256");
		try {
			for await (const bytes of this.read()) hash.update(bytes);
		} catch (error) {
			if (codeOf(error) === "ENOENT") return undefined;
			throw error;
		}
		return hash.digest("hex");
	}

	/** Leave the file where it is: its text lies nowhere else. */
	keep(): void {
		this.#keep = true;
	}

	close(): void {
		process.removeListener("exit", this.#remove);
		process.removeListener("SIGHUP", this.#hangUp);
		this.#remove();
	}

	readonly #remove = (): void => {
		if (!this.#keep) rmSync(this.#folder, { recursive: true, force: true });
	};

	/** The terminal is gone. SIGINT and SIGTERM are the command line's: it ends the command, which closes the draft. */
	readonly #hangUp = (): void => process.exit(128 + system.signals.SIGHUP);
}

/** What to use when neither $VISUAL nor $EDITOR is set. */
const FALLBACKS = ["vi", "nano"];

/**
 * The editor's command line, as words: what the setting `edit.command` says, else the environment, else what there is.
 * @param vfs whose hand edits: an editor is a program of the host, and may do all that its user may
 * @throws DeskError ENOTFOUND when there is none, EACCES where somebody else than the owner asks (an agent, an MCP client)
 */
export function editorCommand(setting: string, vfs: Vfs): string[] {
	if (vfs.access !== undefined)
		throw new DeskError("EACCES", "an editor is opened for the owner only", {
			at: "edit",
			todo: "write the file instead",
		});
	const words = splitWords(setting.trim() === "" ? (env.editor ?? "") : setting);
	if (words.length > 0) return words;
	const found = FALLBACKS.find(isOnPath);
	if (found !== undefined) return [found];
	throw new DeskError("ENOTFOUND", "there is no editor", {
		at: "edit",
		todo: "set EDITOR, as in EDITOR='code --wait'",
	});
}

/** Words of a command line: blanks part them; quotes and backslashes keep them together. No shell looks at it. */
export function splitWords(line: string): string[] {
	const words = line.match(/(?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*"|['"\\])+/gsu) ?? [];
	return words.map((word) =>
		word.replace(
			/\\(.)|'([^']*)'|"((?:[^"\\]|\\.)*)"/gsu,
			(_, escaped?: string, single?: string, double?: string) =>
				escaped ?? single ?? (double ?? "").replace(/\\(["\\$`])/g, "$1"),
		),
	);
}

function isOnPath(program: string): boolean {
	return (process.env.PATH ?? "").split(delimiter).some((folder) => {
		try {
			accessSync(join(folder, program), constants.X_OK);
			return folder !== "";
		} catch {
			return false; // not here: the next folder may have it
		}
	});
}

/**
 * Run the editor on a file, on this terminal, to its end.
 * @throws DeskError ENOTFOUND when it cannot be started, EFAILED when it fails, EINTR when it was stopped with this command
 */
export async function runEditor(
	[program = "", ...words]: readonly string[],
	file: string,
	signal: AbortSignal,
): Promise<void> {
	const child = spawn(program, [...words, file], { stdio: "inherit" });
	// Ctrl-C reaches the editor by the terminal, and many editors live on; the other two are sent to this process alone.
	const pass = (name: NodeJS.Signals) => void child.kill(name);
	process.on("SIGTERM", pass);
	process.prependListener("SIGHUP", pass);
	try {
		const ended = await new Promise<{ status: number | null; by: NodeJS.Signals | null }>((resolve, reject) => {
			child.on("error", reject);
			child.on("close", (status, by) => resolve({ status, by }));
		});
		if (ended.status === 0) return;
		if (signal.aborted) throw signal.reason;
		throw new DeskError(
			"EFAILED",
			`the editor ended with ${ended.by ?? `status ${ended.status}`}; nothing was written`,
			{ at: program, todo: "check $VISUAL and $EDITOR, and edit it again" },
		);
	} catch (error) {
		if (error instanceof DeskError) throw error;
		throw new DeskError(
			"ENOTFOUND",
			codeOf(error) === "ENOENT" ? "there is no such program" : "this editor cannot be started",
			{
				at: program,
				todo: "set EDITOR to a program that there is",
				cause: error,
			},
		);
	} finally {
		process.removeListener("SIGTERM", pass);
		process.removeListener("SIGHUP", pass);
	}
}
