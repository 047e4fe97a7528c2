import type { ChildProcess } from "node:child_process";
import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { hostname, networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import { builtProgram, ended } from "../../../test/support/program.ts";
import { mountLine } from "./mount-line.ts";

const program = builtProgram();
let desk: TestDesk;
let folder: string;
beforeAll(async () => {
	desk = await makeDesk();
	folder = mkdtempSync(join(tmpdir(), "desk-serve-"));
	await desk.put("/files/a.txt", "hello");
});
afterAll(() => {
	desk.remove();
	rmSync(folder, { recursive: true, force: true });
});

interface Place {
	url: string;
	user: string;
	password: string | null;
}

/** Start the server, and do something while it runs. @returns how it ended after SIGTERM */
async function serving(
	argv: readonly string[],
	work: (place: Place, child: ChildProcess) => Promise<void>,
	stdin = "",
): Promise<{ status: number; stderr: string }> {
	const child = program.start(desk.home, ["serve", "webdav", "--json", ...argv]);
	child.stdin?.end(stdin);
	const end = ended(child);
	try {
		const lines = createInterface({ input: child.stdout as NonNullable<ChildProcess["stdout"]> });
		const [line] = (await Promise.race([once(lines, "line"), end.then(({ stderr }) => [stderr])])) as [string];
		await work(JSON.parse(line) as Place, child);
	} finally {
		child.kill("SIGTERM");
	}
	const { status, stderr } = await end;
	return { status, stderr };
}

const basic = (user: string, password: string) => ({
	Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});

test("a free port of this computer, a new password each time, ended by SIGTERM with status 0", async () => {
	const places: Place[] = [];
	for (let run = 0; run < 2; run++) {
		const outcome = await serving(["-v"], async (place, child) => {
			places.push(place);
			const { url, user, password } = place;
			expect(await fetch(`${url}files/a.txt`).then(({ status }) => status)).toBe(401);
			const answer = await fetch(`${url}files/a.txt`, { headers: basic(user, password ?? "") });
			expect([answer.status, await answer.text()]).toEqual([200, "hello"]);
			const put = { method: "PUT", body: `run ${run}`, headers: basic(user, password ?? "") };
			expect((await fetch(`${url}files/b.txt`, put)).status).toBe(run === 0 ? 201 : 204);
			// Listens nowhere else: /proc/net/tcp has addresses in hexadecimal, backwards.
			const port = Number(new URL(url).port).toString(16).toUpperCase().padStart(4, "0");
			const sockets = `${readFileSync(`/proc/${child.pid}/net/tcp`, "utf8")}\n${readFileSync(`/proc/${child.pid}/net/tcp6`, "utf8")}`;
			const listening = [...sockets.matchAll(/^ *\d+: (\w+):(\w{4}) \w+:\w{4} 0A/gm)].filter(
				(found) => found[2] === port,
			);
			expect(listening.map(([, address]) => address)).toEqual(["0100007F"]);
		});
		expect(outcome.status).toBe(0);
		expect(outcome.stderr).toMatch(
			/^GET \/files\/a\.txt 401 \d+ ms\nGET \/files\/a\.txt 200 \d+ ms\nPUT \/files\/b\.txt 20/,
		);
	}
	expect(places[0]?.password).toMatch(/^[\w-]{20}$/);
	expect(places[0]?.password).not.toBe(places[1]?.password);
	expect(await desk.ok("cat", "/files/b.txt")).toBe("run 1");
	expect(await desk.ok("history", "/files/b.txt")).toContain("webdav");
});

test("what a person sees", async () => {
	const child = program.start(desk.home, ["serve", "webdav", "--user", "me"]);
	const [text] = (await once(child.stdout as NonNullable<ChildProcess["stdout"]>, "data")) as [Buffer];
	child.kill("SIGINT");
	expect((await ended(child)).status).toBe(0);
	expect(text.toString()).toMatch(
		/^Address {3}http:\/\/127\.0\.0\.1:\d+\/\nName {6}me\nPassword {2}[\w-]{20}\nMount {5}.*\nCtrl-C ends it\.\n$/,
	);
});

test("a password of one's own, from a file or standard input, is not shown", async () => {
	const file = join(folder, "password");
	writeFileSync(file, "ein Geheimnis: ü\nsecond line\n");
	for (const [argv, stdin] of [
		[["--password-file", file], ""],
		[["--password-file", "-", "--read-only"], "ein Geheimnis: ü\n"],
	] as const) {
		const { status } = await serving(
			argv,
			async ({ url, user, password }) => {
				expect([user, password]).toEqual(["desk", null]);
				const headers = basic("desk", "ein Geheimnis: ü");
				expect((await fetch(`${url}files/a.txt`, { headers })).status).toBe(200);
				const put = await fetch(`${url}files/c.txt`, { method: "PUT", body: "c", headers });
				expect(put.status).toBe(argv.length === 3 ? 403 : 201);
			},
			stdin,
		);
		expect(status).toBe(0);
	}
});

test("other computers are let in over TLS only", async () => {
	const refusals: [string[], RegExp][] = [
		[["--listen", "0.0.0.0"], /over TLS only; give --cert and --key/],
		[["--listen", "::"], /over TLS only/],
		[["--listen", "192.168.1.5"], /over TLS only/],
		[["--listen", "example.org"], /no IP address/],
		[["--listen", "127.0.0.1.example.org"], /no IP address/],
		[["--listen", "0.0.0.0", "--cert", "/none"], /--cert and --key/],
		[["--port", "70000"], /no such port/],
		[["--user", "a:b"], /no name to log in with/],
	];
	for (const [argv, message] of refusals) {
		const { status, stderr } = await desk.run(["serve", "webdav", ...argv]);
		expect([argv, status]).toEqual([argv, 2]);
		expect(stderr).toMatch(message);
	}
	expect((await desk.run(["serve", "webdav", "--cert", "/none", "--key", "/none"])).status).toBe(3);
	const empty = await desk.run(["serve", "webdav", "--password-file", "-"], { stdin: "\n" });
	expect([empty.status, empty.stderr]).toEqual([8, expect.stringContaining("first line is empty")]);
});

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
if (!hasOpenssl)
	console.warn("commands/desk/serve/webdav.test.ts: the test of TLS is skipped: openssl is not installed");

describe.skipIf(!hasOpenssl)("TLS", () => {
	test("on an address of this machine, with a certificate that fits", async () => {
		const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
		const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
		const options = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
		execFileSync("openssl", ["req", ...options, ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
		const { status } = await serving(
			["--listen", "0.0.0.0", "--cert", cert, "--key", key],
			async ({ url, user, password }) => {
				expect(new URL(url).hostname).toBe(hostname().toLowerCase());
				const { port } = new URL(url);
				const get = (secret: string) =>
					new Promise<number | undefined>((resolve, reject) => {
						const headers = basic(user, secret);
						const at = { host: "127.0.0.1", servername: "localhost", port, path: "/files/a.txt", headers };
						const asked = request({ ...at, ca: readFileSync(cert) }, (response) => {
							response.resume();
							resolve(response.statusCode);
						});
						asked.on("error", reject);
						asked.end();
					});
				expect([await get(password ?? ""), await get("wrong")]).toEqual([200, 401]);
				await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
			},
		);
		expect(status).toBe(0);
		writeFileSync(join(folder, "bad.pem"), "no certificate");
		const bad = await desk.run(["serve", "webdav", "--cert", join(folder, "bad.pem"), "--key", key]);
		expect([bad.status, bad.stderr]).toEqual([5, expect.stringContaining("cannot be used")]);
	});
});

test("a port that is taken, and no network", async () => {
	await serving([], async ({ url }) => {
		const { port } = new URL(url);
		const second = await desk.run(["serve", "webdav", "--port", port]);
		expect([second.status, second.stderr]).toEqual([1, expect.stringContaining("another program listens there")]);
	});
	process.env.DESK_OFFLINE = "1";
	try {
		expect((await desk.run(["serve", "webdav"])).status).toBe(9);
	} finally {
		delete process.env.DESK_OFFLINE;
	}
});

test("IPv6, where this machine has it", async ({ skip }) => {
	const hasIpv6 = Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === "::1"));
	if (!hasIpv6) skip("there is no ::1");
	await serving(["--listen", "::1"], async ({ url, password }) => {
		expect(url).toMatch(/^http:\/\/\[::1\]:\d+\/$/);
		expect((await fetch(url, { headers: basic("desk", password ?? "") })).status).toBe(200);
	});
});

test("how to mount it, by system", () => {
	const url = "http://127.0.0.1:8080/";
	expect(mountLine(url, "desk", "darwin")).toBe("mkdir -p ~/desk && mount_webdav -i http://127.0.0.1:8080/ ~/desk");
	expect(mountLine(url, "desk", "win32")).toBe("net use * http://127.0.0.1:8080/ /user:desk *");
	expect(mountLine("https://[::1]:8080/", "desk", "linux")).toContain("gio mount davs://desk@[::1]:8080/");
});
