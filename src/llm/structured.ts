import { DeskError, messageOf } from "../base/errors.ts";
import { sum } from "./account.ts";
import { type Exchanged, errorOf, exchange, type Means, type Prepared } from "./exchange.ts";
import { isObject, parsed } from "./json.ts";
import type { CallEvent, JsonSchema, Message } from "./message.ts";
import { Failure } from "./retry.ts";
import { estimateTokens } from "./tokens.ts";

/** An answer as a schema wants it. */
export interface Structure {
	/** What providers are given: an object, whatever the schema is of. */
	readonly schema: JsonSchema;
	/** The value that a text holds, or what is wrong with it, in words for the model. */
	check(text: string): { readonly value: unknown } | { readonly problems: string };
}

/** Most of what is wrong that the model is told. */
const MOST_PROBLEMS = 2_000;

/** @throws DeskError EFORMAT for a schema that is none, or says what cannot be checked */
export async function structureOf(schema: JsonSchema): Promise<Structure> {
	const { z } = await import("zod");
	const isWhole = schema.type === "object";
	const whole = isWhole ? schema : wrapped(schema);
	let type: ReturnType<typeof z.fromJSONSchema>;
	try {
		type = z.fromJSONSchema(whole as Parameters<typeof z.fromJSONSchema>[0]);
	} catch (error) {
		throw new DeskError("EFORMAT", `the schema cannot be used (${messageOf(error)})`, {
			at: "schema",
			todo: "it is a JSON Schema without `if` and `not`, whose `$ref` point into it",
		});
	}
	return {
		schema: whole,
		check: (text) => {
			const found = jsonIn(text);
			if (found === undefined) return { problems: "It is not valid JSON." };
			// Models that are asked for a list in an object give the list, now and then.
			const value = isWhole || (isObject(found) && "value" in found) ? found : { value: found };
			const result = type.safeParse(value);
			if (!result.success) return { problems: z.prettifyError(result.error).slice(0, MOST_PROBLEMS) };
			return { value: isWhole ? result.data : (result.data as { value: unknown }).value };
		},
	};
}

/** Providers take objects only. Definitions stay where references look for them. */
function wrapped({ $defs, definitions, $schema: _, ...schema }: JsonSchema): JsonSchema {
	return {
		type: "object",
		properties: { value: schema },
		required: ["value"],
		additionalProperties: false,
		...($defs === undefined ? {} : { $defs }),
		...(definitions === undefined ? {} : { definitions }),
	};
}

/** The JSON value of a text: the text, what stands in its first fence, or what is between its first and its last bracket. Linear time. */
function jsonIn(text: string): unknown {
	const [, opening] = text.split("```", 2);
	const fenced = opening?.replace(/^json/, "");
	const [first, last] = [text.search(/[{[]/), Math.max(text.lastIndexOf("}"), text.lastIndexOf("]"))];
	for (const candidate of [text, fenced, first < 0 ? undefined : text.slice(first, last + 1)]) {
		const value = candidate === undefined ? undefined : parsed(candidate);
		if (value !== undefined) return value;
	}
	return undefined;
}

/**
 * The value of an answer, asked for again once if it does not fit; none where the model asks for tools instead.
 * @throws DeskError EFORMAT, EFAILED for a refusal; as `exchange`
 */
export async function* valued(
	means: Means,
	prepared: Prepared,
	structure: Structure,
	first: Exchanged,
	signal: AbortSignal,
): AsyncGenerator<CallEvent, { exchanged: Exchanged; value: unknown }, undefined> {
	const checked = mustHold(first, prepared, structure);
	if ("value" in checked) return { exchanged: first, value: checked.value };
	if (first.toolCalls.length > 0) return { exchanged: first, value: undefined };
	yield { type: "note", text: `${first.provider}: the answer does not fit the schema; asking once more` };
	const again: Prepared = {
		...prepared,
		wire: { ...prepared.wire, messages: repair(prepared.wire.messages, first.text, checked.problems) },
		tokens: prepared.tokens + estimateTokens(first.text + checked.problems),
	};
	const second = yield* exchange(means, again, signal);
	const exchanged = { ...second, spent: sum(first.spent, second.spent) };
	const repaired = mustHold(exchanged, prepared, structure);
	if ("value" in repaired) return { exchanged, value: repaired.value };
	if (exchanged.toolCalls.length > 0) return { exchanged, value: undefined };
	throw problemOf(new Failure("schema", { told: repaired.problems }), exchanged, prepared);
}

/** @throws DeskError EFAILED for a refusal, EFORMAT for a value without its end */
function mustHold(exchanged: Exchanged, prepared: Prepared, structure: Structure): ReturnType<Structure["check"]> {
	const { stop, text } = exchanged;
	if (stop === "refusal") throw problemOf(new Failure("refusal", { told: text }), exchanged, prepared);
	const checked = structure.check(text);
	if (stop === "length" && "problems" in checked) throw problemOf(new Failure("length"), exchanged, prepared);
	return checked;
}

function problemOf(failure: Failure, { provider }: Exchanged, { candidates }: Prepared): DeskError {
	const candidate = candidates.find(({ entry }) => entry.name === provider);
	if (candidate === undefined) throw new Error("an answer of nobody who was asked");
	return errorOf(failure, candidate);
}

/** The conversation that asks again for an answer, once. */
function repair(messages: readonly Message[], text: string, problems: string): readonly Message[] {
	return [
		...messages,
		{ role: "assistant", content: text },
		{
			role: "user",
			content: `That answer does not fit the schema:\n${problems}\nGive the whole answer again, corrected.`,
		},
	];
}
