import { toText } from "../../../src/base/bytes.ts";
import { type Context, defineCommand, operands } from "../../../src/command/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import { readMailFile } from "../front-matter.ts";
import type { Verification } from "../message/verify.ts";
import { sourceBytes } from "../raw-views.ts";
import { idFrom, texts } from "../record.ts";
import { messagesNamed } from "./shared/find.ts";

/** A signature or encryption of a message, as `--json` prints it. */
interface Item {
	path: string;
	kind: "pgp" | "smime";
	state: string;
	/** The part of the message, as IMAP counts them; "" for all of it. */
	part: string;
	result: Verification["result"];
	signer: string | null;
	detail: string | null;
}

/** What a result means. */
const MEANS: Readonly<Record<Verification["result"], string>> = {
	good: "a good signature",
	untrusted: "unchanged since it was signed, but nothing says that the signer is who they say",
	bad: "CHANGED since it was signed, or signed by someone else",
	expired: "signed with a key that has expired",
	revoked: "signed with a key that was revoked",
	"unknown-key": "signed with a key that is not on this computer",
	"not-checked": "not checked",
};

/** `desk mail verify`: signatures, as gpg and openssl of this computer see them. */
export const verify = defineCommand({
	name: "verify",
	summary: "Check the signatures of messages (OpenPGP, S/MIME)",
	about:
		"It asks gpg and openssl of this computer, where they are installed; no key is fetched. The status is 0 when all messages have signatures and all of these are good, else 1; of a message without any, nothing is printed.",
	args: { messages: operands("MESSAGE", "paths, ids or their beginnings", { completes: "message" }) },
	reads: ["messages"],
	output: (z) =>
		z.object({
			path: z.string(),
			kind: z.enum(["pgp", "smime"]),
			state: z.string(),
			part: z.string(),
			result: z.string(),
			signer: z.string().nullable(),
			detail: z.string().nullable(),
		}),
	examples: [["desk mail verify f2w2iq", "who signed it, and whether it is as it was"]],
	async *run(context, args) {
		const vfs = await context.open();
		await vfs.load("/mail");
		const { LIMITS, readMessage } = await import("../message/index.ts");
		const { verifySecurity } = await import("../message/verify.ts");
		for await (const { path } of messagesNamed(context, vfs, args.messages)) {
			const id = idFrom(texts(readMailFile(toText(await vfs.readAll(path))).data, "source")[0]);
			const source = id === "" ? undefined : await sourceBytes(id, vfs.reader(), LIMITS.source);
			const message = source === undefined ? undefined : readMessage(source.bytes, { id, size: source.size });
			const found = source === undefined || message === undefined ? [] : await verifySecurity(source.bytes, message);
			if (found.length === 0) {
				if (context.terminal.stdout) context.note(`desk: ${printable(path)}: it is neither signed nor encrypted`);
				context.setStatus(1);
			}
			for (const { kind, state, part, result, signer = null, detail = null } of found) {
				if (result !== "good") context.setStatus(1);
				yield { path, kind, state, part, result, signer, detail };
			}
		}
	},
	line: ({ path, kind, state, result, signer, detail }: Item, { terminal }) => {
		const text = [path, `${kind} ${state}`, result, signer ?? "", detail ?? ""].join("\t");
		return terminal.stdout ? printable(text) : text;
	},
	screen: (items: Item[], context) => items.map((item) => shown(item, context)).join("\n"),
});

function shown({ kind, state, result, signer, detail }: Item, { style }: Context): string {
	const name = kind === "pgp" ? "OpenPGP" : "S/MIME";
	const colour = result === "good" ? style.good : result === "bad" || result === "revoked" ? style.bad : style.warning;
	const who = signer === null ? "" : `, by ${printable(signer)}`;
	return `${name} ${state}: ${colour(MEANS[result])}${who}${detail === null ? "" : style.faint(` (${printable(detail)})`)}`;
}
