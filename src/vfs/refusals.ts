/** Refusals that more than one part of the tree makes, in one wording. */
import { DeskError } from "../base/errors.ts";
import type { Mount } from "./mount.ts";
import { parentOf } from "./path.ts";
import { describeShape } from "./shape.ts";

export function notFound(path: string): DeskError {
	return new DeskError("ENOENT", "there is no such file or directory", {
		at: path,
		todo: `\`desk ls ${parentOf(path)}\` shows what is there`,
	});
}

/** For a path whose first name is no mount's. */
export function noMount(path: string): DeskError {
	return new DeskError("ENOENT", "there is no such mount", { at: path, todo: "`desk ls /` shows them" });
}

export function notDirectory(path: string): DeskError {
	return new DeskError("ENOTDIR", "this is not a directory", { at: path, todo: "name a directory" });
}

export function isDirectory(path: string): DeskError {
	return new DeskError("EISDIR", "this is a directory", { at: path, todo: "name a file in it" });
}

export function existsAlready(path: string): DeskError {
	return new DeskError("EEXIST", "it exists already", { at: path, todo: "choose another name or remove it first" });
}

/** For what would lie beside the mounts. */
export function notInMount(path: string): DeskError {
	return new DeskError("EACCES", "only mounts lie at the top of the tree", {
		at: path,
		todo: "put it into one, such as /notes or /files; `desk ls /` shows them",
	});
}

/** For a place that the tree computes. */
export function readOnly(mount: Mount, path: string): DeskError {
	return new DeskError("EROFS", "this is a view and cannot be written", { at: path, todo: describeShape(mount) });
}
