import { DeskError } from "../../src/base/errors.ts";
import { type Context, defineCommand, option } from "../../src/command/index.ts";
import { Store } from "../../src/store/index.ts";

const PLACES: Readonly<Record<string, string>> = {
	file: "in the file `key` there (back it up: without it nothing can be read)",
	keychain: "in the system's keychain",
	passphrase: "wrapped with your passphrase",
};

/** `desk init`: make a new, encrypted desk. */
export const init = defineCommand({
	name: "init",
	summary: "Make a new, encrypted desk under DESK_HOME",
	about:
		"The key goes to the system's keychain where there is one, else to $DESK_HOME/key (mode 0600). With --key passphrase it is wrapped with a passphrase that you give (Argon2id).",
	args: {
		key: option("where the key is kept", { value: "WHERE", choices: ["auto", "keychain", "file", "passphrase"] }),
	},
	standalone: true,
	changes: true,
	output: (z) => z.object({ home: z.string(), key: z.string() }),
	examples: [
		["desk init", "a desk under ~/.local/share/desk"],
		["DESK_HOME=/media/stick/desk desk init --key passphrase", "a desk that asks for a passphrase"],
	],
	async *run(context, args) {
		const choice = (args.key ?? "auto") as "auto" | "keychain" | "file" | "passphrase";
		if (context.dryRun) {
			yield { home: context.home, key: choice };
			return;
		}
		const passphrase = choice === "passphrase" ? await newPassphrase(context) : undefined;
		const store = await Store.create(
			context.home,
			passphrase === undefined ? { store: choice } : { store: choice, passphrase },
		);
		store.close();
		yield { home: context.home, key: Store.describeKey(context.home).store };
	},
	line: ({ home, key }, { dryRun }) =>
		dryRun
			? `would make a desk at ${home} (key: ${key})`
			: `A new desk is at ${home}; its key is ${PLACES[key] ?? key}.`,
});

/** A new passphrase, typed twice on a terminal; in batch the key store takes it from `DESK_PASSPHRASE`. */
export async function newPassphrase(context: Context): Promise<string | undefined> {
	if (
		!context.terminal.stdin ||
		process.env.DESK_PASSPHRASE !== undefined ||
		process.env.DESK_PASSPHRASE_FILE !== undefined
	)
		return undefined;
	const first = await context.ask("New passphrase: ", { secret: true });
	const second = await context.ask("Once more: ", { secret: true });
	if (first !== second)
		throw new DeskError("EINVAL", "the two passphrases differ", { at: "init", todo: "run it again" });
	return first;
}
