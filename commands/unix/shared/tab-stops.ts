/** Tab stops, as expand and unexpand take them: `4`, `4,8,12`, `4,/8`, `4,+8`. */
import { DeskError } from "../../../src/base/errors.ts";

export class TabStops {
	readonly #every: number;
	readonly #stops: readonly number[];
	/** After the last stop: at multiples (`/8`), or each so far from the one before (`+8`). */
	readonly #multiple: number;
	readonly #step: number;

	/** @throws DeskError EUSAGE */
	constructor(lists: readonly string[], command: string) {
		const refuse = (what: string) => new DeskError("EUSAGE", what, { at: command, todo: "write it as 4 or 4,8,12" });
		const stops: number[] = [];
		let multiple = 0;
		let step = 0;
		for (const part of lists.join(",").split(/[,\s]+/)) {
			if (part === "") continue;
			if (multiple + step > 0) throw refuse("'/' and '+' go with the last tab stop only");
			const found = /^([/+]?)(\d+)$/.exec(part);
			if (found === null) throw refuse(`'${part}' is no tab stop`);
			const value = Number(found[2]);
			if (found[1] === "/") multiple = value;
			else if (found[1] === "+") step = value;
			else if (value === 0) throw refuse("a tab stop cannot be 0");
			else if (value <= (stops.at(-1) ?? 0)) throw refuse("tab stops must go up");
			else stops.push(value);
		}
		const [first] = stops;
		this.#every = first === undefined ? multiple || step || 8 : stops.length === 1 && multiple + step === 0 ? first : 0;
		this.#stops = stops;
		this.#multiple = multiple;
		this.#step = step;
	}

	/** The stop after a column (from 0); undefined after the last. */
	after(column: number): number | undefined {
		if (this.#every > 0) return column + this.#every - (column % this.#every);
		for (const stop of this.#stops) if (column < stop) return stop;
		if (this.#multiple > 0) return column + this.#multiple - (column % this.#multiple);
		const last = this.#stops.at(-1) ?? 0;
		return this.#step > 0 ? column + this.#step - ((column - last) % this.#step) : undefined;
	}
}
