/** Measuring search on judged collections. */
export { type Collection, readCollection } from "./collection.ts";
export { type Figures, load, measure } from "./evaluate.ts";
