import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/store.ts";
import { DeskError } from "../base/errors.ts";
import { onBattery } from "../base/power.ts";
import { routeOf, type Situation } from "./router.ts";

const BASE: Situation = {
	task: "ask",
	request: "q",
	local: "retrieval",
	available: true,
	degradation: "full",
	offline: false,
};
const simple = (probability: number, by: "model" | "rules" = "model") => ({
	simple: async () => ({ probability, by }),
});

describe("who answers", () => {
	test.each<[string, Partial<Situation>, string, RegExp]>([
		["a model, as a rule", {}, "api", /better/],
		["whom the user asks", { asked: "local" }, "local", /you asked/],
		["whom the user asks", { asked: "api", available: false, offline: true }, "api", /you asked/],
		[
			"a model where nothing else can",
			{ local: undefined, needs: "rewriting needs one", available: false },
			"api",
			/rewriting needs one/,
		],
		["this machine where it is exact", { exact: true }, "local", /exact/],
		["this machine when offline", { offline: true }, "local", /OFFLINE/],
		["this machine without a key", { available: false }, "local", /no key/],
		["this machine when the budget is low", { degradation: "local" }, "local", /nearly spent/],
		["this machine when the budget is spent", { degradation: "stop" }, "local", /is spent/],
		["a model when the small one is to be asked", { degradation: "small" }, "api", /better/],
		["this machine for a simple request", simple(0.95), "local", /`route`: 95 %/],
		["a model when that is not sure", simple(0.8), "api", /better/],
		["a model when rules alone say so", simple(0.68, "rules"), "api", /better/],
	])("%s", async (_, situation, route, why) => {
		const found = await routeOf({ ...BASE, ...situation });
		expect(found.route).toBe(route);
		expect(found.why).toMatch(why);
	});

	test("--local where only a model can is a mistake", async () => {
		await expect(routeOf({ ...BASE, asked: "local", local: undefined })).rejects.toThrow(DeskError);
	});

	test("the model `route` is not asked when a rule has decided", async () => {
		const never = async () => {
			throw new Error("was asked");
		};
		expect((await routeOf({ ...BASE, available: false, simple: never })).route).toBe("local");
	});
});

test("a machine on its battery", () => {
	const path = temporaryFolder();
	const supply = (name: string, files: Record<string, string>) => {
		mkdirSync(join(path, name));
		for (const [file, text] of Object.entries(files)) writeFileSync(join(path, name, file), `${text}\n`);
	};
	expect(onBattery(join(path, "none"))).toBe(false);
	supply("BAT0", { type: "Battery", status: "Discharging" });
	expect(onBattery(path)).toBe(true);
	supply("AC", { type: "Mains", online: "1" });
	expect(onBattery(path)).toBe(false);
	rmSync(path, { recursive: true });
});
