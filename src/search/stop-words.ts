import { stem } from "./stem.ts";

/**
 * Words that say how a question is put and not what it is about, in the languages that most text is in. Those that are also names of
 * things in another of them (`die`, `war`, `man`, `son`, `fin`, `come`, `sin`) are left out.
 */
const WORDS = `
a about above after again against all am an and any are as at be because been before being below between both but by can cannot could did do
does doing down during each few for from further had has have having he her here hers herself him himself his how i if in into is it its
itself just me more most my myself no nor not now of off on once only or other our ours ourselves out over own same she should so some such
than that the their theirs them themselves then there these they this those through to too under until up upon us very was we were what when
where which while who whom whose why with would you your yours yourself yourselves may might must shall whether within without also
s t d m ll re ve don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn
der das den dem des ein eine einer eines einem einen und oder aber wenn auch auf aus bei bis für im ist mit nach nicht von vor wie wird
werden zu zum zur über unter sich sie ich wir ihr hat haben sind kann noch durch dass einem welche welcher welches
le la les un une des du de et ou mais dans par pour sur avec sans est sont ce cette ces qui que quoi dont où il elle ils elles nous vous
au aux ne pas plus se sa ses leur leurs
el los las una uno unos unas y o pero con por para sobre entre es son este esta estos estas como cuando donde quien cual cuales
il lo gli uno ed ma nel nella sul sulla dal dalla del della dei delle degli è sono questo questa che chi cui non più
het een van en op te dat die zijn niet voor aan er om dan maar ook naar bij nog uit wat werd wordt
och att det som på är av för till inte jag han hon ett den men har var från vid om eller kan ska detta dessa
da do dos das em no na nos nas não uma uns umas com ao aos à às mais
`;

/** As the index keeps them: lower case, without accents, stemmed. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
	WORDS.trim()
		.split(/\s+/)
		.map((word) => stem(word.normalize("NFD").replace(/\p{M}/gu, ""))),
);
