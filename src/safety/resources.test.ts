import { expect, test } from "vitest";
import { LINES } from "./lines.ts";
import { knownRegions, regionOf, resourcesFor, tell } from "./resources.ts";

test("every entry was to be checked within the last twelve months: look at each line's own page, then write the day", () => {
	const yearAgo = new Date();
	yearAgo.setFullYear(yearAgo.getFullYear() - 1);
	for (const region of [...knownRegions(), undefined]) {
		const { checkedOn } = resourcesFor(region);
		expect(checkedOn, region).toMatch(/^\d{4}-\d\d-\d\d$/);
		expect(Date.parse(checkedOn), `${region} was last checked on ${checkedOn}`).toBeGreaterThan(yearAgo.getTime());
	}
});

test("every region has an emergency number and a line that can be called; codes and pages are well-formed", () => {
	for (const [code, { country, emergency, lines }] of Object.entries(LINES)) {
		expect(code).toMatch(/^[A-Z]{2}$/);
		expect(new Intl.DisplayNames("en", { type: "region" }).of(code)).not.toBe(code);
		expect(country).not.toBe("");
		expect(emergency).toMatch(/^\d{3}/);
		expect(lines.length).toBeGreaterThan(0);
		for (const { contact, web } of lines) {
			expect(contact).toMatch(/\d/);
			if (web !== undefined) expect(new URL(web).protocol).toBe("https:");
		}
	}
});

test("zones of the table exist, and belong to one country", () => {
	const zones = Object.values(LINES).flatMap((entry) => entry.zones);
	expect(new Set(zones).size).toBe(zones.length);
	for (const zone of zones)
		if (!zone.endsWith("/")) expect(() => new Intl.DateTimeFormat("en", { timeZone: zone }), zone).not.toThrow();
});

test("the setting comes first, then the time zone, then the locale", () => {
	expect(regionOf("fr", { TZ: "Europe/Berlin", LANG: "en_US.UTF-8" })).toBe("FR");
	expect(regionOf("", { TZ: "Europe/Berlin", LANG: "en_US.UTF-8" })).toBe("DE");
	expect(regionOf("", { TZ: ":Australia/Perth" })).toBe("AU");
	expect(regionOf("", { TZ: "America/Argentina/Salta" })).toBe("AR");
	expect(regionOf("", { TZ: "UTC", LC_ALL: "", LANG: "pt_BR.UTF-8" })).toBe("BR");
	expect(regionOf("", { TZ: "UTC", LANG: "C" })).toBeUndefined();
});

test("an unknown region says where to look, and never another country's number", () => {
	for (const region of [undefined, "", "XX", "constructor", "__proto__"]) {
		const found = resourcesFor(region);
		expect(found).toMatchObject({ region: undefined, country: undefined });
		expect(tell(found).join("\n")).toContain("findahelpline.com");
	}
	expect(resourcesFor("de")).toEqual(resourcesFor("DE"));
	expect(tell(resourcesFor("US"))).toEqual([
		"If you are in danger now, or have taken or done something: call 911.",
		"988 Suicide & Crisis Lifeline: call or text 988, https://988lifeline.org",
		"Find A Helpline: lists lines of over 100 countries, https://findahelpline.com",
	]);
});
