/**
 * Mounting as a user who is not root. fusermount3 hands over /dev/fuse through a socket, which Node cannot read it from; libfuse can. So a
 * process that lives for this alone lets the optional dependency's libfuse mount, with an option that the library refuses once it has: it
 * starts nothing then, and the descriptor stands open here.
 */
import { spawn } from "node:child_process";
import { readdirSync, readlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { DeskError } from "../../base/errors.ts";
import { type Assignment, commandLine, environmentOf, REFUSED_OPTION, REPORT_FD } from "./assignment.ts";
import { mountFailed, mountWords } from "./mount-point.ts";

/** What the binding's native half offers of use here. */
interface Binding {
	sizeof_fuse_thread_t: number;
	fuse_native_mount(
		mountPoint: string,
		options: string,
		thread: Buffer,
		context: object,
		allocate: () => void,
		handlers: readonly unknown[],
		implemented: Uint32Array,
	): void;
}

/** The binding cuts what is longer. */
const PATH_LIMIT = 1023;

/** Mount, and hand over to the daemon. @throws DeskError EFAILED */
export function mountAndStart(assignment: Assignment, home: string): void {
	const fd = mountAsUser(assignment);
	const daemon: Assignment = { ...assignment, role: "daemon" };
	const child = spawn(...commandLine(daemon), {
		cwd: "/",
		env: environmentOf(daemon, home),
		stdio: [0, 1, 1, fd, REPORT_FD],
	});
	// What the library began would keep this process, and with it whoever reads its errors to their end.
	child.once("spawn", () => process.exit(0));
}

function mountAsUser(assignment: Assignment): number {
	const { mountPoint } = assignment;
	if (Buffer.byteLength(mountPoint) > PATH_LIMIT)
		throw new DeskError("ENAMETOOLONG", "the path is too long to be mounted at", { todo: "choose a shorter one" });
	const binding = loadBinding();
	const words = ["fsname=desk", "subtype=desk", ...mountWords(assignment), REFUSED_OPTION];
	if (assignment.force) words.push("nonempty");
	const thread = Buffer.alloc(binding.sizeof_fuse_thread_t);
	try {
		binding.fuse_native_mount(mountPoint, `-o${words.join(",")}`, thread, {}, () => undefined, [], new Uint32Array(64));
	} catch {
		// As it must; whether it has mounted, the descriptor tells.
	}
	const fd = readdirSync("/proc/self/fd").find((name) => targetOf(name) === "/dev/fuse");
	if (fd === undefined) throw mountFailed(mountPoint, "");
	return Number(fd);
}

function targetOf(fd: string): string {
	try {
		return readlinkSync(join("/proc/self/fd", fd));
	} catch {
		return "";
	}
}

/** @throws DeskError EFAILED when the optional dependency is not there, or was not built */
export function loadBinding(): Binding {
	try {
		const require = createRequire(join(__dirname, "mounter.js"));
		const folder = dirname(require.resolve("@cocalc/fuse-native/package.json"));
		const load = createRequire(join(folder, "index.js"))("node-gyp-build") as (folder: string) => Binding;
		return load(folder);
	} catch (cause) {
		throw new DeskError("EFAILED", "the optional part for mounting as a user who is not root is not installed", {
			todo: "install it with `apt install fuse3 libfuse-dev && npm rebuild @cocalc/fuse-native` (or `npm install` where it is missing), or open the tree as a network folder: `desk serve webdav`",
			cause,
		});
	}
}
