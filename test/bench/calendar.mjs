// 10,000 events, one in ten of them recurring: `desk calendar week` against `khal list` of the same, each a process of its own with its
// cache (khal) or tables (desk) made before.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const COUNT = 10_000;
const RULES = ["FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=DAILY;COUNT=200", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=YEARLY", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20291231T000000Z", "FREQ=MONTHLY;BYMONTHDAY=-1"];
const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Europe/London"];
const pad = (n) => String(n).padStart(2, "0");

/** The events as texts of files, the same at each run: five years around now, in a few zones, some all day. */
export function events(count = COUNT) {
	let seed = 5;
	const next = (below) => {
		seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
		return Math.floor((seed / 2_147_483_648) * below);
	};
	return Array.from({ length: count }, (_, index) => {
		const day = new Date(Date.UTC(2024, 0, 1 + next(1826)));
		const date = `${day.getUTCFullYear()}${pad(day.getUTCMonth() + 1)}${pad(day.getUTCDate())}`;
		const zone = ZONES[next(ZONES.length)];
		const hour = next(22);
		const times = next(8) === 0 ? [`DTSTART;VALUE=DATE:${date}`] : [`DTSTART;TZID=${zone}:${date}T${pad(hour)}0000`, `DTEND;TZID=${zone}:${date}T${pad(hour + 1)}${pad(next(6) * 10)}00`];
		const rule = index % 10 === 0 ? [`RRULE:${RULES[next(RULES.length)]}`] : [];
		return [
			"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//deskfs//bench//EN", "BEGIN:VEVENT", `UID:event-${index}@example.com`, "DTSTAMP:20240101T000000Z", ...times, ...rule,
			`SUMMARY:Event ${index} about topic ${next(500)}`, `LOCATION:Room ${next(40)}`, `DESCRIPTION:Agenda of event ${index}: report\\, plan\\, questions.`,
			`ATTENDEE;CN=Person ${next(200)};PARTSTAT=ACCEPTED:mailto:person${next(200)}@example.com`, "END:VEVENT", "END:VCALENDAR", "",
		].join("\r\n");
	});
}

/** Measures and reports; `alternate`, `time` and `row` are those of run.mjs. */
export function benchCalendar({ root, folder, env, time, alternate, row }) {
	if (spawnSync("khal", ["--version"]).error !== undefined) return console.log("skip calendar: khal is not installed");
	const vdir = join(folder, "vdir");
	mkdirSync(vdir);
	for (const [index, text] of events().entries()) writeFileSync(join(vdir, `event-${index}.ics`), text);
	const config = join(folder, "khal.conf");
	writeFileSync(
		config,
		`[calendars]\n[[bench]]\npath = ${vdir}\n[sqlite]\npath = ${join(folder, "khal.db")}\n[locale]\nlocal_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n[default]\ndefault_calendar = bench\n`,
	);
	const there = { env: { ...env, DESK_HOME: join(folder, "calendar"), TZ: "Europe/Berlin" } };
	const desk = (...args) => time(process.execPath, [join(root, "bin", "desk.js"), ...args], there);
	const khal = () => time("khal", ["-c", config, "list", "today", "7d"], there);
	desk("init", "--key", "file");
	const imported = desk("import", "-q", "calendar", vdir, "--into", "bench");
	const cached = khal();
	const [ours, theirs] = alternate(9, () => desk("calendar", "week"), khal);
	row("`desk calendar week`, 10,000 events", ours, theirs, "`khal list` with its cache made", 0.3);
	row("import of 10,000 events", imported, cached, "khal's first look at them", 1);
}
