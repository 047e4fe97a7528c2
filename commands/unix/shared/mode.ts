/** File modes as chmod and find's -perm read them (POSIX chmod: octal and symbolic). */

/** Gives the mode that a file with `mode` gets. */
export type ModeChange = (mode: number, isDirectory: boolean) => number;

const WHO: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };
const ALL = 0o7777;
const EXECUTE = 0o111;

/**
 * Read a mode: `755`, `u=rwx,go-w`, `+x`, `g=u`.
 * @param umask what letters without `ugoa` leave alone
 * @returns undefined when it is none
 */
export function parseMode(text: string, umask: number): ModeChange | undefined {
	if (/^[0-7]{1,5}$/.test(text) && Number.parseInt(text, 8) <= ALL) {
		const mode = Number.parseInt(text, 8);
		// As in GNU, few digits leave the set-id bits of a directory alone.
		const kept = text.length < 5 ? 0o6000 : 0;
		return (old, isDirectory) => (isDirectory ? mode | (old & kept & ~(mode & 0o6000)) : mode);
	}
	if (/^[-+=][0-7]{1,4}$/.test(text)) return octalChange(text);
	const changes: ModeChange[] = [];
	for (const clause of text.split(",")) {
		const [, who = "", actions = ""] = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause) ?? [];
		if (actions === "") return undefined;
		const mask = [...who].reduce((bits, letter) => bits | (WHO[letter] ?? 0), 0);
		for (const [, operator = "", letters = ""] of actions.matchAll(/([-+=])([rwxXst]*(?![ugo])|[ugo])/g))
			changes.push(change(operator, letters, mask, umask));
	}
	return (mode, isDirectory) => changes.reduce((now, next) => next(now, isDirectory), mode);
}

function octalChange(text: string): ModeChange {
	const bits = Number.parseInt(text.slice(1), 8);
	if (text.startsWith("+")) return (mode) => mode | bits;
	return text.startsWith("-") ? (mode) => mode & ~bits : () => bits;
}

function change(operator: string, letters: string, who: number, umask: number): ModeChange {
	// Without `ugoa` all are meant, but what the umask takes away stays as it is.
	const mask = who === 0 ? ALL & ~umask : who;
	return (mode, isDirectory) => {
		const bits = bitsOf(letters, mode, isDirectory) & mask;
		if (operator === "+") return mode | bits;
		if (operator === "-") return mode & ~bits;
		const cleared = who === 0 ? ALL : who;
		const kept = isDirectory && !/s/.test(letters) ? 0o6000 : 0;
		return (mode & ~(cleared & ~kept)) | bits;
	};
}

function bitsOf(letters: string, mode: number, isDirectory: boolean): number {
	const copied = { u: (mode >> 6) & 7, g: (mode >> 3) & 7, o: mode & 7 }[letters];
	if (copied !== undefined) return copied * 0o111;
	let bits = 0;
	for (const letter of letters) {
		if (letter === "r") bits |= 0o444;
		else if (letter === "w") bits |= 0o222;
		else if (letter === "x" || (letter === "X" && (isDirectory || (mode & EXECUTE) !== 0))) bits |= EXECUTE;
		else if (letter === "s") bits |= 0o6000;
		else if (letter === "t") bits |= 0o1000;
	}
	return bits;
}

/** `rwxr-sr-t`: a mode as ls shows it, without the kind of file. */
export function permissionText(mode: number): string {
	const special = ["s", "s", "t"];
	return [6, 3, 0]
		.map((shift, index) => {
			const bits = (mode >> shift) & 7;
			const set = (mode & (0o4000 >> index)) !== 0;
			const letter = special[index] ?? "";
			const last = bits & 1 ? (set ? letter : "x") : set ? letter.toUpperCase() : "-";
			return (bits & 4 ? "r" : "-") + (bits & 2 ? "w" : "-") + last;
		})
		.join("");
}
