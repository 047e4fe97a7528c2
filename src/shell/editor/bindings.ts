/** Which key does what: names of readline's functions (readline(3)), so that they can be looked up. */
import type { EditName } from "./state.ts";

/** What is done by the editor itself, since it needs the history, the terminal or the completer. */
export type CommandName =
	| "accept-line"
	| "insert-newline"
	| "interrupt"
	| "delete-char-or-eof"
	| "forward-char-or-suggestion"
	| "end-of-line-or-suggestion"
	| "forward-word-or-suggestion"
	| "previous-history"
	| "next-history"
	| "line-or-history-up"
	| "line-or-history-down"
	| "beginning-of-history"
	| "end-of-history"
	| "yank-last-arg"
	| "reverse-search-history"
	| "forward-search-history"
	| "complete"
	| "clear-screen"
	| "edit-and-execute-command"
	| "quoted-insert"
	| "revert-line"
	| "abort";

export type BindingName = EditName | CommandName;

/** Keys (as `keys.ts` names them) → what they do. Two keys with a space between are a sequence. */
const BINDINGS: Readonly<Record<string, BindingName>> = {
	"C-a": "beginning-of-line",
	"C-b": "backward-char",
	"C-c": "interrupt",
	"C-d": "delete-char-or-eof",
	"C-e": "end-of-line-or-suggestion",
	"C-f": "forward-char-or-suggestion",
	"C-g": "abort",
	"C-h": "backward-delete-char",
	"C-j": "accept-line",
	"C-k": "kill-line",
	"C-l": "clear-screen",
	"C-n": "next-history",
	"C-p": "previous-history",
	"C-q": "quoted-insert",
	"C-r": "reverse-search-history",
	"C-s": "forward-search-history",
	"C-t": "transpose-chars",
	"C-u": "unix-line-discard",
	"C-v": "quoted-insert",
	"C-w": "unix-word-rubout",
	"C-y": "yank",
	"C-_": "undo",
	"C-/": "undo",
	"C-@": "set-mark",
	"C-x C-e": "edit-and-execute-command",
	"C-x C-u": "undo",
	"C-x C-x": "exchange-point-and-mark",
	"M-b": "backward-word",
	"M-c": "capitalize-word",
	"M-d": "kill-word",
	"M-f": "forward-word-or-suggestion",
	"M-l": "downcase-word",
	"M-r": "revert-line",
	"M-t": "transpose-words",
	"M-u": "upcase-word",
	"M-w": "copy-region",
	"M-y": "yank-pop",
	"M-.": "yank-last-arg",
	"M-_": "yank-last-arg",
	"M-<": "beginning-of-history",
	"M->": "end-of-history",
	"M-\\": "delete-horizontal-space",
	"M-Enter": "insert-newline",
	"S-Enter": "insert-newline",
	"M-Backspace": "backward-kill-word",
	"C-M-h": "backward-kill-word",
	"C-Backspace": "backward-kill-word",
	"M-Delete": "kill-word",
	"C-Delete": "kill-word",
	"C-Left": "backward-word",
	"M-Left": "backward-word",
	"C-Right": "forward-word-or-suggestion",
	"M-Right": "forward-word-or-suggestion",
	"C-Home": "beginning-of-buffer",
	"C-End": "end-of-buffer",
	Enter: "accept-line",
	Tab: "complete",
	Backspace: "backward-delete-char",
	"S-Backspace": "backward-delete-char",
	Delete: "delete-char",
	Up: "line-or-history-up",
	Down: "line-or-history-down",
	Left: "backward-char",
	Right: "forward-char-or-suggestion",
	Home: "beginning-of-line",
	End: "end-of-line-or-suggestion",
	PageUp: "previous-history",
	PageDown: "next-history",
};

/** Keys that wait for another one. Escape is Meta for terminals without it, and so is C-x a prefix. */
export const PREFIXES: ReadonlySet<string> = new Set(["C-x", "Escape"]);

/** What a key or a sequence of keys does. */
export function bindingOf(name: string): BindingName | undefined {
	return Object.hasOwn(BINDINGS, name) ? BINDINGS[name] : undefined;
}
