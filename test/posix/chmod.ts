import { type Case, forTypes, make, one, remove, times, typesBut } from "./cases.ts";

export const chmod: Case[] = [
	...forTypes(typesBut("symlink"), "chmod/00", "changes the mode, of the target through a link", (type) => [
		make(type, "n0"),
		"0 chmod n0 0111",
		"0111 stat n0 mode",
		"0 symlink n0 n1",
		"$link lstat n1 mode",
		"0 chmod n1 0222",
		"0222 stat n1 mode",
		"0222 stat n0 mode",
		"=link lstat n1 mode",
		"0 unlink n1",
		remove(type, "n0"),
	]),
	...forTypes(typesBut("symlink"), "chmod/00", "changes ctime and nothing else", (type) =>
		times([make(type, "n0")], "n0", ["0 chmod n0 0111"], { ctime: true, mtime: false }),
	),
	one("chmod/00", "of an open file", [
		"0 open n0 O_CREAT,O_RDWR 0644",
		"0 fchmod #0 0600",
		"0600 fstat #0 mode",
		"0600 stat n0 mode",
		"0 chmod n0 0640",
		"0640 fstat #0 mode",
	]),
	one("chmod/00", "a mode without permission to read does not stop the open descriptor", [
		"0 open n0 O_CREAT,O_RDWR 0644",
		"0 chmod n0 0000",
		"5 write #0 hello",
		"hello pread #0 9 0",
		"0000,5 stat n0 mode,size",
	]),
	one("chmod/00", "a refused call changes no ctime", [
		...times(["0 create n0 0644"], "n0", ["ENOTDIR chmod n0/x 0111"], { ctime: false, mtime: false }),
	]),
	...forTypes(typesBut("symlink"), "chmod/11", "sticky and set-ID bits are kept", (type) => [
		make(type, "n0"),
		...["01621", "02755", "04755", "07777", "0000", "0644"].flatMap((mode) => [
			`0 chmod n0 ${mode}`,
			`${mode.slice(-4).padStart(4, "0")} stat n0 mode`,
		]),
		"0 symlink n0 n2",
		"0 chmod n2 01621",
		"1621 stat n0 mode",
	]),
	one("chmod/12", "the owner's own write as root keeps them; fchmod sets them", [
		"0 open n0 O_CREAT,O_RDWR 0644",
		"0 fchmod #0 04777",
		"4777 stat n0 mode",
		"0 fchmod #0 0777",
		"0777 fstat #0 mode",
	]),
	one("chmod/12", "the mode outlives a rename and a write", [
		"0 create n0 0751",
		"0 open n0 O_WRONLY,O_TRUNC",
		"3 write #0 abc",
		"0 close #0",
		"0 rename n0 n1",
		"0751,3 stat n1 mode,size",
	]),
];
