import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { erase, reindex, type Vfs } from "../../src/vfs/index.ts";
import { DO, found, WORD } from "./look.ts";
import type { Place } from "./place.ts";

const PDF = readFileSync("src/text/extract/fixtures/report.pdf");

/** What searches read of a mount's files beside the index: facets, passages, text that must be extracted. */
export function searching(place: Place, at: () => Vfs): void {
	const isParsed = place.mount.shape.some(({ parsed }) => parsed === true);
	const facets = (vfs: Vfs, node: number) =>
		vfs.store.database.all<{ name: string; value: string }>("SELECT name, value FROM facet WHERE node = ?", node);

	test.skipIf(!isParsed)("facets have plain names and values, and follow the file", async () => {
		const vfs = at();
		const { inode } = await place.put(vfs);
		const before = facets(vfs, inode);
		for (const { name, value } of before) {
			expect(name).toMatch(/^[^\sA-Z:]+$/);
			expect(value.trim()).toBe(value);
			expect(value).not.toBe("");
		}
		await vfs.change([{ op: "rename", path: place.path, to: place.beside("renamed") }], DO);
		expect(facets(vfs, inode)).toEqual(before);
		await erase(vfs, place.beside("renamed"), { dryRun: false });
		expect(facets(vfs, inode)).toEqual([]);
	});

	test.skipIf(!isParsed)("passages hold all of a file's text, in order, where they say it is", async () => {
		const vfs = at();
		const words = Array.from({ length: 5000 }, (_, number) => `${WORD}${number}`);
		const { inode } = await place.put(vfs, place.path, place.with(`\nGrüße 東京 ${words.join(" ")}\n`));
		const searched = await vfs.searched(inode);
		expect(searched?.text.body).toContain(words.at(-1));
		const source = Buffer.from(searched?.source() ?? []);
		const passages = searched?.passages() ?? [];
		const seen = new Set<string>();
		let last = -1;
		for (const { start, end, text } of passages) {
			expect(start).toBeGreaterThan(last);
			expect(end).toBeGreaterThan(start);
			last = start;
			expect(text.length).toBeLessThanOrEqual(2000);
			const said = text.split(/\s+/).filter((word) => word.startsWith(WORD));
			const there = new Set(source.subarray(start, end).toString().split(/\s+/));
			for (const word of said) expect(there.has(word), word).toBe(true);
			for (const word of said) seen.add(word);
		}
		expect(words.filter((word) => !seen.has(word))).toEqual([]);
		await vfs.change([{ op: "remove", path: place.path }], DO);
		if (!place.isTrash) expect(await vfs.searched(inode)).toBeUndefined();
	});

	test("text that must be extracted is found at once, and a file without any is no error", async ({ skip }) => {
		const vfs = at();
		if ((await place.mount.format?.())?.extract === undefined) skip("the mount extracts nothing");
		const [report, broken] = [`${place.folder}/report.pdf`, `${place.folder}/broken.pdf`];
		await vfs.write(report, PDF, { ...DO, parents: true });
		await vfs.write(broken, PDF.subarray(0, 700), DO);
		const { inode } = await vfs.stat(report);
		expect(found(vfs, "quokka")).toEqual([inode]);
		expect(
			(await vfs.searched(inode))
				?.passages()
				.map(({ text }) => text)
				.join("\n"),
		).toContain("quokka");
		for await (const { refused } of reindex(vfs, [place.mount.name])) expect(refused).toEqual([]);
		expect(found(vfs, "quokka")).toEqual([inode]);
		expect((await vfs.readAll(broken)).length).toBe(700);
	});
}
