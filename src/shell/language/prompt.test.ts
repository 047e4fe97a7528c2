/** Prompts against bash's own `@P`. */
import { hostname, tmpdir, userInfo } from "node:os";
import { expect, test } from "vitest";
import { askBash, quoted } from "./ask-bash.ts";
import { expandPrompt, type PromptValues } from "./prompt.ts";

const [full = "", root = ""] = askBash(["printf %s $BASH_VERSION", "printf %s $EUID"]);
const version = full.replace(/\(.*/, "");

function values(cwd: string, home: string, now: Date, keep: number): PromptValues {
	return {
		user: userInfo().username,
		host: hostname(),
		cwd,
		home,
		shell: "bash",
		version,
		jobs: 0,
		history: 1,
		command: 1,
		root: root === "0",
		now,
		zone: "UTC0",
		keep,
	};
}

// biome-ignore format: one table
const PROMPTS = [
	"", "plain", "\\u@\\h:\\w\\$ ", "\\H", "\\W", "\\s-\\v\\$ ", "\\V", "\\e[1m\\a\\r", "a\\nb", "\\j", "\\\\", "\\\\w", "\\101\\060", "\\10", "\\1", "\\z", "\\", "a\\", "\\D{%F}", "\\D{}x", "\\D{%H} \\D{%d}", "\\d", "\\A", "\\[\\e[0m\\]x", "é\\w",
];
const PLACES = [
	["/", "/root"],
	["/usr/share", "/usr"],
	["/usr", "/usr"],
	["/usr/share/doc", "/"],
	["/usr/share/doc", "/usr/sh"],
	["/usr/share/doc", "/nope"],
	[tmpdir(), ""],
] as const;

test("as bash", () => {
	const cases = PLACES.flatMap(([cwd, home]) =>
		[0, 1, 2].flatMap((keep) => PROMPTS.map((prompt) => ({ cwd, home, keep, prompt }))),
	);
	// The clock may tick between the two: what differs is asked again, which takes a moment.
	let open = cases;
	let wrong: string[] = [];
	for (let attempt = 0; open.length > 0 && attempt < 5; attempt++) {
		const now = new Date();
		const theirs = askBash(
			open.map(
				({ cwd, home, keep, prompt }) =>
					`( cd ${quoted(cwd)}; HOME=${quoted(home)}; PROMPT_DIRTRIM=${keep}; v=${quoted(prompt)}; printf %s "\${v@P}" )`,
			),
		);
		const ours = open.map(({ cwd, home, keep, prompt }) => expandPrompt(prompt, values(cwd, home, now, keep)));
		wrong = open.flatMap(({ cwd, home, keep, prompt }, at) =>
			ours[at] === theirs[at]
				? []
				: [`${cwd} ${home} ${keep} ${prompt}: bash ${JSON.stringify(theirs[at])}; ours ${JSON.stringify(ours[at])}`],
		);
		open = open.filter((_, at) => ours[at] !== theirs[at]);
	}
	expect(wrong).toEqual([]);
});

test("what depends on more", () => {
	const base = values("/", "/root", new Date(Date.UTC(2026, 4, 6, 15, 4, 5)), 0);
	const more: PromptValues = { ...base, jobs: 2, history: 7, command: 9, terminal: "pts0", brackets: ["<", ">"] };
	expect(expandPrompt("\\j \\! \\# \\l \\[x\\] \\d \\t \\T \\@ \\A \\D{%Y}", more)).toBe(
		"2 7 9 pts0 <x> Wed May 06 15:04:05 03:04:05 03:04 PM 15:04 2026",
	);
	expect(expandPrompt("\\$", { ...base, root: true })).toBe("#");
	expect(expandPrompt("\\$", { ...base, root: false })).toBe("$");
});
