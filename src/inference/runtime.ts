import { availableParallelism } from "node:os";
import type { InferenceSession } from "onnxruntime-node";
import { DeskError, messageOf } from "../base/errors.ts";

export type Runtime = typeof import("onnxruntime-node");

const MOST_THREADS = 8;

let loading: Promise<Runtime> | undefined;

/**
 * ONNX Runtime, loaded at the first call (about 15 ms).
 * @throws DeskError EFAILED where it is not installed or has no build for this platform
 */
export function runtime(): Promise<Runtime> {
	loading ??= load();
	return loading;
}

async function load(): Promise<Runtime> {
	try {
		const ort = await import("onnxruntime-node");
		// What goes wrong comes as an exception; the library's own lines on stderr are for its developers.
		ort.env.logLevel = "fatal";
		return ort;
	} catch (error) {
		throw new DeskError("EFAILED", `ONNX Runtime cannot be loaded (${firstLine(error)})`, {
			at: "onnxruntime-node",
			todo: "install deskfs again; without it local models do not run, all else works",
			cause: error,
		});
	}
}

/**
 * Settings of a session. A flat graph (a table of vectors, a classifier) is through before a second thread is awake, so it gets
 * none. A deep one gets all cores and an optimised graph; its threads do not spin while they wait, as others want the cores.
 */
export function sessionOptions(deep: boolean): InferenceSession.SessionOptions {
	return {
		executionProviders: ["cpu"],
		executionMode: "sequential",
		interOpNumThreads: 1,
		intraOpNumThreads: deep ? Math.min(availableParallelism(), MOST_THREADS) : 1,
		graphOptimizationLevel: deep ? "all" : "disabled",
		logSeverityLevel: 4,
		extra: { session: { intra_op: { allow_spinning: "0" } } },
	};
}

/** The first line of what a library says. */
export function firstLine(error: unknown): string {
	return messageOf(error).split("\n")[0] ?? "";
}
