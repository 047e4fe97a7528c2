import { type Case, forTypes, make, one, TYPES, typesBut, WAIT } from "./cases.ts";

const DATE1 = 1_900_000_000; // 2030
const DATE2 = 1_950_000_000; // 2031

/** Seconds that a file system may lose: before 1970, around 32 signed and unsigned bits, later than ext4 with inodes of 128 bytes keeps. */
const SECONDS = [
	["utimensat/09", "the end of 32 signed bits", [2_147_483_647, 2_147_483_648]],
	["utimensat/09", "the end of 32 unsigned bits", [4_294_967_295, 4_294_967_296]],
	["utimensat/09", "the year 2200", [7_258_118_400, 7_258_118_401]],
	["utimensat/00", "1970 and before it", [0, -1]],
	["utimensat/00", "1911", [-1_861_920_000, -1_861_920_001]],
] as const;

const at = (seconds: number) => `${seconds}.000000000`;

export const utimensat: Case[] = [
	...forTypes(typesBut("symlink"), "utimensat/00", "sets both times", (type) => [
		make(type, "n0"),
		`0 utimensat n0 ${DATE1} ${DATE2} 0`,
		`${at(DATE1)},${at(DATE2)} lstat n0 atime,mtime`,
	]),
	...forTypes(typesBut("symlink"), "utimensat/00", "changes ctime", (type) => [
		make(type, "n0"),
		"$ctime stat n0 ctime",
		WAIT,
		`0 utimensat n0 ${DATE1} ${DATE2} 0`,
		">ctime stat n0 ctime",
	]),
	one("utimensat/01", "UTIME_NOW is now, for each of both", [
		make("regular", "n0"),
		`0 utimensat n0 ${DATE1} ${DATE1} 0`,
		"0 create n1 0644",
		"$now stat n1 mtime",
		WAIT,
		"0 utimensat n0 UTIME_NOW UTIME_NOW 0",
		">now,>now stat n0 atime,mtime",
		"0 utimensat n0 1000 UTIME_NOW 0",
		"1000.000000000,>now stat n0 atime,mtime",
		"0 utimensat n0 UTIME_NOW 2000 0",
		">now,2000.000000000 stat n0 atime,mtime",
	]),
	one("utimensat/02", "UTIME_OMIT leaves each as it is", [
		make("regular", "n0"),
		`0 utimensat n0 ${DATE1} ${DATE2} 0`,
		"0 utimensat n0 UTIME_OMIT 1000 0",
		`${at(DATE1)},1000.000000000 stat n0 atime,mtime`,
		"0 utimensat n0 2000 UTIME_OMIT 0",
		"2000.000000000,1000.000000000 stat n0 atime,mtime",
		"0 utimensat n0 UTIME_OMIT UTIME_OMIT 0",
		"2000.000000000,1000.000000000 stat n0 atime,mtime",
	]),
	one("utimensat/02", "both omitted: not even ctime changes", [
		make("regular", "n0"),
		"$ctime stat n0 ctime",
		WAIT,
		"0 utimensat n0 UTIME_OMIT UTIME_OMIT 0",
		"=ctime stat n0 ctime",
	]),
	one("utimensat/04", "through a descriptor", [
		"0 open n0 O_CREAT,O_RDWR 0644",
		`0 futimens #0 ${DATE1} ${DATE2}`,
		`${at(DATE1)},${at(DATE2)} stat n0 atime,mtime`,
		"0 futimens #0 UTIME_OMIT 5",
		`${at(DATE1)},5.000000000 fstat #0 atime,mtime`,
	]),
	one("utimensat/05", "follows a link unless AT_SYMLINK_NOFOLLOW says not to", [
		make("regular", "n0"),
		"0 symlink n0 n1",
		`0 utimensat n0 ${DATE1} ${DATE1} 0`,
		`0 utimensat n1 ${DATE2} ${DATE2} AT_SYMLINK_NOFOLLOW`,
		`${at(DATE2)},${at(DATE2)} lstat n1 atime,mtime`,
		`${at(DATE1)},${at(DATE1)} lstat n0 atime,mtime`,
		"0 utimensat n1 1000 2000 0",
		"1000.000000000,2000.000000000 lstat n0 atime,mtime",
		`${at(DATE2)} lstat n1 mtime`,
	]),
	...forTypes(TYPES, "utimensat/05", "the node itself with AT_SYMLINK_NOFOLLOW", (type) => [
		make(type, "n0"),
		`0 utimensat n0 ${DATE1} ${DATE2} AT_SYMLINK_NOFOLLOW`,
		`${type},${at(DATE1)},${at(DATE2)} lstat n0 type,atime,mtime`,
	]),
	one("utimensat/08", "parts of a second, to the microsecond at least", [
		make("regular", "n0"),
		"0 utimensat n0 100.123456000 200.654321000 0",
		"100.123456000,200.654321000 stat n0 atime,mtime",
		"0 utimensat n0 100.000001000 200.999999000 0",
		"100.000001000,200.999999000 stat n0 atime,mtime",
	]),
	one("utimensat/08", "nanoseconds are kept or cut, never rounded up", [
		make("regular", "n0"),
		"0 utimensat n0 100.123456789 200.999999999 0",
		"100.123456789|100.123456000,200.999999999|200.999999000 stat n0 atime,mtime",
	]),
	one("utimensat/08", "a part that is none: EINVAL", [
		make("regular", "n0"),
		"EINVAL utimensat n0 1.1000000000 5 0",
		"EINVAL utimensat n0 1 5.-7 0",
	]),
	...SECONDS.flatMap(([file, title, [atime, mtime]]) =>
		forTypes(["regular", "dir"], file, title, (type) => [
			make(type, "n0"),
			`0 utimensat n0 ${atime} ${mtime} 0`,
			`${at(atime)},${at(mtime)} stat n0 atime,mtime`,
		]),
	),
	one("utimensat/09", "the times outlive a write of another file, a rename and a chmod", [
		make("regular", "n0"),
		`0 utimensat n0 ${DATE1} ${DATE2} 0`,
		make("regular", "n1"),
		"0 chmod n0 0600",
		"0 rename n0 n2",
		`${at(DATE1)},${at(DATE2)} stat n2 atime,mtime`,
	]),
	one("utimensat/09", "set while the file is open and written: they are there after close", [
		"0 open n0 O_CREAT,O_RDWR 0644",
		"3 write #0 abc",
		`0 futimens #0 ${DATE1} ${DATE2}`,
		"0 close #0",
		`${at(DATE2)} stat n0 mtime`,
		"0 sleep 1200",
		`${at(DATE2)},3 stat n0 mtime,size`,
	]),
];
