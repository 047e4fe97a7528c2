/**
 * Text formats that several mounts share: YAML front matter, Markdown, tags, links. Loads `yaml`, so import it only from what
 * is itself loaded when needed (a mount's format, a command's `run`).
 */
export { indexable, indexableQuery } from "../base/indexable.ts";
export { wikiKey } from "../base/wiki-key.ts";
export {
	type ContentEdit,
	editContent,
	foldLine,
	formatLine,
	insertAfter,
	insertBefore,
	insertVerbatim,
	lineEndOf,
	type NewLine,
	removeLine,
	replaceLine,
	setLineValue,
} from "./content-edits.ts";
export {
	type ContentLine,
	contentPosition,
	isQuotedPrintable,
	type Parameter,
	parameterValue,
	parameterValues,
	readContentLines,
} from "./content-lines.ts";
export {
	type Component,
	type ContentProblem,
	type ContentTree,
	componentsNamed,
	linesNamed,
	readContentTree,
} from "./content-tree.ts";
export { escapeValue, formatStructured, splitValue, structuredValue, unescapeValue } from "./content-values.ts";
export { type CsvRow, csvLine, readCsv, readCsvPieces, separatorOf } from "./csv.ts";
export { decodeEntity } from "./entities.ts";
export { EXTRACTED, extractText } from "./extract.ts";
export {
	choiceField,
	DAY,
	type Field,
	type FieldTable,
	type FieldValues,
	listField,
	numberField,
	readFields,
	textField,
} from "./fields.ts";
export {
	type FrontMatter,
	type FrontMatterValue,
	lineColumn,
	parseFrontMatter,
	replaceTexts,
	setFrontMatter,
	splitFrontMatter,
	tryFrontMatter,
	valueError,
} from "./front-matter.ts";
export { findLinks, type Link, propertyLinks, rewriteLinks } from "./links.ts";
export { firstHeading, maskCode, titleOf } from "./markdown.ts";
export { escapeHtml, markdownHtml } from "./markdown-html.ts";
export { readableMarkdown } from "./markdown-readable.ts";
export { markdownSearchText } from "./markdown-search.ts";
export {
	codePassages,
	headedPassages,
	pagePassages,
	plainPassages,
	type TextPassage,
	tablePassages,
} from "./passages.ts";
export { markdownPassages } from "./passages-markdown.ts";
export { propertyFacets } from "./properties.ts";
export { rebaseLink, renamedTarget, withTarget } from "./retarget.ts";
export { type Sentence, sentencesOf } from "./sentences.ts";
export { declaredTags, uniqueTags } from "./tags.ts";
