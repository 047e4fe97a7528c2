/** The machine's own tools as oracles: the same files on disk and in the desk, the same command line for both. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeDesk, type TestDesk } from "./desk.ts";

/** Content on which tools differ: ends, encodings, sizes, names. Paths below `files/`. */
export const CORPUS: Readonly<Record<string, Uint8Array>> = {
	empty: Buffer.alloc(0),
	newline: Buffer.from("\n"),
	newlines: Buffer.from("\n\n\n\n"),
	"one line": Buffer.from("one line\n"),
	"no-newline": Buffer.from("first\nsecond\nno newline"),
	"crlf.txt": Buffer.from("one\r\ntwo\r\n\r\n\rfour\r"),
	"twelve.txt": Buffer.from(Array.from({ length: 12 }, (_, i) => `line ${i + 1}\n`).join("")),
	"blank.txt": Buffer.from("\n\n\na\n\n\n\nb\n\n\tc\t\n\n"),
	"ünï 漢字.md": Buffer.from("# Käse 漢字\n\nwide 漢字 and ｆｕｌｌ, e\u0301, 🎉, a\u00a0b\u2003c\n"),
	"invalid.bin": Buffer.from([
		0x61, 0xff, 0xfe, 0x0a, 0xc3, 0x28, 0x0a, 0xe2, 0x82, 0x0a, 0xed, 0xa0, 0x80, 0x20, 0x62, 0xf0, 0x9f,
	]),
	"control.bin": Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
	"nul.bin": Buffer.from("a\0b\0c\0d"),
	"sub/deep/five.txt": Buffer.from("1\n2\n3\n4\n5\n"),
};

/** About `size` bytes of lines of many lengths, the same at each run. */
export function longText(size: number): Buffer {
	const lines: string[] = [];
	let seed = 7;
	for (let length = 0; length < size; ) {
		seed = (seed * 1103515245 + 12345) % 2147483648;
		const line = `${seed % 97 === 0 ? "" : "wört ".repeat(seed % 40)}${seed}\n`;
		lines.push(line);
		length += line.length;
	}
	return Buffer.from(lines.join(""));
}

/** A desk and a folder with the same files: `files/…` from the folder is `/files/…` in the desk. */
export class Twin {
	readonly desk: TestDesk;
	readonly folder: string;

	private constructor(desk: TestDesk) {
		this.desk = desk;
		this.folder = join(desk.folder, "twin");
	}

	static async make(files: Readonly<Record<string, Uint8Array>> = CORPUS): Promise<Twin> {
		const twin = new Twin(await makeDesk());
		for (const [name, bytes] of Object.entries(files)) await twin.put(name, bytes);
		return twin;
	}

	/** The same file on both sides. */
	async put(name: string, bytes: Uint8Array): Promise<void> {
		await this.desk.put(`/files/${name}`, bytes);
		const file = join(this.folder, "files", name);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, bytes);
	}

	/** What the machine's tool says, in a UTF-8 locale with byte order. */
	gnu(argv: readonly string[], stdin?: Uint8Array): { status: number; bytes: Buffer; stdout: string } {
		const [program = "", ...rest] = argv;
		const env = { PATH: process.env.PATH, LC_ALL: "C.UTF-8", TZ: "UTC" };
		const ran = spawnSync(program, rest, {
			cwd: this.folder,
			env,
			input: stdin ?? Buffer.alloc(0),
			maxBuffer: 1 << 28,
		});
		return { status: ran.status ?? -1, bytes: ran.stdout, stdout: ran.stdout.toString("utf8") };
	}

	remove(): void {
		this.desk.remove();
	}
}
