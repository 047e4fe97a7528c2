/** Which contacts may be the same person. */
import { nameWords } from "../../src/base/name-words.ts";
import type { Known } from "./people.ts";
import { emailKey, phoneDigits, phoneKey } from "./values.ts";

/** Two cards, and why they seem to be one person. */
export interface Duplicate {
	readonly a: Known;
	readonly b: Known;
	/** From 0 to 1: `same mail address ann@example.com` with an equal name is close to 1. */
	readonly score: number;
	readonly reasons: readonly string[];
}

/** Cards that have more in common than this with so many others have it from their organisation. */
const MOST_ALIKE = 50;
/** Names that are written more differently are others. */
const ALIKE = 0.85;

/** Pairs that may be the same, the likeliest first. Groups of people are passed over. */
export function findDuplicates(people: readonly Known[]): Duplicate[] {
	const persons = people.filter(({ kind }) => kind !== "group");
	const pairs = new Map<string, { a: number; b: number; why: Map<string, number> }>();
	const collect = (
		keys: (person: Known) => readonly string[],
		found: (a: Known, b: Known, key: string) => [string, number] | undefined,
	) => {
		const buckets = new Map<string, number[]>();
		for (const [at, person] of persons.entries())
			for (const key of new Set(keys(person))) {
				const bucket = buckets.get(key);
				if (bucket === undefined) buckets.set(key, [at]);
				else bucket.push(at);
			}
		for (const [key, bucket] of buckets) {
			if (bucket.length > MOST_ALIKE) continue;
			for (const [index, a] of bucket.entries())
				for (const b of bucket.slice(index + 1)) {
					const why = found(persons[a] as Known, persons[b] as Known, key);
					if (why === undefined) continue;
					const pair = pairs.get(`${a} ${b}`) ?? { a, b, why: new Map() };
					pair.why.set(...why);
					pairs.set(`${a} ${b}`, pair);
				}
		}
	};
	collect(
		({ uids }) => uids,
		() => ["same UID", 0.95],
	);
	collect(
		({ emails }) => emails.map(emailKey),
		(_, __, key) => [`same mail address ${key}`, 0.7],
	);
	collect(
		({ phones }) => phones.flatMap((phone) => phoneKey(phoneDigits(phone)) ?? []),
		(a, _, key) => [`same number ${a.phones.find((phone) => phoneKey(phoneDigits(phone)) === key) ?? key}`, 0.6],
	);
	collect(
		({ name }) => (isTelling(name) ? [sorted(name)] : []),
		() => ["same name", 0.7],
	);
	collect(
		({ name }) => (isTelling(name) ? wordAndInitial(nameWords(name)) : []),
		(a, b) => {
			if (a.name.replace(/\D/g, "") !== b.name.replace(/\D/g, "")) return undefined; // rooms and floors
			const alike = likeness(sorted(a.name), sorted(b.name));
			return alike >= ALIKE && alike < 1 ? [`similar name (${Math.round(alike * 100)} %)`, 0.5 * alike] : undefined;
		},
	);
	return [...pairs.values()]
		.map(({ a: first, b: second, why }): Duplicate => {
			const a = persons[first] as Known;
			const b = persons[second] as Known;
			const doubt = a.birthday !== null && b.birthday !== null && a.birthday !== b.birthday ? 0.5 : 1;
			const score = 1 - [...why.values()].reduce((left, part) => left * (1 - part), 1);
			return { a, b, score: Math.round(score * doubt * 100) / 100, reasons: [...why.keys()] };
		})
		.sort((x, y) => y.score - x.score || (x.a.name < y.a.name ? -1 : 1));
}

/** One word alone is no name to go by, but where it is a whole name, as in Chinese. */
function isTelling(name: string): boolean {
	return nameWords(name).length > 1 || /[\p{Script=Han}\p{Script=Hangul}\p{Script=Kana}]{2}/u.test(name);
}

/** One word of two is written alike, and the other begins alike. */
function wordAndInitial(words: readonly string[]): string[] {
	return words.flatMap((word, at) =>
		words.filter((_, other) => other !== at).map((other) => `${word} ${[...other][0]}`),
	);
}

function sorted(name: string): string {
	return nameWords(name).sort().join(" ");
}

/** How alike two texts are, from 0 to 1: their edit distance (insert, delete, replace, swap) by the longer one's length. */
export function likeness(a: string, b: string): number {
	const longest = Math.max(a.length, b.length);
	if (longest === 0) return 1;
	if (Math.abs(a.length - b.length) / longest > 1 - ALIKE || longest > 200) return a === b ? 1 : 0;
	let before: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, at) => at);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const isSame = a[i - 1] === b[j - 1];
			let cost = Math.min(
				(last[j] as number) + 1,
				(row[j - 1] as number) + 1,
				(last[j - 1] as number) + (isSame ? 0 : 1),
			);
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
				cost = Math.min(cost, (before[j - 2] as number) + 1);
			row.push(cost);
		}
		before = last;
		last = row;
	}
	return 1 - (last[b.length] as number) / longest;
}
