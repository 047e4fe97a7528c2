/** What the editor shows, on its terminal: frames at the right moment. */
import { frameOf, inputFrame, type View } from "./layout.ts";
import { type Menu, menuRows } from "./menu.ts";
import type { EditorOptions, Terminal } from "./options.ts";
import { Screen } from "./screen.ts";
import { type Search, searchPrompt } from "./search.ts";
import { STYLE, sgr } from "./style.ts";

/** The state of the editor, as far as it can be seen. */
export interface Visible {
	readonly prompt: string;
	readonly text: string;
	readonly cursor: number;
	/** What the suggestion adds, "" for none. */
	readonly ghost: string;
	readonly menu: Menu | undefined;
	readonly search: Search | undefined;
}

/** Bracketed paste (xterm, DECSET 2004). */
const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";

export class Display {
	readonly #terminal: Terminal;
	readonly #options: EditorOptions;
	readonly #screen: Screen;
	#top = 0;
	/** Rows that there were for the menu when it was shown last. */
	menuRows = 1;

	constructor(terminal: Terminal, options: EditorOptions) {
		this.#terminal = terminal;
		this.#options = options;
		this.#screen = new Screen(terminal.columns);
	}

	/** Begin to read: on a line of its own, whatever was written last. */
	start(): void {
		const { columns } = this.#terminal;
		const mark = this.#options.colour ? `${sgr(STYLE.odd)}%${sgr("")}` : "%";
		this.#top = 0;
		// A last line without its end stays, and is marked: mark and blanks fill the row, so only then does the terminal wrap.
		this.#terminal.write(PASTE_ON + mark + " ".repeat(columns - 1) + this.#screen.begin(columns));
	}

	/** Stop reading; the terminal is as it was. */
	stop(): void {
		this.#terminal.write(PASTE_OFF);
	}

	/** Show the state in place of what was shown before. */
	show(state: Visible): void {
		const { columns, rows } = this.#terminal;
		const { frame, top } = frameOf(this.#view(state), { columns, rows }, this.#top);
		this.#top = top;
		this.#terminal.write(this.#screen.draw(frame));
	}

	/** Show the whole text once more, without what only helps to edit it, and go to a new line. `note` is left behind the text. */
	leave(state: Visible, note = ""): void {
		const { columns, rows } = this.#terminal;
		const view = this.#view({ ...state, cursor: state.text.length, ghost: "", menu: undefined, search: undefined });
		const frame = inputFrame(view, columns);
		// What did not fit the screen is written from its top, and scrolls.
		const start = frame.rows.length > rows ? this.#screen.home() + this.#screen.begin(columns) : "";
		this.#terminal.write(start + this.#screen.draw(frame) + note + this.#screen.leave());
		this.#screen.begin(columns);
		this.#top = 0;
	}

	/** Clear the screen; the state is shown at its top next. */
	clear(): void {
		this.#terminal.write(`\x1b[H\x1b[2J${this.#screen.begin(this.#terminal.columns)}`);
	}

	/** The terminal has another size: begin anew where the prompt is now. */
	resized(): void {
		this.#terminal.write(this.#screen.beginResized(this.#terminal.columns));
	}

	/** Whole lines above what is shown, which must be shown again then. */
	print(text: string): void {
		const { columns } = this.#terminal;
		const lines = text.replace(/\r?\n/g, "\r\n");
		this.#terminal.write(this.#screen.home() + this.#screen.begin(columns) + lines + this.#screen.begin(columns));
	}

	#view({ prompt, text, cursor, ghost, menu, search }: Visible): View {
		const { colour, continuation } = this.#options;
		const shown = search?.line ?? text;
		const isFound = search !== undefined && search.age >= 0 && !search.failed;
		return {
			prompt: search === undefined ? prompt : searchPrompt(search),
			continuation,
			text: shown,
			cursor: search?.at ?? cursor,
			highlighted: this.#options.highlight?.(shown),
			match: isFound ? { from: search.at, to: search.at + search.query.length } : undefined,
			ghost: ghost === "" ? undefined : ghost,
			below: menu && ((rows) => this.#menu(menu, rows)),
			colour,
		};
	}

	#menu(menu: Menu, rows: number): ReturnType<typeof menuRows> {
		this.menuRows = rows;
		return menuRows(menu, this.#terminal.columns, rows, this.#options.colour);
	}
}
