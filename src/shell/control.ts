/** How control leaves a command other than by its end. Thrown, and caught by what it is meant for. */

/** `break N`, `continue N`. */
export class LoopJump {
	constructor(
		readonly kind: "break" | "continue",
		public levels: number,
	) {}
}

/** `return`. */
export class ReturnJump {
	constructor(readonly status: number) {}
}

/** `exit`, `set -e`, an unset parameter under `set -u`: the end of this shell or subshell. */
export class ExitJump {
	constructor(readonly status: number) {}
}

/** A mistake that ends the command line it is in (assigning a readonly variable, dividing by zero); the next line runs. */
export class DiscardJump {
	constructor(readonly status: number) {}
}

/** Ctrl-C, `kill`, a deadline: status 128 + signal, or 124. */
export class Interrupted {
	constructor(
		readonly status: number,
		readonly signal: string,
	) {}
}
