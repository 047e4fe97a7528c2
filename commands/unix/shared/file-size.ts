import { DeskError } from "../../../src/base/errors.ts";

const LETTERS = "KMGTPE";

/**
 * A number of bytes as GNU writes it: `10`, `1K`, `1KiB` (1024), `1KB` (1000), also hexadecimal.
 * @throws DeskError EUSAGE
 */
export function parseSize(text: string, command: string): number {
	const [, number = "", letter = "", rest = ""] = /^(0x[0-9a-f]+|\d+)(?:([KMGTPE])(B|iB)?)?$/i.exec(text) ?? [];
	const power = LETTERS.indexOf(letter.toUpperCase()) + 1;
	const unit = letter === "" ? 1 : (rest === "B" ? 1000 : 1024) ** power;
	const value = Number(number) * unit;
	if (number === "" || !Number.isSafeInteger(value))
		throw new DeskError("EUSAGE", `'${text}' is no number of bytes`, {
			at: command,
			todo: "write 100, 10K, 5M or 1GB",
		});
	return value;
}
