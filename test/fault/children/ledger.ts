/** The ledger and what it needs, for child processes (`spend.mjs`). */
export { Ledger } from "../../../src/llm/ledger.ts";
export { Store } from "../../../src/store/index.ts";
