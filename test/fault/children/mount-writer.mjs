// Writes files below a folder for as long as that works, and says what it has got done: each line once the call that promises it has returned.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

const [, , folder] = process.argv;
const say = (text) => writeSync(1, `${text}\n`);
const letters = "abcdefghijklmnopqrstuvwxyz";

try {
	for (let turn = 0; ; turn++) {
		const letter = letters[turn % letters.length];
		// Some look like programs' temporary files: what is closed is kept all the same.
		const name = `${letter}-${process.pid}-${turn}${turn % 3 === 0 ? ".tmp" : ""}`;
		const piece = letter.repeat(1 + ((turn * 7919) % 40_000));
		const file = openSync(join(folder, name), "w");
		let size = 0;
		for (let part = 0; part < 3; part++) {
			size += writeSync(file, piece);
			if (turn % 3 !== 0) continue;
			fsyncSync(file);
			say(`fsynced ${name} ${size}`);
		}
		closeSync(file);
		say(`closed ${name} ${size}`);
		if (turn % 5 === 1) {
			const other = `${letter}-${process.pid}-${turn}-renamed`;
			say(`removed ${name}`);
			renameSync(join(folder, name), join(folder, other));
			say(`closed ${other} ${size}`);
		}
		if (turn % 5 === 2) {
			say(`removed ${name}`);
			rmSync(join(folder, name));
		}
	}
} catch (error) {
	// The daemon is gone: this is how it ends.
	if (!["ENOTCONN", "ECONNABORTED", "EIO", "ENOENT"].includes(error.code)) throw error;
}
