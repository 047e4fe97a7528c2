import { defineGroup } from "../../../src/command/index.ts";
import { webdav } from "./webdav.ts";

/** `desk serve`: the tree for other programs. */
export const serve = defineGroup({
	name: "serve",
	summary: "Serve the tree to other programs: WebDAV",
	commands: [webdav],
});
