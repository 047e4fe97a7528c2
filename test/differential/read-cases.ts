import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** One script to be run in bash and in our shell over the same files. */
export interface Case {
	/** The file it stands in, without `.sh`. */
	area: string;
	/** Unique over all areas. */
	name: string;
	/** What the shell gets as `-c`; ends with a newline. */
	script: string;
	/** Line of its `#### ` heading in the file, from 1. */
	line: number;
}

const HEADING = "#### ";

/** The folder with the case files. */
export const CASES = fileURLToPath(new URL("cases", import.meta.url));

/**
 * The cases of one file, in its order: each begins with a line `#### <name>` and goes on to the next such line (the
 * format of the Oils spec tests, without their assertions, as bash itself says what is right). Lines before the first
 * heading are about the file.
 */
export function parseCases(area: string, text: string): Case[] {
	const lines = text.split("\n");
	const headings = lines.flatMap((line, index) => (line.startsWith(HEADING) ? [index] : []));
	return headings.map((start, nth) => ({
		area,
		name: (lines[start] ?? "").slice(HEADING.length).trim(),
		script: `${lines
			.slice(start + 1, headings[nth + 1])
			.join("\n")
			.replace(/\n+$/, "")}\n`,
		line: start + 1,
	}));
}

/** All cases of the folder, areas by name; with `area`, only that one's. */
export function readCases(area?: string, folder = CASES): Case[] {
	return readdirSync(folder)
		.filter((file) => file.endsWith(".sh") && (area === undefined || file === `${area}.sh`))
		.sort()
		.flatMap((file) => parseCases(basename(file, ".sh"), readFileSync(join(folder, file), "utf8")));
}
