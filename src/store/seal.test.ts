import { chacha20poly1305, hchacha, xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeskError } from "../base/errors.ts";
import { open, SEAL_OVERHEAD, seal } from "./seal.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ""), "hex");
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const aads = fc.option(fc.uint8Array({ maxLength: 40 }), { nil: undefined });

describe("seal and open", () => {
	test("are inverses, and each seal differs", () => {
		fc.assert(
			fc.property(bytes(32), fc.uint8Array({ maxLength: 3000 }), aads, (key, plain, aad) => {
				const sealed = seal(key, plain, aad);
				expect(sealed.length).toBe(plain.length + SEAL_OVERHEAD);
				expect(open(key, sealed, aad).equals(plain)).toBe(true);
				expect(seal(key, plain, aad).equals(sealed)).toBe(false);
			}),
		);
	});

	test("agree with @noble/ciphers in both directions", () => {
		fc.assert(
			fc.property(bytes(32), bytes(24), fc.uint8Array({ maxLength: 3000 }), aads, (key, nonce, plain, aad) => {
				const sealed = seal(key, plain, aad);
				const ours = xchacha20poly1305(key, sealed.subarray(0, 24), aad);
				expect(Buffer.from(ours.encrypt(plain)).equals(sealed.subarray(24))).toBe(true);
				expect(Buffer.from(ours.decrypt(sealed.subarray(24))).equals(plain)).toBe(true);
				const theirs = Buffer.concat([nonce, xchacha20poly1305(key, nonce, aad).encrypt(plain)]);
				expect(open(key, theirs, aad).equals(plain)).toBe(true);
			}),
		);
	});

	test("open the vector of draft-irtf-cfrg-xchacha-03 appendix A.3.1", () => {
		const key = hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
		const aad = hex("50515253c0c1c2c3c4c5c6c7");
		const nonce = hex("404142434445464748494a4b4c4d4e4f5051525354555657");
		const body = hex(`bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb
			731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452
			2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9
			21f9664c97637da9768812f615c68b13b52e`);
		const tag = hex("c0875924c1c7987947deafd8780acf49");
		const plain =
			"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
		expect(open(key, Buffer.concat([nonce, body, tag]), aad).toString("latin1")).toBe(plain);
	});

	test("derive the subkey of the draft's section 2.2.1", () => {
		// HChaCha20 is not exported: seal under its published output must be what chacha20-poly1305 gives with it.
		const key = hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
		const nonce = hex("000000090000004a0000000031415927 0102030405060708");
		const subkey = hex("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc");
		const body = chacha20poly1305(subkey, hex("000000000102030405060708")).encrypt(Buffer.from("hello"));
		expect(open(key, Buffer.concat([nonce, body])).toString()).toBe("hello");
		const out = new Uint32Array(8);
		const words = (at: Buffer) => new Uint32Array(Uint8Array.from(at).buffer);
		hchacha(words(Buffer.from("expand 32-byte k")), words(key), words(nonce.subarray(0, 16)), out);
		expect(Buffer.from(out.buffer).equals(subkey)).toBe(true);
	});
});

describe("open refuses", () => {
	const key = Buffer.alloc(32, 7);
	const aad = Buffer.from("name");
	const sealed = seal(key, Buffer.from("seventeen bytes ✓"), aad);

	function refused(use: Uint8Array, from: Uint8Array, with_?: Uint8Array): void {
		try {
			open(use, from, with_);
		} catch (error) {
			expect(error).toBeInstanceOf(DeskError);
			expect(error).toMatchObject({ code: "EIO", message: expect.stringContaining("damaged") });
			return;
		}
		throw new Error("was opened");
	}

	test("every single flipped bit", () => {
		for (let bit = 0; bit < sealed.length * 8; bit++) {
			const bad = Buffer.from(sealed);
			bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
			refused(key, bad, aad);
		}
	});

	test("every truncation and an extension", () => {
		for (let length = 0; length < sealed.length; length++) refused(key, sealed.subarray(0, length), aad);
		refused(key, Buffer.concat([sealed, Buffer.alloc(1)]), aad);
	});

	test("another key, other or no associated data", () => {
		refused(Buffer.alloc(32, 8), sealed, aad);
		refused(key, sealed, Buffer.from("nam"));
		refused(key, sealed);
	});
});
