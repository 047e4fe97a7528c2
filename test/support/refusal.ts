import { expect } from "vitest";
import { DeskError } from "../../src/base/errors.ts";

/** The refusal: EKEY, status 8, one line with something to do, which never shows the key. */
export async function refusal(run: () => unknown): Promise<string> {
	try {
		await run();
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		expect(error.status).toBe(8);
		expect(error.todo).toBeTruthy();
		expect(error.sentence).not.toMatch(/[\n]|[0-9a-f]{20}/);
		return error.sentence;
	}
	throw new Error("was not refused");
}
