import type { Pipeline, Redirect } from "unbash";
import { OpenFile } from "./descriptors.ts";
import { execute } from "./execute.ts";
import { Pipe } from "./pipe.ts";
import { toTheEnd } from "./run.ts";
import type { Shell } from "./shell.ts";
import { endWith } from "./subshell.ts";
import { wordOf } from "./syntax.ts";
import { timed } from "./timed.ts";
import { announceFor, remember, runTrap } from "./traps.ts";

type Stage = Pipeline["commands"][number];

/** `a | b | c`: all stages run together, each in a subshell, over pipes with back-pressure. */
export async function runPipeline(shell: Shell, node: Pipeline): Promise<number> {
	const negated = node.prefixes.filter((prefix) => prefix.type === "Negation").length % 2 === 1;
	const time = node.prefixes.find((prefix) => prefix.type === "Time");
	if (negated) shell.tested++;
	try {
		const run = () => stages(shell, node);
		const status = time === undefined ? await run() : await timed(shell, time.posix !== undefined, run);
		return negated ? (status === 0 ? 1 : 0) : status;
	} finally {
		if (negated) shell.tested--;
	}
}

async function stages(shell: Shell, node: Pipeline): Promise<number> {
	const { commands } = node;
	const [only] = commands;
	if (only === undefined) return 0; // `time` alone
	if (commands.length === 1) return await execute(shell, only);
	const lastHere = shell.options.shopt.has("lastpipe") && !shell.options.monitor;
	const running: Promise<number>[] = [];
	let input: Pipe | undefined;
	for (const [index, command] of commands.entries()) {
		const last = index === commands.length - 1;
		if (last && lastHere) {
			running.push(runLastHere(shell, command, input as Pipe));
			break;
		}
		const stage = shell.subshell();
		if (input !== undefined) await stage.descriptors.set(0, new OpenFile({ source: input }));
		if (!last) {
			const output = new Pipe();
			const end = new OpenFile({ sink: { write: (bytes) => output.write(bytes), end: () => output.end() } });
			await stage.descriptors.set(1, end);
			input = output;
		}
		const whole = node.operators[index] === "|&" ? withErrors(command) : command;
		// A simple command's own words are expanded before there is a subshell, as far as scripts can see.
		if (whole.type === "Command" || whole.type === "Subshell") {
			stage.subshellDepth--;
			stage.lateSubshell = whole.type === "Command";
		}
		const isSimple = whole.type === "Command";
		if (whole.type === "Subshell") remember(shell, whole);
		const skips = isSimple && (await announceFor(shell, stage, whole));
		// A simple command ends its process: nothing looks at its failure there.
		running.push(toTheEnd(stage, skips ? async () => 0 : () => execute(stage, whole, isSimple ? false : undefined)));
	}
	const statuses = await Promise.all(running);
	shell.pipeStatus = statuses;
	endWith(shell);
	const status = statuses.at(-1) as number;
	if (status !== 0 && shell.tested === 0 && commands.at(-1)?.type === "Subshell") {
		// Bash waits for it as for a subshell of its own, and for the pipeline once more.
		shell.status = status;
		await runTrap(shell, "ERR");
	}
	const failed = shell.options.pipefail ? statuses.filter((status) => status !== 0).at(-1) : undefined;
	return failed ?? status;
}

/** `|&` is `2>&1 |`, after the command's own redirections. */
function withErrors(command: Stage): Stage {
	const both: Redirect = {
		type: "Redirect",
		pos: command.end,
		end: command.end,
		operator: ">&",
		descriptor: { type: "FileDescriptor", pos: 0, end: 0, value: 2 },
		target: wordOf("1"),
	};
	if (command.type === "Command") {
		const { type, pos, end, name, prefix, suffix, args } = command;
		return { type, pos, end, name, prefix, suffix, args, redirects: [...command.redirects, both] };
	}
	if (command.type === "Redirected") return { ...command, redirects: [...command.redirects, both] };
	if (command.type === "Function" || command.type === "Coproc") return command;
	return { type: "Redirected", pos: command.pos, end: command.end, command, redirects: [both] };
}

async function runLastHere(shell: Shell, command: Pipeline["commands"][number], input: Pipe): Promise<number> {
	const outer = shell.descriptors;
	const inner = outer.clone();
	await inner.set(0, new OpenFile({ source: input }));
	shell.descriptors = inner;
	try {
		return await execute(shell, command);
	} finally {
		shell.descriptors = outer;
		await inner.closeAll();
	}
}
