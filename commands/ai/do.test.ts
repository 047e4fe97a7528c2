/** `desk do`: from a sentence to a plan, an approval, changes, and back. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { shell, startModel, type Turn, useModel } from "../../test/support/agent-model.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import type { ProviderServer, Said } from "../../test/support/provider-server.ts";

let desk: TestDesk;
let server: ProviderServer;
let answer: (turn: Turn) => Said;

const MAIL = (id: number, list: string, date: string) =>
	`From - Mon Jan  1 00:00:00 2026\nFrom: News <news${id}@shop.example>\nTo: me@home.example\nSubject: Letter ${id}\nDate: ${date}\nMessage-ID: <m${id}@shop.example>\n${list}\nHello ${id}.\n\n`;

beforeAll(async () => {
	desk = await makeDesk();
	server = await startModel((turn) => answer(turn));
	const box = [
		MAIL(1, "List-Id: <news.shop.example>\n", "Mon, 06 Jul 2026 10:00:00 +0000"),
		MAIL(2, "", "Mon, 06 Jul 2026 11:00:00 +0000"),
		MAIL(3, "List-Id: <news.shop.example>\n", "Fri, 20 Nov 2026 10:00:00 +0000"),
	].join("");
	const { writeFileSync } = await import("node:fs");
	writeFileSync(`${desk.folder}/Inbox`, box);
	await desk.ok("import", "-q", "mail", `${desk.folder}/Inbox`);
});
afterAll(async () => {
	await server.stop();
	desk.remove();
});

const inbox = async () => (await desk.ok("ls", "/mail/inbox")).trim().split("\n").length;

test("without a key it says what to do; --dry-run shows what would be sent, and sends nothing", async () => {
	const outcome = await desk.run(["do", "archive newsletters older than a month"], { variables: {} });
	expect([outcome.status, outcome.stderr]).toEqual([8, expect.stringContaining("desk key add")]);
	expect(await desk.run(["do", " "])).toMatchObject({
		status: 2,
		stderr: expect.stringContaining("it needs a request"),
	});
	await useModel(desk, server);
	const shown = await desk.ok("do", "--dry-run", "archive newsletters older than a month");
	for (const part of ["archive newsletters older than a month", "writes: /**", "test-model", "tokens:"])
		expect(shown).toContain(part);
	expect(server.asked).toEqual([]);
});

test("archive newsletters older than a month: a plan, an approval, one change, undo", async () => {
	answer = ({ results }) =>
		results.length === 0
			? shell("mail list --json /mail/inbox")
			: results.length === 1
				? shell(
						"for f in $(grep -l 'shop.example' /mail/inbox/2026-07*); do grep -q 'Letter 1' $f && mail archive $f; done",
					)
				: { text: "I archived one newsletter of July." };
	const before = await inbox();
	const outcome = await desk.run(["do", "archive newsletters older than a month"]);
	expect(outcome.status).toBe(4);
	expect(outcome.stdout).toContain("move   /mail/inbox/2026-07-06-Letter-1");
	expect(outcome.stdout).toContain("I archived one newsletter of July.");
	expect(await inbox()).toBe(before);
	await desk.ok("agent", "approve", "1");
	expect(await inbox()).toBe(before - 1);
	expect(await desk.ok("log", "--json", "-n", "1")).toContain('"actor":"agent:do"');
	await desk.ok("undo");
	expect(await inbox()).toBe(before);
	expect((await desk.run(["do", "--yes", "archive newsletters older than a month"])).status).toBe(0);
	expect(await inbox()).toBe(before - 1);
});

test("it can neither send mail nor read what the desk says of itself", async () => {
	answer = ({ results }) =>
		results.length === 0
			? shell(
					"cat /sys/config; mail new a@b.example -s x -m y --send; echo 'x' > /agents/evil.md; cat /agents/*.md; mail rules run",
				)
			: { text: "ok" };
	const outcome = await desk.run(["do", "--yes", "tidy up the mail of this desk"]);
	expect(outcome.status).toBe(0);
	expect(await desk.ok("ls", "/agents")).toBe("");
	expect(
		JSON.parse((await desk.run(["do", "--yes", "--json", "tidy up the mail of this desk"])).stdout).changes,
	).toEqual([]);
	expect((await desk.run(["ls", "/mail/outbox"])).stdout).toBe("");
});
