import { toText } from "../../src/base/bytes.ts";
import { localDay, now, toDate } from "../../src/base/clock.ts";
import { configText } from "../../src/base/config.ts";
import { DeskError } from "../../src/base/errors.ts";
import { table, wrap } from "../../src/cli/index.ts";
import {
	type Context,
	defineCommand,
	defineGroup,
	flag,
	operand,
	operands,
	option,
	optionalOperand,
	options,
	pacer,
} from "../../src/command/index.ts";
import { isWithin, joinPath, nameOfPath, parentOf, type Vfs } from "../../src/vfs/index.ts";

interface NoteItem {
	path: string;
	title: string;
}
interface LinkItem {
	path: string;
	target: string;
	resolved: string | null;
}
interface Created {
	path: string;
	created: boolean;
	change: number | null;
}

/** Text of a template, by name (`meeting`) or path. @throws DeskError ENOENT listing what there is */
async function templateText(vfs: Vfs, context: Context, name: string): Promise<string> {
	const folder = joinPath("/notes", await configText(context.home, "notes.templates"));
	const path = name.startsWith("/") ? context.path(name) : joinPath(folder, name.endsWith(".md") ? name : `${name}.md`);
	if ((await vfs.find(path)) === undefined) {
		const known =
			(await vfs.find(folder)) === undefined
				? []
				: (await vfs.readdir(folder)).map((entry) => entry.name.replace(/\.md$/, ""));
		throw new DeskError("ENOENT", "there is no such template", {
			at: path,
			todo: known.length === 0 ? `put templates into ${folder}` : `there are ${known.join(", ")}`,
		});
	}
	return toText(await vfs.readAll(path));
}

/** Write a new note; with `reuse`, one that is there already is fine. */
async function create(context: Context, path: string, text: string, reuse: boolean): Promise<Created> {
	const vfs = await context.open();
	if (reuse && (await vfs.find(path)) !== undefined) return { path, created: false, change: null };
	const result = await vfs.write(path, text, {
		cause: context.cause,
		parents: true,
		expect: null,
		dryRun: context.dryRun,
	});
	return { path, created: true, change: result.set?.id ?? null };
}

const createdShape = {
	output: (z: typeof import("zod").z) =>
		z.object({ path: z.string(), created: z.boolean(), change: z.number().nullable() }),
	line: (item: Created) => item.path,
};

const newNote = defineCommand({
	name: "new",
	summary: "Make a note from a title, and a template if you like",
	about:
		"Prints the path of the new note. Text on standard input becomes its body; --template fills {{title}}, {{date}}, {{time}} and {{date:YYYY-MM-DD}} of a note in /notes/templates (config notes.templates).",
	args: {
		template: option("a note in the templates folder, or a path", { short: "t", value: "NAME", completes: "note" }),
		in: option("folder under /notes", { value: "FOLDER", completes: "directory" }),
		tag: options("a tag for the front matter", { value: "TAG", completes: "tag" }),
		stdin: flag("take the body from standard input"),
		title: operands("TITLE", "the title; also its file name", { required: true }),
	},
	changes: true,
	...createdShape,
	examples: [
		["desk note new Meeting with Tolv --template meeting --in clients", "from /notes/templates/meeting.md"],
		['desk edit "$(desk note new An idea)"', "make one and write it"],
		["curl -s example.org/x | desk note new --stdin Saved page", "a note of what a program prints"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const title = args.title.join(" ").trim();
		const { fillTemplate, slugForTitle } = await import("./format.ts");
		const { setFrontMatter } = await import("../../src/text/index.ts");
		const folder =
			args.in === undefined
				? "/notes"
				: args.in.startsWith("/")
					? context.path(args.in)
					: context.path(`/notes/${args.in}`);
		if (!isWithin(folder, "/notes"))
			throw new DeskError("EINVAL", "notes lie under /notes", { at: folder, todo: "name a folder there" });
		let text =
			args.template === undefined
				? `# ${title}\n`
				: fillTemplate(await templateText(vfs, context, args.template), { title, now: toDate(now()) });
		if (args.stdin) {
			const { collect } = await import("../../src/base/bytes.ts");
			text += `\n${toText(await collect(context.stdin))}`;
		}
		if (args.tag.length > 0) text = setFrontMatter(text, { tags: args.tag });
		yield await create(context, joinPath(folder, slugForTitle(title)), text, false);
	},
});

const daily = defineCommand({
	name: "daily",
	summary: "The note of a day, made when it is not there yet",
	about: "Prints its path: /notes/daily/YYYY-MM-DD.md (config notes.daily), from the template `daily` if there is one.",
	args: { when: operands("WHEN", "a day: today (default), yesterday, friday, 2026-11-20") },
	changes: true,
	...createdShape,
	examples: [
		["desk edit $(desk note daily)", "write today's note"],
		["date | desk append $(desk note daily)", "add a line to it"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const today = toDate(now());
		const words = args.when.join(" ");
		const day = words === "" ? localDay(today) : (await import("../../src/base/when.ts")).parseWhen(words, today).date;
		const path = joinPath(joinPath("/notes", await configText(context.home, "notes.daily")), `${day}.md`);
		const template = joinPath(joinPath("/notes", await configText(context.home, "notes.templates")), "daily.md");
		const { fillTemplate } = await import("./format.ts");
		const at = new Date(`${day}T${today.toTimeString().slice(0, 8)}`);
		const text =
			(await vfs.find(template)) === undefined
				? `# ${day}\n`
				: fillTemplate(toText(await vfs.readAll(template)), { title: day, now: at });
		yield await create(context, path, text, true);
	},
});

/** Titles and tags of all notes, by node. */
function projected(vfs: Vfs): { titles: Map<number, string>; tags: Map<number, string[]> } {
	const { database } = vfs.store;
	const titles = new Map<number, string>();
	for (const { node, title } of database.all<{ node: number; title: string }>("SELECT node, title FROM note"))
		titles.set(node, title);
	const tags = new Map<number, string[]>();
	for (const { node, tag } of database.all<{ node: number; tag: string }>("SELECT node, tag FROM tag ORDER BY tag")) {
		const own = tags.get(node);
		if (own === undefined) tags.set(node, [tag]);
		else own.push(tag);
	}
	return { titles, tags };
}

const list = defineCommand({
	name: "list",
	summary: "Notes with their titles, all or with a tag",
	about: "Templates are left out, unless FOLDER is theirs.",
	args: {
		tag: option("only with this tag, or one nested in it", { value: "TAG", completes: "tag" }),
		folder: optionalOperand("FOLDER", "only below this folder", "directory"),
	},
	reads: ["folder"],
	output: (z) => z.object({ path: z.string(), title: z.string(), tags: z.array(z.string()), mtime: z.string() }),
	examples: [["desk note list --tag client", "notes tagged #client or #client/…"]],
	async *run(context, args) {
		const vfs = await context.open();
		await vfs.load("/notes");
		const folder = context.path(args.folder ?? "/notes");
		const templates = joinPath("/notes", await configText(context.home, "notes.templates"));
		const wanted = args.tag?.replace(/^#/, "").toLowerCase();
		const isWanted = (tag: string) => tag.toLowerCase() === wanted || tag.toLowerCase().startsWith(`${wanted}/`);
		const { titles, tags } = projected(vfs);
		const pace = pacer(context);
		let found = false;
		for await (const stat of vfs.walk(folder, { views: false })) {
			await pace();
			const title = titles.get(stat.inode);
			if (title === undefined || (isWithin(stat.path, templates) && !isWithin(folder, templates))) continue;
			const own = tags.get(stat.inode) ?? [];
			if (wanted !== undefined && !own.some(isWanted)) continue;
			found = true;
			yield { path: stat.path, title, tags: own, mtime: toDate(stat.mtime).toISOString() };
		}
		if (!found) context.setStatus(1);
	},
	line: (item: NoteItem) => item.path,
	screen: (items: NoteItem[], { style }) => table(items.map((item) => [item.title, style.faint(item.path)])),
});

const backlinks = defineCommand({
	name: "backlinks",
	summary: "What links to a note",
	args: { path: operand("PATH", "a note, also one that is not written yet", "note") },
	reads: ["path"],
	output: (z) =>
		z.object({ path: z.string(), title: z.string(), lines: z.array(z.object({ line: z.number(), text: z.string() })) }),
	examples: [["desk note backlinks /notes/roadmap-2027.md", "notes and tasks that link to it, with the lines"]],
	async *run(context, args) {
		const vfs = await context.open();
		const path = context.path(/\.md$/i.test(args.path) ? args.path : `${args.path}.md`);
		await vfs.load("/notes");
		const tree = vfs.reader();
		const { parseNote } = await import("./format.ts");
		const { wikiKey } = await import("../../src/text/index.ts");
		const { resolveLink } = await import("./mount-format.ts");
		const holders = tree
			.all<{ node: number }>("SELECT node FROM link WHERE target = ?", wikiKey(path))
			.map(({ node }) => tree.pathOf(node))
			.filter((holder) => holder !== undefined && holder !== path)
			.sort() as string[];
		let found = false;
		const exists = (await vfs.find(path)) !== undefined;
		for (const holder of holders) {
			const text = toText(tree.read(holder));
			const note = parseNote(nameOfPath(holder), text);
			const here = note.links.filter(
				(link) =>
					wikiKey(link.path) === wikiKey(path) &&
					(resolveLink(link, holder, tree) ?? (exists ? undefined : path)) === path,
			);
			if (here.length === 0) continue;
			found = true;
			const numbers = new Set(here.map((link) => text.slice(0, link.start).split("\n").length));
			const lines = text.split("\n");
			yield {
				path: holder,
				title: note.title,
				lines: [...numbers].map((line) => ({ line, text: (lines[line - 1] ?? "").trim() })),
			};
		}
		if (!found) {
			if (!exists) await vfs.stat(path);
			context.setStatus(1);
		}
	},
	line: (item: NoteItem) => item.path,
	screen: (items: (NoteItem & { lines: { line: number; text: string }[] })[], { style, terminal }) => {
		const place = ({ line, text }: { line: number; text: string }) => {
			const number = String(line);
			return `  ${style.faint(number)}: ${wrap(text, terminal.columns, number.length + 4).trimStart()}`;
		};
		return items
			.map((item) => [`${style.strong(item.title)}  ${style.faint(item.path)}`, ...item.lines.map(place)].join("\n"))
			.join("\n");
	},
});

const links = defineCommand({
	name: "links",
	summary: "What a note links to, and which of it is not written yet",
	args: {
		missing: flag("only links to notes that are not written yet"),
		path: operand("PATH", "a note or a folder of notes", "note"),
	},
	reads: ["path"],
	output: (z) => z.object({ path: z.string(), target: z.string(), resolved: z.string().nullable() }),
	examples: [["desk note links --missing /notes", "every link that leads nowhere yet"]],
	async *run(context, args) {
		const vfs = await context.open();
		await vfs.load("/notes");
		const tree = vfs.reader();
		const { parseNote } = await import("./format.ts");
		const { resolveLink } = await import("./mount-format.ts");
		const pace = pacer(context);
		let found = false;
		for await (const stat of vfs.walk(context.path(args.path), { views: false })) {
			await pace();
			if (stat.kind !== "file" || !/\.md$/i.test(stat.name)) continue;
			for (const link of parseNote(stat.name, toText(tree.read(stat.path))).links) {
				const attachment = context.path(joinPath(parentOf(stat.path), link.path));
				const resolved =
					resolveLink(link, stat.path, tree) ?? (tree.stat(attachment) === undefined ? null : attachment);
				if (args.missing && resolved !== null) continue;
				found = true;
				yield { path: stat.path, target: link.path, resolved };
			}
		}
		if (!found) context.setStatus(1);
	},
	line: (item: LinkItem) => `${item.path}\t${item.target}\t${item.resolved ?? ""}`,
	screen(items: LinkItem[], { style }) {
		const rows = table(
			items.map(({ target, resolved }) => [`  ${target}`, resolved ?? style.warning("not written yet")]),
		).split("\n");
		return items
			.flatMap(({ path }, index) => [
				...(items[index - 1]?.path === path ? [] : [style.strong(path)]),
				rows[index] ?? "",
			])
			.join("\n");
	},
});

const tags = defineCommand({
	name: "tags",
	summary: "Tags of the whole desk, with how many files have each",
	args: {},
	output: (z) => z.object({ tag: z.string(), files: z.number() }),
	examples: [["desk note tags", "most used first"]],
	async *run(context) {
		const vfs = await context.open();
		yield* vfs.store.database.all<{ tag: string; files: number }>(
			"SELECT min(tag) AS tag, count(DISTINCT node) AS files FROM tag GROUP BY lower(tag) ORDER BY files DESC, lower(tag)",
		);
	},
	line: (item: { tag: string; files: number }) => `${item.files}\t${item.tag}`,
	screen: (items: { tag: string; files: number }[], { style }) =>
		table(
			items.map((item) => [String(item.files), style.name(`#${item.tag}`)]),
			["right"],
		),
});

/** `desk note`: make notes and follow their links. */
export const note = defineGroup({
	name: "note",
	summary: "Make notes, follow links and tags",
	commands: [newNote, daily, list, backlinks, links, tags],
	fallback: "list",
});
