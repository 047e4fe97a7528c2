/**
 * Bash by grammar, as fast-check arbitraries of source text. Every script ends by itself, does the same at every run, and stays in its
 * folder; nothing in it depends on process ids, time, or what messages say.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell source
import fc from "fast-check";
import { listed, wordsOf } from "./lists.ts";

type Text = fc.Arbitrary<string>;

/** Source text with arbitraries in its gaps. */
export function g(strings: TemplateStringsArray, ...gaps: readonly Text[]): Text {
	return fc
		.tuple(...gaps)
		.map((made) => strings.map((text, at) => (at === 0 ? text : (made[at - 1] ?? "") + text)).join(""));
}

/** One of these texts; it shrinks towards the first. */
export const pick = (...texts: readonly string[]): Text => fc.constantFrom(...texts);

/** From `min` to `max` of them, with a text between. */
export const some = (one: Text, min: number, max: number, between = ""): Text =>
	fc.array(one, { minLength: min, maxLength: max, size: "max" }).map((all) => all.join(between));

/** One of these, which shrinks towards the first. */
const any = (...all: readonly Text[]): Text => fc.oneof({ withCrossShrink: true }, ...all);

const SCALARS = ["x", "n", "y", "e", "s", "g", "p", "m", "u"] as const;
const scalar = pick(...SCALARS);
const subscript = pick("0", "1", "-1", "n", "5", "n-5", "$m", "2+1");
const key = pick("k", "'a b'", "$x", '"a b"', "none", "n", '"$y"', "@k");
const element = any(g`arr[${subscript}]`, g`map[${key}]`, g`ref`, g`lone[0]`);
const list = pick("@", "*", "arr[@]", "arr[*]", "map[@]", "map[*]", "x[@]", "u[@]", "none[*]", "lone[@]");
const parameter = any(scalar, element, list, pick("1", "2", "4", "9"));

const number = pick(...wordsOf("1 0 2 -1 3 7 -3 10 010 0x1f 2#101 36#z -2 63 9223372036854775807"));
const plain = pick(...wordsOf("a b foo x.y 1 42 - = , : a=b % + @ ] ^ é no.txt a:b::c { } ~x -- a#b"));

/** What stands in single quotes. */
const singleQuoted = g`'${some(pick("a", " ", "*", "\\", "$x", '"', "\n", "\t", "b c", "`", "?", "[a]", "é", "!", "~", "{a,b}"), 0, 4)}'`;
const ansiQuoted = g`$'${some(pick("a", "\\n", "\\t", "\\'", "\\\\", "\\x41", "\\u00e9", "\\101", " ", '"', "$x", "\\e", "\\cA", "\\q", "*"), 0, 4)}'`;
const escaped = pick("\\$", "\\ ", "\\*", "\\a", "a\\\\b", "\\?", "\\[", "\\~", "\\!");
const transform = pick("@Q", "@U", "@u", "@L", "@E", "@A", "@a", "@K", "@k", "@P");

interface Rules {
	/** An arithmetic expression. */
	arithmetic: string;
	/** What stands in double quotes, or in a here-document. */
	quotedPart: string;
	/** The operand of `:-` and its like inside double quotes. */
	quotedOperand: string;
	operand: string;
	/** A pattern of `case`, `[[`, `${x#…}`. */
	pattern: string;
	/** `$x`, `${…}`, `$(…)`, `$((…))`, unquoted. */
	expansion: string;
	quotedExpansion: string;
	substitution: string;
	/** One piece of a word. */
	piece: string;
	word: string;
	/** The right side of an assignment. */
	value: string;
	simple: string;
	condition: string;
	/** Anything that may stand in a list. */
	statement: string;
	statements: string;
}

/** `${…}` with operators whose operands are given. */
function parameterExpansion(operand: Text, pattern: Text, arithmetic: Text): Text {
	const slice = any(
		number.map((text) => (text.startsWith("-") ? ` ${text}` : text)),
		pick("n", "m", "(-2)", " -1", "$n", "n-6"),
		arithmetic.map((text) => `(${text})`),
	);
	return any(
		g`\${${parameter}}`,
		g`\${#${any(scalar, element, list, pick("1"))}}`,
		g`\${${parameter}${pick(":-", "-", ":+", "+")}${operand}}`,
		g`\${${any(scalar, element)}${pick(":=", "=")}${operand}}`,
		g`\${${parameter}${pick("#", "##", "%", "%%")}${pattern}}`,
		g`\${${parameter}${pick("/", "//", "/#", "/%")}${pattern}${any(g`/${operand}`, pick("", "/", "/&", "/<&>", "/\\&", '/"&"', "/[&&]"))}}`,
		g`\${${parameter}${pick("^", "^^", ",", ",,", "~", "~~")}${any(pick(""), pattern)}}`,
		g`\${${parameter}:${slice}${any(pick(""), g`:${slice}`)}}`,
		g`\${${parameter}${transform}}`,
		g`\${!${pick("p", "arr[@]", "map[@]", "arr[*]", "ref", "x", "u", "pa", "ps", "none[@]", "lone[@]")}}`,
		g`\${!p${pick(":-", "-", ":+")}${operand}}`,
		g`\${!${pick("ar", "ma", "zz", "n")}${pick("@", "*")}}`,
	);
}

export const rules: { [Name in keyof Rules]: Text } = fc.letrec<Rules>((tied) => {
	const tie = tied as (name: keyof Rules) => Text;
	return {
		arithmetic: fc.oneof(
			{ depthSize: "small", withCrossShrink: true },
			number,
			pick(...wordsOf(`n m u arr[0] e n++ --m ++n m-- $n \${#x} arr[n-6] map[k] k8 $# \${n}1 (n=5) (m+=2) (arr[1]=4)`)),
			g`${pick("2", "n", "m", "(n-9)")} ** ${pick("2", "3", "0", "n", "(n%5)", "62")}`,
			g`${tie("arithmetic")}${pick("+", "-", " * ", "/", "%", "<", ">", "<=", ">=", "==", "!=", "&", "|", "^", "&&", "||", "<<", ">>", ",", " - ", " + ", "% ")}${tie("arithmetic")}`,
			g`(${tie("arithmetic")})`,
			g`${pick("-", "!", "~", "+", "- ")}${tie("arithmetic")}`,
			g`${tie("arithmetic")}?${tie("arithmetic")}:${tie("arithmetic")}`,
			g`(${pick("n", "m", "arr[2]", "t")}${pick("=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "|=", "^=")}${tie("arithmetic")})`,
			g`$((${tie("arithmetic")}))`,
		),
		quotedPart: any(
			pick(
				"a",
				" ",
				"b c",
				...wordsOf(`* ' \\$ \\\\ \\" \\a \\\``),
				"\\\n",
				...wordsOf("~ {a,b} ? ! * é"),
				"\n",
				"\t",
				"%",
			),
			tie("quotedExpansion"),
		),
		quotedOperand: some(
			any(
				pick("a", "b", " ", "*", "'", "\\}", '\\"', "\\a", "''", "\\\\", "~", "{a,b}", "a}b"),
				tie("quotedExpansion"),
				g`"${some(pick("a", " ", "$x", "*", "\\\\"), 0, 2)}"`,
			),
			0,
			3,
		),
		operand: some(
			any(
				pick("a", "b", " ", "*", "\\}", "~", "''", '""', "[a]", "{a,b}", "x:y", "\\\\", "\\a", "?"),
				singleQuoted,
				tie("expansion"),
				g`"${some(tie("quotedPart"), 0, 2)}"`,
			),
			0,
			3,
		),
		pattern: any(
			some(
				any(
					pick(
						...wordsOf("a * ? b . o [a-c] [!a]"),
						" ",
						...wordsOf(String.raw`[[:digit:]] [[:alpha:]] \* [^x] []a] foo [[:space:]] [-a] \? é **`),
					),
					singleQuoted,
					tie("quotedExpansion").map((text) => `"${text}"`),
					pick("$x", "$g", "${y}", "$e"),
				),
				0,
				4,
			),
			g`${pick("", "a", "b?")}${pick("?", "*", "+", "@")}(${some(
				tie("pattern").map((text) => text || "b"),
				1,
				2,
				"|",
			)})${pick("", "b", "*", "?")}`,
		),
		expansion: any(
			pick(...wordsOf(`$x $n $y $e $s $g $u $1 $2 $@ $* $# $? \${x} \${arr[@]} \${arr[*]} $arr \${map[k]} $m $t`)),
			parameterExpansion(tie("operand"), tie("pattern"), tie("arithmetic")),
			tie("substitution"),
		),
		quotedExpansion: any(
			pick(...wordsOf(`$x $n $y $e $s $u $1 $2 $@ $* $# $? \${x} \${arr[@]} \${arr[*]} $arr \${map[k]}`)),
			parameterExpansion(tie("quotedOperand"), tie("pattern"), tie("arithmetic")),
			tie("substitution"),
		),
		substitution: fc.oneof(
			{ depthSize: "small", withCrossShrink: true },
			pick(...listed("substitutions")),
			g`$((${tie("arithmetic")}))`,
			g`$(${tie("simple")})`,
			g`$(\n${tie("statements")}\n)`,
		),
		piece: any(
			plain,
			g`"${some(tie("quotedPart"), 0, 3)}"`,
			tie("expansion"),
			singleQuoted,
			ansiQuoted,
			escaped,
			pick(
				...wordsOf("* ? [a-n]* *.txt n* [!a]* ./a/* */ {a,b} {1..3} {a,b{1,2}} {c..a} {01..10..4} {x,} {$x,b}"),
				'{"a b",c}',
				...wordsOf("{a} {,} {#,a} *[[:digit:]]* @(a|data) !(*.txt) ** .*"),
			),
			g`{${tie("piece")},${tie("piece")}}`,
		),
		word: some(tie("piece"), 1, 3),
		value: any(some(tie("piece"), 1, 2), pick("", "a", "'a b'")),
		simple: fc.oneof(
			{ depthSize: "small", withCrossShrink: true },
			g`echo ${some(tie("word"), 0, 3, " ")}`,
			g`printf '<%s>' ${some(tie("word"), 1, 3, " ")}; echo`,
			g`${scalar}${pick("=", "+=")}${tie("value")}`,
			g`arr${pick("=", "+=")}(${some(any(tie("word"), g`[${subscript}]=${tie("value")}`), 0, 3, " ")})`,
			g`map${pick("=", "+=")}(${some(g`[${key}]${pick("=", "+=")}${tie("value")}`, 0, 3, " ")})`,
			g`${element}${pick("=", "+=")}${tie("value")}`,
			g`${pick("declare", "local", "declare -g", "export", "typeset", "readonly")} ${pick("z", "x", "y", "q")}=${tie("value")}`,
			g`declare ${pick("-i", "-u", "-l", "-ia", "-A", "-a", "+i", "-x", "-r")} ${pick("z", "w", "q")}${pick("=", "+=")}${any(tie("value"), pick("x", "n+1", "Ab", "y"))}`,
			g`declare ${pick("-a", "-A", "-ai", "-au")} w=(${some(any(tie("word"), g`[${pick("1", "a", "k")}]=${tie("value")}`), 0, 3, " ")})`,
			g`unset ${any(scalar, pick("arr", "map", "'arr[1]'", "'map[k]'", "-n ref", "-v x", "'arr[@]'", "'map[@]'", "-f f", "'arr[-1]'"))}`,
			g`set -- ${some(tie("word"), 0, 3, " ")}`,
			g`shift ${pick("", "1", "2", "9", "0")}`,
			g`(( ${tie("arithmetic")} ))`,
			g`let ${any(
				pick("n++", "n=3", "'m = 4 * 2'"),
				tie("arithmetic").map((text) => `'${text}'`),
			)}`,
			g`echo $((${tie("arithmetic")}))`,
			tie("condition"),
			g`IFS=${pick(":", "", "' '", "a", "', '", "$' \\t\\n'", ":a", "x", "'*'", "$'\\n'")}`,
			g`${pick("", "IFS=: ", "IFS= ", "IFS=, ", "IFS=' a' ")}read ${pick("", "-r", "-r -d b", "-n 2", "-N 3", "-ra arr")} ${pick("", "x", "x y", "x y z", "x 'arr[1]'")} <<< ${tie("word")}`,
			g`printf ${pick("'%s\\n'", "'%5s|'", "'%-5s|'", "'%d '", "'%05d '", "'%x '", "'%q '", "'%b '", "'%c'", "'%s %s\\n'", "'%.2s|'", "'%*s|' 4", "'%%%s'", "-v x %s", "'%o %i '", "'%.1f '", "-v 'arr[3]' '%s-'", "'%+d % d '", "'%#x '", "'%e '", "'\\x41\\u00e9\\101\\e'", "'%s'", "'%u '", "'%g '", "'%Q '", "'%.3Q|'", "'%5c|'", "'%-8q|'", "'%.2d '", "'%i\\c'")} ${some(any(tie("word"), number), 0, 3, " ")}`,
			g`echo ${pick("-e", "-n", "-E", "-ne", "-en", "-nE", "-x")} ${any(tie("word"), pick("'a\\tb\\\\c'", "'\\x41\\0101\\u00e9'", "'a\\cb'", "'\\e[0m'", "-n"))}`,
			g`eval ${tie("simple").map((text) => `'${text.replaceAll("'", "'\\''")}'`)}`,
			g`${pick("command", "builtin", "x=2", "n=4 command", "IFS=: eval")} echo ${tie("word")}`,
			g`mapfile ${pick("", "-t", "-t -n 2", "-t -s 1", "-O 2", "-t -d ' '", "-d b")} arr <<< ${tie("word")}`,
			g`${pick("true", "false", ":", "type -t echo", "type -t f", "type -t nope", "return 3", "return", "break", "continue", "exit", "exit 4", "declare -p x", "declare -p arr", "declare -p map ref", "shift", "wait", "command -v echo", "cat", "test", "[ ]", "f", "f a 'b c'", "unalias -a", "hash -r", "set -o | wc -l", "break 2", "continue 2", "declare -f f", "local", "dirs >/dev/null", "compgen -v ar", "export -p | grep -c none", "times >/dev/null", "let", "getopts a: o -a 1")}`,
			g`cat ${pick("words.txt", "no-newline.txt", "- words.txt", "none.txt", "out", "empty.txt no-newline.txt")} ${pick("", "< numbers.txt")}`,
			g`: ${tie("word")}`,
			g`show <<< ${tie("word")}`,
		),
		condition: any(
			g`[[ ${tie("word")} ${pick("==", "=", "!=")} ${tie("pattern").map((text) => text || "''")} ]]`,
			g`[[ ${pick("-z", "-n", "-v", "-e", "-f", "-d", "-s", "-o", "-R", "!", "! -z", "")} ${any(tie("word"), pick("arr", "x", "'arr[1]'", "u", "a", "words.txt", "empty.txt", "'map[k]'", "errexit", "ref", "'arr[@]'"))} ]]`,
			g`[[ ${tie("word")} ${pick("<", ">", "-eq", "-lt", "-ge", "-ne")} ${any(number, tie("word"))} ]]`,
			g`[[ ${tie("word")} =~ ${pick("a", "^a", "'.'", ".", "([a-z]+)", "^(.)(.*)$", "(a|b)+", "[[:digit:]]+", "$x", '"$y"', "\\.", "a{2}", "^$", "(o*)(x)?", "[^a]", '"a".*', "$e", "(^| )b", "\\\\", "[]]", "a?.")} ]] && echo "\${BASH_REMATCH[@]}"`,
			g`[ ${tie("word")} ${pick("=", "!=", "==", "-eq", "-lt", "-ot", "'<'", "'>'")} ${tie("word")} ]`,
			g`test ${pick("-z", "-n", "", "!", "-e", "-v", "-d", "-f")} ${tie("word")}`,
			g`[ ${tie("word")} ${pick("-a", "-o")} ${pick("", "!", "-n", "-z", "\\(")} ${tie("word")} ${pick("", "\\)")} ]`,
			g`[[ ${pick("!", "")} ${pick("-n $x", "$x == a*", "n -gt 3", "-z $e")} ${pick("&&", "||")} ${tie("word")} ]]`,
			g`(( ${tie("arithmetic")} ))`,
		),
		statement: fc.oneof(
			{ depthSize: "small", withCrossShrink: true },
			{ arbitrary: tie("simple"), weight: 12 },
			g`${tie("simple")} ${pick("&&", "||", ";")} ${tie("simple")}`,
			g`${pick("", "! ")}${tie("simple")} | ${pick("cat", "wc -c", 'while IFS= read -r l; do echo "[$l]"; done', '{ read -r x; echo "$x"; cat; }', "tr a b", "sort", "sed 's/a/b/'", '( read x; echo "$x"; cat )', "cat | cat", "mapfile arr", "grep a", "cat > out2")}`,
			g`{\n${tie("statements")}\n}${pick("", " > out", " >> out", " 2>/dev/null", " < words.txt", " 3>&1", " > out 2>/dev/null", " >&2", " <<< 'a b'", " < none.txt", " 1>&3")}`,
			g`(\n${tie("statements")}\n)${pick("", " > out", " | cat", " && echo yes", " || echo no")}`,
			g`! { ${tie("simple")}\n}`,
			g`if ${tie("statement")}\nthen\n${tie("statements")}\n${any(pick(""), g`else\n${tie("statements")}\n`, g`elif ${tie("condition")}\nthen ${tie("simple")}\n`)}fi`,
			g`for ${pick("i", "x", "y", "ref")} ${any(g`in ${some(tie("word"), 0, 3, " ")}\n`, pick("\n"))}do\n${tie("statements")}\ndone`,
			g`for ((i=0; i<${pick("3", "2", "n-5")}; i++)); do\n${tie("statements")}\ndone`,
			g`c=0; ${pick("while (( c++ < 3 ))", "until (( ++c > 2 ))", "while [ $((++c)) -lt 4 ]")}; do\n${tie("statements").map(withoutCounter)}\ndone`,
			g`while read -r ${pick("x y", "line", "-a arr")}; do\n${tie("simple")}\ndone < ${pick("words.txt", "numbers.txt", "no-newline.txt", "<(echo a b; echo c)", "data/people.csv")}`,
			g`case ${tie("word")} in\n${some(
				g`${some(
					tie("pattern").map((text) => (text === "" ? "''" : text)),
					1,
					2,
					" | ",
				)}) ${tie("simple")}\n${pick(";;", ";&", ";;&")}\n`,
				1,
				3,
			)}esac`,
			g`${pick("f() {", "function f {")}\n${any(pick(""), g`local ${pick("x", "n=1", "-i n", "arr", "-a arr=(1 2)", "-n r2=y", "x y=2", "IFS=:", "-r lr=1", "-", "-A map=([z]=1)", "-u x=ab", "x=$x", "-I x")}\n`)}${tie("statements").map(withoutCalls)}\n}${pick("", " > out", " 2>/dev/null")}\nf ${some(tie("word"), 0, 2, " ")}`,
			g`show <<${pick("E", "'E'", "-E", '"E"')}${pick("", " | cat", " && echo y", " > out", "; echo z")}\n${some(
				any(
					tie("quotedPart").map((text) => text.replaceAll("\\\n", "")),
					pick("$x\n", "\tb\n", "$((n+1))", '"q"\n'),
				),
				0,
				4,
			).map((text) => text.replace(/\bE\b/g, "EE"))}\nE`,
			g`eval ${tie("statements").map((text) => `'${text.replaceAll("'", "'\\''")}'`)}`,
			g`trap ${pick("'echo bye $?'", "'echo \"$x\"; x=2'", "'exit 5'", "false", '\'printf "<%s>" "$@"\'', '"echo $n"', "''", "'return 2; echo no'", "'(exit 3); echo $?'")} EXIT`,
			g`${tie("simple")} & wait $!`,
			g`cat ${pick("<(echo a)", "<(cat words.txt) <(echo b)")} ${pick("", "| sort", "> out")}`,
			g`while getopts ${pick("ab:c", ":ab:", "a")} opt ${pick("-a -b x y", "-abx", "-z -a", "-b", '"$@"', "-- -a", "-a- -c")}; do echo "$opt \${OPTARG-none} $OPTIND"; done${pick("", "; OPTIND=1")}`,
			g`exec 3${pick("> out", ">&1", "< words.txt", ">&-", "<<< 'h s'", ">> out")}\n${tie("simple")} ${pick(">&3", "<&3", "", "3>&-")}`,
			g`${tie("simple")} ${pick("> out", ">> out", "2>/dev/null", "< words.txt", ">| out", "&> out2", ">&2", "3< words.txt <&3", "< none", "> a", "<> out", ">&9", "1>&-", "<<< x")}`,
			pick(...listed("settings")),
		),
		statements: some(tie("statement"), 1, 3, "\n"),
	};
});

/** A loop's counter is its own. */
function withoutCounter(text: string): string {
	return text.replace(/\bc=0;/g, "d=0;").replace(/\bc\+\+|\+\+c\b/g, (found) => found.replace("c", "d"));
}

/** A function that calls itself would not end. */
function withoutCalls(text: string): string {
	return text.replace(/^f( |$)/gm, ": ").replace(/\bf\b(?= a 'b c'|\n|$)/g, ":");
}

/** What every script finds. */
export const PRELUDE = `shopt -s extglob
x='a b  c' y=foo.tar.gz n=7 m=-3 e= s=' lead  trail ' g='*.txt' p=y pa='arr[1]' ps='arr[@]' k8=8
arr=(one 'two 2' '' four) lone=('q r'); declare -A map=([k]=v ['a b']=c [n]=3); declare -n ref=y; f() { echo "f $# $*"; }
show() { local lines; mapfile lines; printf '[%s]' "\${lines[@]}"; }
set -- p1 'p 2' '' 'p*4'
`;

/** What a script shows at its end. */
export const EPILOGUE = `echo "st=$?"; printf '<%s>' "$x" "$y" "$n" "$m" "$e" "\${arr[@]}" "\${map[@]}" "$@"; declare -p x n arr map z w q 2>/dev/null; echo "$-" | tr -d hBc
`;

/** Single words, which go wrong in the most ways. */
export const words = g`printf '<%s>' ${some(rules.word, 1, 2, " ")}; echo`;
/** Whole scripts of a few statements. */
export const scripts = some(rules.statement, 1, 5, "\n");
export const arithmetic = g`echo $(( ${rules.arithmetic} )) $n $m "\${arr[@]}"`;
export const simples = some(rules.simple, 1, 4, "\n");
export const conditions = some(g`${rules.condition}; echo $?`, 1, 3, "\n");
