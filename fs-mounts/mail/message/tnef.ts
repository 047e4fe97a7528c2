/** winmail.dat: the Transport Neutral Encapsulation Format of Outlook and Exchange ([MS-OXTNEF]), as far as mail needs it. Bounded; never throws. */
import { decodeText } from "../../../src/base/charset.ts";

/** A file in it; [start, end) are its bytes. */
export interface TnefFile {
	readonly name: string;
	readonly type?: string;
	readonly start: number;
	readonly end: number;
}

export interface Tnef {
	readonly files: readonly TnefFile[];
	/** The body, where it is text or HTML; compressed RTF is not read. */
	readonly text?: string;
	readonly html?: string;
	readonly problem?: string;
}

const SIGNATURE = 0x223e9f78;
const MAX_ATTRIBUTES = 20_000;
const MAX_FILES = 500;

/** Ids of attributes (2.1.3.2) and of MAPI properties ([MS-OXPROPS]). */
const Attribute = {
	oemCodepage: 0x9007,
	body: 0x800c,
	mapi: 0x9003,
	rendering: 0x9002,
	title: 0x8010,
	data: 0x800f,
	attachment: 0x9005,
} as const;
const Property = { body: 0x1000, html: 0x1013, data: 0x3701, name: 0x3704, longName: 0x3707, type: 0x370e } as const;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads it; undefined when it is something else. */
export function readTnef(bytes: Buffer): Tnef | undefined {
	if (bytes.length < 6 || bytes.readUInt32LE(0) !== SIGNATURE) return undefined;
	const files: Writable<TnefFile>[] = [];
	let codepage = "";
	let text: string | undefined;
	let html: string | undefined;
	let problem: string | undefined;
	let at = 6;
	for (let count = 0; at + 11 <= bytes.length && count < MAX_ATTRIBUTES; count++) {
		const id = bytes.readUInt16LE(at + 1);
		const length = bytes.readUInt32LE(at + 5);
		const start = at + 9;
		const end = start + length;
		if (end > bytes.length) {
			problem = "is cut off";
			break;
		}
		const data = bytes.subarray(start, end);
		const file = files.at(-1);
		if (id === Attribute.rendering) {
			if (files.length >= MAX_FILES) break;
			files.push({ name: "", start: 0, end: 0 });
		} else if (id === Attribute.oemCodepage && length >= 4) codepage = `windows-${data.readUInt32LE(0)}`;
		else if (id === Attribute.body) text = string8(data, codepage);
		else if (id === Attribute.mapi) {
			for (const property of readProperties(bytes, start, end)) {
				if (property.id === Property.body) text = property.text(codepage);
				else if (property.id === Property.html)
					html = decodeText(bytes.subarray(property.start, property.end), undefined).text;
			}
		} else if (file !== undefined) {
			if (id === Attribute.title && file.name === "") file.name = string8(data, codepage);
			else if (id === Attribute.data) [file.start, file.end] = [start, end];
			else if (id === Attribute.attachment) {
				for (const property of readProperties(bytes, start, end)) {
					if (property.id === Property.longName) file.name = property.text(codepage);
					else if (property.id === Property.name && file.name === "") file.name = property.text(codepage);
					else if (property.id === Property.type) file.type = property.text(codepage).toLowerCase();
					else if (property.id === Property.data && file.end === 0)
						[file.start, file.end] = [property.start, property.end];
				}
			}
		}
		at = end + 2;
	}
	return {
		files: files.filter((file) => file.end > 0),
		...(text === undefined ? {} : { text }),
		...(html === undefined ? {} : { html }),
		...(problem === undefined ? {} : { problem }),
	};
}

function string8(data: Buffer, codepage: string): string {
	const end = data.indexOf(0);
	return decodeText(end < 0 ? data : data.subarray(0, end), codepage).text;
}

class MapiProperty {
	readonly id: number;
	readonly start: number;
	readonly end: number;
	readonly #type: number;
	readonly #bytes: Buffer;

	constructor(bytes: Buffer, id: number, type: number, start: number, end: number) {
		this.#bytes = bytes;
		this.#type = type;
		this.id = id;
		this.start = start;
		this.end = end;
	}

	text(codepage: string): string {
		const data = this.#bytes.subarray(this.start, this.end);
		if (this.#type === 0x1f) return decodeText(data, "utf-16le").text.replace(/\0.*$/s, "");
		return string8(data, codepage);
	}
}

/** Bytes of values of a fixed size, by type; padded to four. */
const FIXED: Readonly<Record<number, number>> = {
	2: 4,
	3: 4,
	4: 4,
	5: 8,
	6: 8,
	7: 8,
	10: 4,
	11: 4,
	20: 8,
	64: 8,
	72: 16,
};
const VARIABLE = new Set([0x1e, 0x1f, 0x0d, 0x102]);

/** The properties of one attribute, of one value each; stops at what it cannot read. */
function readProperties(bytes: Buffer, from: number, end: number): MapiProperty[] {
	const found: MapiProperty[] = [];
	if (from + 4 > end) return found;
	const count = Math.min(bytes.readUInt32LE(from), MAX_ATTRIBUTES);
	let at = from + 4;
	for (let index = 0; index < count; index++) {
		if (at + 4 > end) return found;
		const type = bytes.readUInt16LE(at);
		const id = bytes.readUInt16LE(at + 2);
		at += 4;
		if (id >= 0x8000) {
			if (at + 24 > end) return found;
			const isName = bytes.readUInt32LE(at + 16) === 1;
			const length = bytes.readUInt32LE(at + 20);
			at += 24 + (isName ? padded(length) : 0);
		}
		const single = type & 0xefff;
		const isMultiple = (type & 0x1000) !== 0;
		const isVariable = VARIABLE.has(single);
		let values = 1;
		if (isMultiple || isVariable) {
			if (at + 4 > end) return found;
			values = bytes.readUInt32LE(at);
			at += 4;
		}
		for (let value = 0; value < values; value++) {
			let length = FIXED[single];
			if (isVariable) {
				if (at + 4 > end) return found;
				length = bytes.readUInt32LE(at);
				at += 4;
			}
			if (length === undefined || at + length > end) return found;
			// The bytes of an object begin with the id of its interface.
			if (value === 0)
				found.push(new MapiProperty(bytes, id, single, single === 0x0d && length >= 16 ? at + 16 : at, at + length));
			at += padded(length);
			if (length === 0 && value > MAX_ATTRIBUTES) return found;
		}
	}
	return found;
}

function padded(length: number): number {
	return (length + 3) & ~3;
}
