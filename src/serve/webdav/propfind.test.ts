import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hrefsOf, prop, Served } from "../../../test/support/webdav.ts";
import { isTextName } from "../../store/index.ts";

let served: Served;
beforeAll(async () => {
	served = await Served.start();
});
afterAll(() => served.stop());

describe("PROPFIND", () => {
	test("levels, kinds of questions, and properties", async () => {
		await served.desk.put("/files/pf/a.txt", "abc");
		await served.desk.put("/files/pf/sub/b.txt", "x");
		const one = await served.ask("PROPFIND", "/files/pf", { headers: { Depth: "1" } });
		expect(one.status).toBe(207);
		expect(hrefsOf(one.text)).toEqual(["/files/pf/", "/files/pf/a.txt", "/files/pf/sub/"]);
		const none = await served.ask("PROPFIND", "/files/pf/", { headers: { Depth: "0" } });
		expect(hrefsOf(none.text)).toEqual(["/files/pf/"]);
		const all = await served.ask("PROPFIND", "/files/pf/");
		expect([all.status, all.text]).toEqual([403, expect.stringContaining("propfind-finite-depth")]);
		expect(await served.status("PROPFIND", "/files/pf/", { headers: { Depth: "2" } })).toBe(400);
		const some = await served.ask("PROPFIND", "/files/pf/a.txt", {
			headers: { Depth: "0" },
			body: prop("getcontentlength", "resourcetype", "displayname", "getetag", "quota-used-bytes", "unknown"),
		});
		expect(some.text).toContain("<D:getcontentlength>3</D:getcontentlength>");
		expect(some.text).toContain("<D:resourcetype/>");
		expect(some.text).toContain("<D:displayname>a.txt</D:displayname>");
		const [, found, missing] = some.text.split("<D:propstat>");
		expect(found).toContain("200 OK");
		expect(missing).toBe(
			"<D:prop><D:quota-used-bytes/><D:unknown/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>\n</D:multistatus>\n",
		);
		const tag = (await served.ask("HEAD", "/files/pf/a.txt")).headers.etag ?? "";
		expect(some.text).toContain(`<D:getetag>${tag.replaceAll('"', "&quot;")}</D:getetag>`);
		const quota = await served.ask("PROPFIND", "/files/", {
			headers: { Depth: "0" },
			body: prop("quota-available-bytes"),
		});
		expect(quota.text).toMatch(/<D:quota-available-bytes>[1-9]\d*</);
		const names = await served.ask("PROPFIND", "/files/pf/a.txt", {
			body: '<propfind xmlns="DAV:"><propname/></propfind>',
		});
		expect(names.text).toContain("<D:getetag/>");
		expect(names.text).not.toContain("quota");
	});

	test("the root lists the mounts", async () => {
		const { text } = await served.ask("PROPFIND", "/", { headers: { Depth: "1" } });
		expect(hrefsOf(text)).toEqual(expect.arrayContaining(["/", "/files/", "/notes/", "/tasks/", "/trash/", "/sys/"]));
	});

	test("bodies that are no question are refused, hostile ones too", async () => {
		const bodies: [string, number][] = [
			["<a/>", 400],
			["<propfind xmlns='DAV:'/>", 400],
			["<propfind xmlns='DAV:'>", 400],
			['<!DOCTYPE x [<!ENTITY a "b">]><propfind xmlns="DAV:"><allprop/></propfind>', 400],
			[`<propfind xmlns="DAV:">${" ".repeat(300_000)}</propfind>`, 413],
		];
		for (const [body, status] of bodies)
			expect([
				body.slice(0, 40),
				await served.status("PROPFIND", "/files/", { headers: { Depth: "0" }, body }),
			]).toEqual([body.slice(0, 40), status]);
	});

	test("names that no text can hold are percent-encoded, and can be asked for", async () => {
		const put = await served.ask("PUT", "/files/odd/%FF%01.txt", { body: "x" });
		expect(put.status).toBe(409);
		expect(await served.status("MKCOL", "/files/odd")).toBe(201);
		expect(await served.status("PUT", "/files/odd/%FF%01.txt", { body: "odd" })).toBe(201);
		const { text } = await served.ask("PROPFIND", "/files/odd", { headers: { Depth: "1" } });
		expect(hrefsOf(text)).toEqual(["/files/odd/", "/files/odd/%FF%01.txt"]);
		expect(text).toContain("<D:displayname>%FF%01.txt</D:displayname>");
		expect((await served.ask("GET", "/files/odd/%FF%01.txt")).text).toBe("odd");
		const [entry] = await served.vfs.readdir("/files/odd");
		expect(isTextName(entry?.name ?? "")).toBe(false);
	});

	test("links are what they lead to; those that lead nowhere, or upwards, are left out", async () => {
		const changes = ["t.txt", "/none", "/files/links", "sub"].map((target, at) => ({
			op: "symlink" as const,
			path: `/files/links/l${at}`,
			target,
		}));
		await served.desk.put("/files/links/t.txt", "target");
		await served.desk.put("/files/links/sub/x", "x");
		await served.vfs.change(changes, { cause: "test" });
		const { text } = await served.ask("PROPFIND", "/files/links/", { headers: { Depth: "1" } });
		expect(hrefsOf(text)).toEqual([
			"/files/links/",
			"/files/links/l0",
			"/files/links/l3/",
			"/files/links/sub/",
			"/files/links/t.txt",
		]);
		expect((await served.ask("GET", "/files/links/l0")).text).toBe("target");
	});
});
