// What a call of a language model takes of us, with a provider on this machine that answers at once.
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";

/** Measures and reports; `alternate`, `time` and `row` are those of run.mjs. */
export async function benchLlm({ root, folder, env, time, alternate, row }) {
	const server = spawn(process.execPath, [join(root, "test", "bench", "llm-server.mjs")], { stdio: ["ignore", "pipe", "inherit"] });
	const url = String(await new Promise((resolve) => server.stdout.once("data", resolve))).trim();
	const there = { env: { ...env, DESK_HOME: join(folder, "llm") } };
	const desk = (...args) => time(process.execPath, [join(root, "bin", "desk.js"), ...args], there);
	try {
		desk("init", "--key", "file");
		desk("key", "add", url, "--name", "local");
		const [call, bare] = JSON.parse(spawnSync(process.execPath, [join(root, "test", "bench", "llm-warm.mjs"), url], { ...there, encoding: "utf8" }).stdout);
		row(`warm call of the gateway (${call.toFixed(1)} ms) above a bare request (${bare.toFixed(1)} ms)`, call - bare, 1, "ms", 15);
		const script = (...args) => time(process.execPath, [join(root, "test", "bench", "llm-cold.cjs"), ...args], there);
		const [cold, ungated, floor] = alternate(15, script, () => script("ungated"), () => time(process.execPath, ["-e", "0"]));
		// 150 ms above the 60 ms that `node -e 0` takes where the bound was set.
		row(`cold call of the gateway (${ungated.toFixed(1)} ms without the safety gate)`, cold, floor, "`node -e 0`", 3.5);
	} finally {
		server.kill();
	}
}
