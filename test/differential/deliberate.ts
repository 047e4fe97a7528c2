/** Where our shell does not do as bash does, on purpose. The case of each stays and must differ, so that this list is true. */
export const deliberate: readonly { name: string; reason: string }[] = [
	{ name: "very high indices", reason: "subscripts end at 2^32 - 2, as those of JavaScript arrays do" },
	{
		name: "extglob negation subtleties",
		reason:
			"after a star bash's matcher never tries an extended pattern on the empty rest of the text (sm_loop.c); its manual does",
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
