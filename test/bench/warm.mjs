// Times `grep -r WORD /notes` in a process that has its desk open, as a shell session has. Prints {word: median ms}.
import { openDesk } from "./open-desk.mjs";

const { timed, close } = await openDesk();
const result = {};
for (const word of process.argv.slice(2)) {
	const times = [];
	for (let round = 0; round < 9; round++) times.push(await timed("grep", "-r", word, "/notes"));
	result[word] = times.toSorted((a, b) => a - b)[4];
}
close();
console.log(JSON.stringify(result));
