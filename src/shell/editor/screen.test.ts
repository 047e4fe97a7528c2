/** Whatever is done, what was written bit by bit looks like what is written at once. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { cpuTime } from "../../../test/support/cpu-time.ts";
import { TestTerminal } from "../../../test/support/emulator.ts";
import { seeds } from "../../../test/support/store.ts";
import { History } from "../history.ts";
import { LineEditor } from "./index.ts";

const KEYS = [
	..."abc ",
	"word and more ",
	"漢字",
	"👩‍💻",
	"e\u0301",
	"0123456789012345678901234567890123456789",
	"\x1b[200~pasted\n\ttext\x1b\x9b\x1b[201~",
	"\x1b\r", // a newline
	...[
		"\x01",
		"\x02",
		"\x04",
		"\x05",
		"\x06",
		"\x08",
		"\x0b",
		"\x0c",
		"\x0e",
		"\x10",
		"\x12",
		"\x13",
		"\x14",
		"\x15",
		"\x17",
		"\x19",
		"\x1f",
		"\x03",
		"\x07",
	],
	...[
		"\t",
		"\t",
		"\x1b[Z",
		"\x1b[A",
		"\x1b[B",
		"\x1b[C",
		"\x1b[D",
		"\x1b[27u",
		"\x1bb",
		"\x1bf",
		"\x1bd",
		"\x1by",
		"\x1b.",
		"\x1bt",
		"\x1b<",
		"\x1b[3~",
		"\x1b[6~",
	],
];

const step = fc.oneof(
	{ weight: 12, arbitrary: fc.constantFrom(...KEYS) },
	{
		weight: 1,
		arbitrary: fc.record({ columns: fc.integer({ min: 1, max: 50 }), rows: fc.integer({ min: 1, max: 12 }) }),
	},
);

function makeEditor(terminal: TestTerminal, colour: boolean): LineEditor {
	const history = new History(undefined, { size: 100 });
	for (const line of ["abc def", "for x in 1\ndo\n\techo 漢字\ndone", "a".repeat(45), "word and more words"])
		history.add(line);
	return new LineEditor(terminal, {
		prompt: () => "\x1b[1;34m/notes\x1b[0m 漢$ ",
		continuation: "> ",
		history,
		complete: async (line, cursor) => ({
			from: line.slice(0, cursor).lastIndexOf(" ") + 1,
			to: cursor,
			items: Array.from({ length: 30 }, (_, at) => ({
				text: `ab${at}`,
				description: at % 2 ? "about 漢字 it" : undefined,
				suffix: " ",
			})),
		}),
		isUnfinished: () => true,
		highlight: (text) => text.replace(/word/g, "\x1b[31mword\x1b[39m"),
		colour,
	});
}

test("any keys at any size leave what a full redraw leaves, and nothing above is lost", {
	timeout: 120_000 * seeds,
}, async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 1, max: 45 }),
			fc.integer({ min: 1, max: 12 }),
			fc.boolean(),
			fc.array(step, { maxLength: 30 }),
			async (columns, rows, colour, steps) => {
				const terminal = new TestTerminal(columns, rows);
				terminal.write("#\r\n#\r\n");
				void makeEditor(terminal, colour).read();
				let cleared = false;
				for (const next of steps) {
					if (typeof next === "string") {
						await terminal.type(next);
						cleared ||= next === "\x0c";
					} else terminal.resize(next.columns, next.rows);
					const { state } = terminal.emulator;
					// The same size again: everything is written anew.
					terminal.listener?.resize();
					expect(terminal.emulator.state).toEqual(state);
					if (!cleared) expect(terminal.emulator.everything.slice(0, 2)).toEqual(["#", "#"]);
				}
				terminal.listener?.end();
			},
		),
		{ numRuns: 150 * seeds },
	);
});

test("a key is drawn in no time, in a long text too", async () => {
	const terminal = new TestTerminal(80, 24);
	void makeEditor(terminal, true).read();
	await terminal.type(`\x1b[200~${"words of a long line of text ".repeat(700)}\x1b[201~`); // 20 KB
	let best = Number.POSITIVE_INFINITY; // what a loaded machine adds is not the editor's
	for (let at = 0; at < 30; at++) {
		const started = cpuTime();
		await terminal.type("x");
		best = Math.min(best, cpuTime() - started);
	}
	expect(best).toBeLessThan(16);
	terminal.listener?.end();
});
