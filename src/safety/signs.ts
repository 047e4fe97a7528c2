/**
 * Signs: turns of phrase that speak for danger or against it, none of them alone. The model weighs them beside the words; the rules that
 * stand in for it add up their weights. A pattern is matched against a clause of normalised words without apostrophes: `~` stands for up to
 * four words, `~~` for up to eight, `(a|b)` for either, `?` for what may be missing, `*` for the rest of a word.
 */
export interface Sign {
	readonly name: string;
	/** What it adds to the score of the rules: 1 is a crisis by itself. */
	readonly weight: number;
	readonly patterns: readonly string[];
}

const ME = "(i|im|ive|id|ill|me|my|myself)";
const WANT =
	"(want|wants|wanted|wanting|wanna|wana|wish|wished|wishing|hope|hoping|hoped|pray|praying|prayed|long|longing|ready|rather|sooner|prefer|beg|begging|dream|dreaming|like|love|need|deserve|envy)";
const NOT =
	"(not|never|no|dont|wont|cant|cannot|didnt|doesnt|wouldnt|without|stop|nor|isnt|wasnt|werent|havent|hadnt|nobody|aint)";
const KIN =
	"(friend|bestie|mate|sister|brother|mom|mum|mother|dad|father|son|daughter|husband|wife|boyfriend|girlfriend|bf|gf|ex|partner|cousin|roommate|flatmate|student|colleague|neighbour|uncle|aunt|grandma|grandpa|he|she|they|someone|girl|guy|boy|kid|child|classmate|teacher|freund|freundin|schwester|bruder|mutter|vater|er|sie|ami|amie|frere|soeur|mere|pere|il|elle|amigo|amiga|hermano|hermana|mama|papa|el|ella)";
const THINGS =
	"(pills|pill|tablets|meds|medication|bottle|rope|noose|belt|gun|pistol|shotgun|rifle|revolver|knife|blade|razor|blades|bullet|charcoal|tabletten|strick|klinge|waffe|medicaments|corde|cachets|pastillas|cuerda|pistola)";
const HIGH =
	"(bridge|roof|rooftop|ledge|balcony|cliff|window|tracks|rails|platform|train|trains|building|tower|edge|traffic|lorry|truck|bus|railing|river|overpass|brucke|gleis|zug|dach|pont|train|toit|puente|azotea|vias|tren|balcon)";

/** The table: what speaks for danger first, then what speaks against it. */
export const SIGNS: readonly Sign[] = [
	{
		name: "kill myself",
		weight: 1,
		patterns: [
			"(kill|kills|killed|killing|kil|kiling|hang|hanging|hanged|hung|shoot|shooting|drown|drowning|poison|off|offing|unalive|unaliving|delete|erase|uninstall|throw|throwing|fling|end|ending|remove|jump|starve) (myself|my self|meself|mysel|myslef|mself)",
			"(umbringe|umbringen|umzubringen|umgebracht|toten|erhangen|erhange|erschiessen|vergiften)",
			"(bring|bringe) mich ~?um",
			"(tu|antue|antun|angetan) ~?(mir) ~?(was|etwas|an)",
			"me (tue|tuer|suicider|suicide|pendre|jeter|flinguer|tirer une balle)",
			"(matarme|suicidarme|ahorcarme|pegarme un tiro|me mato|me voy a matar|tirarme)",
		],
	},
	{
		name: "end my life",
		weight: 1,
		patterns: [
			"(end|ending|ended|take|taking|took|taken|finish|throw away) my ~?(own )?life",
			"my life ~?(end|to end|to be over)",
			"leben ~?(beenden|nehmen|ende setzen)",
			"fin a (mes jours|ma vie)",
			"en finir",
			"(quitarme|acabar con|terminar con) ~?(la|mi) vida",
			"die by my own hand",
			"dying by my own hand",
			"my own (hand|death)",
			"game end",
			"(schluss machen|schluss mache) mit allem",
		],
	},
	{
		name: "suicidal",
		weight: 0.9,
		patterns: [
			`${ME} ~~?(suicidal|sui|suicide|si|selfdestruct)`,
			"(suicidal|suicide) (again|rn|tonight|thoughts|urges|af)",
			"(suizidal|suizidgedanken|selbstmordgedanken|lebensmude)",
			"an (selbstmord|suizid)",
			"(idees suicidaires|suicidaire|au suicide)",
			"(en suicidarme|el suicidio|soy suicida|ideas suicidas)",
		],
	},
	{
		name: "suicide",
		weight: 0.5,
		patterns: ["(suicid*|kms|kys|sewerslide|unalive|unaliving|un alive|ctb|selbstmord*|suizid*|self delete)"],
	},
	{
		name: "want to die",
		weight: 1,
		patterns: [
			`${ME} ~~?${WANT} ~?(die|dying|dead|death|dieing|diee)`,
			`${WANT} (to )?(just |fucking |really |honestly )?(die|be dead|dead)`,
			"(wanna|wna|wan|whant|wnt) (2|to)? ?(die|dead)",
			"(let me|should|ought to|id be better) (just )?(die|be dead)",
			"should (be|have been) dead",
			"should have died",
			"better off dead",
			"(will|mochte|wollte|wunschte|wunsche) ~~?(sterben|tot|tod)",
			"(sterben|tot sein) ~?(will|mochte|wollte)",
			"lieber ~?tot",
			"(veux|voudrais|envie|aimerais|voulais) ~?(mourir|morte|mort|crever)",
			"(quiero|quisiera|queria|ganas de|deseo|ojala) ~?(morir|morirme|muerta|muerto|muriera)",
			"me quiero morir",
			"id rather ~?(die|be dead)",
			"wish ~?(dead|death)",
			"death wish",
			"(someone|somebody|god|please) ~?(kill|take|murder|shoot) me",
			"kill me please",
			"put me (down|out)",
		],
	},
	{
		name: "death is good",
		weight: 0.6,
		patterns: [
			"(death|dying|dead) ~?(peace*|rest|relief|escape|freedom|comfort*|solution|answer|friend|home|better|only|beautiful|exit|option|way out|sounds|look forward)",
			"(peace*|relief|comfort*|look forward|only way|only exit|only thing) ~~?(death|dying|dead|die|to end|suicide)",
			"envy ~?dead",
			"jealous ~?(dead|died|dying|cancer)",
			"(hope|hoping|hoped|wish) ~?(cancer|heart attack|stroke|accident|biopsy|tumour|tumor|plane|crash|test)",
			"(not|dont|wouldnt) ~?(mind|afraid|scared|fear) ~?(dying|die|death|if i died|dead)",
			"(peaceful|at peace|be at peace|finally (rest|free|at peace)|eternal|forever sleep|sleep forever|rest now)",
		],
	},
	{
		name: "not exist",
		weight: 1,
		patterns: [
			`${WANT} ~~?(not exist|not to exist|not be alive|stop existing|stop living|stop being|cease|not be here|not being here|nonexist*)`,
			"(stop|cease|quit) (existing|living|being alive)",
			`${NOT} ~?(exist|existing|to exist|be alive|being alive)`,
			"dont ~?want ~?(exist|alive)",
			"off switch",
			"switch off",
			"(nicht mehr (leben|da sein|existieren|hier sein|aufwachen))",
			"nicht ~?leben will",
			"(plus vivre|ne plus exister|cesser d exister|plus etre la)",
			"(dejar de existir|no existir|no quiero (seguir )?viv*|ya no quiero (vivir|estar|existir))",
		],
	},
	{
		name: "not wake up",
		weight: 1,
		patterns: [
			`${NOT} ~?wak* up`,
			`${WANT} ~~?${NOT} ~?wak*`,
			"(disappointed|sad|unfortunately|damn|annoyed|angry|why) ~?(i )?(woke|wake|waking)",
			"(woke|wake|waking) up ~?(disappointed|unfortunately|sad|alive|angry)",
			"sleep (forever|for ever|and never|and not)",
			"never ~?(wake|waking)",
			"(nicht|nie) ~?(aufwach*|wach)",
			"(plus|jamais|pas) ~?(me )?reveill*",
			"(no|nunca) ~?(despert*)",
			"in my sleep",
		],
	},
	{
		name: "never born",
		weight: 0.9,
		patterns: [
			"(never|wasnt|not|werent) ~?(born|existed|been born)",
			"nie geboren",
			"(jamais|pas) ~?(ne|nee|naitre)",
			"no hubiera nacido",
			"(asked|ask) to be born",
			"(been|was|had me) aborted",
			"(mistake|error|accident) ~?(born|exist*|alive)",
			"shouldnt ~?(exist|be alive|be here|have been born|live)",
		],
	},
	{
		name: "hate being alive",
		weight: 0.9,
		patterns: [
			"(hate|tired|sick|exhausted|done|bored|weary|regret|resent|fed up|over) ~?(being alive|living|existing|being here|existence|of life|with life|this life|my life|being me|surviving)",
			"(alive|living|life|existence|existing) (is|feels|has been|just) ~?(punishment|pain|torture|hell|exhausting|chore|unbearable|too much|hurts|meaningless|pointless|suffering|joke|prison|curse)",
			"still (alive|here|breathing) ~?(why|unfortunately|sadly)",
			"why ~?(am i|im|i) ~?(still )?(alive|here|living|breathing|exist)",
			"(nicht mehr weiterleben|des lebens mude|leben ~?nicht mehr|bock mehr auf ~?leben)",
			"(fatigue de vivre|marre de vivre|gout a la vie|fatiguee de vivre)",
			"(cansad* de vivir|harta de vivir|harto de vivir)",
			"waiting to die",
			"waiting for ~?(death|it to stop|it to end|my heart)",
		],
	},
	{
		name: "no reason to live",
		weight: 1,
		patterns: [
			"(no|any|lost|without|zero|a|find|one|only|good|single|lose|losing) ~?(reason|reasons|will|desire|point|purpose|motivation|energy|strength) ~?(to|of|in|for) ~?(live|living|stay|alive|exist|existing|life|go on|going on|keep going|continue|wake up|hang around)",
			"nothing ~?(to live for|live for|to stay for|keeping me|stay for|keeps me|stopping me)",
			"(will|desire|reason|reasons) to (live|stay)",
			"(point|purpose|use|meaning) (of|in|to) ~?(living|being alive|life|existing|staying|my life|me|going on|carrying on)",
			"(grund|sinn|kraft|wozu) ~?(leben|lebe|weiterleben|weiterzuleben)",
			"(raison|force|quoi bon) ~?(vivre|continuer)",
			"(razon|razones|fuerzas|sentido|para que) ~?(vivir|seguir|vivo|viva|sigo|la vida)",
			"only (reason|thing) ~~?(here|alive|havent|stopping|stops|keeping|keeps)",
			"(what|whats) ~?(keeping|stopping) me",
		],
	},
	{
		name: "don't want to live",
		weight: 1,
		patterns: [
			"(dont|do not|didnt|not|never|no longer|cant|doesnt|dnt|wouldnt) ~?(want|wanna|wish|care|feel|see|plan|imagine|picture|going|gonna) ~?(live|living|alive|be here|being here|exist|existing|tomorrow|another (day|year|birthday|night)|more (days|years)|the future|a future|future|myself (at|in|being|living|past)|this life|life|be on this|be around)",
			"(will|mochte) ~?nicht mehr",
			"ich will nicht mehr",
			"(veux|envie) plus",
			"no quiero (vivir|seguir|estar|que llegue)",
			"live (nemore|no more)",
			"(another|one more) (day|year|night|week) ~?(of this|like this|in this|inside)",
			"(not|dont|wont|never) ~?(make it|survive|last|outlast|live) ~?(to|past|through|until|till|much|the|another|long)",
			"past (this|my) ~?(year|birthday|age|thirty|30|25|21|18)",
			"(not|wont) be ~?(here|around|alive) ~?(tomorrow|christmas|anymore|any more|longer|long|for|when|next|then|by|come|spring|summer|soon)",
			"here (anymore|any more|any longer|much longer)",
			"be here ~?(tomorrow|anymore|any more|any longer|much longer)",
		],
	},
	{
		name: "wish to be gone",
		weight: 0.8,
		patterns: [
			`(want|wanna|wish|hope|could|should|let me|like to|maybe|just|better) ~?(disappear|vanish|be gone|be erased|fade away|evaporate|not be|be nothing|leave this|leave it all|go home|let go|be let off|opt out)`,
			"(leave|leaving|escape|exit|exiting|quit|quitting|log out of|check out of|logging out of|out of|checkout from|done with|over with|tired of) (this |the |my )?(life|world|earth|planet|existence)",
			"(i|want|wanna) (want )?out of ~?(life|it all|everything|here|this body)",
			"(verschwinden|weg sein|nicht mehr da)",
			"(disparaitre|partir pour toujours)",
			"(desaparecer|irme para siempre)",
			"next life",
			"other side",
			"to (go|be) ~?(with|to) (him|her|them|god|you|jesus|mum|mom|dad|heaven|my)",
			"(follow|join) (him|her|them|my)",
			"it (to |would |could )?(all )?(be over|stop|end)",
			"(all|everything|it) to (be over|stop|end|be finished)",
		],
	},
	{
		name: "if I died",
		weight: 0.7,
		patterns: [
			"(if|when|once|until|till|after|before|by the time) (i|im|ive|i am) ~?(die|died|dead|gone|vanished|disappeared|werent|wasnt|not here|was not|stopped|stop existing|never|dont wake|didnt wake|was hit|killed|do it|did it|go through)",
			"(if|what if) ~?(car|bus|truck|lorry|train|plane|heart|plane|meteor|tree) ~?(hit|hits|stopped|stop|crash*|fell|went|killed)",
			"(car|bus|truck|lorry|train) ~?(hits|hit|would hit|run|runs|ran) (me|over)",
			"hit by (a|the) ~?(car|bus|truck|lorry|train)",
			"(wenn ich ~?(tot|weg|nicht mehr))",
			"(si je ~?(mourais|mourrais|disparaissais|etais plus|netais plus|ne me reveillais))",
			"(si ~?(muero|muriera|desaparezco|no despierto|me muero|me atropella))",
			"my (own )?funeral",
		],
	},
	{
		name: "burden",
		weight: 0.8,
		patterns: [
			`${ME} ~?(a|such a|only a|just a|nothing but a)? ?(burden|waste|weight|drain|mistake|stain|parasite|curse|disease|problem|ballast)`,
			"(better|easier|happier|lighter|free|freer|healthier|best|improved|fine|relieved) ~?(without me|if i|off without|when im|once im|i wasnt|i was gone)",
			"without me ~?(better|happier|easier|fine|here|around|in it)",
			"waste of ~?(space|air|oxygen|skin|time|life|breath)",
			"rid of me",
			"worth more dead",
			"(last fur|belastung|ballast|ohne mich)",
			"(poids|fardeau|sans moi)",
			"(carga|estorbo|sin mi)",
			"(doing|do) (them|everyone|the world) ~?favou?r",
		],
	},
	{
		name: "nobody would care",
		weight: 0.6,
		patterns: [
			"(nobody|no one|noone|no1|none|wouldnt|who|hardly anyone|anyone|anybody|nobody) ~?(would|will|d|wouldnt|even|really) ~?(notice|care|miss|cry|mourn|come to my|remember|find me|know)",
			"(gaf|cares|care) ~?(if i|about me|die|live|dead)",
			"(keiner|niemand) ~?(vermiss*|merk*)",
			"(personne|nadie) ~?(remarqu*|manquer*|extran*|nota*)",
			"dont care ~?(if i|whether i|what happens to me|i live|if im)",
			"egal ~?(ob|wenn) ich",
		],
	},
	{
		name: "cannot go on",
		weight: 0.6,
		patterns: [
			"(cant|cannot|can not|cnt|couldnt|dont know how to|dont think i can|not able to|unable to|too tired to) ~?(go on|do this|do dis|do it|take (it|this|any|anymore|another)|keep going|continue|carry on|hold on|live like|live with|survive|bear|handle|stand|cope|fight|keep (doing|living|fighting|smiling|pretending)|anymore|any more|stay)",
			"(how much longer|much longer)",
			"(kann|kanns|schaff|schaffe|ertrage|halte|halt) ~?(nicht mehr|nicht|nimmer)",
			"nicht mehr ~?(kann|aushalt*|ertrag*|konnen)",
			"(en|jen) ?peux plus",
			"(n en peux plus|plus la force|suis a bout|a bout de)",
			"(no puedo mas|ya no puedo|no aguanto|no doy mas)",
			"(at|reached|come to) (the|my) ~?(end|limit|breaking point)",
			"(end of my|hanging by a|by a thread|last thread|end of the rope|end of my rope)",
			"nothing left (in me|inside|to give|to feel)",
			"no ~?(fight|strength|energy|hope|life) left",
			"(fight|fighting|trying|strong|strength) ~?(anymore|any more|for nothing|left|any longer)",
		],
	},
	{
		name: "giving up",
		weight: 0.5,
		patterns: [
			"(give|giving|given|gave) up",
			"(im|i am|am|so|just) (so )?(fucking )?(done|finished)( (fighting|trying|living|pretending|with (life|everything|this|it|all|being|trying|existing)|for good|forever))?",
			"(gebe|geb|ich gebe) ~?auf",
			"(abandonne|lache prise)",
			"(me rindo|rendirme|me doy por vencid*)",
			"(surrender|let go|letting go)",
			"(its|it is|is|be) over (for me)?",
		],
	},
	{
		name: "end it",
		weight: 0.8,
		patterns: [
			"(end|ending|ended) (it|it all|everything|things|this|all of this|all this|the pain|my pain|my suffering|the suffering|this pain|me|this life|tonight)",
			"(do|doing|did|done|go through with|going through with|act on|acting on) (it|them) ~?(tonight|tomorrow|this time|today|soon|now|finally|one day|someday|yesterday|again)",
			"(gonna|going to|im going to|will|ill) (actually )?do it",
			"alles (vorbei|beenden|ein ende)",
			"(que|pour que) ~?(arrete|finisse|s arrete)",
			"(que ~?(termine|acabe|pare) todo|acabar con todo)",
			"way out",
			"permanent solution",
			"no other (way|option|choice)",
			"only (way|option|exit|solution|choice) ~?(out|left|is)",
		],
	},
	{
		name: "no hope",
		weight: 0.5,
		patterns: [
			"(no|any|without|lost|lose|losing|zero|out of) (all |any |more )?(hope|future|way out|point|purpose|meaning|light|escape|exit|way forward|joy|reason)",
			"(whats|what is|what) the point",
			"(hopeless|pointless|meaningless|beyond repair|doomed|past saving|unfixable|too late for me|too far gone)",
			"(keine|kein|ohne) (hoffnung|ausweg|zukunft|sinn)",
			"(sinnlos|hoffnungslos|keinen sinn)",
			"(plus|aucun|aucune|pas|sans) (d )?(espoir|issue|avenir|sens)",
			"(ninguna|sin|no hay|no tiene|no veo) (esperanza|salida|futuro|sentido)",
			"nothing (matters|left|changes|helps|works|will ever|is ever|ever|good)",
			"(never|wont|doesnt|isnt|not) ~?(get|gets|getting|be|become|going to be) ~?(better|okay|ok|happy|easier|normal|fixed|enough|loved)",
			"(nie|niemals) besser",
		],
	},
	{
		name: "pain to stop",
		weight: 0.6,
		patterns: [
			"(want|need|make|please|just|let|wish|until|only way) ~?(pain|it|everything|hurting|suffering|thoughts|voices|noise|this|hurt|ache|head) ~?(stop|stops|end|ends|over|go away|gone|quiet)",
			"(too much|so much|constant|unbearable|endless|never ending) (pain|suffering|hurt|agony)",
			"(pain|hurts|hurting|suffering) ~?(too much|unbearable|never|every day|everyday|stop|end|inside|anymore|any more)",
			"(schmerz|leiden|qual*) ~?(aufhor*|ende|vorbei)",
			"(souffr*|douleur) ~?(arret*|fin|trop)",
			"(dolor|sufr*) ~?(pare|termine|acabe|insoportable)",
			"everything hurts",
			"tired of (hurting|suffering|the pain|crying)",
		],
	},
	{
		name: "goodbye",
		weight: 0.7,
		patterns: [
			"(goodbye|good bye|farewell|so long|adieu|adios|lebt wohl|leb wohl|machs gut|bye) (everyone|everybody|world|all|my love|forever|for good|my friends|guys|for ever|to everyone|mum|mom|dad|mama)",
			"(this is|its|so this is) (it|goodbye|my (last|final)|the end)",
			"last (post|message|entry|diary entry|letter|words|time you|goodbye|wish|sunset|night|note)",
			"(said|say|saying|written|wrote|writing|write) ~?(goodbye*|my goodbyes|final|last words|the letters|letters|my note|note)",
			"(suicide|goodbye|farewell|last) (note|notes|letter|letters|message)",
			"by the time (you|this|anyone)",
			"(when|if) you (read|find|get|see) (this|me)",
			"(dont|do not|please dont) (cry|be sad|look for me|blame|be mad|come looking|wait up|try to stop)",
			"(nobodys|not your|wasnt your|no ones|isnt your|noones|not anyones) fault",
			"(tell|kiss) (my|mum|mom|dad|the|her|him|them|everyone) ~?(love|loved|sorry|kids|children|fought|tried)",
			"(take care of|look after|feed) ~?(each other|yourself|yourselves|my (dog|cat|kids|mum|mom|sister|brother)|for me|when im|the boys)",
			"(forgive|remember|miss) me",
			"(abschiedsbrief*|verzeiht mir|wenn ihr das)",
			"(lettre d ?adieu|pardonnez moi|quand vous lirez)",
			"(carta de despedida|perdonenme|cuando leas|adios para siempre)",
			"im sorry (i|for|everyone|mum|mom|dad|that|to)",
			"sorry (for everything|i tried|i couldnt|i wasnt|mum|mom|dad|everyone)",
			"(i )?tried (so hard|everything|my best)",
			"see you (all )?(on the|in the next|in heaven|never)",
		],
	},
	{
		name: "plan",
		weight: 0.7,
		patterns: [
			"(plan|planned|planning|date|day|method|method|spot|place|decided|decision|arranged|rehears*|practised) ~~?(die|suicide|end it|my death|end my|kill|my exit|exit|do it|to go|leave|be gone|not be here)",
			"(set|picked|chosen|have|choose|circled) ~?(a date|the date|date|the day|the day|the spot|the place|a deadline)",
			"(made|make) ~?(peace with it|my mind up|up my mind|my peace)",
			"(tonight|tomorrow|sunday|friday|weekend|this week|birthday|soon) ~?(the night|is the|last|end it|do it|final|ends)",
			"(giv*|gave) (away|my) ~?(stuff|things|belongings|guitar|everything)",
			"(everything|all|its|is) ~?(planned|ready|prepared|in place|sorted|arranged)",
			"(my will|the will|insurance|paperwork|passwords|subscriptions) ~?(ready|done|wrote|written|in order|sorted|cancelled|pays)",
			"look like an accident",
			"(dont want|so that|so) ~?(find me|finds me|to find)",
			"(finds|find|found) (me|my body)",
			"datum gesetzt",
			"fecha",
		],
	},
	{
		name: "means",
		weight: 0.7,
		patterns: [
			`(i|im|ive|my|have|got|bought|hold|holding|took|take|taken|saved|stockpil*|hoard*|counted|swallow*|loaded|with|hab|tengo|jai|ai) ~?(a |the |all |my |these |some |enough )?${THINGS}`,
			`${THINGS} ~?(in front of me|in my hand|on the (table|desk)|ready|loaded|in the (drawer|shed|boot|garage|cellar|attic)|next to me|my head|my mouth|my neck)`,
			"(round|around) my neck",
			"(bullet|gun) ~?(in|to) my (head|mouth|brain)",
			"put a (bullet|round)",
			"(too many|all my|all the|all of my|handful of|bottle of|a lot of) (pills|tablets|meds|medication|sleeping pills)",
			"(overdose|overdosed|od|overdosing|od on)",
			"(took|taken) ~?(them all|everything)",
			"slit* ~?(wrist*|throat)",
			"(exhaust|garage ~?engine|motor anlasse)",
			"(noose|strick|corde au|soga)",
		],
	},
	{
		name: "height or train",
		weight: 0.6,
		patterns: [
			`(jump|jumping|jumped|step|stepping|stepped|stand|standing|stood|walk|walking|throw|throwing|fall|falling|lean|sit|sitting|sat|one step|leap|springen|gestanden|stand|sauter|saltar) ~?(off|from|out|in front|onto|over|into|on|at|by|to the edge|von|auf|vor|du|de|del|sous|a) ~?${HIGH}`,
			`(on|at|near|over|edge of) (the|a|this|that) ${HIGH} ~?(again|thinking|looking|wondering|rn|right now|tonight|alone|for an hour)`,
			"(drive|driving|drove|swerve|steer|crash|crashing|turn) ~?(off|into|over) ~?(the|a)? ?(road|bridge|wall|tree|river|truck|lorry|cliff|oncoming|traffic|lake|sea)",
			"walk* into (the )?(sea|ocean|river|traffic|lake|water|road)",
			"not make the turn",
			"without looking",
			"(one step|un pas)",
		],
	},
	{
		name: "self-harm",
		weight: 1,
		patterns: [
			`(cut|cutting|cuts|burn|burning|burned|burnt|hurt|hurting|harm|harming|harmed|scratch|scratching|scratched|bite|biting|punish|punishing|punched|starve|starving|choke|hit|hitting|injure|injuring|damage) (myself|my self|my (arm|arms|wrist|wrists|thigh|thighs|leg|legs|skin|stomach|body|own body))`,
			"(self harm|selfharm|self harming|self harmed|self harms|self injury|sh) ?(again|relapse|urges|scars|relapsed)?",
			"(relapse|relapsed|relapsing) ~?(cut|cutting|blade|sh|self|again|tonight|last)",
			"(clean|without) ~?(cutting|self harm|sh|harming)",
			"(urge|urges|want|need|wanna|itching) ~?(to )?(cut|hurt|bleed|burn|harm)",
			"(the|my|a|new) (blade|blades|razor|razors|scars|cuts)",
			"i cut (again|too|deeper|last|tonight|yesterday)",
			"cutting (again|deeper|isnt|helps|is)",
			"(ritz*|geritzt|selbstverletz*|mich schneiden|verletze mich)",
			"(scarifi*|me couper|me coupe|me fais du mal|me faire du mal|mutil*)",
			"(cortar*me|me cort*|hacerme dano|me hago dano|autolesi*)",
			"bleed*",
			"make me bleed",
		],
	},
	{
		name: "attempt",
		weight: 0.9,
		patterns: [
			"(tried|attempted|attempt|attempting|trying|failed|survived|survive|second|third|last|my|almost|nearly) ~?(attempt|attempts|suicide|kill myself|hang myself|end it|end my life|overdose|take my life|killed myself|do it|die|drown)",
			"(next time|this time) ~?(wont|will|not|make sure|succeed|work|fail|get it right)",
			"(psych ward|psych hospital|inpatient|sectioned|icu|5150|grippy|discharged) ~~?(again|attempt|still|same|try|wish|die|nothing)",
			"wish (they|he|she|nobody|no one) ~?(hadnt|had not|didnt|never) ~?(found|saved|save|find|stopped)",
			"(versucht|versuch) ~?(umzubringen|das leben|suizid)",
			"(tentative|essaye de me)",
			"(intente|intento) ~?(suicid*|matarme|quitarme)",
			"(already )?took (them|it all|the pills)",
		],
	},
	{
		name: "ways to die",
		weight: 0.9,
		patterns: [
			"(how|way|ways|easiest|painless|painlessly|quickest|fastest|best|method|methods|least painful|how many|how much|how long|where) ~~?(to die|die|kill myself|kill yourself|suicide|end my life|end your life|end it|bleed out|overdose|not wake|to end|die without|hang|sleep forever|kms)",
			"(does|do|will|would|is) ~?(hanging|drowning|overdosing|dying|jumping|it|death|suicide) ~?(hurt|painful|painless|selfish|sin|wrong|regret)",
			"(wie|schmerzlos|schnellste) ~?(sterben|umbringen|bringe ich mich)",
			"(comment|moyen) ~?(mourir|se suicider|me tuer|me suicider|en finir)",
			"(como|formas de|manera de) ~?(morir|suicidarse|suicidarme|matarme)",
			"(euthanasia|assisted (dying|suicide)) ~?(me|depression|for|i)",
			"go to hell if",
		],
	},
	{
		name: "thoughts",
		weight: 0.9,
		patterns: [
			"(thought|thoughts|thinking|think|thinkin|urge|urges|fantas*|imagin*|plan|plans|planning|consider*|contemplat*|obsess*|idea|dream*|daydream*|romantici*|ideation|thoughs|talk) ~?(of|about|abt|to|on|is|are|with)? ?~?(suicide|killing myself|ending|dying|my death|death|jumping|dead|die|hurting myself|not being|harming|hanging|unaliving|overdosing|being gone|swerving|end it|kms|kms|ending it|ending my|slitting|cutting|not existing)",
			"(dark|bad|the|those|these|intrusive) thoughts ~?(again|back|winning|louder|stop|worse|getting|loud|return*|come|came)",
			"(head|brain|mind|voice|voices|something) ~?(tells|telling|says|saying|screams|screaming|keeps|tell) ~?(me )?(to )?(die|kill|jump|do it|end|that i should)",
			"(scared|afraid|frightened|dont trust|not safe|unsafe|cant keep) ~?(of )?(myself|what i (might|may|could)|with myself|i might|ill do|safe|do something|to be alone)",
			"not safe",
			"do something (stupid|bad|to myself)",
			"(gedanken|denke|uberlege) ~?(sterben|tod|tot|umzubringen|suizid|selbstmord|springen)",
			"(pense|penser|idees) ~?(mort|mourir|suicide|me tuer|noires)",
			"(pienso|pensar|pensando) ~?(muerte|morir|suicid*|matarme|saltar|quitarme)",
		],
	},
	{
		name: "myself is worthless",
		weight: 0.3,
		patterns: [
			`(i|im|i am|feel|ive|am|feeling|being) ~?(worthless|useless|nothing|nobody|failure|disgusting|broken|mistake|burden|monster|hopeless|empty|numb|trapped|unlovable|unwanted|garbage|trash|pathetic|rotten|ruined|alone|hollow)`,
			"hate (myself|my self|me|who i am|being me)",
			"(never|not) ~?(good enough|enough|be loved|belong)",
			"(everyone|everybody|they|people|world) ~?(hates|hate|leaves|left|abandon*|gave up on) me",
			"(have|got|theres|there is|there are) (no|nobody|noone|no one|nothing|zero) ?(one|friends|family|left|body)?",
			"(all my fault|ruin everything|ruined everything|fuck up everything|fucked everything)",
			"(my|this) life (is|was|has been|isnt) ~?(over|hell|worthless|ruined|meaningless|nothing|a mess|failure|waste|joke|shit|unbearable|worth)",
			"life (isnt|not|is not|aint) ~?worth",
			"worth living",
		],
	},
	{
		name: "someone in danger",
		weight: 0.9,
		patterns: [
			`${KIN} ~~?(wants|want|wanted|going|gonna|threaten*|threatening|says|said|texted|told|talking|talks|keeps|thinking|thinks|tried|trying|planning|plans|will|might|droht|dit|dice) ~~?(kill (himself|herself|themself|themselves)|die|dying|suicide|suicidal|commit suicide|end (his|her|their) life|hurt (himself|herself)|not live|doesnt want to live|umbringen|umzubringen|mourir|se tuer|matarse|matar|end it|do it)`,
			`${KIN} (is|seems|was|has been|hes|shes) ~?(suicidal|going to kill|about to)`,
			`${KIN} ~?(took|has|cut|bought|locked|is on the|overdosed|swallowed) ~?(pills|rope|gun|bridge|roof|herself|himself|in the bathroom|blade|noose|note)`,
			"(suicide|goodbye) (note|message|text) ~?(from|in my|room)",
			"(his|her|their) last night",
			"(worried|scared|terrified|afraid) ~~?(hurt (himself|herself)|kill (himself|herself)|suicide|do something)",
		],
	},
	// What speaks against it.
	{
		name: "denial",
		weight: -1,
		patterns: [
			"(not|never|isnt|wasnt|no longer|arent|denies|deny|denied|no|without|keine|kein|pas|ninguna|niega|sin|pas d|not been) ~?(suicidal|suicide|suicidal (thoughts|ideation|thought)|suizidgedanken|selbstmordgedanken|suizidal|idees suicidaires|ideacion|self harm thoughts|dark thoughts)",
			"(dont|do not|didnt|never|not) ~?(want|wanted|going|gonna|wish|think*|plan*) ~?(die|kill|hurt myself|harm myself|suicide|dying|killing myself|hurting myself|end my life)",
			"(no plan|no intent|not at all|im safe|i am safe|in no danger|not in danger)",
			"(nicht|pas|no quiero|ne veux pas) (sterben|mourir|morir)",
		],
	},
	{
		name: "over and past",
		weight: -0.9,
		patterns: [
			"(years|months|decades|year|jahren|ans|anos) (ago|later|clean|free|since|sober|old|sans|sin)",
			"(vor|il y a|hace|seit) ~?(jahr*|ans|anos|mois|meses)",
			"used to (be|feel|want|think|cut|self|hurt|wish|have)",
			"(no longer|not anymore|not any more)",
			"(glad|grateful|thankful|happy|lucky|proud) ~?(lived|survived|alive|stayed|here|i didnt|be here|be alive|to live|still here|failed|geblieben|clean)",
			"(clean|free|sober|recovered|recovery|stable) ~?(years|year|months|since|today|now)",
			"(years|months|year|days) (clean|free|sober|without)",
			"(looking back|back then|back when|in those days|as a teenager|when i was (a|nineteen|seventeen|young|in|\\w+teen|twenty)|in my (teens|twenties)|as a (student|child|kid))",
			"(life|things|it) (is|got|gets|are|feels) ~?(better|good now|good|beautiful|great) ?(now)?",
			"(survivor|survived my|my survival|anniversary)",
			"(stopped|gone|havent|went away) ~?(since|thought about|in over|come back|been back)",
		],
	},
	{
		name: "idiom",
		weight: -1,
		patterns: [
			"(die|dying|dies|died|dead|meurs|mourir|sterbe|sterben|muero|morir|muerta|muerto|mort|morte|tot|totlachen) ~?(of|from|for|to|vor|de|d|auf) ~?(laugh*|embarrass*|cringe|shame|bored*|cute*|happi*|curios*|heat|hunger|thirst|coffee|pizza|cake|see|know|hear|lachen|hunger|scham|durst|langeweile|rire|faim|honte|ennui|fatigue|soif|risa|hambre|verguenza|cansancio|sueno|love|excitement|jealous*)",
			"(killing|kills|kill) (me|it|my (back|feet|head|vibe|mood|knees)|time|the (mood|vibe|lights|engine))",
			"(kill|killed|murder|tuer|toten|mataria) (for|fur|pour|por) (a|an|some|ein|un|unos|one)?",
			"(could|gonna|going to|will|ill|want to|wanna|might) ~?(kill|murder|end|strangle) (him|her|them|my (boss|brother|sister|husband|wife|landlord|kids|neighbour|dog|cat)|you|whoever|ihn|la|lo)",
			"(kill me now|just kill me|shoot me now|somebody shoot me|ugh shoot me|kill me already)",
			"(mom|mum|mother|dad|wife|boss|she|he|husband|coach|teacher) ~?(gonna|going to|will|would|s gonna|is gonna) (kill|murder) me",
			"(dead (tired|serious|line|end job|easy|simple|set|cat|battery|phone|pixel|weight|heat|wrong|beat|sexy|gorgeous)|deadline|drop dead|drop dead gorgeous|dead right|half dead|todmude|todernst)",
			"(bored|scared|worked|love you|loved|frightened|worried|done|frozen|starved) to death",
			"(to die for|zum sterben gut|over my dead body|uber meine leiche|like death|death warmed)",
			"(phone|battery|car|laptop|printer|plant|plants|starter|akku|computer|engine|wifi|bank account|love life|roomba|goldfish|hamster) ~?(died|dead|is dead|dies|tot|killed itself)",
			"(rather|lieber|plutot|antes) ~?(die|dead|sterben|mourir|muerta|morir) (than|als|que)",
			"im (dead|deceased|dying|screaming) (lol|lmao|haha|laughing|omg)",
			"(career|social|political|commercial|financial|professional) suicide",
			"(suicide (squad|doors|king|bomber|bombing|bombers|sauce|burn|linux|inhibition|attack|mission|silence|prevention|rate|rates|gene|run|hotline|line|awareness|watch|pact|note in))",
			"(cut (the|my) (hair|grass|lawn|cake|costs|cheese|onion*|budget|branch|release|video|finger|thumb)|cut (me some|it short|down on|back on|out|off the|corners|to the))",
			"(hang (in|on|out|up|the|it up|around)|hanging (out|up|around))",
			"(bite the bullet|shoot (me|us|you|him|her) (an|a) (email|mail|message|text)|long shot|photo shoot|shoot (the|some) (photos|hoops|video))",
			"(process|thread|container|pod|session|server|job|worker|app|task|daemon|script|browser|zombie) ~?(kill*|die*|dead|hang*|terminat*)",
			"(kill*|hang*|terminat*) ~?(process*|thread*|container*|pod*|session*|server*|job*|worker*|zombie*|children|daemon*|task*|proceso*|processus|prozess*)",
		],
	},
	{
		name: "fear of dying",
		weight: -0.8,
		patterns: [
			"(scared|afraid|terrified|fear|frightened|worried|anxious|angst|peur|miedo|panic*) ~?(of|to|about|that|vor|zu|de|a|ill)? ?~?(dying|die|death|sterben|mourir|morir|mort|tod|drop dead)",
			"(thought|sure|convinced|felt|feels) ~?(i|like i|that i|was|im|as if) ~?(dying|going to die|die|having a heart attack|sterbe|mourir|moria)",
			"want to live",
			"(nearly|almost) died",
			"so much to live for",
		],
	},
	{
		name: "other people's death",
		weight: -0.7,
		patterns: [
			`(${KIN}|grandmother|grandfather|granny|oma|opa|mamie|abuela|abuelo|dog|cat|actor|singer|author|celebrity|classmate|coworker|man|woman|character|protagonist|hero) ~?(died|passed|passed away|killed (himself|herself)|hanged (himself|herself)|shot (himself|herself)|took (his|her|their) (own )?life|committed suicide|lost|dies|kills (himself|herself)|gestorben|das leben genommen|est mort|est morte|est partie|sest suicide|murio|se suicido|se quito)`,
			"(died|death|lost|loss|dead) ~?(by suicide|to suicide|to cancer|in his|in her|last|in the|on sunday|on monday)",
			"(lost|losing|miss|missing|grieving|mourning) (my|our|her|him) ~?(son|daughter|brother|sister|mum|mom|dad|friend|husband|wife|gran*|dog|cat|baby|uncle|aunt|father|mother)",
			"(funeral|cemetery|ashes|obituary|condolence*|hospice|bereave*|memorial|beerdigung|enterrement|entierro)",
			"(grief|grieving|mourning)",
		],
	},
];

/** A pattern of the table as the source of a regular expression over words parted by single blanks. */
export function compilePattern(pattern: string): string {
	return pattern
		.replaceAll("(", "(?:")
		.replace(/([a-z])\*/g, "$1\\w*")
		.replace(/~~\??/g, "(?:\\w+ ){0,8}")
		.replace(/~\??/g, "(?:\\w+ ){0,4}");
}

const COMPILED = SIGNS.map(({ name, weight, patterns }) => ({
	name,
	weight,
	pattern: new RegExp(` (?:${patterns.map(compilePattern).join("|")})(?= )`),
}));

/** The signs of clauses (words parted by single blanks, one at both ends), each with how many clauses show it. */
export function signsOf(clauses: Iterable<string>): Map<string, number> {
	const found = new Map<string, number>();
	for (const clause of clauses)
		for (const { name, pattern } of COMPILED) if (pattern.test(clause)) found.set(name, (found.get(name) ?? 0) + 1);
	return found;
}

/** A clause longer than this (UTF-16 units) is none that a person wrote. */
const LONGEST_CLAUSE = 600;

/** The clauses of a normalised text: words parted by single blanks, one at both ends, without apostrophes. */
export function* clausesOf(text: string): Generator<string> {
	for (const line of text
		.replace(/(?<!\p{L})(qu|[jmtsdlnc])'(?=\p{L}{2})/gu, "$1 ")
		.replaceAll("'", "")
		.split(/[.!?;:\n\r…()]+/u))
		for (let at = 0; at < line.length; at += LONGEST_CLAUSE - 100) {
			const words = line
				.slice(at, at + LONGEST_CLAUSE)
				.replace(/[^\p{L}\p{N}]+/gu, " ")
				.trim();
			if (words !== "") yield ` ${words} `;
		}
}
