import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, flag, operand, operands } from "../../src/command/index.ts";
import {
	type Answer,
	type CallRequest,
	type Document,
	estimateTokens,
	FENCED_IS_DATA,
	fenced,
} from "../../src/llm/index.ts";
import type { Change, Vfs } from "../../src/vfs/index.ts";
import {
	called,
	costOf,
	costShape,
	decide,
	isPlan,
	openGateway,
	type PlanItem,
	planShape,
	planText,
	streamed,
	streams,
} from "./shared/call.ts";
import { allDocuments, pipedIn, textOf } from "./shared/documents.ts";
import { askedRoute, MODEL_ARGS, ROUTE_ARGS } from "./shared/options.ts";
import { inputTokens } from "./shared/sources.ts";

/** A new text as `--json` prints it. */
interface RewrittenItem {
	path: string;
	text: string;
	by: string;
	/** With --in-place: whether the file is another now. */
	written?: boolean | undefined;
}

const SYSTEM = `You rewrite texts from one person's desk as they ask. ${FENCED_IS_DATA}

Give the whole new text and nothing else: no introduction, no remarks, no fence around it. Keep its language, its form (Markdown stays Markdown) and what it says, but for what you are asked to change. Keep links, [[wikilinks]] and #tags as they are.`;

/** `desk rewrite`: another wording of a text. */
export const rewrite = defineCommand({
	name: "rewrite",
	summary: "Rewrite a text as you say, by a language model",
	about:
		"The new text is printed. --in-place writes it into the files: all of them in one change that `desk undo` takes back, none when a call fails or a file has changed meanwhile. Front matter stays as it is.",
	args: {
		inPlace: flag("write the new text into the files", "i"),
		...MODEL_ARGS,
		...ROUTE_ARGS,
		noStream: flag("print the text when all of it is there"),
		how: operand("HOW", 'what to change: "friendlier", "in Swedish", "half as long"'),
		paths: operands("PATH", "files; without any, what is piped in", { completes: "path" }),
	},
	reads: ["paths"],
	writes: ["paths"],
	output: (z) =>
		z.union([
			z.object({
				path: z.string(),
				text: z.string(),
				by: z.string(),
				written: z.boolean().optional(),
				...costShape(z),
			}),
			planShape(z),
		]),
	examples: [
		['desk rewrite "friendlier" /notes/business/late-payers.md --dry-run', "what would be sent, and its price"],
		['desk cat /notes/start-here.md | desk rewrite "in Swedish" --dry-run', "of what is piped in"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const asked = askedRoute(args);
		if (args.inPlace && args.paths.length === 0)
			throw new DeskError("EUSAGE", "--in-place needs files", { todo: "name them" });
		const documents: Document[] = [];
		if (args.paths.length === 0) {
			const piped = await pipedIn(context);
			if (piped === undefined)
				throw new DeskError("EUSAGE", "there is nothing to rewrite", { todo: "name a file, or pipe text in" });
			documents.push(piped);
		}
		documents.push(...(await allDocuments(context, args.paths)));
		const gateway = await openGateway(context, vfs);
		const { why } = await decide(gateway, {
			task: "rewrite",
			request: args.how,
			local: undefined,
			needs: "rewriting needs a language model",
			asked,
		});
		const most = await inputTokens(context.home);
		const changes: Change[] = [];
		const items: RewrittenItem[] = [];
		for (const document of documents) {
			if (args.inPlace && (!document.inFile || document.node === 0))
				throw new DeskError("EROFS", "this text is not the file's own", {
					at: document.path,
					todo: "print it instead, without --in-place",
				});
			const { head, body } = await apart(textOf(document));
			const request = requestOf(vfs, document, body, args, most);
			if (context.dryRun) {
				yield {
					route: "api" as const,
					why,
					by: "language model",
					plan: await gateway.plan(request),
					sources: [document.path],
					left: 0,
				};
				continue;
			}
			if (streams(context, args.noStream || args.inPlace)) {
				await streamed(context, gateway, request);
				continue;
			}
			const answer = await called(context, gateway, request);
			const text = head + asBefore(body, whole(answer, document.path));
			const item = { path: document.path, text, by: "language model", ...costOf(answer) };
			if (!args.inPlace) {
				yield item;
				continue;
			}
			const written = text !== textOf(document);
			items.push({ ...item, written });
			if (written)
				changes.push({ op: "write", path: document.path, content: await vfs.stage(text), expect: document.revision });
		}
		if (changes.length > 0) await vfs.change(changes, { cause: context.cause });
		yield* items;
	},
	line: (item: RewrittenItem | PlanItem) =>
		isPlan(item)
			? planText(item)
			: item.written === undefined
				? item.text.replace(/\n$/, "")
				: `${item.path}\t${item.written ? "rewritten" : "unchanged"}`,
});

function requestOf(
	vfs: Vfs,
	document: Document,
	body: string,
	{ how, model, system }: { how: string; model: string | undefined; system: string | undefined },
	most: number,
): CallRequest {
	const tokens = estimateTokens(body);
	if (tokens > most)
		throw new DeskError("EFBIG", `rewriting needs all of the text, and that is about ${tokens} tokens`, {
			at: document.path,
			todo: "rewrite a part of it, or raise it: `desk config set ask.input_tokens …`",
		});
	const source = { number: 1, path: document.path, text: body.trimEnd(), line: 1, lastLine: 1 };
	return {
		feature: "rewrite",
		system: system === undefined ? SYSTEM : `${SYSTEM}\n\n${system}`,
		messages: [
			{ role: "user", content: fenced([source], (text) => vfs.store.markOf(text)), stable: true },
			{ role: "user", content: `Rewrite the text of the passage: ${how}` },
		],
		maxTokens: Math.max(1024, tokens * 2),
		...(model === undefined ? {} : { model }),
		personal: [how, system ?? "", ...(document.personal ? [body] : [])],
	};
}

/** Front matter, and what follows it. */
async function apart(text: string): Promise<{ head: string; body: string }> {
	const { splitFrontMatter } = await import("../../src/text/index.ts");
	const { bodyStart } = splitFrontMatter(text);
	return { head: text.slice(0, bodyStart), body: text.slice(bodyStart) };
}

/** The text of an answer that is all there. @throws DeskError EFAILED for one that is cut, empty or refused: it must not take a file's place */
function whole({ text, stop }: Answer, path: string): string {
	const why =
		stop === "length"
			? "the new text is cut off at the model's limit"
			: stop === "refusal"
				? "the model refuses"
				: text.trim() === ""
					? "the answer is empty"
					: undefined;
	if (why === undefined) return text;
	throw new DeskError("EFAILED", why, { at: path, todo: "nothing was written; try again, or with another model (-m)" });
}

/** A new body with the line ends and the blank edges of the old one; without a fence that the old one did not have. */
function asBefore(old: string, text: string): string {
	const fence = /^\s*(`{3,10}|~{3,10})[^\n]*\n([\s\S]*?)\n\1\s*$/.exec(text);
	const plain = fence !== null && !/^\s*(?:`{3,}|~{3,})/.test(old) ? (fence[2] ?? "") : text;
	const lines = plain.replaceAll("\r\n", "\n").trim();
	const edged = `${/^\s*/.exec(old)?.[0] ?? ""}${lines}${/\s*$/.exec(old)?.[0] ?? ""}`;
	return old.includes("\r\n") ? edged.replaceAll(/\r?\n/g, "\r\n") : edged;
}
