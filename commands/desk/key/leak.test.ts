import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { unzipSync } from "fflate";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Gateway, keyOf, known } from "../../../src/llm/index.ts";
import { Store } from "../../../src/store/index.ts";
import { shell, startModel } from "../../../test/support/agent-model.ts";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import { ProviderServer } from "../../../test/support/provider-server.ts";

/** One for each place that a key can come from. */
const KEYS = {
	kept: "sk-proj-planted1Zq9Wm3Lx7Tb2Kd5R",
	command: "sk-proj-planted2Vn8Cx4Jh6Gf1Sp",
	environment: "sk-proj-planted3Ua0Yt9Re2Wq7Il",
	argument: "sk-proj-planted4Po6Mk3Nj8Bh1Vg",
	unformed: "plainwordkeyplanted5withoutform",
};

let desk: TestDesk;
let server: ProviderServer;
const said: string[] = [];
beforeEach(async () => {
	said.length = 0;
	desk = await makeDesk();
	server = await ProviderServer.start();
	vi.stubEnv("DESK_DEBUG", "1"); // stack traces, too
});
afterEach(async () => {
	vi.unstubAllEnvs();
	await server.stop();
	desk.remove();
});

/** Run a command; what it prints is looked through at the end. */
async function run(argv: string[], stdin = "", variables: Record<string, string> = {}): Promise<string> {
	const { stdout, stderr } = await desk.run(argv, { stdin, variables });
	said.push(stdout, stderr);
	return stdout + stderr;
}

/** Every byte of a folder's files, of what archives hold, and of what the database holds under its encryption. */
async function everything(): Promise<Map<string, Buffer>> {
	const found = new Map<string, Buffer>();
	for (const name of readdirSync(desk.folder, { recursive: true, withFileTypes: true })) {
		if (!name.isFile()) continue;
		const path = join(name.parentPath, name.name);
		const bytes = readFileSync(path);
		found.set(path, bytes);
		if (path.endsWith(".zip"))
			for (const [inner, content] of Object.entries(unzipSync(bytes)))
				found.set(`${path}/${inner}`, Buffer.from(content));
	}
	const store = await Store.open(desk.home);
	for (const { name } of store.database.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
		try {
			const rows = store.database.all<Record<string, unknown>>(`SELECT * FROM "${name}"`);
			const cells = rows
				.flatMap((row) => Object.values(row))
				.map((cell) => (cell instanceof Uint8Array ? cell : Buffer.from(String(cell))));
			found.set(`table ${name}`, Buffer.concat(cells));
		} catch (error) {
			// Tables of extensions that only their own queries read.
			if (!/no such module|unable to use function/.test(String(error))) throw error;
		}
	}
	store.close();
	return found;
}

/** Where a secret lies, in any form in which it could be read. */
function placesOf(secret: string, places: ReadonlyMap<string, Buffer>): string[] {
	const forms = [
		secret,
		Buffer.from(secret).toString("base64").replace(/=+$/, "").slice(2, -2),
		Buffer.from(secret).toString("hex"),
		encodeURIComponent(secret),
		[...secret].reverse().join(""),
		secret.slice(-10),
	];
	return [...places].filter(([, bytes]) => forms.some((form) => bytes.includes(form))).map(([place]) => place);
}

test("a planted key is found nowhere after a session with failures", async () => {
	const { url } = server;
	const config = (key: string, value: string) => run(["config", "set", key, value]);
	await run(["key", "add", url, "--name", "kept", "--model", "m", "--key", "-"], KEYS.kept);
	await run(["key", "add", url, "--name", "odd", "--model", "m", "--key", "-"], KEYS.unformed);
	const keyFile = join(desk.folder, "..", `${desk.folder.split("/").at(-1)}-key`);
	writeFileSync(keyFile, KEYS.command);
	await run(["key", "add", url, "--name", "command", "--model", "m", "--command", `cat ${keyFile}`]);
	await run([
		"key",
		"add",
		url,
		"--name",
		"broken",
		"--model",
		"m",
		"--command",
		`cat ${keyFile} >&2; cat ${keyFile}; exit 3`,
	]);
	await run(["key", "add", url, "--name", "written", "--model", "m", "--command", `printf ${KEYS.argument}`]);
	// Mistakes that people make.
	await run(["key", "add", "openai", KEYS.argument]);
	await run(["key", "add", KEYS.argument]);
	await run(["key", "add", "openai", "--key", KEYS.argument]);
	await run(["key", "add", `https://${KEYS.argument}@api.openai.com/v1`]);
	await run(["key", "add", `https://api.openai.com/v1?key=${KEYS.argument}`]);
	await run(["key", "add", "openai", `--name=${KEYS.argument}`]);
	await run(["key", "add", "openai"], `${KEYS.kept} ${KEYS.kept}`);

	// Calls, by each key, of a server that answers, refuses in words that hold the key, and breaks off.
	const variables = { DESK_VARIABLE_API_KEY: KEYS.environment };
	await run(["key", "add", url, "--name", "variable", "--model", "m"], "", variables);
	const vfs = await desk.vfs();
	const used = { kept: KEYS.kept, odd: KEYS.unformed, command: KEYS.command, variable: KEYS.environment, broken: "" };
	for (const [name, sent] of Object.entries(used)) {
		await config("llm.providers", name);
		for (const status of [200, 401, 400, 500]) {
			const body = { error: { message: `Incorrect API key provided: ${sent}, "${sent}"`, code: sent } };
			server.replies = [
				status === 200 ? { said: { text: "Hello." } } : { status, body, headers: { "retry-after": "0" } },
			];
			const gateway = await Gateway.open(vfs, { home: desk.home, variables, warn: (text) => void said.push(text) });
			const plan = gateway.plan({ feature: "ask", messages: [{ role: "user", content: "Hello?" }] });
			said.push(inspect(await plan.catch((error: unknown) => error), { depth: 9 }));
			try {
				for await (const event of gateway.stream({ feature: "ask", messages: [{ role: "user", content: "Hello?" }] }))
					said.push(JSON.stringify(event));
			} catch (error) {
				said.push(inspect(error, { depth: 9 }), String(error), JSON.stringify(error));
			}
		}
		const entry = known(vfs.store).find((each) => each.name === name);
		if (entry !== undefined && name !== "broken") {
			const key = await keyOf(entry, vfs.store, variables);
			said.push(`${key}`, JSON.stringify({ key }), inspect(key), inspect(vfs.store.secrets, { depth: 5 }));
		}
	}
	vfs.store.close();
	// The keys were sent, so there was something to be found.
	const sent = server.asked.map(({ headers }) => headers.authorization);
	for (const key of [KEYS.kept, KEYS.unformed, KEYS.command, KEYS.environment]) expect(sent).toContain(`Bearer ${key}`);

	// What shows what there is.
	await run(["write", "/notes/a.md"], "# A\n");
	for (const argv of [
		["key", "list"],
		["key", "list", "--json"],
		["key"],
		["usage", "--json"],
		["usage", "all", "--by", "model"],
		["config", "list"],
		["doctor"],
		["log", "--json"],
		["cat", "/sys/config"],
		["cat", "/sys/usage"],
		["cat", "/sys/health"],
		["cat", "/sys/log"],
		["help", "environment"],
		["-c", "printenv; env; set; export -p; history"],
		["__complete", "--", "key", "remove", ""],
	])
		await run(argv);
	mkdirSync(join(desk.folder, "out"));
	await run(["export", join(desk.folder, "out", "folder")]);
	await run(["export", join(desk.folder, "out", "archive.zip")]);
	execFileSync("rm", ["-f", keyFile]);
	await run(["key", "remove", "odd"]);

	const places = await everything();
	places.set("what was printed", Buffer.from(said.join("\n")));
	expect(places.size).toBeGreaterThan(20);
	expect(Object.fromEntries(Object.entries(KEYS).map(([name, key]) => [name, placesOf(key, places)]))).toEqual({
		kept: [],
		command: [],
		environment: [],
		// Who writes a key into the command itself has it there, encrypted.
		argument: ["table llm_provider"],
		unformed: [],
	});
});

test("an agent that may read all of the desk finds no key, in no way that it is told to try", async () => {
	const scripts = [
		"printenv; env; set; export -p; declare -p; history; echo $OPENAI_API_KEY $DESK_MODEL_API_KEY",
		"cat /proc/self/environ /proc/1/environ; cat /sys/*; ls -laR /sys; cat $DESK_HOME/secrets $DESK_HOME/key",
		"desk key list; key list; key export --yes; usage; config list; desk model list; printenv OPENAI_API_KEY",
		"env desk key list; xargs -a /dev/null key; timeout 5 key list; find / -name a.md -exec printenv ';' ; bash -c env",
	];
	const model = await startModel(({ results }) =>
		results.length < scripts.length ? shell(scripts[results.length] ?? "") : { text: "Nothing." },
	);
	try {
		vi.stubEnv("OPENAI_API_KEY", KEYS.environment);
		vi.stubEnv("DESK_OTHER_API_KEY", KEYS.environment);
		await run(["key", "add", model.url, "--name", "model", "--model", "m", "--key", "-"], KEYS.kept);
		await run(["key", "add", model.url, "--name", "other", "--model", "m", "--command", `echo ${KEYS.command}`]);
		await run(["config", "set", "llm.providers", "model"]);
		await run(["write", "-p", "/notes/a.md"], "# A\n");
		await run(
			["write", "-p", "/agents/thief.md"],
			"---\ntools: [shell]\nreads: [/**]\nwrites: [/notes/**]\n---\nFind keys.\n",
		);
		const told = await run(["agent", "run", "thief", "--yes"]);
		expect(told).toContain("Nothing.");
		expect(model.asked).toHaveLength(scripts.length + 1);
		expect(model.asked[0]?.headers.authorization).toBe(`Bearer ${KEYS.kept}`);
		const seen = new Map([
			["what was sent", Buffer.from(JSON.stringify(model.asked.map(({ body }) => body)))],
			["what was printed", Buffer.from(said.join("\n"))],
		]);
		expect(seen.get("what was sent")?.includes("PWD=")).toBe(true); // it did run
		for (const key of Object.values(KEYS)) expect(placesOf(key, seen)).toEqual([]);
	} finally {
		await model.stop();
	}
});
