/** What a rule is, once it is read. */

/** Which text of a message a condition looks at. */
export type TextField =
	| "from"
	| "to"
	| "cc"
	| "bcc"
	| "recipient"
	| "reply-to"
	| "list"
	| "subject"
	| "body"
	| "folder"
	| "label"
	| "attachment";

export type Condition =
	| { readonly kind: "all" | "any"; readonly of: readonly Condition[] }
	| { readonly kind: "not"; readonly of: Condition }
	/** `is`: the whole value, with `*` for any characters and `?` for one; `contains`: a part of it, as it is written. */
	| { readonly kind: "text"; readonly field: TextField; readonly how: "is" | "contains"; readonly value: string }
	/** An IMAP flag or keyword, in lower case. */
	| { readonly kind: "flag"; readonly flag: string }
	/** Milliseconds. */
	| { readonly kind: "age"; readonly than: "older" | "newer"; readonly age: number }
	/** Bytes. */
	| { readonly kind: "size"; readonly than: "larger" | "smaller"; readonly size: number }
	| { readonly kind: "attachments" }
	| { readonly kind: "always" };

export type Action =
	/** Below the root of the message's account, or an absolute path. */
	| { readonly kind: "move"; readonly folder: string }
	| { readonly kind: "flag"; readonly flag: string }
	| { readonly kind: "unflag"; readonly flag: string }
	| { readonly kind: "label"; readonly label: string }
	| { readonly kind: "unlabel"; readonly label: string }
	| { readonly kind: "delete" }
	| { readonly kind: "stop" };

/** One line of /mail/rules.md. */
export interface Rule {
	/** 1-based line in the file. */
	readonly line: number;
	/** As it is written, on one line. */
	readonly text: string;
	readonly condition: Condition;
	readonly actions: readonly Action[];
}
