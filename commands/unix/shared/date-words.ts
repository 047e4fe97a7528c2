/** Dates as `date -d` reads them: a parser after the grammar of GNU's parse_datetime. */
import { DeskError } from "../../../src/base/errors.ts";
import type { Instant } from "../../../src/base/strftime.ts";
import { instantOf, type Wall, wallAt, type Zone, zoneOf } from "../../../src/base/zone.ts";
import { dayOf, militaryZone, monthOf, ORDINALS, SHIFTS, type Unit, unitOf, ZONES } from "./date-names.ts";

type Token =
	| { kind: "number"; text: string; sign: "" | "+" | "-"; fraction: string }
	| { kind: "word"; text: string }
	| { kind: "mark"; text: string };

/** Not this grammar: the words may still be understood by another. */
export class NotGnuDate extends Error {}

function tokens(text: string): Token[] {
	const found: Token[] = [];
	const plain = text.replace(/\([^()]*\)/g, " ");
	const token = /\s*(?:([+-](?=\s*\d)\s*)?(\d+)(?:[.,](\d+))?|([A-Za-z][A-Za-z.]*)|([^\s]))/gy;
	for (const [, sign = "", digits, fraction = "", word, mark] of plain.matchAll(token)) {
		if (digits !== undefined) found.push({ kind: "number", text: digits, sign: sign.trim() as "", fraction });
		else if (word !== undefined) found.push({ kind: "word", text: word.toLowerCase().replaceAll(".", "") });
		else if (mark !== undefined && mark !== "-") found.push({ kind: "mark", text: mark });
	}
	return found;
}

/** What has been said so far. */
class Parser {
	readonly #tokens: readonly Token[];
	#at = 0;
	date: { year?: number; month: number; day: number } | undefined;
	time: { hour: number; minute: number; second: number; nanos: number } | undefined;
	/** Seconds east of UTC. */
	offset: number | undefined;
	weekday: { day: number; ordinal: number } | undefined;
	readonly relative: Record<Unit, number> = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
	relativeNanos = 0;
	hasRelative = false;

	constructor(text: string) {
		this.#tokens = tokens(text);
		while (this.#at < this.#tokens.length) this.#item();
	}

	#peek(ahead = 0): Token | undefined {
		return this.#tokens[this.#at + ahead];
	}

	#word(ahead = 0): string | undefined {
		const token = this.#peek(ahead);
		return token?.kind === "word" ? token.text : undefined;
	}

	#mark(text: string, ahead = 0): boolean {
		const token = this.#peek(ahead);
		return token?.kind === "mark" && token.text === text;
	}

	#number(ahead = 0, sign?: "" | "-" | "signed") {
		const token = this.#peek(ahead);
		if (token?.kind !== "number") return undefined;
		if (sign === undefined || (sign === "signed" ? token.sign !== "" : token.sign === sign)) return token;
		return undefined;
	}

	#item(): void {
		const token = this.#peek();
		if (token === undefined) return;
		if (token.kind === "mark") {
			if (token.text !== ",") throw new NotGnuDate();
			this.#at++;
			return;
		}
		if (token.kind === "word") return this.#wordItem(token.text);
		if (token.sign === "") return this.#numberItem(token.text);
		// `+3 days`
		this.#relativeUnit(Number(`${token.sign}${token.text}`), token.fraction, token.sign);
	}

	#wordItem(word: string): void {
		const shift = SHIFTS[word];
		if (shift !== undefined) {
			this.#at++;
			this.relative.day += shift;
			this.hasRelative = true;
			return;
		}
		const month = monthOf(word);
		if (month !== undefined) return this.#monthFirst(month);
		const day = dayOf(word);
		if (day !== undefined) {
			this.#at++;
			return this.#setWeekday(day, 0);
		}
		const ordinal = ORDINALS[word];
		if (ordinal !== undefined) {
			const next = this.#word(1);
			const named = next === undefined ? undefined : dayOf(next);
			if (named !== undefined) {
				this.#at += 2;
				return this.#setWeekday(named, ordinal);
			}
			this.#at++;
			return this.#unit(ordinal, "");
		}
		if (unitOf(word) !== undefined) return this.#unit(1, "");
		if (word === "t" && this.#number(1, "") !== undefined && this.date !== undefined) {
			this.#at++;
			return;
		}
		this.#zone(word);
	}

	#zone(word: string): void {
		const hours = ZONES[word] ?? militaryZone(word);
		if (hours === undefined || this.offset !== undefined) throw new NotGnuDate();
		this.#at++;
		this.offset = hours * 3600;
		if (this.#word() === "dst") {
			this.offset += 3600;
			this.#at++;
		} else if (this.#number(0, "signed") !== undefined && unitOf(this.#word(1)) === undefined)
			this.offset += this.#zoneOffset() ?? 0;
	}

	#numberItem(text: string): void {
		const ahead = this.#word(1);
		if (this.#mark(":", 1)) return this.#timeOfDay();
		if (ahead === "am" || ahead === "pm") return this.#timeOfDay();
		if (this.#mark("/", 1)) return this.#slashDate();
		// 2024-01-31
		if (
			this.#number(1, "-") !== undefined &&
			this.#number(2, "-") !== undefined &&
			unitOf(this.#word(2)) === undefined
		) {
			const [month, day] = [this.#number(1)?.text ?? "", this.#number(2)?.text ?? ""];
			this.#at += 3;
			return this.#setDate(yearOf(text), Number(month), Number(day));
		}
		const month = ahead === undefined ? undefined : monthOf(ahead);
		if (month !== undefined) {
			// 31 Jan, 31 Jan 2024, 31-Jan-2024
			const year = this.#number(2, "-") ?? (this.#mark(":", 3) ? undefined : this.#number(2, ""));
			const isYear = year !== undefined && (year.text.length > 2 || year.sign === "-");
			this.#at += isYear ? 3 : 2;
			return this.#setDate(isYear ? yearOf(year.text) : undefined, month, Number(text));
		}
		const named = ahead === undefined ? undefined : dayOf(ahead);
		if (named !== undefined) {
			this.#at += 2;
			return this.#setWeekday(named, Number(text));
		}
		if (unitOf(ahead) !== undefined) {
			const token = this.#number();
			return this.#relativeUnit(Number(text), token?.fraction ?? "", "");
		}
		this.#at++;
		this.#bareNumber(text);
	}

	/** `20240131` is a date; after a date and a time `2024` is the year; else it is `HH` or `HHMM`. */
	#bareNumber(text: string): void {
		const value = Number(text);
		if (
			this.date !== undefined &&
			this.date.year === undefined &&
			!this.hasRelative &&
			(this.time !== undefined || text.length > 2)
		) {
			this.date.year = yearOf(text);
		} else if (text.length > 4) {
			this.#setDate(Number(text.slice(0, -4)), Number(text.slice(-4, -2)), Number(text.slice(-2)));
		} else {
			const [hour, minute] = text.length <= 2 ? [value, 0] : [Math.floor(value / 100), value % 100];
			this.#setTime(hour, minute, 0, 0);
		}
	}

	#timeOfDay(): void {
		const hour = Number(this.#number()?.text);
		let minute = 0;
		let second = 0;
		let nanos = 0;
		this.#at++;
		if (this.#mark(":")) {
			minute = Number(this.#number(1, "")?.text ?? Number.NaN);
			this.#at += 2;
			if (this.#mark(":")) {
				const token = this.#number(1, "");
				second = Number(token?.text ?? Number.NaN);
				nanos = Number((token?.fraction ?? "").slice(0, 9).padEnd(9, "0"));
				this.#at += 2;
			}
		}
		const half = this.#word();
		if (half === "am" || half === "pm") {
			if (hour < 1 || hour > 12) throw invalid();
			this.#at++;
			this.#setTime((hour % 12) + (half === "pm" ? 12 : 0), minute, second, nanos);
		} else {
			this.#setTime(hour, minute, second, nanos);
			this.#afterTime();
		}
	}

	/** `10:00 +0200` */
	#afterTime(): void {
		if (this.offset !== undefined || this.#number(0, "signed") === undefined) return;
		this.offset = this.#zoneOffset();
	}

	#zoneOffset(): number | undefined {
		const token = this.#number(0, "signed");
		if (token === undefined) return undefined;
		this.#at++;
		let seconds: number;
		if (this.#mark(":") && this.#number(1, "") !== undefined) {
			seconds = Number(token.text) * 3600 + Number(this.#number(1)?.text) * 60;
			this.#at += 2;
		} else if (token.text.length <= 2) seconds = Number(token.text) * 3600;
		else seconds = Math.floor(Number(token.text) / 100) * 3600 + (Number(token.text) % 100) * 60;
		if (seconds > 24 * 3600) throw invalid();
		return token.sign === "-" ? -seconds : seconds;
	}

	/** 1/31, 1/31/2024, 2024/1/31 */
	#slashDate(): void {
		const first = this.#number()?.text ?? "";
		const second = this.#number(2, "")?.text;
		if (second === undefined) throw invalid();
		const third = this.#mark("/", 3) ? this.#number(4, "")?.text : undefined;
		this.#at += third === undefined ? 3 : 5;
		if (third === undefined) this.#setDate(undefined, Number(first), Number(second));
		else if (first.length >= 4) this.#setDate(yearOf(first), Number(second), Number(third));
		else this.#setDate(yearOf(third), Number(first), Number(second));
	}

	/** Jan 31, Jan 31, 2024, Jan-31-2024 */
	#monthFirst(month: number): void {
		const day = this.#number(1);
		if (day === undefined || day.sign === "+") throw invalid();
		this.#at += 2;
		const comma = this.#mark(",") ? 1 : 0;
		const year = comma === 1 ? this.#number(1, "") : this.#number(0, "-");
		const isYear = year !== undefined && !this.#mark(":", comma + 1);
		if (isYear) this.#at += comma + 1;
		this.#setDate(isYear ? yearOf(year.text) : undefined, month, Number(day.text));
	}

	#relativeUnit(count: number, fraction: string, sign: "" | "+" | "-"): void {
		this.#at++;
		if (unitOf(this.#word()) === undefined) throw invalid();
		this.#unit(count, fraction, sign);
	}

	/** A unit, and whether it is over: `days ago`. */
	#unit(count: number, fraction: string, sign: "" | "+" | "-" = ""): void {
		const unit = unitOf(this.#word());
		if (unit === undefined) throw new NotGnuDate();
		this.#at++;
		const ago = this.#word() === "ago" ? -1 : 1;
		if (ago < 0 || this.#word() === "hence") this.#at++;
		const [name, factor] = unit;
		if (fraction !== "" && name !== "second") throw invalid();
		this.relative[name] += count * factor * ago;
		if (fraction !== "")
			this.relativeNanos += Number(fraction.slice(0, 9).padEnd(9, "0")) * ago * (sign === "-" ? -1 : 1);
		this.hasRelative = true;
	}

	#setDate(year: number | undefined, month: number, day: number): void {
		if (this.date !== undefined) throw invalid();
		this.date = year === undefined ? { month, day } : { year, month, day };
	}

	#setTime(hour: number, minute: number, second: number, nanos: number): void {
		if (this.time !== undefined || !(hour < 25 && minute < 60 && second < 61)) throw invalid();
		this.time = { hour, minute, second, nanos };
	}

	#setWeekday(day: number, ordinal: number): void {
		if (this.weekday !== undefined) throw invalid();
		if (this.#mark(",")) this.#at++;
		this.weekday = { day, ordinal };
	}
}

/** Two digits are of this century up to 68. */
function yearOf(text: string): number {
	const year = Number(text);
	return text.length === 2 ? year + (year < 69 ? 2000 : 1900) : year;
}

function invalid(): DeskError {
	return new DeskError("EINVAL", "there is no such date", {
		at: "date",
		todo: "write 2024-01-31 10:00, 'next monday' or '2 days ago'",
	});
}

/** A zone for these words only. */
const OWN_ZONE = /^TZ="((?:[^"\\]|\\["\\])*)"\s*/;

/**
 * The instant that the words mean, as GNU date reads them: `2024-01-31 10:00`, `@1700000000`, `next monday`, `2 days ago`,
 * `2024-01-31 + 1 month`, `Jan 31 2024 5pm CET`, `TZ="Asia/Tokyo" 10:00`.
 * @throws DeskError EINVAL for a date that does not exist; NotGnuDate when the words are not of this grammar
 */
export function parseDateWords(words: string, now: Instant, given: Zone): Instant {
	let text = words.trim();
	let zone = given;
	const prefix = OWN_ZONE.exec(text);
	if (prefix !== null) {
		zone = zoneOf({ TZ: prefix[1]?.replace(/\\(.)/g, "$1") });
		text = text.slice(prefix[0].length);
	}
	const epoch = /^@\s*([+-]?)(\d+)(?:[.,](\d+))?$/.exec(text);
	if (epoch !== null) {
		const [, sign, digits, fraction = ""] = epoch;
		const nanos = Number(fraction.slice(0, 9).padEnd(9, "0"));
		return carried(Number(`${sign}${digits}`), sign === "-" ? -nanos : nanos);
	}
	return resolve(new Parser(text), now, zone);
}

function carried(seconds: number, nanos: number): Instant {
	const carry = Math.floor(nanos / 1e9);
	if (!(Math.abs(seconds) < 8.64e12)) throw invalid();
	return { seconds: seconds + carry, nanos: nanos - carry * 1e9 };
}

function resolve(said: Parser, now: Instant, local: Zone): Instant {
	const here = local.at(now.seconds).offset;
	const today = wallAt(now.seconds, here);
	const isRelative = said.time === undefined && said.date === undefined && said.weekday === undefined;
	const fixed = said.offset ?? (isRelative ? here : undefined);
	// With nothing but relative words summer time stays as it is now.
	const zone: Zone = fixed === undefined ? local : { at: () => ({ offset: fixed, name: "" }) };
	const instant = (wall: Wall) => instantOf(wall, zone, here);
	const keepsTime = isRelative && said.hasRelative;
	const time = said.time ?? (keepsTime ? { ...today, nanos: now.nanos } : { hour: 0, minute: 0, second: 0, nanos: 0 });
	const wall: Wall = {
		year: said.date?.year ?? today.year,
		month: said.date?.month ?? today.month,
		day: said.date?.day ?? today.day,
		hour: time.hour,
		minute: time.minute,
		second: time.second,
	};
	let start = instant(wall);
	if (start === undefined) throw invalid();
	const at = wallAt(start, zone.at(start).offset);
	if (
		at.month !== wall.month ||
		at.day !== wall.day ||
		at.hour !== wall.hour ||
		at.minute !== wall.minute ||
		at.second !== wall.second
	)
		throw invalid();
	if (said.weekday !== undefined && said.date === undefined) {
		const { day, ordinal } = said.weekday;
		const ahead = (day - at.weekday + 7) % 7;
		wall.day += ahead + 7 * (ordinal - (ordinal > 0 && at.weekday !== day ? 1 : 0));
		start = instant(wall);
	}
	const { year, month, day, hour, minute, second } = said.relative;
	if (year !== 0 || month !== 0 || day !== 0) {
		wall.year += year;
		wall.month += month;
		wall.day += day;
		start = instant(wall) ?? instant({ ...wall, hour: wall.hour + 1 });
	}
	if (start === undefined) throw invalid();
	return carried(start + hour * 3600 + minute * 60 + second, time.nanos + said.relativeNanos);
}
