/**
 * The structs and numbers of <linux/fuse.h>, version 7.31, as data. Field names are the header's; offsets follow from widths, because
 * the header pads every struct so that natural alignment leaves no hole. `layouts.test.ts` asks the C compiler whether all of it is so.
 */

/** A C struct: its size and the offsets of its fields, in bytes. */
export interface Struct<Field extends string> {
	readonly name: string;
	readonly size: number;
	readonly at: Readonly<Record<Field, number>>;
}

/** @param fields widths in bytes, in the struct's order */
function struct<Field extends string>(name: string, fields: Record<Field, number>): Struct<Field> {
	const at = {} as Record<Field, number>;
	let size = 0;
	for (const field of Object.keys(fields) as Field[]) {
		at[field] = size;
		size += fields[field];
	}
	return { name, size, at };
}

export const IN_HEADER = struct("fuse_in_header", {
	len: 4,
	opcode: 4,
	unique: 8,
	nodeid: 8,
	uid: 4,
	gid: 4,
	pid: 4,
	padding: 4,
});
export const OUT_HEADER = struct("fuse_out_header", { len: 4, error: 4, unique: 8 });

export const ATTR = struct("fuse_attr", {
	ino: 8,
	size: 8,
	blocks: 8,
	atime: 8,
	mtime: 8,
	ctime: 8,
	atimensec: 4,
	mtimensec: 4,
	ctimensec: 4,
	mode: 4,
	nlink: 4,
	uid: 4,
	gid: 4,
	rdev: 4,
	blksize: 4,
	flags: 4,
});
export const ENTRY_OUT = struct("fuse_entry_out", {
	nodeid: 8,
	generation: 8,
	entry_valid: 8,
	attr_valid: 8,
	entry_valid_nsec: 4,
	attr_valid_nsec: 4,
	attr: ATTR.size,
});
export const ATTR_OUT = struct("fuse_attr_out", { attr_valid: 8, attr_valid_nsec: 4, dummy: 4, attr: ATTR.size });
export const OPEN_OUT = struct("fuse_open_out", { fh: 8, open_flags: 4, padding: 4 });
export const WRITE_OUT = struct("fuse_write_out", { size: 4, padding: 4 });
export const GETXATTR_OUT = struct("fuse_getxattr_out", { size: 4, padding: 4 });
export const KSTATFS = struct("fuse_kstatfs", {
	blocks: 8,
	bfree: 8,
	bavail: 8,
	files: 8,
	ffree: 8,
	bsize: 4,
	namelen: 4,
	frsize: 4,
	padding: 4,
	spare: 24,
});
/** A directory entry; its name follows. */
export const DIRENT = struct("fuse_dirent", { ino: 8, off: 8, namelen: 4, type: 4 });
export const INIT_OUT = struct("fuse_init_out", {
	major: 4,
	minor: 4,
	max_readahead: 4,
	flags: 4,
	max_background: 2,
	congestion_threshold: 2,
	max_write: 4,
	time_gran: 4,
	max_pages: 2,
	map_alignment: 2,
	flags2: 4,
	unused: 28,
});

export const FORGET_IN = struct("fuse_forget_in", { nlookup: 8 });
export const FORGET_ONE = struct("fuse_forget_one", { nodeid: 8, nlookup: 8 });
export const BATCH_FORGET_IN = struct("fuse_batch_forget_in", { count: 4, dummy: 4 });
export const GETATTR_IN = struct("fuse_getattr_in", { getattr_flags: 4, dummy: 4, fh: 8 });
export const SETATTR_IN = struct("fuse_setattr_in", {
	valid: 4,
	padding: 4,
	fh: 8,
	size: 8,
	lock_owner: 8,
	atime: 8,
	mtime: 8,
	ctime: 8,
	atimensec: 4,
	mtimensec: 4,
	ctimensec: 4,
	mode: 4,
	unused4: 4,
	uid: 4,
	gid: 4,
	unused5: 4,
});
export const MKNOD_IN = struct("fuse_mknod_in", { mode: 4, rdev: 4, umask: 4, padding: 4 });
export const MKDIR_IN = struct("fuse_mkdir_in", { mode: 4, umask: 4 });
export const RENAME_IN = struct("fuse_rename_in", { newdir: 8 });
export const RENAME2_IN = struct("fuse_rename2_in", { newdir: 8, flags: 4, padding: 4 });
export const LINK_IN = struct("fuse_link_in", { oldnodeid: 8 });
export const OPEN_IN = struct("fuse_open_in", { flags: 4, open_flags: 4 });
export const CREATE_IN = struct("fuse_create_in", { flags: 4, mode: 4, umask: 4, open_flags: 4 });
export const READ_IN = struct("fuse_read_in", {
	fh: 8,
	offset: 8,
	size: 4,
	read_flags: 4,
	lock_owner: 8,
	flags: 4,
	padding: 4,
});
export const WRITE_IN = struct("fuse_write_in", {
	fh: 8,
	offset: 8,
	size: 4,
	write_flags: 4,
	lock_owner: 8,
	flags: 4,
	padding: 4,
});
export const RELEASE_IN = struct("fuse_release_in", { fh: 8, flags: 4, release_flags: 4, lock_owner: 8 });
export const FLUSH_IN = struct("fuse_flush_in", { fh: 8, unused: 4, padding: 4, lock_owner: 8 });
export const FSYNC_IN = struct("fuse_fsync_in", { fh: 8, fsync_flags: 4, padding: 4 });
/** Without `SETXATTR_EXT`, which we do not ask for, the kernel sends the first eight bytes of the header's struct only. */
export const SETXATTR_IN = struct("fuse_setxattr_in", { size: 4, flags: 4 });
export const GETXATTR_IN = struct("fuse_getxattr_in", { size: 4, padding: 4 });
/** Kernels from 7.36 on send more; what all send is this. */
export const INIT_IN = struct("fuse_init_in", { major: 4, minor: 4, max_readahead: 4, flags: 4 });
export const INTERRUPT_IN = struct("fuse_interrupt_in", { unique: 8 });
export const FALLOCATE_IN = struct("fuse_fallocate_in", { fh: 8, offset: 8, length: 8, mode: 4, padding: 4 });

export const INVAL_INODE_OUT = struct("fuse_notify_inval_inode_out", { ino: 8, off: 8, len: 8 });
export const INVAL_ENTRY_OUT = struct("fuse_notify_inval_entry_out", { parent: 8, namelen: 4, flags: 4 });

/** `enum fuse_opcode`. Those that no table of ours answers get ENOSYS, and the kernel does without them. */
export const Opcode = {
	LOOKUP: 1,
	FORGET: 2,
	GETATTR: 3,
	SETATTR: 4,
	READLINK: 5,
	SYMLINK: 6,
	MKNOD: 8,
	MKDIR: 9,
	UNLINK: 10,
	RMDIR: 11,
	RENAME: 12,
	LINK: 13,
	OPEN: 14,
	READ: 15,
	WRITE: 16,
	STATFS: 17,
	RELEASE: 18,
	FSYNC: 20,
	SETXATTR: 21,
	GETXATTR: 22,
	LISTXATTR: 23,
	REMOVEXATTR: 24,
	FLUSH: 25,
	INIT: 26,
	OPENDIR: 27,
	READDIR: 28,
	RELEASEDIR: 29,
	FSYNCDIR: 30,
	ACCESS: 34,
	CREATE: 35,
	INTERRUPT: 36,
	DESTROY: 38,
	BATCH_FORGET: 42,
	FALLOCATE: 43,
	READDIRPLUS: 44,
	RENAME2: 45,
	LSEEK: 46,
	COPY_FILE_RANGE: 47,
} as const;

/** What may be agreed on at the start: `FUSE_…` of the header. */
export const Feature = {
	ASYNC_READ: 1 << 0,
	ATOMIC_O_TRUNC: 1 << 3,
	BIG_WRITES: 1 << 5,
	AUTO_INVAL_DATA: 1 << 12,
	DO_READDIRPLUS: 1 << 13,
	READDIRPLUS_AUTO: 1 << 14,
	ASYNC_DIO: 1 << 15,
	PARALLEL_DIROPS: 1 << 18,
	MAX_PAGES: 1 << 22,
} as const;

/** Which fields of `fuse_setattr_in` count: `FATTR_…`. */
export const SetAttribute = {
	MODE: 1 << 0,
	UID: 1 << 1,
	GID: 1 << 2,
	SIZE: 1 << 3,
	ATIME: 1 << 4,
	MTIME: 1 << 5,
	FH: 1 << 6,
	ATIME_NOW: 1 << 7,
	MTIME_NOW: 1 << 8,
} as const;

/** What `open` answers: `FOPEN_…`. */
export const OpenFlag = { DIRECT_IO: 1 << 0, KEEP_CACHE: 1 << 1, CACHE_DIR: 1 << 3, NOFLUSH: 1 << 5 } as const;

/** `FUSE_GETATTR_FH`: the request names an open file. */
export const GETATTR_FH = 1 << 0;

/** `enum fuse_notify_code`. */
export const Notice = { INVAL_INODE: 2, INVAL_ENTRY: 3 } as const;

/** The protocol that we speak; a newer kernel speaks it with us. */
export const MAJOR = 7;
export const MINOR = 31;

/** Records in a directory listing start at multiples of this (`FUSE_REC_ALIGN`). */
export const RECORD_ALIGNMENT = 8;
