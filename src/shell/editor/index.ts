/** The line editor of the session. */
export { LineEditor } from "./editor.ts";
export type { Completion, Completions } from "./menu.ts";
export type { EditorHistory, EditorOptions, HistoryMatch, Listener, Terminal } from "./options.ts";
export { ProcessTerminal } from "./process-terminal.ts";
