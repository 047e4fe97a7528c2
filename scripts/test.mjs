// `npm test` and `npm run check`: all that CI runs, from a fresh clone. Arguments go to vitest.
import { join } from "node:path";
import { install, root, run, together } from "./prepare.mjs";

const bin = (name) => join(root, "node_modules", ".bin", name);

install();
await together([
	[bin("biome"), ["check", "--error-on-warnings", "."]],
	[bin("tsc"), ["-p", "."]],
	[process.execPath, [join(root, "scripts", "check-imports.mjs")]],
	[process.execPath, [join(root, "scripts", "build.mjs")]],
]);
run(bin("vitest"), ["run", ...process.argv.slice(2)]);
