/** The private folder of this process where programs of the host find files of the tree. */
import { execFileSync } from "node:child_process";
import {
	accessSync,
	appendFileSync,
	closeSync,
	constants,
	mkdirSync,
	openSync,
	readFileSync,
	rmSync,
	statSync,
	unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { codeOf, DeskError } from "../../base/errors.ts";
import { leftBehind, ownerName } from "../../store/index.ts";

/** How the folders begin; the name of their owner follows (`ownerName`). */
export const PREFIX = "desk-run-";
/** In the folder: the programs that may still use it when desk was killed, a process number a line. */
const PROGRAMS = "programs";
/** How many named pipes are made at once: starting `mkfifo` costs more than they do. */
const PIPES = 4;

/** The ends of a pipe of the system, as descriptors of this process. */
export interface SystemPipe {
	readonly read: number;
	readonly write: number;
	/**
	 * Let in who opens the pipe for reading by a name (`/dev/stdin`) after its writer has closed it: as it is one with a name, they
	 * would wait for another writer.
	 */
	admit(): void;
	/** Nobody opens it any more. */
	forget(): void;
}

export class Workspace {
	readonly folder: string;
	/** Named pipes that nobody has used. */
	#pipes: string[] = [];
	#count = 0;

	/** Makes the folder (mode 0700), and removes those of processes that were killed. @throws DeskError EFAILED */
	constructor(base = baseFolder()) {
		for (const old of leftBehind(base, PREFIX)) if (!isInUse(old)) discard(old);
		this.folder = join(base, `${PREFIX}${ownerName()}`);
		try {
			mkdirSync(this.folder, { mode: 0o700 });
		} catch (cause) {
			throw new DeskError("EFAILED", "no folder can be made for a program's files", {
				at: base,
				todo: "check TMPDIR",
				cause,
			});
		}
		process.on("exit", this.#remove);
	}

	/** A new folder for one run. */
	makeRun(): string {
		const folder = join(this.folder, String(++this.#count));
		mkdirSync(folder, { mode: 0o700 });
		return folder;
	}

	/** Say that a process uses the folder: while it lives, nobody else removes it. */
	addUser(pid: number): void {
		appendFileSync(join(this.folder, PROGRAMS), `${pid}\n`, { mode: 0o600 });
	}

	/** A new pipe: the program's end blocks as programs expect, and both are closed on exec. @throws DeskError EFAILED */
	makePipe(): SystemPipe {
		if (this.#pipes.length === 0) {
			const names = Array.from({ length: PIPES }, () => join(this.folder, `pipe-${++this.#count}`));
			try {
				execFileSync("mkfifo", ["-m", "600", ...names], { stdio: "ignore" });
			} catch (cause) {
				throw new DeskError("EFAILED", "no pipe can be made for a program (mkfifo)", {
					at: this.folder,
					todo: "check PATH and TMPDIR",
					cause,
				});
			}
			this.#pipes = names;
		}
		const path = this.#pipes.pop() as string;
		// Open at both ends already, so that neither open waits for the other.
		const both = openSync(path, constants.O_RDWR);
		const read = openSync(path, constants.O_RDONLY);
		const write = openSync(path, constants.O_WRONLY);
		closeSync(both);
		return {
			read,
			write,
			admit() {
				try {
					closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
				} catch {
					// Nobody reads it now.
				}
			},
			forget: () => unlinkSync(path),
		};
	}

	close(): void {
		process.removeListener("exit", this.#remove);
		this.#remove();
	}

	readonly #remove = (): void => discard(this.folder);
}

/** Whether a program that was started for a folder still runs. */
function isInUse(folder: string): boolean {
	let text: string;
	try {
		text = readFileSync(join(folder, PROGRAMS), "latin1");
	} catch {
		return false; // none was started
	}
	return text.split("\n").some((pid) => pid !== "" && isRunning(Number(pid)));
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch (error) {
		return codeOf(error) === "EPERM";
	}
	try {
		// One that has ended, and whom nobody has asked how, is no user.
		return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
	} catch {
		return true; // no /proc here
	}
}

function discard(folder: string): void {
	try {
		rmSync(folder, { recursive: true, force: true });
	} catch {
		// A program may have made something in it that is not ours to remove.
	}
}

/** `$XDG_RUNTIME_DIR` is the user's alone and in memory; else the folder for temporary files. */
function baseFolder(): string {
	const runtime = process.env.XDG_RUNTIME_DIR ?? "";
	if (!isAbsolute(runtime)) return tmpdir();
	try {
		accessSync(runtime, constants.W_OK);
		const { uid } = statSync(runtime);
		return uid === process.getuid?.() ? runtime : tmpdir();
	} catch {
		return tmpdir();
	}
}
