import { collect, toText } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { type Command, type Context, defineCommand, defineGroup, flag, option } from "../../src/command/index.ts";
import {
	describeKey,
	exportKey,
	importKey,
	type KeyOptions,
	type KeyStore,
	loadKey,
	newPassphraseFromEnvironment,
	restoreKey,
	rewrapKey,
	Store,
} from "../../src/store/index.ts";
import { add } from "./key/add.ts";
import { list } from "./key/list.ts";
import { remove } from "./key/remove.ts";

/** Where the key is, as `--json` prints it. */
interface Place {
	store: KeyStore;
	protected: boolean;
	note: string;
}

const newPassphraseFile = option(
	"first line of this file is the new passphrase (in batch; or set DESK_NEW_PASSPHRASE)",
	{ value: "FILE", completes: "host-path" },
);

const place = {
	standalone: true,
	output: (z: Parameters<NonNullable<Command["output"]>>[0]) =>
		z.object({ store: z.enum(["keychain", "file", "passphrase"]), protected: z.boolean(), note: z.string() }),
	line: (item: Place) => `The key is ${item.note}.`,
};

const show = defineCommand({
	...place,
	name: "show",
	summary: "Say where the key is, and what protects it",
	about: "Never shows the key itself; `desk key export` does.",
	args: {},
	examples: [["desk key", "where the key of this desk is"]],
	async *run(context): AsyncGenerator<Place> {
		mustExist(context);
		yield describeKey(context.home);
	},
});

const passphrase = defineCommand({
	...place,
	name: "passphrase",
	summary: "Protect the key with a passphrase, or change it",
	about:
		"The key is encrypted with the passphrase (Argon2id) and the desk asks for it from then on; for cron set DESK_PASSPHRASE or DESK_PASSPHRASE_FILE. The files are not encrypted anew: the key stays the same. A forgotten passphrase cannot be recovered, but a recovery text can (`desk key export`).",
	args: { newPassphraseFile },
	changes: true,
	examples: [
		["desk key passphrase", "asks for the new passphrase twice, and for the old one if there is one"],
		["desk key passphrase --new-passphrase-file ~/.desk-pass", "without a terminal"],
	],
	async *run(context, args): AsyncGenerator<Place> {
		yield await move(context, {
			store: "passphrase",
			passphrase: await newPassphrase(context, args.newPassphraseFile),
		});
	},
});

const keychain = defineCommand({
	...place,
	name: "keychain",
	summary: "Keep the key in the system's keychain",
	about:
		"Keychain on macOS, Credential Manager on Windows, the Secret Service (GNOME Keyring, KWallet) elsewhere. When it does not work, nothing is changed.",
	args: {},
	changes: true,
	examples: [["desk key keychain", "unlocked with your login"]],
	async *run(context): AsyncGenerator<Place> {
		yield await move(context, { store: "keychain" });
	},
});

const file = defineCommand({
	...place,
	name: "file",
	summary: "Keep the key in a plain file of the desk's folder",
	about:
		"Whoever can read your files can then read the desk. For servers whose disk is encrypted or guarded otherwise.",
	args: {},
	changes: true,
	examples: [["desk key file", "no passphrase, no keychain: $DESK_HOME/key, mode 0600"]],
	async *run(context): AsyncGenerator<Place> {
		yield await move(context, { store: "file" });
	},
});

const exportText = defineCommand({
	name: "export",
	summary: "Print the recovery text of the key",
	about:
		"The recovery text is the key itself, in 58 letters and digits that find typing errors. Write it down and keep it where you keep a passport: with it and a backup of the desk's folder everything can be read again (`desk key import`), by you and by anybody else who has both. It is printed on a terminal, or anywhere with --yes.",
	args: { yes: flag("print it though it does not go to a terminal", "y") },
	standalone: true,
	output: (z) => z.object({ recovery: z.string() }),
	examples: [
		["desk key export", "to write down"],
		["desk key export --yes | age -p > recovery.age", "into a file that a passphrase protects"],
	],
	async *run(context, args) {
		mustExist(context);
		if (!args.yes && !context.terminal.stdout) {
			throw new DeskError("EUSAGE", "the recovery text is the key itself and goes to a terminal only", {
				at: "key export",
				todo: "run it in a terminal, or add --yes",
			});
		}
		const key = await loadKey(context.home, asker(context));
		context.note(
			"Whoever has this text and a copy of the desk's folder can read everything in it. Keep it apart from both.",
		);
		yield { recovery: exportKey(key) };
	},
	line: (item: { recovery: string }) => item.recovery,
});

const importText = defineCommand({
	...place,
	name: "import",
	summary: "Put the key back from its recovery text",
	about:
		"Reads the text from standard input or asks for it; case, spaces and hyphens do not matter. The key file is replaced only after the key has opened the database: a text of another desk changes nothing.",
	args: {
		key: option("where the key is kept from then on", {
			value: "WHERE",
			choices: ["auto", "keychain", "file", "passphrase"],
		}),
		newPassphraseFile,
	},
	changes: true,
	examples: [
		["desk key import", "after the key file or the keychain entry is lost"],
		["desk key import --key passphrase", "when the passphrase is forgotten: sets a new one"],
	],
	async *run(context, args): AsyncGenerator<Place> {
		mustExist(context);
		const typed = context.terminal.stdin
			? await context.ask("Recovery text: ", { secret: true })
			: toText(await collect(context.stdin));
		const key = importKey(typed ?? "");
		Store.openWith(context.home, key).close();
		const store = (args.key ?? "auto") as KeyStore | "auto";
		const options: KeyOptions =
			store === "passphrase" ? { store, passphrase: await newPassphrase(context, args.newPassphraseFile) } : { store };
		if (!context.dryRun) await restoreKey(context.home, key, options);
		else context.note("the text fits this desk; nothing was changed");
		yield context.dryRun ? planned(store === "auto" ? "file" : store) : describeKey(context.home);
	},
});

/** `desk key`: the one key that everything is encrypted with, and those of providers of language models. */
export const key = defineGroup({
	name: "key",
	summary: "The desk's own key, and keys of providers of language models",
	commands: [show, passphrase, keychain, file, exportText, importText, add, list, remove],
	exampleVerbs: ["show", "passphrase", "export", "add", "list"],
	fallback: "show",
});

/** Move the key to another store. */
async function move(context: Context, options: KeyOptions & { store: KeyStore }): Promise<Place> {
	mustExist(context);
	if (context.dryRun) {
		await loadKey(context.home, asker(context));
		context.note("the present key can be read; nothing was changed");
		return planned(options.store);
	}
	await rewrapKey(context.home, { ...options, askPassphrase: asker(context) });
	return describeKey(context.home);
}

/** What `--dry-run` says. */
function planned(store: KeyStore): Place {
	return {
		store,
		protected: store !== "file",
		note: {
			file: "to be kept in the key file",
			keychain: "to be kept in the system's keychain",
			passphrase: "to be protected with the new passphrase",
		}[store],
	};
}

function asker(context: Context): () => Promise<string> {
	return async () => (await context.ask("Present passphrase of this desk: ", { secret: true })) ?? "";
}

/** The new passphrase: from a file or the environment, else typed twice. @throws DeskError EKEY, EINVAL */
async function newPassphrase(context: Context, file: string | undefined): Promise<string> {
	const given = newPassphraseFromEnvironment(file);
	if (given !== undefined) return given;
	const first = await context.ask("New passphrase: ", { secret: true });
	if (first === undefined || first === "") {
		throw new DeskError("EKEY", "there is no new passphrase", {
			at: "key",
			todo: "run it in a terminal, or give it in DESK_NEW_PASSPHRASE or with --new-passphrase-file FILE",
		});
	}
	if (first !== (await context.ask("Once more: ", { secret: true })))
		throw new DeskError("EINVAL", "the two passphrases differ", {
			at: "key",
			todo: "run it again; nothing was changed",
		});
	return first;
}

function mustExist({ home }: Context): void {
	Store.mustExist(home);
}
