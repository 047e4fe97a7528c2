// An agent from its start to its end, with a model on this machine that answers at once: all that it takes is ours.
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";

/** Measures and reports; `alternate`, `time` and `row` are those of run.mjs. */
export async function benchAgents({ root, folder, env, time, alternate, row }) {
	const server = spawn(process.execPath, [join(root, "test", "bench", "llm-server.mjs")], { stdio: ["ignore", "pipe", "inherit"] });
	const url = String(await new Promise((resolve) => server.stdout.once("data", resolve))).trim();
	const there = { env: { ...env, DESK_HOME: join(folder, "agents") } };
	const desk = (...args) => time(process.execPath, [join(root, "bin", "desk.js"), ...args], there);
	try {
		desk("init", "--key", "file");
		desk("key", "add", url, "--name", "local", "--model", "m");
		desk("import", "-q", "notes", join(root, "samples", "notes"));
		desk("agent", "new", "worker", "-r", "/notes/**", "-w", "/notes/**", "-m", "Work.");
		const warm = JSON.parse(spawnSync(process.execPath, [join(root, "test", "bench", "agents-warm.mjs")], { ...there, encoding: "utf8" }).stdout);
		row("an agent in a session that has run one, from its start to its answer", warm, 1, "ms", 500);
		const [cold, floor] = alternate(9, () => desk("agent", "run", "worker"), () => time(process.execPath, ["-e", "0"]));
		// 500 ms where `node -e 0` takes 60.
		row("an agent in a new process, from its start to its answer", cold, floor, "`node -e 0`", 8.3);
	} finally {
		server.kill();
	}
}
