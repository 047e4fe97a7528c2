// The desk in DESK_HOME, held open by this process as by a shell session.
import { createRequire } from "node:module";

/** @returns the store; `timed(words)`: milliseconds that a command takes, its output thrown away; and `close()` */
export async function openDesk() {
	const { main, mounts, program, Store, Vfs } = createRequire(import.meta.url)("../../bin/desk.js").load("desk");
	const store = await Store.open(process.env.DESK_HOME);
	const vfs = new Vfs(store, mounts, "user");
	const sink = { write() {}, flush() {} };
	const surroundings = {
		stdin: (async function* () {})(), stdout: sink, stderr: sink, home: process.env.DESK_HOME, actor: "user", open: async () => vfs,
		terminal: { stdin: false, stdout: false, stderr: false, columns: 80 },
	};
	const timed = async (...words) => {
		const started = process.hrtime.bigint();
		await main(program, words, surroundings);
		return Number(process.hrtime.bigint() - started) / 1e6;
	};
	return { store, timed, close: () => store.close() };
}
