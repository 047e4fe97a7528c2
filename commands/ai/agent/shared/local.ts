/** What an agent does without a language model: an extractive summary, read with its own permissions. */
import { asAgent, type Finished, type RunPlace, type RunRequest } from "../../../../src/agents/index.ts";
import { DeskError } from "../../../../src/base/errors.ts";
import { type Context, pacer } from "../../../../src/command/index.ts";
import { documentOf, localAnswers, MOST_BYTES, tooMuch } from "../../../../src/llm/index.ts";
import { mustPass } from "../../../../src/safety/index.ts";
import { maskCode, readableMarkdown } from "../../../../src/text/index.ts";
import { nameOfPath } from "../../../../src/vfs/index.ts";

/** Sentences for each file, and for all. */
const EACH = 3;
const MOST = 20;

/** @throws DeskError EUSAGE when nothing is named, ESAFETY */
export async function runLocally(context: Context, request: RunRequest, place: RunPlace): Promise<Finished> {
	const { definition, paths, input } = request;
	if (paths.length === 0 && input === undefined)
		throw new DeskError("EUSAGE", "there is nothing to sum up", {
			at: definition.name,
			todo: "name files, or pipe text in",
		});
	return await asAgent(request, place, async ({ run, draft, seen }) => {
		const { vfs } = draft;
		const pace = pacer(context);
		const texts: { path: string; text: string; personal: boolean }[] =
			input === undefined ? [] : [{ path: "", text: input, personal: true }];
		let size = 0;
		for (const path of paths)
			for await (const stat of vfs.walk(path, { views: false })) {
				context.signal.throwIfAborted();
				const document = stat.kind === "file" ? await documentOf(vfs, stat, pace) : undefined;
				if (document === undefined) continue;
				size += document.bytes.length;
				if (size > MOST_BYTES) throw tooMuch(path);
				texts.push({ path: stat.path, text: document.bytes.toString("utf8"), personal: document.personal });
			}
		const personal = texts.filter((each) => each.personal);
		await mustPass(
			place.vfs,
			personal.map(({ text }) => text),
			`agent:${definition.name}`,
			context.signal,
		);
		const { summarySentences } = await localAnswers();
		const sentences = await summarySentences(
			texts.map(({ text }) => text),
			{ sentences: Math.min(MOST, EACH * texts.length) },
			pace,
		);
		const lines: string[] = [];
		for (const [index, { path }] of texts.entries()) {
			const own = sentences.filter((sentence) => sentence.text === index);
			if (own.length === 0) continue;
			lines.push(
				...(path === "" ? [] : [`## [${nameOfPath(path).replace(/[[\]]/g, "")}](${encodeURI(path)})`, ""]),
				...own.map(({ start, end }) => {
					const sentence = texts[index]?.text.slice(start, end) ?? "";
					return `- ${readableMarkdown(sentence, maskCode(sentence)).replace(/\s+/g, " ").trim()}`;
				}),
				"",
			);
		}
		const answer = lines.join("\n").trim();
		await place.runs.note(
			run,
			[
				{ kind: "note", title: "local", text: "Made without a language model: an extractive summary." },
				{ kind: "answer", title: "answer", text: answer },
			],
			seen,
		);
		return answer;
	});
}
