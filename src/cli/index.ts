/** The command line's front door: the surface, and what commands may use of it to lay out their output. */

export { nearest } from "../base/nearest.ts";
export { humanSize } from "../base/size.ts";
export { inColumns, pad, shorten, table, widthOf } from "./columns.ts";
export type { Surroundings } from "./context.ts";
export type { Draft } from "./editing.ts";
export {
	type Item as HitItem,
	itemShape as hitShape,
	lineOf as hitLine,
	screenOf as hitScreen,
	toItem as toHitItem,
} from "./hits.ts";
export { wrap } from "./layout.ts";
export { main, type Program } from "./main.ts";
export { safeForTerminal } from "./output.ts";

/** The user's editor on a private copy of a file: loaded when one is opened. */
export const editing = () => import("./editing.ts");
