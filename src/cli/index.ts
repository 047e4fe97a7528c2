/** The command line's front door: the surface, and what commands may use of it to lay out their output. */
export { fit, humanSize, inColumns, pad, table, widthOf } from "./columns.ts";
export type { Surroundings } from "./context.ts";
export { main, type Program } from "./main.ts";
export { safeForTerminal } from "./output.ts";
export { nearest } from "./nearest.ts";
