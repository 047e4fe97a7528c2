import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { collect, toText } from "../../../src/base/bytes.ts";
import { env } from "../../../src/base/env.ts";
import { codeOf, DeskError } from "../../../src/base/errors.ts";
import { type Context, defineCommand, flag, numberOption, option } from "../../../src/command/index.ts";
import { isLoopback, serveWebdav, type WebdavOptions } from "../../../src/serve/index.ts";
import { mountLine } from "./mount-line.ts";

/** Where the server is, and who gets in. */
interface Served {
	url: string;
	user: string;
	/** Only one that was made for this run. */
	password: string | null;
}

/** `desk serve webdav`. */
export const webdav = defineCommand({
	name: "webdav",
	summary: "Open the tree as a network folder (WebDAV)",
	about: `For systems without FUSE: Finder, Windows, GNOME Files, davfs2, rclone, cadaver. It listens on this computer alone (127.0.0.1), on a free port, and lets in who knows the password, a new one each time, which is shown once. It runs until Ctrl-C. Every file that a program saves is a change set of the actor \`webdav\`; what a mount refuses is kept in /sys/rejected. Locks, and properties that programs keep with files, last as long as the server.

Other computers can reach it with --listen only, and then only over TLS (--cert and --key). A password of your own comes from a file or standard input, never from the command line. Windows sends passwords over TLS only, unless its registry says otherwise (BasicAuthLevel).`,
	args: {
		port: numberOption("the port; default: a free one"),
		user: option("the name to log in with; default: desk", { value: "NAME" }),
		passwordFile: option("the first line of this file is the password; - reads standard input", {
			value: "FILE",
			completes: "host-path",
		}),
		listen: option("an IP address of this computer: ::1 for IPv6, others with TLS only", { value: "ADDRESS" }),
		cert: option("the certificate and its chain, a PEM file", { value: "FILE", completes: "host-path" }),
		key: option("the certificate's private key, a PEM file", { value: "FILE", completes: "host-path" }),
		readOnly: flag("show the tree, take no changes"),
	},
	output: (z) => z.object({ url: z.string(), user: z.string(), password: z.string().nullable() }),
	examples: [
		["desk serve webdav", "prints the address, name and password, and how to mount it"],
		["desk serve webdav --read-only --port 8080", "to look only, always at the same address"],
		["desk serve webdav --password-file ~/.desk-dav -v", "with a password of your own; a line for each request"],
		["desk serve webdav --listen 192.168.1.5 --cert c.pem --key k.pem", "for other computers, over TLS"],
	],
	async *run(context, args): AsyncGenerator<Served> {
		const address = addressOf(args.listen);
		const tls = tlsOf(args.cert, args.key);
		if (!isLoopback(address) && tls === undefined)
			throw usage("other computers are let in over TLS only", "give --cert and --key, or leave --listen out");
		if (env.offline)
			throw new DeskError("ENETWORK", "the network is off (DESK_OFFLINE)", {
				at: "serve webdav",
				todo: "unset DESK_OFFLINE to allow it",
			});
		if ((args.port ?? 0) > 65_535) throw usage("there is no such port", "choose one up to 65535");
		const user = userOf(args.user);
		const given = args.passwordFile === undefined ? undefined : await readPassword(context, args.passwordFile);
		const password = given ?? randomBytes(15).toString("base64url");
		const options: WebdavOptions = {
			address,
			port: args.port ?? 0,
			user,
			password,
			tls,
			isReadOnly: args.readOnly,
			log: context.verbose ? (line) => context.note(line) : undefined,
			warn: (line) => context.note(line),
		};
		const vfs = (await context.open()).as("webdav", { temporary: true, signal: context.signal });
		const server = await serveWebdav(vfs, options);
		try {
			yield { url: server.url, user, password: given === undefined ? password : null };
			await context.stdout.flush?.();
			if (!context.signal.aborted) await once(context.signal, "abort");
		} finally {
			await server.close();
		}
	},
	line: ({ url, user, password }: Served) =>
		[
			`Address   ${url}`,
			`Name      ${user}`,
			`Password  ${password ?? "(yours)"}`,
			`Mount     ${mountLine(url, user, process.platform)}`,
			"Ctrl-C ends it.",
		].join("\n"),
});

function usage(what: string, todo: string): DeskError {
	return new DeskError("EUSAGE", what, { at: "serve webdav", todo });
}

/** @throws DeskError EUSAGE for what is no address: a name may lead anywhere */
function addressOf(text: string | undefined): string {
	if (text === undefined || text === "localhost") return "127.0.0.1";
	const bare = text.replace(/^\[(.*)\]$/, "$1");
	if (isIP(bare) === 0) throw usage(`'${text}' is no IP address`, "give one of this computer, such as 192.168.1.5");
	return bare;
}

/** @throws DeskError EUSAGE when a name cannot be used: a colon ends it (RFC 7617, section 2) */
function userOf(name = "desk"): string {
	if (/^[\w.@+-]{1,64}$/.test(name)) return name;
	throw usage(`'${name}' is no name to log in with`, "use letters, digits and . _ @ + -");
}

function tlsOf(cert: string | undefined, key: string | undefined): { cert: Buffer; key: Buffer } | undefined {
	if (cert === undefined && key === undefined) return undefined;
	if (cert === undefined || key === undefined) throw usage("TLS needs --cert and --key", "give both");
	return { cert: readHostFile(cert), key: readHostFile(key) };
}

/** @throws DeskError EKEY when there is none in it */
async function readPassword(context: Context, file: string): Promise<string> {
	const bytes = file === "-" ? await collect(context.stdin) : readHostFile(file);
	const [password = ""] = toText(bytes).split(/\r?\n/);
	if (password !== "") return password;
	throw new DeskError("EKEY", "the first line is empty: it is to be the password", {
		at: file,
		todo: "put it there, or leave --password-file out for a random one",
	});
}

/** @throws DeskError ENOENT, EACCES */
function readHostFile(path: string): Buffer {
	try {
		return readFileSync(path);
	} catch (error) {
		const isMissing = codeOf(error) === "ENOENT";
		throw new DeskError(isMissing ? "ENOENT" : "EACCES", `the file cannot be read (${codeOf(error)})`, {
			at: path,
			todo: "check its name and its permissions",
			cause: error,
		});
	}
}
