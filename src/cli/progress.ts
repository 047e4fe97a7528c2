import type { ByteWriter, Progress } from "../command/index.ts";

/** Progress as the surface sees it. */
export interface Bar extends Progress {
	/** Take it off the screen for something else; the next step draws it again. */
	clear(): void;
}

/** Progress on stderr: a line redrawn in place on a terminal, a line every five seconds elsewhere, none when it is quick. */
export function startProgress(stderr: ByteWriter, terminal: boolean, label: string, total: number | undefined): Bar {
	const started = Date.now();
	let count = 0;
	let drawn = 0;
	let visible = false;
	const interval = terminal ? 100 : 5000;
	const draw = (at: number) => {
		drawn = at;
		const seconds = Math.max(1, Math.round((at - started) / 1000));
		const share =
			total === undefined || total === 0
				? ""
				: ` of ${total.toLocaleString("en")} (${Math.floor((100 * count) / total)} %)`;
		const left =
			total === undefined || count === 0 ? "" : `, about ${Math.ceil(((total - count) * seconds) / count)} s left`;
		const text = `${label}: ${count.toLocaleString("en")}${share}${left}`;
		visible = terminal;
		stderr.write(terminal ? `\r\x1b[K${text}` : `${text}\n`);
	};
	const clear = () => {
		if (visible) stderr.write("\r\x1b[K");
		visible = false;
	};
	return {
		add(more) {
			count += more;
			const at = Date.now();
			// Nothing is drawn for work that ends within half a second, nor off a terminal for what ends within five.
			if (at - started > Math.max(500, interval) && at - drawn >= interval) draw(at);
		},
		clear,
		done: clear,
	};
}
