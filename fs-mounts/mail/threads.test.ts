import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Vfs } from "../../src/vfs/index.ts";
import { cpuTime } from "../../test/support/cpu-time.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { deliver, rfc5322 } from "../../test/support/mail.ts";
import { seeds } from "../../test/support/store.ts";
import { baseSubject } from "./subject.ts";
import { treeOf } from "./thread-tree.ts";
import { threadsOf, threadWith } from "./threads.ts";

/** A message as far as threads are concerned. */
interface Made {
	id: number;
	/** Days. */
	date: number;
	subject: string;
	references: number[];
	inReplyTo: number | undefined;
}

const made: fc.Arbitrary<Made[]> = fc.uniqueArray(
	fc.record({
		id: fc.nat(14),
		date: fc.nat(80),
		subject: fc.constantFrom("Plan", "Re: Plan", "AW: Plan", "Other", "Re: [team] Other", "Fwd: Other", ""),
		references: fc.array(fc.nat(19), { maxLength: 3 }),
		inReplyTo: fc.option(fc.nat(19), { nil: undefined }),
	}),
	{ selector: ({ id }) => id, minLength: 1, maxLength: 12 },
);
const nameOf = (id: number) => `<m${id}@example.com>`;

function sourceOf({ id, date, subject, references, inReplyTo }: Made): Buffer {
	return rfc5322({
		From: "a@example.com",
		Date: new Date(Date.UTC(2026, 0, 1 + date)).toUTCString().replace("GMT", "+0000"),
		Subject: subject === "" ? undefined : subject,
		"Message-ID": nameOf(id),
		References: references.length === 0 ? undefined : references.map(nameOf).join(" "),
		"In-Reply-To": inReplyTo === undefined ? undefined : nameOf(inReplyTo),
	});
}

/** What belongs together, by the definition: joined until nothing changes. */
function expected(messages: readonly Made[]): string[] {
	let groups = messages.map(({ id, references, inReplyTo }) => ({
		ids: [id],
		names: new Set([id, ...references, ...(inReplyTo === undefined ? [] : [inReplyTo])]),
	}));
	const subject = (message: Made) => baseSubject(message.subject);
	const order = (a: Made, b: Made) => a.date - b.date;
	for (const message of messages) {
		const others = [...message.references, ...(message.inReplyTo === undefined ? [] : [message.inReplyTo])].filter(
			(id) => id !== message.id,
		);
		if (others.length > 0 || !subject(message).isReply || subject(message).base === "") continue;
		const before = messages
			.filter((other) => other.date < message.date && subject(other).base === subject(message).base)
			.sort(order)
			.at(-1);
		if (before !== undefined && message.date - before.date <= 30)
			groups.find(({ ids }) => ids.includes(message.id))?.names.add(before.id);
	}
	for (let joined = true; joined; ) {
		joined = false;
		for (const a of groups)
			for (const b of groups) {
				if (a === b || ![...b.names].some((name) => a.names.has(name))) continue;
				a.ids.push(...b.ids.splice(0));
				for (const name of b.names) a.names.add(name);
				b.names.clear();
				joined = true;
			}
		groups = groups.filter(({ ids }) => ids.length > 0);
	}
	return groups.map(({ ids }) => ids.sort((a, b) => a - b).join(" ")).sort();
}

let desk: TestDesk;
let vfs: Vfs;
beforeAll(async () => {
	desk = await makeDesk();
	vfs = await desk.vfs();
	await vfs.load("/mail");
});
afterAll(() => {
	vfs.store.close();
	desk.remove();
});

/** Put messages into the desk in this order, look, and take them away again. */
async function withMessages<Result>(
	messages: readonly Made[],
	look: (ids: ReadonlyMap<string, number>) => Result,
): Promise<Result> {
	const ids = new Map<string, number>();
	for (const message of messages) {
		const path = await deliver(vfs, sourceOf(message));
		ids.set(/([a-z2-7]{10})\.md$/.exec(path)?.[1] ?? "", message.id);
	}
	const result = look(ids);
	await vfs.change([{ op: "remove", path: "/mail/inbox", recursive: true }], { cause: "test" });
	return result;
}

/** The threads, as each message sees its own; all must agree, and with the list of all of them. */
function found(ids: ReadonlyMap<string, number>): { groups: string[]; trees: string[] } {
	const tree = vfs.reader();
	const groups = new Set<string>();
	const trees = new Set<string>();
	for (const { node } of tree.all<{ node: number }>("SELECT node FROM mail")) {
		const members = threadWith(node, tree);
		groups.add(
			members
				.map(({ id }) => ids.get(id) ?? -1)
				.sort((a, b) => a - b)
				.join(" "),
		);
		trees.add(
			treeOf(members, tree)
				.map(({ member, depth }) => `${"-".repeat(depth)}${ids.get(member.id)}`)
				.join(" "),
		);
	}
	expect(threadsOf(tree)).toHaveLength(groups.size);
	expect(trees.size).toBe(groups.size);
	return { groups: [...groups].sort(), trees: [...trees].sort() };
}

test("threads are the same in whatever order mail comes, and what the definition says", async () => {
	const cases = made.filter((messages) => new Set(messages.map(({ date }) => date)).size === messages.length);
	await fc.assert(
		fc.asyncProperty(
			cases.chain((messages) =>
				fc.tuple(fc.constant(messages), fc.shuffledSubarray(messages, { minLength: messages.length })),
			),
			async ([messages, shuffled]) => {
				const first = await withMessages(messages, found);
				expect(first.groups).toEqual(expected(messages));
				expect(await withMessages(shuffled, found)).toEqual(first);
			},
		),
		{ numRuns: 15 * seeds },
	);
}, 120_000);

test("a tree holds each message once, also when references go in a circle", async () => {
	const messages = [0, 1, 2].map((id) => ({
		id,
		date: id,
		subject: "x",
		references: [(id + 1) % 3, (id + 2) % 3],
		inReplyTo: undefined,
	}));
	expect((await withMessages(messages, found)).trees).toEqual(["2 -0 --1"]);
});

test("copies in several folders are one message of a thread", async () => {
	const source = sourceOf({ id: 1, date: 1, subject: "x", references: [], inReplyTo: undefined });
	await deliver(vfs, source);
	await deliver(vfs, source, { folder: "/mail/inbox/copy" });
	const tree = vfs.reader();
	const [row] = tree.all<{ node: number }>("SELECT node FROM mail");
	expect(threadWith(row?.node ?? 0, tree)).toHaveLength(2);
	expect(treeOf(threadWith(row?.node ?? 0, tree), tree)).toHaveLength(1);
	await vfs.change([{ op: "remove", path: "/mail/inbox", recursive: true }], { cause: "test" });
});

const hasNotmuch = (() => {
	try {
		return execFileSync("notmuch", ["--version"], { stdio: "pipe" }).length > 0;
	} catch {
		console.warn("skipped: threads as notmuch sees them; notmuch is not installed (apt-get install notmuch)");
		return false;
	}
})();

test.skipIf(!hasNotmuch)(
	"threads by references are those of notmuch",
	async () => {
		const random = fc.sample(made, { numRuns: 12, seed: 7 }).flatMap((messages, set) =>
			messages.map((message) => ({
				...message,
				id: set * 100 + message.id,
				references: message.references.map((id) => set * 100 + id),
				inReplyTo: message.inReplyTo === undefined ? undefined : set * 100 + message.inReplyTo,
				subject: `Subject ${message.id}`,
			})),
		);
		const folder = mkdtempSync(join(tmpdir(), "mailcmd-notmuch-"));
		try {
			for (const name of ["cur", "new", "tmp"]) mkdirSync(join(folder, "mail", name), { recursive: true });
			for (const message of random) writeFileSync(join(folder, "mail", "cur", `${message.id}:2,S`), sourceOf(message));
			const config = join(folder, "config");
			writeFileSync(config, `[database]\npath=${join(folder, "mail")}\n[user]\nprimary_email=me@example.com\n`);
			const notmuch = (...argv: string[]) =>
				execFileSync("notmuch", argv, { env: { ...process.env, NOTMUCH_CONFIG: config }, stdio: "pipe" }).toString();
			notmuch("new");
			const theirs = notmuch("search", "--output=threads", "*")
				.trim()
				.split("\n")
				.map((thread) =>
					notmuch("search", "--output=messages", thread)
						.trim()
						.split("\n")
						.map((line) => Number(/id:m(\d+)@/.exec(line)?.[1]))
						.sort((a, b) => a - b)
						.join(" "),
				)
				.sort();
			expect((await withMessages(random, found)).groups).toEqual(theirs);
		} finally {
			rmSync(folder, { recursive: true });
		}
	},
	120_000,
);

test.each([
	["Re: Lunch", "lunch", true],
	["AW: WG: Re[2]: Lunch", "lunch", true],
	["Sv: RE: lunch", "lunch", true],
	["回复：午餐", "午餐", true],
	["[list] Re: [list] Lunch (fwd)", "lunch", true],
	["[Fwd: Lunch]", "lunch", false],
	["Fwd: Lunch", "lunch", false],
	["Regarding: lunch", "regarding: lunch", false],
	["Re:", "", true],
	["  RE :  a   b ", "a b", true],
])("the subject %j is %j", (subject, base, isReply) => {
	expect(baseSubject(subject)).toEqual({ base, isReply });
});

test("a long hostile subject takes linear time", () => {
	const start = cpuTime();
	for (const text of ["[".repeat(1e5), "Re: ".repeat(1e5), "[a".repeat(1e5), " ".repeat(1e6), "Re[".repeat(1e5)])
		baseSubject(text);
	expect(cpuTime() - start).toBeLessThan(2000);
});
