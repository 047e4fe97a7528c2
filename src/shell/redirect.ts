/** Redirections: opening files and streams, copying and closing descriptors (POSIX.1-2017 XCU 2.7). */
import type { HereDoc, Redirection, Word } from "unbash";
import { DeskError } from "../base/errors.ts";
import { rawBytes } from "../base/raw-text.ts";
import { parentOf, readable } from "../vfs/index.ts";
import { keyNow } from "./arithmetic-scope.ts";
import { assignScalarNow } from "./assign.ts";
import { badDescriptor, type Descriptors, OpenFile } from "./descriptors.ts";
import { expandHereText, expandParts, expandText, expandWords } from "./expand.ts";
import { FileSink, UpdateFile } from "./file-sink.ts";
import { type ByteSource, StreamSource, sourceOf } from "./pipe.ts";
import type { Shell } from "./shell.ts";
import { nameOfTarget } from "./variables.ts";

const nothing: ByteSource = { read: async () => undefined, unread() {}, close() {} };

/** Bytes of a file, a revision (`PATH@N`) or a device. @throws DeskError */
export async function openForReading(shell: Shell, text: string): Promise<ByteSource> {
	return (await openFile(shell, text, "read")).source ?? nothing;
}

/** What a redirection does with a file. */
type Mode = "read" | "replace" | "append" | "update";

/** @throws DeskError ENOENT, EISDIR, EROFS: before the command runs */
async function openFile(shell: Shell, text: string, mode: Mode): Promise<OpenFile> {
	const device = deviceFile(shell, text);
	if (device !== undefined) return device;
	if (text === "") throw new DeskError("ENOENT", "there is no such file", { at: "''", todo: "name a file" });
	const path = shell.path(text);
	const vfs = await shell.world.commands.open();
	if (mode === "read") {
		const found = await readable(vfs, path);
		if (found.stat?.kind === "directory")
			throw new DeskError("EISDIR", "this is a directory", { at: text, todo: "name a file in it" });
		const { stat } = found;
		const isStored = stat !== undefined && stat.inode > 0 && stat.path === path;
		const stream = isStored ? vfs.readInode(stat.inode, path) : found.stream();
		return new OpenFile({ source: new StreamSource(stream, found.size) });
	}
	const found = await vfs.find(path);
	if (found?.kind === "directory" || text.endsWith("/"))
		throw new DeskError("EISDIR", "this is a directory", { at: text, todo: "name a file in it" });
	if (found?.view === true)
		throw new DeskError("EROFS", "this is a view and cannot be written", {
			at: text,
			todo: "it is computed from other files: change those",
		});
	if (found === undefined && (await vfs.stat(parentOf(path))).kind !== "directory")
		throw new DeskError("ENOTDIR", "what should hold it is a file", { at: text, todo: "name a directory" });
	const cause = causeOf(shell);
	if (mode === "update") {
		if (found === undefined) await vfs.write(path, "", { cause });
		const file = new UpdateFile(vfs, path, cause);
		return new OpenFile({ source: file, sink: file });
	}
	const isOpen = [...vfs.unsettled].some((other) => other.path === path);
	const sink = new FileSink(vfs, path, mode === "append" ? "end" : undefined, found !== undefined, cause);
	if (isOpen) await vfs.settle(path);
	return new OpenFile({ sink });
}

/** The command that writes, for the log. */
function causeOf(shell: Shell): string {
	const { text } = shell.source;
	const end = text.indexOf("\n", shell.position);
	return text.slice(shell.position, Math.min(end < 0 ? text.length : end, shell.position + 200)) || "desk";
}

function deviceFile(shell: Shell, path: string): OpenFile | undefined {
	switch (path) {
		case "/dev/null":
			return new OpenFile({ source: nothing, sink: { write() {} } });
		case "/dev/zero":
			return new OpenFile({ source: { ...nothing, read: async () => Buffer.alloc(64 * 1024) }, sink: { write() {} } });
		case "/dev/full":
			return new OpenFile({
				sink: {
					write() {
						throw new DeskError("ENOSPC", "no space is left on this device", { at: path, todo: "write elsewhere" });
					},
				},
			});
		case "/dev/stdin":
			return shell.descriptors.get(0);
		case "/dev/stdout":
			return shell.descriptors.get(1);
		case "/dev/stderr":
			return shell.descriptors.get(2);
		case "/dev/tty":
			return shell.descriptors.get(2);
		default:
	}
	const device = shell.world.devices.get(path);
	if (device !== undefined) {
		device.held = true;
		return new OpenFile({ source: device.source, sink: device.sink });
	}
	const number = /^\/dev\/fd\/(\d+)$/.exec(path)?.[1];
	if (number === undefined) return undefined;
	const file = shell.descriptors.get(Number(number));
	if (file === undefined) throw badDescriptor(Number(number));
	return file;
}

/** The one file that a redirection's word names. @throws DeskError when it is several */
async function target(shell: Shell, word: Word | undefined): Promise<string> {
	if (word === undefined) return "";
	if (word.parts === undefined && !word.text.includes("~")) return word.value;
	const fields = await expandWords(shell, [word]);
	if (fields.length !== 1) {
		throw new DeskError("EUSAGE", "this is not one file", { at: word.text, todo: "put it in quotes, or name one" });
	}
	return fields[0] as string;
}

/** Carry out redirections in order on a command's descriptors. @throws DeskError, with those before it done */
export async function redirect(
	shell: Shell,
	redirects: readonly Redirection[],
	descriptors: Descriptors,
): Promise<void> {
	for (const one of redirects) await redirectOne(shell, one, descriptors);
}

async function redirectOne(shell: Shell, one: Redirection, descriptors: Descriptors): Promise<void> {
	const output = one.type === "Redirect" && !one.operator.startsWith("<");
	let number = one.descriptor?.type === "FileDescriptor" ? one.descriptor.value : output ? 1 : 0;
	const variable = one.descriptor?.type === "FileDescriptorVariable" ? one.descriptor.name : undefined;
	if (variable !== undefined) number = descriptors.free();
	const put = async (file: OpenFile) => {
		await descriptors.set(number, file);
		if (variable !== undefined) assignScalarNow(shell, variable, undefined, String(number), false);
	};
	if (one.type === "HereDoc") {
		return await put(new OpenFile({ source: sourceOf(rawBytes(await hereText(shell, one))) }));
	}
	if (one.type === "HereString") {
		const text = one.target === undefined ? "" : await expandText(shell, one.target);
		return await put(new OpenFile({ source: sourceOf(rawBytes(`${text}\n`)) }));
	}
	const name = await target(shell, one.target);
	switch (one.operator) {
		case "<":
			return await put(await openFile(shell, name, "read"));
		case "<>":
			return await put(await openFile(shell, name, "update"));
		case ">":
			await mayReplace(shell, name);
			return await put(await openFile(shell, name, "replace"));
		case ">|":
			return await put(await openFile(shell, name, "replace"));
		case ">>":
			return await put(await openFile(shell, name, "append"));
		case "&>":
		case "&>>": {
			if (one.operator === "&>") await mayReplace(shell, name);
			const file = await openFile(shell, name, one.operator === "&>" ? "replace" : "append");
			await descriptors.set(1, file);
			return await descriptors.set(2, file);
		}
		case "<&":
		case ">&":
			return await copy(shell, one.operator, name, number, variable, one.descriptor === undefined, descriptors, put);
	}
}

/** What a here-document says. */
async function hereText(shell: Shell, one: HereDoc): Promise<string> {
	const { body, delimiter, operator } = one;
	// The input ended before the delimiter came.
	const end = one.closing === undefined && body.text !== "" && !body.text.endsWith("\n") ? "\n" : "";
	const source = (operator === "<<-" ? body.text.replace(/^\t+/gm, "") : body.text) + end;
	if (delimiter?.quoted === true) return source;
	if (operator === "<<-" || body.parts === undefined) return await expandHereText(shell, source);
	return (await expandParts(shell, body.parts)) + end;
}

/** The value of `name` or `name[subscript]`. */
function targetValue(shell: Shell, target: string): string | undefined {
	const name = nameOfTarget(target);
	if (name === target) return shell.variables.get(name);
	const value = shell.variables.value(name);
	const key = keyNow(shell, name, target.slice(name.length + 1, -1));
	return Array.isArray(value) ? value[Number(key)] : value instanceof Map ? value.get(key) : value;
}

async function mayReplace(shell: Shell, name: string): Promise<void> {
	if (!shell.options.noclobber || name.startsWith("/dev/")) return;
	const vfs = await shell.world.commands.open();
	if ((await vfs.find(shell.path(name)))?.kind === "file")
		throw new DeskError("EEXIST", "the file exists and noclobber is set", { at: name, todo: "use >| to replace it" });
}

/** `n<&m`, `n>&m`, `n>&-`, `n>&m-`, and `>&file`. */
async function copy(
	shell: Shell,
	operator: "<&" | ">&",
	name: string,
	number: number,
	variable: string | undefined,
	implicit: boolean,
	descriptors: Descriptors,
	put: (file: OpenFile) => Promise<void>,
): Promise<void> {
	if (name === "-") {
		// `{fd}>&-` closes the descriptor that the variable names.
		const closing = variable === undefined ? number : Number(targetValue(shell, variable));
		return await descriptors.close(closing);
	}
	const moved = /^(\d+)(-?)$/.exec(name);
	if (moved === null) {
		if (operator === "<&" || !implicit)
			throw new DeskError("EINVAL", "this redirection is ambiguous", { at: name, todo: "give a descriptor's number" });
		await mayReplace(shell, name);
		const file = await openFile(shell, name, "replace");
		await descriptors.set(1, file);
		return await descriptors.set(2, file);
	}
	const from = Number(moved[1]);
	const file = descriptors.get(from);
	if (file === undefined) throw badDescriptor(from);
	if (from !== number || variable !== undefined) await put(file);
	if (moved[2] === "-" && from !== number) await descriptors.close(from);
}
