import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LOCK_BODY, prop, Served } from "../../../test/support/webdav.ts";

let served: Served;
beforeAll(async () => {
	served = await Served.start();
});
afterAll(() => served.stop());

describe("locks", () => {
	const take = async (path: string, headers: Record<string, string> = {}, body = LOCK_BODY) => {
		const answer = await served.ask("LOCK", path, { headers, body });
		return { ...answer, token: /^<(.*)>$/.exec(String(answer.headers["lock-token"] ?? ""))?.[1] ?? "" };
	};

	test("keep others out, of all that is below when deep", async () => {
		await served.desk.put("/files/l/a/b.txt", "b");
		const { status, token, text } = await take("/files/l", { Timeout: "Second-100" });
		expect([status, token.startsWith("urn:uuid:")]).toEqual([200, true]);
		expect(text).toContain("<D:timeout>Second-100</D:timeout>");
		expect(text).toContain("me &amp; you");
		const put = (headers: Record<string, string>) => served.ask("PUT", "/files/l/a/b.txt", { body: "c", headers });
		const refused = await put({});
		expect([refused.status, refused.text]).toEqual([423, expect.stringContaining("<D:href>/files/l</D:href>")]);
		expect((await put({ If: "(<urn:uuid:other>)" })).status).toBe(412);
		expect((await put({ If: `(<${token}>)` })).status).toBe(204);
		expect((await put({ If: `<${new URL("/files/l", served.url)}> (<${token}>)` })).status).toBe(204);
		expect((await put({ If: `(Not <${token}>) (<${token}>)` })).status).toBe(204);
		const headers = { Destination: "/files/l2" };
		for (const [method, path] of [
			["DELETE", "/files/l"],
			["DELETE", "/files/l/a/b.txt"],
			["MOVE", "/files/l"],
			["MKCOL", "/files/l/new"],
			["PROPPATCH", "/files/l/a"],
		] as const)
			expect([
				method,
				path,
				await served.status(
					method,
					path,
					method === "PROPPATCH"
						? { body: '<propertyupdate xmlns="DAV:"><set><prop><x/></prop></set></propertyupdate>' }
						: { headers },
				),
			]).toEqual([method, path, 423]);
		expect(await served.status("COPY", "/files/l/a", { headers })).toBe(201);
		expect((await take("/files/l/a/b.txt")).status).toBe(423);
		expect((await take("/files", { Depth: "infinity" })).status).toBe(423);
		expect((await take("/files", { Depth: "0" })).status).toBe(200);
		expect(await served.status("MKCOL", "/files/another")).toBe(423);
		expect((await served.ask("PROPFIND", "/files/l/a/b.txt", { body: prop("lockdiscovery") })).text).toContain(token);
		const refreshed = await served.ask("LOCK", "/files/l/a", { headers: { If: `(<${token}>)`, Timeout: "Infinite" } });
		expect([refreshed.status, refreshed.text]).toEqual([200, expect.stringContaining("Second-3600")]);
		expect(await served.status("UNLOCK", "/files/cm", { headers: { "Lock-Token": `<${token}>` } })).toBe(409);
		expect(await served.status("UNLOCK", "/files/l/a", { headers: { "Lock-Token": `<${token}>` } })).toBe(204);
		expect((await put({})).status).toBe(204);
		const all = await served.ask("PROPFIND", "/files", { headers: { Depth: "0" }, body: prop("lockdiscovery") });
		const left = /urn:uuid:[0-9a-f-]+/.exec(all.text)?.[0] ?? "";
		expect(await served.status("UNLOCK", "/files", { headers: { "Lock-Token": `<${left}>` } })).toBe(204);
	});

	test("shared ones stand beside each other", async () => {
		await served.desk.put("/files/shared.txt", "s");
		const shared = LOCK_BODY.replace("exclusive", "shared");
		const one = await take("/files/shared.txt", {}, shared);
		const two = await take("/files/shared.txt", {}, shared);
		expect([one.status, two.status, one.token === two.token]).toEqual([200, 200, false]);
		expect((await take("/files/shared.txt")).status).toBe(423);
		const put = (headers: Record<string, string>) => served.status("PUT", "/files/shared.txt", { body: "c", headers });
		expect([await put({}), await put({ If: `(<${two.token}>)` })]).toEqual([423, 204]);
		expect(await served.status("DELETE", "/files/shared.txt", { headers: { If: `(<${one.token}>)` } })).toBe(204);
		expect(await put({})).toBe(201);
	});

	test("end by themselves", async () => {
		await served.desk.put("/files/short.txt", "s");
		expect((await take("/files/short.txt", { Timeout: "Second-1" })).status).toBe(200);
		expect(await served.status("PUT", "/files/short.txt", { body: "x" })).toBe(423);
		await expect.poll(() => served.status("PUT", "/files/short.txt", { body: "x" }), { timeout: 5000 }).toBe(204);
	});

	test("know names that differ in case as one, where the mount does", async () => {
		await served.desk.put("/notes/Locked.md", "# l\n");
		const { token } = await take("/notes/Locked.md");
		expect(await served.status("PUT", "/notes/locked.md", { body: "# x\n" })).toBe(423);
		await served.status("UNLOCK", "/notes/LOCKED.md", { headers: { "Lock-Token": `<${token}>` } });
		expect(await served.status("PUT", "/notes/locked.md", { body: "# x\n" })).toBe(204);
	});

	test("a lock on a free name makes an empty file", async () => {
		const { status, token } = await take("/files/free.txt");
		expect(status).toBe(201);
		expect((await served.ask("GET", "/files/free.txt")).text).toBe("");
		expect(await served.status("PUT", "/files/free.txt", { body: "x" })).toBe(423);
		expect(await served.status("PUT", "/files/free.txt", { body: "x", headers: { If: `(<${token}>)` } })).toBe(204);
		expect((await take("/files/none/free.txt")).status).toBe(409);
		expect((await take("/free.txt")).status).toBe(403);
		expect((await take("/free.txt")).status).toBe(403); // the refused one left no lock
	});
});
