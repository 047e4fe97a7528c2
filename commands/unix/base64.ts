import { DeskError } from "../../src/base/errors.ts";
import { type Command, defineCommand, flag, numberOption, optionalOperand } from "../../src/command/index.ts";
import { BASE32, BASE64, decode, type Encoding, encode, wrapped } from "./shared/base-n.ts";
import { contentWriter, openInput } from "./shared/inputs.ts";
import { pieces } from "./shared/pieces.ts";

const COLUMNS = 76;

function baseCommand(name: string, encoding: Encoding, word: string): Command {
	return defineCommand({
		name,
		summary: `Encode bytes as ${name}, or decode them`,
		about:
			"RFC 4648. When the input to -d is not well formed, what comes before the mistake is printed, and the status is 1.",
		args: {
			decode: flag("the other way: letters to bytes", "d"),
			ignoreGarbage: flag("with -d, pass over what is no letter", "i"),
			wrap: numberOption("lines of N columns (default 76; 0: one line)", { short: "w" }),
			path: optionalOperand("PATH", "a file, or PATH@N; `-` or nothing is stdin", "path"),
		},
		reads: ["path"],
		examples: [
			[`printf hello | desk ${name}`, word],
			[`echo ${word} | desk ${name} -d`, "hello"],
		],
		failsWith: 1,
		async run(context, args) {
			const input = await openInput(context, args.path ?? "-");
			if (!args.decode) {
				for await (const text of wrapped(encode(pieces(input.stream()), encoding), args.wrap ?? COLUMNS))
					await context.stdout.write(text);
				return;
			}
			const writer = contentWriter(context);
			const bytes = decode(pieces(input.stream()), encoding, args.ignoreGarbage);
			for (;;) {
				const { done, value } = await bytes.next();
				if (done !== true) await writer.write(value);
				else if (value) break;
				else
					throw new DeskError("EFORMAT", `this is not well-formed ${name}`, {
						at: input.operand === "-" ? name : input.path,
						todo: "check that it is whole, or use -i",
					});
			}
			await writer.end();
		},
	});
}

/** `desk base64`: bytes as text. */
export const base64 = baseCommand("base64", BASE64, "aGVsbG8=");
/** `desk base32`: the same with fewer letters. */
export const base32 = baseCommand("base32", BASE32, "NBSWY3DP");
