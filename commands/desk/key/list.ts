import { localMinute, toIso } from "../../../src/base/clock.ts";
import { table } from "../../../src/cli/index.ts";
import { defineCommand } from "../../../src/command/index.ts";
import { known, providers } from "../../../src/llm/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import { itemOf, type ProviderItem, placeText } from "./shared.ts";

/** A provider with how it is used. */
type Listed = ProviderItem & {
	/** Its place in the order in which providers are asked, from 1; null when the settings leave it out. */
	order: number | null;
	/** When it was last asked. */
	used: string | null;
};

/** `desk key list`. */
export const list = defineCommand({
	name: "list",
	summary: "Providers of language models, and where their keys come from",
	about:
		"Never shows a key, nor a part of one. Providers are asked in this order; `desk config set llm.providers` gives another, and llm.deny leaves some out.",
	args: {},
	output: (z) =>
		z.object({
			name: z.string(),
			url: z.string(),
			dialect: z.enum(["chat-completions", "anthropic"]),
			model: z.string().nullable(),
			key: z.enum(["environment", "command", "keychain", "file", "none"]),
			variable: z.string().nullable(),
			command: z.string().nullable(),
			order: z.number().nullable(),
			used: z.string().nullable(),
		}),
	examples: [
		["desk key list", "which providers there are, and which have a key"],
		["desk key list --json | jq -r 'select(.key != \"none\").name'", "those that have one"],
	],
	async *run(context): AsyncGenerator<Listed> {
		const { store } = await context.open();
		const asked = (await providers(store)).map(({ name }) => name);
		const used = new Map(
			store.database
				.all<{ provider: string; at: number }>("SELECT provider, max(at) AS at FROM llm_call GROUP BY provider")
				.map(({ provider, at }) => [provider, at]),
		);
		const rank = (name: string) => (asked.includes(name) ? asked.indexOf(name) : asked.length);
		for (const entry of known(store).sort((a, b) => rank(a.name) - rank(b.name))) {
			const at = used.get(entry.name);
			yield {
				...itemOf(entry, store, context.variables),
				order: asked.includes(entry.name) ? asked.indexOf(entry.name) + 1 : null,
				used: at === undefined ? null : toIso(at),
			};
		}
	},
	line: (item: Listed) =>
		[item.name, item.key, item.model ?? "-", item.used ?? "-", item.url].map(printable).join("\t"),
	screen: (items: Listed[], { style }) =>
		table(
			items.map((item) => {
				const place = printable(placeText(item));
				return [
					item.order === null ? style.faint(item.name) : style.name(item.name),
					item.key === "none" ? style.faint(place) : style.good(place),
					printable(item.model ?? "-"),
					item.order === null
						? style.faint("not asked (llm.providers, llm.deny)")
						: style.faint(item.used === null ? "never used" : `last used ${localMinute(Date.parse(item.used) * 1000)}`),
				];
			}),
		),
});
