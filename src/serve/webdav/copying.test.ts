import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prop, Served } from "../../../test/support/webdav.ts";

let served: Served;
beforeAll(async () => {
	served = await Served.start();
});
afterAll(() => served.stop());

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
