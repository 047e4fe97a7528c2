/** Random requests on a small tree, against the rules of RFC 4918 written down once more as a map of paths. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seeds } from "../support/store.ts";
import { Served } from "../support/webdav.ts";

let served: Served;
let runs = 0;
beforeAll(async () => {
	served = await Served.start();
});
afterAll(() => served.stop());

/** Files by their text; collections are null. "" is the root of the run. */
type Model = Map<string, string | null>;

interface Operation {
	method: "PUT" | "DELETE" | "MKCOL" | "COPY" | "MOVE" | "GET";
	path: string;
	to: string;
	overwrite: boolean;
	shallow: boolean;
	text: string;
}

const path = fc
	.array(fc.constantFrom("a", "b", "ü 1"), { minLength: 1, maxLength: 3 })
	.map((names) => `/${names.join("/")}`);
const operation: fc.Arbitrary<Operation> = fc.record({
	method: fc.constantFrom("PUT", "PUT", "MKCOL", "MKCOL", "COPY", "MOVE", "DELETE", "GET"),
	path,
	to: path,
	overwrite: fc.boolean(),
	shallow: fc.boolean(),
	text: fc.string({ maxLength: 5 }),
});

const parent = (of: string) => of.slice(0, of.lastIndexOf("/"));
const isBelow = (one: string, other: string) => one === other || one.startsWith(`${other}/`);
const drop = (model: Model, from: string) => {
	for (const each of [...model.keys()]) if (isBelow(each, from)) model.delete(each);
};

/** What must be answered, and the tree that it leaves in `model`. */
function expected(model: Model, { method, path: at, to, overwrite, shallow, text }: Operation): number {
	const found = model.get(at);
	const isUnder = model.get(parent(at)) === null;
	if (method === "GET") return found === undefined ? 404 : 200;
	if (method === "PUT") {
		if (found === null) return 405;
		if (!isUnder) return 409;
		model.set(at, text);
		return found === undefined ? 201 : 204;
	}
	if (method === "MKCOL") {
		if (found !== undefined) return 405;
		if (!isUnder) return 409;
		model.set(at, null);
		return 201;
	}
	if (found === undefined) return 404;
	if (method === "DELETE") {
		drop(model, at);
		return 204;
	}
	// A shallow move is no request at all (section 9.9.2).
	if (method === "MOVE" && shallow && found === null) return 400;
	if (isBelow(to, at) || isBelow(at, to)) return 403;
	if (model.get(parent(to)) !== null) return 409;
	const isTaken = model.has(to);
	if (isTaken && !overwrite) return 412;
	drop(model, to);
	for (const [each, value] of [...model])
		if (each === at || (!(shallow && method === "COPY") && isBelow(each, at)))
			model.set(to + each.slice(at.length), value);
	if (method === "MOVE") drop(model, at);
	return isTaken ? 204 : 201;
}

test("every answer and every tree is the model's", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 30 }), async (operations) => {
			const root = `/files/run${runs++}`;
			const href = (to: string) => root + to.split("/").map(encodeURIComponent).join("/");
			await served.ask("MKCOL", root);
			const model: Model = new Map([["", null]]);
			for (const each of operations) {
				const isTransfer = each.method === "COPY" || each.method === "MOVE";
				const headers: Record<string, string> = isTransfer
					? {
							Destination: new URL(href(each.to), served.url).href,
							Overwrite: each.overwrite ? "T" : "F",
							Depth: each.shallow ? "0" : "infinity",
						}
					: {};
				const body = each.method === "PUT" ? { body: each.text } : {};
				const before = each.method === "GET" ? model.get(each.path) : undefined;
				const status = expected(model, each);
				const answer = await served.ask(each.method, href(each.path), { headers, ...body });
				expect([each, answer.status]).toEqual([each, status]);
				if (typeof before === "string") expect(answer.text).toBe(before);
			}
			const tree: Model = new Map();
			for await (const { path: at, kind } of served.vfs.walk(root))
				tree.set(at.slice(root.length), kind === "directory" ? null : (await served.vfs.readAll(at)).toString());
			expect(tree).toEqual(model);
		}),
		{ numRuns: 40 * seeds },
	);
}, 120_000);
