import { DeskError } from "../base/errors.ts";
import type { Kind, Mount } from "./mount.ts";
import { checkName } from "./path.ts";
import { readOnly } from "./refusals.ts";
import { describeShape, matchShape } from "./shape.ts";

/** The mount's own line for a place must exist, and the name must fit its rules. @throws DeskError EACCES, EPERM, EROFS, EINVAL, ENAMETOOLONG */
export function checkPlace(mount: Mount, path: string, name: string, kind: Kind): void {
	checkName(name, mount.names, path);
	const match = matchShape(mount, path.slice(mount.name.length + 2), kind === "directory" ? kind : "file");
	if (match !== undefined && kind === "symlink" && match.shape.links !== true)
		throw new DeskError("EPERM", `no links may lie in /${mount.name}`, {
			at: path,
			todo: "links lie in /files, and may lead anywhere",
		});
	if (match === undefined)
		throw new DeskError("EACCES", `no ${kind} may lie here`, { at: path, todo: describeShape(mount) });
	if (match.shape.view !== undefined) throw readOnly(mount, path);
}
