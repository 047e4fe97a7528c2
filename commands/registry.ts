import type { CommandEntry } from "../src/command/index.ts";

/** All commands but those of the mounts, one line each; loaded when used. */
const registry: readonly CommandEntry[] = [
	{ name: "init", group: "Desk", load: async () => (await import("./desk/init.ts")).init },
	{ name: "ls", group: "Files", load: async () => (await import("./unix/ls.ts")).ls },
	{ name: "cat", group: "Files", load: async () => (await import("./unix/cat.ts")).cat },
	{ name: "write", group: "Files", load: async () => (await import("./unix/write.ts")).write },
	{ name: "mkdir", group: "Files", load: async () => (await import("./unix/mkdir.ts")).mkdir },
];

export default registry;
