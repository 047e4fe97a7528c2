import type { Outcome, Tree } from "./run-bash.ts";

/** How two outcomes differ, in a few lines; undefined when they do not. */
export function difference(bash: Outcome, desk: Outcome): string | undefined {
	const lines: string[] = [];
	if (bash.status !== desk.status) lines.push(`status: bash ${bash.status}, desk ${desk.status}`);
	if (!bash.stdout.equals(desk.stdout))
		lines.push(`stdout: bash ${shown(bash.stdout)}\n        desk ${shown(desk.stdout)}`);
	lines.push(...trees(bash.tree, desk.tree));
	return lines.length === 0 ? undefined : lines.join("\n");
}

function shown(bytes: Uint8Array): string {
	const text = JSON.stringify(Buffer.from(bytes).toString("utf8"));
	return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}

function trees(bash: Tree, desk: Tree): string[] {
	const lines: string[] = [];
	for (const path of new Set([...bash.keys(), ...desk.keys()])) {
		const [a, b] = [bash.get(path), desk.get(path)];
		const same =
			typeof a === "string" || typeof b === "string" || a === undefined || b === undefined
				? a === b
				: Buffer.from(a).equals(b);
		const text = (what: Uint8Array | "directory" | undefined) =>
			what === undefined ? "missing" : typeof what === "string" ? what : shown(what);
		if (!same) lines.push(`tree: ${path}: bash ${text(a)}, desk ${text(b)}`);
	}
	return lines;
}
