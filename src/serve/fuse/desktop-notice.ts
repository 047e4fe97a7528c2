/** Notices on the desktop, where there is one: a program that saves a file may show no error, or show it badly. */
import { spawn } from "node:child_process";

/** Between two notices (ms): a refused archive is one matter, not ten thousand. */
const PAUSE = 10_000;

/** Shows one text at a time; those of a pause are counted. */
export class DesktopNotices {
	readonly #pause: number;
	#last = Number.NEGATIVE_INFINITY;
	#more = 0;
	#timer: NodeJS.Timeout | undefined;

	/** @param pause least time between two (ms) */
	constructor(pause = PAUSE) {
		this.#pause = pause;
	}

	show(text: string): void {
		const wait = this.#last + this.#pause - performance.now();
		if (wait <= 0) return this.#present(text);
		this.#more++;
		this.#timer ??= setTimeout(() => this.#presentCount(), wait).unref();
	}

	#presentCount(): void {
		this.#timer = undefined;
		const count = this.#more;
		this.#more = 0;
		this.#present(`${count} more; see \`desk rejected\``);
	}

	#present(text: string): void {
		this.#last = performance.now();
		// `--`: a file's name may start with a dash. Its markup is text of others.
		const plain = text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? "");
		const child = spawn("notify-send", ["--app-name=desk", "--", "desk: not saved as it was written", plain], {
			cwd: "/",
			stdio: "ignore",
			detached: true,
		});
		// No such program, no desktop: the log and `desk mount --status` have it.
		child.on("error", () => undefined);
		child.unref();
	}
}
