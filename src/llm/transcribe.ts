/** Who writes sound down, and what that is to them. */
import { DeskError } from "../base/errors.ts";
import { type Candidate, candidatesOf } from "./candidates.ts";
import { isDenied, type LlmConfig } from "./config.ts";
import type { Prepared } from "./exchange.ts";
import type { TranscriptionRequest } from "./message.ts";
import type { Deadlines } from "./patience.ts";
import type { ProviderEntry } from "./provider.ts";
import { tokensOfSound } from "./sound.ts";

/** What OpenAI has offered longest; servers of one's own take any name. */
const MODEL = "whisper-1";
const OFF = "off";
/** The one built-in provider that has such a model. */
const KNOWN = "https://api.openai.com/v1";

/** An hour of sound takes a while to be sent, and on a machine without a graphics card as long to be heard. */
export const HEARING: Partial<Deadlines> = { firstToken: 3_600_000, total: 7_200_000 };

/**
 * Who is asked to write sound down, in order: as `llm.transcribe` has it, else OpenAI.
 * @param known providers that can be named; @param isPrivate only servers on this machine
 * @throws DeskError EACCES when the deny-list leaves nobody
 */
export function transcribersOf(config: LlmConfig, known: readonly ProviderEntry[], isPrivate: boolean): Candidate[] {
	const { transcribe, providers } = config;
	if (transcribe === OFF) return [];
	const alone = known.find(({ name }) => name === transcribe);
	// A provider that is named without a model: a server's own model, but OpenAI's own is one that chats.
	const wanted = alone && `${alone.name}/${alone.url === KNOWN ? MODEL : (alone.model ?? MODEL)}`;
	const named =
		transcribe === undefined
			? providers
					.filter(({ url, name }) => url === KNOWN && !isDenied(config.deny, name, MODEL))
					.map((entry) => ({ entry, model: MODEL }))
			: candidatesOf(wanted ?? transcribe, config, known);
	return named.filter(({ entry }) => entry.dialect === "chat-completions" && !(isPrivate && entry.needsKey));
}

/** The most that OpenAI takes ("Speech to text", file uploads). */
const MOST = 25 * 1024 ** 2;

/** A sound as the exchange takes it. @throws DeskError EFBIG when nobody takes so much */
export async function preparedSound(
	{ feature, sound }: TranscriptionRequest,
	candidates: readonly Candidate[],
): Promise<Prepared> {
	const takers = candidates.filter(({ entry }) => entry.url !== KNOWN || sound.size <= MOST);
	if (takers.length === 0)
		throw new DeskError(
			"EFBIG",
			`it is larger than ${MOST / 1024 ** 2} MiB, the most that ${candidates[0]?.entry.name} takes`,
			{
				todo: "cut it into parts, or let a server of your own do it (llm.transcribe)",
			},
		);
	const { heard, said } = await tokensOfSound(sound);
	return { feature, wire: { messages: [], maxTokens: said, sound }, tokens: heard, candidates: takers, shows: false };
}
