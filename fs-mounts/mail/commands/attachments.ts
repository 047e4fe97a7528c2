import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { codeOf, DeskError } from "../../../src/base/errors.ts";
import { globToRegExp } from "../../../src/base/glob.ts";
import { makeFolder } from "../../../src/base/host-folder.ts";
import { humanSize, table } from "../../../src/cli/index.ts";
import { type Context, defineCommand, flag, operand, operands, option } from "../../../src/command/index.ts";
import { joinPath, nameOfPath, printable, type Vfs } from "../../../src/vfs/index.ts";
import { messages } from "../messages.ts";
import { type Found, messageNamed, messagesNamed } from "./shared/find.ts";
import { readMessageFile } from "./shared/read-message.ts";

/** An attachment, as `--json` prints it. */
interface Item {
	/** The message it belongs to. */
	message: string;
	/** Its place in the tree; read-only. */
	path: string;
	name: string;
	type: string;
	/** Bytes when decoded. */
	size: number;
	/** Where it was saved; null when it was only listed. */
	saved: string | null;
}

/** `desk mail attachments`: what is attached to messages, listed or saved. */
export const attachments = defineCommand({
	name: "attachments",
	summary: "List or save what is attached to messages",
	about:
		"Attachments are also files, under /mail/.attachments/ID/NAME. Names are made safe, and never lead out of the folder. What is there is not replaced without --force. " +
		"Without MESSAGE, list shows all attachments, the newest first; save reads messages from standard input.",
	args: {
		to: option("save into this folder of the desk (default /files/attachments)", {
			value: "FOLDER",
			completes: "directory",
		}),
		host: option("save into this folder on this computer instead", { value: "FOLDER", completes: "host-path" }),
		name: option("only those whose name fits: '*.pdf'", { value: "GLOB" }),
		force: flag("replace files of the same name", "f"),
		action: { ...operand("list|save", "what to do"), choices: ["list", "save"] },
		messages: operands("MESSAGE", "paths, ids or their beginnings", { completes: "message" }),
	},
	reads: ["messages"],
	writes: ["to"],
	output: (z) =>
		z.object({
			message: z.string(),
			path: z.string(),
			name: z.string(),
			type: z.string(),
			size: z.number(),
			saved: z.string().nullable(),
		}),
	examples: [
		["desk mail attachments list a64dkq", "what a message brings"],
		["desk mail attachments save a64dkq --to /files/contracts", "into the desk"],
		[
			"desk mail list -0 /mail -a | desk mail attachments save -0 --name '*.pdf' --host ~/invoices",
			"all PDFs, as files on this computer",
		],
	],
	async *run(context, args) {
		if (args.to !== undefined && args.host !== undefined)
			throw new DeskError("EUSAGE", "--to and --host exclude each other", { at: "mail attachments", todo: "give one" });
		const vfs = await context.open();
		await vfs.load("/mail");
		const fits = args.name === undefined ? undefined : globToRegExp(args.name);
		const isAll = args.action === "list" && args.messages.length === 0 && (context.terminal.stdin || !context.nul);
		// Nothing is saved before all that is named is known: of a mistake in the command nothing is left behind.
		const found =
			args.action === "save" && args.messages.length > 0
				? await allNamed(context, vfs, args.messages)
				: isAll
					? allWithAttachments(vfs)
					: messagesNamed(context, vfs, args.messages);
		const save = args.action === "save" ? saver(context, vfs, args) : undefined;
		for await (const message of found) {
			context.signal.throwIfAborted();
			const { path, attachments } = await readMessageFile(vfs, vfs.reader(), message);
			for (const one of attachments) {
				if (fits !== undefined && !fits.test(one.name)) continue;
				const item: Item = {
					message: path,
					path: one.path,
					name: one.name,
					type: one.type,
					size: one.size,
					saved: null,
				};
				if (save === undefined) yield item;
				else {
					try {
						yield { ...item, saved: await save(one.path, one.name) };
					} catch (error) {
						if (!(error instanceof DeskError) || error.code === "EINTR" || error.code === "ENOSPC") throw error;
						context.fail(error);
					}
				}
			}
		}
	},
	line: ({ path, type, size, saved }: Item, { nul, dryRun, terminal }) => {
		if (nul) return saved ?? path;
		const text = saved === null ? [path, type, size].join("\t") : `${dryRun ? "would save " : ""}${saved}`;
		return terminal.stdout ? printable(text) : text;
	},
	screen: (items: Item[], { style, dryRun }) =>
		items.every(({ saved }) => saved !== null)
			? items.map(({ saved }) => `${dryRun ? "would save " : "saved "}${printable(saved ?? "")}`).join("\n")
			: table(
					items.map(({ path, name, type, size }) => [
						style.faint(path.split("/")[3] ?? ""),
						printable(name),
						humanSize(size),
						style.faint(printable(type)),
					]),
					["left", "left", "right"],
				),
});

/** All messages that words mean, each once. @throws DeskError at the first that is none, with how a folder is named: the last may be meant as one */
async function allNamed(context: Context, vfs: Vfs, words: readonly string[]): Promise<Found[]> {
	const found = new Map<number, Found>();
	for (const [index, word] of words.entries()) {
		try {
			const message = await messageNamed(context, vfs, word);
			found.set(message.node, message);
		} catch (error) {
			if (error instanceof DeskError && index > 0)
				error.todo =
					"nothing was saved; name a folder of the desk with --to FOLDER, one of this computer with --host FOLDER";
			throw error;
		}
	}
	return [...found.values()];
}

async function* allWithAttachments(vfs: Vfs): AsyncGenerator<Found> {
	yield* messages(vfs.reader(), { attachments: true });
}

type Save = (path: string, name: string) => Promise<string>;

/** Writes an attachment where it is wanted. All of a command are one operation. @returns a function that gives the path written */
function saver(
	context: Context,
	vfs: Vfs,
	{ to = "/files/attachments", host, force }: { to: string | undefined; host: string | undefined; force: boolean },
): Save {
	if (host !== undefined) {
		const target = resolve(host);
		return (path, name) => saveOnHost(context, vfs, { path, file: join(target, safe(name)), force });
	}
	const folder = context.path(to);
	const done = new Set<string>();
	let operation: number | undefined;
	return async (path, name) => {
		const target = joinPath(folder, safe(name));
		if (!force && (done.has(target.toLowerCase()) || (await vfs.find(target, false)) !== undefined))
			throw taken(target);
		done.add(target.toLowerCase());
		const result = await vfs.change(
			[
				{ op: "mkdir", path: folder, parents: true },
				{ op: "write", path: target, content: await vfs.contentOf(path) },
			],
			{ cause: context.cause, dryRun: context.dryRun, operation, keepRejected: false },
		);
		operation ??= result.set?.operation;
		return target;
	};
}

/** A new file, never through a link; with `force` what is there is removed first. */
async function saveOnHost(
	{ dryRun }: Context,
	vfs: Vfs,
	{ path, file, force }: { path: string; file: string; force: boolean },
): Promise<string> {
	if (dryRun) return file;
	let descriptor: number;
	try {
		makeFolder(dirname(file));
		if (force) rmSync(file, { force: true });
		descriptor = openSync(file, "wx", 0o600);
	} catch (error) {
		const code = codeOf(error);
		if (code === "EEXIST") throw taken(file);
		throw new DeskError("EFAILED", `it cannot be written (${code})`, {
			at: file,
			todo: "check the folder, and that you may write there",
			cause: error,
		});
	}
	try {
		for await (const part of vfs.read(path)) for (let at = 0; at < part.length; ) at += writeSync(descriptor, part, at);
	} finally {
		closeSync(descriptor);
	}
	return file;
}

/** A name that stays in its folder: that it is one was seen to when the message was read; this is the last look. */
function safe(name: string): string {
	const last = nameOfPath(name.replaceAll("\\", "/"));
	return last === "" || last === "." || last === ".." || last.includes("\0") ? "attachment" : last;
}

function taken(at: string): DeskError {
	return new DeskError("EEXIST", "a file of this name is there already", {
		at: printable(at),
		todo: "use --force to replace it, or another folder",
	});
}
