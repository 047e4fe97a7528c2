/**
 * Collections for trying search, made from documentation that Debian installs: `node test/search/make-collections.mjs FOLDER [NAME…]`.
 * Each is a folder in BEIR layout. They differ in size, length of documents and queries, and number of relevant documents.
 *   apt-get install perl-doc python3-doc git-doc debian-faq manpages-dev debian-policy linux-doc-6.1 debian-handbook postgresql-doc-15
 *   apt-get -o Acquire::Languages=en update
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { clip, files, hash, htmlSections, manualPage, packages, plain, read, rstSections } from "./documents.mjs";

const DOC = "/usr/share/doc";
/** Documents as short as an abstract: what collections of abstracts, news and answers are like. */
const LENGTH = 1600;

/** Write one collection; queries whose relevant documents are not all known are left out by the maker. */
function write(folder, made) {
	const unique = (items) => [...new Map(items.map((item) => [item.id, item])).values()];
	const documents = unique(made.documents);
	const queries = unique(made.queries);
	mkdirSync(join(folder, "qrels"), { recursive: true });
	const known = new Set(documents.map(({ id }) => id));
	const judged = queries
		.map((query) => ({ ...query, relevant: [...new Map(query.relevant).entries()].filter(([id]) => known.has(id)) }))
		.filter(({ relevant }) => relevant.length > 0);
	const lines = (rows) => `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`;
	writeFileSync(join(folder, "corpus.jsonl"), lines(documents.map(({ id, title, text }) => ({ _id: id, title, text: clip(text, LENGTH) }))));
	writeFileSync(join(folder, "queries.jsonl"), lines(judged.map(({ id, text }) => ({ _id: id, text }))));
	writeFileSync(
		join(folder, "qrels/test.tsv"),
		`query-id\tcorpus-id\tscore\n${judged.flatMap(({ id, relevant }) => relevant.map(([doc, grade]) => `${id}\t${doc}\t${grade}\n`)).join("")}`,
	);
	const pairs = judged.reduce((sum, { relevant }) => sum + relevant.length, 0);
	process.stdout.write(`${basename(folder)}: ${documents.length} documents, ${judged.length} queries, ${(pairs / judged.length).toFixed(1)} relevant each\n`);
}

/** Every n-th by hash, at most `limit`. */
const sample = (items, limit, key = ({ id }) => id) => [...items].sort((a, b) => hash(key(a)) - hash(key(b))).slice(0, limit);

/** Sections of a set of HTML pages with enough text, each with an id and the page it is of. */
function pageSections(folder, pattern, least = 200) {
	return files(folder, pattern).flatMap((file) =>
		htmlSections(read(file))
			.map((section, at) => ({ ...section, page: file, id: `${file.slice(folder.length + 1)}-${at}` }))
			.filter(({ text }) => text.length >= least),
	);
}

/** One-line description of a manual page → the page and those under SEE ALSO (either way). */
function manual() {
	const pages = ["1", "5", "7", "8", "2"].flatMap((section) => files(`/usr/share/man/man${section}`, /\.gz$/)).map(manualPage)
		.filter(({ name, summary, text }) => name && summary && text.length > 300)
		.map((page) => ({ ...page, id: `${page.name}.${page.section}` }));
	const unique = [...new Map(pages.map((page) => [page.id, page])).values()];
	const back = new Map();
	for (const { id, links } of unique) for (const to of links) back.set(to, [...(back.get(to) ?? []), id]);
	return {
		documents: unique.map(({ id, text }) => ({ id, title: "", text })),
		queries: sample(unique.filter(({ links, summary }) => links.length >= 2 && summary.split(" ").length >= 4), 400).map(({ id, summary, links }) => ({
			id: `q-${id}`, text: summary, relevant: [...links.map((to) => [to, 1]), ...(back.get(id) ?? []).map((from) => [from, 1]), [id, 2]],
		})),
	};
}

const TOPICS = /^(science|sound|text|web|games|math|graphics|editors|education|hamradio|mail|video|electronics|net|database|gis)$/;
/** One package of each source, that a person would look for. */
function programs() {
	const bySource = new Map();
	for (const found of packages().filter(({ section, text }) => TOPICS.test(section) && text.length > 150)) {
		const known = bySource.get(found.source);
		if (known === undefined || found.name.length < known.name.length) bySource.set(found.source, found);
	}
	return [...bySource.values()];
}

/** Synopsis of a package that is not among the documents → the packages it names, and those that name it. Few words, loose relevance. */
function related(all) {
	const asked = all.filter(({ name }) => hash(name) % 6 === 0);
	const names = new Set(asked.map(({ name }) => name));
	const documents = sample(all.filter(({ name }) => !names.has(name)), 3600, ({ name }) => name);
	return {
		documents: documents.map(({ name, synopsis, text }) => ({ id: name, title: synopsis, text })),
		queries: asked.map(({ name, synopsis, links }) => ({
			id: `q-${name}`, text: synopsis,
			relevant: [...links.map((to) => [to, 1]), ...documents.filter((other) => other.links.includes(name)).map((other) => [other.name, 1])],
		})),
	};
}

/** Two facets of debtags ("editing audio") → packages that carry both. Two or three words, many relevant. */
function facets(all) {
	const documents = sample(all.filter(({ tags }) => tags.length > 4), 2500, ({ name }) => name);
	const topical = (tag) => /^(use|works-with|field|game|science|sound|web|mail|network|protocol|biology|office)::/.test(tag) && !/TODO/.test(tag);
	const pairs = new Map();
	for (const { name, tags } of documents) {
		const chosen = tags.filter(topical).sort();
		for (const one of chosen) for (const other of chosen) if (one < other) pairs.set(`${one} ${other}`, [...(pairs.get(`${one} ${other}`) ?? []), name]);
	}
	return {
		documents: documents.map(({ name, synopsis, text }) => ({ id: name, title: synopsis, text })),
		queries: sample([...pairs].filter(([, found]) => found.length >= 5 && found.length <= 60).map(([id, found]) => ({ id, found })), 300).map(({ id, found }) => ({
			id: id.replaceAll(/[ :]+/g, "-"), text: id.replaceAll(/\w[\w-]*::/g, "").replaceAll(/[:-]+/g, " "), relevant: found.map((name) => [name, 1]),
		})),
	};
}

/** What a collection of packages of one field is for ("Simulation packages for astronomy") → its packages. A few general words, very many relevant. */
function fields(programs) {
	const known = new Map(packages().filter(({ text }) => text.length > 150).map((found) => [found.name, found]));
	const chosen = packages().filter(({ name, section }) => section === "metapackages" && /^(astro|debichem|education|electronics|games|gis|hamradio|junior|med|multimedia|pan|science)-(?!all|finest)/.test(name))
		.map((found) => ({ ...found, members: [...new Set(found.links)].filter((to) => known.has(to)) }))
		.filter(({ members }) => members.length >= 8);
	const members = new Set(chosen.flatMap(({ members }) => members));
	const others = sample(programs.filter(({ name }) => !members.has(name)), 1000, ({ name }) => name);
	return {
		documents: [...[...members].map((name) => known.get(name)), ...others].map(({ name, synopsis, text }) => ({ id: name, title: synopsis, text })),
		queries: chosen.map(({ name, synopsis, members }) => ({ id: `q-${name}`, text: synopsis, relevant: members.map((to) => [to, 1]) })),
	};
}

/** Frequently asked questions → their answers, among sections of manuals. */
function faq() {
	const pods = files("/usr/share/perl", /pod\/perl(?!.*delta)\w+\.pod$/).flatMap((file) =>
		read(file).split(/^=head[1-4] /m).slice(1).map((part, at) => {
			const end = part.indexOf("\n");
			return { id: `${basename(file)}-${at}`, title: part.slice(0, end), text: part.slice(end).replace(/^=.*$/gm, "").replace(/[A-Z]<+([^<>]*)>+/g, "$1").replace(/\s+/g, " "), faq: /perlfaq/.test(file) };
		}),
	);
	const pages = [
		...pageSections(`${DOC}/python3.11/html`, /^(faq|howto|tutorial)\/.*\.html$/).map((section) => ({ ...section, faq: /\/faq\//.test(section.page) })),
		...pageSections(`${DOC}/debian/FAQ`, /\.en\.html$/).map((section) => ({ ...section, faq: true })),
	];
	const all = [...pods, ...pages].filter(({ text }) => text.length > 150);
	return {
		documents: all.map(({ id, title, text, faq }) => ({ id, title: faq ? "" : title, text })),
		queries: all.filter(({ faq, title }) => faq && /\?$/.test(title)).map(({ id, title }) => ({ id: `q-${id}`, text: title, relevant: [[id, 1]] })),
	};
}

/** What a chapter says first → its other sections. Long questions, many relevant. */
function chapters() {
	const root = `${DOC}/linux-doc-6.1/Documentation`;
	const groups = files(root, /^(admin-guide|filesystems|networking|core-api|scheduler|mm|block|security|power|process|driver-api|accounting|trace|locking|RCU|timers)\/.*\.rst\.gz$/)
		.map((file) => ({ file, sections: rstSections(read(file)).filter(({ text }) => text.length > 200) }))
		.filter(({ sections }) => sections.length >= 4 && sections.length <= 40);
	const chosen = sample(groups, 160, ({ file }) => file);
	const id = (file, at) => `${file.slice(root.length + 1)}-${at}`;
	return {
		documents: chosen.flatMap(({ file, sections }) => sections.slice(1).map(({ title, text }, at) => ({ id: id(file, at), title, text }))),
		queries: chosen.map(({ file, sections }) => ({
			id: `q-${file.slice(root.length + 1)}`, text: clip(sections[0].text, 260), relevant: sections.slice(1).map((_, at) => [id(file, at), 1]),
		})),
	};
}

/** A module's name and what it says first → the other sections of its page. */
function library() {
	const sections = pageSections(`${DOC}/python3.11/html`, /^(library|reference|c-api)\/.*\.html$/);
	const pages = new Map();
	for (const section of sections) pages.set(section.page, [...(pages.get(section.page) ?? []), section]);
	const groups = [...pages.values()].filter((group) => group.length >= 3);
	return {
		documents: groups.flatMap((group) => group.slice(1)).map(({ id, title, text }) => ({ id, title, text })),
		queries: groups.map(([first, ...others]) => ({
			id: `q-${first.id}`, text: `${first.title.replace(/^\w+(\.\w+)* — /, "")}`, relevant: others.map(({ id }) => [id, 1]),
		})),
	};
}

/** A section's title → the section (2) and those of the pages that it links to (1). */
function linked() {
	const root = `${DOC}/postgresql-doc-15/html`;
	const documents = files(root, /\.html$/).map((file) => {
		const html = read(file);
		const main = html.replace(/<div class="nav(header|footer)"[\s\S]*?<\/table>/g, " ");
		return {
			id: basename(file), title: plain(/<title>([\s\S]*?)<\/title>/.exec(html)?.[1] ?? "").replace(/^(Chapter |Appendix )?[\w.]*\d[\w.]*\.?\s+/, ""),
			text: plain(main.replace(/<head>[\s\S]*?<\/head>/, "").replace(/<h[1-3][\s\S]*?<\/h[1-3]>/g, " ")),
			links: [...new Set([...main.matchAll(/<a class="(?:x?ref|link)" href="([^"#]+)/g)].map((match) => match[1]))].filter((to) => !to.includes("/")),
		};
	}).filter(({ text }) => text.length > 300);
	return {
		documents: documents.map(({ id, text }) => ({ id, title: "", text })),
		queries: sample(documents.filter(({ links, title }) => links.length >= 2 && links.length <= 30 && title.includes(" ")), 300).map(({ id, title, links }) => ({
			id: `q-${id}`, text: title, relevant: [...links.map((to) => [to, 1]), [id, 2]],
		})),
	};
}

/** A sentence taken out of a section → the section. One relevant document, as for claims. */
function claims(folder, pattern) {
	const cut = pageSections(folder, pattern, 500).map((section) => {
		const sentences = section.text.split(/(?<=[.!?])\s+(?=\p{Lu})/u);
		const at = sentences.findIndex((sentence, index) => index > 1 && sentence.split(" ").length >= 9 && sentence.split(" ").length <= 28);
		return { ...section, claim: sentences[at], text: sentences.filter((_, index) => index !== at).join(" ") };
	});
	return {
		documents: cut.map(({ id, text }) => ({ id, title: "", text })),
		queries: sample(cut.filter(({ claim }) => claim !== undefined), 300).map(({ id, claim }) => ({ id: `q-${id}`, text: claim, relevant: [[id, 1]] })),
	};
}

/** What a command does, in its first words → the sections of its page. A small collection. */
function small() {
	const root = `${DOC}/git/html`;
	const groups = files(root, /^git-[\w-]+\.html$/).map((file) => {
		const sections = htmlSections(read(file));
		const [, summary = ""] = (sections.find(({ title }) => title === "NAME")?.text ?? "").split(" - ");
		return { file: basename(file), summary, sections: sections.filter(({ title, text }) => text.length > 250 && !/^(NAME|SYNOPSIS|GIT)$/i.test(title)) };
	}).filter(({ summary, sections }) => summary !== "" && sections.length > 0);
	return {
		documents: groups.flatMap(({ file, sections }) => sections.map(({ text }, at) => ({ id: `${file}-${at}`, title: "", text }))),
		queries: groups.map(({ file, summary, sections }) => ({ id: `q-${file}`, text: summary, relevant: sections.map((_, at) => [`${file}-${at}`, 1]) })),
	};
}

const all = programs();
const MAKERS = {
	manual, related: () => related(all), facets: () => facets(all), fields: () => fields(all), faq, chapters, library, linked, small,
	claims: () => claims(`${DOC}/postgresql-doc-15/html`, /\.html$/),
	handbook: () => claims(`${DOC}/debian-handbook/html/en-US`, /\.html$/),
	handbuch: () => claims(`${DOC}/debian-handbook/html/de-DE`, /\.html$/),
};
const [target, ...wanted] = process.argv.slice(2);
if (target === undefined) throw new Error("usage: make-collections.mjs FOLDER [NAME…]");
for (const [name, make] of Object.entries(MAKERS)) if (wanted.length === 0 || wanted.includes(name)) write(join(target, name), make());
