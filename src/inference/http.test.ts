import type { ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { type Asked, Loopback } from "../../test/support/loopback.ts";
import { request } from "./http.ts";

const servers: Loopback[] = [];
afterEach(async () => {
	for (const server of servers.splice(0)) await server.stop();
});

async function start(answer: (asked: Asked, response: ServerResponse) => void): Promise<Loopback> {
	const server = await Loopback.start(answer);
	servers.push(server);
	return server;
}
const to = (location: string) => (_: Asked, response: ServerResponse) =>
	void response.writeHead(307, { location }).end();

test("keys go to the first host alone, through redirections within it too", async () => {
	const other = await start((_, response) => response.end("other"));
	const first: Loopback = await start(({ path }, response) =>
		to(path === "/a" ? "/b" : `${other.url}/c`)({} as Asked, response),
	);
	const response = await request(`${first.url}/a`, { headers: { authorization: "Bearer sk-secret" } });
	expect(await response.text()).toBe("other");
	expect(first.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
		["/a", "Bearer sk-secret"],
		["/b", "Bearer sk-secret"],
	]);
	expect(other.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([["/c", undefined]]);
});

test("redirections end", async () => {
	const round: Loopback = await start((asked, response) => to(`${round.url}/again`)(asked, response));
	await expect(request(round.url)).rejects.toMatchObject({ code: "ENETWORK" });
	expect(round.asked).toHaveLength(6);
});

test("an answer that does not come in time is none", async () => {
	const silent = await start(() => undefined);
	await expect(request(silent.url, { deadline: 50 })).rejects.toMatchObject({
		code: "ENETWORK",
		message: expect.stringContaining("it took too long"),
	});
});
