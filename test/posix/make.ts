import { type Case, forTypes, make, one, TYPES, times } from "./cases.ts";

const uid = process.getuid?.() ?? 0;
const gid = process.getgid?.() ?? 0;

interface Maker {
	directory: string;
	type: string;
	call: (path: string, mode: string) => string;
	undo: string;
	exists: string;
}

const MAKERS: readonly Maker[] = [
	{ directory: "mkdir", type: "dir", call: (path, mode) => `mkdir ${path} ${mode}`, undo: "rmdir", exists: "10" },
	{ directory: "mkfifo", type: "fifo", call: (path, mode) => `mkfifo ${path} ${mode}`, undo: "unlink", exists: "09" },
	{
		directory: "mknod",
		type: "fifo",
		call: (path, mode) => `mknod ${path} f ${mode} 0 0`,
		undo: "unlink",
		exists: "08",
	},
	{
		directory: "open",
		type: "regular",
		call: (path, mode) => `open ${path} O_CREAT,O_WRONLY ${mode}`,
		undo: "unlink",
		exists: "22",
	},
	{
		directory: "open",
		type: "regular",
		call: (path, mode) => `mknod ${path} r ${mode} 0 0`,
		undo: "unlink",
		exists: "22",
	},
];

const cases = ({ directory, type, call, undo, exists }: Maker): Case[] => {
	const what = call("PATH", "MODE");
	const file = `${directory}/00`;
	return [
		one(file, `${what}: mode and umask`, [
			...(
				[
					["0000", "0755", "0755"],
					["0000", "0151", "0151"],
					["0077", "0151", "0100"],
					["0070", "0345", "0305"],
					["0501", "0345", "0244"],
				] as const
			).flatMap(([umask, mode, shown]) => [
				`0 umask ${umask}`,
				`0 ${call("n0", mode)}`,
				`${type},${shown} lstat n0 type,mode`,
				`0 ${undo} n0`,
			]),
		]),
		one(file, `${what}: belongs to who makes it`, [`0 ${call("n0", "0755")}`, `${uid},${gid} lstat n0 uid,gid`]),
		one(file, `${what}: its own times are those of its making, its directory's mtime and ctime change`, [
			"$before stat . ctime",
			"0 sleep 20",
			`0 ${call("n0", "0755")}`,
			">before,>before,>before stat n0 atime,mtime,ctime",
			">before,>before stat . mtime,ctime",
		]),
		one(file, `${what}: a refused one changes nothing in its directory`, [
			make("regular", "n0"),
			...times([], ".", [`ENOTDIR ${call("n0/x", "0755")}`], { mtime: false, ctime: false }),
		]),
		...forTypes(TYPES, `${directory}/${exists}`, `${what}: something is there`, (there) => [
			make(there, "n0"),
			`EEXIST ${call("n0", "0755").replace("O_CREAT", "O_CREAT,O_EXCL")}`,
		]),
	];
};

/** mkdir, mkfifo, mknod, and open where it makes a file. */
export const makers: Case[] = [
	...MAKERS.flatMap(cases),
	one("mkdir/00", "link counts: two, and one for each directory within", [
		"0 mkdir n0 0755",
		"2 stat n0 nlink",
		"0 mkdir n0/n1 0755",
		"0 mkdir n0/n2 0755",
		"0 create n0/n3 0644",
		"4 stat n0 nlink",
		"0 rmdir n0/n1",
		"3 stat n0 nlink",
	]),
	one("mkdir/00", ".. leads to the parent, . to itself", [
		"0 mkdir n0 0755",
		"0 mkdir n0/n1 0755",
		"$parent stat n0 inode",
		"=parent stat n0/n1/.. inode",
		"=parent stat n0/. inode",
		"EEXIST mkdir n0/. 0755",
		"EEXIST mkdir n0/n1/.. 0755",
	]),
	...forTypes(["block", "char"], "mknod/11", "device nodes", (type) => [
		make(type, "n0"),
		`${type},0644,1:2 lstat n0 type,mode,rdev`,
	]),
	one("mknod/00", "a socket", [
		"0 bind n0",
		"socket,1 lstat n0 type,nlink",
		"0 connect n0",
		"0 unlink n0",
		"ENOENT connect n0",
	]),
	one("mkfifo/00", "bytes go through it", [
		"0 mkfifo n0 0644",
		"0 open n0 O_RDWR",
		"5 write #0 hello",
		"hello read #0 9",
		"0 stat n0 size",
	]),
];
