import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where Linux tells of batteries and plugs. */
const POWER = "/sys/class/power_supply";

/** Whether the machine runs on its battery; false where that cannot be told. */
export function onBattery(folder = POWER): boolean {
	const read = (name: string, file: string) => {
		try {
			return readFileSync(join(folder, name, file), "utf8").trim();
		} catch {
			return ""; // not every supply has every file
		}
	};
	let names: string[];
	try {
		names = readdirSync(folder);
	} catch {
		return false; // no Linux, or none of it to be seen
	}
	const plugged = names.some((name) => ["Mains", "USB"].includes(read(name, "type")) && read(name, "online") === "1");
	return !plugged && names.some((name) => read(name, "type") === "Battery" && read(name, "status") === "Discharging");
}
