import type { CommandEntry } from "../src/command/index.ts";
import type { MountEntry } from "../src/vfs/index.ts";

/** All mounts, one line each; a mount's folder holds the rest. Commands are named here so that none is loaded to find one. */
const registry: readonly (MountEntry & { commands?: readonly CommandEntry[] })[] = [
	{
		name: "notes",
		load: async () => (await import("./notes/index.ts")).notes,
		commands: [
			{ name: "note", group: "Notes and tasks", load: async () => (await import("./notes/commands.ts")).note },
		],
	},
	{
		name: "tasks",
		load: async () => (await import("./tasks/index.ts")).tasks,
		commands: [
			{ name: "task", group: "Notes and tasks", load: async () => (await import("./tasks/commands.ts")).task },
		],
	},
	{
		name: "mail",
		load: async () => (await import("./mail/index.ts")).mail,
		commands: [
			{
				name: "mail",
				group: "Mail, calendar and contacts",
				load: async () => (await import("./mail/commands/index.ts")).mail,
			},
		],
	},
	{
		name: "calendar",
		load: async () => (await import("./calendar/index.ts")).calendar,
		commands: [
			{
				name: "calendar",
				group: "Mail, calendar and contacts",
				load: async () => (await import("./calendar/commands.ts")).calendarCommands,
			},
		],
	},
	{
		name: "contacts",
		load: async () => (await import("./contacts/index.ts")).contacts,
		commands: [
			{
				name: "contact",
				group: "Mail, calendar and contacts",
				load: async () => (await import("./contacts/commands.ts")).contact,
			},
		],
	},
	{
		name: "context",
		load: async () => (await import("./context/index.ts")).context,
		commands: [
			{ name: "biz", group: "Business", load: async () => (await import("./context/profile/commands.ts")).bizCommands },
			{
				name: "belief",
				group: "Business",
				load: async () => (await import("./context/belief/commands.ts")).beliefCommands,
			},
			{
				name: "perf",
				group: "Business",
				load: async () => (await import("./context/performance/commands.ts")).perfCommands,
			},
			{
				name: "rec",
				group: "Business",
				load: async () => (await import("./context/recommend/commands.ts")).recCommands,
			},
			{ name: "context", group: "Business", load: async () => (await import("./context/commands.ts")).contextCommands },
		],
	},
	{ name: "files", load: async () => (await import("./files/index.ts")).files },
	{
		name: "agents",
		load: async () => (await import("./agents/index.ts")).agents,
	},
	{ name: "prompts", load: async () => (await import("./prompts/index.ts")).prompts },
	{ name: "search", load: async () => (await import("./search/index.ts")).search },
	{ name: "trash", load: async () => (await import("./trash/index.ts")).trash },
	{ name: "sys", load: async () => (await import("./sys/index.ts")).sys },
];

export default registry;

/** The commands that come with the mounts. */
export const mountCommands: readonly CommandEntry[] = registry.flatMap((mount) => mount.commands ?? []);
