/** Sound as those who write it down take it. */

/** Sound that is to be written down. */
export interface Sound {
	/** In bytes. */
	readonly size: number;
	/** Its media type: `audio/mpeg`. */
	readonly type: string;
	/** What it is called where it is sent: its own name says more than is needed. */
	readonly name: string;
	/** All of it, from the start, each time. */
	bytes(): AsyncIterable<Uint8Array>;
}

/** Media types by the endings of names, and the ending that providers know such files by. */
const TYPES: Readonly<Record<string, readonly [type: string, ending: string]>> = {
	mp3: ["audio/mpeg", "mp3"],
	mpga: ["audio/mpeg", "mp3"],
	m4a: ["audio/mp4", "m4a"],
	wav: ["audio/wav", "wav"],
	ogg: ["audio/ogg", "ogg"],
	oga: ["audio/ogg", "ogg"],
	opus: ["audio/ogg", "ogg"],
	flac: ["audio/flac", "flac"],
	aac: ["audio/aac", "aac"],
	webm: ["audio/webm", "webm"],
};

/** The sound of a file; undefined when its name is not that of one. */
export function soundOf(name: string, size: number, bytes: Sound["bytes"]): Sound | undefined {
	const [, ending = ""] = /\.([a-z0-9]+)$/i.exec(name) ?? [];
	const known = Object.hasOwn(TYPES, ending.toLowerCase()) ? TYPES[ending.toLowerCase()] : undefined;
	return known && { size, type: known[0], name: `sound.${known[1]}`, bytes };
}

/** Speech has at least so many bytes a second, however it is packed (32 kbit/s). */
const LEAST_RATE = 4000;
/** Where a RIFF file says how many bytes a second are (WAVE format chunk, when it comes first as it does). */
const WAVE = { tag: 8, format: 12, rate: 28, head: 32 };

/** About how long a sound is, rather too long (s): exact for WAVE, else by what speech takes at least. */
export async function secondsAtMost(sound: Sound): Promise<number> {
	const head = await headOf(sound, WAVE.head);
	const isWave =
		head.length === WAVE.head &&
		head.toString("latin1", 0, 4) === "RIFF" &&
		head.toString("latin1", WAVE.tag, WAVE.tag + 8) === "WAVEfmt ";
	const rate = isWave ? head.readUInt32LE(WAVE.rate) : 0;
	return sound.size / Math.max(rate, LEAST_RATE);
}

async function headOf(sound: Sound, length: number): Promise<Buffer> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of sound.bytes()) {
		parts.push(part);
		size += part.length;
		if (size >= length) break;
	}
	return Buffer.concat(parts).subarray(0, length);
}

/** Tokens of a second of sound, by which some providers count, and of what is said in it. */
const TOKENS = { heard: 20, said: 5 };

/** What a sound counts in budgets of tokens: an estimate, whoever writes it down, and however they are paid. */
export async function tokensOfSound(sound: Sound): Promise<{ heard: number; said: number }> {
	const seconds = await secondsAtMost(sound);
	return { heard: Math.ceil(seconds * TOKENS.heard), said: Math.ceil(seconds * TOKENS.said) + 16 };
}
