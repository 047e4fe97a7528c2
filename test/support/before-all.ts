import { builtProgram } from "./program.ts";

/** Before all tests: the program that many of them start is built once, and not by each of the processes that run them. */
export function setup(): void {
	builtProgram();
}
