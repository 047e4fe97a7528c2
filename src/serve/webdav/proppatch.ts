/** PROPPATCH (RFC 4918, section 9.2): dates become the file's own, what the server does not know is kept beside it. */
import type { Micros } from "../../base/clock.ts";
import { type Exchange, propstat } from "./exchange.ts";
import { mustHold } from "./preconditions.ts";
import { LIVE } from "./properties.ts";
import { Refusal } from "./refusal.ts";
import { hrefOf } from "./uri.ts";
import { bodyOf, childrenOf, contentXml, DAV, type Element, escapeXml, parseXml, textOf, wrapXml } from "./xml.ts";

/** The namespace of Windows' dates and attributes (MS-WDVME, section 2.2). */
const WINDOWS = "urn:schemas-microsoft-com:";

interface Instruction {
	readonly isSet: boolean;
	readonly property: Element;
}

/** Set and remove properties, all of them or none. */
export async function proppatch(exchange: Exchange): Promise<void> {
	const { resources, path } = exchange;
	const instructions = readInstructions(await parseXml(await bodyOf(exchange.request)));
	const refused = instructions.filter((instruction) => !isAccepted(instruction));
	const stat = await resources.inTurn(async () => {
		await mustHold(exchange, [{ path }]);
		const found = await resources.existing(path);
		if (refused.length > 0) return found;
		const dead = instructions.filter(({ property }) => !isDate(property));
		const properties = resources.properties.changed(found.inode, dead.map(deadOf));
		const mtime = instructions.findLast(({ property }) => isDate(property));
		if (mtime !== undefined && !resources.isWaiting(path))
			await resources.change([{ op: "setattr", path, mtime: dateOf(mtime.property) as Micros }], exchange.cause);
		resources.properties.replace(found.inode, properties);
		return found;
	});
	const names = (some: readonly Instruction[]) =>
		some.map(({ property: { namespace, name } }) => wrapXml(namespace, name)).join("");
	const others = instructions.filter((instruction) => !refused.includes(instruction));
	const stats =
		refused.length === 0
			? propstat(200, "OK", names(instructions))
			: propstat(403, "Forbidden", names(refused), "cannot-modify-protected-property") +
				(others.length === 0 ? "" : propstat(424, "Failed Dependency", names(others)));
	const href = escapeXml(hrefOf(path, stat.kind === "directory"));
	exchange.answerXml(
		207,
		`<D:multistatus xmlns:D="${DAV}"><D:response><D:href>${href}</D:href>${stats}</D:response></D:multistatus>`,
	);
}

/** In the order of the document, which matters. */
function readInstructions(root: Element): Instruction[] {
	if (root.name !== "propertyupdate" || root.namespace !== DAV)
		throw new Refusal(400, "the body is no propertyupdate element");
	const instructions = childrenOf(root)
		.filter(({ name, namespace }) => namespace === DAV && (name === "set" || name === "remove"))
		.flatMap((each) =>
			childrenOf(each, "prop").flatMap((prop) =>
				childrenOf(prop).map((property) => ({ isSet: each.name === "set", property })),
			),
		);
	if (instructions.length === 0) throw new Refusal(400, "propertyupdate neither sets nor removes a property");
	return instructions;
}

function isDate({ namespace, name }: Element): boolean {
	return namespace === DAV ? name === "getlastmodified" : namespace === WINDOWS && name === "Win32LastModifiedTime";
}

/** Microseconds of a date as HTTP writes it. */
function dateOf(property: Element): Micros | undefined {
	const at = Date.parse(textOf(property).trim());
	return Number.isNaN(at) ? undefined : at * 1000;
}

/** Live properties are the server's own, but for the date. */
function isAccepted({ isSet, property }: Instruction): boolean {
	if (isDate(property)) return isSet && dateOf(property) !== undefined;
	return property.namespace !== DAV || !Object.hasOwn(LIVE, property.name);
}

function deadOf({ isSet, property }: Instruction) {
	const { namespace, name, language } = property;
	return isSet ? { namespace, name, language, value: contentXml(property) } : { namespace, name, language };
}
