import { createHash } from "node:crypto";
import {
	createReadStream,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { codeOf, DeskError, messageOf } from "../base/errors.ts";
import { type Request, request, STALL_MS } from "./http.ts";
import { GRAPHS, SETTINGS, TOKENIZER, weightsOf } from "./sentence/config.ts";

/** A file that a model has at its address. */
export interface Remote {
	/** Within the model's folder. */
	readonly name: string;
	readonly url: string;
	/** Undefined where the server does not say. */
	readonly bytes: number | undefined;
	/** As hubs tell it of large files (`x-linked-etag`). */
	readonly sha256: string | undefined;
	readonly etag: string | undefined;
}

/**
 * Which files a model has at an address: the folder itself, or a repository whose files lie under `resolve/main/`. Only heads are
 * asked for.
 * @throws DeskError ENOENT when there is no such model; ENETWORK, EINVAL of `request`
 */
export async function filesAt(address: string, signal?: AbortSignal): Promise<Remote[]> {
	const folder = address.replace(/\/(?:tree\/[^/]+\/?)?$/, "");
	const bases = folder.includes("/resolve/") ? [`${folder}/`] : [`${folder}/`, `${folder}/resolve/main/`];
	for (const base of bases) {
		const head = (name: string) => headOf(base, name, signal);
		const config = await head("config.json");
		if (config === undefined) continue;
		const graph = await firstOf(GRAPHS, head);
		const tokenizer = await head(TOKENIZER);
		if (graph === undefined || tokenizer === undefined)
			throw new DeskError(
				"ENOENT",
				`there is no ${graph === undefined ? "model.onnx or onnx/model.onnx" : TOKENIZER}`,
				{
					at: base,
					todo: "take a model that is offered in ONNX form",
				},
			);
		const others: Remote[] = [];
		for (const name of [...SETTINGS, ...weightsOf(graph.name)]) {
			const found = name === "config.json" ? config : await head(name);
			if (found !== undefined) others.push(found);
		}
		return [...others, tokenizer, graph];
	}
	throw new DeskError("ENOENT", "there is no model (no config.json)", { at: address, todo: "check the address" });
}

async function firstOf(
	names: readonly string[],
	head: (name: string) => Promise<Remote | undefined>,
): Promise<Remote | undefined> {
	for (const name of names) {
		const found = await head(name);
		if (found !== undefined) return found;
	}
	return undefined;
}

async function headOf(base: string, name: string, signal: AbortSignal | undefined): Promise<Remote | undefined> {
	const url = `${base}${name}`;
	let linked: Headers | undefined;
	const response = await request(url, {
		method: "HEAD",
		// A size is wanted, not that of what is compressed on the way.
		headers: { "accept-encoding": "identity" },
		signal,
		onRedirect: (headers) => {
			linked ??= headers;
		},
	});
	if ([404, 410].includes(response.status)) return undefined;
	if (!response.ok) throw refusal(url, response.status);
	const size = linked?.get("x-linked-size") ?? response.headers.get("content-length");
	const etag = linked?.get("x-linked-etag") ?? response.headers.get("etag");
	const hash = /^"?([0-9a-f]{64})"?$/.exec(etag ?? "")?.[1];
	return {
		name,
		url,
		bytes: size === null ? undefined : Number(size),
		sha256: hash,
		etag: response.headers.get("etag") ?? undefined,
	};
}

function refusal(url: string, status: number): DeskError {
	const denied = status === 401 || status === 403;
	return new DeskError("ENETWORK", `the server answers ${status}`, {
		at: url,
		todo: denied
			? "the model is not open to all: download its files by hand, then `desk model add FOLDER`"
			: "try again later",
	});
}

/**
 * Download a file into a folder. What an earlier try has left there is gone on with, if the file is still the same one.
 * @param onBytes is told how many more bytes are there, those of an earlier try too
 * @throws DeskError ENETWORK when the connection breaks (what is there stays), EIO when what came is not what was promised, ENOSPC
 */
export async function download(
	file: Remote,
	folder: string,
	onBytes: (count: number) => void,
	signal?: AbortSignal,
): Promise<void> {
	const path = join(folder, file.name);
	const there = statSync(path, { throwIfNoEntry: false })?.size;
	if (there !== undefined && there === file.bytes) return onBytes(there);
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	const part = `${path}.part`;
	const tag = `${path}.etag`;
	const before =
		file.etag !== undefined && textOf(tag) === file.etag ? (statSync(part, { throwIfNoEntry: false })?.size ?? 0) : 0;
	if (file.etag !== undefined) writeFileSync(tag, file.etag);
	const range: Record<string, string> = before > 0 ? { range: `bytes=${before}-`, "if-range": file.etag ?? "" } : {};
	const options: Request = { headers: { "accept-encoding": "identity", ...range }, signal };
	const response = await request(file.url, options);
	const isRest =
		response.status === 206 && response.headers.get("content-range")?.startsWith(`bytes ${before}-`) === true;
	// 416: all of it is there already.
	if (!response.ok && response.status !== 416) throw refusal(file.url, response.status);
	if (isRest || response.status === 416) onBytes(before);
	if (response.status !== 416) await save(response, part, isRest, file, onBytes, signal);
	const size = statSync(part).size;
	if (
		(file.bytes !== undefined && size !== file.bytes) ||
		(file.sha256 !== undefined && (await sha256Of(part)) !== file.sha256)
	) {
		rmSync(part);
		throw new DeskError("EIO", "what came is not what the server promised", { at: file.url, todo: "try again" });
	}
	renameSync(part, path);
	rmSync(tag, { force: true });
}

async function save(
	response: Response,
	path: string,
	append: boolean,
	{ url, bytes }: Remote,
	onBytes: (count: number) => void,
	signal: AbortSignal | undefined,
): Promise<void> {
	const reader = response.body?.getReader();
	const handle = await open(path, append ? "a" : "w", 0o600);
	try {
		for (let size = 0; reader !== undefined; ) {
			const next = await within(reader.read(), signal);
			if (next.done) break;
			size += next.value.length;
			// A server that sends without end must not fill the disk.
			if (bytes !== undefined && size > bytes)
				throw new DeskError("EIO", "more comes than the server promised", { at: url, todo: "try again" });
			await handle.write(next.value);
			onBytes(next.value.length);
		}
	} catch (error) {
		signal?.throwIfAborted();
		if (error instanceof DeskError) throw error;
		if (codeOf(error) === "ENOSPC")
			throw new DeskError("ENOSPC", "the disk is full", { at: path, todo: "make room and try again", cause: error });
		throw new DeskError("ENETWORK", `the connection broke (${messageOf(error)})`, {
			at: url,
			todo: "run it again: it goes on where it stopped",
			cause: error,
		});
	} finally {
		await handle.close();
		await reader?.cancel().catch(() => undefined); // what went wrong is known by then
	}
}

/** What a read gives, unless it takes too long or is called off. */
async function within<Result>(reading: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
	return await new Promise<Result>((resolve, reject) => {
		const stop = () => reject(signal?.reason);
		const timer = setTimeout(() => reject(new Error(`nothing came for ${STALL_MS / 1000} s`)), STALL_MS);
		signal?.addEventListener("abort", stop, { once: true });
		reading.then(resolve, reject).finally(() => {
			clearTimeout(timer);
			signal?.removeEventListener("abort", stop);
		});
	});
}

/** SHA-256 of a file, in hex. */
export async function sha256Of(path: string): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
	return hash.digest("hex");
}

function textOf(path: string): string | undefined {
	return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
