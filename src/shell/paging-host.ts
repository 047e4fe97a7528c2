/** The commands of a session, whose long output goes through the pager. */
import type { ByteStream } from "../base/bytes.ts";
import { rawBytes } from "../base/raw-text.ts";
import { ClosedPipe, type CommandHost, type StageIo, type Suggestion } from "../command/index.ts";
import type { Vfs } from "../vfs/index.ts";
import type { Terminal } from "./editor/index.ts";
import { Pager } from "./pager.ts";

/** Commands that print text to be read; others draw, ask, or are wanted as they come. */
const PAGED: ReadonlySet<string> = new Set(
	"awk cat column comm config cut diff du env expand find fold grep help history jq join log ls nl note paste rejected rev sed sort stat strings tac tail task tree uniq".split(
		" ",
	),
);
/** `tail -f` goes on for ever: it is looked at as it comes. */
const FOLLOWS = /^-[a-zA-Z]*[fF]|^--follow/;

export interface Paging {
	readonly terminal: Terminal;
	readonly colour: boolean;
	/** Whether what runs under a signal is in the foreground and may be paged. */
	isOn(signal: AbortSignal): boolean;
	interrupt(): void;
}

export class PagingHost implements CommandHost {
	readonly #inner: CommandHost;
	readonly #paging: Paging;

	constructor(inner: CommandHost, paging: Paging) {
		this.#inner = inner;
		this.#paging = paging;
	}

	get names(): readonly string[] {
		return this.#inner.names;
	}

	get mounts(): readonly string[] {
		return this.#inner.mounts;
	}

	has(name: string): boolean {
		return this.#inner.has(name);
	}

	open(): Promise<Vfs> {
		return this.#inner.open();
	}

	get isOpen(): boolean {
		return this.#inner.isOpen !== false;
	}

	async complete(words: readonly string[], cwd: string): Promise<readonly Suggestion[]> {
		return (await this.#inner.complete?.(words, cwd)) ?? [];
	}

	async run(argv: readonly string[], io: StageIo): Promise<number> {
		const [name = "", ...args] = argv;
		const follows = name === "tail" && args.some((arg) => FOLLOWS.test(arg));
		if (!PAGED.has(name) || follows) return await this.#inner.run(argv, io);
		return await this.#paged(io, (paged) => this.#inner.run(argv, paged));
	}

	/** Print text that is there already. */
	readonly show = async (_name: string, text: string, io: StageIo): Promise<void> => {
		await this.#paged(io, async ({ stdout }) => {
			await stdout.write(rawBytes(text));
			return 0;
		}).catch((error: unknown) => {
			if (!(error instanceof ClosedPipe)) throw error;
		});
	};

	async #paged(io: StageIo, body: (io: StageIo) => Promise<number>): Promise<number> {
		const { terminal, colour, isOn, interrupt } = this.#paging;
		if (!io.terminal.stdout || !isOn(io.signal)) return await body(io);
		const pager = new Pager({ terminal, colour, always: false, out: io.stdout, interrupt });
		const close = () => pager.close();
		io.signal.addEventListener("abort", close, { once: true });
		// What answers somebody who types is shown as it comes.
		let isTyped = false;
		const stdout = {
			write: (bytes: Uint8Array | string) => (isTyped ? io.stdout.write(bytes) : pager.write(bytes)),
			flush: () => (isTyped ? io.stdout.flush() : pager.flush()),
		};
		const typed = () => {
			isTyped = true;
		};
		const stdin = io.terminal.stdin ? whenRead(io.stdin, typed) : io.stdin;
		try {
			const status = await body({ ...io, stdin, stdout });
			// Whoever has seen enough has got what was asked for.
			if (pager.hasQuit) return io.signal.aborted ? status : 0;
			await pager.end();
			return status;
		} finally {
			pager.close();
			io.signal.removeEventListener("abort", close);
		}
	}
}

async function* whenRead(source: ByteStream, tell: () => void): AsyncGenerator<Uint8Array, void, undefined> {
	tell();
	yield* source;
}
