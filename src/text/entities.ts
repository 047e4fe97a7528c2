/** Character references of HTML, as they occur in Markdown: numbers, and the names of letters, signs and punctuation in use. */

/** Names of U+00A0 to U+00FF, in order (HTML 4.01, 24.2.1). */
const LATIN_1 =
	"nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";
const OTHERS =
	"amp=& lt=< gt=> quot=\" apos=' ndash=– mdash=— lsquo=‘ rsquo=’ sbquo=‚ ldquo=“ rdquo=” bdquo=„ bull=• hellip=… prime=′ euro=€ trade=™ larr=← uarr=↑ rarr=→ darr=↓ minus=− le=≤ ge=≥ ne=≠ infin=∞ check=✓ OElig=Œ oelig=œ Scaron=Š scaron=š Zcaron=Ž zcaron=ž Ccaron=Č ccaron=č Rcaron=Ř rcaron=ř Ecaron=Ě ecaron=ě Cacute=Ć cacute=ć Sacute=Ś sacute=ś Nacute=Ń nacute=ń Zacute=Ź zacute=ź Zdot=Ż zdot=ż Lstrok=Ł lstrok=ł Dstrok=Đ dstrok=đ Aogon=Ą aogon=ą Eogon=Ę eogon=ę Gbreve=Ğ gbreve=ğ Scedil=Ş scedil=ş Idot=İ imath=ı Odblac=Ő odblac=ő Udblac=Ű udblac=ű Uring=Ů uring=ů Yuml=Ÿ";

/** Greek letters from U+0391 and U+03B1 on, in order; U+03A2 is none. */
const GREEK =
	"alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega".split(
		" ",
	);
/** What is left of HTML 4.01, 24.3 and 24.4. */
const SYMBOLS =
	"ensp=\u2002 emsp=\u2003 thinsp=\u2009 zwnj=\u200c zwj=\u200d lrm=\u200e rlm=\u200f dagger=† Dagger=‡ permil=‰ lsaquo=‹ rsaquo=› circ=ˆ tilde=˜ fnof=ƒ Prime=″ oline=‾ frasl=⁄ image=ℑ weierp=℘ real=ℜ alefsym=ℵ harr=↔ crarr=↵ lArr=⇐ uArr=⇑ rArr=⇒ dArr=⇓ hArr=⇔ forall=∀ part=∂ exist=∃ empty=∅ nabla=∇ isin=∈ notin=∉ ni=∋ prod=∏ sum=∑ lowast=∗ radic=√ prop=∝ ang=∠ and=∧ or=∨ cap=∩ cup=∪ int=∫ there4=∴ sim=∼ cong=≅ asymp=≈ equiv=≡ sub=⊂ sup=⊃ nsub=⊄ sube=⊆ supe=⊇ oplus=⊕ otimes=⊗ perp=⊥ sdot=⋅ loz=◊ spades=♠ clubs=♣ hearts=♥ diams=♦ lceil=⌈ rceil=⌉ lfloor=⌊ rfloor=⌋ lang=⟨ rang=⟩ thetasym=ϑ upsih=ϒ piv=ϖ num=# lbrack=[ rbrack=] lpar=( rpar=) comma=, period=. colon=: semi=; excl=! quest=? dollar=$ percnt=% ast=* plus=+ sol=/ bsol=\\ lowbar=_ grave=` lbrace={ vert=| verbar=| rbrace=} commat=@ hyphen=\u2010 horbar=― nbhy=\u2011 star=☆ starf=★ phone=☎ female=♀ male=♂ cross=✗ copysr=℗ numero=№";

const NAMED = new Map<string, string>([
	...GREEK.flatMap((name, at): [string, string][] => [
		[name, String.fromCharCode(0x3b1 + at)],
		[(name[0] ?? "").toUpperCase() + name.slice(1), String.fromCharCode(0x391 + at)],
	]).filter(([name]) => name !== "Sigmaf"),
	...SYMBOLS.split(" ").map((pair): [string, string] => {
		const at = pair.indexOf("=");
		return [pair.slice(0, at), pair.slice(at + 1)];
	}),
	...LATIN_1.split(" ").map((name, at): [string, string] => [name, String.fromCharCode(0xa0 + at)]),
	...OTHERS.split(" ").map((pair): [string, string] => {
		const at = pair.indexOf("=");
		return [pair.slice(0, at), pair.slice(at + 1)];
	}),
]);

/** The character that `&name;`, `&#233;` or `&#xe9;` stands for; an unknown name as it is. Never a control character. */
export function decodeEntity(entity: string): string {
	if (entity[1] !== "#") return NAMED.get(entity.slice(1, -1)) ?? entity;
	const isHex = entity[2] === "x" || entity[2] === "X";
	const code = Number.parseInt(entity.slice(isHex ? 3 : 2), isHex ? 16 : 10);
	const isCharacter =
		code >= 0x20 && code <= 0x10ffff && (code < 0x7f || code > 0x9f) && (code < 0xd800 || code > 0xdfff);
	return isCharacter ? String.fromCodePoint(code) : "\ufffd";
}
