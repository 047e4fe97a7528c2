/** What searches by meaning stand on, made when nobody waits for it. */
import { chosenEmbedder } from "../../src/inference/index.ts";
import { upkeep, upkeepTime } from "../../src/search/index.ts";
import { isWaiting, type JobWork } from "../../src/vfs/index.ts";

/** Job kind `search.vectors`. */
export const vectors: JobWork = {
	async due({ store: { database, home } }) {
		if (upkeepTime(database, await chosenEmbedder(home)) === 0 && !isWaiting(database)) return [];
		const last = database.get<{ id: number | null }>("SELECT max(id) AS id FROM change_set")?.id ?? 0;
		return [{ kind: "search.vectors", key: `change ${last}`, series: "all" }];
	},

	async run(job) {
		const { files } = await upkeep(job.vfs, {
			signal: job.signal,
			onProgress: (done) => job.progress(Math.floor(done * 100), 100),
		});
		job.progress(100, 100, `${files} ${files === 1 ? "file" : "files"}`);
	},
};
