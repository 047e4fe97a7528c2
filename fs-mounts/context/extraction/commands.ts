/** `desk context extract`: what notes, mail and transcripts say, for a business. */
import { createHash } from "node:crypto";
import { DeskError } from "../../../src/base/errors.ts";
import { slug } from "../../../src/base/file-name.ts";
import { type Context, defineCommand, flag, operands, pacer } from "../../../src/command/index.ts";
import { type Change, joinPath, nameOfPath, type Stat, type Vfs } from "../../../src/vfs/index.ts";
import { today } from "../belief/beliefs.ts";
import { biz, businessFolder } from "../business.ts";
import type { Extract } from "./claims.ts";

/** One extraction under `--json`. */
interface Item {
	path: string;
	source: string;
	by: string;
	themes: string[];
	claims: number;
	numbers: number;
}

/** Sounds: what they say would have to be transcribed first. */
const AUDIO = /\.(?:mp3|m4a|wav|ogg|opus|flac|aac|webm)$/i;
const LOCALLY = "extractive";
const BY_MODEL = "language model";

/** `desk context extract`. */
export const extract = defineCommand({
	name: "extract",
	summary: "Draw themes, claims and numbers from files",
	about:
		"Made on this machine: sentences that make a claim and say most of the text, as they stand in it; numbers, amounts, dates and shares. With --api a language model reads the files on your key, and only what it quotes word for word from them is kept. The same file again replaces what was drawn from it before. Sound files are told and left out: this desk has no model that transcribes.",
	args: {
		biz,
		api: flag("by a language model, on your key"),
		paths: operands("PATH", "files and folders", { required: true, completes: "path" }),
	},
	reads: ["paths"],
	changes: true,
	output: (z) =>
		z.object({
			path: z.string(),
			source: z.string(),
			by: z.string(),
			themes: z.array(z.string()),
			claims: z.number(),
			numbers: z.number(),
		}),
	examples: [["desk context extract /notes/business", "a file for each in extractions"]],
	async *run(context, args): AsyncGenerator<Item> {
		const vfs = await context.open();
		const business = await businessFolder(context, vfs, args.biz);
		const pace = pacer(context);
		const progress = context.progress("extracting");
		for (const word of args.paths) {
			const typed = context.path(word);
			await vfs.stat(typed);
			for await (const stat of vfs.walk(typed, { views: false })) {
				if (stat.kind !== "file" || stat.path.startsWith(`${business}/`)) continue;
				if (AUDIO.test(stat.name)) {
					context.fail(
						new DeskError("EFAILED", "this is sound, and no model here transcribes", {
							at: stat.path,
							todo: "put a transcript beside it",
						}),
					);
					continue;
				}
				const item = await extractionOf(context, vfs, business, stat, args.api, pace).catch((error: unknown) => {
					// What somebody in a crisis wrote is left alone; the others go on.
					if (!(error instanceof DeskError) || error.code !== "ESAFETY") throw error;
					context.fail(error);
					return undefined;
				});
				progress.add(1);
				if (item !== undefined) yield item;
			}
		}
		progress.done();
	},
	line: (item: Item) => item.path,
});

async function extractionOf(
	context: Context,
	vfs: Vfs,
	business: string,
	stat: Stat,
	api: boolean,
	pace: () => Promise<void> | undefined,
): Promise<Item | undefined> {
	const searched = await vfs.searched(stat.inode);
	if (searched === undefined) return undefined;
	const text = Buffer.from(searched.source()).toString("utf8");
	if (text.trim() === "") return undefined;
	const by = api ? BY_MODEL : LOCALLY;
	const { isPersonal, mustPass } = await import("../../../src/safety/index.ts");
	if (isPersonal(stat.path, searched.text.tags)) await mustPass(vfs, [text], "context extract");
	const found = api
		? await (await import("./model.ts")).extractByModel(context, vfs, stat.path, text)
		: await (await import("./claims.ts")).extractFrom(text, pace);
	const { setFrontMatter } = await import("../../../src/text/index.ts");
	const title = searched.text.title || nameOfPath(stat.path);
	const path = joinPath(business, `extractions/${fileName(stat.path, title)}`);
	const body = bodyOf(title, stat.path, found, searched.inFile);
	const citations = (list: readonly { text: string; start: number; end: number }[]) =>
		list.map(({ text: said, start, end }) => ({ text: said, start, end }));
	const written = setFrontMatter(body, {
		source: stat.path,
		source_revision: stat.revision,
		made: today(),
		by,
		...(found.themes.length > 0 ? { themes: found.themes } : {}),
		...(found.claims.length > 0 ? { claims: citations(found.claims) } : {}),
		...(found.numbers.length > 0 ? { numbers: citations(found.numbers) } : {}),
	});
	const changes: Change[] = [
		{ op: "mkdir", path: joinPath(business, "extractions"), parents: true },
		{ op: "write", path, content: await vfs.stage(written), expect: (await vfs.find(path))?.revision ?? null },
	];
	await vfs.change(changes, { cause: context.cause, dryRun: context.dryRun });
	if (context.dryRun) context.note(`would write ${path}`);
	return {
		path,
		source: stat.path,
		by,
		themes: [...found.themes],
		claims: found.claims.length,
		numbers: found.numbers.length,
	};
}

/** The same source has the same name, so that what is drawn again replaces what was there. */
function fileName(source: string, title: string): string {
	const id = createHash("sha256").update(source).digest("hex").slice(0, 8);
	return `${(slug(title).toLowerCase() || "file").slice(0, 50).replace(/-+$/, "")}-${id}.md`;
}

function bodyOf(title: string, source: string, { claims, numbers }: Extract, inFile: boolean): string {
	const cite = ({ text, start, end }: { text: string; start: number; end: number }) =>
		`- ${text.replace(/\s+/g, " ")} (bytes ${start}–${end})`;
	const parts = [`# ${title.replace(/\s+/g, " ")}\n\nFrom ${source}${inFile ? "" : ", as it reads as text"}.`];
	if (claims.length > 0) parts.push(`## Claims\n\n${claims.map(cite).join("\n")}`);
	if (numbers.length > 0) parts.push(`## Numbers\n\n${numbers.map(cite).join("\n")}`);
	return `${parts.join("\n\n")}\n`;
}
