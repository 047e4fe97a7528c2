// Notes with the vocabulary of this machine's manual pages, and, as a program, warm searches in a desk that holds them: prints
// {text, hybrid: p95 in ms, passages, index, bytes} of the desk in DESK_HOME.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { files, manualPage } from "../search/documents.mjs";
import { openDesk } from "./open-desk.mjs";

/** Numbers from 0 up to `below`, always the same. */
function chance() {
	let state = 7;
	return (below) => {
		state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
		return Math.floor((state / 0x80000000) * below);
	};
}

const pages = () => ["1", "5", "7", "8"].flatMap((section) => files(`/usr/share/man/man${section}`, /\.gz$/)).map(manualPage).filter(({ text }) => text.length > 600);

/** Write `count` notes of five passages each. @returns whether there are manual pages to take text from */
export function writeManuals(folder, count) {
	const sentences = pages().map(({ text }) => text.split(/(?<=[.!?]) /));
	if (sentences.length < 100) return false;
	const next = chance();
	for (let note = 0; note < count; note++) {
		const paragraphs = [];
		for (let size = 0; size < 5600; ) {
			const page = sentences[next(sentences.length)];
			const from = next(page.length);
			const paragraph = page.slice(from, from + 6).join(" ").slice(0, 1200);
			paragraphs.push(paragraph);
			size += paragraph.length + 1;
		}
		const part = join(folder, `part-${note % 100}`);
		if (note < 100) mkdirSync(part, { recursive: true });
		writeFileSync(join(part, `note-${note}.md`), `# Note ${note}\n\n${paragraphs.join("\n\n")}\n`);
	}
	return true;
}

/** Questions of ten words: what manual pages say of themselves. */
export const questions = () => pages().filter(({ summary }) => (summary ?? "").split(" ").length >= 8).slice(0, 200).map(({ summary }) => summary.split(" ").slice(0, 10).join(" "));

if (process.argv[1]?.endsWith("bench/search.mjs")) {
	const { store, timed, close } = await openDesk();
	const result = {};
	const asked = questions();
	for (const mode of ["text", "hybrid"]) {
		const times = [];
		for (const [index, question] of asked.entries()) {
			const time = await timed("search", "--no-snippet", "--mode", mode, "--", question);
			// The first ones load the model and read the bits into memory.
			if (index > 2) times.push(time);
		}
		result[mode] = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)];
	}
	const size = (names) => store.database.get(`SELECT sum(pgsize) AS n FROM dbstat WHERE name IN (${names.map((name) => `'${name}'`)})`).n;
	result.index = size(["text_data", "text_docsize", "text_idx", "passage", "passage_node", "vector", "embedded", "embedder"]);
	result.bytes = store.database.get("SELECT sum(size) AS n FROM node WHERE id IN (SELECT id FROM text_docsize)").n;
	result.passages = store.database.get("SELECT count(*) AS n FROM passage").n;
	close();
	console.log(JSON.stringify(result));
}
