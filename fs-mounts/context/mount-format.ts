import { toTextStrict } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { markdownPassages } from "../../src/text/index.ts";
import { type Format, namesOf, type Place, type TreeReader } from "../../src/vfs/index.ts";
import { belief } from "./belief/format.ts";
import { artifact } from "./calendar/format.ts";
import { extraction } from "./extraction/format.ts";
import type { Part } from "./part.ts";
import { performance } from "./performance/format.ts";
import { profile } from "./profile/format.ts";
import { recommendation } from "./recommend/format.ts";
import { followed } from "./renamed.ts";
import { review } from "./review/format.ts";
import { transcript } from "./transcript/format.ts";

/** What lies where in the folder of a business: a file, or a folder of files of one kind. */
const PARTS: Readonly<Record<string, Part>> = {
	"profile.md": profile,
	calendar: artifact,
	beliefs: belief,
	performance,
	recommendations: recommendation,
	reviews: review,
	extractions: extraction,
	transcripts: transcript,
};

/** What `parse` hands to `project`. */
interface Read {
	readonly part: Part;
	readonly record: unknown;
}

/** How /context reads its files: by the part of the business that they lie in. */
export const format: Format<Read> = {
	parse(bytes, place) {
		const part = partOf(place.path);
		if (part === undefined) throw new DeskError("EINVAL", "nothing of a business lies here", { at: place.path });
		try {
			const parsed = part.parse(textOf(bytes, place), place);
			return { ...parsed, record: { part, record: parsed.record } };
		} catch (error) {
			if (error instanceof DeskError) error.at ??= place.path;
			throw error;
		}
	},
	passages: (bytes, place) => (place.name.endsWith(".md") ? markdownPassages(bytes) : []),
	project({ part, record }, node, tree) {
		part.project(record, node, tree);
	},
	plan(change, tree) {
		return partOf(change.path)?.plan?.(change, tree) ?? [change];
	},
	follow(bytes, place, renamed) {
		const text = place.name.endsWith(".md") ? toTextStrict(bytes) : undefined;
		return text === undefined ? undefined : followed(text, renamed);
	},
	check(nodes, tree) {
		for (const [part, own] of byPart(nodes, tree)) part.check?.(own, tree);
	},
};

/** The part that a path below /context lies in; undefined for folders above. */
function partOf(path: string): Part | undefined {
	const [, , name = "", file] = namesOf(path);
	return file === undefined && !name.endsWith(".md") ? undefined : PARTS[name];
}

function byPart(nodes: Iterable<number>, tree: TreeReader): Map<Part, Set<number>> {
	const parts = new Map<Part, Set<number>>();
	for (const node of nodes) {
		const path = tree.pathOf(node);
		// What lies in /trash has no rules.
		const part = path?.startsWith("/context/") ? partOf(path) : undefined;
		if (part !== undefined) parts.set(part, (parts.get(part) ?? new Set()).add(node));
	}
	return parts;
}

/** @throws DeskError EFBIG, EFORMAT */
function textOf(bytes: Uint8Array, { path, truncated }: Place): string {
	if (truncated)
		throw new DeskError("EFBIG", "a file of a business of more than 4 MiB", {
			at: path,
			todo: "keep large files under /files, and link to them",
		});
	const text = toTextStrict(bytes);
	if (text !== undefined) return text;
	throw new DeskError("EFORMAT", "files of a business must be valid UTF-8", {
		at: path,
		todo: "convert it, or keep it under /files",
	});
}
