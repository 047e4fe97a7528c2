import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readI64, readTime, readU64, writeTime, writeU64 } from "./integers.ts";
import * as layouts from "./layouts.ts";
import type { Attributes } from "./operations.ts";
import * as replies from "./replies.ts";
import * as requests from "./requests.ts";

const { IN_HEADER } = layouts;
const size = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const u32 = fc.nat({ max: 0xffffffff });
/** Names of any bytes but NUL and `/`, as raw text. */
const name = fc
	.uint8Array({ minLength: 1, maxLength: 255 })
	.map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0xe9 : byte))));

/** A request as the kernel writes it: fields of the struct by their names, then bytes. */
function request<Field extends string>(
	struct: layouts.Struct<Field>,
	fields: Partial<Record<Field, number>>,
	tail: Uint8Array = Buffer.alloc(0),
): requests.Request {
	const bytes = Buffer.alloc(IN_HEADER.size + struct.size + tail.length);
	const offsets = Object.entries(struct.at) as [Field, number][];
	for (const [index, [field, offset]] of offsets.entries()) {
		const value = fields[field] ?? 0;
		const width = (offsets[index + 1]?.[1] ?? struct.size) - offset;
		if (width === 8) bytes.writeBigInt64LE(BigInt.asIntN(64, BigInt(value)), IN_HEADER.size + offset);
		else bytes.writeUInt32LE(value, IN_HEADER.size + offset);
	}
	bytes.set(tail, IN_HEADER.size + struct.size);
	return requests.decodeRequest(bytes, bytes.length);
}

const z = (...names: Uint8Array[]) => Buffer.concat(names.flatMap((one) => [one, Buffer.of(0)]));

describe("integers", () => {
	test("64 bits, with and without a sign, as BigInt's own", () => {
		fc.assert(
			fc.property(fc.maxSafeInteger(), (value) => {
				const bytes = Buffer.alloc(8);
				writeU64(bytes, 0, value);
				expect(bytes.readBigInt64LE()).toBe(BigInt(value));
				expect(readI64(bytes, 0)).toBe(value);
				if (value >= 0) expect(readU64(bytes, 0)).toBe(value);
			}),
		);
	});

	test("times, before 1970 too: nanoseconds always count forward", () => {
		fc.assert(
			fc.property(fc.integer({ min: -62_135_596_800_000_000, max: 9_000_000_000_000_000 }), (time) => {
				const bytes = Buffer.alloc(12);
				writeTime(bytes, 0, 8, time);
				expect(readTime(bytes, 0, 8)).toBe(time);
				const nanoseconds = bytes.readUInt32LE(8);
				expect(nanoseconds).toBeLessThan(1_000_000_000);
				expect(bytes.readBigInt64LE() * 1_000_000n + BigInt(nanoseconds / 1000)).toBe(BigInt(time));
			}),
		);
	});
});

describe("requests", () => {
	test("the head", () => {
		fc.assert(
			fc.property(u32, size, size, u32, u32, u32, (opcode, unique, node, uid, gid, pid) => {
				const bytes = Buffer.alloc(IN_HEADER.size);
				bytes.writeUInt32LE(opcode, IN_HEADER.at.opcode);
				bytes.writeBigUInt64LE(BigInt(unique), IN_HEADER.at.unique);
				bytes.writeBigUInt64LE(BigInt(node), IN_HEADER.at.nodeid);
				for (const [field, value] of Object.entries({ uid, gid, pid }))
					bytes.writeUInt32LE(value, IN_HEADER.at[field as "uid"]);
				expect(requests.decodeRequest(bytes, 40)).toEqual({
					opcode,
					unique,
					node,
					caller: { uid, gid, pid },
					bytes,
					end: 40,
				});
			}),
		);
	});

	test("names are the bytes that were sent", () => {
		fc.assert(
			fc.property(name, name, size, u32, (first, second, parent, flags) => {
				const one = request(layouts.RENAME2_IN, { newdir: parent, flags }, z(first, second));
				const decoded = requests.decodeRename2(one);
				expect(Buffer.from(replies.bytesOf(decoded.name))).toEqual(first);
				expect(Buffer.from(replies.bytesOf(decoded.toName))).toEqual(second);
				expect([decoded.toParent, decoded.flags]).toEqual([parent, flags]);
				const link = requests.decodeLink(request(layouts.LINK_IN, { oldnodeid: parent }, z(first)));
				expect(link).toEqual({ node: parent, name: decoded.name });
			}),
		);
	});

	test("a name that is not ended is cut at the end, whatever the buffer held before", () => {
		const { bytes } = request({ name: "", size: 0, at: {} }, {}, Buffer.from("name\0rest"));
		expect(requests.decodeName(requests.decodeRequest(bytes, IN_HEADER.size + 3))).toBe("nam");
	});

	test("reading, writing, forgetting, allocating", () => {
		fc.assert(
			fc.property(size, size, fc.uint8Array({ maxLength: 100 }), (handle, offset, data) => {
				expect(requests.decodeRead(request(layouts.READ_IN, { fh: handle, offset, size: 7 }))).toEqual({
					handle,
					offset,
					size: 7,
				});
				const written = requests.decodeWrite(
					request(layouts.WRITE_IN, { fh: handle, offset, size: data.length }, data),
				);
				expect({ ...written, bytes: [...written.bytes] }).toEqual({ handle, offset, bytes: [...data] });
				expect(requests.decodeForget(request(layouts.FORGET_IN, { nlookup: offset }))).toBe(offset);
				const fallocate = requests.decodeFallocate(
					request(layouts.FALLOCATE_IN, { fh: handle, offset, length: 5, mode: 1 }),
				);
				expect(fallocate).toEqual({ handle, offset, length: 5, mode: 1 });
			}),
		);
		const tail = Buffer.alloc(2 * layouts.FORGET_ONE.size);
		tail.writeBigUInt64LE(9n, 0);
		tail.writeBigUInt64LE(2n, 8);
		tail.writeBigUInt64LE(11n, 16);
		tail.writeBigUInt64LE(1n, 24);
		expect(requests.decodeBatchForget(request(layouts.BATCH_FORGET_IN, { count: 2 }, tail))).toEqual([
			{ node: 9, count: 2 },
			{ node: 11, count: 1 },
		]);
	});

	test("attributes: only what counts", () => {
		const { SetAttribute: valid } = layouts;
		const fields = {
			fh: 4,
			size: 10,
			mode: 0o640,
			uid: 1,
			gid: 2,
			atime: -3,
			atimensec: 5_999,
			mtime: 7,
			mtimensec: 1_000,
		};
		const decode = (flags: number) => requests.decodeSetattr(request(layouts.SETATTR_IN, { valid: flags, ...fields }));
		expect(decode(0)).toEqual({});
		expect(decode(valid.MODE | valid.UID | valid.GID | valid.SIZE | valid.FH)).toEqual({
			mode: 0o640,
			uid: 1,
			gid: 2,
			size: 10,
			handle: 4,
		});
		expect(decode(valid.ATIME | valid.MTIME)).toEqual({ atime: -2_999_995, mtime: 7_000_001 });
		expect(decode(valid.ATIME | valid.ATIME_NOW | valid.MTIME | valid.MTIME_NOW)).toEqual({
			atime: "now",
			mtime: "now",
		});
	});

	test("extended attributes: any value, copied", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 50 }), (value) => {
				const sent = request(
					layouts.SETXATTR_IN,
					{ size: value.length, flags: 2 },
					Buffer.concat([z(Buffer.from("user.x")), value]),
				);
				const decoded = requests.decodeSetxattr(sent);
				sent.bytes.fill(0);
				expect({ ...decoded, value: [...decoded.value] }).toEqual({ name: "user.x", value: [...value], flags: 2 });
			}),
		);
	});
});

describe("replies", () => {
	const attributes: Attributes = {
		inode: 2 ** 40 + 3,
		size: 1025,
		mode: 0o100640,
		links: 1,
		atime: -1,
		mtime: 1_700_000_000_123_456,
		ctime: 0,
		uid: 1000,
		gid: 1001,
	};

	test("an entry, byte for byte", () => {
		const out = Buffer.alloc(200, 0xff);
		expect(replies.encodeEntry(out, 8, { node: 77, attributes, ttl: 1500 })).toBe(layouts.ENTRY_OUT.size);
		const { at } = layouts.ENTRY_OUT;
		const attr = 8 + at.attr;
		const u64 = (offset: number) => out.readBigInt64LE(offset);
		expect([u64(8), u64(8 + at.generation), u64(8 + at.entry_valid), u64(8 + at.attr_valid)]).toEqual([
			77n,
			0n,
			1n,
			1n,
		]);
		expect(out.readUInt32LE(8 + at.attr_valid_nsec)).toBe(500_000_000);
		expect([u64(attr), u64(attr + 8), u64(attr + 16)]).toEqual([BigInt(attributes.inode), 1025n, 3n]);
		expect(u64(attr + layouts.ATTR.at.atime)).toBe(-1n);
		expect(out.readUInt32LE(attr + layouts.ATTR.at.atimensec)).toBe(999_999_000);
		expect(out.readUInt32LE(attr + layouts.ATTR.at.mtimensec)).toBe(123_456_000);
		expect(out.readUInt32LE(attr + layouts.ATTR.at.mode)).toBe(0o100640);
		expect([...out.subarray(8 + layouts.ENTRY_OUT.size)].every((byte) => byte === 0xff)).toBe(true);
	});

	test("a listing takes what has room and no more, padded to eight", () => {
		fc.assert(
			fc.property(
				fc.array(name, { maxLength: 20 }),
				fc.integer({ min: 0, max: 2000 }),
				fc.boolean(),
				(names, room, plus) => {
					const listing = new replies.Listing(room, plus);
					const texts = names.map((bytes) => requests.decodeName(request({ name: "", size: 0, at: {} }, {}, z(bytes))));
					let taken = 0;
					for (const [index, text] of texts.entries()) {
						if (!listing.take({ node: 5, attributes, ttl: 0, name: text, next: index + 1 })) break;
						taken++;
					}
					const { bytes } = listing;
					expect(bytes.length).toBeLessThanOrEqual(room);
					expect(bytes.length % 8).toBe(0);
					const head = plus ? layouts.ENTRY_OUT.size : 0;
					let at = 0;
					for (let index = 0; index < taken; index++) {
						const dirent = at + head;
						const length = bytes.readUInt32LE(dirent + layouts.DIRENT.at.namelen);
						const start = dirent + layouts.DIRENT.size;
						expect(bytes.subarray(start, start + length)).toEqual(names[index]);
						expect(readU64(bytes, dirent + layouts.DIRENT.at.off)).toBe(index + 1);
						expect(bytes.readUInt32LE(dirent + layouts.DIRENT.at.type)).toBe(8);
						if (plus)
							expect(readU64(bytes, at)).toBe(
								names[index]?.equals(Buffer.from(".")) || names[index]?.equals(Buffer.from("..")) ? 0 : 5,
							);
						at = Math.ceil((start + length) / 8) * 8;
					}
					expect(at).toBe(bytes.length);
					const next = names[taken];
					if (next !== undefined)
						expect(at + Math.ceil((head + layouts.DIRENT.size + next.length) / 8) * 8).toBeGreaterThan(room);
				},
			),
		);
	});

	test("only what both sides know is agreed on, and never a write-back cache", () => {
		const WRITEBACK_CACHE = 1 << 16;
		const agreed = (features: number) => {
			const out = Buffer.alloc(layouts.INIT_OUT.size);
			replies.encodeInit(out, 0, { major: 7, minor: 40, readAhead: 131_072, features });
			return out;
		};
		expect(agreed(0).readUInt32LE(layouts.INIT_OUT.at.flags)).toBe(0);
		const all = agreed(0xffffffff);
		const flags = all.readUInt32LE(layouts.INIT_OUT.at.flags);
		expect(flags & WRITEBACK_CACHE).toBe(0);
		expect(flags & layouts.Feature.MAX_PAGES).not.toBe(0);
		expect(all.readUInt16LE(layouts.INIT_OUT.at.max_pages) * 4096).toBe(replies.TRANSFER);
		expect(all.readUInt32LE(layouts.INIT_OUT.at.minor)).toBe(31);
	});

	test("notices are whole messages without a request", () => {
		const node = replies.noticeOfNode(5, -1);
		expect([node.readUInt32LE(0), node.readInt32LE(4), node.readBigUInt64LE(8)]).toEqual([40, 2, 0n]);
		expect([node.readBigInt64LE(16), node.readBigInt64LE(24), node.readBigInt64LE(32)]).toEqual([5n, -1n, 0n]);
		const entry = replies.noticeOfEntry(1, "é");
		expect([entry.length, entry.readUInt32LE(0), entry.readInt32LE(4), entry.readUInt32LE(24)]).toEqual([35, 35, 3, 2]);
		expect(entry.subarray(32)).toEqual(Buffer.from("é\0"));
	});
});
