import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Served } from "../../../test/support/webdav.ts";

let served: Served;
beforeAll(async () => {
	served = await Served.start();
});
afterAll(() => served.stop());

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
