import OpenAI, { toFile } from "openai";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { GatewayDesk, QUICK } from "../../test/support/gateway.ts";
import { HearingServer, tinyWave } from "../../test/support/hearing-server.ts";
import { writeConfig } from "../base/config.ts";
import { type Gateway, type ProviderEntry, type Sound, soundOf } from "./index.ts";

const WAVE = tinyWave();
let server: HearingServer;
let desk: GatewayDesk;

const whisper = (): ProviderEntry => ({
	name: "whisper",
	dialect: "chat-completions",
	url: server.url,
	keyVariables: [],
	needsKey: false,
});
const sound = (bytes: Buffer = WAVE, name = "My secret plans.WAV"): Sound =>
	soundOf(name, bytes.length, async function* () {
		for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
	}) as Sound;
const request = (which: Sound = sound()) => ({ feature: "context:transcribe", sound: which });
const codeOf = async (work: Promise<unknown>) =>
	await work.then(
		() => "done",
		(error: { code: string }) => error.code,
	);

async function gateway(settings: Record<string, string> = { "llm.transcribe": "whisper/base" }): Promise<Gateway> {
	for (const key of ["llm.transcribe", "budget.month_cost", "llm.prices"])
		await writeConfig(desk.home, key, settings[key]);
	return await desk.gateway({ deadlines: QUICK });
}

beforeAll(async () => {
	server = await HearingServer.start();
	desk = await GatewayDesk.make(whisper());
});
afterEach(() => {
	desk.forget();
	server.heard.length = 0;
	server.replies = [{ body: { text: "Hello." } }];
	delete process.env.DESK_OFFLINE;
});
afterAll(async () => {
	await server.stop();
	desk.remove();
});

test("the form is the one that OpenAI's own client sends, but for the file's name, which says nothing", async () => {
	const client = new OpenAI({ apiKey: "sk-x", baseURL: server.url });
	const file = await toFile(WAVE, "sound.wav", { type: "audio/wav" });
	await client.audio.transcriptions.create({ file, model: "base", response_format: "json" });
	const answer = await (await gateway()).transcribe(request());
	const [theirs, ours] = server.heard;
	expect(ours).toEqual({ ...theirs, authorization: undefined, length: ours?.length });
	expect(ours).toMatchObject({ path: "/v1/audio/transcriptions", file: { name: "sound.wav", bytes: WAVE } });
	expect(answer).toMatchObject({ text: "Hello.", provider: "whisper", model: "base", cost: undefined });
});

test("a call is in the ledger: tokens as told, else estimated; its price is unknown, which a cap on money does not let pass", async () => {
	server.replies = [
		{ body: { text: "A.", usage: { type: "tokens", input_tokens: 14, output_tokens: 3, total_tokens: 17 } } },
		{ body: { text: "", usage: { type: "duration", seconds: 1 } } },
	];
	const here = await gateway();
	await here.transcribe(request());
	expect((await here.transcribe(request())).text).toBe("");
	expect(desk.ledger).toMatchObject([
		{ feature: "context:transcribe", model: "base", status: "ok", input: 14, output: 3, cost: null, estimated: 0 },
		{ status: "ok", input: 21, output: 0, cost: null, estimated: 1 },
	]);
	desk.vfs.store.database.run(
		"INSERT INTO llm_provider (name, dialect, url) VALUES ('far', 'chat-completions', 'https://far.example/v1')",
	);
	const far = { "llm.transcribe": "far/base", "budget.month_cost": "5" };
	const keyed = async (settings: Record<string, string>) => {
		await gateway(settings);
		return await desk.gateway({ variables: { DESK_FAR_API_KEY: "k-1" } });
	};
	expect(await codeOf((await keyed(far)).transcribe(request()))).toBe("EBUDGET");
	const plan = await (await keyed({ ...far, "llm.prices": "far/*=1/1" })).planTranscription(request());
	expect(plan).toMatchObject({
		url: "https://far.example/v1/audio/transcriptions",
		sound: { bytes: WAVE.length, type: "audio/wav" },
	});
	expect(plan.cost?.amount).toBeGreaterThan(0);
	desk.vfs.store.database.run("DELETE FROM llm_provider WHERE name = 'far'");
});

test("who is asked: as the setting says, else OpenAI on a key, on this machine alone where that is asked for, or nobody", async () => {
	const who = async (transcribe: string, isPrivate = false, variables = {}) => {
		await gateway({ "llm.transcribe": transcribe });
		return (await desk.gateway({ variables })).transcriber(isPrivate)?.name;
	};
	expect(await who("")).toBe(undefined);
	expect(await who("", false, { OPENAI_API_KEY: "sk-1" })).toBe("openai/whisper-1");
	expect(await who("", true, { OPENAI_API_KEY: "sk-1" })).toBe(undefined);
	expect(await who("off", false, { OPENAI_API_KEY: "sk-1" })).toBe(undefined);
	await writeConfig(desk.home, "llm.deny", "openai/*");
	expect(await who("", false, { OPENAI_API_KEY: "sk-1" })).toBe(undefined);
	await writeConfig(desk.home, "llm.deny", undefined);
	expect(await who("openai/gpt-4o-transcribe", false, { OPENAI_API_KEY: "sk-1" })).toBe("openai/gpt-4o-transcribe");
	expect(await who("anthropic", false, { ANTHROPIC_API_KEY: "sk-1" })).toBe(undefined);
	expect(await who("whisper", true)).toBe("whisper/whisper-1");
	await gateway({});
	expect((await (await desk.gateway()).planTranscription(request())).warnings).toEqual(["there is no key for openai"]);
	expect(await codeOf((await desk.gateway()).transcribe(request()))).toBe("EKEY");
	const large = { ...sound(), size: 25 * 1024 ** 2 + 1 };
	expect(await codeOf((await desk.gateway({ variables: { OPENAI_API_KEY: "sk-1" } })).transcribe(request(large)))).toBe(
		"EFBIG",
	);
});

test.each([
	["a busy server is asked again, from the first byte on", [{ status: 503 }, { body: { text: "Hello." } }], "done", 2],
	["no JSON", [{ body: "<p>", type: "text/html" }], "ENETWORK", 2],
	["JSON without a text", [{ body: { txt: 1 } }], "ENETWORK", 2],
	["too large for the server", [{ status: 413, body: { error: { message: "Maximum 25 MB" } } }], "ENETWORK", 1],
	["no such model", [{ status: 404, body: {} }], "ENETWORK", 1],
])("%s", async (_, replies, code, times) => {
	server.replies = replies;
	expect(await codeOf((await gateway()).transcribe(request()))).toBe(code);
	expect(server.heard.map(({ file }) => file.bytes.equals(WAVE))).toEqual(Array(times).fill(true));
	expect(desk.ledger.at(-1)?.status).toBe(code === "done" ? "ok" : "error");
});

test("what the server does not take is not read, and nothing is opened offline", async () => {
	server.replies = [{ deaf: 300, status: 413, body: { error: { message: "Too large" } } }];
	const piece = Buffer.alloc(64 * 1024);
	let read = 0;
	const endless = soundOf("a.mp3", 512 * 1024 ** 2, async function* () {
		for (let at = 0; at < 512 * 1024 ** 2; at += piece.length) {
			read += piece.length;
			yield piece;
		}
	}) as Sound;
	expect(await codeOf((await gateway()).transcribe(request(endless)))).toBe("ENETWORK");
	expect(read).toBeLessThan(32 * 1024 ** 2);
	expect(await codeOf((await gateway()).transcribe(request({ ...sound(), size: WAVE.length + 1 })))).toBe("ESTALE");
	process.env.DESK_OFFLINE = "1";
	expect(await codeOf((await gateway()).transcribe(request()))).toBe("ENETWORK");
	expect(server.heard).toHaveLength(0);
});

test("Ctrl-C ends it", async () => {
	server.replies = [{ deaf: 20_000 }];
	const end = new AbortController();
	const call = (await gateway()).transcribe(request(), end.signal);
	setTimeout(() => end.abort(new Error("gone")), 50);
	await expect(call).rejects.toThrow("gone");
	expect(desk.ledger.at(-1)?.status).toBe("aborted");
});
