/** Commands for somebody else than the owner: those that his permissions and the table of exposures leave. */
import { DeskError } from "../base/errors.ts";
import { type Command, type CommandHost, type CommandSet, isGroup, parseArgs, type StageIo } from "../command/index.ts";
import { type Access, printable, type Vfs } from "../vfs/index.ts";
import { exposureOf, whyNot } from "./exposure.ts";

/** The commands of a restricted view of the desk. What is refused ends with status 4 and says why. */
export class ExposedCommands implements CommandHost {
	readonly names: readonly string[];
	readonly mounts: readonly string[];
	readonly #commands: CommandSet;
	readonly #access: Access;
	readonly #tools: ReadonlySet<string> | undefined;
	readonly #onTables: (mounts: readonly string[]) => void;

	/**
	 * @param commands on a `Vfs` that is restricted (`Vfs.restricted`)
	 * @param onTables hears of mounts whose tables a command is shown
	 * @param tools the commands that are granted by name (`ls`, `mail list`, or `mail` for all of its verbs); without it, all that the table allows
	 */
	constructor(
		commands: CommandSet,
		access: Access,
		tools?: Iterable<string>,
		onTables: (mounts: readonly string[]) => void = () => undefined,
	) {
		this.#onTables = onTables;
		this.#commands = commands;
		this.#access = access;
		this.#tools = tools === undefined ? undefined : new Set(tools);
		this.mounts = commands.mounts.filter((mount) => access.sees(`/${mount}`, "posix", "directory"));
		this.names = commands.names.filter((name) => exposureOf(name) !== "owner");
	}

	/** Whether there is such a command at all: what may not be run says why. */
	has(name: string): boolean {
		return this.#commands.has(name);
	}

	open(): Promise<Vfs> {
		return this.#commands.open();
	}

	get isOpen(): boolean {
		return true;
	}

	/** The reason why a command may not run, or undefined. @param name `ls`, `mail list` */
	refusal(name: string): string | undefined {
		if (this.#tools !== undefined && !this.#tools.has(name) && !this.#tools.has(name.split(" ")[0] ?? ""))
			return "this command is not among the tools that were granted";
		return whyNot(name, this.#access, this.#commands.mounts);
	}

	async run(argv: readonly string[], io: StageIo): Promise<number> {
		const refused = await this.#refusalOf(argv);
		if (refused === undefined) return await this.#commands.run(argv, io);
		const error = new DeskError("EACCES", refused, { at: printable(argv[0] ?? ""), todo: "do without it" });
		await io.stderr.write(`desk: ${error.sentence}\n`);
		return error.status;
	}

	async #refusalOf(argv: readonly string[]): Promise<string | undefined> {
		const [word = "", verb, ...rest] = argv;
		if (word === "help") return undefined;
		const loaded = await this.#commands.entries.find(({ name }) => name === word)?.load();
		if (loaded === undefined) return undefined; // there is no such command, as the host says
		if (!isGroup(loaded)) return this.refusal(word) ?? hostPaths(loaded, argv.slice(1));
		if (verb === "--help" || verb === "help") return undefined;
		const isFallback = verb === undefined || /^[-/]/.test(verb);
		const chosen = isFallback ? loaded.fallback : verb;
		const command = loaded.commands.find(({ name }) => name === chosen);
		if (command === undefined) return undefined;
		const name = `${word} ${command.name}`;
		const refused = this.refusal(name) ?? hostPaths(command, isFallback ? argv.slice(1) : rest);
		const exposure = exposureOf(name);
		if (refused === undefined && typeof exposure === "object")
			this.#onTables(exposure.mounts === "*" ? this.mounts : exposure.mounts);
		return refused;
	}
}

/** Files of the machine are none of an agent's business. */
function hostPaths(command: Command, argv: readonly string[]): string | undefined {
	const names = Object.keys(command.args).filter((name) => command.args[name]?.completes === "host-path");
	if (names.length === 0) return undefined;
	try {
		const values = parseArgs(
			command.args,
			argv.filter((word) => !GLOBALS.has(word)),
			command.name,
		);
		const given = names.find((name) => values[name] !== undefined && (values[name] as unknown[] | string).length > 0);
		return given === undefined ? undefined : "it would touch files of this computer";
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		return "its arguments cannot be read, and some of them may name files of this computer";
	}
}

/** Options that every command takes, and that its own table does not name. */
const GLOBALS = new Set(["--json", "--dry-run", "-0", "-q", "-v", "--quiet", "--verbose", "--null", "--help"]);
