/** What nearly every call is asked about the way to its file: ENOTDIR, ENAMETOOLONG, ENOENT, ELOOP, EFAULT. One table, one row a call. */
import {
	type Case,
	forTypes,
	LONGEST_NAME,
	LONGEST_PATH,
	MAKE_PARENTS,
	make,
	one,
	TOO_LONG_NAME,
	TOO_LONG_PATH,
	type Type,
	typesBut,
} from "./cases.ts";

interface Family {
	/** The call on a path. */
	call: (path: string) => string;
	/** What must lie at the path for it to succeed; without it, the call makes it. */
	on?: Type;
	/** Numbered files: a prefix that is no directory, a long name, a long path, a missing prefix, a circle of links, a bad address. */
	ENOTDIR?: string;
	name?: string;
	path?: string;
	ENOENT?: string;
	ELOOP?: string;
	EFAULT?: string;
	/** The call does not follow a link in the last place; else a circle at the path itself is ELOOP, too. */
	isLast?: boolean;
	/** Says nothing of a path whose last name is missing (it makes it). */
	makes?: boolean;
}

const uid = process.getuid?.() ?? 0;
const gid = process.getgid?.() ?? 0;

/** The numbers that most directories begin with. */
const FIRST = { ENOTDIR: "01", name: "02", path: "03", ENOENT: "04" };

/** By directory of pjdfstest; several rows where its files ask several calls. */
const FAMILIES: readonly (readonly [string, Family])[] = [
	["chmod", { call: (path) => `chmod ${path} 0620`, on: "regular", ...FIRST, ELOOP: "06", EFAULT: "10" }],
	["chown", { call: (path) => `chown ${path} ${uid} ${gid}`, on: "regular", ...FIRST, ELOOP: "06", EFAULT: "10" }],
	[
		"chown",
		{
			call: (path) => `lchown ${path} ${uid} ${gid}`,
			on: "regular",
			...FIRST,
			ELOOP: "06",
			EFAULT: "10",
			isLast: true,
		},
	],
	["ftruncate", { call: (path) => `open ${path} O_RDWR,O_TRUNC`, on: "regular", ...FIRST, ELOOP: "07", EFAULT: "14" }],
	["mkdir", { call: (path) => `mkdir ${path} 0755`, makes: true, ...FIRST, ELOOP: "07", EFAULT: "12", isLast: true }],
	["mkfifo", { call: (path) => `mkfifo ${path} 0644`, makes: true, ...FIRST, ELOOP: "07", EFAULT: "12", isLast: true }],
	[
		"mknod",
		{ call: (path) => `mknod ${path} f 0644 0 0`, makes: true, ...FIRST, ELOOP: "07", EFAULT: "10", isLast: true },
	],
	["open", { call: (path) => `open ${path} O_RDONLY`, on: "regular", ...FIRST, ELOOP: "12", EFAULT: "21" }],
	["open", { call: (path) => `open ${path} O_CREAT 0642`, makes: true, ...FIRST, ELOOP: "12", EFAULT: "21" }],
	["rmdir", { call: (path) => `rmdir ${path}`, on: "dir", ...FIRST, ELOOP: "05", EFAULT: "15", isLast: true }],
	[
		"symlink",
		{ call: (path) => `symlink test ${path}`, makes: true, ...FIRST, ELOOP: "07", EFAULT: "12", isLast: true },
	],
	["truncate", { call: (path) => `truncate ${path} 123`, on: "regular", ...FIRST, ELOOP: "07", EFAULT: "14" }],
	["unlink", { call: (path) => `unlink ${path}`, on: "regular", ...FIRST, ELOOP: "07", EFAULT: "13", isLast: true }],
	[
		"utimensat",
		{
			call: (path) => `utimensat ${path} 0 0 0`,
			on: "regular",
			ENOTDIR: "05",
			name: "05",
			path: "05",
			ENOENT: "05",
			ELOOP: "05",
			EFAULT: "05",
		},
	],
	[
		"rename",
		{
			call: (path) => `rename ${path} other`,
			on: "regular",
			ENOTDIR: "12",
			name: "01",
			path: "02",
			ENOENT: "03",
			ELOOP: "11",
			EFAULT: "17",
			isLast: true,
		},
	],
	[
		"rename",
		{
			call: (path) => `rename other ${path}`,
			makes: true,
			ENOTDIR: "12",
			name: "01",
			path: "02",
			ENOENT: "03",
			ELOOP: "11",
			EFAULT: "17",
			isLast: true,
		},
	],
];

/** The line that makes what a call works on, at a path; and what the call to a new path takes away. */
function ready(family: Family, path: string): string[] {
	if (family.on !== undefined) return [make(family.on, path)];
	return family.call("x").startsWith("rename") ? [make("regular", "other")] : [];
}

function casesOf(directory: string, family: Family): Case[] {
	const { call } = family;
	const what = call("PATH");
	const file = (number: string) => `${directory}/${number}`;
	const cases: Case[] = [];
	if (family.ENOTDIR !== undefined)
		cases.push(
			...forTypes(
				typesBut("dir", "symlink"),
				file(family.ENOTDIR),
				`${what}: a prefix that is no directory`,
				(type) => [
					make("dir", "n0"),
					make(type, "n0/n1"),
					...(what === "rename other PATH" ? [make("regular", "other")] : []),
					`ENOTDIR ${call("n0/n1/test")}`,
				],
			),
		);
	if (family.name !== undefined)
		cases.push(
			one(file(family.name), `${what}: a name of 255 bytes`, [
				...ready(family, LONGEST_NAME),
				`0 ${call(LONGEST_NAME)}`,
			]),
			one(file(family.name), `${what}: a name of 256 bytes`, [
				...(what === "rename other PATH" ? [make("regular", "other")] : []),
				`ENAMETOOLONG ${call(TOO_LONG_NAME)}`,
			]),
		);
	if (family.path !== undefined)
		cases.push(
			one(file(family.path), `${what}: a path of 4,095 bytes, and of 4,096`, [
				MAKE_PARENTS,
				...ready(family, LONGEST_PATH),
				`0 ${call(LONGEST_PATH)}`,
				`ENAMETOOLONG ${call(TOO_LONG_PATH)}`,
			]),
		);
	if (family.ENOENT !== undefined)
		cases.push(
			one(file(family.ENOENT), `${what}: a missing prefix`, [
				make("dir", "n0"),
				...(what === "rename other PATH" ? [make("regular", "other")] : []),
				`ENOENT ${call("n0/n1/test")}`,
				...(family.makes === true ? [] : [`ENOENT ${call("n0/n1")}`]),
			]),
		);
	if (family.ELOOP !== undefined)
		cases.push(
			one(file(family.ELOOP), `${what}: a circle of links`, [
				"0 symlink n0 n1",
				"0 symlink n1 n0",
				...(what === "rename other PATH" ? [make("regular", "other")] : []),
				`ELOOP ${call("n0/test")}`,
				`ELOOP ${call("n1/test")}`,
				...(family.isLast === true ? [] : [`ELOOP ${call("n0")}`]),
			]),
		);
	if (family.EFAULT !== undefined)
		cases.push(
			one(file(family.EFAULT), `${what}: bad addresses`, [
				make("regular", "other"),
				`EFAULT ${call("NULL")}`,
				`EFAULT ${call("BAD")}`,
			]),
		);
	return cases;
}

export const families: Case[] = FAMILIES.flatMap(([directory, family]) => casesOf(directory, family));
