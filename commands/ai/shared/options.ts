/** Options that AI commands share. */
import { DeskError } from "../../../src/base/errors.ts";
import { type Context, flag, option } from "../../../src/command/index.ts";
import { checkedSchema, type OutputSchema, parseSchemaText } from "../../../src/llm/index.ts";

export { askedRoute } from "../../../src/llm/index.ts";

/** Who answers. */
export const ROUTE_ARGS = {
	local: flag("answer on this machine: nothing is sent"),
	api: flag("ask a language model"),
};

/** Which model, and its instructions. */
export const MODEL_ARGS = {
	model: option("the model: NAME or provider/NAME (default: config llm.model)", { short: "m", value: "MODEL" }),
	system: option("instructions for the model", { short: "s", value: "TEXT" }),
};

export const SCHEMA_ARG = {
	schema: option("answer with JSON of these fields: 'name, age int'; or a .json file", { value: "SCHEMA" }),
};

/** The schema that an option names: the short form, JSON, or the path of a .json file. @throws DeskError EFORMAT, ENOENT */
export async function schemaOption(context: Context, text: string | undefined): Promise<OutputSchema | undefined> {
	if (text === undefined) return undefined;
	if (!/^\S+\.json$/i.test(text.trim())) return parseSchemaText(text);
	const path = context.path(text.trim());
	const vfs = await context.open();
	await vfs.stat(path);
	try {
		return checkedSchema(JSON.parse((await vfs.readAll(path)).toString("utf8")));
	} catch (error) {
		if (error instanceof DeskError) error.at ??= path;
		if (!(error instanceof SyntaxError)) throw error;
		throw new DeskError("EFORMAT", `this is no valid JSON (${error.message})`, {
			at: path,
			todo: "correct it",
			cause: error,
		});
	}
}
