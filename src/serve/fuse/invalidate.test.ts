import { expect, test } from "vitest";
import mounts from "../../../fs-mounts/registry.ts";
import { makeStore } from "../../../test/support/store.ts";
import { Store } from "../../store/index.ts";
import { Vfs } from "../../vfs/index.ts";
import { FileSystem } from "./file-system.ts";
import { Invalidator } from "./invalidate.ts";
import { Mounted } from "./mounted.ts";

const DO = { cause: "test" };

test("the kernel is told what other processes change, and an open file shows it", async () => {
	process.env.DESK_KEYCHAIN = "off";
	const desk = await makeStore({ memory: true });
	const vfs = new Vfs(desk.store, mounts, "user", { temporary: true });
	const told: string[] = [];
	const store = await Store.open(desk.home);
	const elsewhere = new Vfs(store, mounts, "user");
	const watching = new FileSystem(vfs, {
		owner: { uid: 0, gid: 0 },
		notifier: {
			invalidateNode: (node, offset) => told.push(`node ${node} ${offset}`),
			invalidateEntry: (parent, name) => told.push(`entry ${parent} ${name}`),
		},
		report() {},
	});
	try {
		await elsewhere.write("/files/a", "one", DO);
		const files = (await watching.lookup(1, "files")).node;
		const { node } = await watching.lookup(files, "a");
		const { handle } = await watching.open(node, 0);
		await elsewhere.write("/files/a", "three", DO);
		await elsewhere.write("/files/b", "new", DO);
		await expect.poll(() => told).toContain(`entry ${files} b`);
		expect(told).toContain(`node ${node} 0`);
		expect(Buffer.from(watching.read(handle, 0, 10)).toString()).toBe("three");
		told.length = 0;
		// What is done through the mount, the kernel knows.
		const made = await watching.create(files, "c", 0o644);
		await watching.flush(made.opened.handle);
		await watching.release(made.opened.handle);
		await elsewhere.write("/files/d", "", DO);
		await expect.poll(() => told).toContain(`entry ${files} d`);
		expect(told).not.toContain(`entry ${files} c`);
	} finally {
		await watching.destroy();
		store.close();
		desk.remove();
	}
});

test("what the mount itself has changed is not remembered for ever, and others' changes among it are told", async () => {
	process.env.DESK_KEYCHAIN = "off";
	const desk = await makeStore({ memory: true });
	const store = await Store.open(desk.home);
	const elsewhere = new Vfs(store, mounts, "user");
	const told: string[] = [];
	const mounted = new Mounted(new Vfs(desk.store, mounts, "user", { temporary: true }), {
		owner: { uid: 0, gid: 0 },
		notifier: { invalidateNode() {}, invalidateEntry: (_, name) => told.push(name) },
		report() {},
	});
	const invalidator = new Invalidator(mounted);
	const own = async (path: string) => {
		await mounted.change([{ op: "write", path, content: await mounted.vfs.stage("x") }]);
	};
	try {
		await own("/files/a");
		await own("/files/b");
		invalidator.look();
		expect(mounted.own.size).toBe(0);
		mounted.nodes.found(mounted.nodes.root, "files", (await mounted.vfs.stat("/files")).inode);
		await own("/files/c");
		await elsewhere.write("/files/d", "theirs", DO);
		await own("/files/e");
		await expect.poll(() => told).toEqual(["d"]);
		expect(mounted.own.size).toBe(0);
	} finally {
		invalidator.close();
		await mounted.extractor.close();
		store.close();
		desk.remove();
	}
});
