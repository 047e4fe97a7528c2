import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The program as its users run it, in processes of its own: for signals and terminals. Built aside, `dist/` is left alone. */
export interface Built {
	/** Start `desk ...argv` on the desk at `home`. */
	start(home: string, argv: readonly string[], environment?: NodeJS.ProcessEnv): ChildProcess;
	/** Run it on a terminal of its own (util-linux `script`), typing `keys`; output and errors are one, as on a screen. */
	onTerminal(
		home: string,
		argv: readonly string[],
		keys: string,
		environment?: NodeJS.ProcessEnv,
		/** What the question that is answered ends with. */
		questions?: readonly string[],
	): Promise<{ status: number; output: string }>;
	/** The words that start it, for a program that starts programs. */
	command(): string[];
	remove(): void;
}

/** Bundle the program into a temporary folder. */
export async function buildProgram(): Promise<Built> {
	const folder = mkdtempSync(join(tmpdir(), "desk-built-"));
	const program = join(folder, "run.cjs");
	const remove = () => rmSync(folder, { recursive: true, force: true });
	const building = build({
		entryPoints: [join(root, "bin/main.ts")],
		outfile: join(folder, "desk.cjs"),
		bundle: true,
		platform: "node",
		target: "node20",
		format: "cjs",
		loader: { ".sql": "text" },
		define: { DESK_VERSION: '"0.0.0-test"', DESK_SUMMARIES: "{}" },
		external: ["better-sqlite3", "keytar", "keytar/*", "onnxruntime-node"],
		logLevel: "silent",
	});
	await building.catch((error: unknown) => {
		remove();
		throw error;
	});
	writeFileSync(
		program,
		'require("./desk.cjs").desk(process.argv.slice(2)).then((status) => { process.exitCode = status; });\n',
	);
	const env = (home: string, more: NodeJS.ProcessEnv = {}) => ({
		...process.env,
		DESK_HOME: home,
		DESK_KEYCHAIN: "off",
		NODE_PATH: join(root, "node_modules"),
		...more,
	});
	return {
		start: (home, argv, environment) =>
			spawn(process.execPath, [program, ...argv], { env: env(home, environment), stdio: ["pipe", "pipe", "pipe"] }),
		onTerminal: async (home, argv, keys, environment, questions = ["? ", "] "]) => {
			const quoted = [process.execPath, program, ...argv].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
			const child = spawn("script", ["-qec", quoted, "/dev/null"], {
				env: env(home, { TERM: "dumb", ...environment }),
			});
			let output = "";
			for (const stream of [child.stdout, child.stderr])
				stream.on("data", (bytes: Buffer) => (output += bytes.toString()));
			// Typed when the question is there: what comes before it belongs to no question.
			const typing = setInterval(() => {
				if (!questions.some((end) => output.includes(end))) return;
				clearInterval(typing);
				child.stdin.write(keys);
			}, 20);
			const status = await new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? -1)));
			clearInterval(typing);
			return { status, output };
		},
		command: () => [process.execPath, program],
		remove,
	};
}
