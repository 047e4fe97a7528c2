import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { luhn, mod97 } from "./account-numbers.ts";
import { redact } from "./redact.ts";

/** Made here, so that no scanner of repositories takes them for real ones. */
const LOT = "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2bC3dE4fG5hJ6";
const made = (prefix: string, length: number) => prefix + LOT.repeat(3).slice(0, length);
const jwt = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIn0", "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"].join(".");
const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString().trim();

/** [kind, text around the secret with `{}` in its place, the secret] */
const SECRETS: readonly (readonly [string, string, string])[] = [
	["api key", "my key is {}, thanks", made("sk-proj-", 48)],
	["api key", "{}", made("sk-", 48)],
	["api key", "export ANTHROPIC=({})", made("sk-ant-api03-", 80)],
	["api key", "(`{}`)", made("sk-or-v1-", 64)],
	["api key", "aws: {}.", `AKIA${"ABCDEFGH23456777"}`],
	["api key", "{}\n", made("ghp_", 36)],
	["api key", "git clone https://{}@github.com/x/y", made("github_pat_", 60)],
	["api key", "{}", made("sk_live_", 24)],
	["api key", "{}", made("rk_test_", 24)],
	["api key", "token {}", `xoxb-123456789012-${LOT.slice(0, 24)}`],
	["api key", "key={}", made("AIza", 35)],
	["api key", "{}", made("glpat-", 20)],
	["api key", "{}", made("hf_", 34)],
	["private key", "{}", `AGE-SECRET-KEY-1${"Q".repeat(58)}`],
	["private key", "before\n{}\nafter", pem],
	["private key", '{"private_key": "{}\\n"}', JSON.stringify(pem).slice(1, -1)],
	["token", "{}", jwt],
	["token", "curl -H 'Authorization: Bearer {}' x", made("", 40)],
	["token", "Authorization: Basic {}", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="],
	["password", "postgres://ann:{}@db.example:5432/x", "hunter2"],
	["password", "amqps://:{}@host", "p%40ss:word"],
	["password", "password={}", "hunter2"],
	["password", "DB_PASSWORD={}\nOTHER=1", "letmein"],
	["password", "Server=db;User=sa;Pwd={}", "Sommer2024;Encrypt=true"],
	["password", '{"password": "{}", "user": "ann"}', "correct horse battery staple"],
	["password", "password = '{}'", "x y z 1"],
	["password", "Password: {}\nUser: ann", "swordfish"],
	["password", "WLAN-Passwort: {} (Gäste)", "Sommer2024"],
	["password", "Contraseña: {}", "ábrete"],
	["password", "пароль: {}", "сезам"],
	["password", "密码：{}", "芝麻开门吧"],
	["password", "the passphrase:{}", "tr0ub4dor&3"],
	["secret", "api_key: {}", made("", 20)],
	["secret", '"client_secret": "{}"', made("", 32)],
	["secret", "AccountKey={}", `${made("", 40)}==`],
	["secret", "aws_secret_access_key = {}", `${made("", 38)}/+`],
	["secret", "https://x.example/?access_token={}", made("", 30)],
	["card number", "card {} exp 12/27 123", "4111 1111 1111 1111"],
	["card number", "{}", "4111111111111111"],
	["card number", "Nr. {}, bitte", "5555-5555-5555-4444"],
	["card number", "amex {}", "3782 822463 10005"],
	["card number", "amex {};", "378282246310005"],
	["card number", "2 {} 12", "6011 1111 1111 1117"],
	["card number", "{}", "4111\u00a01111\u00a01111\u00a01111"],
	["card number", "diners {}", "3056 930902 5904"],
	["bank account", "IBAN: {}\nBIC: COBADEFFXXX", "DE89 3704 0044 0532 0130 00"],
	["bank account", "to {} please", "GB82WEST12345698765432"],
	["bank account", "{} COBADEFFXXX", "DE89 3704 0044 0532 0130 00"],
	["bank account", "{}.", "se45 5000 0000 0583 9825 7466"],
	["bank account", "{}", "NO93 8601 1117 947"],
];

test.each(SECRETS)("%s: %s", (kind, around, secret) => {
	const { text, found } = redact(around.replace("{}", () => secret));
	expect(text).toBe(around.replace("{}", `[redacted: ${kind}]`));
	expect(found).toEqual([{ kind, count: 1 }]);
});

/** What looks much like a secret and is none. */
const HARMLESS: readonly string[] = [
	"commit 3f786850e387550fdab836ed7e6dc881de23001b",
	`sha256:${createHash("sha256").update("x").digest("hex")}`,
	"550e8400-e29b-41d4-a716-446655440000",
	"ISBN 978-3-16-148410-0 and 9783161484100",
	"+49 30 1234567890, (030) 4111 1111, +1 415 555 2671, 0049 170 1234567",
	"order 4111111111111111, Bestellnummer: 4111111111111111, tracking no. 4111111111111111",
	"4111 1111 1111 1112", // the check digit is wrong
	"1234 5678 9012 3452", // right by Luhn, of no network
	"2026-11-21 15:25:00 2026-11-22 15:25:00",
	"IMEI 490154203237518, 35-209900-176148-1",
	"x = 0.4111111111111111 and 14111111111111111 and 4111111111111111a",
	"12 34 56 78 90 12 34 56 78 90",
	"4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
	"DE89 3704 0044 0532 0130 01", // the check digits are wrong
	"XX89 3704 0044 0532 0130 00",
	"AB12 is the flight, GB82 the gate",
	`![x](data:image/png;base64,${Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * 7919) % 251)).toString("base64")})`,
	"The scikit package sk-learn-pipelines-and-more-of-that is good",
	"Password: must be at least 12 characters long",
	"I forgot my password: can you help?",
	"password: string;\ntoken: string | undefined",
	"const password = await getPassword();",
	"password = request.form.password",
	"if (password === other || token == null) password => token",
	// biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in scripts
	"password: ********, password=<your password>, PASSWORD=$DB_PASSWORD, password={{password}}, pwd=${PWD}",
	"api_key: your-api-key-goes-here, token=string",
	"PWD=/home/ann\nPWD: '/home/ann'\nOLDPWD=~/src",
	"function table(secret: Uint8Array, token: Float32Array) {}\nconst token = this.#number(1, 2);",
	"process.env.DESK_PASSPHRASE = passphrase;",
	"mpath-4111111111111111",
	"The secret: love. Token: of gratitude",
	"token: nonterminal, tokenizer=wordpiece2, passport: C01X00T47",
	"Bearer of good news, basic understanding",
	"https://example.com:8080/a@b and mailto:ann@example.com, ssh://git@example.com:22/x",
	"-----BEGIN PRIVATE KEY----- is how such a file begins; -----END PRIVATE KEY----- ends it.",
	"-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ\n-----END CERTIFICATE-----",
	"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----",
	"pk_live_51H8mBqLkdIwHu7ix is published anyway",
	"eyJ.eyJ.x is how a JWT begins",
];

test.each(HARMLESS.map((text) => [text.slice(0, 60), text]))("stays as it is: %s", (_name, text) =>
	expect(redact(text)).toEqual({ text, found: [] }),
);

test("counts what it finds by kind", () => {
	expect(redact("password=a1b2c3 4111 1111 1111 1111 4111111111111111").found).toEqual([
		{ kind: "card number", count: 2 },
		{ kind: "password", count: 1 },
	]);
});

test.each(["ARCHITECTURE.md", "README.md", "CONTRIBUTING.md", "package-lock.json"])("no secret is in %s", (file) => {
	expect(redact(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")).found).toEqual([]);
});

describe("properties", () => {
	const secret = fc.constantFrom(...SECRETS.map(([, around, value]) => around.replace("{}", () => value)));
	const text = fc.array(fc.oneof(secret, fc.string(), fc.lorem()), { maxLength: 8 }).map((parts) => parts.join("\n"));

	test("once is enough, and nothing comes back", () => {
		fc.assert(
			fc.property(text, (all) => {
				const once = redact(all);
				expect(redact(once.text).text).toBe(once.text);
			}),
		);
	});

	test("what stands on lines of its own is found whatever stands beside it", () => {
		fc.assert(
			fc.property(fc.lorem(), fc.constantFrom(...SECRETS), fc.lorem(), (before, [kind, , value], after) => {
				fc.pre(!["password", "secret"].includes(kind) && !/^QWxh|^[A-Z0-9a-z]{40}$/.test(value));
				const clean = redact(`${before}\n${value}\n${after}`);
				expect(clean.text).not.toContain(value);
				expect(clean.text).toContain(before);
				expect(clean.text).toContain(after);
			}),
		);
	});

	test("cards of any network with their check digit, IBANs with theirs", () => {
		fc.assert(
			fc.property(fc.constantFrom("4", "51", "2221", "6011", "62", "3528"), fc.nat(), (begin, seed) => {
				const stem = (begin + String(seed).padStart(10, "7").repeat(2)).slice(0, 15);
				const digits = [..."0123456789"].map((digit) => stem + digit).find(luhn) ?? "";
				for (const shape of [digits, digits.replaceAll(/\d{4}(?=.)/g, "$& "), digits.replaceAll(/\d{4}(?=.)/g, "$&-")])
					expect(redact(`a ${shape}`).text).toBe("a [redacted: card number]");
				const account = stem.slice(0, 10).padStart(18, "0");
				const check = String(98 - mod97(`DE00${account}`)).padStart(2, "0");
				expect(redact(`DE${check}${account}`).text).toBe("[redacted: bank account]");
				const wrong = String(((98 - mod97(`DE00${account}`)) % 97) + 1).padStart(2, "0");
				if (wrong !== check) expect(redact(`IBAN DE${wrong}${account}`).found).toEqual([]);
			}),
		);
	});
});

/** Pieces that rules begin with, repeated: what would make a rule look at the same text again and again. */
const HOSTILE: readonly string[] = [
	"-----BEGIN PRIVATE KEY-----",
	"-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAA\n",
	"-----BEGIN ",
	"eyJaaaaaaaaaa.",
	"eyJ-",
	"eyJaaaaaaaa",
	"sk-",
	"sk-a1",
	"-sk-aaaaaaaaaaaaaaaaaaaaaaaaa ",
	"whsec_+",
	"password",
	"password=",
	"password:",
	'password="',
	"password='x",
	"password        ",
	"token:",
	"a://a:",
	"a://",
	"a.",
	"4111 ",
	"4",
	"4 ",
	"4-1",
	" ",
	"1           ",
	"DE89 ",
	"DE89A",
	"Bearer ",
	"AAAA-",
	"\\n",
	"<",
	"хх",
];

/** The least CPU time (ms) of a few tries: what else runs on the machine does not count. */
function costOf(input: string): number {
	const tries = [1, 2, 3].map(() => {
		const before = process.cpuUsage();
		redact(input);
		const { user, system } = process.cpuUsage(before);
		return (user + system) / 1000;
	});
	return Math.min(...tries);
}

test("takes time in proportion to the text, whatever is in it", () => {
	const texts = HOSTILE.map((piece) => (size: number) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size));
	texts.push((size) => randomBytes(size / 2).toString("hex"));
	texts.push((size) => randomBytes((size / 4) * 3).toString("base64"));
	texts.push((size) => `1${" ".repeat(size)}`);
	// Eight times the text: eight times the time, or sixty-four where a rule looks at the same again and again.
	const slow = texts
		.map((of) => [of(20).slice(0, 20), costOf(of(32_000)), costOf(of(256_000))] as const)
		.filter(([, less, more]) => more > 30 * Math.max(less, 4));
	expect(slow).toEqual([]);
});
