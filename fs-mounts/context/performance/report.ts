/** The ways that customers came, from tables of paths or from single touches, for attribution. */
import { toText } from "../../../src/base/bytes.ts";
import { paceOf } from "../../../src/base/pace.ts";
import { joinPath, nameOfPath, type Vfs } from "../../../src/vfs/index.ts";
import { type Credit, MODELS, type PathCount } from "../attribution/index.ts";
import { channelsOf, isOfPaths, PATHS, parseTable, TOUCHPOINTS } from "./tables.ts";
import { eachCustomer, type Touch } from "./touches.ts";

/** Which touches count: times in ms UTC, `to` exclusive. */
export interface Span {
	readonly from: number;
	readonly to: number;
}

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
	const names = (await vfs.find(folder)) === undefined ? [] : await vfs.names(folder);
	const files = (kind: typeof PATHS) =>
		names.filter((name) => kind.file.test(name)).map((name) => joinPath(folder, name));
	const pace = paceOf(options.signal);
	const { paths: wanted } = options;
	const touched =
		wanted === undefined &&
		(await eachCustomer(vfs, files(TOUCHPOINTS), pace, (touches) => {
			for (const path of journeys(touches, options.span)) tally.add(path);
		}));
	if (!touched) {
		for (const path of files(PATHS)) {
			const name = nameOfPath(path);
			if (wanted !== undefined && !isOfPaths(name, wanted)) continue;
			for (const row of pathsOf(toText(await vfs.readAll(path)), name)) tally.add(row);
			await pace();
		}
	}
	return tally.credits().sort((one, other) => other.credit - one.credit || (one.channel < other.channel ? -1 : 1));
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

/** A customer's ways to conversions, and what followed the last one. @param touches in the order of time */
function* journeys(touches: readonly Touch[], { from, to }: Span): Generator<PathCount> {
	let open: { channel: string; time: number }[] = [];
	const ended = (conversions: number, value: number, at: number): PathCount[] => {
		const way = open;
		open = [];
		if (way.length === 0 || at < from || at >= to) return [];
		const [channels, ages] = [way.map(({ channel }) => channel), way.map(({ time }) => at - time)];
		return [{ channels, conversions, value, nulls: conversions > 0 ? 0 : 1, ages }];
	};
	for (const { channel, time, conversions, value } of touches) {
		if (channel !== "") open.push({ channel, time });
		if (conversions > 0) yield* ended(conversions, value, time);
	}
	yield* ended(0, 0, open.at(-1)?.time ?? 0);
}
