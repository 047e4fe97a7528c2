import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { Store } from "../store/index.ts";
import { Vfs } from "../vfs/index.ts";
import { CrisisStop, correctEvent, isPersonal, listEvents, mustPass } from "./index.ts";

const TEXT = "I want to kill myself. Nobody knows.";
let desk: TestDesk;
let vfs: Vfs;
beforeEach(async () => {
	desk = await makeDesk();
	vi.stubEnv("TZ", "Europe/Berlin");
	vfs = new Vfs(await Store.open(desk.home), [], "user");
});
afterEach(() => {
	vi.unstubAllEnvs();
	vfs.store.close();
	desk.remove();
});

const stopOf = async (work: Promise<void>): Promise<CrisisStop> => {
	const error = await work.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(CrisisStop);
	return error as CrisisStop;
};

test("what is harmless passes, and nothing is kept of it", async () => {
	await mustPass(vfs, ["buy milk", "this homework is killing me", ""], "ask");
	expect(listEvents(vfs.store)).toEqual([]);
});

test("crisis text stops with status 10 and the lines of the region; the event has no text", async () => {
	const stop = await stopOf(mustPass(vfs, ["buy milk", TEXT], "agent:summarizer"));
	expect(stop.status).toBe(10);
	expect(stop.lines.join("\n")).toContain("0800 111 0 111");
	expect(stop.toProblem()).toMatchObject({
		status: 10,
		type: "urn:deskfs:error:safety",
		resources: { region: "DE" },
		event: 1,
	});
	expect(JSON.stringify(stop.toProblem())).not.toContain("Nobody");
	expect(stop.sentence).not.toContain("Nobody");
	expect(listEvents(vfs.store)).toMatchObject([
		{ id: 1, feature: "agent:summarizer", stage: "pattern", score: 1, correction: null },
	]);
	const row = vfs.store.database.get<Record<string, unknown>>("SELECT * FROM safety_event");
	for (const value of Object.values(row ?? {}))
		expect(
			Buffer.from(String(value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value)).includes("kill"),
		).toBe(false);
	expect(readFileSync(join(desk.home, "desk.db")).includes("Nobody knows")).toBe(false);
});

test("a false alarm lets the very same text pass, and no other; `right` takes that back", async () => {
	await stopOf(mustPass(vfs, [TEXT], "ask"));
	await correctEvent(vfs.store, 1, "wrong");
	await mustPass(vfs, [TEXT], "ask");
	await mustPass(vfs, [TEXT.toUpperCase()], "ask");
	await stopOf(mustPass(vfs, [`${TEXT} Really.`], "ask"));
	await correctEvent(vfs.store, 1, "right");
	await stopOf(mustPass(vfs, [TEXT], "ask"));
	await expect(correctEvent(vfs.store, 99, "wrong")).rejects.toMatchObject({ code: "ENOENT" });
});

test("it stops without a desk, too, and whatever the settings say", async () => {
	vi.stubEnv("DESK_HOME", desk.home);
	vi.stubEnv("DESK_SAFETY_REGION", "FR");
	expect((await stopOf(mustPass(undefined, [TEXT], "ask"))).lines.join("\n")).toContain("3114");
	vi.stubEnv("DESK_SAFETY_REGION", "");
	vi.stubEnv("DESK_MAIL_MAX_SIZE", "many");
	expect((await stopOf(mustPass(undefined, [TEXT], "ask"))).event).toBeUndefined();
});

test("personal: notes, journal, tasks, what one writes to others, and whatever is tagged private", () => {
	for (const path of [
		"/notes/a.md",
		"/journal/mirror/x.md",
		"/tasks/inbox/a.md",
		"/mail/drafts/a.md",
		"/mail/@work/sent/a.md",
		"/context/x/transcripts/a.md",
	])
		expect(isPersonal(path, [])).toBe(true);
	for (const path of ["/mail/inbox/a.md", "/files/a.txt", "/notesy", "/context/x/a.md", "/"])
		expect(isPersonal(path, ["work"])).toBe(false);
	expect(isPersonal("/files/a.txt", ["Private"])).toBe(true);
	expect(isPersonal("/mail/inbox/a.md", ["#private"])).toBe(true);
});
