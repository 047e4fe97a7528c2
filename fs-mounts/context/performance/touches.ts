/** Single touches by their customers, of any number with flat memory. */
import { toText } from "../../../src/base/bytes.ts";
import type { Pace } from "../../../src/base/pace.ts";
import { Spool } from "../../../src/base/spool.ts";
import { csvLine, readCsv } from "../../../src/text/index.ts";
import type { Vfs } from "../../../src/vfs/index.ts";
import { groupOf, LineGroups } from "./line-groups.ts";

/** A row of a table of touches. */
export interface Touch {
	/** ms UTC. */
	readonly time: number;
	/** "": a conversion without a touch. */
	readonly channel: string;
	readonly conversions: number;
	readonly value: number;
}

/** Bytes of tables that are looked at together: all touches of a customer must be. */
const TOGETHER = 2 * 1024 * 1024;

/** Pages of the database in memory meanwhile (bytes): nothing is read twice. */
const CACHE = 16 * 1024 * 1024;

/**
 * Hand over the touches of each customer, in the order of time. Those of one customer may be in any of the files: what is too much to be held
 * goes by its customer into parts of its own first.
 * @returns whether there were any
 */
export async function eachCustomer(
	vfs: Vfs,
	files: readonly string[],
	pace: Pace,
	take: (touches: readonly Touch[]) => void,
): Promise<boolean> {
	let size = 0;
	for (const path of files) size += (await vfs.stat(path)).size;
	const parts = Math.ceil(size / TOGETHER);
	const spool = new Spool(vfs.store.home);
	const groups = new LineGroups(spool);
	vfs.store.database.limitCache(CACHE);
	try {
		const customers = new Customers();
		for (const path of files) {
			for (const cells of rowsOf(toText(await vfs.readAll(path)))) {
				if (parts > 1) groups.add(groupOf(cells[0], parts), csvLine(cells));
				else customers.add(cells);
				const turn = pace();
				if (turn !== undefined) await turn;
			}
		}
		let any = await customers.handOver(pace, take);
		for (const part of groups.names) {
			const some = new Customers();
			for (const text of groups.texts(part)) {
				for (const { cells } of readCsv(text, ",")) {
					some.add(cells as unknown as Cells);
					const turn = pace();
					if (turn !== undefined) await turn;
				}
			}
			any = (await some.handOver(pace, take)) || any;
		}
		return any;
	} finally {
		spool.close();
		vfs.store.database.limitCache();
	}
}

/** The cells of a touch that count. */
type Cells = readonly [customer: string, time: string, channel: string, conversions: string, value: string];
const COLUMNS = ["customer", "time", "channel", "conversions", "value"];

/** The rows of a table, which was checked when it was written. */
function* rowsOf(text: string): Generator<Cells> {
	const rows = readCsv(text, ",");
	const header = rows.next();
	if (header.done === true) return;
	const at = COLUMNS.map((name) => header.value.cells.indexOf(name));
	for (const { cells } of rows) yield at.map((index) => cells[index] ?? "") as unknown as Cells;
}

/** Customers and their touches, in memory. */
class Customers {
	readonly #touches = new Map<string, Touch[]>();
	/** One string for each channel, however often it is named. */
	readonly #channels = new Map<string, string>();

	add([customer, time, channel, conversions, value]: Cells): void {
		const known = this.#channels.get(channel);
		if (known === undefined) this.#channels.set(channel, channel);
		const touch = {
			time: Date.parse(time),
			channel: known ?? channel,
			conversions: Number(conversions),
			value: Number(value),
		};
		const touches = this.#touches.get(customer);
		if (touches === undefined) this.#touches.set(customer, [touch]);
		else touches.push(touch);
	}

	/** @returns whether there were any */
	async handOver(pace: Pace, take: (touches: readonly Touch[]) => void): Promise<boolean> {
		for (const touches of this.#touches.values()) {
			take(touches.sort((one, other) => one.time - other.time));
			const turn = pace();
			if (turn !== undefined) await turn;
		}
		return this.#touches.size > 0;
	}
}
