/** Whether a word is a secret, or only stands where one would. */

/** Whether a part of a word (between `-`, `_` and `.`) looks drawn by lot: so long, and with digits among letters, or small among capital letters. */
export function hasRandomPart(word: string, length: number): boolean {
	return word
		.split(/[-_.]/)
		.some(
			(part) =>
				part.length >= length && ((/\d/.test(part) && /[A-Za-z]/.test(part)) || /[a-z][A-Z][a-z]?[A-Z]/.test(part)),
		);
}

/** What people write where a secret goes: `********`, `<password>`, `${TOKEN}`, `{{token}}`, `%PASSWORD%`, `your-api-key`, and types of programs. */
export function isPlaceholder(value: string): boolean {
	return (
		/^(?:[*•.xX_…-]+|<.*|\$.*|\{\{?.*|%\w+%.*|\[redacted.*|\.\.\..*|@\w+\.\w+.*)$/.test(value) ||
		/^(?:(?:your|my|the|some|example)[-_ ].*|string|number|boolean|bool|str|int|null|none|nil|undefined|true|false|any|object|unknown|secret|required|optional|changeme|redacted|pass(?:word|phrase|wd)?|token|await|new|u?int\d+\w*|float\d+\w*)[\s,;.)\]}|"'`>?]*$/i.test(
			value,
		)
	);
}

/** How a value stands behind its name. */
interface Place {
	readonly kind: string;
	readonly isQuoted: boolean;
	/** Nothing comes after it on its line. */
	readonly isLast: boolean;
	/** Behind a colon, as prose has it, too. */
	readonly isColon: boolean;
	/** With a blank before it. */
	readonly isSpaced: boolean;
}

/**
 * Whether what stands behind `password=` or `token:` is the thing itself. A password may be any word; behind a colon it is one that ends
 * the line or has what words of prose have not. Other secrets look drawn by lot. Code that gets one (`getpass()`, `= form.password`) is none.
 */
export function isSecretWord(value: string, { kind, isQuoted, isLast, isColon, isSpaced }: Place): boolean {
	if (!isQuoted && /^[\w.$#]+(?:\(|\[|::|->|\?\.)/.test(value)) return false;
	if (kind !== "password") return value.length >= 8 && /\d/.test(value) && /\p{L}/u.test(value) && !/\s/.test(value);
	if (/^(?:~|\/[\w.-]+)\//.test(value)) return false; // PWD=/home/ann
	if (isQuoted) return true;
	if (!isColon) return !(isSpaced && /^[a-z_$][\w$]*(?:\.[a-z_$][\w$]*)+[;,)]*$/i.test(value));
	const word = value.replace(/[.,;:!?)\]]+$/, "");
	return isLast || (word.length >= 6 && /[\d!@#$%^&*+=~]/.test(word) && /\p{L}/u.test(word));
}
