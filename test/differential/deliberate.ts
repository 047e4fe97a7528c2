/** Where our shell does not do as bash does, on purpose. The case of each stays and must differ, so that this list is true. */
export const deliberate: readonly { name: string; reason: string }[] = [
	{ name: "very high indices", reason: "subscripts end at 2^32 - 2, as those of JavaScript arrays do" },
	{ name: "extglob off reads parentheses as syntax", reason: "the parser always knows extended patterns" },
	{
		name: "without extglob a parenthesis in a word is a syntax error",
		reason: "the parser always knows extended patterns",
	},
	{
		name: "extglob negation subtleties",
		reason: "bash never lets what follows a star match empty text at the end; its manual does",
	},
	{ name: "equivalence and collating symbols", reason: "collating elements by name ([.period.]) are not known" },
	{
		name: "side effects of expansions in a program's here-document are lost, in a builtin's kept",
		reason: "there is no child process whose changes could be lost",
	},
	{
		name: "a bad expansion in a here-document",
		reason: "there is no child process that could end instead of the shell",
	},
];
