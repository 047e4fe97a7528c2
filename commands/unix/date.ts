import { now as clock, type Micros, toDate } from "../../src/base/clock.ts";
import { DeskError } from "../../src/base/errors.ts";
import { type Instant, strftime } from "../../src/base/strftime.ts";
import { UTC, type Zone, zoneOf } from "../../src/base/zone.ts";
import { defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { NotGnuDate, parseDateWords } from "./shared/date-words.ts";
import { attempt, openInput } from "./shared/inputs.ts";
import { rawLines } from "./shared/raw-lines.ts";
import { say } from "./shared/say.ts";

const DEFAULT = "%a %b %e %H:%M:%S %Z %Y";
const EMAIL = "%a, %d %b %Y %H:%M:%S %z";

const ISO: Readonly<Record<string, string>> = {
	date: "%Y-%m-%d",
	hours: "%Y-%m-%dT%H%:z",
	minutes: "%Y-%m-%dT%H:%M%:z",
	seconds: "%Y-%m-%dT%H:%M:%S%:z",
	ns: "%Y-%m-%dT%H:%M:%S,%N%:z",
};
const RFC_3339: Readonly<Record<string, string>> = {
	date: "%Y-%m-%d",
	seconds: "%Y-%m-%d %H:%M:%S%:z",
	ns: "%Y-%m-%d %H:%M:%S.%N%:z",
};

/** `desk date`: the time, in any form. */
export const date = defineCommand({
	name: "date",
	summary: "Print the date and time",
	about:
		"+FORMAT has GNU's conversions: %Y %m %d %H %M %S %N %F %T %s %a %b %j %V %z %:z %Z and the others, with flags (- _ 0 + ^ #) and widths. " +
		"-d takes 2024-01-31, @1700000000, 'next monday', '2 days ago', '2024-01-31 + 1 month', 'Jan 31 2024 5pm', and what else reads as a date. " +
		"The zone is TZ, if set.",
	args: {
		date: option("this time instead of now", { short: "d", value: "WORDS" }),
		file: option("the time that each line of this file says", { short: "f", value: "PATH", completes: "path" }),
		isoFormat: option("2024-01-31, with hours, minutes, seconds or ns", { short: "I", value: "FMT", bare: "date" }),
		"iso-8601": option("the same", { value: "FMT", bare: "date" }),
		rfcEmail: flag("as in the header of a mail", "R"),
		"rfc-3339": option("date, seconds or ns, as RFC 3339 has it", { value: "FMT" }),
		reference: option("when this file was changed", { short: "r", value: "PATH", completes: "path" }),
		set: option("not possible", { short: "s", value: "WORDS" }),
		utc: flag("in UTC", "u"),
		universal: flag("the same"),
		words: operands("+FORMAT", "what to print"),
	},
	reads: ["file", "reference"],
	output: (z) => z.object({ iso: z.string(), epoch: z.number(), text: z.string() }),
	examples: [
		["desk date +%F", "2026-11-20"],
		["desk date -d 'next friday' '+%A, %d %B'", "Friday, 27 November"],
		["desk date -ud @0 -Iseconds", "1970-01-01T00:00:00+00:00"],
		["TZ=Asia/Tokyo desk date", "the time in Tokyo"],
	],
	failsWith: 1,
	standalone: true,
	async run(context, args) {
		const format = formatOf(args);
		const zone = args.utc || args.universal ? UTC : zoneOf(context.variables);
		const print = async (instant: Instant) => {
			const text = strftime(format, instant, zone);
			const iso = strftime("%Y-%m-%dT%H:%M:%S.%3NZ", instant, UTC);
			await say(context, { iso, epoch: instant.seconds, text }, text, "\n");
		};
		const sources = [args.date, args.file, args.reference].filter((given) => given !== undefined);
		if (sources.length > 1) throw usage("-d, -f and -r exclude each other");
		if (args.set !== undefined)
			throw new DeskError("EPERM", "the clock is not the desk's to set", {
				at: "date",
				todo: "use -d to work with another time",
			});
		if (args.reference !== undefined) return await print(instantOf((await context.stat(args.reference)).mtime));
		const now = instantOf(clock());
		if (args.file === undefined)
			return await print(args.date === undefined ? now : await understood(args.date, now, zone));
		const input = await openInput(context, args.file);
		for await (const line of rawLines(input.stream()))
			await attempt(context, async () => await print(await understood(line, now, zone)));
	},
});

interface Forms {
	isoFormat: string | undefined;
	"iso-8601": string | undefined;
	rfcEmail: boolean;
	"rfc-3339": string | undefined;
	words: readonly string[];
}

/** @throws DeskError EUSAGE when several are given, or one is unknown */
function formatOf({ isoFormat, rfcEmail, words, ...long }: Forms): string {
	const [first, ...rest] = words;
	const iso = isoFormat ?? long["iso-8601"];
	const rfc3339 = long["rfc-3339"];
	const formats: string[] = [];
	if (first !== undefined && !first.startsWith("+"))
		throw usage(`'${first}' is no format`, "a format begins with +, a date is given with -d");
	if (rest.length > 0) throw usage(`'${rest[0]}' is one operand too many`);
	// `%-N`: as many digits as the clock has.
	if (first !== undefined) formats.push(first.slice(1).replace(/%%|%-N/g, (part) => (part === "%%" ? part : "%9N")));
	if (iso !== undefined) formats.push(chosen("-I", ISO, iso));
	if (rfc3339 !== undefined) formats.push(chosen("--rfc-3339", RFC_3339, rfc3339));
	if (rfcEmail) formats.push(EMAIL);
	if (formats.length > 1) throw usage("several formats are given");
	return formats[0] ?? DEFAULT;
}

function chosen(name: string, table: Readonly<Record<string, string>>, given: string): string {
	const found = Object.keys(table).filter((key) => key.startsWith(given));
	const format = table[found.find((key) => key === given) ?? (found.length === 1 ? (found[0] ?? "") : "")];
	if (format === undefined) throw usage(`${name} takes ${Object.keys(table).join(", ")}, not '${given}'`);
	return format;
}

/** What GNU date does not read may be English that chrono does. @throws DeskError EINVAL */
export async function understood(words: string, now: Instant, zone: Zone): Promise<Instant> {
	try {
		return parseDateWords(words, now, zone);
	} catch (error) {
		if (!(error instanceof NotGnuDate)) throw error;
		const { parseInstant } = await import("../../src/base/when.ts");
		return instantOf(parseInstant(words, toDate(now.seconds * 1e6)));
	}
}

function instantOf(at: Micros): Instant {
	const seconds = Math.floor(at / 1e6);
	return { seconds, nanos: (at - seconds * 1e6) * 1000 };
}

function usage(what: string, todo = "see `desk date --help`"): DeskError {
	return new DeskError("EUSAGE", what, { at: "date", todo });
}
