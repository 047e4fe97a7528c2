import fc from "fast-check";
import { expect, test } from "vitest";
import { checkName } from "./path.ts";
import { rejectedName } from "./rejected.ts";

test("keeps what can be kept", () => {
	expect(rejectedName(7, "/tasks/inbox/pay the rent.md")).toBe("7-pay the rent.md");
	expect(rejectedName(7, "/files/.profile")).toBe("7-.profile");
	expect(rejectedName(7, "/files/a\nb\x1b[1m.txt")).toBe("7-a b 1m.txt");
	expect(rejectedName(7, "/files/x.")).toBe("7-x");
	const long = rejectedName(12, `/files/${"ü".repeat(120)}.md`);
	expect(long).toMatch(/^12-ü+\.md$/);
	expect(Buffer.byteLength(long)).toBeLessThanOrEqual(200);
});

test("any name becomes a portable one that begins with its number", () => {
	fc.assert(
		fc.property(fc.nat(), fc.string({ unit: "binary", maxLength: 300 }), (id, text) => {
			const name = rejectedName(id, `/files/${text.replaceAll(/[/\0]/g, "")}`);
			checkName(name, "portable", name);
			expect(name).toMatch(new RegExp(`^${id}(-|$|\\.)`));
		}),
	);
});
