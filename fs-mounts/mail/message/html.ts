/** HTML to readable Markdown. Nothing is fetched or run; pictures are their alternative text. Linear time, bounded depth. */

import { INLINE, KINDS, type List, type Named, Open } from "./html-kinds.ts";
import { endEmphasis, endLink, isIndentation, isInvisible, isPixel, safeUrl, startOf } from "./html-marks.ts";
import { Table, tableLines } from "./html-table.ts";
import { attributeOf, scanHtml } from "./html-tokens.ts";
import { MarkdownWriter } from "./html-writer.ts";
import { LIMITS } from "./types.ts";
import { visibleLine, visibleText } from "./visible.ts";

/** Tables within tables: deeper ones are read as lines. */
const DEEPEST_TABLE = 16;

/** Inline elements within each other. */
const DEEPEST_MARK = 16;

/** What a person reads of a page, as Markdown that is safe to be shown. */
export function htmlToMarkdown(html: string): string {
	const converter = new Converter(false);
	scanHtml(html, converter);
	const text = converter.finish();
	if (text !== "" || html.length > 100_000) return text;
	// Some mails hide all, and show it by a style sheet.
	const all = new Converter(true);
	scanHtml(html, all);
	return all.finish();
}

class Converter {
	readonly #showsHidden: boolean;
	readonly #open: Open[] = [];
	readonly #named = new Map<string, Named>();
	readonly #lists: List[] = [];
	readonly #tables: Table[] = [];
	/** Tables that are too deep to be read as such. */
	#deepTables = 0;
	#writer = new MarkdownWriter();
	#hidden = 0;
	#pre = 0;
	#length = 0;
	/** Inline marks that are open; beyond `DEEPEST_MARK` they are not written. */
	#marks = 0;
	isDone = false;

	constructor(showsHidden: boolean) {
		this.#showsHidden = showsHidden;
	}

	finish(): string {
		while (this.#open.length > 0) this.#pop();
		this.#writer.endLine();
		return visibleText(this.#writer.lines.join("\n")).trim();
	}

	text(text: string): void {
		if (this.#hidden > 0) return;
		this.#length += text.length;
		if (this.#length > LIMITS.text + 1000) this.isDone = true;
		// Text between cells is in none.
		if (this.#pre > 0) this.#writer.preformatted(text.replace(/\r\n?/g, "\n"));
		else this.#writer.text(text);
	}

	open(name: string, attributes: string): void {
		const named = this.#nameOf(name);
		const { kind } = named;
		this.#closeImplied(named);
		if (kind.isVoid) {
			if (this.#hidden === 0) this.#void(name, attributes);
			return;
		}
		const opened = new Open(
			named,
			kind.isUnseen === true || (attributes !== "" && !this.#showsHidden && isInvisible(attributes)),
		);
		if (opened.isHidden) this.#hidden++;
		if (this.#hidden === 0) {
			if (kind.layout === "paragraph" && !(this.#lists.length > 0 && isList(name))) this.#writer.endBlock();
			else if (kind.layout !== undefined) this.#writer.endLine();
			this.#begin(opened, attributes);
		}
		this.#open.push(opened);
		named.open++;
	}

	close(name: string): void {
		const named = this.#nameOf(name);
		if (named.open > 0) {
			while (this.#pop() !== named);
			return;
		}
		// Both count without a start too (HTML Living Standard, 13.2.6.4.7).
		if (name === "br") this.open("br", "");
		else if (name === "p" && this.#hidden === 0) this.#writer.endBlock();
	}

	#nameOf(name: string): Named {
		let named = this.#named.get(name);
		if (named === undefined) {
			named = { name, kind: KINDS.get(name) ?? INLINE, open: 0 };
			this.#named.set(name, named);
		}
		return named;
	}

	/** What the element is closed by in HTML although no end tag says so. */
	#closeImplied({ name, kind }: Named): void {
		const last = this.#open.at(-1)?.named.name;
		if (last === undefined) return;
		if (
			last === "p"
				? kind.layout === "paragraph" || name === "div"
				: last === name && (name === "li" || name === "option")
		)
			this.#pop();
		else if ((name === "dt" || name === "dd") && (last === "dt" || last === "dd")) this.#pop();
		else if (name === "body" && last === "head") this.#pop();
		else if (name === "td" || name === "th" || name === "tr") this.#closeCells(name);
	}

	/** A cell or row ends where the next begins, whatever inline elements are open in it. */
	#closeCells(name: string): void {
		for (let depth = 0; depth < 20; depth++) {
			const last = this.#open.at(-1 - depth)?.named.name;
			if (last === undefined || last === "table") return;
			const isCell = last === "td" || last === "th";
			if (last === "tr" && name !== "tr") return;
			if (isCell || last === "tr") {
				for (let more = 0; more <= depth; more++) this.#pop();
				if (name !== "tr" || last === "tr") return;
				depth = -1;
			}
		}
	}

	#begin(opened: Open, attributes: string): void {
		const writer = this.#writer;
		const { name, kind } = opened.named;
		if (kind.heading !== undefined) writer.heading = kind.heading;
		else if (kind.sign !== undefined) {
			if (this.#pre === 0) this.#mark(opened);
		} else BEGIN[name]?.(this, opened, attributes);
	}

	beginLink(opened: Open, attributes: string): void {
		opened.href = safeUrl(attributeOf(attributes, "href") ?? "");
		if (opened.href !== "") this.#mark(opened);
	}

	beginPre(): void {
		this.#pre++;
	}

	beginQuotation(): void {
		this.#writer.text("“");
	}

	beginQuote(opened: Open, attributes: string): void {
		if (isIndentation(attributes)) return;
		this.#writer.openQuote();
		opened.context = "quote";
	}

	beginList(next: number): void {
		this.#lists.push({ next });
	}

	beginItem(opened: Open, attributes: string): void {
		const list = this.#lists.at(-1);
		const value = attributeOf(attributes, "value");
		if (list !== undefined && list.next > 0 && value !== undefined) list.next = startOf(value);
		this.#writer.openItem(list === undefined || list.next === 0 ? "-" : `${list.next++}.`);
		opened.context = "item";
	}

	beginTable(attributes: string): void {
		if (this.#tables.length >= DEEPEST_TABLE) {
			this.#deepTables++;
			return;
		}
		const outer = this.#tables.at(-1);
		if (outer !== undefined) outer.hasTable = true;
		const table = new Table();
		table.isPresentation = /^(?:presentation|none)$/i.test(attributeOf(attributes, "role") ?? "");
		this.#tables.push(table);
	}

	beginRow(): void {
		if (this.#deepTables === 0) this.#tables.at(-1)?.openRow();
	}

	beginCell(opened: Open, attributes: string): void {
		const table = this.#tables.at(-1);
		if (table === undefined || this.#deepTables > 0) return;
		if (opened.named.name === "th") table.hasHeading = true;
		opened.outer = this.#writer;
		this.#writer = new MarkdownWriter();
		const columns = Number(attributeOf(attributes, "colspan") ?? 1);
		if (columns >= 1 && columns <= 20) opened.columns = Math.floor(columns);
	}

	#mark(opened: Open): void {
		if (this.#marks >= DEEPEST_MARK) return;
		this.#marks++;
		opened.mark = this.#writer.mark();
	}

	#void(name: string, attributes: string): void {
		if (name === "br") {
			if (this.#writer.heading !== "") this.#writer.text(" ");
			else this.#writer.breakLine();
		} else if (name === "hr") this.#writer.block(["---"]);
		else if (name === "img" && !isPixel(attributes))
			this.#writer.text(visibleLine(attributeOf(attributes, "alt") ?? ""));
	}

	/** Ends the innermost element. */
	#pop(): Named {
		const opened = this.#open.pop()!;
		opened.named.open--;
		if (opened.isHidden) this.#hidden--;
		else if (this.#hidden === 0) this.#end(opened);
		return opened.named;
	}

	#end(opened: Open): void {
		const { name, kind } = opened.named;
		const writer = this.#writer;
		if (opened.mark !== undefined) {
			this.#marks--;
			if (name === "a") endLink(writer, opened.mark, opened.href);
			else if (writer.heading === "") endEmphasis(writer, opened.mark, kind.sign ?? "");
		}
		if (kind.layout === undefined && name !== "q") return;
		if (name === "q") {
			writer.text("”");
			return;
		}
		if (BEGIN[name] === beginPre) this.#pre--;
		else if (isList(name)) this.#lists.pop();
		if (opened.context !== undefined) writer.closeContext(opened.context);
		if (opened.outer !== undefined) {
			writer.endLine();
			this.#writer = opened.outer;
			this.#tables.at(-1)?.add(writer.lines, opened.columns);
			return;
		}
		if (name === "table") this.#endTable();
		if (kind.layout === "paragraph" && !(this.#lists.length > 0 && isList(name))) this.#writer.endBlock();
		else this.#writer.endLine();
		if (kind.heading !== undefined) writer.heading = "";
	}

	#endTable(): void {
		if (this.#deepTables > 0) {
			this.#deepTables--;
			return;
		}
		const table = this.#tables.pop();
		if (table !== undefined) this.#writer.block(tableLines(table));
	}
}

type Begin = (converter: Converter, opened: Open, attributes: string) => void;
const beginPre: Begin = (converter) => converter.beginPre();
const beginPlainList: Begin = (converter) => converter.beginList(0);
const beginCell: Begin = (converter, opened, attributes) => converter.beginCell(opened, attributes);
/** What the start of an element does, beyond its layout. */
const BEGIN: Readonly<Record<string, Begin>> = Object.assign(Object.create(null) as Record<string, Begin>, {
	a: (converter: Converter, opened: Open, attributes: string) => converter.beginLink(opened, attributes),
	pre: beginPre,
	xmp: beginPre,
	textarea: beginPre,
	q: (converter: Converter) => converter.beginQuotation(),
	blockquote: (converter: Converter, opened: Open, attributes: string) => converter.beginQuote(opened, attributes),
	ul: beginPlainList,
	dir: beginPlainList,
	menu: beginPlainList,
	ol: (converter: Converter, _: Open, attributes: string) =>
		converter.beginList(startOf(attributeOf(attributes, "start"))),
	li: (converter: Converter, opened: Open, attributes: string) => converter.beginItem(opened, attributes),
	table: (converter: Converter, _: Open, attributes: string) => converter.beginTable(attributes),
	tr: (converter: Converter) => converter.beginRow(),
	td: beginCell,
	th: beginCell,
});

function isList(name: string): boolean {
	return name === "ul" || name === "ol" || name === "dir" || name === "menu";
}
