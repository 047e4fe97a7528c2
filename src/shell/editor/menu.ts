/** The menu of completions below the line: which items, which one is chosen, and how it looks. Pure. */
import type { Key } from "./keys.ts";
import { type Cell, cellsOf, STYLE } from "./style.ts";
import { clusters, shorten, textWidth } from "./text.ts";

/** One way to complete a word. */
export interface Completion {
	/** What stands in the word's place. */
	readonly text: string;
	/** What the menu shows; default `text`. */
	readonly label?: string | undefined;
	/** A few words about it. */
	readonly description?: string | undefined;
	/** What follows when it is the one: " " behind a whole word, "/" behind a directory. */
	readonly suffix?: string | undefined;
}

/** The ways to complete what stands from `from` to `to`. */
export interface Completions {
	readonly from: number;
	readonly to: number;
	readonly items: readonly Completion[];
}

export interface Menu {
	readonly items: readonly Completion[];
	/** Those that begin with what has been typed. */
	readonly shown: readonly Completion[];
	/** Index into `shown`; -1 for none yet. */
	readonly selected: number;
	/** The line without any item in it; the word is `from` to `cursor`. */
	readonly line: string;
	readonly from: number;
	readonly cursor: number;
	readonly labelWidth: number;
	readonly aboutWidth: number;
}

/** The longest menu, in rows; more is paged. */
const MOST_ROWS = 15;
/** With descriptions, up to so many items stand in one column. */
const ONE_COLUMN = 10;
const GAP = 2;
/** A description shorter than this says nothing. */
const LEAST_ABOUT = 8;

/** What all items begin with, if that begins with `word` (in any case). */
export function commonStart(items: readonly Completion[], word: string): string {
	let common = clusters(items[0]?.text ?? "");
	for (const { text } of items) {
		const other = clusters(text);
		let length = 0;
		while (length < common.length && common[length] === other[length]) length++;
		common = common.slice(0, length);
	}
	const start = common.join("");
	return start.toLowerCase().startsWith(word.toLowerCase()) ? start : word;
}

/** A menu with nothing chosen, over a line with the cursor behind the word. */
export function openMenu(line: string, { from, to, items }: Completions): Menu {
	return sized({ items, shown: items, selected: -1, line, from, cursor: to, labelWidth: 0, aboutWidth: 0 });
}

function sized(menu: Menu): Menu {
	let labelWidth = 0;
	let aboutWidth = 0;
	for (const item of menu.shown) {
		labelWidth = Math.max(labelWidth, textWidth(item.label ?? item.text));
		aboutWidth = Math.max(aboutWidth, textWidth(item.description ?? ""));
	}
	return { ...menu, labelWidth, aboutWidth };
}

/** The line with the chosen item in it. With `whole`, its suffix too, unless that is there already. */
function chosen(menu: Menu, whole: boolean): { text: string; cursor: number } {
	const item = menu.shown[menu.selected];
	if (item === undefined) return { text: menu.line, cursor: menu.cursor };
	return inserted(menu.line, menu.from, menu.cursor, item, whole || item.suffix === "/");
}

/** A line with a completion in place of `from` to `to`. */
export function inserted(
	line: string,
	from: number,
	to: number,
	item: Completion,
	whole: boolean,
): { text: string; cursor: number } {
	const suffix = whole ? (item.suffix ?? "") : "";
	const isThere = suffix !== "" && line.startsWith(suffix, to);
	return {
		text: line.slice(0, from) + item.text + (isThere ? "" : suffix) + line.slice(to),
		cursor: from + item.text.length + suffix.length,
	};
}

/** The menu after more of the word was typed; nothing when no item is left. */
function narrowed(menu: Menu, text: string): Menu | undefined {
	const line = menu.line.slice(0, menu.cursor) + text + menu.line.slice(menu.cursor);
	const cursor = menu.cursor + text.length;
	const word = line.slice(menu.from, cursor).toLowerCase();
	const shown = menu.items.filter((item) => item.text.toLowerCase().startsWith(word));
	return shown.length === 0 ? undefined : sized({ ...menu, line, cursor, shown, selected: -1 });
}

interface Grid {
	readonly labelWidth: number;
	/** 0: no descriptions. */
	readonly aboutWidth: number;
	readonly columns: number;
	readonly rows: number;
	/** Items on a page. */
	readonly page: number;
	readonly hasStatus: boolean;
}

/** How the items stand on a screen with so many columns and rows left. */
export function gridOf(menu: Menu, columns: number, rows: number): Grid {
	const count = menu.shown.length;
	const width = columns - 2; // a mark before each, and never the last column
	const most = Math.max(1, Math.min(rows, MOST_ROWS));
	const labelWidth = Math.max(1, Math.min(menu.labelWidth, width));
	const room = width - labelWidth - GAP;
	const about = menu.aboutWidth === 0 || room < LEAST_ABOUT ? 0 : menu.aboutWidth;
	const one = about > 0 && count <= Math.min(most, ONE_COLUMN);
	const cell =
		labelWidth + (about > 0 ? GAP + Math.min(about, one ? room : Math.max(LEAST_ABOUT, Math.min(about, room))) : 0);
	const across = one ? 1 : Math.max(1, Math.floor((width + GAP + 1) / (cell + GAP + 1)));
	const needed = Math.ceil(count / across);
	const hasStatus = needed > most && most > 1;
	const height = Math.min(needed, hasStatus ? most - 1 : most);
	return {
		labelWidth,
		aboutWidth: about === 0 ? 0 : cell - labelWidth - GAP,
		columns: Math.min(across, Math.max(1, Math.ceil(count / Math.max(1, height)))),
		rows: height,
		page: height * across,
		hasStatus,
	};
}

/** Keys that choose another item: the index after the key. -1 is none. */
const MOVES: Readonly<Record<string, (at: number, count: number, grid: Grid) => number>> = {
	Tab: (at, count) => (at + 1) % count,
	Down: (at, count) => (at + 1) % count,
	"C-n": (at, count) => (at + 1) % count,
	"S-Tab": (at, count) => (at <= 0 ? count - 1 : at - 1),
	Up: (at, count) => (at <= 0 ? count - 1 : at - 1),
	"C-p": (at, count) => (at <= 0 ? count - 1 : at - 1),
	Right: (at, count, grid) => (at < 0 ? 0 : at + grid.rows < count ? at + grid.rows : at),
	Left: (at, _count, grid) => (at < 0 ? 0 : at >= grid.rows ? at - grid.rows : at),
	PageDown: (at, count, grid) => Math.min(Math.max(at, 0) + grid.page, count - 1),
	PageUp: (at, _count, grid) => Math.max(at - grid.page, 0),
};

/** What a key did to a menu and its line. */
export interface MenuAfter {
	/** Nothing: it is closed. */
	readonly menu: Menu | undefined;
	readonly line: { readonly text: string; readonly cursor: number };
	/** Whether the key was meant for the menu; if not, it is for the line. */
	readonly isTaken: boolean;
}

/** Choose with Tab and arrows, take with Enter, close with Escape, narrow by typing; any other key takes what is chosen and goes on. */
export function menuAfter(menu: Menu, key: Key, grid: Grid): MenuAfter {
	const move = Object.hasOwn(MOVES, key.name) ? MOVES[key.name] : undefined;
	if (move !== undefined) {
		const next = { ...menu, selected: move(menu.selected, menu.shown.length, grid) };
		return { menu: next, line: chosen(next, false), isTaken: true };
	}
	const bare = { text: menu.line, cursor: menu.cursor };
	if (key.name === "Escape" || key.name === "C-g") return { menu: undefined, line: bare, isTaken: true };
	if (menu.selected < 0) {
		if (key.name !== "text") return { menu: undefined, line: bare, isTaken: false };
		const fewer = narrowed(menu, key.text);
		// With no item left, the text is typed like any other.
		return { menu: fewer, line: fewer === undefined ? bare : chosen(fewer, false), isTaken: fewer !== undefined };
	}
	const isEnter = key.name === "Enter" || key.name === "C-j";
	const line = chosen(menu, isEnter);
	// A slash typed behind a directory is the one that is there.
	return { menu: undefined, line, isTaken: isEnter || (key.text === "/" && line.text.charAt(line.cursor - 1) === "/") };
}

/** The rows of the menu: a page of items, filled downwards, and what else there is. */
export function menuRows(menu: Menu, columns: number, rows: number, colour: boolean): Cell[][] {
	const grid = gridOf(menu, columns, rows);
	const first = Math.floor(Math.max(0, menu.selected) / grid.page) * grid.page;
	const items = menu.shown.slice(first, first + grid.page);
	const lines: Cell[][] = [];
	for (let row = 0; row < grid.rows; row++) {
		const line: Cell[] = [];
		for (let column = 0; column < grid.columns; column++) {
			const index = column * grid.rows + row;
			const item = items[index];
			if (item === undefined) continue;
			if (column > 0) line.push(...spaces(GAP));
			line.push(...itemCells(item, grid, first + index === menu.selected, colour));
		}
		// A page that is not full keeps its height, so that the text above stays where it is.
		lines.push(trimmed(line));
	}
	if (grid.hasStatus) lines.push(statusCells(menu, first, items.length, columns, colour));
	return lines;
}

function itemCells(item: Completion, grid: Grid, isSelected: boolean, colour: boolean): Cell[] {
	const style = isSelected && colour ? STYLE.selected : "";
	const label = padded(item.label ?? item.text, grid.labelWidth);
	const about = grid.aboutWidth === 0 ? "" : " ".repeat(GAP) + padded(item.description ?? "", grid.aboutWidth);
	const mark = !colour && isSelected ? ">" : " ";
	return [
		...cellsOf(mark + label, style, colour),
		...cellsOf(about, style === "" && colour ? STYLE.faint : style, colour),
	];
}

function statusCells(menu: Menu, first: number, count: number, columns: number, colour: boolean): Cell[] {
	const after = menu.shown.length - first - count;
	const text = after > 0 ? ` … ${after} more` : ` ${first + 1}–${first + count} of ${menu.shown.length}`;
	return cellsOf(shorten(text, columns - 1), colour ? STYLE.faint : "", colour);
}

/** On one line, in exactly so many columns; control characters show as names. */
function padded(text: string, width: number): string {
	const short = shorten(text, width);
	return short + " ".repeat(Math.max(0, width - textWidth(short)));
}

function spaces(count: number): Cell[] {
	return Array.from({ length: count }, () => ({ text: " ", width: 1, style: "" }));
}

/** Without the blanks at the end. */
function trimmed(line: Cell[]): Cell[] {
	let end = line.length;
	while (end > 0 && line[end - 1]?.text === " " && !line[end - 1]?.style.includes("7")) end--;
	return line.slice(0, end);
}
