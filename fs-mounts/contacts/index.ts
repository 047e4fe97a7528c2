import type { Mount } from "../../src/vfs/index.ts";

/** /contacts: one vCard a file, as it is, in address books. */
export const contacts: Mount = {
	name: "contacts",
	summary: "People and organisations: vCards, kept as they are",
	names: "portable",
	shape: [
		{ path: "**/<name>.vcf", kind: "file", what: "a contact", parsed: true },
		{ path: "**", kind: "directory", what: "an address book" },
	],
	tables: {
		version: 2,
		names: ["contact", "contact_uid", "contact_email", "contact_phone", "contact_problem"],
		// A file may hold several cards: `card` counts them from 0. `key` has the words by which completion finds it, each after a blank;
		// addresses are as they are written, and in lower case as `email`.
		sql: `CREATE TABLE contact (node INTEGER NOT NULL, card INTEGER NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL,
				uid TEXT, rev TEXT, org TEXT, title TEXT, birthday TEXT, version TEXT NOT NULL, PRIMARY KEY (node, card)) WITHOUT ROWID;
			CREATE TABLE contact_uid (node INTEGER NOT NULL, card INTEGER NOT NULL, uid TEXT NOT NULL, PRIMARY KEY (node, card, uid)) WITHOUT ROWID;
			CREATE INDEX contact_uid_uid ON contact_uid (uid);
			CREATE TABLE contact_email (node INTEGER NOT NULL, card INTEGER NOT NULL, position INTEGER NOT NULL, email TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY (node, card, position)) WITHOUT ROWID;
			CREATE INDEX contact_email_email ON contact_email (email);
			CREATE TABLE contact_phone (node INTEGER NOT NULL, card INTEGER NOT NULL, position INTEGER NOT NULL, phone TEXT NOT NULL, digits TEXT NOT NULL, PRIMARY KEY (node, card, position)) WITHOUT ROWID;
			CREATE INDEX contact_phone_digits ON contact_phone (digits);
			CREATE TABLE contact_problem (node INTEGER NOT NULL, position INTEGER NOT NULL, problem TEXT NOT NULL, PRIMARY KEY (node, position)) WITHOUT ROWID;`,
		problems: "SELECT node, problem FROM contact_problem",
	},
	importer: async () => (await import("./importer.ts")).contactsImporter,
	format: async () => (await import("./mount-format.ts")).format,
};
