import type { MountSample } from "../../src/vfs/index.ts";

/** For the conformance suite. */
export const sample: MountSample = {
	valid: [
		"work/2026-12-01-rent-4k3vq2hxza.ics",
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//deskfs//EN\r\nBEGIN:VEVENT\r\nUID:rent@example.com\r\nDTSTAMP:20261121T120000Z\r\nDTSTART;TZID=Europe/Berlin:20261201T090000\r\nDTEND;TZID=Europe/Berlin:20261201T093000\r\nRRULE:FREQ=MONTHLY\r\nSUMMARY:Pay the rent\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
	],
	invalid: [
		"work/rent.ics",
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:rent@example.com\r\nDTSTART:tomorrow\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
	],
};
