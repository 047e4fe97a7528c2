import type { ReadStream, WriteStream } from "node:tty";
import type { Listener, Terminal } from "./options.ts";

const DEFAULT = { columns: 80, rows: 24 };

/**
 * The terminal that this process was started on. Its mode is changed only while it is listened to, and restored however the
 * process ends short of SIGKILL.
 */
export class ProcessTerminal implements Terminal {
	readonly isDumb: boolean;
	readonly #input: ReadStream;
	readonly #output: WriteStream;

	constructor(input: ReadStream = process.stdin, output: WriteStream = process.stdout, type = process.env.TERM ?? "") {
		this.#input = input;
		this.#output = output;
		this.isDumb = type === "" || type === "dumb";
	}

	get columns(): number {
		return this.#output.columns > 0 ? this.#output.columns : DEFAULT.columns;
	}

	get rows(): number {
		return this.#output.rows > 0 ? this.#output.rows : DEFAULT.rows;
	}

	write(text: string): void {
		this.#output.write(text);
	}

	listen(mode: "keys" | "lines", listener: Listener): () => void {
		const input = this.#input;
		const data = (bytes: Uint8Array) => listener.data(bytes);
		const end = () => listener.end();
		const interrupt = () => listener.interrupt();
		const resize = () => listener.resize();
		const raw = (on: boolean) => mode === "keys" && input.setRawMode(on);
		const restore = () => raw(false);
		const goOn = () => {
			raw(false); // the mode that libuv remembers is not the terminal's any more
			raw(true);
			listener.resize();
		};
		raw(true);
		input.on("data", data);
		input.on("end", end);
		input.on("error", end); // EIO: the terminal was closed
		if (mode === "lines") process.on("SIGINT", interrupt);
		this.#output.on("resize", resize);
		process.on("SIGCONT", goOn);
		process.on("exit", restore);
		input.resume();
		return () => {
			input.pause();
			input.off("data", data);
			input.off("end", end);
			input.off("error", end);
			process.off("SIGINT", interrupt);
			this.#output.off("resize", resize);
			process.off("SIGCONT", goOn);
			process.off("exit", restore);
			restore();
		};
	}
}
