import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Jobs } from "../../../src/jobs/index.ts";
import type { Vfs } from "../../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import { HearingServer, tinyWave } from "../../../test/support/hearing-server.ts";

const SAID = "Chefs prefer matte glazes because plates photograph better. We sold 12 bowls at £48.00.";
const WAVE = tinyWave();
let desk: TestDesk;
let server: HearingServer;
let vfs: Vfs;
const run = async (...argv: string[]) => await desk.run(["context", "extract", ...argv]);
const ls = async (folder: string) =>
	(await desk.run(["ls", `/context/weir/${folder}`])).stdout.split("\n").filter(Boolean);
const cat = async (folder: string) =>
	(await desk.run(["cat", `/context/weir/${folder}/${(await ls(folder))[0]}`])).stdout;

/** What `desk jobs work` does. @returns the jobs, newest first */
async function work(
	kind = "context.transcribe",
): Promise<{ status: string; error: string | null; attempts: number }[]> {
	const jobs = await Jobs.open(vfs);
	const context = { variables: {}, warn() {}, command: async () => ({ status: 0, stdout: "", stderr: "" }) };
	await jobs.work({
		vfs,
		context,
		signal: new AbortController().signal,
		kinds: ["context.transcribe", "context.extract"],
	});
	return jobs.list({ kind }).map(({ status, error, attempts }) => ({ status, error, attempts }));
}

/** As if it were due now. */
const hurry = () => vfs.store.database.run("UPDATE job SET due = 0");

beforeAll(async () => {
	[desk, server] = [await makeDesk(), await HearingServer.start()];
	vfs = await desk.vfs();
	await desk.ok("biz", "init", "Weir");
	await desk.put("/notes/talks/first talk.wav", WAVE).catch(() => undefined);
	await desk.put("/files/talks/first talk.wav", WAVE);
});
afterEach(() => {
	server.heard.length = 0;
	delete process.env.DESK_OFFLINE;
});
afterAll(async () => {
	vfs.store.close();
	await server.stop();
	desk.remove();
});

test("without anything that hears, sound is queued, what to add is told, and the job waits for it", async () => {
	const first = await run("--json", "/files/talks");
	expect([first.status, JSON.parse(first.stdout.split("\n")[0] ?? "")]).toEqual([
		8,
		{ source: "/files/talks/first talk.wav", job: expect.any(Number), by: null },
	]);
	expect(first.stderr).toMatch(/desk key add openai.*llm\.transcribe/s);
	const again = await run("--json", "/files/talks");
	expect(JSON.parse(again.stdout.split("\n")[0] ?? "").job).toBe(JSON.parse(first.stdout.split("\n")[0] ?? "").job);
	expect(await work()).toEqual([{ status: "waiting", error: expect.stringContaining("desk key add"), attempts: 0 }]);
});

test("with a server, it is written down when jobs are worked on, renamed or not, and drawn from; offline it waits", async () => {
	await desk.ok("key", "add", server.url, "--name", "whisper");
	await desk.ok("config", "set", "llm.transcribe", "whisper/base");
	await desk.ok("mv", "/files/talks/first talk.wav", "/files/talks/second.wav");
	server.says(`${SAID}\u001b[31m`);
	process.env.DESK_OFFLINE = "1";
	hurry();
	expect(await work()).toMatchObject([
		{ status: "waiting", error: expect.stringContaining("DESK_OFFLINE"), attempts: 0 },
	]);
	delete process.env.DESK_OFFLINE;
	expect([server.heard.length, await ls("transcripts")]).toEqual([0, []]);
	hurry();
	expect(await work()).toMatchObject([{ status: "done" }]);
	expect(server.heard).toMatchObject([{ fields: { model: "base" }, file: { name: "sound.wav", bytes: WAVE } }]);
	const transcript = await cat("transcripts");
	expect(transcript).toMatch(/^---\nsource: "\/files\/talks\/second\.wav"\nsource_size: \d+\n/);
	expect(transcript).toContain(`by: whisper/base\n---\n# second\n\n${SAID} [31m\n`);
	const extraction = await cat("extractions");
	const [, start, end] = /prefer matte glazes.*\(bytes (\d+)–(\d+)\)/.exec(extraction) ?? [];
	expect(extraction).toContain(`source: "/context/weir/transcripts/${(await ls("transcripts"))[0]}"`);
	expect(Buffer.from(transcript).subarray(Number(start), Number(end)).toString()).toBe(`${SAID.split(". ")[0]}.`);
	const calls = vfs.store.database.all("SELECT feature, model, status, cost FROM llm_call");
	expect(calls).toEqual([{ feature: "context:transcribe", model: "base", status: "ok", cost: null }]);
});

test("what is written down already is drawn from at once, after a rename, too; --again has it written down anew, in its place", async () => {
	const [name] = await ls("transcripts");
	await desk.ok("mv", "/files/talks/second.wav", "/files/talks/third.wav");
	expect((await run("/files/talks")).stdout).toMatch(/^\/context\/weir\/extractions\/second-[0-9a-f]{8}\.md\n$/);
	expect((await run("--again", "--dry-run", "/files/talks")).stdout).toMatch(
		/model +whisper\/base\nsent to +\S+\/audio\/transcriptions\n[\s\S]*price +unknown\nsound +16044 bytes of audio\/wav/,
	);
	server.says("Chefs prefer glossy glazes because they are cheap to clean.");
	expect((await run("--again", "/files/talks")).stderr).toMatch(
		/sound, job \d+: whisper\/base gets it when `desk jobs work` runs/,
	);
	expect(await work()).toMatchObject([{ status: "done" }, { status: "done" }]);
	expect([await ls("transcripts"), (await ls("extractions")).length]).toEqual([[name], 1]);
	for (const folder of ["transcripts", "extractions"]) {
		expect(await cat(folder)).toContain("glossy");
		expect(await cat(folder)).not.toContain("matte");
	}
	// A sound that has changed is another.
	await desk.put("/files/talks/third.wav", tinyWave(2));
	server.says(SAID);
	expect((await run("/files/talks")).stdout).toMatch(/^\/files\/talks\/third\.wav\tjob \d+\n$/);
	expect(await work()).toMatchObject([{ status: "done" }, {}, {}]);
	expect([await ls("transcripts"), await cat("transcripts")]).toEqual([[name], expect.stringContaining("matte")]);
});

test("silence is no failure; nothing is drawn from somebody in danger; a spent budget waits; a sound that is gone is given up", async () => {
	const next = async (file: string, ...says: string[]) => {
		await desk.put(`/files/${file}`, tinyWave(0.5));
		await run(`/files/${file}`);
		server.says(...says);
		return (await work())[0];
	};
	const before = (await ls("extractions")).length;
	expect(await next("quiet.ogg", "")).toMatchObject({ status: "done" });
	expect(await next("night.mp3", "I want to kill myself tonight. I cannot go on any more.")).toMatchObject({
		status: "done",
	});
	expect((await work("context.extract"))[0]).toMatchObject({
		status: "dead",
		error: expect.stringContaining("in danger"),
	});
	expect((await ls("extractions")).length).toBe(before);
	await desk.ok("config", "set", "budget.day_tokens", "5");
	expect(await next("more.flac", SAID)).toMatchObject({
		status: "waiting",
		error: expect.stringContaining("budget.day_tokens"),
		attempts: 0,
	});
	await desk.ok("rm", "/files/more.flac");
	hurry();
	expect((await work())[0]).toMatchObject({ status: "dead", error: expect.stringContaining("removed") });
	expect(server.heard).toHaveLength(2);
});

test("a transcript names its sound", async () => {
	const refused = await desk.run(["write", "/context/weir/transcripts/x.md"], { stdin: "---\nby: me\n---\n" });
	expect([refused.status, refused.stderr]).toEqual([5, expect.stringContaining("a transcript has no source")]);
});

test("--local never lets a sound leave this machine", async () => {
	await desk.ok("config", "set", "budget.day_tokens", "0");
	await desk.ok("config", "set", "llm.transcribe", "");
	await desk.put("/files/last.m4a", tinyWave(0.25));
	const variables = { OPENAI_API_KEY: "sk-1" };
	const said = async (...argv: string[]) => (await desk.run(["context", "extract", ...argv], { variables })).stderr;
	expect(await said("--local", "/files/last.m4a")).toMatch(/nothing on this machine is known/);
	expect(await said("/files/last.m4a")).toMatch(/openai\/whisper-1 gets it/);
});
