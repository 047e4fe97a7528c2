import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { zoneOf } from "../../../src/base/zone.ts";
import { zoneLines } from "./zone-lines.ts";

const ZONES = [
	"Europe/Berlin",
	"Europe/London",
	"America/New_York",
	"America/Sao_Paulo",
	"America/Santiago",
	"Australia/Sydney",
	"Australia/Lord_Howe",
	"Asia/Kolkata",
	"Asia/Tokyo",
	"Africa/Casablanca",
	"Pacific/Auckland",
	"Asia/Jerusalem",
];

/** What python's dateutil reads of a VTIMEZONE: the offset (seconds) at local noon of many days. */
const ORACLE = `
import sys, json, io, datetime
from dateutil.tz import tzical
out = {}
for name, text in json.load(sys.stdin).items():
    zone = tzical(io.StringIO(text)).get(name)
    out[name] = [int(zone.utcoffset(datetime.datetime(2026, 1, 2, 12) + datetime.timedelta(days=9 * n)).total_seconds()) for n in range(240)]
print(json.dumps(out))
`;

test("dateutil reads the zone's own offsets from it, for six years", () => {
	const texts = Object.fromEntries(
		ZONES.map((name) => [
			name,
			`BEGIN:VCALENDAR\r\n${(zoneLines(name, Date.UTC(2026, 10, 21) / 1000) ?? []).join("\r\n")}\r\nEND:VCALENDAR\r\n`,
		]),
	);
	const { status, stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", ORACLE], {
		input: JSON.stringify(texts),
		encoding: "utf8",
	});
	if (status !== 0) return console.log(`skipped: python3-dateutil is not there (${stderr.trim().split("\n").at(-1)})`);
	const read = JSON.parse(stdout) as Record<string, number[]>;
	for (const name of ZONES) {
		const zone = zoneOf({ TZ: name });
		const own = Array.from({ length: 240 }, (_, n) => {
			const noon = Date.UTC(2026, 0, 2, 12) / 1000 + 9 * n * 86_400;
			return zone.at(noon - zone.at(noon).offset).offset;
		});
		expect(read[name], name).toEqual(own);
	}
});
