import { describe, expect, test } from "vitest";
import { askBash, quoted } from "./language/ask-bash.ts";
import { printFunction } from "./print-command.ts";
import { parseSource } from "./syntax.ts";

/** Bodies of functions, each of whole lines. */
const BODIES = String.raw`
a
a; b
a & b
a &
a; b & c
a; b & c & d; e
a && b || c
! a
! ! a
time a
time -p a | b
time -- a
! time a
time
a | b |& c
a |& b
a | b && c | d || ! e
{ a; b; }
{ a & }
( a; b )
(a)
( a ) | { b; }
{ a; } |& b
if a; then b; fi
if a; b; then c; else d; e; fi
if a; then b; elif c; then d; elif e; then g; else h; fi
if ! a && b; then c & fi
while a; do b; done
until a; b; do c; d; done
while read x; do echo $x; done < g
while a; do while b; do c; done; done
for x; do a; done
for x in; do a; done
for x in 1 2 "3 4" $y; do a; b; done
for x in 1; do for y in 2; do a; done; done
for ((;;)); do a; done
for ((i=0; i<3; i++)); do a; done
for ((  i = 0 ; ; i++, j = (2) )) { a; }
for ((i = $(a  b); i < \${#x}; i += (1 + 2))); do a; done
select x in a b; do c; done
select x; do c; done
case x in esac
case $1 in a|b) c;; (d) e;& f) g;;& *) ;; esac
case "$x y" in [a-z]*) a; b ;; "c d" | \*) e & ;; esac
case x in a) case y in b) c;; esac;; esac
case x in a) b; esac
(( x + 1 ))
((x++)) && a
[[ x ]]
[[ $a == b* && -n $c ]]
[[ ! $a = b || ( -f c && d -nt e ) ]]
[[ ! ! a ]]
[[ $x =~ ^(a|b)+$ ]]
[[ "a b" < $c ]]
g() { a; b; }
g() { a; }; h
function g { a; } > h
function g () (a)
g() { h() { a; }; b; }
g() if a; then b; fi
coproc a b
coproc { a; }
coproc N { a; }
a > f
a >> f 2>&1 < g
a 2> f >| g <> h 1<> i 3<> j
a &> f
a &>> f
a >& f
a >&2 2>&- <&- 3<&1- 4>&5-
a >&$x 3>&$y <&$z 0<&$z
a {v}> f {v}>&- {v}<&2 {v}< g
> f
> f a < g b
x=1 > f a
a <<< "b $c"
{ a; } > f 2>&1
( a ) < f
if a; then b; fi > f
x=1
x=1 y=2 a z=3
x=(1   2) y+=(a "b c")
x[1]=2 x[a b]=3
local x=(1 2) y=3
declare -A m=([a]=1 [b c]="2  3")
a 'b  c' "d  e" f\ g \$h
a $'x\ny' $'' $'it\'s' $'\'' $'\t'
a $"text" "$"
a "$'x'" "\${x:-'y'}"
a \${x:-$'a\n'} "\${x:-$(b   c)}" \${x/a/$'b'}
a $(b   c) $( b; c ) $(b;c) $(< f) $() $(b &)
a $( (b; c) ) $((1 + 2)) $(( $(b   c) ))
a $(if b; then c; else d; fi)
a $(for x in 1 2; do b; done)
a $(while b; do c; done)
a $(case x in a) b;; c) d;; esac)
a $({ b; c; }) $(b | c |& d)
a $(g() { b; c; }; g)
a "$(b "$(c   d)")"
a ${"`"}b   c${"`"}
a <(b;   c) >(d   e)
a {1..3} *.[ch] ?(x|y) ~/b
a; # text
a # text`
	.replaceAll("\\${", "${")
	.split("\n")
	.slice(1);

/** Bodies of more than one line. */
const LONG = [
	"a\n\n\nb",
	"# text\na\n# more\nb",
	"a \\\n b\\\nc \"d\\\ne\" 'f\\\ng'",
	"a &&\nb |\nc",
	"x=$(a\nb\nc; d)",
	"x=(1 # one\n2\n\n3)",
	"a <<E\ntext $x\nE",
	"a <<E\ntext $x\nE\nb",
	"a <<'E'\ntext\\\nmore\nE\nb",
	"a <<E\ntext\\\nmore\nE\nb",
	"a <<-E\n\ttext\n\t\tmore\n\tE\nb",
	'a <<"E F" > g\ntext\nE F\nb',
	"a 3<<E\nE\nb",
	"a <<E <<F\n1\nE\n2\nF\nb",
	"a <<E | b\ntext\nE\nc",
	"a <<E && b\ntext\nE",
	"a && b <<E && c\ntext\nE",
	"a | b | c <<E | d && e\ntext\nE",
	"a |& b <<E |& c\ntext\nE",
	"time a <<E | b; c\ntext\nE",
	"a <<E &\ntext\nE\nb",
	"a <<E; b; c\ntext\nE",
	"a | b <<E | c\nE",
	"a; b <<E & c\ntext\nE",
	"if a <<E; then b; fi\nE",
	"if a; then b <<E\nE\nelse c <<F\nF\nfi\nd",
	"while a; do b <<E\nE\ndone",
	"while a; do b; done <<E\ntext\nE\nc",
	"case x in a) b <<E\nE\n;;\nc) d;; esac",
	"{ a <<E\ntext\nE\n}\nb",
	"(a <<E\ntext\nE\n)\nb",
	"{ a; } <<E 2>&1\ntext\nE\nb",
	"x=$(a <<E\ntext\nE\n)\nb",
	"g() { a; } <<E\ntext\nE\nb",
];

function printed(name: string, text: string): string {
	const { statements, source, mistake } = parseSource(text);
	const command = statements[0]?.command;
	if (command?.type !== "Function") throw new Error(`no function: ${text}: ${mistake?.message}`);
	return `${printFunction(name, command, source)}\n`;
}

const bodies = [...BODIES, ...LONG];
const functions = [
	...bodies.map((body) => ({ name: "f", text: `f() {\n${body}\n}` })),
	...[
		"f() (a; b)",
		"f() { a; } > g 2>&1",
		"function f { a; }",
		"f() if a; then b; fi",
		"f() ( a ) > g",
		"f() [[ a ]]",
		"f() { a; } <<E\ntext\nE",
	].map((text) => ({ name: "f", text })),
	{ name: "if", text: "function if { a; }" },
	{ name: "a-b", text: "a-b() { a; }" },
];
const answers = askBash(
	functions.map(({ name, text }) => `eval ${quoted(text)}\ndeclare -f ${name}\nunset -f ${name}`),
);

describe("as bash prints it", () => {
	test.each(functions.map((one, at) => ({ ...one, bash: answers[at] })))("$text", ({ name, text, bash }) => {
		expect(printed(name, text)).toBe(bash);
	});
});

/** What bash 5.2 prints so that it reads as something else: a connector after a here-document, and `coproc a` as `coproc COPROC a`, `1<>` as `<>`. */
const isSlip = (text: string) => parseSource(text).mistake !== undefined || /coproc COPROC a| <> /.test(text);

test("what is printed is printed the same when it is read again", () => {
	const readable = functions
		.map(({ name, text }) => ({ name, once: printed(name, text) }))
		.filter(({ once }) => !isSlip(once));
	expect(readable.length).toBeGreaterThan(functions.length - 5);
	for (const { name, once } of readable) expect(printed(name, once)).toBe(once);
});
