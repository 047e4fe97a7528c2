import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { type Collection, readCollection } from "./collection.ts";

const folders: string[] = [];
afterEach(() => {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function collection(files: Readonly<Record<string, string | Uint8Array>>): string {
	const folder = mkdtempSync(join(tmpdir(), "desk-test-"));
	folders.push(folder);
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), text);
	}
	return folder;
}

const plain = ({ documents, queries, judgments }: Collection) => ({
	documents,
	queries,
	judgments: Object.fromEntries([...judgments].map(([query, grades]) => [query, Object.fromEntries(grades)])),
});

test("BEIR; a query that nothing is relevant to is left out", () => {
	const folder = collection({
		"corpus.jsonl": '{"_id":"d1","title":"Wings","text":"Lift and drag."}\n{"_id":"d2","title":"","text":"Flutter."}\n',
		"queries.jsonl": '{"_id":"q1","text":"what is lift?"}\n{"_id":"q2","text":"nothing"}\n',
		"qrels/test.tsv": "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq2\td1\t0\n",
		"qrels/train.tsv": "query-id\tcorpus-id\tscore\nq2\td2\t1\n",
	});
	expect(plain(readCollection(folder))).toEqual({
		documents: [
			{ id: "d1", title: "Wings", text: "Lift and drag." },
			{ id: "d2", title: "", text: "Flutter." },
		],
		queries: [{ id: "q1", text: "what is lift?" }],
		judgments: { q1: { d1: 2, d2: 0 }, q2: { d1: 0 } },
	});
});

test("TREC: SGML documents and topics, qrels of four columns", () => {
	const folder = collection({
		"docs.sgml":
			"<DOC>\n<DOCNO> AP-1 </DOCNO>\n<HEAD>x</HEAD><TITLE>Trade talks</TITLE>\n<TEXT>\nTariffs rose.\n</TEXT>\n</DOC>\n<DOC><DOCNO>AP-2</DOCNO><TEXT>Rain.</TEXT></DOC>\n",
		"topics.txt":
			"<top>\n<num> Number: 51\n<title> Topic: Airbus subsidies\n<desc> Description:\nLong text\n</top>\n<top><num>52</num><title>tariffs</title></top>\n",
		"qrels.txt": "51 0 AP-2 1\n52 0 AP-1 2\n",
	});
	const found = readCollection(folder);
	expect(found.documents.map(({ id, title }) => [id, title])).toEqual([
		["AP-1", "Trade talks"],
		["AP-2", ""],
	]);
	expect(found.documents[0]?.text).toContain("Tariffs rose.");
	expect(found.queries).toEqual([
		{ id: "51", text: "Airbus subsidies" },
		{ id: "52", text: "tariffs" },
	]);
	expect(found.judgments.get("52")?.get("AP-1")).toBe(2);
});

test("SMART: dotted fields; judgments count queries from 1 whatever they are called", () => {
	const folder = collection({
		"abstracts.all":
			".I 1\n.T\na wing\nin a stream\n.A\nsmith\n.B\njournal 1\n.W\nlift of a wing .\n.I 2\n.T\nheat\n.W\nheat flow\n",
		"abstracts.qry": ".I 001\n.W\nwhat is heat\nflow ?\n.I 004\n.W\nlift of wings\n",
		abstractsqrel: "1 2 1\n2 1 3\n2 2 -1\n",
	});
	const found = readCollection(folder);
	expect(found.documents).toEqual([
		{ id: "1", title: "a wing\nin a stream", text: "lift of a wing ." },
		{ id: "2", title: "heat", text: "heat flow" },
	]);
	expect(found.queries).toEqual([
		{ id: "1", text: "what is heat flow ?" },
		{ id: "2", text: "lift of wings" },
	]);
});

test("a folder of files, lines of queries, gzip", () => {
	const folder = collection({
		"docs/a.txt": "apples\nand pears\n",
		"docs/b.txt.gz": gzipSync("plums"),
		"queries.tsv": "1\tfruit\n",
		qrels: "1 0 a 1\n",
	});
	const found = readCollection(folder);
	expect(found.documents.map(({ text }) => text)).toEqual(["apples\nand pears\n", "plums"]);
	expect(found.queries).toEqual([{ id: "1", text: "fruit" }]);
});

test("what is missing is said", () => {
	expect(() => readCollection("/nowhere")).toThrow("the collection cannot be read");
	expect(() => readCollection(collection({ "corpus.jsonl": "{}" }))).toThrow("there are no judgments");
	expect(() => readCollection(collection({ "qrels/test.tsv": "1 1 1" }))).toThrow("there are no queries");
});
