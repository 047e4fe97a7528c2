/** What of a Markdown file is searched. The index passes punctuation over, so `**bold**` and `# Heading` need no work here. */
import { decodeEntity } from "./entities.ts";
import type { Link } from "./links.ts";
import { maskCode } from "./markdown.ts";

/** Only elements that HTML has: `<your name>` and `Array<string>` are text. */
const INLINE =
	"a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr";
const BLOCK =
	"address article aside audio blockquote br button canvas caption center col colgroup dd details dialog div dl dt embed fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr iframe img input legend li link main map nav object ol optgroup option p param picture pre progress script section select source style summary svg table tbody td template textarea tfoot th thead tr track ul video";
const ELEMENTS = `${INLINE} ${BLOCK}`.replaceAll(" ", "|");
const MARKUP = new RegExp(
	`</?(${ELEMENTS})(?:[\\s/][^<>]*)?>|&(?:#\\d{1,7}|#[xX][\\da-fA-F]{1,6}|[A-Za-z][A-Za-z\\d]{1,30});`,
	"gi",
);
const IS_INLINE = new RegExp(`^</?(?:${INLINE.replaceAll(" ", "|")})[\\s/>]`, "i");
const ATTRIBUTE = /\s(?:alt|title|href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;
/** The kernel has these apart. */
const APART = /^(?:title|tags?)$/i;

/**
 * The body of a Markdown file without HTML tags (what they link to and describe stays), with character references and percent signs of
 * links decoded, and after it the values of the front matter; their names are none of what a person wrote. Code stays as it is.
 * Linear time.
 */
export function markdownSearchText(
	body: string,
	data: Readonly<Record<string, unknown>>,
	links: readonly Link[] = [],
): string {
	const values = [...valuesOf(data)].join("\n");
	let text = body.includes("<") || body.includes("&") ? withoutHtml(body) : body;
	const paths = links.filter((link) => link.path !== link.target).map((link) => link.path);
	if (paths.length > 0) text += `\n${paths.join("\n")}`;
	return values === "" ? text : `${text}\n${values}`;
}

function withoutHtml(body: string): string {
	const masked = maskCode(body);
	let text = "";
	let done = 0;
	for (const match of masked.matchAll(MARKUP)) {
		const { index } = match;
		const [markup, element] = match;
		text += body.slice(done, index);
		done = index + markup.length;
		if (element === undefined) text += decodeEntity(markup);
		else {
			const described = [...markup.matchAll(ATTRIBUTE)].map(([, a, b, c]) => a ?? b ?? c ?? "").join(" ");
			if (described !== "") text += ` ${described} `;
			else if (!IS_INLINE.test(markup)) text += " ";
		}
	}
	return text + body.slice(done);
}

/** All that front matter says, at any depth. */
function* valuesOf(value: unknown, depth = 0): Generator<string> {
	if (typeof value === "string" || typeof value === "number") yield String(value);
	else if (typeof value === "object" && value !== null)
		for (const [name, inner] of Object.entries(value))
			if (depth > 0 || !APART.test(name)) yield* valuesOf(inner, depth + 1);
}
