/** What people have said of files that no one else knows, remembered by their headings: mapped once. */
import { toText } from "../../../src/base/bytes.ts";
import { csvLine, readCsv } from "../../../src/text/index.ts";
import { type Change, joinPath, type Vfs } from "../../../src/vfs/index.ts";
import { FIELDS, type FieldName } from "./exports.ts";
import type { Told } from "./headings.ts";
import { MAPPINGS } from "./tables.ts";

const NAME = "mappings.csv";

type Remembered = Pick<Told, "map" | "channel" | "dayOrder">;

/** What was said of each kind of headings. */
export async function remembered(vfs: Vfs, folder: string): Promise<Map<string, Remembered>> {
	const path = joinPath(folder, NAME);
	if ((await vfs.find(path)) === undefined) return new Map();
	const [, ...rows] = readCsv(toText(await vfs.readAll(path)), ",");
	return new Map(
		rows.map(({ cells: [header = "", channel = "", dates = "", mapping = ""] }) => [
			header,
			{
				...(channel === "" ? {} : { channel }),
				...(dates === "dmy" || dates === "mdy" || dates === "ymd" ? { dayOrder: dates } : {}),
				map: mapOf(mapping.split("\n").filter((word) => word !== "")),
			},
		]),
	);
}

/** `date=Tag`, as typed; fields that do not exist are left out. */
export function mapOf(words: readonly string[]): Partial<Record<FieldName, string>> {
	const map: Partial<Record<FieldName, string>> = {};
	for (const word of words) {
		const at = word.indexOf("=");
		const field = FIELDS.find((name) => name === word.slice(0, Math.max(0, at)).trim());
		if (field !== undefined) map[field] = word.slice(at + 1).trim();
	}
	return map;
}

/** The change that remembers what was said; none where nothing was. */
export async function remembering(vfs: Vfs, folder: string, header: string, told: Told): Promise<Change[]> {
	const said = Object.entries(told.map ?? {}).map(([field, heading]) => `${field}=${heading}`);
	if (said.length === 0) return [];
	const all = await remembered(vfs, folder);
	all.set(header, told);
	const lines = [...all].map(([headings, { channel = "", dayOrder = "", map = {} }]) =>
		csvLine([
			headings,
			channel,
			dayOrder,
			Object.entries(map)
				.map(([field, heading]) => `${field}=${heading}`)
				.join("\n"),
		]),
	);
	return [
		{
			op: "write",
			path: joinPath(folder, NAME),
			content: await vfs.stage(csvLine(MAPPINGS.columns.map(({ name }) => name)) + lines.join("")),
		},
	];
}
