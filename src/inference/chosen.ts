import { configText } from "../base/config.ts";
import { DeskError } from "../base/errors.ts";
import { openAdded } from "./added.ts";
import type { Embedder } from "./embedder.ts";
import { toStderr, type Warn, warnOnce } from "./warnings.ts";

/** Names that `search.embedder` can have beside those of added models. */
export const FITTED = "fitted";
export const NONE = "none";

/** What the user chose with `desk model use`: `fitted`, `none`, or the name of an added model. @throws DeskError of the settings */
export async function chosenEmbedder(home: string): Promise<string> {
	return await configText(home, "search.embedder");
}

/**
 * The embedder of an added model. Where it cannot be used, that is said once, and there is none: search goes on with text alone.
 * @throws the signal's reason
 */
export async function openEmbedder(
	home: string,
	name: string,
	warn: Warn = toStderr,
	signal?: AbortSignal,
): Promise<Embedder | undefined> {
	try {
		return await openAdded(home, name, signal);
	} catch (error) {
		signal?.throwIfAborted();
		if (!(error instanceof DeskError)) throw error;
		warnOnce(
			`embedder ${name}`,
			`the model '${name}' is not used, search goes by words alone: ${error.sentence}`,
			warn,
		);
		return undefined;
	}
}
