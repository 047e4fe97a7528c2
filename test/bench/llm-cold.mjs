// One call of the gateway in a process of its own, which opens the desk for it.
import { createRequire } from "node:module";

const { gateway, mounts, Store, Vfs } = createRequire(import.meta.url)("../../dist/desk.cjs");
const { Gateway } = await gateway();
const store = await Store.open(process.env.DESK_HOME);
const one = await Gateway.open(new Vfs(store, mounts, "user"), { home: process.env.DESK_HOME, warn() {} });
await one.call({ feature: "bench", messages: [{ role: "user", content: "Which of my notes are about the garden?" }], model: "local" });
process.exit(0);
