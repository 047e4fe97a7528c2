/** Exports of advertising, mail, web and shop programs: which file is whose, and which of its columns is what. */

/** What a column of an export may stand for. */
export const FIELDS = [
	"date",
	"channel",
	"campaign",
	"audience",
	"artifact",
	"impressions",
	"clicks",
	"conversions",
	"cost",
	"value",
	"currency",
	"customer",
	"time",
	"path",
	"total_conversions",
	"total_conversion_value",
	"total_null",
] as const;
export type FieldName = (typeof FIELDS)[number];

/** Names that columns have in exports, in lower case without what stands in brackets; the first that is there counts. */
export const NAMES: Readonly<Record<FieldName, readonly string[]>> = {
	date: [
		"date",
		"day",
		"reporting starts",
		"send date",
		"sent at",
		"created at",
		"created",
		"created date",
		"paid at",
		"datum",
		"tag",
		"jour",
		"fecha",
	],
	channel: [
		"channel",
		"session default channel group",
		"default channel group",
		"first user default channel group",
		"session source / medium",
		"source / medium",
		"utm_source",
		"source",
		"traffic source",
		"kanal",
		"canal",
	],
	campaign: [
		"campaign",
		"campaign name",
		"session campaign",
		"utm_campaign",
		"title",
		"subject",
		"kampagne",
		"campagne",
		"campaña",
	],
	audience: ["audience", "list", "segment", "ad set name", "ad group", "zielgruppe"],
	artifact: ["artifact"],
	impressions: [
		"impressions",
		"impr.",
		"impr",
		"total recipients",
		"recipients",
		"delivered",
		"sent",
		"pageviews",
		"views",
		"impressionen",
	],
	clicks: ["clicks", "link clicks", "unique clicks", "clicks all", "sessions", "visitors", "visits", "klicks", "clics"],
	conversions: ["conversions", "conv.", "results", "purchases", "key events", "total orders", "orders", "transactions"],
	cost: ["cost", "amount spent", "spend", "kosten", "coût", "coste"],
	value: [
		"value",
		"conv. value",
		"conversion value",
		"purchases conversion value",
		"total conversion value",
		"total revenue",
		"revenue",
		"gross",
		"total",
		"amount",
		"umsatz",
	],
	currency: ["currency", "currency code", "währung", "devise", "moneda"],
	customer: ["customer", "customer id", "customer_id", "user", "user id", "user_id", "cookie", "visitor id"],
	time: ["time", "timestamp", "event time", "datetime"],
	path: ["path"],
	total_conversions: ["total_conversions"],
	total_conversion_value: ["total_conversion_value"],
	total_null: ["total_null"],
};

/** A program whose exports are known. The first that fits is it. */
export interface Export {
	readonly name: string;
	/** Columns that it has: one of each group. */
	readonly has: readonly (readonly string[])[];
	/** The channel of all rows, where no column tells. */
	readonly channel?: string;
	/** Columns that count for a field instead of those that usually do. */
	readonly instead?: Partial<Record<FieldName, readonly string[]>>;
	/** Each row is one conversion: an order, a payment. */
	readonly isOrders?: true;
	/** A column and the values of rows that count. */
	readonly only?: readonly [column: string, values: RegExp];
}

export const EXPORTS: readonly Export[] = [
	{ name: "paths", has: [["path"], ["total_conversions"]] },
	{ name: "touchpoints", has: [NAMES.customer, [...NAMES.time, "date"], ["channel", "source", "utm_source"]] },
	{
		name: "google-ads",
		has: [["campaign"], ["impr.", "impressions"], ["clicks"], ["cost"]],
		channel: "google ads",
		instead: { channel: [], date: ["day", "date"] },
	},
	{
		name: "meta-ads",
		has: [["amount spent"], ["reporting starts", "day"]],
		channel: "meta ads",
		instead: { date: ["day", "reporting starts"], channel: ["platform"] },
	},
	{
		name: "mailchimp",
		has: [["send date"], ["total recipients"]],
		channel: "email",
		instead: {
			channel: [],
			impressions: ["total recipients"],
			clicks: ["unique clicks"],
			value: ["total revenue", "revenue"],
		},
	},
	{
		name: "google-analytics",
		has: [
			["session default channel group", "session source / medium", "source / medium", "default channel group"],
			["sessions"],
		],
		instead: { impressions: ["views"], value: ["total revenue", "purchase revenue"] },
	},
	{
		name: "plausible",
		has: [["visitors"], ["date"], ["pageviews", "visits"]],
		channel: "website",
		instead: { clicks: ["visitors"], value: [] },
	},
	{
		name: "shopify",
		has: [["financial status"], ["created at"], ["total"]],
		channel: "shop",
		instead: { date: ["created at"], value: ["total"], channel: ["source"], campaign: [] },
		isOrders: true,
		only: ["financial status", /^(?:paid|partially_refunded|partially refunded)$/i],
	},
	{
		name: "stripe",
		has: [["created", "created date"], ["amount"], ["status"], ["id"]],
		channel: "stripe",
		instead: { value: ["amount"], campaign: ["description"], channel: [] },
		isOrders: true,
		only: ["status", /^(?:paid|succeeded)$/i],
	},
];

/** A heading as the tables have it, and the currency that its brackets name: `Amount spent (EUR)`. */
export function plainHeading(heading: string): { name: string; currency: string } {
	const currency = /\(([A-Z]{3})\)/.exec(heading)?.[1] ?? "";
	const name = heading
		.replace(/[([][^)\]]*[)\]]/g, " ")
		.replace(/\s+/g, " ")
		.trim()
		.toLowerCase();
	return { name, currency };
}
