/**
 * How programs save a file: each is one change set, and `desk undo` takes it back. `$f` is the file's name; the script runs in its folder and
 * makes of the word `old` in it the word `new`. What a program that is not on the machine does is told by its system calls.
 */
export interface Save {
	title: string;
	/** What must be on the machine. */
	programs: readonly string[];
	script: string;
	/** Names that it leaves beside the file. */
	leaves?: (name: string) => string[];
}

const vim = (settings: string) =>
	`vim -u NONE -i NONE -N -es -c 'set backupskip= ${settings}' -c '%s/old/new/' -c 'wq' "$f" </dev/null`;

/** By Python: what a program does, call by call. `f` is the name, `old()` and `new()` its contents, `put` writes, fsyncs and closes. */
const calls = (lines: string) => `python3 - "$f" <<'END'
import os, sys
f = sys.argv[1]
def new(): return open(f, "rb").read().replace(b"old", b"new")
def put(name, data, flags=os.O_WRONLY | os.O_CREAT | os.O_EXCL, sync=True):
    fd = os.open(name, flags, 0o644)
    os.write(fd, data)
    if sync: os.fsync(fd)
    os.close(fd)
${lines}
END`;

export const SAVES: readonly Save[] = [
	{ title: "vim, swap file, no backup", programs: ["vim"], script: vim("swapfile nobackup") },
	{ title: "vim, backup kept", programs: ["vim"], script: vim("swapfile backup"), leaves: (name) => [`${name}~`] },
	{ title: "vim, backup by copying", programs: ["vim"], script: vim("backupcopy=yes nobackup writebackup") },
	{ title: "vim, backup by renaming", programs: ["vim"], script: vim("backupcopy=no nobackup writebackup") },
	{ title: "vim, no backup at all, fsync", programs: ["vim"], script: vim("noswapfile nobackup nowritebackup fsync") },
	{ title: "sed -i", programs: ["sed"], script: 'sed -i s/old/new/ "$f"' },
	{ title: "perl -i", programs: ["perl"], script: 'perl -i -pe s/old/new/ "$f"' },
	{ title: "shell redirection", programs: [], script: 'text=$(sed s/old/new/ "$f"); printf "%s\\n" "$text" >"$f"' },
	{ title: "cp over it", programs: [], script: 'sed s/old/new/ "$f" >"$TMPDIR/new"; cp "$TMPDIR/new" "$f"' },
	{
		title: "dd conv=notrunc",
		programs: ["dd"],
		script: 'sed s/old/new/ "$f" >"$TMPDIR/n"; dd if="$TMPDIR/n" of="$f" conv=notrunc bs=7 2>/dev/null',
	},
	{
		title: "dd",
		programs: ["dd"],
		script: 'sed s/old/new/ "$f" >"$TMPDIR/n"; dd if="$TMPDIR/n" of="$f" bs=7 2>/dev/null',
	},
	{ title: "tee", programs: ["tee"], script: 'sed s/old/new/ "$f" >"$TMPDIR/n"; tee "$f" <"$TMPDIR/n" >/dev/null' },
	{ title: "rsync", programs: ["rsync"], script: 'sed s/old/new/ "$f" >"$TMPDIR/$f"; rsync -aI "$TMPDIR/$f" "$f"' },
	{
		title: "rsync --inplace",
		programs: ["rsync"],
		script: 'sed s/old/new/ "$f" >"$TMPDIR/$f"; rsync -I --inplace "$TMPDIR/$f" "$f"',
	},
	{
		title: "VS Code, in place",
		programs: ["python3"],
		script: calls("put(f, new(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)"),
	},
	{
		title: "VS Code, atomic (files.experimental.atomicSave)",
		programs: ["python3"],
		script: calls('put(f + ".vsctmp", new(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)\nos.rename(f + ".vsctmp", f)'),
	},
	{
		title: "gedit (GIO)",
		programs: ["python3"],
		script: calls('put(".goutputstream-A1B2C3", new())\nos.rename(".goutputstream-A1B2C3", f)'),
	},
	{
		title: "gedit with a backup",
		programs: ["python3"],
		script: calls('put(".goutputstream-A1B2C3", new())\nos.rename(f, f + "~")\nos.rename(".goutputstream-A1B2C3", f)'),
		leaves: (name) => [`${name}~`],
	},
	{
		title: "Emacs: lock, autosave, backup by renaming",
		programs: ["python3"],
		script: calls(
			'os.symlink("user@host.123:456", ".#" + f)\nn = new()\nput("#" + f + "#", n)\nos.rename(f, f + "~")\nput(f, n)\nos.unlink("#" + f + "#")\nos.unlink(".#" + f)',
		),
		leaves: (name) => [`${name}~`],
	},
	{
		title: "KDE (QSaveFile)",
		programs: ["python3"],
		script: calls('put(f + ".AbCdEf", new())\nos.rename(f + ".AbCdEf", f)'),
	},
	{
		title: "JetBrains (safe write)",
		programs: ["python3"],
		script: calls(
			'put(f + "___jb_tmp___", new())\nos.rename(f, f + "___jb_old___")\nos.rename(f + "___jb_tmp___", f)\nos.unlink(f + "___jb_old___")',
		),
	},
	{
		title: "LibreOffice: lock file, then a temporary file",
		programs: ["python3"],
		script: calls(
			'put(".~lock." + f + "#", b"me")\nput("lu1a2b3.tmp", new())\nos.rename("lu1a2b3.tmp", f)\nos.unlink(".~lock." + f + "#")',
		),
	},
	{
		title: "truncate, then many small writes",
		programs: ["python3"],
		script: calls(
			"n = new()\nfd = os.open(f, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)\nfor i in range(0, len(n), 5): os.write(fd, n[i:i+5])\nos.close(fd)",
		),
	},
	{
		title: "mmap",
		programs: ["cc"],
		script: `at=$(grep -bo old "$f" | cut -d: -f1); printf 'open %s O_RDWR\\nmap #0 %d %d new\\n' "$f" "$(stat -c %s "$f")" "$at" | "$SYSCALLS" | sort -u | tr -d '0\\n'`,
	},
];
