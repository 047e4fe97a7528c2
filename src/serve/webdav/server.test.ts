import { connect } from "node:net";
import { expect, test } from "vitest";
import { Served } from "../../../test/support/webdav.ts";

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
