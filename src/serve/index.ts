/** Ways into the tree for other programs. Each is loaded when it is used. */
import type { Vfs } from "../vfs/index.ts";
import type { WebdavOptions, WebdavServer } from "./webdav/server.ts";

export { isLoopback } from "./webdav/loopback.ts";
export type { WebdavOptions, WebdavServer };

/** Serve the tree over WebDAV until `close`. @throws DeskError EFAILED when it cannot listen, EINVAL for a bad certificate */
export async function serveWebdav(vfs: Vfs, options: WebdavOptions): Promise<WebdavServer> {
	const { serveWebdav: serve } = await import("./webdav/server.ts");
	return await serve(vfs, options);
}
