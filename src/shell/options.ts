/** `set -o` options. Letters are those of `set -x`. */
export interface Options {
	allexport: boolean;
	errexit: boolean;
	noclobber: boolean;
	noexec: boolean;
	noglob: boolean;
	nounset: boolean;
	pipefail: boolean;
	verbose: boolean;
	xtrace: boolean;
	braceexpand: boolean;
	hashall: boolean;
	errtrace: boolean;
	functrace: boolean;
	posix: boolean;
	monitor: boolean;
	history: boolean;
	emacs: boolean;
	vi: boolean;
	ignoreeof: boolean;
	keyword: boolean;
	nolog: boolean;
	notify: boolean;
	onecmd: boolean;
	physical: boolean;
	privileged: boolean;
	"interactive-comments": boolean;
	histexpand: boolean;
	/** `shopt` options that are on. */
	readonly shopt: Set<string>;
}

export type OptionName = Exclude<keyof Options, "shopt">;

/** Options that have a letter. */
export const OPTION_LETTERS: Readonly<Record<string, OptionName>> = {
	a: "allexport",
	b: "notify",
	B: "braceexpand",
	C: "noclobber",
	e: "errexit",
	E: "errtrace",
	f: "noglob",
	h: "hashall",
	H: "histexpand",
	k: "keyword",
	m: "monitor",
	n: "noexec",
	p: "privileged",
	P: "physical",
	t: "onecmd",
	T: "functrace",
	u: "nounset",
	v: "verbose",
	x: "xtrace",
};

export function defaultOptions(): Options {
	return {
		allexport: false,
		braceexpand: true,
		emacs: false,
		errexit: false,
		errtrace: false,
		functrace: false,
		hashall: true,
		histexpand: false,
		history: false,
		ignoreeof: false,
		"interactive-comments": true,
		keyword: false,
		monitor: false,
		noclobber: false,
		noexec: false,
		noglob: false,
		nolog: false,
		notify: false,
		nounset: false,
		onecmd: false,
		physical: false,
		pipefail: false,
		posix: false,
		privileged: false,
		verbose: false,
		vi: false,
		xtrace: false,
		shopt: new Set([
			"checkwinsize",
			"cmdhist",
			"complete_fullquote",
			"extquote",
			"force_fignore",
			"globasciiranges",
			"globskipdots",
			"hostcomplete",
			"interactive_comments",
			"patsub_replacement",
			"progcomp",
			"promptvars",
			"sourcepath",
		]),
	};
}

export const OPTION_NAMES = Object.keys(defaultOptions()).filter((name) => name !== "shopt") as OptionName[];

/** All names that `shopt` knows; those without effect here are accepted so that scripts run. */
export const SHOPT_NAMES: readonly string[] = [
	"autocd",
	"assoc_expand_once",
	"cdable_vars",
	"cdspell",
	"checkhash",
	"checkjobs",
	"checkwinsize",
	"cmdhist",
	"compat31",
	"compat32",
	"compat40",
	"compat41",
	"compat42",
	"compat43",
	"compat44",
	"complete_fullquote",
	"direxpand",
	"dirspell",
	"dotglob",
	"execfail",
	"expand_aliases",
	"extdebug",
	"extglob",
	"extquote",
	"failglob",
	"force_fignore",
	"globasciiranges",
	"globskipdots",
	"globstar",
	"gnu_errfmt",
	"histappend",
	"histreedit",
	"histverify",
	"hostcomplete",
	"huponexit",
	"inherit_errexit",
	"interactive_comments",
	"lastpipe",
	"lithist",
	"localvar_inherit",
	"localvar_unset",
	"login_shell",
	"mailwarn",
	"no_empty_cmd_completion",
	"nocaseglob",
	"nocasematch",
	"noexpand_translation",
	"nullglob",
	"patsub_replacement",
	"progcomp",
	"progcomp_alias",
	"promptvars",
	"restricted_shell",
	"shift_verbose",
	"sourcepath",
	"varredir_close",
	"xpg_echo",
];
