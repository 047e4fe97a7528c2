/** What is taken out of a text before it is sent to others: keys, passwords, numbers of cards and bank accounts. */
import { bankAccounts, cardNumbers, type Span } from "./account-numbers.ts";
import { hasRandomPart, isPlaceholder, isSecretWord } from "./secret-words.ts";

/** How often a kind of secret was found. */
export interface Found {
	readonly kind: string;
	readonly count: number;
}

export interface Redacted {
	/** With `[redacted: kind]` in place of what was found. */
	readonly text: string;
	readonly found: Found[];
}

interface Rule {
	readonly kind: string;
	/**
	 * With the flags `dg`. What its group `secret` matched is taken out; without such a group, all of it. It is linear: what repeats without
	 * an end is one class of characters that begins where the class cannot have begun before, and nothing that can fail comes after it.
	 */
	readonly pattern: RegExp;
	/** Whether what it found is one; default: always. */
	readonly holds?: (secret: string) => boolean;
}

/** Where a word of these letters begins. */
const START = "(?<![A-Za-z0-9_-])";

/** Keys that can be told by their beginnings. What `desk key add` takes has to be among them. */
const KEYS: readonly Rule[] = [
	// OpenAI, Anthropic, OpenRouter, and many who took their form. `sk-learn-pipelines-and-more` is none.
	{ kind: "api key", pattern: rule(`${START}sk-[A-Za-z0-9_-]{16,}`), holds: (secret) => hasRandomPart(secret, 16) },
	{
		kind: "api key",
		pattern: rule(`${START}(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|${START}whsec_[A-Za-z0-9+/]{20,}`),
	}, // Stripe
	{ kind: "api key", pattern: rule(`${START}(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])`) }, // AWS
	{ kind: "api key", pattern: rule(`${START}(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\\w{22,}|glpat-[\\w-]{20,})`) },
	{
		kind: "api key",
		pattern: rule(`${START}(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}|(?<=hooks\\.slack\\.com/)[\\w/]{20,}`),
	},
	{ kind: "api key", pattern: rule(`${START}(?:AIza[\\w-]{35}|ya29\\.[\\w-]{20,}|GOCSPX-[\\w-]{20,})`) }, // Google
	{
		kind: "api key",
		// Hugging Face, npm, PyPI, Groq, xAI, DigitalOcean, SendGrid, Telegram
		pattern: rule(
			`${START}(?:hf_[A-Za-z0-9]{30,}|npm_[A-Za-z0-9]{36,}|pypi-[\\w-]{50,}|gsk_[A-Za-z0-9]{40,}|xai-[A-Za-z0-9]{40,}|do[opr]_v1_[a-f0-9]{64}|SG\\.[\\w-]{22}\\.[\\w-]{43}|\\d{8,10}:AA[\\w-]{33})`,
		),
	},
	// age, and the recovery text of a desk (src/store/recovery.ts).
	{
		kind: "private key",
		pattern: rule(`${START}(?:AGE-SECRET-KEY-1[0-9A-Z]{58}|(?:[0-9A-Z]{4}-){13}[0-9A-Z]{6}(?![0-9A-Z-]))`),
	},
	{ kind: "token", pattern: rule(`${START}eyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}\\.[\\w-]{8,}`) }, // JWT (RFC 7519)
	{
		kind: "token",
		pattern: rule("\\b(?:Bearer|Basic)[ \\t]{1,4}(?<secret>[A-Za-z0-9._~+/=-]{12,})", "i"),
		holds: (secret) => hasRandomPart(secret, 8) || /=$/.test(secret),
	},
];

/** What stands before a password, in the languages that people write to us in. */
const PASSWORD_WORDS =
	"pass(?:word|wd|phrase)|pwd|passwort|kennwort|mot de passe|contraseña|senha|palavra-passe|lösenord|wachtwoord|adgangskode|passord|salasana|hasło|heslo|parola|jelszó|пароль|密码|密碼|パスワード|비밀번호";
const SECRET_WORDS =
	"(?:api|access|account|auth|client|private|secret|service|shared[_-]?access)[_-]?(?:key|token|secret)|secret[_-]?access[_-]?key|token|secret";
/** A name ends, and a value begins: `"password": "`, `password = '`, `PASSWORD=`. */
const ASSIGNED = "[\"'`]?[ \\t]{0,8}(?<sign>=(?![=>~])|:(?![:=/])|：)[ \\t]{0,8}";
/** In quotes, or up to a blank. */
const VALUE = "(?:\"(?<double>[^\"\\n]{4,})|'(?<single>[^'\\n]{4,})|`(?<tick>[^`\\n]{4,})|(?<bare>[^\\s\"'`]\\S{3,}))";
const ASSIGNMENTS: readonly (readonly [string, RegExp])[] = [
	["password", rule(`(?:${PASSWORD_WORDS})${ASSIGNED}${VALUE}`, "iu")],
	["secret", rule(`(?:${SECRET_WORDS})${ASSIGNED}${VALUE}`, "iu")],
];

/** `scheme://user:password@host`. */
const IN_ADDRESS = rule(
	"(?<![A-Za-z0-9+.-])[a-z][a-z0-9+.-]{1,20}://[^\\s/:@]{0,100}:(?<secret>[^\\s/@]{1,200})@",
	"i",
);

/**
 * A text without the secrets in it that can be told by their form. Linear in its length; what is redacted once stays as it is.
 * It is a net with holes: a password in prose looks as any word does.
 */
export function redact(text: string): Redacted {
	const counts = new Map<string, number>();
	let clean = text;
	for (const [kind, find] of FINDERS) {
		const spans = find(clean);
		if (spans.length === 0) continue;
		counts.set(kind, (counts.get(kind) ?? 0) + spans.length);
		clean = without(clean, spans, `[redacted: ${kind}]`);
	}
	return { text: clean, found: [...counts].map(([kind, count]) => ({ kind, count })) };
}

/** In the order in which they are looked for: what is told by its form first, what by the word before it last. */
const FINDERS: readonly (readonly [kind: string, find: (text: string) => Span[]])[] = [
	["private key", privateKeys],
	...KEYS.map((each) => [each.kind, (text: string) => found(text, each)] as const),
	[
		"password",
		(text) => found(text, { kind: "password", pattern: IN_ADDRESS, holds: (secret) => !isPlaceholder(secret) }),
	],
	["card number", cardNumbers],
	["bank account", bankAccounts],
	...ASSIGNMENTS.map(([kind, pattern]) => [kind, (text: string) => assigned(text, kind, pattern)] as const),
];

function rule(source: string, flags = ""): RegExp {
	return new RegExp(source, `dg${flags}`);
}

function found(text: string, { pattern, holds }: Rule): Span[] {
	const spans: Span[] = [];
	for (const match of text.matchAll(pattern)) {
		const [start, end] = match.indices?.groups?.secret ?? [match.index, match.index + match[0].length];
		if (holds === undefined || holds(text.slice(start, end))) spans.push([start, end]);
	}
	return spans;
}

/** Values of passwords and the like: `password=hunter2`, `"api_key": "…"`. */
function assigned(text: string, kind: string, pattern: RegExp): Span[] {
	const spans: Span[] = [];
	for (const match of text.matchAll(pattern)) {
		const { double, single, tick, bare } = match.indices?.groups ?? {};
		const span = double ?? single ?? tick ?? bare;
		if (span === undefined) continue;
		const value = text.slice(...span);
		if (isPlaceholder(value)) continue;
		const isQuoted = bare === undefined;
		const isLast = /^[ \t]*(?:\r?\n|$)/.test(text.slice(span[1], span[1] + 20));
		const isColon = match.groups?.sign !== "=";
		const isSpaced = /\s/.test(text[span[0] - 1] ?? "");
		if (isSecretWord(value, { kind, isQuoted, isLast, isColon, isSpaced })) spans.push(span);
	}
	return spans;
}

/** Private keys in PEM (RFC 7468) and of OpenPGP, also as JSON has them (`\\n`), and though their end is missing. */
function privateKeys(text: string): Span[] {
	const spans: Span[] = [];
	const begin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
	// Base64, and headers before it; where the text only speaks of such keys, neither comes.
	const body =
		/(?=(?:\s|\\[nr]){0,8}(?:[A-Za-z-]{1,40}: |[A-Za-z0-9+/=]{16}))(?:[A-Za-z0-9+/=\s\\:,.()@<>]|-(?!----))*/y;
	const close = /-----END [A-Z0-9 ]{0,60}-----/y;
	for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
		body.lastIndex = begin.lastIndex;
		if (!body.test(text)) continue;
		close.lastIndex = body.lastIndex;
		const end = close.test(text) ? close.lastIndex : body.lastIndex;
		spans.push([match.index, end]);
		begin.lastIndex = end;
	}
	return spans;
}

function without(text: string, spans: readonly Span[], mark: string): string {
	const parts: string[] = [];
	let at = 0;
	for (const [start, end] of spans) {
		parts.push(text.slice(at, start), mark);
		at = end;
	}
	return parts.join("") + text.slice(at);
}
