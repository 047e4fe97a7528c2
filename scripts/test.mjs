// `npm test` and `npm run check`: all that CI runs, from a fresh clone. Arguments go to vitest.
import { join } from "node:path";
import { build, install, root, run } from "./prepare.mjs";

const bin = (name) => join(root, "node_modules", ".bin", name);

install();
run(bin("biome"), ["check", "--error-on-warnings", "."]);
run(bin("tsc"), ["-p", "."]);
run(process.execPath, [join(root, "scripts", "check-imports.mjs")]);
build();
run(bin("vitest"), ["run", ...process.argv.slice(2)]);
