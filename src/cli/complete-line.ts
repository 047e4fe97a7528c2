/**
 * A command line up to the cursor as bash's `COMP_LINE` has it: the words after the command's name, unquoted, and how many
 * characters of the last word bash keeps (up to the last of `breaks`, its `COMP_WORDBREAKS`) when it puts a completion in.
 */
export function splitLine(line: string, breaks: string): { words: string[]; kept: number } {
	const words: string[] = [];
	let word = "";
	let inWord = false;
	let kept = 0;
	let quote = "";
	for (let at = 0; at < line.length; at++) {
		const char = line.charAt(at);
		if (quote !== "") {
			if (char === quote) quote = "";
			else if (char === "\\" && quote === '"' && /["\\$`]/.test(line.charAt(at + 1))) word += line.charAt(++at);
			else word += char;
		} else if (/\s/.test(char)) {
			if (inWord) words.push(word);
			[word, inWord, kept] = ["", false, 0];
		} else {
			inWord = true;
			if (char === "'" || char === '"') quote = char;
			else if (char === "\\" && at + 1 < line.length) word += line.charAt(++at);
			else {
				word += char;
				if (breaks.includes(char)) kept = word.length;
			}
		}
	}
	return { words: [...words, word].slice(1), kept };
}
