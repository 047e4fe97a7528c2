import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
});
afterEach(() => desk.remove());

test("what cannot be read in full comes in whole, and is told with line and column", async () => {
	const broken = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:garbage\nEND:VEVENT\nEND:VCALENDAR\n";
	const file = join(desk.folder, "broken.ics");
	writeFileSync(file, broken);
	const first = await desk.run(["import", "calendar", file]);
	expect(first).toMatchObject({ status: 0, stdout: "1 new, 0 changed, 0 unchanged\n" });
	expect(first.stderr).toMatch(/^1 file is kept as it came.*: \/calendar\/.*: line 4, column 9: DTSTART/);
	expect((await desk.run(["calendar", "export"])).stdout).toBe(broken);
	expect((await desk.run(["import", "calendar", file])).stderr).toBe("");
});
