/** Lines sorted into groups, of any number with flat memory. */
import { toText } from "../../../src/base/bytes.ts";
import type { Spool } from "../../../src/base/spool.ts";

/** Bytes that wait in memory for their groups to be put aside. */
const HELD = 4 * 1024 * 1024;
/** Bytes of a group at first. */
const ROOM = 512;
const NOTHING = Buffer.alloc(0);

/** Lines of one name. */
interface Group {
	/** What waits, in bytes: strings would outlive several collections, and be garbage then. */
	held: Buffer;
	used: number;
	/** Bytes in all. */
	size: number;
	readonly parts: (() => Uint8Array)[];
}

/** Records with their line ends, by the name of the group that they belong to, in the order in which they came. */
export class LineGroups {
	readonly #spool: Spool;
	readonly #groups = new Map<string, Group>();
	#held = 0;

	/** @param spool where lines are put aside */
	constructor(spool: Spool) {
		this.#spool = spool;
	}

	/** @throws DeskError ENOSPC */
	add(name: string, line: string): void {
		let group = this.#groups.get(name);
		if (group === undefined) {
			group = { held: NOTHING, used: 0, size: 0, parts: [] };
			this.#groups.set(name, group);
		}
		// A UTF-16 unit is three bytes at most.
		const most = group.used + line.length * 3;
		if (most > group.held.length) grow(group, most);
		const written = group.held.write(line, group.used);
		group.used += written;
		group.size += written;
		this.#held += written;
		if (this.#held > HELD) this.#putAside();
	}

	/** In the order of their names' UTF-16 units. */
	get names(): string[] {
		return [...this.#groups.keys()].sort();
	}

	/** How long a group's text is (bytes). */
	sizeOf(name: string): number {
		return this.#groups.get(name)?.size ?? 0;
	}

	/** The text of a group, whole lines at a time. */
	*texts(name: string): Generator<string> {
		const group = this.#groups.get(name);
		if (group === undefined) return;
		for (const part of group.parts) yield toText(part());
		yield toText(group.held.subarray(0, group.used));
	}

	/** The lines of a group. */
	*lines(name: string): Generator<string> {
		for (const text of this.texts(name)) yield* linesOf(text);
	}

	#putAside(): void {
		for (const group of this.#groups.values()) {
			if (group.used > 0) group.parts.push(this.#spool.put(group.held.subarray(0, group.used)));
			// Its room goes, too: where lines come in the order of their groups, each group has all of it once.
			group.held = NOTHING;
			group.used = 0;
		}
		this.#held = 0;
	}
}

function grow(group: Group, most: number): void {
	const larger = Buffer.allocUnsafeSlow(Math.max(group.held.length * 2, most, ROOM));
	group.held.copy(larger, 0, 0, group.used);
	group.held = larger;
}

/** Records of a text with their line ends; a quoted cell may hold some. */
export function* linesOf(text: string): Generator<string> {
	let quote = text.indexOf('"');
	for (let start = 0; start < text.length; ) {
		let end = start;
		let isOpen = false;
		do {
			end = text.indexOf("\n", end) + 1 || text.length;
			for (; quote >= 0 && quote < end; quote = text.indexOf('"', quote + 1)) isOpen = !isOpen;
		} while (isOpen && end < text.length);
		const line = text.slice(start, end);
		yield line.endsWith("\n") ? line : `${line}\n`;
		start = end;
	}
}

/** One of so many groups, by a text alone (FNV-1a). */
export function groupOf(text: string, groups: number): string {
	let hash = 2166136261;
	for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619);
	// Its last bits are those of the characters alone.
	return String(((hash ^ (hash >>> 15)) >>> 0) % groups);
}
