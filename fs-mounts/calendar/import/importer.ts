/** `desk import calendar`: iCalendar files of any producer, one file for each event. */

import { DeskError } from "../../../src/base/errors.ts";
import { safeFileName } from "../../../src/base/file-name.ts";
import { rawBytes, rawText } from "../../../src/base/raw-text.ts";
import { passed, readWhole } from "../../../src/source/index.ts";
import {
	type Change,
	type ImportRequest,
	type Incoming,
	isWithin,
	joinPath,
	nameOfPath,
	type Outcome,
	type Passed,
	parentOf,
	type SourceFile,
	type SourceImporter,
	type TreeReader,
} from "../../../src/vfs/index.ts";
import { readCalendarText } from "../ics.ts";
import { mergeOverrides } from "./merge.ts";
import { eventFileName } from "./names.ts";
import { joinCalendars, type Piece, planCalendarImport, splitCalendar } from "./split.ts";

/** The largest file that is read (bytes). */
const LARGEST = 256 * 2 ** 20;
/** Extended attribute: where a piece's components stood in the file that it came from, if their order does not tell. */
export const ORDER = "user.calendar.order";
/** Where a single event goes. */
const DEFAULT = "personal";

export const calendarImporter: SourceImporter = {
	items: "events",
	async *read(request) {
		for await (const file of request.files()) {
			if (!/\.(?:ics|ical|icalendar|ifb|vcs)$/i.test(file.name)) {
				yield passed(file, "other-kind", "it is no iCalendar file");
				continue;
			}
			const bytes = await readWhole(file, LARGEST);
			if (!Buffer.isBuffer(bytes)) yield bytes;
			else yield* itemsOf(rawText(bytes), file, request);
		}
	},
};

function* itemsOf(text: string, file: SourceFile, request: ImportRequest): Generator<Incoming | Passed> {
	const { content } = request.vfs.store;
	if (!/^\ufeff?[ \t]*BEGIN:V(?:CALENDAR|EVENT|TODO|JOURNAL)/im.test(text)) {
		const error = new DeskError("EFORMAT", "this is no iCalendar object: it has no BEGIN:VCALENDAR", {
			line: 1,
			column: 1,
		});
		yield {
			from: file.from,
			path: joinPath("/calendar", nameOfPath(`/${file.name}`)),
			error,
			content: content.stageBytes(rawBytes(text)),
		};
		return;
	}
	const pieces = splitCalendar(text);
	const folder = folderOf(file, pieces.length, request);
	const isOrdered = pieces.length === 1 || joinCalendars(pieces.map((piece) => ({ text: piece.text }))) === text;
	for (const [index, piece] of pieces.entries()) {
		const from = pieces.length === 1 ? file.from : `${file.from}, event ${index + 1}`;
		yield incoming(piece, from, folder, isOrdered, request);
	}
}

/**
 * The folder for a file's events: `--into`, else a calendar of the file's name where it holds several, else the folder that it lies in; a
 * single file's single event goes to /calendar/personal.
 */
function folderOf(file: SourceFile, pieces: number, { into, source }: ImportRequest): string {
	if (into !== undefined && into !== "/calendar") return into;
	const name = nameOfPath(`/${file.name}`).replace(/\.[^.]*$/, "");
	const folder = parentOf(`/${file.name}`);
	const own = file.path === source ? DEFAULT : nameOfPath(source).replace(/\.(?:zip|tar|tgz|tar\.gz)$/i, "");
	const calendar = pieces > 1 ? name : folder === "/" ? own : nameOfPath(folder);
	return joinPath("/calendar", safeFileName(calendar, "") || DEFAULT);
}

function incoming(
	piece: Piece,
	from: string,
	folder: string,
	isOrdered: boolean,
	{ vfs, force }: ImportRequest,
): Incoming {
	const bytes = rawBytes(piece.text);
	const path = joinPath(folder, eventFileName(readCalendarText(piece.text)));
	const staged = vfs.store.content.stageBytes(bytes);
	const order: Change[] = isOrdered
		? []
		: [{ op: "setattr", path, attributes: { [ORDER]: Buffer.from(JSON.stringify(piece.order)) } }];
	return {
		from,
		path,
		size: bytes.length,
		content: staged,
		decide(tree): Outcome {
			const known = knownPath(piece, folder, path, tree);
			if (known === undefined)
				return { result: "created", path, changes: [{ op: "write", path, content: staged }, ...order] };
			const existing = rawText(tree.read(known));
			const merged = mergeOverrides(existing, piece.text);
			if (merged !== undefined)
				return merged === existing
					? { result: "same", path: known }
					: {
							result: "changed",
							path: known,
							changes: [{ op: "write", path: known, content: tree.stage(rawBytes(merged)) }],
						};
			const plan = planCalendarImport(existing, piece.text);
			const isUntouched = tree.stat(known)?.revision === 1;
			if (plan === "same") return { result: "same", path: known };
			if (plan === "newer" || force || (plan === "differs" && isUntouched))
				return { result: "changed", path: known, changes: [{ op: "write", path: known, content: staged }] };
			if (plan === "older") return { result: "older", path: known };
			return { result: "conflict", path: known, reason: "it was edited in the desk, and neither version is newer" };
		},
	};
}

/** The file of the same UID in the same calendar; without UID, of the same name. */
function knownPath({ uid }: Piece, folder: string, path: string, tree: TreeReader): string | undefined {
	if (uid !== undefined)
		for (const { node } of tree.all<{ node: number }>("SELECT DISTINCT node FROM calendar_event WHERE uid = ?", uid)) {
			const known = tree.pathOf(node);
			if (known !== undefined && isWithin(known, folder) && parentOf(known) === folder) return known;
		}
	return tree.stat(path) === undefined ? undefined : path;
}
