/** A worker: asks what is wanted by now, and runs what is due, one job after the other. Any number of processes may be one. */
import { setTimeout as sleep } from "node:timers/promises";
import { toDate } from "../base/clock.ts";
import { DeskError, messageOf } from "../base/errors.ts";
import type { JobRequest, Vfs } from "../vfs/index.ts";
import { attempt, type JobPlace } from "./attempt.ts";
import type { Job } from "./job.ts";
import { kindsOf } from "./kinds.ts";
import { Queue, type QueueOptions } from "./queue.ts";

export interface WorkOptions extends JobPlace {
	/** `idle` (default): until nothing is due. `stopped`: until the signal, looking again and again. */
	readonly until?: "idle" | "stopped";
	/** Also what waits for mains power. */
	readonly onBattery?: boolean;
	/** Only jobs of these kinds. */
	readonly kinds?: readonly string[];
	/** Hears of each job as it begins. */
	onBegin?(job: Job): void;
}

/** Who is asked what is wanted by now. */
type Asked = JobPlace & Pick<WorkOptions, "kinds">;

/** How often a worker that stays looks for jobs, and asks for what is wanted by now (ms). */
const LOOKS = 1000;
const ASKS = 20_000;

/** All jobs of a desk, and who does them. */
export class Jobs extends Queue {
	/** Warnings that were given: a worker that stays asks again and again. */
	readonly #told = new Set<string>();

	/** The jobs of a desk, with the kinds of its mounts. */
	static async open(vfs: Vfs, options: QueueOptions = {}): Promise<Jobs> {
		return new Jobs(vfs, await kindsOf(vfs), options);
	}

	/**
	 * Ask all kinds what is wanted by now, and queue it. A kind that cannot say so is told of, and the others go on.
	 * @returns what is new
	 */
	async schedule(place: Asked): Promise<JobRequest[]> {
		const wanted = await this.wanted(place);
		const added = await this.addAll(wanted);
		return wanted.filter((_, index) => added[index]?.isNew === true);
	}

	/** What the kinds want by now, queued or not. */
	async wanted({ vfs, context, signal, kinds }: Asked): Promise<JobRequest[]> {
		const wanted: JobRequest[] = [];
		const now = toDate(this.clock());
		const warn = (text: string) => {
			if (!this.#told.has(text)) context.warn(text);
			this.#told.add(text);
		};
		for (const kind of this.kinds.values()) {
			signal.throwIfAborted();
			if (kinds?.includes(kind.name) === false) continue;
			try {
				const work = await kind.work();
				const requests =
					(await work.due?.(vfs.as(`job:${kind.name}`, { scratch: false }), now, { ...context, warn })) ?? [];
				wanted.push(...requests.filter((request) => this.kinds.has(request.kind)));
			} catch (error) {
				const why = error instanceof DeskError ? error.sentence : messageOf(error);
				warn(`${kind.name}: what is due cannot be told: ${why}`);
			}
		}
		return wanted;
	}

	/** Kinds that may run now: all, but on battery those that wait for mains power. */
	allowed({ onBattery: isTold = false, kinds }: Pick<WorkOptions, "onBattery" | "kinds"> = {}): string[] {
		const isOnBattery = !isTold && this.isOnBattery();
		return [...this.kinds.values()]
			.filter(({ name, power }) => (kinds?.includes(name) ?? true) && !(isOnBattery && power === "mains"))
			.map(({ name }) => name);
	}

	/**
	 * Run jobs, one after the other.
	 * @throws the signal's reason, when the job that was run is back in the queue
	 */
	async work(options: WorkOptions): Promise<void> {
		for await (const _ of this.attempts(options));
	}

	/** `work`, which tells each job as it is after an attempt. */
	async *attempts(options: WorkOptions): AsyncGenerator<Job, void, undefined> {
		const { signal } = options;
		let asked = Number.NEGATIVE_INFINITY;
		for (;;) {
			signal.throwIfAborted();
			if (performance.now() - asked >= ASKS) {
				await this.schedule(options);
				asked = performance.now();
			}
			const claim = await this.claim(this.allowed(options));
			if (claim !== undefined) {
				options.onBegin?.(claim.job);
				const job = await attempt(this, claim, options);
				if (job !== undefined) yield job;
				continue;
			}
			if (options.until !== "stopped") break;
			await sleep(LOOKS, undefined, { signal }).catch(() => signal.throwIfAborted());
		}
		await this.forget();
	}
}
