import { expect, test } from "vitest";
import { allowed, isLoopback, retryAfter } from "./network.ts";

test.each([
	["https://example.org/x", true],
	["http://127.0.0.1:8080/v1", true],
	["http://localhost/v1", true],
	["http://[::1]:1/v1", true],
	["http://example.org", false],
	["http://127.0.0.1.example.org", false],
	["http://localhost.example.org", false],
	["ftp://example.org", false],
	["javascript:alert(1)", false],
	["example.org", false],
])("%s may be spoken to: %s", (address, may) => {
	if (may) expect(allowed(address).href).toContain(new URL(address).host);
	else expect(() => allowed(address)).toThrow("no address");
});

test("this machine by any of its names", () => {
	expect(["localhost", "[::1]", "127.0.0.1", "127.9.9.9"].every(isLoopback)).toBe(true);
	expect(["127.0.0.1.org", "::1", "10.0.0.1", "0.0.0.0", ""].some(isLoopback)).toBe(false);
});

test("retry-after is seconds or a date, and a date is by the server's clock where it tells it", () => {
	const date = "Wed, 21 Oct 2026 07:28:10 GMT";
	expect(retryAfter("2")).toBe(2000);
	expect(retryAfter("0.5")).toBe(500);
	expect(retryAfter(date, undefined, Date.UTC(2026, 9, 21, 7, 28, 0))).toBe(10_000);
	expect(retryAfter(date, "Wed, 21 Oct 2026 07:28:07 GMT", Date.UTC(2020, 1, 1))).toBe(3000);
	expect(retryAfter(date, "Wed, 21 Oct 2026 08:00:00 GMT")).toBe(0);
	expect([retryAfter("soon"), retryAfter(null), retryAfter(undefined), retryAfter("")]).toEqual([
		undefined,
		undefined,
		undefined,
		undefined,
	]);
});
