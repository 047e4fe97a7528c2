/** Where our shell does not do as bash does, on purpose. The case of each stays and must differ, so that this list is true. */
export const deliberate: readonly { name: string; reason: string }[] = [
	{ name: "very high indices", reason: "subscripts end at 2^32 - 2, as those of JavaScript arrays do" },
	{
		name: "extglob negation subtleties",
		reason:
			"after a star bash's matcher never tries an extended pattern on the empty rest of a text, and takes `*!(a)b` for an empty one (sm_loop.c); its manual says otherwise",
	},
	{
		name: "timeout -k kills a script that ignores the signal",
		reason:
			"a script of the desk cannot ignore timeout's signal, as it is no process: it stops at its next step, with 124",
	},
	{
		name: "a syntax error at the end of [[",
		reason:
			"bash -c ends with 0 after a conditional expression that lacks its operand, and with 2 after every other syntax error",
	},
	{
		name: "side effects of expansions in a program's here-document are lost, in a builtin's kept",
		reason: "there is no child process whose changes could be lost",
	},
	{
		name: "a bad expansion in a here-document",
		reason: "there is no child process that could end instead of the shell",
	},
];
