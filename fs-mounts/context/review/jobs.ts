/** Reviews as jobs: what `desk context review --due` does, by itself. */
import { localDay } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { type JobRun, type JobWork, joinPath, nameOfPath } from "../../../src/vfs/index.ts";
import { businesses, businessFolder } from "../business.ts";
import { dueReviews, keyOf, pagePath } from "./due.ts";
import { type Period, type PeriodKind, periodOf } from "./period.ts";

/** What the name of a job kind says of its period. */
const PERIODS: Readonly<Record<string, PeriodKind>> = {
	"context.reinforce": "month",
	"context.review": "week",
	"context.strategy": "quarter",
};

/** The work of one of these kinds: a page of each business, once a period. */
export function reviews(kind: keyof typeof PERIODS): JobWork {
	const period = PERIODS[kind] ?? "week";
	return {
		async due(vfs, now) {
			const requests = [];
			for await (const { business, period: due } of dueReviews(vfs, await businesses(vfs), [period], localDay(now)))
				requests.push({
					kind,
					key: keyOf(business, due),
					series: nameOfPath(business),
					input: { business: nameOfPath(business), period: due.name },
					path: joinPath(business, "profile.md"),
				});
			return requests;
		},

		async run(job) {
			const [home, business, page] = await meant(job);
			// A worker that was killed may have written it, or the user.
			if ((await job.vfs.find(pagePath(business, page))) !== undefined)
				return job.progress(1, 1, "its page is there already");
			job.signal.throwIfAborted();
			const { reviewed } = await import("./review.ts");
			const cause = `desk context review -b ${nameOfPath(business)} ${page.name}`;
			const { path, result, moved } = await reviewed({ home, cause, dryRun: false }, job.vfs, business, page);
			const learned = `${result.replace("_", " ")}, ${moved.length} ${moved.length === 1 ? "belief" : "beliefs"} moved`;
			job.progress(1, 1, page.kind === "month" ? `${path}: ${learned}` : path);
		},
	};
}

/** What a job is about. @throws what gives up, for what no later try would find either */
async function meant(job: JobRun): Promise<[home: string, business: string, page: Period]> {
	const { business, period } = (job.input ?? {}) as { business?: unknown; period?: unknown };
	const { home } = job.vfs.reader();
	try {
		if (typeof business === "string" && typeof period === "string")
			return [home, await businessFolder({ home }, job.vfs, business), periodOf(period)];
	} catch (error) {
		throw error instanceof DeskError ? job.giveUp(error) : error;
	}
	const todo = 'it is `{"business": "NAME", "period": "2026-10"}`';
	throw job.giveUp(new DeskError("EINVAL", "its input names no business and period", { todo }));
}
