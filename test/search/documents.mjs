/** Text from what Debian installs, for trying search: manual pages, HTML and reStructuredText documents, package descriptions. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** The bytes of a file as text, unpacked when it is gzipped. */
export function read(file) {
	const bytes = readFileSync(file);
	return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

/** Files below a folder whose name fits, in name order; none where the folder is not installed. */
export function files(folder, pattern) {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((name) => pattern.test(name))
		.sort()
		.map((name) => join(folder, name));
}

/** The same words on every run: a sample is taken by hash, not by chance. */
export function hash(text) {
	let value = 2166136261;
	for (const letter of text) value = Math.imul(value ^ letter.codePointAt(0), 16777619) >>> 0;
	return value;
}

/** At most `limit` characters, cut between words. */
export function clip(text, limit) {
	return text.length <= limit ? text : text.slice(0, text.lastIndexOf(" ", limit));
}

export const squeeze = (text) => text.replace(/\s+/g, " ").trim();

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " ", mdash: "—", ndash: "–", rsquo: "’", lsquo: "‘" };
/** HTML without its markup. */
export function plain(html) {
	return squeeze(
		html
			.replace(/<(script|style|pre|table)\b[\s\S]*?<\/\1>/gi, " ")
			.replace(/<[^>]+>/g, " ")
			.replace(/&#(x?)([0-9a-f]+);/gi, (_, x, digits) => String.fromCodePoint(Number.parseInt(digits, x ? 16 : 10)))
			.replace(/&(\w+);/g, (_, name) => ENTITIES[name] ?? " "),
	).replace(/[¶]/g, "");
}

/** The sections of an HTML page, cut at its headings: title, text, the pages it links to. */
export function htmlSections(html) {
	const parts = html.replace(/<(nav|header|footer)\b[\s\S]*?<\/\1>/gi, " ").split(/(?=<h[1-4][\s>])/i);
	return parts.slice(1).map((part) => {
		const [, heading = "", rest = ""] = /^<h[1-4][^>]*>([\s\S]*?)<\/h[1-4]>([\s\S]*)$/i.exec(part) ?? [];
		return {
			title: plain(heading).replace(/^[\w.]*\d[\w.]*\.?\s+/, ""),
			text: plain(rest),
			links: [...rest.matchAll(/href="([^"#]*)(#[^"]*)?"/g)].map((match) => match[1] + (match[2] ?? "")),
			id: /id="([^"]+)"/.exec(part)?.[1],
		};
	});
}

/** The sections of a reStructuredText document: title and text, without directives and markup. */
export function rstSections(source) {
	const lines = source.split("\n");
	const sections = [{ title: "", body: [] }];
	for (let at = 0; at < lines.length; at++) {
		const under = lines[at + 1] ?? "";
		if (lines[at].trim() !== "" && /^([=\-~^"#*+])\1{2,}\s*$/.test(under) && under.trim().length >= lines[at].trim().length - 1) {
			sections.push({ title: lines[at].trim(), body: [] });
			at++;
		} else if (!/^([=\-~^"#*+])\1{2,}\s*$/.test(lines[at]) && !/^\s*(\.\. |:[\w-]+:( |$))/.test(lines[at])) sections.at(-1).body.push(lines[at]);
	}
	return sections.map(({ title, body }) => ({
		title,
		text: squeeze(
			body.join("\n").replace(/:[\w:]+:`([^`<]*)[^`]*`/g, "$1").replace(/[`*|]+/g, " ").replace(/::(\s)/g, ":$1"),
		),
	}));
}

/** A manual page: its name, the one-line description, the text of its sections, the pages under SEE ALSO. */
export function manualPage(file) {
	const section = /\.(\d)\w*\.gz$/.exec(file)?.[1];
	const source = read(file);
	const parts = source.split(/^\.S[Hh]\s+/m).slice(1).map((part) => {
		const end = part.indexOf("\n");
		return { heading: unroff(part.slice(0, end)).toUpperCase(), text: unroff(part.slice(end + 1)), source: part.slice(end + 1) };
	});
	const [names, summary] = (parts.find(({ heading }) => heading === "NAME")?.text ?? "").split(/\s+[-–—]+\s+(.*)/s);
	const links = parts.find(({ heading }) => heading === "SEE ALSO");
	return {
		name: names?.split(/[,\s]/)[0],
		section,
		summary,
		text: parts.filter(({ heading }) => !["NAME", "SEE ALSO", "SYNOPSIS", "AUTHOR", "AUTHORS", "COPYRIGHT", "REPORTING BUGS", "COLOPHON", "HISTORY", "STANDARDS", "CONFORMING TO", "BUGS", "GIT"].includes(heading)).map(({ text }) => text).join(" "),
		links: [...(links?.text ?? "").matchAll(/([\w.:+-]+)\s*\((\d)\w*\)/g)].map((match) => `${match[1]}.${match[2]}`),
	};
}

function unroff(source) {
	return squeeze(
		source
			.replace(/^['.]\s*\\".*$/gm, "")
			.replace(/^\.(de|ig)\b[\s\S]*?^\.\.$/gm, "")
			.replace(/^\.Nd\s+/gm, "- ")
			.replace(/^\.Xr\s+(\S+)\s+(\d)\S*(.*)$/gm, "$1($2)")
			.replace(/^\.([BIR]|BI|IB|RB|BR|IR|RI|SM|SB|SS|IP|TP|UR|MR|Nm|Fl|Ar|Pa|Dq|Sq|Em|Sy|Op|Cm|Ic|Ql|Li|Va|Fn|Ss)\b(.*)$/gm, (_, macro, rest) => (["BI", "IB", "RB", "BR", "IR", "RI"].includes(macro) ? rest.trim().replace(/(?<!\\) +/g, "") : rest))
			.replace(/^['.].*$/gm, "")
			.replace(/\\f(\[[^\]]*\]|\(..|.)/g, "")
			.replace(/\\\(en|\\\(em/g, "-").replace(/\\\((aq|cq|oq)/g, "'").replace(/\\\(..|\\\[[^\]]*\]/g, " ")
			.replace(/\\[&|^/,:!%]/g, "").replace(/\\s[-+]?\d+/g, "").replace(/\\m\[[^\]]*\]/g, "")
			.replace(/\\e/g, "\\").replace(/\\([-.'` ~])/g, "$1").replace(/"/g, " "),
	);
}

/** Packages that apt knows: name, source, synopsis, description, section, tags, and what they recommend, suggest and enhance. */
export function packages() {
	const helper = "/usr/lib/apt/apt-helper";
	const lists = files("/var/lib/apt/lists", /bookworm_main_(binary-amd64_Packages|i18n_Translation-en)/);
	const stanzas = (kind) => lists.filter((name) => name.includes(kind)).flatMap((name) => execFileSync(helper, ["cat-file", name], { maxBuffer: 1e9, encoding: "utf8" }).split("\n\n"));
	const field = (stanza, name) => new RegExp(`^${name}: ((?:.*)(?:\n .*)*)`, "m").exec(stanza)?.[1] ?? "";
	const descriptions = new Map(stanzas("Translation").map((stanza) => [field(stanza, "Package"), field(stanza, "Description-en")]));
	const names = (list) => list.split(/[,|]/).map((word) => word.trim().split(/[\s(:]/)[0]).filter(Boolean);
	return stanzas("Packages").filter((stanza) => stanza.startsWith("Package:")).map((stanza) => {
		const name = field(stanza, "Package");
		const [synopsis = "", ...rest] = (descriptions.get(name) ?? field(stanza, "Description")).split("\n");
		return {
			name,
			source: field(stanza, "Source").split(" ")[0] || name,
			synopsis,
			text: squeeze(rest.join("\n").replace(/^ \.$/gm, "")),
			section: field(stanza, "Section"),
			tags: squeeze(field(stanza, "Tag")).split(/,\s*/).filter(Boolean),
			links: ["Recommends", "Suggests", "Enhances", "Depends"].flatMap((kind) => names(field(stanza, kind))),
		};
	});
}
