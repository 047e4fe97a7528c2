import { toText, toTextStrict } from "../../src/base/bytes.ts";
import {
	codePassages,
	EXTRACTED,
	extractText,
	headedPassages,
	markdownPassages,
	markdownSearchText,
	pagePassages,
	plainPassages,
	type TextPassage,
	tablePassages,
} from "../../src/text/index.ts";
import { type Format, type Place, splitExtension } from "../../src/vfs/index.ts";

/** How a kind of text is searched. */
interface Kind {
	/** What of the file is searched. */
	text(source: string): string;
	passages(bytes: Uint8Array): TextPassage[];
}

const asIs = (source: string) => source;
const PLAIN: Kind = { text: asIs, passages: plainPassages };
const CODE =
	"bash c cc cjs clj cpp cs css cxx dart el erl ex fish go groovy h hpp hs java jl js jsx kt less lisp lua m mjs ml mm mts nix pas php pl pm proto ps1 py r rb rs sass scala scss sh sql svelte swift tcl tf ts tsx vb vue zig zsh";
const KINDS: ReadonlyMap<string, Kind> = new Map([
	...named("md markdown mdx mkd qmd rmd", {
		text: (source) => markdownSearchText(source, {}),
		passages: markdownPassages,
	}),
	...named("csv tsv tab", { text: asIs, passages: tablePassages }),
	...named("json jsonl ndjson ipynb geojson", { text: withoutEscapes, passages: plainPassages }),
	...named(CODE, { text: asIs, passages: codePassages }),
]);

function named(extensions: string, kind: Kind): [string, Kind][] {
	return extensions.split(" ").map((name) => [name, kind]);
}

/** The format of files that may be anything: searchable by their text, if they have any that can be got at, and by their name. */
export const format: Format<null> = {
	parse(bytes, place) {
		const found = { record: null, title: place.name, tags: [], links: [] };
		const extract = extractedKind(bytes, place);
		if (extract !== undefined) return { ...found, text: "", extract };
		return { ...found, text: kindOf(place).text(textOf(bytes, place.truncated)) };
	},
	passages(bytes, place, extracted) {
		if (extracted === undefined) return isBinary(bytes) ? [] : kindOf(place).passages(bytes);
		return extracted === "pdf" ? pagePassages(bytes) : headedPassages(bytes);
	},
	extract: (kind, bytes, _place, signal) => extractText(kind, bytes, signal),
};

const extensionOf = ({ name }: Place) => splitExtension(name)[1].slice(1).toLowerCase();
const kindOf = (place: Place) => KINDS.get(extensionOf(place)) ?? PLAIN;

/** By the name, and for those that say it in their first bytes by that; an empty file holds nothing. */
function extractedKind(bytes: Uint8Array, place: Place): string | undefined {
	if (bytes.length === 0) return undefined;
	const kind = EXTRACTED[extensionOf(place)];
	if (kind !== undefined) return kind;
	const start = Buffer.from(bytes.subarray(0, 6)).toString("latin1");
	return start.startsWith("%PDF-") ? "pdf" : start.startsWith("{\\rtf") ? "rtf" : undefined;
}

/** A NUL in the first 8 KiB, as git decides. */
const isBinary = (bytes: Uint8Array) => bytes.subarray(0, 8192).includes(0);

/** The text of a text file; "" for binary content, and for what is not valid UTF-8. */
function textOf(bytes: Uint8Array, truncated: boolean): string {
	if (isBinary(bytes)) return "";
	// A cut may fall inside a character.
	if (truncated) return toText(bytes);
	return toTextStrict(bytes) ?? "";
}

/** JSON's `\n` and `\u00e9` would make other words of those they stand in. */
function withoutEscapes(source: string): string {
	if (!source.includes("\\")) return source;
	return source.replace(
		/\\(?:u([\da-fA-F]{4})|([bfnrt])|(["\\/]))/g,
		(_, code?: string, blank?: string, sign?: string) =>
			code !== undefined ? String.fromCharCode(Number.parseInt(code, 16)) : blank !== undefined ? " " : (sign ?? ""),
	);
}
