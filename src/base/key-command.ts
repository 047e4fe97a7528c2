import { execFile } from "node:child_process";
import { codeOf, DeskError } from "./errors.ts";

/** How long the user's command may take (ms): it may ask for a passphrase. */
const DEADLINE_MS = 60_000;

/**
 * The first line that the user's own command for a key prints, run by the shell as it was typed.
 * @param at what the key is for
 * @throws DeskError EKEY, which holds nothing of what the command printed
 */
export async function keyFromCommand(command: string, at: string): Promise<string> {
	const [shell, option] = process.platform === "win32" ? ["cmd.exe", "/c"] : ["/bin/sh", "-c"];
	const output = await new Promise<string>((resolve, reject) => {
		execFile(shell, [option, command], { timeout: DEADLINE_MS, encoding: "utf8" }, (error, stdout) => {
			if (error === null) return resolve(stdout);
			// Its message holds the command, and may hold more: the status is enough.
			const why = error.killed ? `not done after ${DEADLINE_MS / 1000} s` : (error.signal ?? codeOf(error));
			reject(
				new DeskError("EKEY", `the command for the key fails (${why})`, {
					at,
					todo: "run it by hand to see why",
				}),
			);
		});
	});
	const key = output.split(/\r?\n/)[0]?.trim() ?? "";
	if (key === "")
		throw new DeskError("EKEY", "the command for the key prints nothing", { at, todo: "run it by hand to see why" });
	return key;
}
