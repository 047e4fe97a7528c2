import { defineGroup } from "../../../src/command/index.ts";
import { forward, newMail, reply } from "../compose/commands.ts";
import { cancel, outbox, send } from "../compose/sending.ts";
import { rules } from "../rules/commands.ts";
import { attachments } from "./attachments.ts";
import { archive, flagCommand, move } from "./change.ts";
import { list } from "./list.ts";
import { read } from "./read.ts";
import { search } from "./search.ts";
import { stats } from "./stats.ts";
import { thread } from "./thread.ts";
import { verify } from "./verify.ts";

/** `desk mail`: what came, and what is sent. */
export const mail = defineGroup({
	name: "mail",
	summary: "List, read, search, sort and write mail",
	fallback: "list",
	exampleVerbs: ["list", "read", "search", "thread", "new", "reply"],
	commands: [
		list,
		read,
		search,
		thread,
		flagCommand,
		move,
		archive,
		newMail,
		reply,
		forward,
		send,
		cancel,
		outbox,
		rules,
		attachments,
		stats,
		verify,
	],
});
