/** The line that says who wrote what is quoted, in the reader's language. */

/** What stands in for what: when, and who. Lines end in a colon, by which programs know what they are. */
const LINES: Readonly<Record<string, string>> = {
	en: "On {when}, {who} wrote:",
	de: "Am {when} schrieb {who}:",
	fr: "Le {when}, {who} a écrit :",
	es: "El {when}, {who} escribió:",
	ca: "El {when}, {who} va escriure:",
	it: "Il {when}, {who} ha scritto:",
	pt: "Em {when}, {who} escreveu:",
	ro: "Pe {when}, {who} a scris:",
	nl: "Op {when} schreef {who}:",
	sv: "Den {when} skrev {who}:",
	da: "Den {when} skrev {who}:",
	nb: "{when} skrev {who}:",
	no: "{when} skrev {who}:",
	nn: "{when} skreiv {who}:",
	fi: "{who} kirjoitti {when}:",
	et: "{when} kirjutas {who}:",
	pl: "{when}, {who} napisał(a):",
	cs: "Dne {when} napsal(a) {who}:",
	sk: "Dňa {when} napísal(a) {who}:",
	sl: "Dne {when} je {who} napisal(a):",
	hr: "{when} {who} piše:",
	hu: "{when}, {who} írta:",
	ru: "{when}, {who} пишет:",
	uk: "{when}, {who} пише:",
	bg: "На {when}, {who} написа:",
	el: "Στις {when}, {who} έγραψε:",
	tr: "{when} tarihinde {who} yazdı:",
	he: "בתאריך {when}, {who} כתב:",
	ar: "في {when}، كتب {who}:",
	ja: "{when}、{who} の文:",
	zh: "{when}，{who} 写道:",
	ko: "{when}, {who} 작성:",
};

type Variables = Readonly<Record<string, string | undefined>>;

/** The language of messages and the formats of dates that the environment asks for (POSIX, 8.2), as a BCP 47 tag; English without one. */
export function localeOf(variables: Variables): string {
	const value = variables.LC_ALL || variables.LC_TIME || variables.LANG || "";
	const [, language = "en", , region] = /^([a-z]{2,3})(_([A-Z]{2}))?(?:[.@]|$)/.exec(value) ?? [];
	const tag = region === undefined ? language : `${language}-${region}`;
	return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0 ? tag : "en";
}

/** A date as people of a locale write it, in the zone that `TZ` names. */
export function localDate(time: number, variables: Variables): string {
	const format = (timeZone: string | undefined) =>
		new Intl.DateTimeFormat(localeOf(variables), { dateStyle: "medium", timeStyle: "short", timeZone }).format(time);
	let written: string;
	try {
		written = format(variables.TZ?.replace(/^:/, "") || undefined);
	} catch {
		written = format(undefined); // a zone that Intl does not know
	}
	return written.replace(/[\u202f\u00a0]/g, " ");
}

/** `On 21 Nov 2026, 10:00, Ann Example wrote:`. @param who the name, or the address; @param time ms UTC; undefined when it is not known */
export function attribution(who: string, time: number | undefined, variables: Variables): string {
	const language = localeOf(variables).split("-")[0] ?? "en";
	const isKnown = LINES[language] !== undefined;
	const name = who.replace(/[\s<>]+/gu, " ").trim();
	if (time === undefined) return `${name}:`;
	const when = localDate(time, isKnown ? variables : { ...variables, LC_ALL: "en" });
	return (LINES[language] ?? LINES.en ?? "").replace(/\{(when|who)\}/g, (_, part) => (part === "when" ? when : name));
}

/** Text as it is quoted: without the signature, each line behind `>`. Ends in a line end, unless it is empty. */
export function quoted(text: string): string {
	const lines = text.replace(/\r\n?/g, "\n").split("\n");
	const signature = lines.findLastIndex((line) => line === "-- " || line === "--");
	const kept = (signature < 0 ? lines : lines.slice(0, signature))
		.join("\n")
		.replace(/^(?:[ \t]*\n)+/, "")
		.trimEnd();
	if (kept === "") return "";
	return `${kept
		.split("\n")
		.map((line) => (line.trim() === "" ? ">" : line.startsWith(">") ? `>${line}` : `> ${line}`))
		.join("\n")}\n`;
}
