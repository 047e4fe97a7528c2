import { request as askHttp } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hrefsOf, LOCK_BODY, Served } from "../../../test/support/webdav.ts";

let served: Served;
beforeAll(async () => {
	served = await Served.start();
});
afterAll(() => served.stop());

describe("writing", () => {
	test("new, over what is there, and what cannot be", async () => {
		expect(await served.status("PUT", "/files/w.txt", { body: "one" })).toBe(201);
		expect(await served.status("PUT", "/files/w.txt", { body: "two" })).toBe(204);
		expect((await served.ask("GET", "/files/w.txt")).text).toBe("two");
		expect(await served.status("PUT", "/files/", { body: "x" })).toBe(405);
		expect(await served.status("PUT", "/files/none/x", { body: "x" })).toBe(409);
		expect(await served.status("PUT", "/x.txt", { body: "x" })).toBe(403);
		expect(await served.status("PUT", "/sys/x.txt", { body: "x" })).toBe(403);
		expect(await served.status("PUT", "/files/w.txt", { body: "x", headers: { "Content-Range": "bytes 0-0/3" } })).toBe(
			400,
		);
		expect(await served.status("PUT", "/files/w.txt", { body: "x", headers: { "Content-Encoding": "gzip" } })).toBe(
			415,
		);
		expect((await served.ask("GET", "/files/w.txt")).text).toBe("two");
		const log = await served.desk.ok("log", "-n", "1");
		expect(log).toContain("webdav");
		expect(log).toContain("PUT /files/w.txt");
	});

	test("a version that is not the newest is not overwritten", async () => {
		const put = (body: string, headers: Record<string, string>) =>
			served.status("PUT", "/files/v.txt", { body, headers });
		expect(await put("1", { "If-Match": "*" })).toBe(412);
		expect(await put("1", { "If-None-Match": "*" })).toBe(201);
		expect(await put("2", { "If-None-Match": "*" })).toBe(412);
		const tag = (await served.ask("HEAD", "/files/v.txt")).headers.etag ?? "";
		await served.desk.put("/files/v.txt", "by another process");
		expect(await put("2", { "If-Match": tag })).toBe(412);
		const fresh = (await served.ask("HEAD", "/files/v.txt")).headers.etag ?? "";
		expect(await put("2", { "If-Match": fresh, "If-None-Match": fresh })).toBe(412);
		expect(await put("2", { If: `([${tag}])` })).toBe(412);
		const newer = await served.ask("GET", "/files/v.txt");
		expect([newer.text, newer.headers.etag === tag]).toEqual(["by another process", false]);
		expect(await put("2", { "If-Match": newer.headers.etag ?? "" })).toBe(204);
		expect(await served.status("DELETE", "/files/v.txt", { headers: { "If-Match": tag } })).toBe(412);
	});

	test("what a mount refuses is told, and kept", async () => {
		expect(await served.status("MKCOL", "/tasks/dav")).toBe(201);
		const answer = await served.ask("PUT", "/tasks/dav/t.md", { body: "---\nstatus: nonsense\n---\n" });
		expect(answer.status).toBe(422);
		const kept = /\/sys\/rejected\/\S+/.exec(answer.text)?.[0] ?? "";
		expect((await served.ask("GET", kept)).text).toBe("---\nstatus: nonsense\n---\n");
		expect(await served.status("GET", "/tasks/dav/t.md")).toBe(404);
	});

	test("a broken upload changes nothing", async () => {
		const { port } = new URL(served.url);
		await served.desk.put("/files/broken.txt", "whole");
		const socket = connect(Number(port), "127.0.0.1");
		const authorization = Buffer.from("desk:a secret").toString("base64");
		socket.write(
			`PUT /files/broken.txt HTTP/1.1\r\nHost: localhost:${port}\r\nAuthorization: Basic ${authorization}\r\nContent-Length: 1000\r\n\r\npart`,
		);
		await new Promise((resolve) => setTimeout(resolve, 100));
		socket.destroy();
		await expect.poll(() => served.lines.some((line) => line.startsWith("PUT /files/broken.txt"))).toBe(true);
		expect((await served.ask("GET", "/files/broken.txt")).text).toBe("whole");
		expect(served.warnings).toEqual([]);
	});

	test("a client that waits for leave to send is told before it sends", async () => {
		const { hostname, port } = new URL(served.url);
		const put = (path: string) =>
			new Promise<[boolean, number]>((resolve, reject) => {
				let isTold = false;
				const headers = {
					Authorization: `Basic ${btoa("desk:a secret")}`,
					Expect: "100-continue",
					"Content-Length": 5,
				};
				const asked = askHttp({ hostname, port, method: "PUT", path, headers }, (response) => {
					response.resume();
					resolve([isTold, response.statusCode ?? 0]);
					asked.destroy();
				});
				asked.on("continue", () => {
					isTold = true;
					asked.end("bytes");
				});
				asked.on("error", reject);
				asked.flushHeaders();
			});
		expect(await put("/files/expect.txt")).toEqual([true, 201]);
		expect(await put("/files/none/expect.txt")).toEqual([false, 409]);
	});

	test("an empty file waits where its mount takes none, keeps its properties, and becomes one change set", async () => {
		const path = "/search/saved/new";
		const sets = async () => (await served.desk.ok("log", "--json")).trim().split("\n").length;
		expect(await served.status("MKCOL", "/search/saved")).toBe(201);
		const before = await sets();
		const patch = '<propertyupdate xmlns="DAV:"><set><prop><x xmlns="urn:x">kept</x></prop></set></propertyupdate>';
		const listed = async () => {
			const { text } = await served.ask("PROPFIND", "/search/saved/", { headers: { Depth: "1" } });
			return hrefsOf(text).includes(path);
		};
		expect(await served.status("PUT", path, { body: "" })).toBe(201);
		expect(await served.status("PUT", path, { body: "" })).toBe(204);
		expect(await served.status("PROPPATCH", path, { body: patch })).toBe(207);
		expect([await listed(), (await served.ask("GET", path)).text, await sets()]).toEqual([true, "", before]);
		expect(await served.status("MOVE", path, { headers: { Destination: `${path}er` } })).toBe(201);
		expect([await served.status("GET", path), await listed()]).toEqual([404, false]);
		expect(await served.status("MOVE", `${path}er`, { headers: { Destination: path } })).toBe(201);
		expect(await served.status("PUT", path, { body: "tag:work" })).toBe(204);
		expect((await served.ask("PROPFIND", path)).text).toContain(">kept<");
		expect([await listed(), await sets()]).toEqual([true, before + 1]);
		expect(await served.desk.ok("ls", "/sys/rejected")).not.toContain("-new");
		const lock = await served.ask("LOCK", "/search/saved/other", { body: LOCK_BODY });
		expect([lock.status, await served.status("DELETE", "/search/saved/other")]).toEqual([201, 423]);
		const If = `(<${/urn:uuid:[0-9a-f-]+/.exec(lock.text)?.[0]}>)`;
		expect(await served.status("DELETE", "/search/saved/other", { headers: { If } })).toBe(204);
		expect(await served.status("GET", "/search/saved/other")).toBe(404);
	});

	test("what another process has stored where an empty file waits is there, once, and can be removed", async () => {
		expect(await served.status("PUT", "/search/saved/both")).toBe(201);
		await served.desk.put("/search/saved/both", "query: x\n");
		const listed = await served.ask("PROPFIND", "/search/saved/", { headers: { Depth: "1" } });
		expect(hrefsOf(listed.text).filter((href) => href?.endsWith("/both"))).toHaveLength(1);
		expect(await served.status("DELETE", "/search/saved/both")).toBe(204);
		expect(await served.status("GET", "/search/saved/both")).toBe(404);
	});

	test("collections are made once, beside what is there", async () => {
		expect(await served.status("MKCOL", "/files/made")).toBe(201);
		expect(await served.status("MKCOL", "/files/made/")).toBe(405);
		expect(await served.status("MKCOL", "/files/none/made")).toBe(409);
		expect(await served.status("MKCOL", "/files/made/x", { body: "<x/>" })).toBe(415);
		expect(await served.status("MKCOL", "/other")).toBe(403);
	});

	test("what is deleted is in the trash, and one undo brings it back", async () => {
		await served.desk.put("/files/gone/a/b.txt", "b");
		expect(await served.status("DELETE", "/files/gone")).toBe(204);
		expect(await served.status("DELETE", "/files/gone")).toBe(404);
		await served.desk.ok("undo");
		expect((await served.ask("GET", "/files/gone/a/b.txt")).text).toBe("b");
		expect(await served.status("DELETE", "/files/gone", { headers: { Depth: "0" } })).toBe(400);
		for (const path of ["/", "/files", "/sys/log"]) expect([403, 404]).toContain(await served.status("DELETE", path));
	});

	test("a file saved through a temporary one is one change set", async () => {
		await served.desk.put("/tasks/dav/saved.md", "# Old\n");
		const before = await served.desk.ok("log", "--json");
		expect(await served.status("PUT", "/tasks/dav/saved.md.tmp", { body: "# New\n" })).toBe(201);
		expect(await served.desk.ok("log", "--json")).toBe(before);
		const headers = { Destination: "/tasks/dav/saved.md" };
		expect(await served.status("MOVE", "/tasks/dav/saved.md.tmp", { headers })).toBe(204);
		expect(await served.desk.ok("cat", "/tasks/dav/saved.md")).toBe("# New\n");
		const after = await served.desk.ok("log", "--json");
		expect(after.split("\n").length).toBe(before.split("\n").length + 1);
		expect((await served.desk.ok("history", "/tasks/dav/saved.md")).trim().split("\n").length).toBe(2);
		expect(await served.status("PUT", "/tasks/dav/desktop.ini", { body: "x" })).toBe(201);
		expect(await served.desk.ok("log", "--json")).toBe(after);
	});

	test("litter of desktops lives in memory", async () => {
		for (const name of [".DS_Store", "._a.txt"]) {
			expect(await served.status("PUT", `/files/${name}`, { body: "litter" })).toBe(201);
			expect((await served.ask("GET", `/files/${name}`)).text).toBe("litter");
			expect(await served.desk.ok("ls", "-a", "/files")).not.toContain(name);
			expect(await served.status("DELETE", `/files/${name}`)).toBe(204);
		}
	});
});
