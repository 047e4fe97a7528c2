import { type Case, forTypes, make, one, TYPES, times, typesBut } from "./cases.ts";

/** What is not about making a file (make.ts) nor about its path (families.ts). */
export const open: Case[] = [
	one("open/00", "O_CREAT of what is there changes neither mode nor times", [
		"0 create n0 0644",
		...times([], "n0", ["0 open n0 O_CREAT,O_RDONLY 0777"], { mtime: false, ctime: false }),
		"0644 stat n0 mode",
		...times([], ".", ["0 open n0 O_CREAT,O_RDONLY 0777"], { mtime: false, ctime: false }),
	]),
	one("open/00", "O_TRUNC empties it and changes mtime and ctime", [
		"0 open n0 O_CREAT,O_WRONLY 0644",
		"4 write #0 text",
		"0 close #0",
		...times(["4 stat n0 size"], "n0", ["0 open n0 O_WRONLY,O_TRUNC"], { mtime: true, ctime: true }),
		"0 stat n0 size",
	]),
	one(
		"open/00",
		"O_TRUNC of an empty file changes mtime and ctime, too",
		times(["0 create n0 0644"], "n0", ["0 open n0 O_WRONLY,O_TRUNC"], { mtime: true, ctime: true }),
	),
	one("open/00", "a file made without any permission is open for its maker", [
		"0 open n0 O_CREAT,O_RDWR 0000",
		"2 write #0 ab",
		"ab pread #0 9 0",
		"0000 fstat #0 mode",
	]),
	one("open/00", "through a symbolic link, and making its target", [
		"0 symlink n1 n0",
		"ENOENT open n0 O_RDONLY",
		"0 open n0 O_CREAT,O_WRONLY 0600",
		"1 write #0 x",
		"regular,0600,1 lstat n1 type,mode,size",
		"EEXIST open n0 O_CREAT,O_EXCL 0600",
	]),
	...(
		["O_WRONLY", "O_RDWR", "O_RDONLY,O_TRUNC", "O_WRONLY,O_TRUNC", "O_RDWR,O_TRUNC", "O_CREAT,O_RDONLY"] as const
	).map((flags) =>
		one("open/13", `a directory with ${flags}: EISDIR`, [make("dir", "n0"), `EISDIR open n0 ${flags} 0644`]),
	),
	one("open/13", "a directory for reading", [make("dir", "n0"), "0 open n0 O_RDONLY,O_DIRECTORY", "EISDIR read #0 10"]),
	...forTypes(typesBut("dir", "symlink"), "open/13", "O_DIRECTORY of what is none: ENOTDIR", (type) => [
		make(type, "n0"),
		"ENOTDIR open n0 O_RDONLY,O_DIRECTORY",
	]),
	...(["O_RDONLY", "O_WRONLY", "O_RDWR", "O_RDONLY,O_CREAT"] as const).map((flags) =>
		one("open/16", `O_NOFOLLOW of a link with ${flags}: ELOOP`, [
			make("regular", "n0"),
			"0 symlink n0 n1",
			`ELOOP open n1 ${flags},O_NOFOLLOW 0644`,
			`0 open n0 ${flags},O_NOFOLLOW 0644`,
		]),
	),
	one("open/17", "a FIFO without a reader, O_NONBLOCK for writing: ENXIO", [
		make("fifo", "n0"),
		"ENXIO open n0 O_WRONLY,O_NONBLOCK",
		"0 open n0 O_RDONLY,O_NONBLOCK",
		"0 open n0 O_WRONLY,O_NONBLOCK",
	]),
	one("open/20", "a program that runs, for writing: ETXTBSY", [
		"0 copy /bin/sleep n0",
		"0 run ./n0",
		"ETXTBSY open n0 O_WRONLY",
		"ETXTBSY open n0 O_RDWR",
		"ETXTBSY open n0 O_RDONLY,O_TRUNC",
		"0 open n0 O_RDONLY",
		"0 kill",
		"0 open n0 O_WRONLY",
	]),
	...forTypes(TYPES, "open/22", "O_CREAT and O_EXCL of what is there: EEXIST", (type) => [
		make(type, "n0"),
		"EEXIST open n0 O_CREAT,O_EXCL 0644",
		"EEXIST open n0 O_CREAT,O_EXCL,O_WRONLY,O_TRUNC 0644",
	]),
	one("open/23", "Linux takes O_WRONLY with O_RDWR, for neither reading nor writing", [
		make("regular", "n0"),
		"0|EINVAL open n0 O_WRONLY,O_RDWR",
	]),
	one("open/24", "a socket: ENXIO", [
		make("socket", "n0"),
		"ENXIO open n0 O_RDONLY",
		"ENXIO open n0 O_WRONLY",
		"ENXIO open n0 O_RDWR",
	]),
	one("open/25", "a descriptor does what it was opened for and no more", [
		"0 open n0 O_CREAT,O_WRONLY 0644",
		"3 write #0 abc",
		"EBADF read #0 3",
		"0 open n0 O_RDONLY",
		"EBADF write #1 x",
		"abc read #1 9",
		"- read #1 9",
	]),
];
