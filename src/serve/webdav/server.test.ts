import { request as askHttp } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Served } from "../../../test/support/webdav.ts";
import { isTextName } from "../../store/index.ts";

let served: Served;
beforeAll(async () => {
	served = await Served.start();
});
afterAll(() => served.stop());

const prop = (...names: string[]) =>
	`<propfind xmlns="DAV:"><prop>${names.map((name) => `<${name}/>`).join("")}</prop></propfind>`;
const hrefs = (text: string) => [...text.matchAll(/<D:response><D:href>([^<]*)<\/D:href>/g)].map(([, href]) => href);
const LOCK_BODY =
	'<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype><owner>me &amp; you</owner></lockinfo>';

describe("who may ask", () => {
	test("nobody without the password, whatever is asked for", async () => {
		for (const credentials of [undefined, "desk:", "desk:a secre", "root:a secret", "desk:a secret:"])
			for (const method of credentials === undefined ? ["GET", "OPTIONS", "PUT", "POST"] : ["GET"]) {
				const answer = await served.ask(method, "/files/", { credentials });
				expect([answer.status, method, credentials]).toEqual([401, method, credentials]);
				expect(answer.headers["www-authenticate"]).toContain("Basic");
				expect(answer.text).not.toContain("files");
			}
	});

	test("wrong passwords wait, one after the other; the right one does not", async () => {
		const started = performance.now();
		const wrong = [1, 2].map((each) => served.status("GET", "/", { credentials: `desk:${each}` }));
		expect(await served.status("GET", "/")).toBe(200);
		const right = performance.now() - started;
		expect(await Promise.all(wrong)).toEqual([401, 401]);
		expect(performance.now() - started).toBeGreaterThan(900);
		expect(right).toBeLessThan(performance.now() - started);
	});

	test("no other name leads here, and no other site's page", async () => {
		const { port } = new URL(served.url);
		expect(await served.status("GET", "/", { headers: { Host: `evil.example:${port}` } })).toBe(421);
		expect(await served.status("GET", "/", { headers: { Host: `127.0.0.1.evil.example:${port}` } })).toBe(421);
		expect(await served.status("GET", "/", { headers: { Host: `LocalHost:${port}` } })).toBe(200);
		expect(await served.status("GET", "/", { headers: { Origin: "https://evil.example" } })).toBe(403);
		expect(await served.status("GET", "/", { headers: { "Sec-Fetch-Site": "cross-site" } })).toBe(403);
		expect(await served.status("GET", "/", { headers: { "Sec-Fetch-Site": "same-origin" } })).toBe(200);
		const { headers } = await served.ask("GET", "/");
		expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
	});
});

describe("reading", () => {
	test("files, and parts of them", async () => {
		await served.desk.put("/files/ten.txt", "0123456789");
		const whole = await served.ask("GET", "/files/ten.txt");
		expect([whole.status, whole.text, whole.headers["content-type"]]).toEqual([
			200,
			"0123456789",
			"text/plain; charset=utf-8",
		]);
		expect(whole.headers["x-content-type-options"]).toBe("nosniff");
		const tag = whole.headers.etag ?? "";
		const cases: [string, number, string, string | undefined][] = [
			["bytes=0-0", 206, "0", "bytes 0-0/10"],
			["bytes=2-4", 206, "234", "bytes 2-4/10"],
			["bytes=7-", 206, "789", "bytes 7-9/10"],
			["bytes=7-99", 206, "789", "bytes 7-9/10"],
			["bytes=-3", 206, "789", "bytes 7-9/10"],
			["bytes=-99", 206, "0123456789", "bytes 0-9/10"],
			["bytes=4-2", 200, "0123456789", undefined],
			["bytes=0-1,3-4", 200, "0123456789", undefined],
			["lines=1-2", 200, "0123456789", undefined],
			["bytes=-", 200, "0123456789", undefined],
		];
		for (const [Range, status, text, range] of cases) {
			const answer = await served.ask("GET", "/files/ten.txt", { headers: { Range } });
			expect([Range, answer.status, answer.text, answer.headers["content-range"]]).toEqual([
				Range,
				status,
				text,
				range,
			]);
			const head = await served.ask("HEAD", "/files/ten.txt", { headers: { Range } });
			expect([head.status, head.text, head.headers["content-length"]]).toEqual([status, "", String(text.length)]);
		}
		for (const Range of ["bytes=10-", "bytes=-0", "bytes=99-100"]) {
			const answer = await served.ask("GET", "/files/ten.txt", { headers: { Range } });
			expect([answer.status, answer.headers["content-range"]]).toEqual([416, "bytes */10"]);
		}
		const since = whole.headers["last-modified"] ?? "";
		const conditional: [Record<string, string>, number][] = [
			[{ "If-None-Match": tag }, 304],
			[{ "If-None-Match": `"x", ${tag}` }, 304],
			[{ "If-None-Match": '"x"' }, 200],
			[{ "If-None-Match": "*" }, 304],
			[{ "If-Modified-Since": since }, 304],
			[{ "If-Modified-Since": new Date(0).toUTCString() }, 200],
			[{ "If-Match": '"x"' }, 412],
			[{ "If-Match": tag }, 200],
			[{ "If-Unmodified-Since": new Date(0).toUTCString() }, 412],
			[{ "If-Range": tag, Range: "bytes=1-1" }, 206],
			[{ "If-Range": '"x"', Range: "bytes=1-1" }, 200],
			[{ "If-Range": since, Range: "bytes=1-1" }, 206],
		];
		for (const [headers, status] of conditional)
			expect([headers, await served.status("GET", "/files/ten.txt", { headers })]).toEqual([headers, status]);
	});

	test("a large file, whole and from the middle", async () => {
		const bytes = Buffer.alloc(3_000_000, "some text that repeats ");
		await served.desk.put("/files/large.bin", bytes);
		expect((await served.ask("GET", "/files/large.bin")).bytes.equals(bytes)).toBe(true);
		const part = await served.ask("GET", "/files/large.bin", { headers: { Range: "bytes=1500000-2500000" } });
		expect(part.bytes.equals(bytes.subarray(1_500_000, 2_500_001))).toBe(true);
	});

	test("pages and pictures that could run scripts run none", async () => {
		for (const name of ["p.html", "p.HTM", "p.svg", "p.xml"]) {
			await served.desk.put(`/files/${name}`, "<script>alert(1)</script>");
			const { headers } = await served.ask("GET", `/files/${name}`);
			expect([name, headers["content-security-policy"]]).toEqual([
				name,
				expect.stringMatching(/^sandbox; default-src 'none'/),
			]);
			expect(headers["x-content-type-options"]).toBe("nosniff");
		}
	});

	test("views are rendered", async () => {
		const answer = await served.ask("GET", "/sys/mounts");
		expect([answer.status, answer.headers["content-length"]]).toEqual([200, String(answer.bytes.length)]);
		expect(answer.text).toContain("files");
		const part = await served.ask("GET", "/sys/mounts", { headers: { Range: "bytes=1-5" } });
		expect([part.status, part.text]).toEqual([206, answer.text.slice(1, 6)]);
		expect(await served.status("GET", "/sys/")).toBe(200);
	});

	test("a collection is a page, with every name escaped", async () => {
		await served.desk.put("/files/page/<img src=x>&\"'.txt", "x");
		const { text, headers } = await served.ask("GET", "/files/page/");
		expect(headers["content-type"]).toContain("text/html");
		expect(text).toContain("&lt;img src=x&gt;&amp;&quot;&#39;.txt");
		expect(text).toContain('href="/files/page/%3Cimg%20src%3Dx%3E%26%22%27.txt"');
		expect(text).not.toContain("<img");
	});

	test("what is not there, and what is no path", async () => {
		expect(await served.status("GET", "/files/none")).toBe(404);
		expect(await served.status("GET", "/none/x")).toBe(404);
		for (const target of ["/files/..", "/files/%2e%2e/x", "/files/a%00", "/files/%", "/files/a#b"])
			expect(await served.status("GET", target), target).toBe(400);
		expect(await served.status("POST", "/files/")).toBe(405);
		expect(await served.status("TRACE", "/files/")).toBe(405);
	});
});

describe("PROPFIND", () => {
	test("levels, kinds of questions, and properties", async () => {
		await served.desk.put("/files/pf/a.txt", "abc");
		await served.desk.put("/files/pf/sub/b.txt", "x");
		const one = await served.ask("PROPFIND", "/files/pf", { headers: { Depth: "1" } });
		expect(one.status).toBe(207);
		expect(hrefs(one.text)).toEqual(["/files/pf/", "/files/pf/a.txt", "/files/pf/sub/"]);
		const none = await served.ask("PROPFIND", "/files/pf/", { headers: { Depth: "0" } });
		expect(hrefs(none.text)).toEqual(["/files/pf/"]);
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
		expect(hrefs(text)).toEqual(expect.arrayContaining(["/", "/files/", "/notes/", "/tasks/", "/trash/", "/sys/"]));
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
		expect(hrefs(text)).toEqual(["/files/odd/", "/files/odd/%FF%01.txt"]);
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
		expect(hrefs(text)).toEqual([
			"/files/links/",
			"/files/links/l0",
			"/files/links/l3/",
			"/files/links/sub/",
			"/files/links/t.txt",
		]);
		expect((await served.ask("GET", "/files/links/l0")).text).toBe("target");
	});
});

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
			return hrefs(text).includes(path);
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

describe("copying and moving", () => {
	const to = (path: string, more: Record<string, string> = {}) => ({
		headers: { Destination: new URL(path, served.url).href, ...more },
	});

	test("where, over what, and how deep", async () => {
		await served.desk.put("/files/cm/a/x.txt", "x");
		await served.desk.put("/files/cm/a/sub/y.txt", "y");
		await served.desk.put("/files/cm/f.txt", "f");
		expect(await served.status("COPY", "/files/cm/a", to("/files/cm/b"))).toBe(201);
		expect((await served.ask("GET", "/files/cm/b/sub/y.txt")).text).toBe("y");
		expect(await served.status("COPY", "/files/cm/a/", to("/files/cm/c", { Depth: "0" }))).toBe(201);
		expect(await served.status("GET", "/files/cm/c/x.txt")).toBe(404);
		expect(await served.status("COPY", "/files/cm/a", to("/files/cm/c", { Overwrite: "F" }))).toBe(412);
		expect(await served.status("COPY", "/files/cm/f.txt", to("/files/cm/c"))).toBe(204);
		expect((await served.ask("GET", "/files/cm/c")).text).toBe("f");
		expect(await served.status("MOVE", "/files/cm/b", to("/files/cm/c"))).toBe(204);
		expect((await served.ask("GET", "/files/cm/c/x.txt")).text).toBe("x");
		expect(await served.status("GET", "/files/cm/b/")).toBe(404);
		const refused: [string, string, number][] = [
			["/files/cm/a", "/files/cm/a/sub/z", 403],
			["/files/cm/a/sub", "/files/cm/a", 403],
			["/files/cm/a", "/files/cm/a", 403],
			["/files/cm/a", "/files/none/a", 409],
			["/files/cm/none", "/files/cm/z", 404],
			["/files/cm/a", "http://other.example/a", 502],
			["/files/cm/a", "/a", 403],
			["/", "/files/all", 403],
		];
		for (const [from, destination, status] of refused)
			for (const method of ["COPY", "MOVE"])
				expect([method, from, destination, await served.status(method, from, to(destination))]).toEqual([
					method,
					from,
					destination,
					status,
				]);
		expect(await served.status("MOVE", "/files/cm/a")).toBe(400);
	});

	test("history and properties go along; each is one change set", async () => {
		await served.desk.put("/files/hist.txt", "1");
		await served.desk.put("/files/hist.txt", "2");
		const patch = '<propertyupdate xmlns="DAV:"><set><prop><x xmlns="urn:x">kept</x></prop></set></propertyupdate>';
		expect((await served.ask("PROPPATCH", "/files/hist.txt", { body: patch })).text).toContain("200 OK");
		expect(await served.status("MOVE", "/files/hist.txt", to("/files/moved.txt"))).toBe(201);
		expect((await served.desk.ok("history", "/files/moved.txt")).split("\n").length).toBeGreaterThan(3);
		const found = await served.ask("PROPFIND", "/files/moved.txt", { body: prop("a") });
		expect(found.text).not.toContain("kept");
		const all = await served.ask("PROPFIND", "/files/moved.txt", { headers: { Depth: "0" } });
		expect(all.text).toContain('<x:x xmlns:x="urn:x">kept</x:x>');
	});

	test("a note can be renamed by case alone", async () => {
		await served.desk.put("/notes/Case.md", "# c\n");
		expect(await served.status("MOVE", "/notes/Case.md", to("/notes/case.md"))).toBe(201);
		expect(await served.desk.ok("ls", "/notes")).toContain("case.md");
	});
});

describe("PROPPATCH", () => {
	const patch = (inner: string) => ({ body: `<propertyupdate xmlns="DAV:">${inner}</propertyupdate>` });

	test("dates are the file's; what is the server's own is refused with all the rest", async () => {
		await served.desk.put("/files/p.txt", "p");
		const at = "Mon, 12 Jan 1998 09:25:56 GMT";
		const windows = patch(
			`<set><prop><Win32LastModifiedTime xmlns="urn:schemas-microsoft-com:">${at}</Win32LastModifiedTime><Win32FileAttributes xmlns="urn:schemas-microsoft-com:">00000020</Win32FileAttributes></prop></set>`,
		);
		expect((await served.ask("PROPPATCH", "/files/p.txt", windows)).text).toContain("200 OK");
		expect((await served.ask("HEAD", "/files/p.txt")).headers["last-modified"]).toBe(at);
		const mixed = patch('<set><prop><getetag>x</getetag><y xmlns="urn:y">y</y></prop></set>');
		const { text } = await served.ask("PROPPATCH", "/files/p.txt", mixed);
		expect(text).toContain("403 Forbidden");
		expect(text).toContain("424 Failed Dependency");
		const all = await served.ask("PROPFIND", "/files/p.txt");
		expect(all.text).not.toContain("urn:y");
		expect(all.text).toContain("00000020");
		const removed = patch('<remove><prop><Win32FileAttributes xmlns="urn:schemas-microsoft-com:"/></prop></remove>');
		await served.ask("PROPPATCH", "/files/p.txt", removed);
		expect((await served.ask("PROPFIND", "/files/p.txt")).text).not.toContain("00000020");
		expect(await served.status("PROPPATCH", "/files/none", windows)).toBe(404);
		expect(await served.status("PROPPATCH", "/files/p.txt", { body: "<a/>" })).toBe(400);
	});
});

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

test("a server that only shows the tree", async () => {
	const shown = await Served.start({ isReadOnly: true });
	try {
		await shown.desk.put("/files/a.txt", "a");
		for (const method of ["PUT", "DELETE", "MKCOL", "COPY", "MOVE", "PROPPATCH", "LOCK", "UNLOCK"])
			expect([method, await shown.status(method, "/files/a.txt", { body: "" })]).toEqual([method, 403]);
		expect((await shown.ask("GET", "/files/a.txt")).text).toBe("a");
		expect((await shown.ask("OPTIONS", "/")).headers.dav).toBe("1, 3");
	} finally {
		await shown.stop();
	}
});

test("it ends though a client stays, and after what is under way", async () => {
	const short = await Served.start();
	const { port } = new URL(short.url);
	const socket = connect(Number(port), "127.0.0.1");
	await new Promise((resolve) => socket.on("connect", resolve));
	const writing = Promise.all(
		[1, 2, 3].map((each) => short.status("PUT", `/files/${each}`, { body: "x".repeat(1e6) })),
	);
	expect(await writing).toEqual([201, 201, 201]);
	const started = performance.now();
	await short.stop();
	expect(performance.now() - started).toBeLessThan(10_000);
});
