/** One suite for every mount: what the kernel promises of any tree must hold of each. A mount's own tests say what is special. */
import { afterEach, beforeEach, describe, vi } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { Store } from "../../src/store/index.ts";
import { type MountEntry, Vfs } from "../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../support/desk.ts";
import { moving } from "./moving.ts";
import { names } from "./names.ts";
import { Place, sampleOf } from "./place.ts";
import { projecting, undoing } from "./projecting.ts";
import { reading, views } from "./reading.ts";
import { refusing } from "./refusing.ts";
import { scratch } from "./scratch.ts";
import { searching } from "./searching.ts";
import { writing } from "./writing.ts";

/** The suite, run for each mount of the registry. */
export async function conformance(entry: MountEntry): Promise<void> {
	const mount = await entry.load();
	const sample = await sampleOf(mount);
	describe(`/${mount.name}`, () => {
		let desk: TestDesk;
		let vfs: Vfs;
		beforeEach(async () => {
			vi.stubEnv("DESK_NOW", "2026-11-21T12:00:00Z"); // a dry run tells the times of the real run, too
			desk = await makeDesk();
			vfs = new Vfs(await Store.open(desk.home), mounts, "user");
			for (const name of vfs.mountNames) await vfs.load(`/${name}`); // their tables are made with the first load
		});
		afterEach(() => {
			vfs.store.close();
			desk.remove();
			vi.unstubAllEnvs();
		});
		reading(mount, () => ({ desk, vfs }), sample);
		views(mount, () => vfs, sample);
		// Where every name is a search, nothing is ever missing: its own tests say what holds of what is stored there.
		const isSearch = mount.shape.some(({ path, view }) => view?.find !== undefined && /^<\w+>$/.test(path));
		if (sample === undefined || isSearch) return;
		const place = new Place(mount, sample);
		writing(place, () => vfs);
		names(place, () => vfs);
		moving(place, () => vfs);
		refusing(place, () => vfs);
		scratch(place, () => vfs);
		projecting(place, () => vfs);
		undoing(place, () => vfs);
		searching(place, () => vfs);
	});
}
