/**
 * Authenticated encryption of chunks: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03). Its 24-byte nonce may be drawn at
 * random for any number of chunks under one key. Needs nothing but node:crypto, so it is cheap to import.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { DeskError } from "../base/errors.ts";

const NONCE = 24;
const TAG = 16;
const CIPHER = "chacha20-poly1305";

/** How many bytes `seal` adds: a nonce before and a tag after the ciphertext. */
export const SEAL_OVERHEAD = NONCE + TAG;

/** "expand 32-byte k", the first four words of a ChaCha state (RFC 8439 section 2.3). */
const SIGMA = Buffer.from("expand 32-byte k", "latin1");

/**
 * Encrypt `plain` under a 32-byte key: 24-byte random nonce || ciphertext || 16-byte tag. `aad` is authenticated, not
 * stored: `open` must be given the same.
 */
export function seal(key: Uint8Array, plain: Uint8Array, aad?: Uint8Array): Buffer {
	const nonce = randomBytes(NONCE);
	const cipher = createCipheriv(CIPHER, hchacha20(key, nonce), innerNonce(nonce), { authTagLength: TAG });
	if (aad !== undefined) cipher.setAAD(aad, { plaintextLength: plain.length });
	const body = cipher.update(plain);
	cipher.final(); // a stream cipher: nothing left to emit, only the tag to compute
	return Buffer.concat([nonce, body, cipher.getAuthTag()]);
}

/**
 * The bytes that were given to `seal`.
 * @throws DeskError EIO when any byte of `sealed`, the key or `aad` is not what it was.
 */
export function open(key: Uint8Array, sealed: Uint8Array, aad?: Uint8Array): Buffer {
	if (sealed.length < SEAL_OVERHEAD) throw damaged("it is too short");
	const nonce = sealed.subarray(0, NONCE);
	const decipher = createDecipheriv(CIPHER, hchacha20(key, nonce), innerNonce(nonce), { authTagLength: TAG });
	decipher.setAuthTag(sealed.subarray(-TAG));
	if (aad !== undefined) decipher.setAAD(aad, { plaintextLength: sealed.length - SEAL_OVERHEAD });
	const plain = decipher.update(sealed.subarray(NONCE, -TAG));
	try {
		decipher.final();
	} catch (cause) {
		throw damaged("its authentication tag does not match", cause);
	}
	return plain;
}

/** The draft's section 2.3: four zero bytes, then the last eight bytes of the nonce. */
function innerNonce(nonce: Uint8Array): Buffer {
	return Buffer.concat([Buffer.alloc(4), nonce.subarray(16, NONCE)]);
}

/**
 * HChaCha20 (the draft's section 2.2): the subkey for the first 16 bytes of a nonce. It is the first and last row of a
 * ChaCha20 state after its rounds, without the final addition of the initial state. A block of OpenSSL's ChaCha20 key
 * stream is that state with the addition, and those two rows begin as public values (constants and nonce): so encrypt
 * zeros natively and take the addition back.
 */
function hchacha20(key: Uint8Array, nonce: Uint8Array): Buffer {
	const row = nonce.subarray(0, 16);
	const block = createCipheriv("chacha20", key, row).update(Buffer.alloc(64));
	return Buffer.concat([minus(block.subarray(0, 16), SIGMA), minus(block.subarray(48, 64), row)]);
}

/** `a - b`, word by little-endian word, modulo 2^32. */
function minus(a: Buffer, b: Uint8Array): Buffer {
	const words = Buffer.from(b);
	for (let at = 0; at < words.length; at += 4) {
		words.writeUInt32LE((a.readUInt32LE(at) - words.readUInt32LE(at)) >>> 0, at);
	}
	return words;
}

function damaged(why: string, cause?: unknown): DeskError {
	return new DeskError("EIO", `the stored content is damaged (${why})`, {
		todo: "restore it from a backup; `desk doctor` shows what else is affected",
		cause,
	});
}
