/** Where things go on a grid of days: pure arithmetic on days (since 1970), minutes and rows. */

/** Something of a calendar as it is drawn: by the clock and calendar on the wall. */
export interface Drawn {
	readonly title: string;
	/** Shown below the title where there is room: the place. */
	readonly note?: string;
	readonly calendar: string;
	/** Takes no time (free, cancelled, declined). */
	readonly faint: boolean;
	readonly allDay: boolean;
	/** Days since 1970-01-01, and minutes after midnight. The end is the first minute, or the first whole day, after it. */
	readonly startDay: number;
	readonly startMinute: number;
	readonly endDay: number;
	readonly endMinute: number;
}

/** The part of something on one day, in minutes after midnight; what takes no time takes a minute. */
export interface DayPart {
	readonly drawn: Drawn;
	readonly from: number;
	readonly to: number;
}

/** What is drawn as a bar over the hours: whole days, and what lasts for one or longer. */
export function isBar({ allDay, startDay, startMinute, endDay, endMinute }: Drawn): boolean {
	return allDay || (endDay - startDay) * 1440 + endMinute - startMinute >= 1440;
}

/** The last day that something is on. */
export function lastDay({ allDay, startDay, endDay, endMinute }: Drawn): number {
	return Math.max(startDay, allDay || endMinute === 0 ? endDay - 1 : endDay);
}

/** What is on a day by the hour, in order. */
export function partsOf(day: number, drawn: readonly Drawn[]): DayPart[] {
	return drawn
		.filter((one) => !isBar(one) && one.startDay <= day && lastDay(one) >= day)
		.map((one) => {
			const from = one.startDay === day ? one.startMinute : 0;
			const to = one.endDay === day ? one.endMinute : 1440;
			return { drawn: one, from: Math.min(from, 1439), to: Math.max(to, from + 1) };
		})
		.sort((a, b) => a.from - b.from || b.to - a.to);
}

/** A part with its place: the column, of how many side by side, and the rows (`to` is the first after it). */
export interface Block {
	readonly part: DayPart;
	readonly column: number;
	readonly of: number;
	readonly fromRow: number;
	readonly toRow: number;
}

/**
 * Parts side by side where their rows meet: each goes to the first column that is free; those that are linked by overlaps share the width.
 * @param minutes of a row
 */
export function blocksOf(parts: readonly DayPart[], minutes: number): Block[] {
	const blocks: Block[] = [];
	let cluster: Omit<Block, "of">[] = [];
	let end = -1;
	const close = () => {
		const of = Math.max(0, ...cluster.map(({ column }) => column)) + 1;
		blocks.push(...cluster.map((block) => ({ ...block, of })));
		cluster = [];
	};
	for (const part of parts) {
		const fromRow = Math.floor(part.from / minutes);
		const toRow = Math.max(fromRow + 1, Math.ceil(part.to / minutes));
		if (fromRow >= end) close();
		const taken = new Set(cluster.filter((block) => block.toRow > fromRow).map(({ column }) => column));
		let column = 0;
		while (taken.has(column)) column++;
		cluster.push({ part, column, fromRow, toRow });
		end = Math.max(fromRow >= end ? 0 : end, toRow);
	}
	close();
	return blocks;
}

/** A bar over days `from` to `to` (both included) of a row of days, and the lane it lies in. */
export interface Bar {
	readonly drawn: Drawn;
	readonly from: number;
	readonly to: number;
	readonly lane: number;
}

/** The bars of a row of `count` days from `first` on, the longest first, each in the first lane that has room. */
export function barsOf(first: number, count: number, drawn: readonly Drawn[]): Bar[] {
	const bars = drawn
		.filter((one) => isBar(one) && one.startDay < first + count && lastDay(one) >= first)
		.map((one) => ({
			drawn: one,
			from: Math.max(0, one.startDay - first),
			to: Math.min(count - 1, lastDay(one) - first),
		}))
		.sort((a, b) => a.from - b.from || b.to - a.to);
	const lanes: number[] = [];
	return bars.map((bar) => {
		const free = lanes.findIndex((end) => end < bar.from);
		const lane = free < 0 ? lanes.length : free;
		lanes[lane] = bar.to;
		return { ...bar, lane };
	});
}
