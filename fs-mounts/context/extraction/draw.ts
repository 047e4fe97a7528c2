/** What is drawn from one file for a business, and the file of `extractions` that it becomes. */
import type { Gateway, PlanItem, Route } from "../../../src/llm/index.ts";
import { type Change, joinPath, nameOfPath, printable, type Stat, type Vfs } from "../../../src/vfs/index.ts";
import { today } from "../belief/beliefs.ts";
import { placeFor } from "../drawn-from.ts";
import type { Extract } from "./claims.ts";
import { type Cited, type Reading, readingOf } from "./reading.ts";

/** One extraction under `--json`. */
export interface Item {
	path: string;
	source: string;
	by: string;
	themes: string[];
	claims: number;
	numbers: number;
	/** Quotes of a language model that do not stand in the source. */
	dropped: number;
}

/** What drawing needs of its surroundings. */
export interface Means {
	readonly vfs: Vfs;
	/** The folder of the business. */
	readonly business: string;
	readonly gateway: Gateway;
	/** Who draws. */
	readonly route: Route;
	/** For the log. */
	readonly cause: string;
	readonly dryRun: boolean;
	readonly signal: AbortSignal;
	readonly pace: () => Promise<void> | undefined;
	/** A line for people. */
	note(text: string): void;
}

/** What a local extraction is called. */
export const LOCALLY = "extractive";
/** What one by a language model is called. */
export const BY_MODEL = "language model";

/**
 * Draw from a file. With `dryRun`, what would be sent to a language model is told instead, a call at a time.
 * @returns nothing for a file without text
 * @throws DeskError ESAFETY, EKEY, EBUDGET, ENETWORK, EFORMAT; the signal's reason
 */
export async function drawn(means: Means, source: Stat): Promise<(Item | PlanItem)[]> {
	const { vfs, gateway, route, signal } = means;
	const searched = await vfs.searched(source.inode);
	if (searched === undefined) return [];
	const reading = readingOf(searched.source());
	if (reading.text.trim() === "") return [];
	const { isPersonal, mustPass } = await import("../../../src/safety/index.ts");
	if (isPersonal(source.path, searched.text.tags)) await mustPass(vfs, [reading.text], "context:extract", signal);
	const title = searched.text.title || nameOfPath(source.path);
	const write = async (by: string, found: Extract, dropped: number) => [
		await written(means, { source, title, by, inFile: searched.inFile }, found, dropped),
	];
	if (route.route === "local") {
		const { extractFrom } = await import("./claims.ts");
		return await write(LOCALLY, await extractFrom(reading, means.pace), 0);
	}
	const { callsFor, extractByModel } = await import("./model.ts");
	const calls = callsFor(source.path, reading.text, (text) => vfs.store.markOf(text));
	if (means.dryRun) {
		const plans: PlanItem[] = [];
		for (const { start, end, request } of calls) {
			const part = calls.length === 1 ? source.path : partName(source.path, reading, start, end);
			plans.push({ ...route, by: BY_MODEL, plan: await gateway.plan(request), sources: [part], left: 0 });
		}
		return plans;
	}
	const found = await extractByModel(gateway, reading, calls, means.pace, signal);
	if (found.lost.length > 0) tellLost(means, source.path, found.lost);
	return await write(BY_MODEL, found, found.lost.length);
}

function partName(path: string, { cite }: Reading, start: number, end: number): string {
	const bytes = cite(start, end);
	return `${path} (bytes ${bytes.start}–${bytes.end})`;
}

function tellLost({ note }: Means, path: string, lost: readonly string[]): void {
	const shown = printable((lost[0] ?? "").replace(/\s+/g, " ").trim().slice(0, 80));
	const what = lost.length === 1 ? "a quote does" : `${lost.length} quotes do`;
	note(`${path}: ${what} not stand in it, and ${lost.length === 1 ? "is" : "are"} left out: “${shown}”`);
}

interface Drawing {
	readonly source: Stat;
	readonly title: string;
	readonly by: string;
	/** Whether bytes are the file's own, or of the text that it reads as. */
	readonly inFile: boolean;
}

async function written(means: Means, drawing: Drawing, found: Extract, dropped: number): Promise<Item> {
	const { vfs, business, dryRun } = means;
	const { source, title, by, inFile } = drawing;
	const { setFrontMatter } = await import("../../../src/text/index.ts");
	const path = await placeFor(vfs, business, "extractions", source.path, title);
	const citations = (list: readonly Cited[]) => list.map(({ text, start, end }) => ({ text, start, end }));
	const text = setFrontMatter(bodyOf(title, source.path, found, inFile), {
		source: source.path,
		source_revision: source.revision,
		made: today(),
		by,
		...(found.themes.length > 0 ? { themes: found.themes } : {}),
		...(found.claims.length > 0 ? { claims: citations(found.claims) } : {}),
		...(found.numbers.length > 0 ? { numbers: citations(found.numbers) } : {}),
	});
	const changes: Change[] = [
		{ op: "mkdir", path: joinPath(business, "extractions"), parents: true },
		{ op: "write", path, content: await vfs.stage(text), expect: (await vfs.find(path))?.revision ?? null },
	];
	await vfs.change(changes, { cause: means.cause, dryRun });
	if (dryRun) means.note(`would write ${path}`);
	return {
		path,
		source: source.path,
		by,
		themes: [...found.themes],
		claims: found.claims.length,
		numbers: found.numbers.length,
		dropped,
	};
}

function bodyOf(title: string, source: string, { claims, numbers }: Extract, inFile: boolean): string {
	const cite = ({ text, start, end }: Cited) => `- ${text.replace(/\s+/g, " ")} (bytes ${start}–${end})`;
	const parts = [`# ${title.replace(/\s+/g, " ")}\n\nFrom ${source}${inFile ? "" : ", as it reads as text"}.`];
	if (claims.length > 0) parts.push(`## Claims\n\n${claims.map(cite).join("\n")}`);
	if (numbers.length > 0) parts.push(`## Numbers\n\n${numbers.map(cite).join("\n")}`);
	return `${parts.join("\n\n")}\n`;
}
