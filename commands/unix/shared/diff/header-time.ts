import type { Micros } from "../../../../src/base/clock.ts";

/** A time as diff's headers have it: `2024-01-01 00:00:00.000000000 +0000`, in the zone that TZ names or else the process's. */
export function headerTime(at: Micros, zone: string | undefined): string {
	const minutes = offsetOf(at, zone);
	const iso = new Date(Math.floor(at / 1000) + minutes * 60_000).toISOString();
	const micros = String(((at % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, "0");
	const size = Math.abs(minutes);
	const offset = `${minutes < 0 ? "-" : "+"}${String(Math.floor(size / 60)).padStart(2, "0")}${String(size % 60).padStart(2, "0")}`;
	return `${iso.slice(0, 10)} ${iso.slice(11, 19)}.${micros}000 ${offset}`;
}

/** Minutes east of Greenwich. */
function offsetOf(at: Micros, zone: string | undefined): number {
	const date = new Date(at / 1000);
	if (zone === undefined || zone === process.env.TZ) return -date.getTimezoneOffset();
	try {
		const text = new Intl.DateTimeFormat("en", { timeZone: zone === "" ? "UTC" : zone, timeZoneName: "longOffset" })
			.formatToParts(date)
			.find((part) => part.type === "timeZoneName")?.value;
		const found = /GMT([+-])(\d\d):(\d\d)/.exec(text ?? "");
		return found === null ? 0 : Number(`${found[1]}1`) * (Number(found[2]) * 60 + Number(found[3]));
	} catch {
		return 0; // as glibc does with a zone that it does not know
	}
}
