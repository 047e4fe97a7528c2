/** `-exec`, `-execdir`, `-ok` and `-okdir` of find: commands run for what is found. */
import { rawBytes } from "../../../src/base/raw-text.ts";
import { type FindHost, type FindOptions, type Test, usage, type Visit } from "./find-host.ts";

/** As GNU find: no command line of `-exec … +` is longer (bytes). */
const LINE_LIMIT = 131_072;

const ACTIONS = new Set(["-exec", "-execdir", "-ok", "-okdir"]);

/** Whether the next word of an expression belongs to the command of an action, whatever it looks like. */
export function isInCommand(words: readonly string[]): boolean {
	let inside = false;
	for (let at = 0; at < words.length; at++) {
		if (!inside) inside = ACTIONS.has(words[at] ?? "");
		else if (words[at] === ";" || (words[at] === "+" && words[at - 1] === "{}")) inside = false;
	}
	return inside;
}

/** Read the command of an action, up to its `;` or `+`. @throws DeskError EUSAGE */
function readCommand(name: string, next: () => string | undefined): { words: string[]; gathers: boolean } {
	const words: string[] = [];
	for (let word = next(); word !== undefined; word = next()) {
		const gathers = word === "+" && words.at(-1) === "{}";
		if (word !== ";" && !gathers) {
			words.push(word);
			continue;
		}
		if (gathers) words.pop();
		if (words.length === 0) throw usage(`${name} needs a command`);
		if (gathers && words.some((part) => part.includes("{}"))) throw usage(`with +, ${name} takes {} once, at its end`);
		return { words, gathers };
	}
	throw usage(`${name} has no end`, "write \\; or + after the command");
}

/** Makes the test that such an action is. */
export function execAction(
	name: string,
): (options: FindOptions, host: FindHost, next: () => string | undefined) => Test {
	const inDirectory = name.endsWith("dir");
	const asks = name.startsWith("-ok");
	return (options, host, next) => {
		options.acts = true;
		const { words, gathers } = readCommand(name, next);
		if (gathers && asks) throw usage(`${name} takes \\; and not +`);
		if (gathers) return gathered(options, host, words, inDirectory);
		return async (visit) => {
			const { text, cwd } = placeOf(visit, inDirectory);
			const argv = words.map((word) => word.replaceAll("{}", () => text));
			if (asks && !(await host.ask(`< ${words[0]} ... ${visit.shown} > ? `))) return false;
			return (await host.execute(argv, cwd)) === 0;
		};
	};
}

/** `{} +`: as many as fit are given to one run; always true. */
function gathered(options: FindOptions, host: FindHost, words: readonly string[], inDirectory: boolean): Test {
	const base = words.reduce((sum, word) => sum + rawBytes(word).length + 1, 0);
	let found: string[] = [];
	let size = base;
	let directory: string | undefined;
	const run = async () => {
		if (found.length === 0) return;
		const argv = [...words, ...found];
		found = [];
		size = base;
		if ((await host.execute(argv, directory)) !== 0) host.failed();
	};
	options.atEnd.push(run);
	return async (visit) => {
		const { text, cwd } = placeOf(visit, inDirectory);
		const length = rawBytes(text).length + 1;
		if (cwd !== directory || size + length > LINE_LIMIT) await run();
		directory = cwd;
		found.push(text);
		size += length;
		return true;
	};
}

/** How a node is named to a command: as it is printed, or in its directory as `./NAME`. */
function placeOf({ stat, shown, name }: Visit, inDirectory: boolean): { text: string; cwd: string | undefined } {
	if (!inDirectory) return { text: shown, cwd: undefined };
	const cut = stat.path.lastIndexOf("/");
	const text = name === "." || name === "/" ? name : `./${name}`;
	return { text, cwd: name === "." ? stat.path : stat.path.slice(0, cut) || "/" };
}
