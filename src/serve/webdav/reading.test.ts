import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Served } from "../../../test/support/webdav.ts";

let served: Served;
beforeAll(async () => {
	served = await Served.start();
});
afterAll(() => served.stop());

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
			[{ "If-Match": tag, "If-Unmodified-Since": new Date(0).toUTCString() }, 200],
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
		const since = answer.headers["last-modified"] ?? "";
		expect(await served.status("GET", "/sys/mounts", { headers: { "If-Modified-Since": since } })).toBe(200);
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
