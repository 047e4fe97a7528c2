/** The built program with damaged models: one clear warning, rules at once, exit status 0. Each in a copy of the package. */
import { spawnSync } from "node:child_process";
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { builtProgram } from "./support/program.ts";
import { writeTinyModel } from "./support/tiny-model.ts";

const program = builtProgram();
let folder: string;
let copy: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "desk-models-"));
	copy = join(folder, "package");
	cpSync(dirname(dirname(program.desk)), copy, { recursive: true, verbatimSymlinks: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function desk(...argv: string[]) {
	const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, "bin", "desk.js"), ...argv], {
		encoding: "utf8",
		input: "plan my week\nlist my tasks\n",
		env: { ...process.env, DESK_HOME: join(folder, "home"), DESK_KEYCHAIN: "off" },
	});
	return { status, stdout, stderr };
}
const onnx = () => join(copy, "models", "route", "model.onnx");

/** The copy's own node_modules: links to all packages but one. */
function leaveOut(name: string): string {
	const modules = realpathSync(join(copy, "node_modules"));
	rmSync(join(copy, "node_modules"));
	mkdirSync(join(copy, "node_modules"));
	for (const entry of readdirSync(modules))
		if (entry !== name && entry !== ".cache") symlinkSync(join(modules, entry), join(copy, "node_modules", entry));
	return join(modules, name);
}

const damages: Record<string, () => void> = {
	"the model is deleted": () => rmSync(onnx()),
	"the model is truncated": () => truncateSync(onnx(), 60_000),
	"a byte of the model is flipped": () => {
		const bytes = readFileSync(onnx());
		bytes[70_000] = (bytes[70_000] as number) ^ 0xff;
		writeFileSync(onnx(), bytes);
	},
	"the model is garbage": () => writeFileSync(onnx(), "garbage"),
	"its description is garbage": () => writeFileSync(join(copy, "models", "route", "model.json"), "{"),
	"all models are deleted": () => rmSync(join(copy, "models"), { recursive: true }),
};

/** What ONNX Runtime may be: the shipped models are linear, and are summed without it. */
const withoutRuntime: Record<string, () => void> = {
	"ONNX Runtime is not installed": () => void leaveOut("onnxruntime-node"),
	"ONNX Runtime has no build for this platform": () => {
		const original = leaveOut("onnxruntime-node");
		const own = join(copy, "node_modules", "onnxruntime-node");
		mkdirSync(own);
		for (const name of ["dist", "package.json"]) cpSync(join(original, name), join(own, name), { recursive: true });
	},
};

test.each(Object.entries(withoutRuntime))("%s: the shipped models answer all the same", (_what, damage) => {
	damage();
	expect(desk("model", "run", "route", "--json")).toMatchObject({
		status: 0,
		stderr: "",
		stdout: expect.stringMatching(/^(.*"by":"model"\}\n){2}$/),
	});
	expect(desk("version").status).toBe(0);
});

test("an intact package: the model answers, nothing is said", () => {
	expect(desk("model", "run", "route", "--json")).toMatchObject({
		status: 0,
		stderr: "",
		stdout: expect.stringMatching(/^(.*"by":"model"\}\n){2}$/),
	});
	expect(desk("model", "verify")).toMatchObject({ status: 0, stderr: "" });
});

test.each(Object.entries(damages))("%s: one warning, rules, status 0", (_what, damage) => {
	damage();
	const { status, stdout, stderr } = desk("model", "run", "route", "--json");
	expect(stderr).toMatch(/^desk: the model 'route' is not used, rules are: [^\n]+; install deskfs again\n$/);
	const answers = stdout
		.split("\n")
		.filter(Boolean)
		.map((line) => JSON.parse(line));
	expect(answers).toMatchObject([
		{ label: "llm", by: "rules" },
		{ label: "local", by: "rules" },
	]);
	expect(status).toBe(0);
	expect(desk("model", "list")).toMatchObject({ status: 0, stderr: "" });
	expect(desk("version").status).toBe(0);
});

test("search with a sentence model of the user's, and once it is damaged: one warning, words alone, status 0", async () => {
	await writeTinyModel(join(folder, "tiny"));
	const run = (...argv: string[]) => {
		const outcome = desk(...argv);
		if (outcome.status !== 0) throw new Error(`${argv.join(" ")}: ${outcome.stderr}`);
		return outcome;
	};
	run("init", "--key", "file");
	run("write", "/notes/greeting.md");
	run("model", "add", join(folder, "tiny"), "--name", "mini");
	run("model", "use", "mini");
	run("reindex");
	expect(run("search", "--mode", "vector", "--files", "plan").stdout).toBe("/notes/greeting.md\n");
	truncateSync(join(folder, "home", "models", "mini", "model.onnx"), 100);
	const { stdout, stderr } = run("search", "--files", "plan");
	expect(stdout).toBe("/notes/greeting.md\n");
	expect(stderr.match(/the model 'mini' is not used/g)).toHaveLength(1);
});

test("verify and list tell what is wrong", () => {
	truncateSync(onnx(), 1000);
	expect(desk("model", "verify", "route")).toMatchObject({
		status: 5,
		stdout: expect.stringMatching(/^route\tbroken\t.*checksum/),
	});
	expect(desk("model", "list").stdout).toMatch(/^route\tclassifier\t-\t-\tdamaged\t.*checksum/m);
});
