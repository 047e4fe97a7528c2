/** Ways into the tree for other programs. Each is loaded when it is used. */
import type { Vfs } from "../vfs/index.ts";
import type { Assignment } from "./fuse/assignment.ts";
import type { Begun, MountRequest } from "./fuse/start.ts";
import type { McpOptions } from "./mcp/server.ts";
import type { WebdavOptions, WebdavServer } from "./webdav/server.ts";

export { ownAssignment } from "./fuse/assignment.ts";
export { mountsOf } from "./fuse/mount-state.ts";
export { DEFAULT_READS } from "./mcp/default-reads.ts";
export type { McpOptions, PromptEntry, PromptSource } from "./mcp/server.ts";
export { isLoopback } from "./webdav/loopback.ts";
export type { Assignment, Begun, MountRequest, WebdavOptions, WebdavServer };

/** Serve the tree over WebDAV until `close`. @throws DeskError EFAILED when it cannot listen, EINVAL for a bad certificate */
export async function serveWebdav(vfs: Vfs, options: WebdavOptions): Promise<WebdavServer> {
	const { serveWebdav: serve } = await import("./webdav/server.ts");
	return await serve(vfs, options);
}

/** Mount the desk as a folder of the system, and wait until it answers. @throws DeskError what the folder, the system or the desk refuses */
export async function beginMount(request: MountRequest): Promise<Begun> {
	return await (await import("./fuse/start.ts")).begin(request);
}

/** Unmount, and wait until all is committed. @returns the mount point @throws DeskError EINVAL, EBUSY, EFAILED */
export async function endMount(directory: string, home: string, force: boolean): Promise<string> {
	return await (await import("./fuse/start.ts")).end(directory, home, force);
}

/** Be one of the processes of a mount, to its end. @throws DeskError for the log; the command that was typed has been told */
export async function serveMount(assignment: Assignment, home: string, open: () => Promise<Vfs>): Promise<void> {
	const { failureReport, report } = await import("./fuse/assignment.ts");
	try {
		if (assignment.role === "mounter") (await import("./fuse/mounter.ts")).mountAndStart(assignment, home);
		else await (await import("./fuse/daemon.ts")).answer(assignment, home, open);
	} catch (error) {
		report(failureReport(error));
		if (assignment.role === "daemon") throw error;
	}
}

/** Serve the tree to one MCP client until it is gone. @throws DeskError EUSAGE, EINVAL, EACCES for options that make no sense */
export async function serveMcp(vfs: Vfs, options: McpOptions): Promise<void> {
	await (await import("./mcp/server.ts")).serveMcp(vfs, options);
}

/** What an MCP client would get, without serving it. @throws DeskError as `serveMcp` */
export async function planMcp(
	vfs: Vfs,
	options: Pick<McpOptions, "reads" | "writes" | "tools" | "commandsOn">,
): Promise<string[]> {
	return await (await import("./mcp/server.ts")).planMcp(vfs, options);
}
