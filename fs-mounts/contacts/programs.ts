/** Properties that single programs have of their own. */
import { splitValue, unescapeValue } from "../../src/text/index.ts";
import type { Entry, Property } from "./vcard.ts";

/** Properties of programs that hold addresses of instant messaging, and their URI schemes. */
const IMS: ReadonlyMap<string, string> = new Map(
	[
		"aim",
		"skype",
		"jabber",
		"icq",
		"msn",
		"yahoo",
		"gadugadu",
		"qq",
		"google-talk",
		"sip",
		"twitter",
		"skype-username",
	].map((scheme) => [`X-${scheme.toUpperCase()}`, scheme]),
);

/** Whether a property is an address of instant messaging. */
export function isChat(name: string): boolean {
	return name === "IMPP" || IMS.has(name);
}

/** An address of instant messaging as a URI. */
export function imOf({ name, text, types, label, preferred }: Property): Entry {
	const scheme = IMS.get(name);
	const value = text.trim();
	return { value: scheme === undefined ? value : `${scheme}:${value}`, types, label, preferred };
}

/** Android keeps nicknames (and more) in a property of its own: `vnd.android.cursor.item/nickname;Annie;1;;…`. */
export function androidNicknames(properties: readonly Property[]): string[] {
	return properties.flatMap(({ name, raw }) => {
		if (name !== "X-ANDROID-CUSTOM") return [];
		const [kind, value = ""] = splitValue(raw, ";");
		return kind === "vnd.android.cursor.item/nickname" && value !== "" ? [unescapeValue(value)] : [];
	});
}
