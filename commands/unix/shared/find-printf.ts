/** `-printf` of find: its directives, with the flags and widths of C's printf. */
import { CONTROL_LETTERS } from "../../../src/base/c-escapes.ts";
import { type Instant, strftime } from "../../../src/base/strftime.ts";
import { type FindHost, type Test, usage, type Visit } from "./find-host.ts";
import { identity } from "./identity.ts";
import { permissionText } from "./mode.ts";

const ESCAPES: Readonly<Record<string, string>> = { ...CONTROL_LETTERS, "\\": "\\" };
const LETTERS = { directory: "d", file: "f", symlink: "l" } as const;
/** Blocks of 512 bytes that a file of so many bytes has, as most file systems allocate them: in units of 4096. */
const blocksOf = (bytes: number) => Math.ceil(bytes / 4096) * 8;

function instantOf(micros: number): Instant {
	const seconds = Math.floor(micros / 1e6);
	return { seconds, nanos: (micros - seconds * 1e6) * 1000 };
}

/** The last name, with slashes that were typed after it. */
const lastName = (shown: string) => /[^/]*\/*$/.exec(shown)?.[0] ?? shown;
/** All before the last name; of `t/` GNU find says `t`. */
const leading = (shown: string) => {
	const bare = shown.replace(/(?<=.)\/+$/, "");
	if (!bare.includes("/")) return bare === shown ? "." : bare;
	return bare.slice(0, bare.lastIndexOf("/"));
};

/** One directive letter each. */
const DIRECTIVES: Readonly<Record<string, (visit: Visit) => string | number>> = {
	p: ({ shown }) => shown,
	f: ({ shown }) => lastName(shown),
	h: ({ shown }) => leading(shown),
	P: ({ shown, start }) => shown.slice(start.length).replace(/^\//, ""),
	H: ({ start }) => start,
	d: ({ depth }) => depth,
	s: ({ stat }) => stat.size,
	b: ({ stat }) => blocksOf(stat.size),
	k: ({ stat }) => blocksOf(stat.size) / 2,
	m: ({ stat }) => stat.mode.toString(8),
	M: ({ stat }) => LETTERS[stat.kind].replace("f", "-") + permissionText(stat.mode),
	y: ({ stat }) => LETTERS[stat.kind],
	Y: ({ stat }) => LETTERS[stat.kind],
	i: ({ stat }) => stat.inode,
	n: () => 1,
	l: ({ stat }) => stat.target ?? "",
	u: () => identity().user,
	g: () => identity().group,
	U: () => identity().uid,
	G: () => identity().gid,
	D: () => 0,
	F: () => "desk",
};
const TIMES: Readonly<Record<string, (visit: Visit) => number>> = {
	a: ({ stat }) => stat.mtime,
	c: ({ stat }) => stat.ctime,
	t: ({ stat }) => stat.mtime,
	b: ({ stat }) => stat.birth,
};

/** The form of `%t`, which is `%c` with a fraction. */
const CTIME = "ctime";

/** The date of `%Tk` and the like: seconds with their fraction, and `+` for date and time. */
function dateText(micros: number, letter: string, host: FindHost): string {
	const instant = instantOf(micros);
	const fraction = `.${String(instant.nanos).padStart(9, "0")}0`;
	const zone = host.zone;
	if (letter === "@") return `${instant.seconds}${fraction}`;
	if (letter === "+") return strftime("%Y-%m-%d+%H:%M:%S", instant, zone) + fraction;
	if (letter === "S" || letter === "T" || letter === "X") return strftime(`%${letter}`, instant, zone) + fraction;
	if (letter === CTIME) return strftime("%a %b %e %H:%M:%S", instant, zone) + fraction + strftime(" %Y", instant, zone);
	if (letter === "r") return strftime("%I:%M:%S", instant, zone) + fraction + strftime(" %p", instant, zone);
	return strftime(`%${letter}`, instant, zone);
}

type Part = (visit: Visit) => string;

/** Makes the test that `-printf FORMAT` is; always true. @throws DeskError EUSAGE */
export function printfAction(format: string, host: FindHost): Test {
	const parts: Part[] = [];
	let ends = false;
	const token = /\\([0-7]{1,3}|.)|%([-+ 0#]*)(\d*)(?:\.(\d+))?(?:([ACTB])(.)|(.))|([^\\%]+|\\$|%$)/gsu;
	for (const match of format.matchAll(token)) {
		const [whole, escaped, flags = "", width = "", precision, time, form = "", letter] = match;
		if (escaped !== undefined) {
			if (escaped === "c") {
				ends = true;
				break;
			}
			const text = /^[0-7]/.test(escaped)
				? String.fromCharCode(Number.parseInt(escaped, 8))
				: (ESCAPES[escaped] ?? `\\${escaped}`);
			parts.push(() => text);
		} else if (time !== undefined) {
			const micros = TIMES[time === "T" ? "t" : time.toLowerCase()];
			if (micros === undefined) throw usage(`-printf has no %${time}`);
			parts.push((visit) => padded(dateText(micros(visit), form, host), flags, width, precision));
		} else if (letter === "%") parts.push(() => "%");
		else if (letter !== undefined) {
			const micros = letter === "a" || letter === "c" || letter === "t" ? TIMES[letter] : undefined;
			const directive = DIRECTIVES[letter];
			if (micros !== undefined)
				parts.push((visit) => padded(dateText(micros(visit), CTIME, host), flags, width, precision));
			else if (directive !== undefined) parts.push((visit) => padded(directive(visit), flags, width, precision));
			else parts.push(() => whole);
		} else parts.push(() => whole);
	}
	return async (visit) => {
		if (!ends || parts.length > 0) await host.write(parts.map((part) => part(visit)).join(""), visit);
		return true;
	};
}

function padded(value: string | number, flags: string, width: string, precision: string | undefined): string {
	const isNumber = typeof value === "number";
	const text = isNumber ? String(value) : precision === undefined ? value : value.slice(0, Number(precision));
	if (flags.includes("-")) return text.padEnd(Number(width));
	return text.padStart(Number(width), isNumber && flags.includes("0") ? "0" : " ");
}
