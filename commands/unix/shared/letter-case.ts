/** Upper and lower case one character for one, as C's `towupper` has it: `ß` stays, and no letter looks at its neighbours. */

const ASCII = /^[\0-\x7f]*$/;

function eachChar(text: string, turn: (char: string) => string): string {
	let out = "";
	for (const char of text) {
		const turned = turn(char);
		out += turned.length === char.length || Array.from(turned).length === 1 ? turned : char;
	}
	return out;
}

export function toUpper(text: string): string {
	return ASCII.test(text) ? text.toUpperCase() : eachChar(text, (char) => char.toUpperCase());
}

export function toLower(text: string): string {
	return ASCII.test(text) ? text.toLowerCase() : eachChar(text, (char) => char.toLowerCase());
}
