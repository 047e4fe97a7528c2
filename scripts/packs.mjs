// The program is a few bundles, packs, and not one: V8 takes time for every byte of a bundle and of its code cache, and `desk ls` needs a
// tenth of them. A module is in one pack; another pack gets its exports through `desk_module`, a function that the launcher hands in.
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";

/** The pack of what most starts need: these, with all that they import statically. */
export const MAIN = "desk";
const isAlways = (path) => /^(bin\/main|commands\/unix\/ls|src\/cli\/help|fs-mounts\/[a-z]+\/index)\.ts$/.test(path);

/** Every other module is in the first pack that names its folder. */
const PACKS = [
	["search", ["src/search/", "src/inference/", "commands/search/", "fs-mounts/search/"]],
	["shell", ["src/shell/", "node_modules/unbash/"]],
	["unix", ["commands/unix/"]],
	["llm", ["src/llm/", "src/safety/", "models/", "src/agents/", "commands/ai/", "node_modules/eventsource-parser/"]],
	["serve", ["src/serve/", "commands/desk/mcp/"]],
	["mail", ["fs-mounts/mail/"]],
	["calendar", ["fs-mounts/calendar/", "fs-mounts/contacts/"]],
	["context", ["fs-mounts/context/"]],
	["rest", [""]],
];

/**
 * What is in which pack.
 * @param {import("esbuild").Metafile["inputs"]} inputs of a build of the whole program
 * @returns {Map<string, string>} path of a module → name of its pack
 */
function assign(inputs) {
	const always = reached(inputs, Object.keys(inputs).filter(isAlways));
	const packOf = (path) => (always.has(path) ? MAIN : PACKS.find(([, folders]) => folders.some((folder) => path.startsWith(folder)))[0]);
	return new Map(Object.keys(inputs).map((path) => [path, packOf(path)]));
}

/** Modules with all that they import statically. */
function reached(inputs, modules) {
	const found = new Set();
	const walk = (path) => {
		if (found.has(path) || inputs[path] === undefined) return;
		found.add(path);
		for (const { path: next, kind, external } of inputs[path].imports) if (kind !== "dynamic-import" && !external) walk(next);
	};
	modules.forEach(walk);
	return found;
}

/** The names that modules export. */
async function exportsOf(root, paths) {
	const { metafile } = await build({
		absWorkingDir: root,
		entryPoints: paths.filter((path) => path.endsWith(".ts")),
		outdir: join(root, "none"),
		outbase: root,
		format: "esm",
		write: false,
		metafile: true,
		logLevel: "warning",
	});
	const own = new Map(Object.values(metafile.outputs).map((output) => [output.entryPoint, output.exports]));
	const names = (path) => {
		const stars = [...readFileSync(join(root, path), "utf8").matchAll(/^export \* from "(.+)";$/gm)];
		return [...own.get(path), ...stars.flatMap(([, from]) => names(join(dirname(path), from)).filter((name) => name !== "default"))];
	};
	return new Map(paths.map((path) => [path, own.has(path) ? [...new Set(names(path))] : ["default"]]));
}

/** In the bundle of one pack: modules of other packs are asked for; at once where they are imported statically, else when they are. */
function elsewhere(root, pack, packs, names) {
	return {
		name: "elsewhere",
		setup(bundle) {
			bundle.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind, namespace }) => {
				if (namespace !== "file") return undefined;
				const module = relative(root, join(resolveDir, path));
				const its = packs.get(module);
				if (its === undefined || its === pack) return undefined;
				return { path: module, namespace: kind === "dynamic-import" ? "asked-for-later" : "asked-for", sideEffects: false };
			});
			const ask = (path) => `desk_module(${JSON.stringify(packs.get(path))}, ${JSON.stringify(path)})`;
			bundle.onLoad({ filter: /.*/, namespace: "asked-for-later" }, ({ path }) => ({ contents: `module.exports = ${ask(path)};` }));
			bundle.onLoad({ filter: /.*/, namespace: "asked-for" }, ({ path }) => ({
				contents: `const asked = ${ask(path)};\n${names.get(path).map((name) => (name === "default" ? "export default asked.default;" : `export const ${name} = asked.${name};`)).join("\n")}`,
			}));
		},
	};
}

/** The text of a pack's entry: what other packs ask for, by path, evaluated when they do. */
function entryOf(pack, packs, asked, names, flat) {
	const modules = [...asked].filter((path) => packs.get(path) === pack).sort();
	// What every start evaluates is imported, so that esbuild puts it side by side, without a function around each.
	const imports = modules.filter((path) => flat.has(path)).map((path, at) => ({ path, given: names.get(path).map((name) => [name, `m${at}_${name}`]) }));
	const isFlat = new Map(imports.map(({ path, given }) => [path, given]));
	const line = (path) => {
		const given = isFlat.get(path);
		return `${JSON.stringify(path)}: () => ${given === undefined ? `require("./${path}")` : `({ ${given.map(([name, as]) => `${name}: ${as}`).join(", ")} })`}`;
	};
	return [
		...imports.map(({ path, given }) => `import { ${given.map(([name, as]) => `${name} as ${as}`).join(", ")} } from "./${path}";`),
		...(pack === MAIN ? ['export * from "./bin/main.ts";'] : []),
		`export const modules = { ${modules.map(line).join(",\n")} };`,
	].join("\n");
}

/**
 * Look at the program and say how to build it: bundle options (esbuild's) for each pack.
 * @param {string} root the project
 * @param {import("esbuild").BuildOptions} options for all
 * @returns {Promise<Map<string, import("esbuild").BuildOptions>>} by the pack's name; nothing says yet where they go
 */
export async function packsOf(root, options) {
	const { metafile } = await build({ ...options, absWorkingDir: root, entryPoints: ["bin/main.ts"], outdir: join(root, "none"), write: false, metafile: true });
	const inputs = Object.fromEntries(Object.entries(metafile.inputs).filter(([path]) => !path.includes(":")));
	const packs = assign(inputs);
	const asked = new Set(
		Object.entries(inputs).flatMap(([path, { imports }]) =>
			imports.map((each) => each.path).filter((other) => packs.has(other) && packs.get(other) !== packs.get(path)),
		),
	);
	const strays = [...asked].filter((path) => path.startsWith("node_modules/"));
	if (strays.length > 0) throw new Error(`libraries that two packs import need a bundle of their own: ${strays.join(", ")}`);
	const names = await exportsOf(root, [...packs.keys()]);
	const flat = reached(inputs, ["bin/main.ts"]);
	const optionsOf = (pack) => ({
		...options,
		absWorkingDir: root,
		stdin: { contents: entryOf(pack, packs, asked, names, flat), resolveDir: root, sourcefile: `${pack}.mjs` },
		plugins: [elsewhere(root, pack, packs, names), ...(options.plugins ?? [])],
	});
	return new Map([...new Set(packs.values())].map((pack) => [pack, optionsOf(pack)]));
}
