/** How control leaves a command other than by its end. Thrown, and caught by what it is meant for. */

/** `break N`, `continue N`. */
export class LoopJump {
	readonly kind: "break" | "continue";
	levels: number;
	/** What the loop ends with. */
	readonly status: number;

	constructor(kind: "break" | "continue", levels: number, status = 0) {
		this.kind = kind;
		this.levels = levels;
		this.status = status;
	}
}

/** `return`. */
export class ReturnJump {
	readonly status: number;

	constructor(status: number) {
		this.status = status;
	}
}

/** `exit`, `set -e`, an unset parameter under `set -u`: the end of this shell or subshell. */
export class ExitJump {
	readonly status: number;
	/** Whether `exit` said so: then the EXIT trap runs inside the functions that it was called in. */
	readonly asked: boolean;

	constructor(status: number, asked = false) {
		this.status = status;
		this.asked = asked;
	}
}

/** What ends a script but only the line of an interactive shell: an unset parameter under `set -u`, too deep a recursion. */
export class FatalJump extends ExitJump {}

/** A mistake that ends the command line it is in (assigning a readonly variable, dividing by zero); the next line runs. */
export class DiscardJump {
	readonly status: number;

	constructor(status: number) {
		this.status = status;
	}
}

/** Too many arguments of `exit`, `shift`; a mistake in the arithmetic of a subscript or an assignment: it ends the line of the script, with all functions, `eval` and sourced files in it; and the text of `-c`. */
export class LineJump extends DiscardJump {}

/** Ctrl-C, `kill`, a deadline: status 128 + signal, or 124. */
export class Interrupted {
	readonly status: number;
	readonly signal: string;

	constructor(status: number, signal: string) {
		this.status = status;
		this.signal = signal;
	}
}

/** A limit of the sandbox on the run as a whole; `what` was passed. Status 124. */
export class LimitPassed extends Interrupted {
	readonly what: string;

	constructor(what: string, signal: string) {
		super(124, signal);
		this.what = what;
	}
}
