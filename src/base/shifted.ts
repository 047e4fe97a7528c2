/** Character sets that say in ASCII which one follows, and that Node has no decoder for. */

const BASE64_RUN = /\+([A-Za-z0-9+/]*)(-?)/g;

/** UTF-7 (RFC 2152): `+` begins base64 of UTF-16BE, `+-` is a plus sign. What is broken is dropped. */
export function decodeUtf7(text: string): string {
	return text.replace(BASE64_RUN, (_, run: string, end: string) => {
		if (run === "") return end === "-" ? "+" : "+";
		const bytes = Buffer.from(run, "base64");
		let decoded = "";
		for (let at = 0; at + 1 < bytes.length; at += 2) decoded += String.fromCharCode(bytes.readUInt16BE(at));
		return decoded;
	});
}

/** HZ (RFC 1843) as bytes of GB 2312: `~{` begins two-byte characters, `~}` ends them, `~~` is a tilde, `~` before a line end nothing. */
export function decodeHz(bytes: Uint8Array): Uint8Array {
	const out = Buffer.alloc(bytes.length);
	let length = 0;
	let shifted = false;
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at] ?? 0;
		if (byte === 0x7e) {
			const next = bytes[at + 1];
			if (next === 0x7b || next === 0x7d || next === 0x7e || next === 0x0a) {
				at++;
				if (next === 0x7e) out[length++] = 0x7e;
				else if (next !== 0x0a) shifted = next === 0x7b;
				continue;
			}
		}
		if (byte === 0x0a) shifted = false;
		out[length++] = shifted && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte;
	}
	return out.subarray(0, length);
}

/** ISO-2022-KR (RFC 1557) as bytes of EUC-KR: between SO and SI the high bit is set; the designator `ESC $ ) C` goes. */
export function decodeKorean7(bytes: Uint8Array): Uint8Array {
	const out = Buffer.alloc(bytes.length);
	let length = 0;
	let shifted = false;
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at] ?? 0;
		if (byte === 0x1b && bytes[at + 1] === 0x24 && bytes[at + 2] === 0x29 && bytes[at + 3] === 0x43) at += 3;
		else if (byte === 0x0e || byte === 0x0f) shifted = byte === 0x0e;
		else {
			if (byte === 0x0a) shifted = false;
			out[length++] = shifted && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte;
		}
	}
	return out.subarray(0, length);
}
