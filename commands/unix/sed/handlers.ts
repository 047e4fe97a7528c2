/** What the commands of a sed script do, one by one. */
import { rawBytes } from "../../../src/base/raw-text.ts";
import { after } from "../shared/records.ts";
import type { Executor, Handler } from "./executor.ts";
import { visible } from "./output.ts";
import type { Command } from "./script.ts";
import { substitute } from "./substitute.ts";

/** Commands by their names. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
	"{": () => undefined,
	v: () => undefined,
	"=": (sed) => void sed.world.output().text(sed.world.lines.number + sed.world.end),
	F: (sed) => void sed.world.output().text(sed.world.lines.fileName + sed.world.end),
	a: (sed, { text = "" }) => void sed.queue.push({ text }),
	i: (sed, command) => void sed.world.output().text(ended(sed, command)),
	c(sed, command) {
		if (command.negated || sed.isRangeOver(command)) sed.world.output().text(ended(sed, command));
		return "delete";
	},
	r: (sed, { text = "" }) => void sed.queue.push({ file: text }),
	R: (sed, { text = "" }) =>
		sed.world.linesOf(text).then(async (reader) => {
			const line = await reader?.next(sed.world.separator);
			if (line !== undefined) sed.queue.push({ line: { text: line, isEnded: reader?.terminator !== "" } });
			return undefined;
		}),
	w: (sed, { text = "" }) => void sed.print(sed.space, sed.isEnded, sed.world.file(text)),
	W: (sed, { text = "" }) => {
		const end = sed.space.indexOf(sed.world.end);
		const isCut = end >= 0;
		sed.print(isCut ? sed.space.slice(0, end) : sed.space, isCut || sed.isEnded, sed.world.file(text));
	},
	b: (_, { target }) => target,
	t: (sed, { target }) => jumpIf(sed, target, true),
	T: (sed, { target }) => jumpIf(sed, target, false),
	d: () => "delete",
	D(sed) {
		const end = sed.space.indexOf(sed.world.end);
		if (end < 0) return "delete";
		sed.space = sed.space.slice(end + 1);
		return "restart";
	},
	p: (sed) => void sed.print(),
	P(sed) {
		const end = sed.space.indexOf(sed.world.end);
		if (end < 0) sed.print();
		else sed.print(sed.space.slice(0, end), true);
	},
	g(sed) {
		sed.space = sed.hold;
		sed.isEnded = sed.holdIsEnded;
	},
	G(sed) {
		sed.space += sed.world.end + sed.hold;
		sed.isEnded = sed.holdIsEnded;
	},
	h(sed) {
		sed.hold = sed.space;
		sed.holdIsEnded = sed.isEnded;
	},
	H(sed) {
		sed.hold += sed.world.end + sed.space;
		sed.holdIsEnded = sed.isEnded;
	},
	x(sed) {
		[sed.space, sed.hold] = [sed.hold, sed.space];
		[sed.isEnded, sed.holdIsEnded] = [sed.holdIsEnded, sed.isEnded];
	},
	z(sed) {
		sed.space = "";
	},
	l: (sed, { number }) =>
		void sed.world.output().text(visible(rawBytes(sed.space), number ?? sed.world.width) + sed.world.end),
	n: (sed) =>
		after(sed.world.lines.isOver(), (isOver) => {
			// Without a next line GNU sed ends here as at the end of the script, POSIX without printing.
			if (isOver) return sed.world.isPosix ? "quitSilently" : "quit";
			if (!sed.world.isQuiet) sed.print();
			return after(sed.flushQueue(), () => after(sed.read(), () => undefined));
		}),
	N: (sed) =>
		after(sed.world.lines.isOver(), (isOver) => {
			if (isOver) return sed.world.isPosix ? "quitSilently" : "quit";
			return after(sed.flushQueue(), () => {
				const { space, replaced } = sed;
				return after(sed.read(), () => {
					sed.space = space + sed.world.end + sed.space;
					sed.replaced = replaced;
					return undefined;
				});
			});
		}),
	q(sed, { number = 0 }) {
		sed.status = number & 0xff;
		sed.completes = true;
		return "quit";
	},
	Q(sed, { number = 0 }) {
		sed.status = number & 0xff;
		return "quitSilently";
	},
	s(sed, { substitution }) {
		if (substitution === undefined) return;
		const { pattern, replacement, nth, isGlobal, prints, file } = substitution;
		const made = substitute(sed.pattern(pattern), replacement, sed.space, nth, isGlobal);
		if (made === undefined) return;
		sed.space = made;
		sed.replaced = true;
		if (prints) sed.print();
		if (file !== undefined) sed.print(sed.space, sed.isEnded, sed.world.file(file));
	},
	y(sed, { map }) {
		let out = "";
		for (const char of sed.space) out += map?.get(char) ?? char;
		sed.space = out;
	},
};

/** Text with the end that lines have; that of `a` always has a newline (GNU sed). */
function ended(sed: Executor, { text = "" }: Command): string {
	return text.replace(/\n$/, sed.world.end);
}

function jumpIf(sed: Executor, target: number | undefined, wanted: boolean): number | undefined {
	const { replaced } = sed;
	sed.replaced = false;
	return replaced === wanted ? target : undefined;
}
