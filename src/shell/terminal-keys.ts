/** What a terminal does to keys before a program gets them (termios(3)), for reads that want less of it. */
import type { ByteSource } from "./pipe.ts";

export interface KeysOptions {
	/** Whole lines that can be edited (`ICANON`); else every key as it comes. */
	readonly lines: boolean;
	/** Whether single keys are shown. Of lines read here nothing ever is: those that are, the terminal reads itself. */
	readonly echo: boolean;
	show(bytes: Uint8Array): void;
	/** Ctrl-C and its kind. */
	signal(name: NodeJS.Signals): void;
}

const SIGNALS: Readonly<Record<number, NodeJS.Signals>> = { 3: "SIGINT", 28: "SIGQUIT", 26: "SIGTSTP" };
const END_OF_INPUT = 4;
const NEXT_IS_LITERAL = 22;
/** What a key takes from a line: from where on it goes. */
const ERASERS: Readonly<Record<number, (line: readonly number[]) => number>> = {
	8: lastCharacter,
	127: lastCharacter,
	21: () => 0, // Ctrl-U
	23: lastWord, // Ctrl-W
};

/** A source of keys, or of lines that nobody sees, over a terminal in raw mode. */
export class TerminalKeys implements ByteSource {
	readonly #raw: ByteSource;
	readonly #options: KeysOptions;
	#line: number[] = [];
	#isLiteral = false;

	/** @param raw the keys as they come; what was not needed goes back there */
	constructor(raw: ByteSource, options: KeysOptions) {
		this.#raw = raw;
		this.#options = options;
	}

	async read(): Promise<Uint8Array | undefined> {
		for (;;) {
			const bytes = await this.#raw.read();
			if (bytes === undefined) return undefined;
			for (const [at, byte] of bytes.entries()) {
				const given = this.#key(byte);
				if (given === undefined) continue;
				this.#raw.unread(bytes.subarray(at + 1));
				return given === "end" ? undefined : given;
			}
		}
	}

	unread(bytes: Uint8Array): void {
		this.#raw.unread(bytes);
	}

	close(): void {}

	/** What a key gives to the reader; nothing yet in the middle of a line. */
	#key(typed: number): Uint8Array | "end" | undefined {
		const { lines, signal } = this.#options;
		const isLiteral = this.#isLiteral;
		this.#isLiteral = false;
		const signalName = SIGNALS[typed];
		if (signalName !== undefined && !isLiteral) {
			this.#line = [];
			signal(signalName);
			return undefined;
		}
		const byte = typed === 13 && !isLiteral ? 10 : typed;
		if (!lines) {
			this.#show(byte);
			return Uint8Array.of(byte);
		}
		if (!isLiteral) {
			const erase = ERASERS[byte];
			if (erase !== undefined) {
				this.#line.length = erase(this.#line);
				return undefined;
			}
			if (byte === NEXT_IS_LITERAL) {
				this.#isLiteral = true;
				return undefined;
			}
			if (byte === END_OF_INPUT) return this.#line.length === 0 ? "end" : this.#take();
		}
		this.#line.push(byte);
		return byte === 10 && !isLiteral ? this.#take() : undefined;
	}

	#take(): Uint8Array {
		const line = Uint8Array.from(this.#line);
		this.#line = [];
		return line;
	}

	/** Control characters as `^A` (`ECHOCTL`). */
	#show(byte: number): void {
		if (!this.#options.echo) return;
		const isControl = (byte < 32 && byte !== 9 && byte !== 10) || byte === 127;
		this.#options.show(isControl ? Buffer.of(94, byte ^ 64) : Buffer.of(byte));
	}
}

/** Where the last character begins (`IUTF8`). */
function lastCharacter(line: readonly number[]): number {
	let at = line.length - 1;
	while (at > 0 && ((line[at] as number) & 0xc0) === 0x80) at--;
	return Math.max(at, 0);
}

function lastWord(line: readonly number[]): number {
	const isSpace = (at: number) => line[at] === 32 || line[at] === 9;
	let at = line.length;
	while (at > 0 && isSpace(at - 1)) at--;
	while (at > 0 && !isSpace(at - 1)) at--;
	return at;
}
