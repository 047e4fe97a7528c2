import { defineGroup } from "../../../src/command/index.ts";
import { check } from "./check.ts";
import { resources } from "./resources.ts";
import { review } from "./review.ts";

/** `desk safety`: the gate that no personal text passes on its way to a model. */
export const safety = defineGroup({
	name: "safety",
	summary: "The safety gate: judge texts, crisis lines, what was stopped",
	commands: [check, resources, review],
	fallback: "resources",
});
