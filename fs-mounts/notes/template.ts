/** Note templates, in Obsidian's syntax. */

import { DAYS, MONTHS } from "../../src/base/calendar.ts";

const pad = (value: number): string => String(value).padStart(2, "0");
const monthOf = (at: Date): string => MONTHS[at.getMonth()] ?? "";
const dayOf = (at: Date): string => DAYS[at.getDay()] ?? "";

/** Tokens of Moment's formats, which Obsidian uses, in the machine's zone, in English. Longer ones stand first. */
const TOKENS: readonly (readonly [string, (at: Date) => string])[] = [
	["YYYY", (at) => String(at.getFullYear()).padStart(4, "0")],
	["YY", (at) => pad(at.getFullYear() % 100)],
	["MMMM", monthOf],
	["MMM", (at) => monthOf(at).slice(0, 3)],
	["MM", (at) => pad(at.getMonth() + 1)],
	["M", (at) => String(at.getMonth() + 1)],
	["dddd", dayOf],
	["ddd", (at) => dayOf(at).slice(0, 3)],
	["DD", (at) => pad(at.getDate())],
	["D", (at) => String(at.getDate())],
	["HH", (at) => pad(at.getHours())],
	["H", (at) => String(at.getHours())],
	["hh", (at) => pad(at.getHours() % 12 || 12)],
	["h", (at) => String(at.getHours() % 12 || 12)],
	["mm", (at) => pad(at.getMinutes())],
	["ss", (at) => pad(at.getSeconds())],
	["A", (at) => (at.getHours() < 12 ? "AM" : "PM")],
	["a", (at) => (at.getHours() < 12 ? "am" : "pm")],
];
const TOKEN = new RegExp(`\\[([^\\]]*)\\]|${TOKENS.map(([name]) => name).join("|")}`, "g");
const BY_NAME = new Map(TOKENS);

/** A date in a Moment format: `YYYY-MM-DD`, `dddd D MMMM`; `[text]` stands for itself. Local time, English names. */
export function formatDate(format: string, at: Date): string {
	return format.replace(TOKEN, (token, literal: string | undefined) => literal ?? BY_NAME.get(token)?.(at) ?? token);
}

/** The template with `{{title}}`, `{{date}}`, `{{time}}` and `{{date:FORMAT}}` filled in; anything else in braces stays. */
export function fillTemplate(text: string, { title, now }: { title: string; now: Date }): string {
	return text.replace(
		/\{\{[ \t]*(title|date|time)[ \t]*(?::([^{}\n]*))?\}\}/gi,
		(whole, name: string, format: string | undefined) => {
			const value: Record<string, () => string> = {
				title: () => title,
				date: () => formatDate(format?.trim() || "YYYY-MM-DD", now),
				time: () => formatDate(format?.trim() || "HH:mm", now),
			};
			return value[name.toLowerCase()]?.() ?? whole;
		},
	);
}
