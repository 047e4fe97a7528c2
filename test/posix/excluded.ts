/** What of pjdfstest is not among the cases, and why: printed by the tests, one line each. */
export const EXCLUDED: readonly (readonly [files: string, reason: string])[] = [
	["chflags/*, granular/*", "FreeBSD's file flags and NFSv4 ACLs: not on Linux"],
	["link/*", "hard links: a desk has none, link(2) is EPERM (linux/link asks that)"],
	["rename/23, unlink/00 (link counts)", "hard links"],
	[
		"chmod/05 07, chown/05 07, ftruncate/05 06, mkdir/05 06, mkfifo/05 06, mknod/05 06, open/05–08, rename/04 05, rmdir/07 08, symlink/05 06, truncate/05 06, unlink/05 06, utimensat/06 07",
		"EACCES and EPERM of other users: nobody else may enter a mount",
	],
	[
		"chown/00 (to other users)",
		"other users: every file belongs to who mounted, chown(2) to another is EPERM (linux/chown asks that)",
	],
	["chmod/00 (S_ISGID of other groups), chmod/12 (another's write clears set-ID bits)", "other users"],
	["rename/09 10 21, rmdir/11, unlink/11", "sticky directories of other users"],
	["mknod/11 and block and char in every loop", "device nodes: EPERM (linux/devices asks that)"],
	[
		"chmod/08, chown/08, ftruncate/08, mkdir/08, mkfifo/08, open/09–11 18, rename/06–08, rmdir/09 10, symlink/09, truncate/08, unlink/09 10",
		"FreeBSD's flags and O_EXLOCK: pjdfstest skips them on Linux, too",
	],
	[
		"*/EROFS (chmod/09, chown/09, mkdir/09, open/14 15, …), mkdir/11, mkfifo/11, open/19, symlink/11 (ENOSPC), rename/15 (EXDEV), rmdir/13, unlink/12 (EBUSY)",
		"make file systems of their own: FreeBSD's mdconfig only",
	],
	["utimensat/03 (birth times)", "FreeBSD's st_birthtime"],
];
