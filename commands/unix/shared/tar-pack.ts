/** Packing for tar: members of the tree into an archive, or behind those that it has. */
import { DeskError } from "../../../src/base/errors.ts";
import { rawBytes } from "../../../src/base/raw-text.ts";
import { type Context, pacer } from "../../../src/command/index.ts";
import { isWithin, type Stat, type Vfs } from "../../../src/vfs/index.ts";
import { compress, isGzip } from "./gzip-stream.ts";
import { identity } from "./identity.ts";
import { attempt } from "./inputs.ts";
import { relativeName, resolved, usage, withSlash } from "./tar-names.ts";
import { escapeName, packTar, readTar, type TarMember } from "./tar-stream.ts";

/** tar's options as far as they matter here. */
export interface PackOptions {
	readonly file: string | undefined;
	readonly gzip: boolean;
	readonly autoCompress: boolean;
	readonly absoluteNames: boolean;
	readonly noRecursion: boolean;
	readonly verbose: boolean;
	readonly update: boolean;
	readonly filesFrom: readonly string[];
}

/** What is packed. */
export interface Sources {
	names: readonly string[];
	isExcluded: (name: string) => boolean;
	/** What names are relative to. */
	base: string;
}

/** Make an archive: a file of the tree, or standard output. @throws DeskError */
export async function create(context: Context, vfs: Vfs, args: PackOptions, sources: Sources): Promise<void> {
	if (sources.names.length === 0 && args.filesFrom.length === 0) throw usage("an archive of nothing is not made");
	const toStdout = args.file === undefined || args.file === "-";
	const path = toStdout ? undefined : context.path(args.file ?? "");
	if (toStdout && context.terminal.stdout)
		throw new DeskError("EFAILED", "an archive is nothing for a terminal", { at: "tar", todo: "name it with -f" });
	const zips = args.gzip || (args.autoCompress && /\.(?:t?gz|taz)$/.test(args.file ?? ""));
	const packed = packTar(members(context, vfs, args, sources, path));
	const archive = zips ? compress(packed, { level: 6 }) : packed;
	if (path === undefined) for await (const part of archive) await context.stdout.write(part);
	else await vfs.write(path, archive, { cause: context.cause, dryRun: context.dryRun });
}

/** Put members behind those that an archive has; one that is not there is made. @throws DeskError */
export async function append(context: Context, vfs: Vfs, args: PackOptions, sources: Sources): Promise<void> {
	if (args.file === undefined || args.file === "-")
		throw usage("only an archive in a file is added to: name it with -f");
	const path = context.path(args.file);
	const stat = await vfs.find(path);
	const times = new Map<string, number>();
	if (stat !== undefined && (await isCompressed(vfs, path)))
		throw new DeskError("EINVAL", "nothing is added to a compressed archive", {
			at: path,
			todo: "unpack it with gunzip first",
		});
	const entries = stat === undefined || stat.size === 0 ? undefined : () => readTar(vfs.read(path), path);
	if (args.update && entries !== undefined)
		for await (const { header } of entries()) times.set(withSlash(header), header.mtime?.getTime() ?? 0);
	async function* all(): AsyncGenerator<TarMember, void, undefined> {
		if (entries !== undefined)
			for await (const { header, content } of entries()) {
				const size = header.size ?? 0;
				yield size === 0 ? { header: { ...header, size } } : { header: { ...header, size }, content };
			}
		yield* members(
			context,
			vfs,
			args,
			sources,
			path,
			({ name, mtime }) => (mtime?.getTime() ?? 0) > (times.get(name) ?? Number.NEGATIVE_INFINITY),
		);
	}
	await vfs.write(path, packTar(all()), { cause: context.cause, dryRun: context.dryRun, expect: stat?.revision });
}

async function isCompressed(vfs: Vfs, path: string): Promise<boolean> {
	for await (const bytes of vfs.read(path, { offset: 0, length: 2 })) return isGzip(Buffer.from(bytes));
	return false;
}

async function* members(
	context: Context,
	vfs: Vfs,
	args: PackOptions,
	{ names, isExcluded, base }: Sources,
	archive: string | undefined,
	isWanted: (header: TarMember["header"]) => boolean = () => true,
): AsyncGenerator<TarMember, void, undefined> {
	const { user, group, uid, gid } = identity();
	const say = archive === undefined ? context.stderr : context.stdout;
	const pace = pacer(context);
	const told = new Set<string>();
	for (const text of names) {
		const start = await attempt(context, () => vfs.lstat(resolved(context, base, text)));
		if (start === undefined) continue;
		const removed = args.absoluteNames ? "" : relativeName(text).removed;
		if (removed !== "" && !told.has(removed)) context.note(`tar: removing '${removed}' from the beginning of names`);
		told.add(removed);
		let pruned: string | undefined;
		for await (const stat of args.noRecursion || start.kind === "symlink" ? [start] : vfs.walk(start.path)) {
			await pace();
			if (stat.path === archive || (pruned !== undefined && isWithin(stat.path, pruned))) continue;
			const below = stat.path.slice(start.path === "/" ? 0 : start.path.length);
			const shown = `${below === "" ? text.replace(/(?<=.)\/+$/, "") : text.replace(/\/+$/, "")}${below}`;
			if (isExcluded(shown)) {
				pruned = stat.path;
				continue;
			}
			const isDirectory = stat.kind === "directory";
			// A link that a view computes is what it leads to: elsewhere it would lead to nothing.
			const kind = stat.kind === "symlink" && stat.view ? "file" : stat.kind;
			const name = (shown.slice(removed.length) || ".") + (isDirectory ? "/" : "");
			const header = {
				name,
				mode: stat.mode,
				uid,
				gid,
				uname: user,
				gname: group,
				size: 0,
				mtime: new Date(Math.floor(stat.mtime / 1e6) * 1000),
				type: kind,
				...(kind === "symlink" ? { linkname: await vfs.readlink(stat.path) } : {}),
			};
			if (!isWanted(header)) continue;
			if (args.verbose) await say.write(rawBytes(`${escapeName(shown + (isDirectory ? "/" : ""))}\n`));
			if (kind !== "file") yield { header };
			else yield await fileMember(vfs, stat, header);
		}
	}
}

async function fileMember(vfs: Vfs, stat: Stat, header: TarMember["header"]): Promise<TarMember> {
	if (!stat.view) return { header: { ...header, size: stat.size }, content: vfs.read(stat.path) };
	// What a view holds, only its making tells.
	const bytes = await vfs.readAll(stat.path);
	return {
		header: { ...header, size: bytes.length },
		content: (async function* () {
			yield bytes;
		})(),
	};
}
