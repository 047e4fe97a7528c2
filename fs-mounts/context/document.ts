/** Markdown with front matter whose fields are validated: what all files of a business but tables are. */
import {
	declaredTags,
	type Field,
	type FieldTable,
	type FieldValues,
	markdownSearchText,
	maskCode,
	parseFrontMatter,
	propertyFacets,
	readFields,
	textField,
	titleOf,
	uniqueTags,
} from "../../src/text/index.ts";
import type { Parsed } from "../../src/vfs/index.ts";

/** A file that has been read. */
export interface Document<Table extends FieldTable> {
	readonly fields: FieldValues<Table>;
	/** Its heading, else its name. */
	readonly title: string;
	/** All front matter, unknown keys included. */
	readonly data: Readonly<Record<string, unknown>>;
	readonly body: string;
}

/** @param name its file name @throws DeskError EFORMAT with line and column */
export function readDocument<Table extends FieldTable>(name: string, text: string, table: Table): Document<Table> {
	const { data, body } = parseFrontMatter(text);
	return { fields: readFields(text, data, table), title: titleOf(name, data, body, maskCode(body)), data, body };
}

/** What the kernel projects of a file. */
export function parsedDocument<Record>(
	record: Record,
	{ title, data, body }: Pick<Document<FieldTable>, "title" | "data" | "body">,
	more: Pick<Parsed, "links"> & Pick<Partial<Parsed>, "facets"> = { links: [] },
): Parsed<Record> {
	return {
		record,
		title,
		text: markdownSearchText(body, data),
		tags: uniqueTags(declaredTags(data)),
		links: more.links,
		facets: { ...propertyFacets(data), ...more.facets },
	};
}

/** Any words. @param thing what they are: `channel` */
export function wordsField(thing: string): Field<string> {
	return textField(`is no ${thing}`, "write some words", (text) => text.trim() !== "");
}
