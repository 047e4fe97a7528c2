import { daysInMonth } from "../../src/base/calendar.ts";
import { type Micros, now, toDate } from "../../src/base/clock.ts";
import { DeskError } from "../../src/base/errors.ts";
import { instantOf, type Zone, zoneOf } from "../../src/base/zone.ts";
import { type Context, defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { type Change, namesOf, type Stat, type Vfs } from "../../src/vfs/index.ts";
import { Applier, type Step } from "./shared/apply.ts";
import { changeLine, changeOutput } from "./shared/changes.ts";
import { type Operand, operandOf } from "./shared/operands.ts";

/** `desk touch`: dates of files, and empty files. */
export const touch = defineCommand({
	name: "touch",
	summary: "Change the date of files, or make empty ones",
	about:
		"Sets when a file or directory was modified, to now if nothing else is said. A file that is missing is made, empty; its mount may refuse that. " +
		"DATE is `2026-11-20`, `2026-11-20T09:30:00Z`, `yesterday`, `2 weeks ago`, `last friday` and the like, or @SECONDS since 1970.",
	args: {
		noCreate: flag("make no files", "c"),
		modification: flag("accepted as touch's: no other date is kept", "m"),
		access: flag("only when they were read, which is not kept: existing files stay as they are", "a"),
		force: flag("accepted", "f"),
		time: { ...option("as -a or -m", { value: "WHICH" }), choices: ["access", "atime", "use", "modify", "mtime"] },
		stamp: option("this date: [[CC]YY]MMDDhhmm[.ss]", { short: "t", value: "STAMP" }),
		date: option("this date instead of now; with -r, seen from REF's", { short: "d", value: "DATE" }),
		reference: option("the date of this file", { short: "r", value: "REF", completes: "path" }),
		paths: operands("PATH", "files or directories", { required: true, completes: "path" }),
	},
	reads: ["reference"],
	writes: ["paths"],
	output: changeOutput,
	failsWith: 1,
	examples: [
		["desk touch /notes/today.md", "an empty note, or today's date for it"],
		["desk touch -c -d '2 weeks ago' /files/app.log", "an older date, if it is there"],
		["desk touch -r /files/move/boxes.csv /files/move/floor-plan.txt", "the date of another file"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const chosen = args.paths.map((text) => operandOf(context, text));
		const mtime = await dateOf(context, args);
		const isModification = args.modification || args.time?.startsWith("m") === true;
		const keepsDates = (args.access || args.time !== undefined) && !isModification;
		const steps = chosen.map(
			(operand): Step => ({ changes: () => changesOf(vfs, operand, keepsDates ? undefined : mtime, args.noCreate) }),
		);
		yield* new Applier(context, vfs).apply(steps);
	},
	line: changeLine,
});

async function dateOf(
	context: Context,
	{ date, reference, stamp }: Record<"date" | "reference" | "stamp", string | undefined>,
): Promise<Micros> {
	if (stamp !== undefined) {
		if (date !== undefined || reference !== undefined) throw usage("-t is a date of its own: leave out -d and -r");
		return stampedDate(stamp, zoneOf(context.variables));
	}
	const from = reference === undefined ? now() : (await context.stat(reference)).mtime;
	if (date === undefined) return from;
	const seconds = /^@(-?\d{1,9}|-?[1-8]\d{9})$/.exec(date)?.[1];
	if (seconds !== undefined) return Number(seconds) * 1e6;
	const { parseInstant } = await import("../../src/base/when.ts");
	return parseInstant(date, toDate(from));
}

/** `[[CC]YY]MMDDhhmm[.ss]` (POSIX touch): years of two digits are 1969 to 2068. @throws DeskError EUSAGE */
function stampedDate(text: string, zone: Zone): Micros {
	const found = /^(?:(\d\d)?(\d\d))?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(text);
	if (found === null) throw usage(`'${text}' is no date of the form [[CC]YY]MMDDhhmm[.ss]`);
	const [century, short, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
		.slice(1)
		.map((part) => (part === undefined ? undefined : Number(part)));
	const today = toDate(now()).getFullYear();
	const year = short === undefined ? today : (century ?? (short < 69 ? 20 : 19)) * 100 + short;
	const isRight =
		month >= 1 &&
		month <= 12 &&
		day >= 1 &&
		day <= daysInMonth(year, month) &&
		hour < 24 &&
		minute < 60 &&
		second <= 60;
	const seconds = isRight ? instantOf({ year, month, day, hour, minute, second }, zone) : undefined;
	if (seconds === undefined) throw usage(`'${text}' is no date of the form [[CC]YY]MMDDhhmm[.ss]`);
	return seconds * 1e6;
}

function usage(what: string): DeskError {
	return new DeskError("EUSAGE", what, { at: "touch", todo: "see `desk touch --help`" });
}

/** @throws DeskError ENOTDIR for a path through a file: nothing can be made there */
async function findOrRefuse(vfs: Vfs, path: string): Promise<Stat | undefined> {
	try {
		return await vfs.stat(path);
	} catch (error) {
		if (error instanceof DeskError && error.code === "ENOENT") return undefined;
		throw error;
	}
}

async function changesOf(
	vfs: Vfs,
	{ path, directory }: Operand,
	mtime: Micros | undefined,
	noCreate: boolean,
): Promise<Change[]> {
	const stat = await findOrRefuse(vfs, path);
	if (stat === undefined) {
		if (noCreate) return [];
		if (directory)
			throw new DeskError("ENOENT", "there is no such directory", {
				at: path,
				todo: `make it with \`desk mkdir ${path}\``,
			});
		// Added at the end: what another process has written there in this moment stays.
		return [{ op: "write", path, content: vfs.placed(await vfs.stage(""), "end"), mtime }];
	}
	if (directory && stat.kind !== "directory")
		throw new DeskError("ENOTDIR", "this is not a directory", { at: path, todo: "leave out the slash after it" });
	if (stat.view)
		throw new DeskError("EROFS", "this is a view, which has no date of its own", {
			at: path,
			todo: "it is computed from other files: touch those",
		});
	if (namesOf(path).length < 2)
		throw new DeskError("EACCES", "a mount has no date of its own", { at: path, todo: "name what is meant in it" });
	return mtime === undefined ? [] : [{ op: "setattr", path, mtime }];
}
