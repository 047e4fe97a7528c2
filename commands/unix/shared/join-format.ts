/** What join prints of a pair of lines: the -o list, or the usual order. */
import { DeskError } from "../../../src/base/errors.ts";
import type { Bytes } from "./lines.ts";

/** A line with its fields: `fields` holds the start and end of each. */
export interface Row {
	bytes: Buffer;
	start: number;
	end: number;
	fields: number[];
}

/** What stands for a line that is not there. */
export const NO_ROW: Row = { bytes: Buffer.alloc(0), start: 0, end: 0, fields: [] };

/** File 0 is the join field. */
export interface Place {
	file: 0 | 1 | 2;
	field: number;
}

/** `1.2,0,2.1`; undefined for `auto`. @throws DeskError EUSAGE */
export function parsePlaces(list: string): Place[] | undefined {
	if (list === "auto") return undefined;
	return list
		.split(/[,\s]+/)
		.filter((part) => part !== "")
		.map((part): Place => {
			const found = /^(?:0|([12])\.(\d+))$/.exec(part);
			if (found === null || (found[1] !== undefined && Number(found[2]) === 0))
				throw new DeskError("EUSAGE", `'${part}' is no field`, {
					at: "join",
					todo: "write it as 1.2 (file, field) or 0",
				});
			return found[1] === undefined
				? { file: 0, field: 0 }
				: { file: found[1] === "1" ? 1 : 2, field: Number(found[2]) - 1 };
		});
}

export interface Layout {
	/** Numbers of the join fields, from 0. */
	readonly keys: readonly [number, number];
	readonly places: readonly Place[] | undefined;
	/** With `-o auto`: so many fields of each file, as their first lines have. */
	readonly counts: readonly [number, number] | undefined;
	readonly separator: number;
	/** For fields that are missing or empty. */
	readonly filler: Uint8Array | undefined;
	readonly delimiter: number;
}

/** Print a pair; `NO_ROW` for the line that is not there. */
export function printPair(out: Bytes, a: Row, b: Row, layout: Layout): void {
	const { keys, places, counts, separator, delimiter } = layout;
	const key = a === NO_ROW ? ([b, keys[1]] as const) : ([a, keys[0]] as const);
	if (places !== undefined) {
		for (const [index, { file, field }] of places.entries()) {
			if (index > 0) out.byte(separator);
			if (file === 0) printField(out, key[0], key[1], layout);
			else printField(out, file === 1 ? a : b, field, layout);
		}
	} else {
		printField(out, key[0], key[1], layout);
		for (const [index, row] of [a, b].entries()) {
			const count = counts?.[index] ?? row.fields.length / 2;
			for (let field = 0; field < count; field++) {
				if (field === keys[index]) continue;
				out.byte(separator);
				printField(out, row, field, layout);
			}
		}
	}
	out.byte(delimiter);
}

function printField(out: Bytes, { bytes, fields }: Row, field: number, { filler }: Layout): void {
	const start = fields[field * 2];
	const end = fields[field * 2 + 1];
	if (start !== undefined && end !== undefined && end > start) out.copy(bytes, start, end);
	else if (filler !== undefined) out.copy(filler);
}
