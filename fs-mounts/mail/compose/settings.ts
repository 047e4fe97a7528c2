/** What config says of mail, at once: plans cannot wait. Loads the TOML parser. */
import * as toml from "smol-toml";
import { settingNow } from "../../../src/base/config.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { type Address, parseAddress, splitAddresses } from "./addresses.ts";

/**
 * The addresses of the person whose desk it is, the one that sends first; none when nothing is set.
 * @throws DeskError EINVAL when the setting holds what is no address
 */
export function ownAddresses(home: string): Address[] {
	return splitAddresses(String(settingNow(home, "mail.from", toml))).map((text) => {
		const address = parseAddress(text);
		if (address !== undefined) return address;
		throw new DeskError("EINVAL", `mail.from: '${text}' is no address`, { at: "config", todo: SET_FROM });
	});
}

export const SET_FROM = "`desk config set mail.from 'Ann Example <ann@example.com>'`";

/** Bytes that a message may have. */
export function maxSize(home: string): number {
	return Number(settingNow(home, "mail.max_size", toml)) * 1024 * 1024;
}
