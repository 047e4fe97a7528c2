/** The layouts of judged collections: BEIR's JSONL and TSV, TREC's SGML and qrels, SMART's dotted fields. */
import type { CollectionDocument, CollectionQuery } from "./collection.ts";

/** Documents of one file; one that is in no layout is a document as it is. */
export function parseDocuments(source: string, name: string): CollectionDocument[] {
	if (/^\s*\{/.test(source)) {
		return json(source).map((row) => ({
			id: string(row._id ?? row.id ?? row.docno ?? row.doc_id),
			title: string(row.title),
			text: string(row.text ?? row.contents ?? row.body ?? row.abstract),
		}));
	}
	if (/<doc>/i.test(source)) return sgml(source, "doc").map(trecDocument);
	if (/^\.I /m.test(source.slice(0, 200))) {
		return smart(source).map(({ id, fields }) => ({ id, title: fields.T ?? "", text: fields.W ?? fields.B ?? "" }));
	}
	const rows = tsv(source);
	if (rows.length > 1 && rows.every((row) => row.length === 2 || row.length === 3)) {
		return rows.map((row) => ({
			id: row[0] ?? "",
			title: row.length === 3 ? (row[1] ?? "") : "",
			text: row.at(-1) ?? "",
		}));
	}
	return [{ id: name, title: "", text: source }];
}

/** Queries: BEIR's JSONL, TREC topics (the title, or all there is), SMART, or lines of `id text`. */
export function parseQueries(source: string): CollectionQuery[] {
	if (/^\s*\{/.test(source)) {
		return json(source).map((row) => ({
			id: string(row._id ?? row.id ?? row.query_id),
			text: string(row.text ?? row.query ?? row.title),
		}));
	}
	if (/<top>/i.test(source)) return sgml(source, "top").map(topic);
	if (/^\.I /m.test(source.slice(0, 200)))
		return smart(source).map(({ id, fields }) => ({ id, text: squeeze(fields.W ?? fields.T ?? fields.B ?? "") }));
	return source
		.split(/\r?\n/)
		.map((line) => /^(\S+)[\t ]+(.+)$/.exec(line))
		.flatMap((match) => (match === null ? [] : [{ id: match[1] ?? "", text: (match[2] ?? "").trim() }]));
}

/** Judgments: `query document grade` (BEIR, SMART) or `query 0 document grade` (TREC). A line that is neither is a header. */
export function parseJudgments(source: string): Map<string, Map<string, number>> {
	const judgments = new Map<string, Map<string, number>>();
	for (const line of source.split(/\r?\n/)) {
		const fields = line.trim().split(/\s+/);
		const isTrec = fields.length >= 4 && /^(0|Q0)$/.test(fields[1] ?? "");
		const [query, document, grade = "1"] = isTrec ? [fields[0], fields[2], fields[3]] : fields;
		if (query === undefined || document === undefined || !/^-?\d+(\.\d+)?$/.test(grade)) continue;
		const known = judgments.get(query) ?? new Map<string, number>();
		judgments.set(query, known.set(document, Number(grade)));
	}
	return judgments;
}

function json(source: string): Record<string, unknown>[] {
	return source
		.split("\n")
		.filter((line) => line.trim() !== "")
		.map((line) => JSON.parse(line) as Record<string, unknown>);
}

function string(value: unknown): string {
	return value === undefined || value === null ? "" : String(value);
}

function tsv(source: string): string[][] {
	return source
		.split(/\r?\n/)
		.filter((line) => line !== "")
		.map((line) => line.split("\t"));
}

function sgml(source: string, element: string): string[] {
	const pattern = new RegExp(`<${element}>([\\s\\S]*?)(?=</${element}>|<${element}>|$)`, "gi");
	return [...source.matchAll(pattern)].map((match) => match[1] ?? "");
}

/** What is in an element, up to its end or, in old collections that close none, to the next one. */
function element(source: string, name: string): string | undefined {
	return new RegExp(`<${name}>([\\s\\S]*?)(?=</?\\w+>|$)`, "i").exec(source)?.[1];
}

function trecDocument(source: string): CollectionDocument {
	const id = squeeze(element(source, "docno") ?? element(source, "docid") ?? "");
	const title = element(source, "title") ?? element(source, "headline") ?? element(source, "ttl") ?? "";
	const rest = source
		.replace(/<(docno|docid|title|headline|ttl|author|bib)>[\s\S]*?(<\/\1>|(?=<\w+>))/gi, " ")
		.replace(/<[^>]*>/g, " ");
	return { id, title: squeeze(title), text: rest.trim() };
}

function topic(source: string): CollectionQuery {
	const id = squeeze(element(source, "num") ?? "").replace(/^number:\s*/i, "");
	const text = element(source, "title") ?? element(source, "desc") ?? source.replace(/<num>[^<]*/i, "");
	return { id, text: squeeze(text.replace(/<[^>]*>/g, " ").replace(/^\s*(topic|description):/i, "")) };
}

/** Records of `.I id` with fields `.T`, `.A`, `.B`, `.W`, each up to the next line that begins with a dot and a letter. */
function smart(source: string): { id: string; fields: Record<string, string> }[] {
	return source
		.split(/^\.I\s+/m)
		.slice(1)
		.map((record) => {
			const [id = "", ...parts] = record.split(/^\.([A-Z])[ \t]*\r?$/m);
			const fields: Record<string, string> = {};
			for (let at = 0; at + 1 < parts.length; at += 2) {
				const name = parts[at] as string;
				fields[name] = `${fields[name] ?? ""}${parts[at + 1] ?? ""}`.trim();
			}
			return { id: String(Number(id.trim()) || id.trim()), fields };
		});
}

function squeeze(text: string): string {
	return text.replace(/\s+/g, " ").trim();
}
