/** What the thread that reads messages and the thread that stores them say to each other. */
import type { NoMessage } from "./messages.ts";

/** What the reading thread starts with. */
export interface ReaderSetup {
	/** The source's own name. */
	readonly source: string;
	readonly all: boolean;
	/** Flags that all messages get. */
	readonly flags: readonly string[];
	/** Ids of messages that are there, as numbers (`idNumber`), in order; one that is there twice stands there twice. */
	readonly known: Float64Array;
}

/** To the reading thread. */
export type Order =
	/** Read a file: of the host (`path`), or of the bytes that come next, until `end`. */
	| {
			readonly file: {
				readonly name: string;
				readonly from: string;
				readonly modified?: number;
				readonly path?: string | Uint8Array;
			};
	  }
	| { readonly bytes: Uint8Array }
	/** The file's end; `failed`: it could not be read on. */
	| { readonly end: true; readonly failed?: string }
	/** So many bytes of messages have been taken over. */
	| { readonly taken: number }
	/** The memory of a batch that is stored: for the next one. */
	| { readonly back: ArrayBuffer }
	/** No more files. */
	| { readonly finish: true };

/** A message that was read: [start, end) of `data` of its batch. */
export interface ReadItem {
	readonly from: string;
	readonly folder: string;
	readonly below: string;
	readonly id: string;
	/** Which message with this source it is, in all of the import: 1 is the first. */
	readonly occurrence: number;
	/** The file's name; undefined where the tree has as many of it already. */
	readonly name?: string;
	/** ms UTC */
	readonly time?: number;
	readonly shown?: readonly [number, number];
	/** What is projected of it (a `Parsed`, in JSON), and its filter, so that the other thread need not read it again. */
	readonly parsed?: readonly [number, number];
	readonly filter?: readonly [number, number];
	/** Reading it failed, which is a mistake of ours: its source is kept. */
	readonly failed?: string;
	/** Left out where the source came in pieces before. */
	readonly source?: readonly [number, number];
}

export type BatchItem = ReadItem | NoMessage;

/** From the reading thread. */
export type Answer =
	/** `items`: JSON of a `BatchItem[]`, which is quicker than cloning them one by one; `bytes` of `data` are theirs. */
	| { readonly items: string; readonly data: ArrayBuffer; readonly bytes: number }
	/** A piece of the source of the next item, which is alone in its batch. */
	| { readonly piece: Uint8Array }
	/** Bytes of a file that have been read, as they were sent; files that are done. */
	| { readonly read: number }
	| { readonly files: number }
	| { readonly finished: true };

/** Bytes of messages that may wait to be stored: as many as a change set has, so that reading goes on while one is committed. Of files that may wait to be read. */
export const WAITING = 5 * 1024 * 1024;
export const UNREAD = 4 * 1024 * 1024;
/** Files that may wait to be read. */
export const FILES = 1000;

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** The 50 bits that an id of 10 letters stands for. */
export function idNumber(id: string): number {
	let number = 0;
	for (let at = 0; at < id.length; at++) number = number * 32 + BASE32.indexOf(id[at] as string);
	return number;
}
