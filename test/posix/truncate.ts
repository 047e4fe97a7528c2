import { type Case, make, one, times } from "./cases.ts";

/** The same cases for a path and for a descriptor: `#0` is n0, open for reading and writing. */
function both(directory: "truncate" | "ftruncate", efbig: string, einval: string): Case[] {
	const open = directory === "truncate" ? [] : ["0 open n0 O_RDWR"];
	const to = (size: number | string) => (directory === "truncate" ? `truncate n0 ${size}` : `ftruncate #0 ${size}`);
	const file = `${directory}/00`;
	return [
		one(file, "makes an empty file longer, and shorter", [
			make("regular", "n0"),
			...open,
			`0 ${to(123)}`,
			"123 stat n0 size",
			`0 ${to(5)}`,
			"5 stat n0 size",
			`0 ${to(0)}`,
			"0 stat n0 size",
		]),
		one(file, "what is added is zeros, what is cut is gone", [
			"0 open n0 O_CREAT,O_RDWR 0644",
			...(directory === "truncate" ? [] : ["0 open n0 O_RDWR"]),
			"10 write #0 abcdefghij",
			`0 ${to(4)}`,
			"abcd pread #0 99 0",
			`0 ${to(20)}`,
			"abcd%00*16; pread #0 99 0",
			"20 stat n0 size",
		]),
		one(file, "1,234,567 bytes and back to 567", [
			make("regular", "n0"),
			...open,
			`0 ${to(1_234_567)}`,
			"1234567 stat n0 size",
			"0 open n0 O_RDONLY",
			`%00*100; pread #${open.length} 100 1234467`,
			`- pread #${open.length} 100 1234567`,
			`0 ${to(567)}`,
			"567 stat n0 size",
		]),
		one(
			file,
			"changes mtime and ctime, also to a longer size",
			times([make("regular", "n0"), ...open], "n0", [`0 ${to(123)}`], { ctime: true, mtime: true }),
		),
		one(
			file,
			"changes mtime and ctime to a shorter size",
			times(["0 open n0 O_CREAT,O_RDWR 0644", ...open, "9 write #0 abcdefghi"], "n0", [`0 ${to(3)}`], {
				ctime: true,
				mtime: true,
			}),
		),
		one(`${directory}/12`, "to more than the file system holds: EFBIG or EINVAL and nothing changes, or it works", [
			make("regular", "n0"),
			...open,
			`0|EFBIG|EINVAL ${to("999999999999999")}`,
			"0|999999999999999 stat n0 size",
		]),
		one(`${directory}/${efbig}`, "to more than any off_t that the file system takes", [
			make("regular", "n0"),
			...open,
			`0|EFBIG|EINVAL ${to("0x7fffffffffffffff")}`,
			"0|9223372036854775807 stat n0 size",
		]),
		one(`${directory}/${einval}`, "to a negative size: EINVAL", [
			make("regular", "n0"),
			...open,
			`EINVAL ${to(-1)}`,
			`EINVAL ${to("-999999")}`,
			"0 stat n0 size",
		]),
		one(
			file,
			"a refused call changes no times",
			times([make("regular", "n0"), ...open], "n0", [`EINVAL ${to(-1)}`], { ctime: false, mtime: false }),
		),
	];
}

const running = (lines: readonly string[]): string[] => ["0 copy /bin/sleep n0", "0 run ./n0", ...lines, "0 kill"];

export const truncate: Case[] = [
	...both("truncate", "12", "13"),
	one("truncate/09", "a directory: EISDIR", [make("dir", "n0"), "EISDIR truncate n0 123"]),
	one("truncate/11", "a program that runs: ETXTBSY", running(["ETXTBSY truncate n0 123"])),
	one("truncate/00", "through a symbolic link", [
		make("regular", "n0"),
		"0 symlink n0 n1",
		"0 truncate n1 77",
		"77 stat n0 size",
		"symlink,2 lstat n1 type,size",
	]),
	one("truncate/00", "of a FIFO and of a socket: EINVAL", [
		make("fifo", "n0"),
		make("socket", "n1"),
		"EINVAL truncate n0 5",
		"EINVAL truncate n1 5",
	]),
];

export const ftruncate: Case[] = [
	...both("ftruncate", "12", "13"),
	one("ftruncate/00", "the mode given to open does not matter to its descriptor", [
		"0 open n0 O_CREAT,O_RDWR 0000",
		"0 ftruncate #0 0",
		"0 ftruncate #0 321",
		"0000,321 stat n0 mode,size",
	]),
	one("ftruncate/00", "a descriptor for reading: EINVAL", [
		make("regular", "n0"),
		"0 open n0 O_RDONLY",
		"EINVAL|EBADF ftruncate #0 5",
		"0 stat n0 size",
	]),
	one("ftruncate/09", "a directory is not opened for writing: EISDIR", [make("dir", "n0"), "EISDIR open n0 O_RDWR"]),
	one("ftruncate/11", "a program that runs: ETXTBSY", running(["ETXTBSY open n0 O_WRONLY"])),
	one("ftruncate/00", "the position stays", [
		"0 open n0 O_CREAT,O_RDWR 0644",
		"5 write #0 hello",
		"0 ftruncate #0 2",
		"5 lseek #0 0 SEEK_CUR",
		"1 write #0 x",
		"he%00%00%00x pread #0 99 0",
	]),
];
