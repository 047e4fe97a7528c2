/** 64-bit integers of the wire as JavaScript numbers: exact up to 2^53, which no inode, size or time of ours reaches. */
import type { Micros } from "../../base/clock.ts";

const WORD = 2 ** 32;
const MILLION = 1_000_000;

export function readU64(bytes: Buffer, at: number): number {
	return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * WORD;
}

export function readI64(bytes: Buffer, at: number): number {
	return bytes.readUInt32LE(at) + bytes.readInt32LE(at + 4) * WORD;
}

/** Two's complement; of a negative number, too. */
export function writeU64(bytes: Buffer, at: number, value: number): void {
	bytes.writeUInt32LE(value >>> 0, at);
	bytes.writeUInt32LE(Math.floor(value / WORD) >>> 0, at + 4);
}

/** A time of the kernel: whole seconds, which may be negative, and nanoseconds after them. */
export function readTime(bytes: Buffer, seconds: number, nanoseconds: number): Micros {
	return readI64(bytes, seconds) * MILLION + Math.floor(bytes.readUInt32LE(nanoseconds) / 1000);
}

export function writeTime(bytes: Buffer, seconds: number, nanoseconds: number, time: Micros): void {
	const whole = Math.floor(time / MILLION);
	writeU64(bytes, seconds, whole);
	bytes.writeUInt32LE((time - whole * MILLION) * 1000, nanoseconds);
}
