import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The one place that reads the environment for settings. Everything here is documented in `desk help environment`.
 * Secrets (`DESK_PASSPHRASE…`) are read by `src/store/keys.ts` alone.
 */
export const env = {
	/** `$DESK_HOME`, default `${XDG_DATA_HOME:-~/.local/share}/desk`: the folder that holds the whole desk. */
	get home(): string {
		const set = process.env.DESK_HOME;
		if (set !== undefined && set !== "") return set;
		const data = process.env.XDG_DATA_HOME;
		return join(data !== undefined && data !== "" ? data : join(homedir(), ".local", "share"), "desk");
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

function isOn(value: string | undefined): boolean {
	return value !== undefined && value !== "" && value !== "0" && value !== "off";
}
