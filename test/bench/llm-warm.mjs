// A call of the gateway, and a bare request of the same body to the same server, in one process, in turn. Prints [call, bare], medians in ms.
import { request } from "node:http";
import { createRequire } from "node:module";

const { gateway, mounts, Store, Vfs } = createRequire(import.meta.url)("../../bin/desk.js").load("desk");
const { Gateway } = await gateway();
const store = await Store.open(process.env.DESK_HOME);
const vfs = new Vfs(store, mounts, "user");
const one = await Gateway.open(vfs, { home: process.env.DESK_HOME, warn() {} });
const messages = [{ role: "user", content: "Which of my notes are about the garden, and what is to be done there this month?" }];

const body = JSON.stringify({ model: "m", messages, stream: true });
const bare = (url) =>
	new Promise((resolve, reject) => {
		const sent = request(`${url}/chat/completions`, { method: "POST", headers: { "content-type": "application/json" } }, (response) => response.resume().on("end", resolve));
		sent.on("error", reject).end(body);
	});

const [times, floors] = [[], []];
const timed = async (list, work) => {
	const started = process.hrtime.bigint();
	await work();
	list.push(Number(process.hrtime.bigint() - started) / 1e6);
};
for (let round = 0; round < 120; round++) {
	await timed(floors, () => bare(process.argv[2]));
	await timed(times, () => one.call({ feature: "bench", messages, model: "local" }));
}
store.close();
const median = (list) => list.slice(20).toSorted((a, b) => a - b)[50];
console.log(JSON.stringify([median(times), median(floors)]));
