/** PROPFIND (RFC 4918, section 9.1). */
import { joinPath, type Stat } from "../../vfs/index.ts";
import { type Exchange, propstat } from "./exchange.ts";
import { mustHold } from "./preconditions.ts";
import { ASKED_FOR_ONLY, LIVE } from "./properties.ts";
import { Refusal } from "./refusal.ts";
import type { Resources } from "./resources.ts";
import { hrefOf } from "./uri.ts";
import { bodyOf, childrenOf, DAV, escapeXml, parseXml, wrapXml, XML_DECLARATION } from "./xml.ts";

interface Name {
	namespace: string;
	name: string;
}

/** What is asked: names alone, all that there is (and some more), or certain properties. */
interface Query {
	kind: "propname" | "allprop" | "prop";
	names: readonly Name[];
}

/** Responses are sent in pieces of about so many characters. */
const PIECE = 64 * 1024;

/** Answer with properties of a resource and, with depth 1, of the members of a collection. All that there is below is never listed. */
export async function propfind(exchange: Exchange): Promise<void> {
	const { resources, path, request, response } = exchange;
	const query = await readQuery(await bodyOf(request));
	await mustHold(exchange, []);
	const stat = await resources.existing(path);
	const depth = exchange.depth("0", "1", "infinity");
	if (depth === "infinity" && stat.kind === "directory")
		throw new Refusal(403, "list one level after the other", { condition: "<D:propfind-finite-depth/>" });
	const members = depth === "1" && stat.kind === "directory" ? resources.list(path) : [];
	response.writeHead(207, { "Content-Type": "application/xml; charset=utf-8" });
	await exchange.pour(multistatus(resources, query, path, stat, members));
}

async function readQuery(body: Buffer): Promise<Query> {
	if (body.length === 0) return { kind: "allprop", names: [] };
	const root = await parseXml(body);
	if (root.name !== "propfind" || root.namespace !== DAV) throw new Refusal(400, "the body is no propfind element");
	const [names] = childrenOf(root, "prop");
	if (names !== undefined) return { kind: "prop", names: childrenOf(names) };
	if (childrenOf(root, "propname").length > 0) return { kind: "propname", names: [] };
	if (childrenOf(root, "allprop").length === 0) throw new Refusal(400, "propfind asks for prop, allprop or propname");
	return { kind: "allprop", names: childrenOf(root, "include").flatMap((include) => childrenOf(include)) };
}

async function* multistatus(
	resources: Resources,
	query: Query,
	path: string,
	stat: Stat,
	members: AsyncIterable<Stat> | Iterable<Stat>,
): AsyncGenerator<string, void, undefined> {
	const answer = responder(resources, query);
	let piece = `${XML_DECLARATION}<D:multistatus xmlns:D="${DAV}">\n${await answer(path, stat)}`;
	for await (const member of members) {
		piece += await answer(joinPath(path, member.name), member);
		if (piece.length < PIECE) continue;
		yield piece;
		piece = "";
	}
	yield `${piece}</D:multistatus>\n`;
}

/** `DAV:response` of one resource after the other. */
function responder(resources: Resources, query: Query): (path: string, stat: Stat) => Promise<string> {
	const some = query.kind === "allprop" ? Object.keys(LIVE).filter((name) => !ASKED_FOR_ONLY.has(name)) : [];
	const asked: readonly Name[] = [...some.map((name) => ({ namespace: DAV, name })), ...query.names];
	return async (path, stat) => {
		let there = query.kind === "propname" ? await allNames(resources, stat) : "";
		let missing = "";
		for (const { namespace, name } of asked) {
			const found = propertyXml(resources, stat, namespace, name);
			const value = found instanceof Promise ? await found : found;
			if (value !== undefined) there += value;
			else if (query.kind === "prop") missing += wrapXml(namespace, name);
		}
		if (query.kind === "allprop") for (const dead of resources.properties.of(stat.inode)) there += deadXml(dead);
		const stats =
			(there === "" && missing !== "" ? "" : propstat(200, "OK", there)) +
			(missing === "" ? "" : propstat(404, "Not Found", missing));
		return `<D:response><D:href>${escapeXml(hrefOf(path, stat.kind === "directory"))}</D:href>${stats}</D:response>\n`;
	};
}

/** A property as XML, at once where that is possible: a listing asks for a hundred thousand of them. */
function propertyXml(
	resources: Resources,
	stat: Stat,
	namespace: string,
	name: string,
): string | undefined | Promise<string | undefined> {
	if (namespace === DAV && Object.hasOwn(LIVE, name)) {
		const value = LIVE[name]?.(stat, resources);
		const xml = (text: string | undefined) => (text === undefined ? undefined : wrapXml(DAV, name, text));
		return value instanceof Promise ? value.then(xml) : xml(value);
	}
	const dead = resources.properties.find(stat.inode, namespace, name);
	return dead === undefined ? undefined : deadXml(dead);
}

function deadXml({ namespace, name, value, language }: Name & { value: string; language: string | undefined }): string {
	return wrapXml(namespace, name, value, language === undefined ? "" : ` xml:lang="${escapeXml(language)}"`);
}

/** Names of all properties that a resource has. */
async function allNames(resources: Resources, stat: Stat): Promise<string> {
	let names = "";
	for (const name of Object.keys(LIVE))
		if ((await LIVE[name]?.(stat, resources)) !== undefined) names += wrapXml(DAV, name);
	for (const { namespace, name } of resources.properties.of(stat.inode)) names += wrapXml(namespace, name);
	return names;
}
