import { availableParallelism, hostname as hostName, machine, release, type as systemType, version } from "node:os";
import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, flag, operands, option, optionalOperand } from "../../src/command/index.ts";
import { identity } from "./shared/identity.ts";
import { say } from "./shared/say.ts";

/** `desk whoami`: the user. */
export const whoami = defineCommand({
	name: "whoami",
	summary: "Print the name of the user",
	args: {},
	output: (z) => z.object({ user: z.string() }),
	examples: [["desk whoami", "who runs this"]],
	failsWith: 1,
	standalone: true,
	async run(context) {
		const { user } = identity();
		await say(context, { user }, user, "\n");
	},
});

/** `desk id`: the user's names and numbers. */
export const id = defineCommand({
	name: "id",
	summary: "Print the user and group",
	about: "A desk has one user, the one of the machine, who is alone in a group of the same name.",
	args: {
		user: flag("the user only", "u"),
		group: flag("the group only", "g"),
		groups: flag("all groups", "G"),
		name: flag("names instead of numbers", "n"),
		real: flag("accepted", "r"),
		zero: flag("end in NUL", "z"),
		who: optionalOperand("USER", "must be the user"),
	},
	output: (z) => z.object({ user: z.string(), uid: z.number(), group: z.string(), gid: z.number() }),
	examples: [
		["desk id -un", "the name of the user"],
		["desk id", "all of it"],
	],
	failsWith: 1,
	standalone: true,
	async run(context, args) {
		const own = identity();
		const usage = (what: string) => new DeskError("EUSAGE", what, { at: "id", todo: "see `desk id --help`" });
		if (args.who !== undefined && args.who !== own.user && args.who !== String(own.uid))
			throw new DeskError("ENOENT", "there is no such user", { at: args.who, todo: `the only one is ${own.user}` });
		const chosen = [args.user, args.group, args.groups].filter(Boolean).length;
		if (chosen > 1) throw usage("-u, -g and -G exclude each other");
		if (chosen === 0 && (args.name || args.real || args.zero)) throw usage("say -u, -g or -G");
		const [name, number] = args.user ? [own.user, own.uid] : [own.group, own.gid];
		const short = args.name ? name : String(number);
		const whole = `uid=${own.uid}(${own.user}) gid=${own.gid}(${own.group}) groups=${own.gid}(${own.group})`;
		await say(context, { ...own }, chosen === 1 ? short : whole, args.zero ? "\0" : "\n");
	},
});

/** `desk nproc`: processors. */
export const nproc = defineCommand({
	name: "nproc",
	summary: "Print how many processors there are",
	args: {
		all: flag("also those that this process may not use"),
		ignore: option("so many fewer, but at least one", { value: "N" }),
	},
	output: (z) => z.object({ processors: z.number() }),
	examples: [["desk nproc", "how many jobs make sense at once"]],
	failsWith: 1,
	standalone: true,
	async run(context, { ignore = "0" }) {
		if (!/^\d+$/.test(ignore))
			throw new DeskError("EUSAGE", `--ignore takes a number, not '${ignore}'`, { at: "nproc", todo: "write digits" });
		const processors = Math.max(1, availableParallelism() - Number(ignore));
		await say(context, { processors }, String(processors), "\n");
	},
});

/** `desk uname`: the system. */
export const uname = defineCommand({
	name: "uname",
	summary: "Print what system this is",
	args: {
		all: flag("all of it", "a"),
		kernelName: flag("the name of the kernel (default)", "s"),
		nodename: flag("the name of the machine", "n"),
		kernelRelease: flag("the release of the kernel", "r"),
		kernelVersion: flag("its version", "v"),
		machine: flag("the kind of machine", "m"),
		processor: flag("the processor", "p"),
		hardwarePlatform: flag("the platform", "i"),
		operatingSystem: flag("the operating system", "o"),
	},
	output: (z) =>
		z.object({ kernel: z.string(), node: z.string(), release: z.string(), version: z.string(), machine: z.string() }),
	examples: [
		["desk uname -a", "all of it"],
		["desk uname -sm", "Linux x86_64"],
	],
	failsWith: 1,
	standalone: true,
	async run(context, args) {
		const system = systemType();
		const parts: [boolean, string][] = [
			[args.kernelName, system],
			[args.nodename, hostName()],
			[args.kernelRelease, release()],
			[args.kernelVersion, version()],
			[args.machine, machine()],
			// With -a GNU uname leaves out what it does not know.
			[args.processor && !args.all, "unknown"],
			[args.hardwarePlatform && !args.all, "unknown"],
			[args.operatingSystem, system === "Linux" ? "GNU/Linux" : system],
		];
		const isUnknown = (text: string) => text === "unknown";
		const asked = parts.filter(([given, text]) => given || (args.all && !isUnknown(text))).map(([, text]) => text);
		const record = { kernel: system, node: hostName(), release: release(), version: version(), machine: machine() };
		await say(context, record, (asked.length === 0 ? [system] : asked).join(" "), "\n");
	},
});

/** `desk hostname`: the name of the machine. */
export const hostname = defineCommand({
	name: "hostname",
	summary: "Print the name of the machine",
	args: {
		short: flag("up to the first dot", "s"),
		fqdn: flag("accepted", "f"),
		name: optionalOperand("NAME", "cannot be set"),
	},
	output: (z) => z.object({ name: z.string() }),
	examples: [["desk hostname -s", "its short name"]],
	failsWith: 1,
	standalone: true,
	async run(context, args) {
		if (args.name !== undefined)
			throw new DeskError("EPERM", "the name of the machine is not the desk's to set", {
				at: "hostname",
				todo: "leave NAME out",
			});
		const name = args.short ? (hostName().split(".")[0] ?? "") : hostName();
		await say(context, { name }, name, "\n");
	},
});

/** What tput says, where the terminal does it as xterm does. */
const SEQUENCES: Readonly<Record<string, string>> = {
	bold: "\x1b[1m",
	dim: "\x1b[2m",
	smul: "\x1b[4m",
	rmul: "\x1b[24m",
	rev: "\x1b[7m",
	smso: "\x1b[7m",
	rmso: "\x1b[27m",
	sgr0: "\x1b(B\x1b[m",
	clear: "\x1b[H\x1b[2J\x1b[3J",
	el: "\x1b[K",
	ed: "\x1b[J",
	home: "\x1b[H",
	civis: "\x1b[?25l",
	cnorm: "\x1b[?12l\x1b[?25h",
	cuu1: "\x1b[A",
	sc: "\x1b7",
	rc: "\x1b8",
};

/** `desk tput`: what the terminal can do. */
export const tput = defineCommand({
	name: "tput",
	summary: "Print what the terminal can do, or make it do that",
	about:
		"cols, lines, colors; and, as xterm has them: bold dim smul rmul rev smso rmso sgr0 setaf N setab N clear el ed home cup ROW COLUMN civis cnorm sc rc. " +
		"Status 2 without a terminal type (TERM), 4 for what is not known.",
	args: {
		terminal: option("as if TERM were this", { short: "T", value: "TYPE" }),
		words: operands("CAPABILITY", "what to print", { required: true }),
	},
	examples: [
		["desk tput -T xterm colors", "8"],
		["desk tput -T xterm bold", "what makes text bold"],
	],
	failsWith: 2,
	standalone: true,
	async run(context, { terminal, words }) {
		const { variables, stdout } = context;
		const type = terminal ?? variables.TERM ?? "";
		if (type === "")
			throw new DeskError("EFAILED", "TERM is not set", { at: "tput", todo: "use -T xterm, for example" });
		const [name = "", first = "0", second = "0"] = words;
		const colours = /256|direct|kitty|alacritty/.test(type) ? 256 : type === "dumb" ? -1 : 8;
		if (name === "cols") return await stdout.write(`${context.terminal.columns}\n`);
		if (name === "lines") return await stdout.write(`${Number(variables.LINES) || 24}\n`);
		if (name === "colors") return await stdout.write(`${colours}\n`);
		// A dumb terminal can do nothing of it.
		if (type === "dumb") return context.setStatus(1);
		const sequence =
			name === "setaf" || name === "setab"
				? colour(Number(first), name === "setaf" ? 3 : 4)
				: name === "cup"
					? `\x1b[${Number(first) + 1};${Number(second) + 1}H`
					: SEQUENCES[name];
		if (sequence === undefined) {
			context.note(`tput: '${name}' is not known`);
			return context.setStatus(4);
		}
		await stdout.write(sequence);
	},
});

function colour(number: number, ground: 3 | 4): string {
	if (number < 8) return `\x1b[${ground}${number}m`;
	return number < 16 ? `\x1b[${ground + 6}${number - 8}m` : `\x1b[${ground}8;5;${number}m`;
}
