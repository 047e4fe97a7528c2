// Runs of an agent in one process, one after the other. Prints their median in ms.
import { openDesk } from "./open-desk.mjs";

const { timed, close } = await openDesk();
const times = [];
for (let round = 0; round < 25; round++) times.push(await timed("agent", "run", "worker"));
close();
console.log(JSON.stringify(times.slice(5).toSorted((a, b) => a - b)[10]));
