import { defineGroup } from "../../../src/command/index.ts";
import { add } from "./add.ts";
import { bench } from "./bench.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { run } from "./run.ts";
import { use } from "./use.ts";
import { verify } from "./verify.ts";

/** `desk model`: the models that run on this computer, and what makes the vectors of search. */
export const model = defineGroup({
	name: "model",
	summary: "Local models: list, add, choose, verify, measure",
	commands: [list, add, remove, use, verify, bench, run],
	fallback: "list",
});
