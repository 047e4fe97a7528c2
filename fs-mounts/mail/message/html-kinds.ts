/** The elements of HTML, as far as it matters for text (HTML Living Standard, 15.3). */
import type { Mark, MarkdownWriter } from "./html-writer.ts";

/** What is known of an element by its name. */
export interface Kind {
	readonly isVoid?: boolean;
	/** Its content is not for readers. */
	readonly isUnseen?: boolean;
	/** `block`: on lines of its own; `paragraph`: with a distance, too. */
	readonly layout?: "block" | "paragraph";
	/** Before a heading. */
	readonly heading?: string;
	/** Around emphasis. */
	readonly sign?: string;
}

/** By name, lower case; others are inline. */
export const KINDS = new Map<string, Kind>();
const define = (names: string, kind: Kind) => {
	for (const name of names.split(" ")) KINDS.set(name, kind);
};
define("area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr", {
	isVoid: true,
});
define(
	"head script style template noscript svg object select applet audio video canvas math datalist title iframe noembed noframes",
	{ isUnseen: true },
);
define("p ul ol dl pre blockquote table figure fieldset form details address", { layout: "paragraph" });
define(
	"div li tr td th dt dd section article header footer main nav aside caption thead tbody tfoot center body html summary figcaption legend option optgroup hgroup dir menu textarea xmp",
	{ layout: "block" },
);
for (const level of [1, 2, 3, 4, 5, 6]) define(`h${level}`, { layout: "paragraph", heading: `${"#".repeat(level)} ` });
define("b strong", { sign: "**" });
define("i em cite", { sign: "*" });
define("code tt kbd samp", { sign: "`" });
define("s del strike", { sign: "~~" });
/** An element that only holds text. */
export const INLINE: Kind = {};

/** The elements of one name in a page. */
export interface Named {
	readonly name: string;
	readonly kind: Kind;
	/** How many are open: an end tag without a start is known at once. */
	open: number;
}

/** An element that is open. */
export class Open {
	readonly named: Named;
	readonly isHidden: boolean;
	mark: Mark | undefined = undefined;
	href = "";
	context: "quote" | "item" | undefined = undefined;
	/** Of a cell: the writer around it. */
	outer: MarkdownWriter | undefined = undefined;
	columns = 1;

	constructor(named: Named, isHidden: boolean) {
		this.named = named;
		this.isHidden = isHidden;
	}
}

/** A list that is open. */
export interface List {
	/** Number of the next item; 0 for a list without numbers. */
	next: number;
}
