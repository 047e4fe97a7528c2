/** Running a sed script: one cycle for each line. */
import { DeskError } from "../../../src/base/errors.ts";
import { rawText } from "../../../src/base/raw-text.ts";
import { after, type Maybe, type RecordReader, type Separator } from "../shared/records.ts";
import { HANDLERS } from "./handlers.ts";
import type { Line, Lines } from "./input.ts";
import type { LineOutput } from "./output.ts";
import type { Pattern } from "./regex.ts";
import type { Address, Command, RangeEnd, Script } from "./script.ts";

/** What a script reaches outside itself. */
export interface World {
	readonly lines: Lines;
	readonly separator: Separator;
	/** What ends lines: a newline, or NUL (-z). */
	readonly end: string;
	/** Where it prints. */
	output(): LineOutput;
	/** Where w and W write. */
	file(name: string): LineOutput;
	/** The lines of a file for R; undefined when it cannot be read. */
	linesOf(name: string): Promise<RecordReader | undefined>;
	/** The bytes of a file for r; none when it cannot be read. */
	bytesOf(name: string): AsyncIterable<Uint8Array>;
	/** Hand on what was printed, when it is much. */
	drain(): Maybe<void>;
	/** Hand on all of it: lines are waited for. */
	flush(): Promise<void>;
	/** Each file has its own line numbers (-s, -i). */
	readonly isSeparate: boolean;
	readonly isQuiet: boolean;
	readonly isPosix: boolean;
	/** Width of `l` when it names none. */
	readonly width: number;
}

/** How a command ends: on to the next one (undefined), to another one, or the cycle is over. */
export type Outcome = number | "end" | "delete" | "restart" | "quit" | "quitSilently" | undefined;

export type Handler = (sed: Executor, command: Command) => Maybe<Outcome>;

/** What is printed when the cycle ends (a, r, R). */
type Queued = { readonly text: string } | { readonly file: string } | { readonly line: Line };

/** Where a range stands, when it is not at the number of its last line. */
const OUTSIDE = 0;
/** It began at a line number, and does not begin again. */
const OVER = -1;
/** An address tells its last line. */
const UNTIL_MATCH = Number.POSITIVE_INFINITY;

export class Executor {
	readonly world: World;
	readonly #commands: readonly Command[];
	/** For each command with a range: where that stands, or its last line. */
	#ranges: number[] = [];
	/** The pattern space, and whether its line had an end. */
	space = "";
	isEnded = true;
	hold = "";
	holdIsEnded = true;
	/** Whether `s` replaced something since the last line or `t`. */
	replaced = false;
	queue: Queued[] = [];
	/** The pattern that was used last. */
	#last: Pattern | undefined;
	status = 0;
	/** Whether the last line gets its end though the input had none (q). */
	completes = false;

	constructor({ commands }: Script, world: World) {
		this.world = world;
		this.#commands = commands;
		this.#resetRanges();
	}

	#resetRanges(): void {
		// `0,/x/` is a range that has begun.
		this.#ranges = this.#commands.map(({ from }) => (from?.type === "line" && from.line === 0 ? UNTIL_MATCH : OUTSIDE));
	}

	/** All lines. @returns the exit status */
	async run(): Promise<number> {
		let isRead = false;
		for (;;) {
			if (!isRead) {
				const got = this.read();
				if (!(got instanceof Promise ? await this.#waited(got) : got)) break;
			}
			const ended = this.#cycle(0);
			const outcome = ended instanceof Promise ? await ended : ended;
			isRead = outcome === "restart";
			if ((outcome === "end" || outcome === "quit") && !this.world.isQuiet) this.print();
			if (this.completes) this.world.output().text("");
			const rest = this.flushQueue();
			if (rest instanceof Promise) await rest;
			const drained = this.world.drain();
			if (drained instanceof Promise) await drained;
			if (outcome === "quit" || outcome === "quitSilently") break;
		}
		await this.world.lines.close();
		return this.status;
	}

	/** Who reads sees what was printed so far while we wait for more. */
	async #waited<Value>(promise: Promise<Value>): Promise<Value> {
		promise.catch(() => undefined);
		await this.world.flush();
		return await promise;
	}

	/** The next line into the pattern space. @returns whether there was one */
	read(): Maybe<boolean> {
		return after(this.world.lines.next(), (line) => {
			if (line === undefined) return false;
			this.space = line.text;
			this.isEnded = line.isEnded;
			this.replaced = false;
			if (this.world.isSeparate && this.world.lines.number === 1) this.#resetRanges();
			return true;
		});
	}

	print(text = this.space, isEnded = this.isEnded, to = this.world.output()): void {
		to.line(text, isEnded);
	}

	/** The pattern of a command, the last one used when it has none. */
	pattern(given: Pattern | undefined): Pattern {
		this.#last = given ?? this.#last;
		if (this.#last === undefined)
			throw new DeskError("EUSAGE", "an empty regular expression means the last one used, and there was none", {
				at: "sed",
			});
		return this.#last;
	}

	/** Whether the command's range was left with this line (for c). */
	isRangeOver(command: Command): boolean {
		return command.to === undefined || (this.#ranges[this.#commands.indexOf(command)] as number) <= OUTSIDE;
	}

	flushQueue(): Maybe<void> {
		if (this.queue.length === 0) return;
		const queue = this.queue;
		this.queue = [];
		const from = (first: number): Maybe<void> => {
			for (let at = first; at < queue.length; at++) {
				const item = queue[at] as Queued;
				const out = this.world.output();
				if ("text" in item) out.text(item.text);
				else if ("line" in item) this.print(item.line.text, item.line.isEnded);
				else return this.#copy(item.file).then(() => from(at + 1));
			}
		};
		return from(0);
	}

	async #copy(name: string): Promise<void> {
		this.world.output().text("");
		for await (const bytes of this.world.bytesOf(name)) {
			this.world.output().text(rawText(bytes));
			await this.world.drain();
		}
	}

	/** Commands from `first` on, to the end of the cycle; without promises as long as nothing has to be waited for. */
	#cycle(first: number): Maybe<Exclude<Outcome, number | undefined>> {
		const { length } = this.#commands;
		for (let at = first; at < length; at++) {
			const outcome = this.#step(at);
			if (outcome instanceof Promise) {
				return outcome.then((late) => {
					if (typeof late === "string") return late;
					return this.#cycle(late ?? at + 1);
				});
			}
			if (typeof outcome === "string") return outcome;
			if (outcome !== undefined) at = outcome - 1;
		}
		return "end";
	}

	#step(at: number): Maybe<Outcome> {
		const command = this.#commands[at] as Command;
		if (command.from === undefined && !command.negated) return (HANDLERS[command.name] as Handler)(this, command);
		return after(this.#isSelected(command, at), (isSelected) => {
			if (isSelected !== command.negated) return (HANDLERS[command.name] as Handler)(this, command);
			return command.name === "{" ? command.target : undefined;
		});
	}

	#isSelected(command: Command, at: number): Maybe<boolean> {
		const { from, to } = command;
		if (from === undefined) return true;
		if (to === undefined) return this.#matches(from);
		const end = this.#ranges[at] as number;
		return end === OUTSIDE || end === OVER ? this.#begins(from, to, at) : this.#goesOn(from, to, end, at);
	}

	#begins(from: Address, to: RangeEnd, at: number): Maybe<boolean> {
		const { number } = this.world.lines;
		// A line number that `N` or `n` went past begins the range all the same, once (GNU sed).
		const isPast = from.type === "line" && number > from.line && this.#ranges[at] !== OVER;
		return after(isPast || this.#matches(from), (begins) => {
			if (!begins) return false;
			const end = endOf(to, number);
			this.#ranges[at] = end > number ? end : afterRange(from);
			return !(isPast && to.type === "line" && end < number);
		});
	}

	#goesOn(from: Address, to: RangeEnd, end: number, at: number): Maybe<boolean> {
		const { number } = this.world.lines;
		if (end !== UNTIL_MATCH) {
			if (number >= end) this.#ranges[at] = afterRange(from);
			return number <= end || to.type !== "line";
		}
		return after(this.#matches(to as Address), (ends) => {
			if (ends) this.#ranges[at] = afterRange(from);
			return true;
		});
	}

	#matches(address: Address): Maybe<boolean> {
		const { lines } = this.world;
		switch (address.type) {
			case "line":
				return lines.number === address.line;
			case "step":
				return lines.number >= address.first && (lines.number - address.first) % address.step === 0;
			case "last":
				return lines.isLast();
			case "regex":
				return this.pattern(address.pattern).finder.test(this.space);
		}
	}
}

/** The number of the line that ends a range which begins at `line`. */
function endOf(to: RangeEnd, line: number): number {
	if (to.type === "line") return to.line;
	if (to.type === "plus") return line + to.count;
	if (to.type === "multiple") return to.of === 0 ? line : line + to.of - (line % to.of);
	return UNTIL_MATCH;
}

function afterRange(from: Address): number {
	return from.type === "line" ? OVER : OUTSIDE;
}
