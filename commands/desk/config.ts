import {
	CONFIG,
	type ConfigClass,
	type ConfigKey,
	checkedValue,
	readConfig,
	type Setting,
	variableOf,
	writeConfig,
} from "../../src/base/config.ts";
import { DeskError } from "../../src/base/errors.ts";
import { nearest, table, widthOf, wrap } from "../../src/cli/index.ts";
import { type Command, type Context, defineCommand, defineGroup, operand } from "../../src/command/index.ts";
import { Store } from "../../src/store/index.ts";

/** A setting, as `--json` prints it. */
interface Item {
	key: string;
	value: string | boolean | number;
	source: Setting["source"];
	default: string | boolean | number;
	class: ConfigClass;
	doc: string;
}

const key = operand("KEY", "a setting, such as trash.keep", "config-key");
const output = (z: Parameters<NonNullable<Command["output"]>>[0]) => {
	const value = z.union([z.string(), z.boolean(), z.number()]);
	return z.object({
		key: z.string(),
		value,
		source: z.enum(["default", "file", "environment"]),
		default: value,
		class: z.enum(["public", "internal", "secret", "local-only"]),
		doc: z.string(),
	});
};

const list = defineCommand({
	name: "list",
	summary: "All settings, with where each value comes from",
	about: "In a pipe: key, value, source, class and purpose, separated by tabs.",
	args: {},
	standalone: true,
	output,
	examples: [
		["desk config", "all settings and what they are for"],
		["desk config list --json | jq 'select(.source != \"default\")'", "what is not at its default"],
	],
	async *run(context) {
		for (const setting of (await readConfig(context.home)).values()) yield toItem(setting);
	},
	line: (item: Item) => [item.key, item.value, item.source, item.class, item.doc].join("\t"),
	screen(items: Item[], { style, terminal }) {
		const left = table(
			items.map((item) => [
				style.strong(item.key),
				shown(item.value),
				item.source === "default" ? style.faint("default") : style.warning(item.source),
				"|",
			]),
		).split("\n");
		return items
			.map(({ doc }, index) => {
				const head = (left[index] ?? "").slice(0, -1);
				const lines = wrap(doc, terminal.columns, widthOf(head)).trimStart().split("\n");
				return head + lines.map((line) => line.replace(/\S.*/, (text) => style.faint(text))).join("\n");
			})
			.join("\n");
	},
});

const get = defineCommand({
	name: "get",
	summary: "One setting",
	about: "In a pipe the value alone.",
	args: { key },
	standalone: true,
	output,
	examples: [["desk config get trash.keep", "its value, and on a terminal its purpose, class and default"]],
	async *run(context, args) {
		yield toItem(await settingOf(context, args.key));
	},
	line: (item: Item) => String(item.value),
	screen: ([item]: Item[], { style }) =>
		item === undefined
			? ""
			: `${style.strong(shown(item.value))}\n${item.doc}\n${style.faint(`${item.class}; from ${item.source === "environment" ? variableOf(item.key) : item.source}; default ${shown(item.default)}`)}`,
});

const set = defineCommand({
	name: "set",
	summary: "Change a setting",
	about: "Written to $DESK_HOME/config.toml, whose other lines and comments stay as they are.",
	args: { key, value: operand("VALUE", "what it shall be") },
	standalone: true,
	changes: true,
	output,
	examples: [
		["desk config set trash.keep 30d", "let `desk gc` empty /trash of what is older than 30 days"],
		["desk config set edit.command 'code --wait'", "another editor for `desk edit`"],
	],
	async *run(context, args) {
		const { key: name } = await settingOf(context, args.key);
		yield await change(context, name, args.value);
	},
	line: (item: Item) => `${item.key} = ${shown(item.value)}`,
});

const unset = defineCommand({
	name: "unset",
	summary: "Set a setting back to its default",
	args: { key },
	standalone: true,
	changes: true,
	output,
	examples: [["desk config unset trash.keep", "back to the default"]],
	async *run(context, args) {
		const { key: name } = await settingOf(context, args.key);
		yield await change(context, name, undefined);
	},
	line: (item: Item) => `${item.key} = ${shown(item.value)}`,
});

/** `desk config`: the settings of `$DESK_HOME/config.toml`. */
export const config = defineGroup({
	name: "config",
	summary: "Show and change settings",
	commands: [list, get, set, unset],
	fallback: "list",
});

async function change(context: Context, name: ConfigKey, value: string | undefined): Promise<Item> {
	Store.mustExist(context.home);
	const wanted = value === undefined ? CONFIG[name].fallback : checkedValue(name, value);
	if (context.dryRun) return toItem({ key: name, value: wanted, source: value === undefined ? "default" : "file" });
	await writeConfig(context.home, name, value);
	const setting = await settingOf(context, name);
	if (setting.source === "environment") context.note(`${variableOf(name)} is set and goes before the file`);
	return toItem(setting);
}

/** @throws DeskError EINVAL for an unknown key, with the nearest */
async function settingOf(context: Context, text: string): Promise<Setting> {
	const settings = await readConfig(context.home);
	const setting = settings.get(text as ConfigKey);
	if (setting !== undefined) return setting;
	const close = nearest(text, [...settings.keys()]);
	throw new DeskError("EINVAL", `there is no setting '${text}'`, {
		at: "config",
		todo: close === undefined ? "`desk config list` shows all" : `did you mean ${close}?`,
	});
}

function toItem({ key: name, value, source }: Setting): Item {
	const { class: kind, fallback, about } = CONFIG[name];
	return { key: name, value, source, default: fallback, class: kind, doc: about };
}

function shown(value: string | boolean | number): string {
	return value === "" ? '""' : String(value);
}
