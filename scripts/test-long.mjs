// `npm run test:long`: the fault, model and random tests at the length that the design asks for: 500 × kill -9, 20 processes × 1,000
// writes, many seeds, five minutes of eight programs on a mount. Takes about half an hour. Arguments go to vitest.
import { join } from "node:path";
import { build, install, root, run } from "./prepare.mjs";

const LONG = { DESK_ROUNDS: "500", DESK_WRITES: "1000", DESK_SEEDS: "12", DESK_TEST_RUNS: "500", DESK_PROPERTY_RUNS: "500", FC_RUNS: "150", FC_SEED: "random", DESK_SECONDS: "300" };

install();
build();
run(
	join(root, "node_modules", ".bin", "vitest"),
	["run", "--test-timeout=1800000", ...process.argv.slice(2)],
	{ env: { ...LONG, ...process.env } },
);
