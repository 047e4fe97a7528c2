import { afterAll, beforeAll, expect, test } from "vitest";
import { TestDesk } from "../../../test/support/desk.ts";

const desk = new TestDesk();
const path = "/context/weir/profile.md";
const text = async () => await desk.ok("cat", path);

beforeAll(async () => {
	await desk.run(["init"]);
	await desk.ok("biz", "init", "Weir", "--tone", "warm", "--channel", "fairs", "--currency", "GBP");
});
afterAll(() => desk.remove());

test("options change a profile line by line; an empty value takes one out; what is wrong changes nothing", async () => {
	await desk.put(
		path,
		(await text()).replace("# Weir\n", "# Weir\n\nMine.\n").replace("name: Weir", "name: Weir # us"),
	);
	const args = ["--audience", "chefs", "--audience", "gift shops", "--tone", "", "--offer", "plates"];
	const dry = await desk.run(["biz", "edit", "--dry-run", ...args]);
	expect([dry.status, dry.stderr]).toEqual([0, `would write ${path}\n`]);
	expect(await desk.ok("biz", "edit", ...args)).toBe(`${path}\n`);
	const after =
		"---\nname: Weir # us\nchannels: [fairs]\ncurrency: GBP\noffer: plates\naudiences: [chefs, gift shops]\n---\n# Weir\n\nMine.\n";
	expect(await text()).toBe(after);
	for (const [wrong, message] of [
		[["--currency", "pounds"], "`pounds` is no currency"],
		[["--name", ""], "`name`"],
	] as const) {
		const refused = await desk.run(["biz", "edit", ...wrong]);
		expect([refused.status, refused.stderr]).toEqual([5, expect.stringContaining(message)]);
	}
	expect(await text()).toBe(after);
	expect(JSON.parse(await desk.ok("biz", "edit", "weir", "--name", "Weir & Co", "--json"))).toMatchObject({
		name: "Weir & Co",
		audiences: ["chefs", "gift shops"],
		tone: [],
	});
});

test("without options the profile opens in the editor; what that breaks is refused and kept", async () => {
	const edit = async (script: string) => {
		process.env.EDITOR = `sed -i ${script}`;
		return await desk.run(["biz", "edit"]).finally(() => delete process.env.EDITOR);
	};
	expect(await edit("s/plates/bowls/")).toMatchObject({ status: 0, stdout: `${path}\n` });
	expect(await text()).toContain("offer: bowls");
	expect((await edit("s/nothing//")).stderr).toContain("nothing was changed");
	const refused = await edit("s/GBP/pounds/");
	expect([refused.status, refused.stderr]).toEqual([5, expect.stringContaining("what you wrote is kept at")]);
	expect(await text()).toContain("currency: GBP");
});

test("the default follows a rename, and undo; another business that takes the name is the one that is meant", async () => {
	await desk.ok("biz", "init", "Mill");
	await desk.ok("biz", "use", "weir");
	const isDefault = async () =>
		(await desk.ok("biz", "list", "--json"))
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line))
			.filter((item) => item.default)
			.map((item) => item.business);
	expect(await isDefault()).toEqual(["weir"]);
	await desk.ok("mv", "/context/weir", "/context/oven");
	await desk.ok("mv", "/context/oven", "/context/kiln");
	expect(await isDefault()).toEqual(["kiln"]);
	expect(await desk.ok("biz", "show")).toBe("/context/kiln/profile.md\n");
	await desk.ok("rm", "-r", "/context/kiln");
	const gone = await desk.run(["biz", "show"]);
	expect([gone.status, gone.stderr]).toEqual([3, expect.stringContaining("weir: there is no such business")]);
	await desk.ok("biz", "init", "Weir");
	expect(await isDefault()).toEqual(["weir"]);
});
