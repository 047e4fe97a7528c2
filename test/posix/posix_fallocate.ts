import { type Case, one, times } from "./cases.ts";

export const posixFallocate: Case[] = [
	one("posix_fallocate/00", "a file grows to offset and length, and never shrinks", [
		"0 open n0 O_CREAT,O_RDWR 0644",
		"0 posix_fallocate #0 0 567",
		"567 stat n0 size",
		"0 posix_fallocate #0 20000 10765",
		"30765 stat n0 size",
		"0 posix_fallocate #0 0 10",
		"30765 stat n0 size",
		"%00*100; pread #0 100 30665",
	]),
	one("posix_fallocate/00", "bytes that are there stay", [
		"0 open n0 O_CREAT,O_RDWR 0644",
		"5 write #0 hello",
		"0 posix_fallocate #0 2 10",
		"hello%00%00%00%00%00%00%00 pread #0 99 0",
	]),
	one(
		"posix_fallocate/00",
		"changes mtime or ctime as the size changes",
		times(["0 open n0 O_CREAT,O_RDWR 0644"], "n0", ["0 posix_fallocate #0 0 123"], { ctime: true }),
	),
	one("posix_fallocate/00", "a refused call changes no times", [
		"0 open n0 O_CREAT,O_RDWR 0644",
		...times(
			[],
			"n0",
			["EINVAL posix_fallocate #0 0 0", "EINVAL posix_fallocate #0 -1 10", "EINVAL posix_fallocate #0 0 -1"],
			{ ctime: false },
		),
		"0 stat n0 size",
	]),
	one("posix_fallocate/00", "the mode given to open does not matter to its descriptor", [
		"0 open n0 O_CREAT,O_RDWR 0000",
		"0 posix_fallocate #0 0 1",
		"1 stat n0 size",
	]),
	one("posix_fallocate/00", "a descriptor for reading: EBADF", [
		"0 create n0 0644",
		"0 open n0 O_RDONLY",
		"EBADF posix_fallocate #0 0 10",
	]),
];
