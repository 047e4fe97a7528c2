/** The ways that customers came, from tables of paths or from single touches, for attribution. */
import { toText } from "../../../src/base/bytes.ts";
import { joinPath, type Vfs } from "../../../src/vfs/index.ts";
import { type Credit, MODELS, type PathCount } from "../attribution/index.ts";
import { channelsOf, PATHS, parseTable } from "./tables.ts";

/** Which touches count: times in ms UTC, `to` exclusive. */
export interface Span {
	readonly from: number;
	readonly to: number;
}

/** Rows that are read at a time: between two pages Ctrl-C is heard, and the connection is free. */
const PAGE = 20_000;

/** Credits of a business by a model, the largest first. */
export async function report(
	vfs: Vfs,
	business: string,
	options: {
		model: string;
		paths?: string | undefined;
		span: Span;
		halfLife?: number | undefined;
		signal: AbortSignal;
	},
): Promise<Credit[]> {
	const model = MODELS.find(({ name }) => name === options.model) ?? MODELS[0];
	const tally = model?.tally({ halfLife: options.halfLife });
	if (tally === undefined) return [];
	const folder = joinPath(business, "performance");
	const tables =
		(await vfs.find(folder)) === undefined ? [] : (await vfs.names(folder)).filter((name) => PATHS.file.test(name));
	const chosen = tables.filter((name) => options.paths === undefined || name === `paths-${options.paths}.csv`);
	if (options.paths !== undefined || !(await hasTouchpoints(vfs, folder))) {
		for (const name of chosen)
			for (const path of pathsOf(toText(await vfs.readAll(joinPath(folder, name))), name)) tally.add(path);
	} else {
		for (const path of journeys(touches(vfs, (await vfs.stat(folder)).inode), options.span)) {
			if (path !== undefined) tally.add(path);
			else await new Promise<void>((resolve) => setImmediate(resolve));
			options.signal.throwIfAborted();
		}
	}
	return tally.credits().sort((one, other) => other.credit - one.credit || (one.channel < other.channel ? -1 : 1));
}

async function hasTouchpoints(vfs: Vfs, folder: string): Promise<boolean> {
	const stat = await vfs.find(folder);
	if (stat === undefined) return false;
	await vfs.tables("/context");
	const row = vfs
		.reader()
		.get("SELECT 1 FROM touchpoint JOIN node ON node.id = touchpoint.node WHERE node.parent = ? LIMIT 1", stat.inode);
	return row !== undefined;
}

function* pathsOf(text: string, name: string): Generator<PathCount> {
	for (const row of parseTable(name, text).rows)
		yield {
			channels: channelsOf(row.path ?? ""),
			conversions: Number(row.total_conversions),
			value: Number(row.total_conversion_value || 0),
			nulls: Number(row.total_null || 0),
		};
}

interface Touch {
	customer: string;
	time: number;
	node: number;
	position: number;
	channel: string | null;
	conversions: number;
	value: number;
}

/** All touches of a folder's tables by customer and time; undefined after each page. */
function* touches(vfs: Vfs, folder: number): Generator<Touch | undefined> {
	const page = vfs.store.database.sql(
		`SELECT customer, time, node, position, channel, conversions, value FROM touchpoint INDEXED BY touchpoint_customer
			WHERE (customer, time, node, position) > (?, ?, ?, ?) AND node IN (SELECT id FROM node WHERE parent = ?)
			ORDER BY customer, time, node, position LIMIT ${PAGE}`,
	);
	let last: Pick<Touch, "customer" | "time" | "node" | "position"> = { customer: "", time: 0, node: 0, position: -1 };
	for (;;) {
		const rows = page.all(last.customer, last.time, last.node, last.position, folder) as Touch[];
		yield* rows;
		const end = rows.at(-1);
		if (end === undefined || rows.length < PAGE) return;
		last = end;
		yield undefined;
	}
}

/** Every way to a conversion, and of each customer what followed the last one; one customer in memory at a time. Passes on the ends of pages. */
function* journeys(rows: Iterable<Touch | undefined>, { from, to }: Span): Generator<PathCount | undefined> {
	let customer: string | undefined;
	let open: { channel: string; time: number }[] = [];
	const ended = (conversions: number, value: number, at: number): PathCount[] => {
		const way = open;
		open = [];
		if (way.length === 0 || at < from || at >= to) return [];
		const [channels, ages] = [way.map(({ channel }) => channel), way.map(({ time }) => at - time)];
		return [{ channels, conversions, value, nulls: conversions > 0 ? 0 : 1, ages }];
	};
	const abandoned = () => ended(0, 0, open.at(-1)?.time ?? 0);
	for (const touch of rows) {
		if (touch === undefined) {
			yield undefined;
			continue;
		}
		if (touch.customer !== customer) yield* abandoned();
		customer = touch.customer;
		if (touch.channel !== null) open.push({ channel: touch.channel, time: touch.time });
		if (touch.conversions > 0) yield* ended(touch.conversions, touch.value, touch.time);
	}
	yield* abandoned();
}
