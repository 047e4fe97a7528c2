import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { DeskError } from "./errors.ts";

/**
 * The one place that reads the environment for settings. Everything here is documented in `desk help environment`.
 * Secrets (`DESK_PASSPHRASE…`) are read by `src/store/keys.ts` alone.
 */
export const env = {
	/**
	 * `$DESK_HOME`, default `${XDG_DATA_HOME:-~/.local/share}/desk`: the folder that holds the whole desk. A relative
	 * XDG_DATA_HOME does not count (XDG Base Directory Specification 0.8).
	 * @throws DeskError ENOENT when there is no DESK_HOME, and the user has no home folder
	 */
	get home(): string {
		const set = process.env.DESK_HOME;
		if (set !== undefined && set !== "") return set;
		const data = process.env.XDG_DATA_HOME ?? "";
		return join(isAbsolute(data) ? data : join(userFolder(), ".local", "share"), "desk");
	},
	/** `DESK_DEBUG=1` shows stack traces. */
	get debug(): boolean {
		return isOn(process.env.DESK_DEBUG);
	},
	/** `DESK_OFFLINE=1` forbids every socket. */
	get offline(): boolean {
		return isOn(process.env.DESK_OFFLINE);
	},
	/** `DESK_ACTOR` names who writes in the log (default `user`); a cron job may say `cron:backup`. */
	get actor(): string {
		const actor = process.env.DESK_ACTOR;
		return actor !== undefined && /^[\w:.@-]{1,80}$/.test(actor) ? actor : "user";
	},
	/** `$VISUAL`, else `$EDITOR`. */
	get editor(): string | undefined {
		return process.env.VISUAL || process.env.EDITOR || undefined;
	},
};

/** `$HOME`, else what the system knows of the user. A relative one would make a desk wherever one happens to be. */
function userFolder(): string {
	let folder = "";
	try {
		folder = homedir();
	} catch {
		// No HOME, and no such user in the system's list: a container, a cron job.
	}
	if (isAbsolute(folder)) return folder;
	throw new DeskError("ENOENT", "there is no home folder to look for the desk in", {
		at: "DESK_HOME",
		todo: "set DESK_HOME to the desk's folder, or HOME",
	});
}

function isOn(value: string | undefined): boolean {
	return value !== undefined && value !== "" && value !== "0" && value !== "off";
}
