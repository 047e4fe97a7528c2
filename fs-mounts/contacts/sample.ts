import type { MountSample } from "../../src/vfs/index.ts";

const card = (note: string) =>
	`BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1\r\nFN:Ann Example\r\nEMAIL:ann@example.com\r\n${note}END:VCARD\r\n`;

/** For the conformance suite. */
export const sample: MountSample = {
	valid: ["friends/Ann-Example-abcdefghij.vcf", card("")],
	with: (words) => card(`NOTE:${words.replaceAll("\n", " \\n ")}\r\n`),
	invalid: ["friends/Ann-Example-abcdefghij.vcf", "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann\r\nTEL 1\r\nEND:VCARD\r\n"],
};
