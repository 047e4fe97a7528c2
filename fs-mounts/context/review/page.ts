/** What a review's page says. */
import type { Item as Belief } from "../belief/beliefs.ts";
import type { Item as Artifact } from "../calendar/artifacts.ts";
import { MARKS } from "../calendar/lanes.ts";
import type { KnownChannel } from "../recommend/suggest.ts";
import type { Period } from "./period.ts";
import type { Trial } from "./reinforce.ts";

/** A belief that moved. */
export interface Moved {
	readonly title: string;
	readonly name: string;
	readonly from: number;
	readonly to: number;
	readonly why: string;
}

export interface Findings {
	readonly business: string;
	readonly period: Period;
	readonly currency: string;
	readonly channels: readonly KnownChannel[];
	readonly channelsBefore: readonly KnownChannel[];
	readonly artifacts: readonly Artifact[];
	readonly beliefs: readonly Belief[];
	readonly moved: readonly Moved[];
	readonly trial: Trial;
	readonly open: readonly { readonly title: string; readonly name: string }[];
}

const SAID: Readonly<Record<Trial["result"], string>> = {
	kept: "The new evidence foretold what was held out no worse than the old, and is kept.",
	rolled_back: "The new evidence foretold what was held out worse than the old: all beliefs are left as they were.",
	nothing_new: "Nothing that was published tells of a belief that is new.",
};

const UNTRIED = "The new evidence is kept: there are too few outcomes to hold one of them out and try it.";

/** The page, without its front matter. */
export function pageOf(found: Findings): string {
	const { period, business, moved, trial, artifacts, open } = found;
	const parts = [`# ${business}: ${period.name}`, figures(found)];
	if (artifacts.length > 0)
		parts.push(
			`## Published and planned\n\n${artifacts.map((item) => `- ${MARKS[item.status]} ${item.date} ${line(item.title)}${item.channel === null ? "" : ` (${line(item.channel)})`}`).join("\n")}`,
		);
	// Only months are learned from.
	if (period.kind === "month") parts.push(learned(moved, trial));
	if (period.kind !== "week") parts.push(standing(found));
	if (open.length > 0)
		parts.push(`## To be done\n\n${open.map(({ name, title }) => `- [[${name}]] ${line(title)}`).join("\n")}`);
	return `${parts.join("\n\n")}\n`;
}

function learned(moved: readonly Moved[], { result, holdout, before, after }: Trial): string {
	const tried =
		before === null || after === null
			? ""
			: ` Brier score on ${holdout} held out: ${before.toFixed(3)} before, ${after.toFixed(3)} after.`;
	const said = result === "kept" && holdout === 0 ? UNTRIED : SAID[result];
	const steps = moved.map(
		({ title, name, from, to, why }) => `- [[${name}]] ${line(title)}: ${from.toFixed(2)} → ${to.toFixed(2)}, ${why}`,
	);
	return [`## What was learned\n\n${said}${tried}`, ...(steps.length > 0 ? [steps.join("\n")] : [])].join("\n\n");
}

/** On one line, and no markup of its own. */
function line(text: string): string {
	return text.replace(/[\s|]+/g, " ");
}

function figures({ channels, channelsBefore, currency }: Findings): string {
	if (channels.length === 0) return "## Figures\n\nNo figures of this time are known (`desk perf import`).";
	const rows = channels.map((now) => {
		const then = channelsBefore.find(({ channel }) => channel === now.channel);
		const cell = (key: "clicks" | "conversions" | "cost" | "value") =>
			`${amount(now[key])}${change(now[key], then?.[key])}`;
		return `| ${line(now.channel)} | ${cell("clicks")} | ${cell("conversions")} | ${cell("cost")} | ${cell("value")} |`;
	});
	const money = currency === "" ? "" : ` (${currency})`;
	return `## Figures\n\n| channel | clicks | conversions | cost${money} | value${money} |\n|---|---:|---:|---:|---:|\n${rows.join("\n")}`;
}

function amount(number: number): string {
	return number.toLocaleString("en", { maximumFractionDigits: 2 });
}

/** Beside the period before: ` (+12 %)`. */
function change(now: number, then: number | undefined): string {
	if (then === undefined || then === 0 || now === then) return "";
	const percent = Math.round((100 * (now - then)) / then);
	return ` (${percent > 0 ? "+" : percent < 0 ? "−" : "±"}${Math.abs(percent)} %)`;
}

/** All beliefs, by category: the strategy as it stands. */
function standing({ beliefs }: Findings): string {
	if (beliefs.length === 0) return "## Beliefs\n\nNone yet (`desk belief add`).";
	const categories = [...new Set(beliefs.map(({ category }) => category))].sort();
	const sections = categories.map((category) => {
		const own = beliefs.filter((item) => item.category === category && item.status !== "deprecated");
		const rows = own.map(
			({ belief, title, confidence, status, posterior: { mean, low, high } }) =>
				`- ${confidence.toFixed(2)} [[${belief}]] ${line(title)} (${mean.toFixed(2)}, 90 %: ${low.toFixed(2)}–${high.toFixed(2)}${status === "active" ? "" : `; ${status.replace("_", " ")}`})`,
		);
		return `### ${category}\n\n${rows.join("\n")}`;
	});
	return `## Beliefs\n\n${sections.join("\n\n")}`;
}
