import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ANN, JOE, vcard as v } from "../../test/support/contacts.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { compareRevisions } from "./import.ts";
import type { Known } from "./people.ts";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
});
afterEach(() => desk.remove());

const run = async (...argv: string[]) => await desk.run(argv);
async function json<Item>(...argv: string[]): Promise<Item[]> {
	const { stdout, stderr } = await run(...argv, "--json");
	expect(stderr).toBe("");
	return stdout
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line));
}
/** A file of the host. */
function host(name: string, text: string | Uint8Array): string {
	const path = join(desk.folder, "host", name);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text);
	return path;
}

describe("import", () => {
	const summary = async (...argv: string[]) => {
		const items = await json<Record<string, unknown>>("import", "contacts", ...argv);
		const { created, changed, unchanged, older, conflicts } = items.at(-1) ?? {};
		return { created, changed, unchanged, older, conflicts };
	};
	const none = { created: 0, changed: 0, unchanged: 0, older: 0, conflicts: 0 };

	test("a file of many cards becomes files, which joined are that file; again is nothing", async () => {
		const text = Buffer.from(
			`\ufeff${ANN}\r\n\r\n${JOE.replaceAll("\r\n", "\n")}${v("2.1", "N:Nobody", "NOTE:a")}${v("2.1", "N:Nobody", "NOTE:b")}`,
		);
		const file = host("all.vcf", text);
		expect(await summary(file)).toEqual({ ...none, created: 4 });
		expect((await run("contact", "export")).bytes.equals(text)).toBe(true);
		expect(await summary(file)).toEqual({ ...none, unchanged: 4 });
		expect((await run("contact", "list")).stdout).toMatch(/^\/contacts\/Ann-Example-[a-z2-7]{10}\.vcf\t/);
		await run("undo");
		expect((await run("contact", "list")).status).toBe(1);
	});

	test("what moved on in the source is changed, here it stays, in both is a conflict", async () => {
		const file = host("a.vcf", ANN + JOE);
		await summary(file);
		host("a.vcf", ANN.replace("Acme", "Apex") + JOE);
		expect(await summary(file)).toEqual({ ...none, changed: 1, unchanged: 1 });
		await run("contact", "edit", "jorg", "--tag", "x");
		expect(await summary(file)).toEqual({ ...none, unchanged: 1, older: 1 });
		host("a.vcf", ANN.replace("Acme", "Apex") + JOE.replace("ice", "hot"));
		const outcome = await run("import", "contacts", file);
		expect([outcome.status, outcome.stderr]).toEqual([
			6,
			expect.stringContaining("changed in the desk, and in the source too"),
		]);
		expect(await summary(file, "--force")).toEqual({ ...none, changed: 1, unchanged: 1 });
	});

	test("an older REV does not take a newer one's place", async () => {
		const rev = (stamp: string, name: string) => v("3.0", "UID:r", `FN:${name}`, `REV:${stamp}`);
		await summary(host("r.vcf", rev("2025-01-01T00:00:00Z", "New")));
		expect(await summary(host("r.vcf", rev("20240101T000000Z", "Old")))).toEqual({ ...none, older: 1 });
		expect(await summary(host("r.vcf", rev("20260101T000000Z", "Newer")))).toEqual({ ...none, changed: 1 });
		expect(compareRevisions("2026-01-01T00:00:00+01:00", "20260101T000000Z")).toBeLessThan(0);
		expect(compareRevisions("soon", "20260101T000000Z")).toBeUndefined();
	});

	test("folders are address books; what is no card is told and kept", async () => {
		host("in/work/joe.vcf", JOE);
		host("in/ann.vcf", ANN);
		host("in/bad.vcf", "hello\n");
		host("in/readme.txt", "x");
		const outcome = await run("import", "contacts", join(desk.folder, "host/in"));
		expect(outcome.status).toBe(1);
		expect(outcome.stderr).toMatch(/bad\.vcf:1:1: there is no card .*kept at \/sys\/rejected/);
		expect((await json<Known>("contact", "list")).map(({ name, book }) => [name, book])).toEqual([
			["Ann Example", ""],
			["Jörg Müller", "work"],
		]);
		expect(readFileSync(join(desk.folder, "host/in/ann.vcf"), "utf8")).toBe(ANN);
	});
});
