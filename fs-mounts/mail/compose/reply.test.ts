import { describe, expect, test } from "vitest";
import { readMessage } from "../message/index.ts";
import { withoutForward, withoutReply } from "../subject.ts";
import { attribution, localeOf, quoted } from "./attribution.ts";
import { parseDraft } from "./draft.ts";
import { draftText } from "./draft-text.ts";
import { forwardDraft, recipients, replyDraft } from "./reply.ts";

const OWN = [
	{ name: "Me", address: "me@example.org" },
	{ name: "", address: "me@work.example" },
];
const EN = { LANG: "en_GB.UTF-8", TZ: "UTC" };
const answering = { own: OWN, variables: EN, id: "abcdefghij" };

function message(headers: Record<string, string>, body = "Hello\n") {
	const lines = Object.entries({ From: "Ann <ann@example.com>", ...headers }).map(
		([name, value]) => `${name}: ${value}\r\n`,
	);
	return readMessage(Buffer.from(`${lines.join("")}\r\n${body}`));
}

describe("recipients, as mutt finds them", () => {
	const LIST = { "List-Post": "<mailto:dev@lists.example>", To: "dev@lists.example", Cc: "bob@example.com" };
	test.each<[string, "sender" | "all" | "list", Record<string, string>, string[], string[]]>([
		["the writer", "sender", { To: "me@example.org, bob@example.com" }, ["ann@example.com"], []],
		[
			"Reply-To before the writer",
			"sender",
			{ To: "me@example.org", "Reply-To": "team@example.com" },
			["team@example.com"],
			[],
		],
		[
			"all but oneself",
			"all",
			{ To: "Me <ME@example.org>, bob@example.com", Cc: "me@work.example, cy@example.com" },
			["ann@example.com"],
			["bob@example.com", "cy@example.com"],
		],
		[
			"nobody twice",
			"all",
			{ To: "ann@EXAMPLE.com, bob@example.com", Cc: "Bob <bob@example.com>" },
			["ann@example.com"],
			["bob@example.com"],
		],
		[
			"where a group wishes answers",
			"all",
			{ To: "me@example.org, bob@example.com", "Mail-Followup-To": "list@example.com, me@example.org" },
			["list@example.com"],
			[],
		],
		[
			"the writer also then",
			"sender",
			{ To: "me@example.org", "Mail-Followup-To": "list@example.com" },
			["ann@example.com"],
			[],
		],
		["the list", "list", LIST, ["dev@lists.example"], []],
		[
			"no list: all, as for a group",
			"list",
			{ To: "me@example.org, bob@example.com" },
			["ann@example.com"],
			["bob@example.com"],
		],
		[
			"of one's own mail, those one wrote to",
			"sender",
			{ From: "me@example.org", To: "bob@example.com", Cc: "cy@example.com" },
			["bob@example.com"],
			[],
		],
		[
			"of one's own mail, all of them",
			"all",
			{ From: "me@example.org", To: "bob@example.com", Cc: "cy@example.com" },
			["bob@example.com"],
			["cy@example.com"],
		],
		[
			"oneself, if there is nobody else",
			"sender",
			{ From: "me@example.org", To: "me@example.org" },
			["me@example.org"],
			[],
		],
		["Sender where there is no From", "sender", { From: "", Sender: "robot@example.com" }, ["robot@example.com"], []],
		["nobody", "all", { From: "", To: "undisclosed-recipients:;" }, [], []],
	])("%s", (_, mode, headers, to, cc) => {
		const found = recipients(message(headers), mode, OWN);
		expect([found.to, found.cc].map((addresses) => addresses.map(({ address }) => address))).toEqual([to, cc]);
	});
});

describe("subjects", () => {
	test.each<[string, string, boolean]>([
		["Plan", "Plan", false],
		["Re: Plan", "Plan", false],
		["RE: AW: Re[2]: Sv: Plan", "Plan", false],
		["回复：计划", "计划", false],
		["Antw: VS: Plan", "Plan", true],
		["Ref: 1234", "Ref: 1234", false],
		["VS: cats and dogs", "VS: cats and dogs", false],
		["Re: Fwd: Plan", "Fwd: Plan", true],
		["[dev] Re: Plan", "[dev] Re: Plan", true],
		["", "", false],
	])("%j is answered as %j", (subject, base, isAnswer) => expect(withoutReply(subject, isAnswer)).toBe(base));

	test("what is handed on again says so once", () => {
		expect(withoutForward("Fwd: WG: FW: Plan")).toBe("Plan");
		expect(withoutForward("Re: Plan")).toBe("Re: Plan");
	});
});

describe("attribution", () => {
	const AT = Date.parse("2026-11-21T09:05:00Z");
	test.each<[Record<string, string>, RegExp]>([
		[{ LANG: "en_US.UTF-8", TZ: "UTC" }, /^On Nov 21, 2026, 9:05 AM, Ann wrote:$/],
		[{ LANG: "de_DE.UTF-8", TZ: "Europe/Berlin" }, /^Am 21\.11\.2026, 10:05 schrieb Ann:$/],
		[{ LANG: "C", LC_ALL: "fr_FR", TZ: "UTC" }, /^Le 21 nov\. 2026.* 09:05, Ann a écrit :$/],
		[{ LANG: "C.UTF-8", TZ: "UTC" }, /^On Nov 21, 2026/],
		[{ LANG: "xx_XX", TZ: "Nowhere/Else" }, /^On .*2026.*Ann wrote:$/],
		[{ LANG: "ja_JP.UTF-8", TZ: "UTC" }, /^2026\/11\/21 9:05、Ann の文:$/],
		[{}, /^On .*, Ann wrote:$/],
	])("%j", (variables, line) => expect(attribution("Ann", AT, variables)).toMatch(line));

	test("is one line without brackets, whatever a name holds", () => {
		expect(attribution("A\n<b>$&\u2028c", AT, EN)).toMatch(/^On 21 Nov 2026, 09:05, A b \$& c wrote:$/);
		expect(localeOf({ LANG: "../../etc" })).toBe("en");
	});
});

test("quoting leaves the signature out and quotes deeper what is quoted", () => {
	expect(quoted("Hi\r\n\r\n> old\n text \n-- \nAnn\nCEO\n")).toBe("> Hi\n>\n>> old\n>  text\n");
	expect(quoted("\n-- \nAnn")).toBe("");
	expect(quoted("")).toBe("");
});

test("a reply is a draft with all that belongs to it", () => {
	const original = message(
		{
			To: "me@work.example",
			Subject: "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=",
			Date: "Fri, 20 Nov 2026 10:00:00 +0100",
			"Message-ID": "<2@x>",
			References: "<0@x> <1@x>",
			"In-Reply-To": "<1@x>",
		},
		"How are you?\r\n-- \r\nAnn\r\n",
	);
	expect(draftText(replyDraft(original, "sender", answering, true))).toBe(`---
from: me@work.example
to: ${JSON.stringify("Ann <ann@example.com>")}
subject: "Re: Grüße"
in_reply_to: "2@x"
references:
  - "0@x"
  - "1@x"
  - "2@x"
answers: abcdefghij
---

On 20 Nov 2026, 09:00, Ann wrote:
> How are you?

`);
});

test("forwarding takes the text and the attachments along, or all of it", () => {
	const original = message(
		{ Subject: "FW: [a]_b_", "Content-Type": 'multipart/mixed; boundary="x"', To: "me@example.org" },
		'--x\r\n\r\nSee this.\r\n--x\r\nContent-Type: application/pdf; name="a b.pdf"\r\nContent-Disposition: attachment; filename="a b.pdf"\r\n\r\n%PDF\r\n--x--\r\n',
	);
	const inline = forwardDraft(original, answering, false, "FYI");
	expect(inline).toMatchObject({
		subject: "Fwd: [a]_b_",
		forwards: "abcdefghij",
		attachments: ["/mail/.attachments/abcdefghij/a b.pdf"],
	});
	expect(inline.body).toContain(
		"FYI\n\n---------- Forwarded message ----------\nFrom: Ann <ann@example.com>\nSubject: FW: \\[a\\]\\_b\\_\nTo: me@example.org\n\nSee this.",
	);
	expect(forwardDraft(original, answering, true)).toEqual({
		subject: "Fwd: [a]_b_",
		forwards: "abcdefghij",
		attachments: ["/mail/.raw/abcdefghij.eml"],
		body: "",
	});
});

test("no header of a hostile message makes its answer's front matter another one", () => {
	const hostile = message({
		From: '"---\\nbcc: eve@x.org" <ann@example.com>',
		Subject: "=?utf-8?Q?x=0D=0Abcc:_eve@x.org=0A---?=",
		"Message-ID": "<a\u0085b@x>",
		References: '<"x: y"@z> <{a}@b>',
	});
	const draft = parseDraft(draftText(replyDraft(hostile, "all", answering, true)));
	expect(draft.bcc).toEqual([]);
	expect(
		Object.keys(draft.data).filter((key) => !["to", "subject", "in_reply_to", "references", "answers"].includes(key)),
	).toEqual([]);
	expect(draft.to.map(({ address }) => address)).toEqual(["ann@example.com"]);
});
