/** Redirections and here-documents as bash 5.2 prints them (print_cmd.c: `print_redirection`, `print_heredoc_header`). */
import type { HereDoc, HereString, Redirect, RedirectDescriptor } from "unbash";
import { joinLines, singleQuoted, type WordPrinter } from "./print-word.ts";

/** The descriptor that is not printed. That of `<>` is bash's slip: `1<> f` is printed as `<> f`. */
const UNSAID: Readonly<Record<string, number>> = {
	"<": 0,
	"<<": 0,
	"<<-": 0,
	"<<<": 0,
	"<&": 0,
	">": 1,
	">>": 1,
	">|": 1,
	">&": 1,
	"<>": 1,
};

function descriptorText(
	descriptor: RedirectDescriptor | undefined,
	unsaid: number | undefined,
	inherent: number,
): string {
	if (descriptor?.type === "FileDescriptorVariable") return `{${descriptor.name}}`;
	const value = descriptor?.value ?? inherent;
	return value === unsaid ? "" : String(value);
}

/** Any redirection but a here-document. */
export function redirectText(node: Redirect | HereString, words: WordPrinter): string {
	const { operator, descriptor } = node;
	const target = node.target === undefined ? "" : words.word(node.target);
	if (operator === "&>" || operator === "&>>") return `${operator} ${target}`;
	const inherent = operator.startsWith("<") ? 0 : 1;
	if (operator !== "<&" && operator !== ">&")
		return `${descriptorText(descriptor, UNSAID[operator], inherent)}${operator} ${target}`;
	if (target === "-") return `${descriptorText(descriptor, undefined, inherent)}>&-`;
	const isNumber = /^\d+-?$/.test(target);
	return `${descriptorText(descriptor, isNumber ? undefined : UNSAID[operator], inherent)}${operator}${target}`;
}

/** `<<'EOT'`: its body follows later. */
export function hereDocHeader({ descriptor, operator, delimiter }: HereDoc): string {
	const name = delimiter?.value ?? "";
	return `${descriptorText(descriptor, 0, 0)}${operator}${delimiter?.quoted === true ? singleQuoted(name) : name}`;
}

/** The lines of a here-document and its end, without the newline after it. */
export function hereDocBody({ operator, delimiter, body }: HereDoc): string {
	const joined = delimiter?.quoted === true ? body.text : joinLines(body.text);
	return `${operator === "<<-" ? joined.replace(/^\t+/gm, "") : joined}${delimiter?.value ?? ""}`;
}
