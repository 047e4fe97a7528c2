/**
 * What is unmistakable, in the first person. Patterns see normalised text without apostrophes (`dont`, `im`), in pieces of a clause's length:
 * `~` is a blank, or up to three words between; `{name}` stands for an entry of `PIECES`. They catch with or without the model.
 */

import { atOnce } from "../base/pace.ts";
import { clausesOf } from "./signs.ts";

/** Words that patterns share. */
const PIECES: Readonly<Record<string, string>> = {
	want: "(?:want(?:ed|ing)?(?: to)?|wanna|wana|wanan|wish(?:ing)? to|long(?:ing)? to|need to|ready to|prefer to|rather|going to|gonna|gunna|gna|about to|plan(?:ning|ned)?(?: to| on)?|decided to|tempted to|deserve to|trying to|tried to|try to|attempted to|will|ill|might|should|could|just|urge to|urges to|hoping to|hope (?:i|to)|thinking (?:of|about)|thought (?:of|about)|thoughts? (?:of|about|to)|considering|contemplating|fantasi[sz](?:e|ing) about|think(?:ing)? about|dream(?:ing)? (?:of|about)|obsess(?:ed|ing) (?:with|over|about))",
	self: "(?:myself|my self|meself|mysel|myslef|mself|me)",
	not: "(?:dont|do not|didnt|did not|wont|will not|never|no longer|cant|cannot|can not|wouldnt|doesnt|not)",
};

interface Pattern {
	/** What it says, for people who read this table and for tests. */
	readonly name: string;
	readonly pattern: string;
	/** What takes it back when it stands in the same clause: idioms, denial, the third person. */
	readonly unless?: string;
}

const DENIAL =
	"(?:not suicidal|no suicidal|(?:dont|do not|not|never|no) (?:actually |really |currently )?(?:going to|gonna|want(?:ing)? to|wanna|thinking (?:of|about)|thoughts? (?:of|about)|plan(?:ning)? to) (?:kill|hurt|harm|die|end|suicide))";
const IDIOM =
	"(?:die (?:of|from) (?:laugh|embarrass|cringe|shame|bored|cute|happi|curios|heat|hunger|thirst)|laugh|lol over|homework|meeting|monday|spreadsheet|game|boss fight|level|respawn|movie|film|song|album|lyrics|character|novel|chapter|episode)";

/** The table, English first. */
export const PATTERNS: readonly Pattern[] = [
	{
		name: "kill myself",
		pattern:
			"\\b(?:kill?|kil+ing|killing|off|hang|hanging|shoot|shooting|drown|drowning) (?:myself|my self|meself|mysel|myslef)\\b",
		unless: DENIAL,
	},
	{ name: "kms", pattern: "\\b(?:{want}) (?:kms|kys|unalive|un alive|sewerslide|ctb|off myself)\\b" },
	{ name: "unalive myself", pattern: "\\b(?:unalive|unaliving|un alive|delete|erase) (?:myself|my self)\\b" },
	{
		name: "want to die",
		pattern:
			"\\bi(?:m| am)?(?: \\w+){0,3} (?:want(?:ed)?(?: to)?|wanna|wana|wish to|long to|ready to|rather|deserve to|hope i|hope to|should) (?:just |fucking |really |finally )*(?:die|be dead|not exist|stop existing|stop living)\\b",
		unless: `${DENIAL}|${IDIOM}`,
	},
	{
		name: "wish I were dead",
		pattern:
			"\\b(?:wish|wished|hope|better if|easier if|pray) (?:that )?i(?: \\w+)? (?:was|were|am|would be|could be|had been|could just be|could)? ?(?:just )?(?:dead|never born|never been born|never existed|not exist|not alive|not be alive|not here anymore|wasnt born|wasnt alive|didnt exist|disappear forever)\\b",
	},
	{
		name: "not wake up",
		pattern:
			"\\b(?:wish|hope|pray|praying|hoping|want|wanna|like)(?: \\w+){0,6} (?:{not}|not|never)(?: \\w+)? wak(?:e|ing) up\\b",
	},
	{
		name: "suicidal",
		pattern:
			"\\b(?:im|i am|i feel|i felt|feeling|ive been|i have been|been feeling|i get|become|becoming|getting|still|so|very|actively|passively|extremely|really) (?:\\w+ ){0,2}suicidal\\b",
		unless: `${DENIAL}|\\b(?:not|never|wasnt|isnt|patients?|he|she|they)\\b`,
	},
	{
		name: "suicidal thoughts",
		pattern: "\\b(?:i|im|ive|my)\\b(?: \\w+){0,6} suicidal (?:thought|ideation|urge|feeling|plan|tendenc|impulse)",
		unless: `${DENIAL}|\\b(?:no|not|never|without|used to|patients?)\\b`,
	},
	{
		name: "commit suicide",
		pattern:
			"\\b(?:i|im|ive|ill|id|me)\\b(?: \\w+){0,6} (?:commit(?:ting)?|attempt(?:ing|ed)?|contemplat\\w+|consider\\w*|think\\w* (?:of|about)|thoughts? of|plan\\w*) (?:\\w+ )?suicide\\b",
		unless: `${DENIAL}|\\b(?:years ago|patients?|character)\\b`,
	},
	{
		name: "end my life",
		pattern: "\\b(?:end|ending|ended|take|taking|took) (?:my (?:own )?|this (?:miserable |fucking |stupid )?)life\\b",
		unless: `${DENIAL}|\\b(?:back|over|control|by storm)\\b`,
	},
	{
		name: "end it all",
		pattern: "\\b(?:end|ending) (?:it all|everything|it tonight|it for good|it once and for all)\\b",
	},
	{
		name: "no reason to live",
		pattern:
			"\\b(?:no|any|a|lost (?:the|my|all)|without|find(?:ing)?(?: a)?) (?:\\w+ )?(?:reason|reasons|will|desire|point|purpose) (?:to|in|of|for) (?:keep |go on |continue |carry on )?(?:liv(?:e|ing)|being alive|existing)\\b",
	},
	{
		name: "don't want to live",
		pattern:
			"\\b(?:dont|do not|no longer|never|cant|cannot|didnt|not) (?:even |really |actually |fucking )?(?:want(?:ed)?(?: to)?|wanna|wish to|care to|feel like|see myself) (?:be alive|live|living|exist|existing|be here|being alive|wake up)(?: like this)?(?: any ?more)?\\b",
		unless:
			"\\b(?:in this (?:house|flat|city|town|apartment)|here (?:at|in|for)|with (?:him|her|them|my)|early|at \\d)\\b",
	},
	{
		name: "better off without me",
		pattern:
			"\\b(?:better|happier|easier|best)(?: off)?(?: \\w+){0,4} (?:without me|if i (?:was|were|am) (?:dead|gone|not here)|if i (?:died|disappeared|wasnt))\\b",
		unless: "\\b(?:team|project|meeting|party|company|game)\\b",
	},
	{
		name: "goodbye",
		pattern:
			"\\b(?:this is my (?:last|final|suicide|goodbye)|(?:writing|wrote|write|finished) (?:\\w+ ){0,3}(?:suicide (?:note|letter)|goodbye (?:note|letter)s?)|by the time you read this)\\b",
		unless: "\\b(?:job|shift|exam|week|day|year|semester|attempt at)\\b",
	},
	{
		name: "cut myself",
		pattern:
			"\\b(?:cut|cutting|burn|burning|hurt|hurting|harm|harming|starve|starving) (?:myself|my (?:wrist|wrists|arms?|thighs?|skin))\\b",
		unless: `${DENIAL}|\\b(?:shaving|cooking|knife slipped|accident\\w*|kitchen|gym|stove|oven|paper|running|training|slack|off from|years ago|workout|knee|by mistake)\\b`,
	},
	{
		name: "self-harm",
		pattern:
			"\\bi(?:m|ve| am| have|d)?\\b(?: \\w+){0,5} (?:self ?harm(?:ed|ing)?|self-harm(?:ed|ing)?|relapsed? (?:on|with) (?:cutting|sh))\\b",
		unless: `${DENIAL}|\\b(?:years ago|clean|used to|never|research|patients?)\\b`,
	},
	{
		name: "tot sein wollen",
		pattern:
			"\\bich\\b(?: \\w+){0,4} (?:sterben|tot sein|nicht mehr leben|nicht mehr da sein|nicht mehr aufwachen)(?: \\w+){0,2} ?(?:will|mochte|wurde gern|konnte)?\\b|\\bich (?:will|mochte|wunschte|wunsche)(?: \\w+){0,4} (?:sterben|tot|nicht mehr leben|nicht mehr da sein|nicht mehr aufwachen|mich umbringen)\\b",
		unless: "\\b(?:vor lachen|nicht sterben|angst zu sterben)\\b",
	},
	{
		name: "mich umbringen",
		pattern:
			"\\b(?:mich|mir)\\b(?: \\w+){0,3} (?:umbringen|umzubringen|umbringe|das leben nehmen|zu toten|erhangen|ritzen|geritzt)\\b|\\bselbstmordgedanken\\b|\\bsuizidgedanken\\b",
		unless: "\\b(?:keine|nicht|lachen)\\b",
	},
	{
		name: "me tuer",
		pattern:
			"\\bje\\b(?: \\w+){0,5} (?:me (?:tuer|suicider|pendre|foutre en lair|scarifier)|mourir|en finir|disparaitre pour toujours|plus vivre|plus envie de vivre)\\b|\\benvie (?:de mourir|den finir|de me (?:tuer|suicider))\\b",
		unless: "\\b(?:de rire|de faim|de honte|peur de)\\b",
	},
	{
		name: "matarme",
		pattern:
			"\\b(?:quiero|queria|voy a|pienso en|ganas de|deseo|quisiera)(?: \\w+){0,2} (?:matarme|morir|morirme|suicidarme|quitarme la vida|desaparecer para siempre|no despertar|no existir|dejar de existir)\\b|\\bno quiero (?:seguir viviendo|vivir mas|seguir vivo|seguir viva|vivir)\\b",
		unless: "\\b(?:de risa|de hambre|de verguenza|de amor)\\b",
	},
];

const compile = (text: string) =>
	new RegExp(
		text.replace(/\{(\w+)\}/g, (_, name: string) => PIECES[name] ?? ""),
		"u",
	);
const COMPILED = PATTERNS.map(({ name, pattern, unless }) => ({
	name,
	pattern: compile(pattern),
	unless: unless === undefined ? undefined : compile(unless),
}));

/** Words of games, songs, stories and reports: where one stands in a text, nothing in it is unmistakable, and the model decides. */
const ELSEWHERE =
	/\b(?:minecraft|respawn\w*|boss|npc|speedrun|lyrics?|chorus|songs?|albums?|novels?|chapters?|scenes?|characters?|protagonist|plot|films?|movies?|essay|poems?|news|coroner|patients?|study|training|prevention|docker|server|process|years ago|vor \w+ jahren|hace \w+ anos|il y a \w+ ans|years? clean|used to)\b/u;

/** The first pattern that a normalised text holds, by its name. */
export function unmistakable(plain: string): string | undefined {
	return atOnce(unmistakableSteps(plain));
}

/** The same with room for pauses. */
export function* unmistakableSteps(plain: string): Generator<void, string | undefined> {
	let found: string | undefined;
	for (const clause of clausesOf(plain)) {
		if (ELSEWHERE.test(clause)) return undefined;
		found ??= COMPILED.find(({ pattern, unless }) => pattern.test(clause) && !unless?.test(clause))?.name;
		yield;
	}
	return found;
}

const DENIED =
	"(?:(?:patient |pt |client )?(?:denies|denied|no|without) (?:(?:any|current|active|passive|suicidal|homicidal) )*(?:(?:ideation|thoughts?|plans?|intent|intention|attempts?|self harm)(?: or | and | )?)+ ?)";
const FORM = new RegExp(`^ (?:${DENIED})+$`, "u");

/** Whether a normalised text is nothing but the denial that a form or a file has ("no suicidal ideation, no plan"), without any word of a writer. */
export function isPlainDenial(plain: string): boolean {
	return plain.length < 300 && [...clausesOf(plain)].every((clause) => FORM.test(clause));
}
