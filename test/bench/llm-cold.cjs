// One call of the gateway in a process of its own that opens the desk for it, started as bin/desk.js starts the program: from V8's compiled code.
const { gateway, mounts, Store, Vfs } = require("../../bin/desk.js").load("desk");
const messages = [{ role: "user", content: "Which of my notes are about the garden?" }];
(async () => {
	const { Gateway } = await gateway();
	const store = await Store.open(process.env.DESK_HOME);
	const one = await Gateway.open(new Vfs(store, mounts, "user"), { home: process.env.DESK_HOME, warn() {} });
	await one.call({ feature: "bench", messages, model: "local", ...(process.argv[2] === "ungated" ? { personal: [] } : {}) });
	process.exit(0);
})();
