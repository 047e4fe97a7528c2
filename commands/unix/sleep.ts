import { defineCommand, operands } from "../../src/command/index.ts";
import { parseSeconds, pause } from "./shared/pause.ts";

/** `desk sleep`: wait. */
export const sleep = defineCommand({
	name: "sleep",
	summary: "Wait for some time",
	about:
		"TIME is a number, also with a fraction, and s (seconds, the default), m, h or d; several are added up. `infinity` waits for Ctrl-C.",
	args: { times: operands("TIME", "how long", { required: true }) },
	examples: [
		["desk sleep 0.5", "half a second"],
		["desk sleep 0.1s 0.2s", "several are added up"],
	],
	failsWith: 1,
	standalone: true,
	async run(context, { times }) {
		const seconds = times.map((time) => parseSeconds(time, "sleep")).reduce((sum, time) => sum + time, 0);
		await pause(seconds, context.signal);
	},
});
