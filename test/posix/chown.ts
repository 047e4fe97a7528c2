import { type Case, forTypes, make, one, times, typesBut } from "./cases.ts";

const uid = process.getuid?.() ?? 0;
const gid = process.getgid?.() ?? 0;

/** To one's own user and group only: pjdfstest's others need other users. */
export const chown: Case[] = [
	...forTypes(typesBut("symlink"), "chown/00", "to the same owner succeeds", (type) => [
		make(type, "n0"),
		`0 chown n0 ${uid} ${gid}`,
		`${uid},${gid} stat n0 uid,gid`,
		"0 chown n0 -1 -1",
		`${uid},${gid} stat n0 uid,gid`,
		"0 symlink n0 n1",
		`0 chown n1 ${uid} ${gid}`,
		`0 lchown n1 ${uid} ${gid}`,
		`${uid},${gid},symlink lstat n1 uid,gid,type`,
	]),
	...forTypes(typesBut(), "chown/00", "changes ctime", (type) =>
		times([make(type, "n0")], "n0", [`0 lchown n0 ${uid} ${gid}`], { ctime: true, mtime: false }),
	),
	one("chown/00", "of an open file", [
		"0 open n0 O_CREAT,O_RDWR 0644",
		`0 fchown #0 ${uid} ${gid}`,
		`${uid},${gid} fstat #0 uid,gid`,
	]),
	...forTypes(typesBut(), "chown/00", "new nodes belong to who makes them", (type) => [
		make(type, "n0"),
		`${uid},${gid} lstat n0 uid,gid`,
	]),
];
