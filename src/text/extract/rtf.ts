import type { Lines } from "./lines.ts";
import { Unreadable } from "./unreadable.ts";

/** Groups that hold no text of the document (RTF 1.9.1); `\*` marks more of them. */
const DESTINATIONS = new Set(
	"fonttbl colortbl stylesheet info pict object themedata colorschememapping datastore latentstyles listtable listoverridetable rsidtbl generator xmlnstbl filetbl revtbl fldinst mmathPr".split(
		" ",
	),
);
const SIGNS: Readonly<Record<string, string>> = {
	par: "\n",
	line: "\n",
	sect: "\n\n",
	page: "\n\n",
	row: "\n",
	cell: "\t",
	tab: "\t",
	emdash: "—",
	endash: "–",
	lquote: "‘",
	rquote: "’",
	ldblquote: "“",
	rdblquote: "”",
	bullet: "•",
	emspace: " ",
	enspace: " ",
};

interface Group {
	hidden: boolean;
	/** How many characters follow `\u` for readers that do not know it. */
	skip: number;
}

const TOKEN = /\\([a-z]+)(-?\d+)? ?|\\'([\da-f]{2})|\\([^a-z])|([{}])|[^\\{}\r\n]+|[\r\n]+/gi;

/** Text of a rich-text file. @throws Unreadable */
export function rtf(bytes: Uint8Array, lines: Lines): void {
	const source = Buffer.from(bytes).toString("latin1");
	if (!source.startsWith("{\\rtf")) throw new Unreadable("it is no RTF file");
	const decoder = decoderFor(/\\ansicpg(\d+)/.exec(source.slice(0, 1000))?.[1]);
	let text = "";
	let group: Group = { hidden: false, skip: 1 };
	const outer: Group[] = [];
	let skip = 0;
	let coded: number[] = [];
	const flush = () => {
		if (coded.length > 0) text += decoder.decode(Uint8Array.from(coded));
		coded = [];
	};
	const put = (some: string) => {
		if (group.hidden) return;
		flush();
		text += some;
	};
	for (const [token, word, number, hex, symbol, brace] of source.matchAll(TOKEN)) {
		if (brace === "{") {
			outer.push(group);
			group = { ...group };
			skip = 0;
		} else if (brace === "}") {
			group = outer.pop() ?? group;
			skip = 0;
		} else if (hex !== undefined) {
			if (skip > 0) skip--;
			else if (!group.hidden) coded.push(Number.parseInt(hex, 16));
		} else if (word !== undefined) {
			if (DESTINATIONS.has(word)) group.hidden = true;
			else if (word === "uc") group.skip = Number(number ?? 1);
			else if (word === "u") {
				const code = Number(number ?? 0);
				put(String.fromCharCode(code < 0 ? code + 65536 : code));
				skip = group.skip;
			} else if (word === "bin") throw new Unreadable("it holds binary data");
			else put(SIGNS[word] ?? "");
		} else if (symbol !== undefined) {
			if (symbol === "*") group.hidden = true;
			else if (symbol === "~") put(" ");
			else if (symbol === "_") put("-");
			else if ("\\{}".includes(symbol)) put(symbol);
			else if (symbol === "\n" || symbol === "\r") put("\n");
		} else if (!/^[\r\n]/.test(token)) {
			put(token.slice(skip));
			skip = 0;
		}
	}
	flush();
	lines.raw(text);
}

function decoderFor(codePage = "1252"): { decode(bytes: Uint8Array): string } {
	try {
		return new TextDecoder(`windows-${codePage}`);
	} catch {
		return new TextDecoder("windows-1252");
	}
}
