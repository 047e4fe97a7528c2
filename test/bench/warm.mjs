// Times `grep -r WORD /notes` in a process that has its desk open, as a shell session has. Prints {word: median ms}.
import { createRequire } from "node:module";

const { main, mounts, program, Store, Vfs } = createRequire(import.meta.url)("../../dist/desk.cjs");
const store = await Store.open(process.env.DESK_HOME);
const vfs = new Vfs(store, mounts, "user");
const sink = { write() {}, flush() {} };
const surroundings = {
	stdin: (async function* () {})(), stdout: sink, stderr: sink, home: process.env.DESK_HOME, actor: "user", open: async () => vfs,
	terminal: { stdin: false, stdout: false, stderr: false, columns: 80 },
};
const result = {};
for (const word of process.argv.slice(2)) {
	const times = [];
	for (let round = 0; round < 9; round++) {
		const started = process.hrtime.bigint();
		await main(program, ["grep", "-r", word, "/notes"], surroundings);
		times.push(Number(process.hrtime.bigint() - started) / 1e6);
	}
	result[word] = times.toSorted((a, b) => a - b)[4];
}
store.close();
console.log(JSON.stringify(result));
