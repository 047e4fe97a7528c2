// The import-direction lint: a room imports only rooms below it, and only through their front door.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Floors, top to bottom (ARCHITECTURE.md). */
const FLOORS = [
	"bin", "commands", "fs-mounts", "models", "src/cli", "src/screens", "src/serve", "src/agents", "src/shell", "src/llm", "src/safety", "src/search",
	"src/inference", "src/connect", "src/jobs", "src/command", "src/source", "src/vfs", "src/text", "src/store", "src/base",
];
/** Rooms without one front door: every file of theirs is meant to be imported. */
const OPEN = new Set(["src/base", "commands", "fs-mounts"]);

/** The room of a file (path from the root of the project). */
function roomOf(file) {
	return FLOORS.find((floor) => file.startsWith(`${floor}/`));
}

/** What is wrong with the imports of one file: a list of sentences. */
export function problemsOf(file, source) {
	const room = roomOf(file);
	if (room === undefined || file.endsWith(".test.ts")) return [];
	const problems = [];
	for (const [, , specifier] of source.matchAll(/(?:\bfrom|\bimport)\s*(\(?)\s*["']([^"']+)["']/g)) {
		if (!specifier.startsWith(".")) continue;
		const target = relative(".", resolve(dirname(file), specifier));
		const other = roomOf(target);
		if (other === undefined) {
			problems.push(`${file}: imports ${target}, which lies in no room`);
			continue;
		}
		if (room === other) {
			const mount = (path) => path.split("/")[1];
			if (room === "fs-mounts" && mount(file) !== mount(target) && mount(file) !== "registry.ts") problems.push(`${file}: a mount imports another, ${target}`);
			continue;
		}
		if (FLOORS.indexOf(other) < FLOORS.indexOf(room)) problems.push(`${file}: imports ${target}, which is above it`);
		else if (!OPEN.has(other) && !target.endsWith("/index.ts")) problems.push(`${file}: reaches past the front door of ${other} (${target})`);
	}
	return problems;
}

function* sources(folder) {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) yield* sources(path);
		else if (entry.name.endsWith(".ts")) yield path;
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
	process.chdir(fileURLToPath(new URL("..", import.meta.url)));
	const files = ["bin", "commands", "fs-mounts", "models", "src"].flatMap((folder) => [...sources(folder)]);
	const problems = files.flatMap((file) => problemsOf(file, readFileSync(file, "utf8")));
	for (const problem of problems) console.error(problem);
	console.log(`imports: ${files.length} files, ${problems.length} problems`);
	process.exit(problems.length === 0 ? 0 : 1);
}
