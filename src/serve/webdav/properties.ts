/** Live properties (RFC 4918, section 15; RFC 4331): what the server says of a resource. */
import { statfs } from "node:fs/promises";
import { toDate, toIso } from "../../base/clock.ts";
import { isUnicode } from "../../base/raw-text.ts";
import type { Stat } from "../../vfs/index.ts";
import { mediaType } from "../media-types.ts";
import type { Lock } from "./locks.ts";
import type { Resources } from "./resources.ts";
import { encodeName, hrefOf } from "./uri.ts";
import { DAV, escapeXml, wrapXml } from "./xml.ts";

/** XML of a property's value; undefined where the resource has none. */
type Live = (stat: Stat, resources: Resources) => string | undefined | Promise<string | undefined>;

const ofFiles =
	(value: (stat: Stat) => string | undefined): Live =>
	(stat) =>
		stat.kind === "directory" ? undefined : value(stat);

/** All of namespace `DAV:`. */
export const LIVE: Readonly<Record<string, Live>> = {
	creationdate: (stat) => toIso(stat.birth).replace(/\.\d+Z$/, "Z"),
	displayname: (stat) => (stat.path === "/" ? "desk" : escapeXml(shownName(stat.name))),
	getcontentlength: ofFiles((stat) => String(stat.size)),
	getcontenttype: ofFiles((stat) => mediaType(stat.name)),
	getetag: ofFiles((stat) => escapeXml(etagOf(stat) ?? "") || undefined),
	getlastmodified: (stat) => toDate(stat.mtime).toUTCString(),
	resourcetype: (stat) => (stat.kind === "directory" ? "<D:collection/>" : ""),
	supportedlock: (_, { isReadOnly }) => (isReadOnly ? "" : SUPPORTED_LOCKS),
	lockdiscovery: (stat, resources) => (resources.locks.isEmpty ? "" : locksXml(stat, resources)),
	"quota-available-bytes": async (stat, resources) => (await quota(stat, resources))?.available,
	"quota-used-bytes": async (stat, resources) => (await quota(stat, resources))?.used,
};

/** What `allprop` leaves out: it costs more, and RFC 4331 says so. */
export const ASKED_FOR_ONLY: ReadonlySet<string> = new Set(["quota-available-bytes", "quota-used-bytes"]);

const SUPPORTED_LOCKS = ["exclusive", "shared"]
	.map((scope) =>
		wrapXml(DAV, "lockentry", `<D:lockscope><D:${scope}/></D:lockscope><D:locktype><D:write/></D:locktype>`),
	)
	.join("");

async function locksXml(stat: Stat, resources: Resources): Promise<string> {
	return resources.locks
		.covering(await resources.keyOf(stat.path))
		.map(activeLock)
		.join("");
}

/** `DAV:activelock` of a lock. */
export function activeLock(lock: Lock): string {
	const scope = lock.isShared ? "shared" : "exclusive";
	return wrapXml(
		DAV,
		"activelock",
		`<D:locktype><D:write/></D:locktype><D:lockscope><D:${scope}/></D:lockscope><D:depth>${lock.isDeep ? "infinity" : "0"}</D:depth>` +
			(lock.owner === "" ? "" : wrapXml(DAV, "owner", lock.owner)) +
			`<D:timeout>Second-${lock.timeout}</D:timeout><D:locktoken><D:href>${lock.token}</D:href></D:locktoken>` +
			`<D:lockroot><D:href>${escapeXml(hrefOf(lock.root, false))}</D:href></D:lockroot>`,
	);
}

/**
 * A strong entity tag: a path's revision counts on over all its changes, an inode is never used again. What lies in memory has its date
 * instead. A view has none, it may differ each time it is read.
 */
export function etagOf(stat: Stat): string | undefined {
	if (stat.kind === "directory" || stat.view) return undefined;
	return stat.inode > 0 ? `"${stat.inode}-${stat.revision}"` : `"m${-stat.inode}-${stat.mtime}"`;
}

/** A name as text: percent-encoded where it holds what no text can. */
export function shownName(name: string): string {
	return isUnicode(name) && !/\p{Cc}/u.test(name) ? name : encodeName(name);
}

/** Of the disk that holds the desk: bytes free for its user, and used. */
async function quota(stat: Stat, { vfs }: Resources): Promise<{ available: string; used: string } | undefined> {
	if (stat.kind !== "directory") return undefined;
	const { blocks, bfree, bavail, bsize } = await statfs(vfs.store.home);
	return { available: String(bavail * bsize), used: String((blocks - bfree) * bsize) };
}
