import type { Row } from "../kit/index.ts";
import { seeded } from "../kit/random.ts";

/**
 * What is said in a hundred ways, as patterns: `{a|b}` is either, `{a|}` may be missing, `{kin}` is a list below. Each stands beside one that
 * differs in what matters: who, when, and what about. They teach what the texts of writers leave to chance.
 */

const LISTS: Readonly<Record<string, string>> = {
	kin: "friend|best friend|brother|sister|son|daughter|mum|mom|dad|husband|wife|boyfriend|girlfriend|roommate|cousin|ex|student|neighbour|classmate",
	they: "he|she|they",
	so: "|so |just |really |honestly |lately |sometimes |still ",
	end: "| anymore| any more| any longer|, i'm tired| and i mean it| tonight|. nobody knows|. please help| again|. i can't tell anyone",
	die: "die|be dead|disappear for good|stop existing|not exist|not be alive|kill myself|end my life|end it all|be gone forever|sleep and never wake up",
	dying: "dying|killing myself|ending my life|ending it|suicide|not being here|death|hurting myself|being dead",
	thing:
		"this job|my job|this show|the diet|this course|uni|school|dating apps|my landlord|the paperwork|this game|twitter|the group chat|football|that project",
	place:
		"this town|this flat|this house|london|my parents' house|the city|this country|the office|this class|the party|the gym|the meeting",
	silly: "laughter|embarrassment|boredom|heat|hunger|cuteness|cringe|curiosity|shame|secondhand embarrassment",
	ago: "years ago|ten years ago|when i was sixteen|as a teenager|in college|in 2009|back then|a long time ago|before i got help",
	dead: "died by suicide|killed himself|killed herself|took his own life|took her own life|hanged himself|overdosed and died|shot himself",
	hurt: "cut myself|cut my arms|burn myself|hurt myself|self harm|scratch my arms until they bleed|hit myself",
	means: "pills|rope|blade|razor|gun",
	day: "tonight|tomorrow|on friday|this weekend|after my birthday|when everyone is asleep|before christmas|when they are away",
};

/** Danger. */
const CRISIS = `
{i|i |}{so}{want to|wanna|wish i could|need to|am ready to|would rather} {die}{end}
i {so}{think about|have thoughts of|keep thinking about|dream about|fantasize about|can't stop thinking about} {dying}{end}
i {don't|do not|dont|no longer} {want to|wanna} {live|be alive|be here|exist|wake up|keep living|go on living|stay in this world}{end}
{i'm|i am|im|feeling|been feeling|so} {suicidal|really suicidal|so suicidal|actively suicidal}{| again| tonight| and scared| and alone| for the first time in my life}
{kms|gonna kms|want to kms|might just kms|i should kms|thinking of unaliving myself|i want to unalive}{| tbh| lol not even joking| tonight}
i {wish|hope|pray} i {was dead|were dead|was never born|had never been born|don't wake up tomorrow|didn't wake up this morning|would get hit by a car|could die in my sleep|get cancer and die}
{everyone|my family|my kids|they|the world|my husband|my parents} {would be|will be|is|are} {better off|happier|relieved|fine} {without me|if i was gone|if i died|if i disappeared|when i'm gone}
{nobody|no one} would {notice|care|miss me|even notice|cry} if i {died|killed myself|was gone|disappeared|were dead}
i {have|see|find|had} no {reason|will|strength|wish} {to live|to go on living|to keep going|to stay alive|to be here|to wake up}{end}
{there is|there's|i see} {no point|no reason|nothing left|no hope|no future|no way out} {in living|for me|in my life|for me anymore|to live for|in being alive|but to die}
i {can't|cannot|cant|don't think i can} {go on|do this anymore|keep living like this|live like this|take this life anymore|hold on much longer|survive another day|fight anymore|go on living}
{i'm|i am|im} {done with life|done with living|tired of living|tired of being alive|sick of being alive|tired of existing|done fighting|giving up on life|so over being alive}{end}
{life|my life|living|being alive} {is|feels} {not worth living|meaningless and i want out|unbearable|too painful to go on|pointless and i want it to end|not for me}
{i'm|i am} {a burden|just a burden|nothing but a burden|a waste of space} {to everyone|to my family|to my kids|on them}{| and they'd be better off| and i should be gone}
{i have|i've got|i made|i already have} {a plan|a date|everything ready|the {means} ready|the {means} next to me|my note written|a spot picked out} {and nobody knows|for {day}|and i'm calm now|}
{i'm going to|i will|i'll|gonna|i plan to} {do it|end it|kill myself|take the pills|jump|go for good} {day}
{i wrote|i'm writing|i finished} {my suicide note|my goodbye letter|the letters to my kids|a note for my mum|my last message}{| today| tonight}
{goodbye|bye|farewell|goodbye everyone|this is goodbye|sorry everyone}{, i love you all|. i tried|. i couldn't do it anymore|, forgive me|. it's nobody's fault|, please take care of my {dog|cat|kids|sister}}
by the time you {read|find|see} this i'll be {gone|dead|no longer here}
i {want|have the urge|feel the urge|am trying not} to {hurt}{| so badly| again| tonight|, it's the only thing that helps}
{i|i just|last night i} {relapsed|cut again|relapsed and cut|burned myself again|hurt myself again|self harmed again}{| after two months clean| and feel nothing| and i'm ashamed|. i can't stop}
how {do|can} i {hide|cover} {my cuts|the cuts on my arms|my self harm scars|fresh cuts} from {my mum|my parents|my boyfriend|the school nurse}
{what is|what's|whats} {the easiest way|the least painful way|a painless way|the quickest way|the best method} to {die|kill yourself|end it|commit suicide|go}
{does it hurt to|how long does it take to|is it painful to|how do people} {die|hang yourself|drown|overdose|bleed out|kill yourself}
{how many|which|are these} pills {to die|would kill me|does it take to die|to not wake up|enough to kill me}
{i|yesterday i|last week i|on sunday i} {tried to kill myself|tried to end it|attempted|took an overdose|attempted suicide}{| and it failed|. i'm still here, sadly| and nobody knows|. i'll try again| and i regret that it didn't work}
{i'm not suicidal but|i wouldn't do it but|i won't do anything, but|not gonna do anything but} {i wish i was dead|i don't want to be alive|i wish i could disappear forever|i hope i don't wake up|i wouldn't mind dying}
{i don't want to die, i just want|i don't really want to die but i need} {the pain to end|it all to stop|this to be over|to stop hurting and there is no other way}
my {kin} {says|said|texted me that|told me|just told me} {they} {wants to die|is going to kill herself|is going to kill himself|wants to kill himself|doesn't want to live anymore|is suicidal|took a bunch of pills}{, what do i do|. i'm scared|. please help|. i don't know who to call}
my {kin} {sent me a goodbye text|isn't answering after saying goodbye|is on the bridge right now|has locked the door and has pills|is cutting again and won't talk|gave away all {|of }their things and said goodbye}{. help|, what should i do|. i'm so scared|}
i'm {worried|scared|afraid} my {kin} {will kill himself|will kill herself|is going to end it|might hurt herself tonight|is suicidal}
{i'm|i am} {scared of|afraid of} {what i might do to myself|what i'll do tonight|myself right now|being alone with myself tonight|the thoughts in my head, they tell me to die}
{the voices|my head|my brain|something} {keeps|keep} telling me to {die|kill myself|jump|end it|hurt myself}
{i'm|i am} {standing on|sitting on|at|on} the {bridge|roof|ledge|platform|tracks}{ and i want to jump|. i'm going to jump| and nobody is stopping me| and i can't think of a reason not to}
{i feel|i'm|i am} {so hopeless|completely hopeless|so empty|so broken} {i want to die|that i don't want to be here|that death sounds like peace|that i just want to end it}
ich {will|möchte|wollte|wünschte ich könnte} {einfach |nur noch |}{sterben|tot sein|nicht mehr leben|nicht mehr da sein|nicht mehr aufwachen|mich umbringen|für immer einschlafen}
ich {denke|denke jeden tag|muss ständig} {an selbstmord|ans sterben|daran mich umzubringen|an suizid|daran zu springen} {denken|}
ich {kann|mag|will} nicht mehr {leben|weiterleben|so weiterleben|weitermachen, alles ist sinnlos}
{alle|meine familie|meine kinder|ihr} {wären|seid|ist|wäre} {ohne mich besser dran|besser dran wenn ich weg bin|froh wenn ich tot wäre}
{ich habe|ich hab} {mich wieder geritzt|mir wieder die arme aufgeschnitten|wieder tabletten genommen|einen abschiedsbrief geschrieben|einen plan und ein datum}
mein{e schwester|e freundin|e mutter| bruder| freund| sohn| mann} {sagt|schreibt|hat gesagt} {er|sie} will {sterben|sich umbringen|nicht mehr leben}, {was soll ich tun|bitte helft mir|ich hab angst}
{wie|was ist der schnellste weg um} {kann ich mich umbringen|bringt man sich um|stirbt man schmerzlos|zu sterben}
je {veux|voudrais|veux juste|souhaite} {mourir|en finir|crever|disparaître pour toujours|ne plus exister|ne plus me réveiller|me tuer}
je {pense au suicide|pense tous les jours à mourir|pense à me tuer|n'ai plus envie de vivre|ne veux plus vivre|n'arrive plus à vivre|ne veux plus être là}
{tout le monde serait mieux|ma famille serait mieux|ils seraient mieux} {sans moi|si j'étais mort|si je disparaissais}
{je me suis|hier je me suis} {encore coupée|encore coupé|scarifiée|fait du mal|taillé les bras}{ et j'ai honte| hier soir|}
{ma copine|mon frère|ma soeur|mon ami|ma meilleure amie|mon fils} {dit|m'a écrit|m'a dit} qu'{il|elle} {veut mourir|va se tuer|ne veut plus vivre|a pris des cachets}{, je fais quoi|, aidez moi|. j'ai peur|}
{adieu|adieu à tous|pardon à tous|pardonnez-moi}{, je n'en peux plus|, je vous aime|. c'est fini pour moi|, prenez soin de {maman|mon chien}}
{comment|quel moyen pour|est-ce que ça fait mal de} {mourir sans souffrir|se suicider|en finir|mourir}
{quiero|solo quiero|quisiera|ojalá pudiera} {morir|morirme|matarme|desaparecer para siempre|no despertar|dejar de existir|no existir}
{pienso|pienso todo el tiempo|no dejo de pensar} en {matarme|suicidarme|la muerte|morirme|quitarme la vida}
{ya no quiero|no quiero|no quiero seguir} {vivir|viviendo así|estar aquí en este mundo|existir}{| más|, no puedo más|. perdón}
{todos|mi familia|mis hijos} {estarían|estaría} mejor {sin mí|si yo no estuviera|si me muero}
{mi amiga|mi hermano|mi hermana|mi novio|mi hijo|mi mejor amiga} {dice que|me escribió que|me dijo que} {se quiere morir|se va a matar|no quiere vivir|se tomó unas pastillas}{, qué hago|, ayuda|. tengo miedo|}
{me corté|me volví a cortar|volví a hacerme daño|me lastimé} {otra vez|anoche|los brazos|y no puedo parar}
{cómo|cuál es la forma más rápida de|duele} {morir sin dolor|suicidarse|matarse|morir}
{i|i just|i keep} {cutting|hurting|burning|starving|scratching} {myself|my arms|my thighs|my wrists} {to feel something|to punish myself|because i deserve it|when it gets too much|where nobody can see|and i like the pain}
{the urge to|urges to|wanting to|i'm craving to} {cut|self harm|hurt myself|relapse} {is back|won't stop|are so strong tonight|is all i think about}
{day three|five days|two weeks|a month} {without cutting|clean from self harm|without hurting myself} {and i want to give in|and it's so hard|and i'm about to relapse|and the blade is still here}
{long sleeves|bracelets|a hoodie|bandages} {in summer|at the pool|at work|all year} {so nobody sees my cuts|to hide my arms|over fresh cuts|because of what i do to myself}
{i don't eat|i starve|i make myself throw up|i stopped my insulin|i stopped taking my heart meds} {to punish myself|because i deserve it|so that it ends|and hope it kills me}
{i found|i saw|i've just found} {my {kin}'s|a} {suicide note|goodbye letter|search for ways to die|diary, it says {they} wants to die|cuts on her arms|stash of pills}{. what do i do|. help|, i'm shaking|}
my {kin} {threatened|is threatening|keeps threatening|says {they} is going} to {kill himself|kill herself|jump|shoot himself|take all the pills} {if i leave|tonight|right now|again}{. what do i do|. i'm scared|}
{someone|a girl|a guy|somebody} {in my class|on my server|i know online|on my floor|in the group} {says|posted|wrote} {they have taken pills|they're going to end it tonight|goodbye and logged off|they want to die}{. how can i help|. who do i call|, what do i do|}
my {kin} {tried to kill himself|tried to kill herself|attempted suicide|overdosed} {last night|yesterday|this morning|again|last week}{ and wants to do it again|, i'm scared to leave {|her|him} alone|. i don't know what to do|}
{it will be|it's set for|i've decided on|i picked} {friday|the 14th|my birthday|the day after christmas|sunday morning}{. after that there's nothing in my calendar|, then it's finally over|. i won't be here after that|. i'm ready}
{i've|i have} {paid everything|sorted my papers|cancelled my subscriptions|given my cat to my sister|written down my passwords|cleaned out my flat}{ so nobody has trouble when i'm gone|. i won't be needing it|, it's time to go|. tonight i'll be at peace}
{i'm only waiting until|i'm just staying until|after|once} {my dog dies|my mum is gone|the kids are grown|my parents die}{, then i can go too|, then i'll end it|. nothing keeps me here after that}
{lol|haha|not to be dramatic but|idk|lmao} {i should just die|wish i was dead|might kill myself|i'd be better off dead|can i stop existing already|hope i don't wake up tomorrow}{ fr| haha| tbh| :)|}
{if|when} {a car hit me|the plane went down|i got a terminal diagnosis|my heart just stopped|i didn't wake up}{ i wouldn't mind|, i'd be relieved|, it would be a blessing|. i'd be fine with that}
{i'm fine|i'm ok|don't worry}{, i just don't want to be alive|. i only think about dying most days|, i won't do it today|, it's just that i'd rather not exist}
{i love you all|thank you for everything|you were good to me|tell mum i love her}{. it's not your fault|. please don't look for me|. i can't stay|. i'm going now|, this is the last you'll hear from me}
{take care of|look after} {each other|my dog|mum|the kids} {when i'm not here anymore|once i'm gone|for me. goodbye|, i won't be there}
{i survived|they saved me|they found me in time|i woke up in hospital|my stomach was pumped}{ and i'm not glad|. i wish they hadn't|, and i'm angry about it|. next time i'll do it right|. i still want to die}
{i've been|i was} {discharged|in the psych ward|on suicide watch|in hospital after my attempt}{ and nothing has changed, i still want to die|. i lied to get out|. i'll try again|, i want to end it more than before}
{i imagine|i picture|i daydream about} {my funeral|jumping|crashing the car|not being here|how they'd find me}{ all the time| every night| and it calms me down|}
{we both|i don't want to go, but i} {can't see another way out than dying|see no way but to end it|think death is the only way out}
{ich habe|hab} {mich verletzt|mich geschnitten|den drang mich zu schneiden|mich geritzt}{ und keiner weiß es| und schäme mich| schon wieder|}
{je me coupe|je me fais du mal|j'ai envie de me couper}{ pour sentir quelque chose| tous les soirs|, personne ne le sait}
{me corto|me hago daño|tengo ganas de cortarme}{ para sentir algo| todas las noches|, nadie lo sabe}
{morgen|heute nacht|am freitag|bald} {mache ich schluss mit allem|bin ich nicht mehr da|ist alles vorbei, ich hab alles geregelt}
{ce soir|demain|bientôt} {je pars pour toujours|je ne serai plus là|tout sera fini, j'ai écrit les lettres}
{esta noche|mañana|pronto} {lo hago|ya no voy a estar|se acaba todo, ya escribí las cartas}
`;

/** No danger, in much the same words. */
const OK = `
i {so}{want to|could|almost|thought i'd|will} die of {silly}{| lol| haha|, my mum told the whole table}
{this|that} {meeting|homework|song|heat|queue|cat video|commute|spreadsheet} is {killing me|going to be the death of me|literally killing me}{| lol| help|}
i {don't|do not|dont|no longer} want to {live|be|stay|work|hang out} {in|at} {place}{| anymore| any more|, it's too loud|, the rent went up}
i don't want to {be here|stay here}, {it's my day off|this party is boring|the meeting should have been an email|can we go home}
{i'm|i am|im} {done with|tired of|sick of|so over|giving up on|fed up with} {thing}{| lol| tbh|, i'm switching|. any tips?|}
{thinking of|i'm thinking about|i keep thinking about|planning on} {quitting {thing}|ending my contract|leaving {place}|cutting my hair|killing the lawn and starting over|ending the subscription}
i can't {go on|do this anymore|take this anymore|keep doing this} with {thing}{|, it's too much|. how do i tell them|}
there's no point in {thing}{|, i learn nothing|. cancel it|}
i would {kill|murder} for a {coffee|pizza|nap|burger|holiday|cigarette}
{my boss|mum|the coach|my wife} is going to kill me {when she sees this|if i'm late|lol|for the carpet}
my {kin} {dead} {last year|in 2012|when i was nine|three years ago|in march}{. i miss {|him|her} every day|. i want to talk about grief|. the anniversary is on sunday|, and i still dream of it}
my {kin} {was suicidal|tried to kill himself|tried to take her own life|used to cut|had suicidal thoughts} {ago}{. they're doing well now|, and today they got married|. i'm so proud of them|. we're all grateful}
i {was suicidal|tried to kill myself|wanted to die|used to cut|attempted suicide|thought about suicide every day|self harmed} {ago}{. i'm glad i'm still here|, today i'm happy|. it got better|. i've been well for years|, and i'm so grateful i lived}
{five|ten|three|twelve|six} years {clean|without self harm|free of cutting|since my attempt}{ today|. i never thought i'd get here|, and life is good| and i baked a cake}
{i'm not suicidal|no suicidal thoughts|i don't want to die|i'm safe|not in danger}{, just sad|, just tired|, only a bad week|, i just need to vent|, i told my doctor}
{i'm|i am|feeling} {so sad|so depressed|really low|lonely|heartbroken|anxious|burnt out|exhausted|empty} {today|this week|lately|since the breakup|since the move}{. therapy is on thursday|. i just needed to say it|. i'll call a friend|. does it get easier?|, and i miss {him|her|home}|}
i {cried|have been crying} {all night|all day|in the car|at work}{ over {him|her|the exam|the dog}|. i miss {him|her|home}|, new meds are rough|}
i hate {my life|everything|myself} {today|rn}{ lol, spilled coffee on the laptop|, missed the bus again|. exam went badly|, overslept|}
{i feel|i'm|i am} {worthless|useless|a failure|not good enough} {at work|at maths|at this job|as a parent today|compared to my classmates}
i'm {scared|afraid|terrified} of {dying|death|having a heart attack|the operation|cancer}{|, it keeps me up at night|. i want to live|. anyone else?}
{panic attack|had a panic attack} {and|where} i {thought i was dying|was sure i'd die|felt like dying}{. i'm fine now|. heart is ok|}
{i|we} died {to the boss|in the tutorial|on level three|at the last dungeon|in minecraft|again in ranked}{| lol| ten times|, respawned and died again|}
{wants to|i want to|i'm going to|let's} {kill the boss|jump off the cliff in the new map|hang the pictures|shoot the video|end the process|cut the cake|overdose on chocolate|drown in homework}
{how do i|how to|best way to|easiest way to} {kill weeds|kill a process|end a lease|cut my own hair|hang curtains|get rid of ants|die less in this game|end a letter|cut down on sugar|jump start a car}
{the film|the novel|the song|this series|the character|act three}{ is about a man who wants to die| ends with her suicide| where he kills himself is hard to watch|: "i want to die", she sings|}
{suicide rates|deaths by suicide|self-harm among teenagers|calls to the helpline} {fell|rose|went up|doubled} {last year|in 2021|by four percent}, {the report says|officials said|according to the ministry}
{suicide prevention|crisis line|safeguarding|mental health first aid} {training|shift|workshop|poster|policy} {on monday|in room 4|notes|draft|at two}
{patient|client} {denies|reports no} suicidal {ideation|thoughts|plans}{. follow up in two weeks|, no self-harm|}
{when i'm gone|after my death|when i die} the {house goes to|will says|piano goes to} {my daughter|the lawyer has it|my niece}{, i'm 84 and content|. the notary has the papers|}
{goodbye|farewell|bye} {everyone, see you on monday|party for sam on friday|london, hello wales|summer|to the old car|for now, have a nice weekend}
{this is it|it's over|the end|last day}{: i'm leaving the company on friday|, thesis handed in|, season finale|. on to the next job|, we sold the house}
{i have|i've got|i made|there is} a plan {for the garden|for monday|for the kitchen|to pay off the loan|for revision}
take care of {the dog while i'm in spain|the plants, back on sunday|yourself, talk soon|the cat for the weekend please}
i {gave away|am giving away|sold} {my guitar, i never play|the sofa, free to collect|the old clothes|my books before the move}
i {cut|burned|hurt} {my finger chopping onions|my hand on the oven|my knee running|my thumb on a tin|myself shaving}
{ich sterbe|ich könnte sterben|ich bin fast gestorben} vor {lachen|hunger|scham|langeweile|hitze|neugier}
ich will nicht mehr {in dieser stadt leben|hier arbeiten|zur schule|mit ihm in einer wohnung wohnen|auf dieses sofa warten}
ich kann nicht mehr {lachen|essen, das war zu viel|warten bis es losgeht|sehen wo ich die brille habe}
ich bin {so traurig|einsam|erschöpft|gestresst|depressiv} {seit der trennung|diese woche|wegen der arbeit|heute}{. nächste woche therapie|, aber es wird|}
{vor jahren|mit siebzehn|früher} wollte ich {sterben|mich umbringen|nicht mehr leben}{. heute bin ich froh dass ich lebe|, jetzt geht es mir gut|}
mein{ onkel| vater| bruder|e tante} hat sich {2010|vor fünf jahren|damals} das leben genommen{. er fehlt mir|, wir reden heute darüber|}
je {meurs|suis mort|suis morte} de {rire|faim|honte|fatigue|chaud}
je ne veux plus {vivre dans cet appart|travailler ici|aller à ce cours|vivre à paris|habiter avec lui}
je suis {triste|seule|déprimé|épuisée|stressée} {en ce moment|depuis la rupture|à cause du boulot|aujourd'hui}{. je vois ma psy jeudi|, ça passera|}
{il y a dix ans|à dix-sept ans|avant} je voulais {mourir|me tuer|en finir}{. aujourd'hui je suis heureuse d'être là|, et maintenant ça va|}
j'en peux plus de {ce boulot|cette météo|ces travaux|mon prof|la circulation}
me {muero|estoy muriendo|voy a morir} de {risa|hambre|vergüenza|sueño|calor|ganas de verte}
ya no quiero {vivir en este piso|trabajar aquí|ir a clase|vivir con ellos|jugar a esto}
estoy {triste|sola|deprimido|agotada|estresado} {hoy|esta semana|desde que lo dejamos|por el trabajo}{. mañana tengo terapia|, ya pasará|}
{hace diez años|a los diecisiete|antes} quería {morirme|matarme|suicidarme}{. hoy estoy feliz de estar viva|, ya estoy bien|}
no puedo más con {este jefe|el calor|los vecinos|los exámenes|esta serie}
{i|i once|at nineteen i} {tried to end my life|attempted|was in a very dark place|planned my own death|didn't want to live} {ago}{, and now i have a daughter|. therapy and time helped me|. today i teach|. i'm so glad it failed|. now i volunteer at a helpline}
{i used to|ago i would|for years i used to} {cut myself|self harm|think about suicide|want to die|count pills|wish i was dead}{, i don't anymore|. not now, i'm well|. the scars have faded|, and now i want to grow old|. life is good today}
{if you're struggling|to anyone who needs it|for those who feel hopeless}{: i was there, and it got better|. i wanted to die once, and i'm happy i stayed|. please talk to someone, it saved me}
{my scars|the scars on my arms|old scars} {are from years ago|don't bother me anymore|are part of my past|tell a story that's over}{. i wore short sleeves today|, and that's okay|. i'm proud of the person i am|}
{it's been|it is} {two years|ten years|six years|a decade} since {my attempt|i last hurt myself|i wanted to die|the hospital}{. i made a cake|. i love my life|, and i laugh a lot|. grateful for every day}
{no,|don't worry,|to be clear,|just to say:} {i'm not suicidal|i don't want to hurt myself|i'm not in danger|i would never do anything to myself|i don't want to die}{. i'm just sad|, i'm only tired|. i'm angry is all|, i miss home|. it's a hard week|, i need a break}
{my doctor asked|the nurse asked|they asked|the form asked} {if i had suicidal thoughts|about self harm|whether i wanted to hurt myself|if i felt safe}{ and i said no| and i don't|. no, just tired|. i could honestly say no}
{i feel depressed|i'm depressed|the depression is back|my depression is worse|i've got depression}{ but no suicidal thoughts|, but i'm safe|. new dose since monday|, i get up and shower and that's it|. it's heavy but i know it passes|, my doctor knows}
{i'm anxious|my anxiety is bad|i worry|i panic|i overthink} {about everything|about the exam|before every call|about money|at night|about my health}{. does anyone else?|, breathing helps|. i hate it|, the therapist gave me homework|}
{what if|i'm scared that} {i fail|i'm sick|they hate me|the plane crashes|something happens to my kids|i have cancer|nobody comes}
{i miss|i'm grieving|i still miss} {my mum|my dad|my brother|grandpa|my friend|my dog}{. it's been a year|. the funeral was on friday|, i wore {|her|his} jumper|. i cry in the car|, i still want to call}
{she|he|my ex|the guy i liked} {left|doesn't love me|moved on|blocked me}{ and my heart is broken|. i cried all night|, i'll be fine one day|, ice cream and sad songs|}
{i feel|i'm} {lonely|alone|left out|invisible|unwanted}{ at school| in this city| since i moved| on weekends| at christmas|. how do you make friends?|}
{everything is|school is|work is|life is} {too much|a mess|exhausting|stressful}{ right now| this month|. i need a holiday|, i cried at my desk|. one thing at a time|}
{i'm so mad|i'm furious|i can't stand it|i hate it when} {at my boss|they never listen|people talk over me|my brother takes my things|the neighbours drill}{. rant over| again|}
{i'm dead|i'm deceased|i'm crying|i can't|send help|rip me}{ lol|, this video| 😂|, my mum just used tiktok|, i sent it to the wrong chat}
{if i die|if i don't make it|tell my story|bury me|remember me}{, it was the stairs| at leg day| under this homework|, delete my browser history lol| with my cat pictures}
{over my dead body|drop dead gorgeous|dead tired|bored to death|worried to death|a killer deal|dead on my feet}{ today|, honestly|, she said|}
{my {kin}|a classmate|our neighbour} {seems down|is going through a divorce|is depressed|has been sad}{ lately. what can i bring|, i made soup|. how do i cheer them up|, we went for a walk|. they're seeing someone}
{i quit|i'm leaving|i give up} {smoking|the choir|my job|facebook|the team|coffee|on this puzzle}{|, wish me luck|. best decision|, at last}
{the end of|last day of|goodbye to} {the semester|the tour|an era|my twenties|the old flat|summer}
{be|please be|answer} {brief|short|polite|kind|precise|honest|clear|quick|exact|formal}{.|, please|}
{what|which|who|where|when|why|how many|how much} {is|are|was|were} {the|these|those|my|our} {file|files|letters|notes|mails|invoices|customers|numbers|dates|meetings|prices|names|recipes|tasks}{| for| from| about| answered| sent| due| left|}?
{in|into} {swedish|english|german|french|three sentences|one line|a table|plain words|capitals}
{write|draft|send|answer|read|find|sort|summarise|translate|list|show|compare} {the|a|my|this|all|our} {letter|letters|mail|report|note|invoice|list|table|file|folder|offer|minutes}{| to the customer| for monday| by date| in german|}
{one|two|three|what|why|who|when|really|ok|yes|no|maybe|sure|thanks|hello|hi|next|again|more|stop}{?|.|!|}
{flour|milk|eggs|apples|water|salt|candles|paper|string|nails}, {bread|butter|coffee|onions|rice|tape|glue|stamps} and {soap|cheese|tea|honey|screws|envelopes}
{a|the|my|our|one} {old|new|small|good|lost|last|first} {recipe|letter|garden|key|song|note|map|idea|plan|book|friend|garden}
{nicht suizidal|keine suizidgedanken|ich will nicht sterben}{, nur müde|, nur traurig|. es ist eine schwere woche}
{pas suicidaire|je ne veux pas mourir|pas d'idées noires}{, juste fatiguée|, juste triste|. c'est une sale semaine}
{no soy suicida|no quiero morir|sin ideas suicidas}{, solo cansada|, solo triste|. es una mala semana}
`;

/** What a life is like, with danger or without: it says nothing of either. */
const LIFE = `
{i'm|i am} {14|15|17|19|22|26|31|38|45|52|63|71} {years old|and live alone|and live with my mum|and married with two kids|and a nurse|and in my second year of uni}
i {lost my job|was laid off|got fired|quit my job|failed my exams|dropped out|lost the flat} {in march|last month|two weeks ago|this week|after the summer}
my {girlfriend|boyfriend|wife|husband|fiancé} {left me|broke up with me|cheated on me|moved out|wants a divorce} {last week|after six years|by text|on my birthday|and took the kids}
my {mum|dad|grandmother|best friend|brother|dog} {died|passed away|has cancer|is in hospital} {in january|last spring|and the house is so quiet|and i miss talking to them}
{they|the girls in my class|people at school|my coworkers|some boys} {bully me|laugh at me|call me names|leave me out|made a group chat without me}{| every day| again today}
my {parents|mum and dad|stepdad|mother} {fight all the time|don't understand me|scream at me|say i'm lazy|took my phone|found out and won't talk to me}
i {owe|have} {money i can't pay back|a loan and three cards|months of rent open|letters from the bank i don't open}
i've had {depression|anxiety|bipolar|ptsd|an eating disorder|chronic pain|migraines|fibromyalgia} {since i was a teenager|for ten years|for as long as i know|since the accident}
i {can't sleep|sleep all day|don't eat|can't get out of bed|cry in the shower|stopped answering messages|haven't showered in days|drink too much} {lately|most days|since october|these weeks}
{nobody calls|i have no friends|i eat alone|i feel alone in every room|i talk to nobody for days|my friends stopped inviting me}
my {therapist|psychiatrist|counsellor|doctor} {is on holiday|put me on new meds|has a waiting list of months|says it takes time|changed my dose}
i {hate my body|feel ugly|feel like a failure|feel worthless|feel nothing|am so tired|am exhausted|feel guilty about everything}
i {came out|am trans|am gay|am a single mum|have a newborn|am a veteran|am a student far from home|work nights} and {it's hard|nobody in my family talks to me|i feel like a stranger|everything is too much}
{today was|it's been|this was} {a bad day|a terrible week|the worst year|too much|one thing after another}
{i don't know why i'm writing this|sorry for the long post|throwaway account|i just need to say this somewhere|first post here|english isn't my first language}
{ich habe|ich hab} {meinen job verloren|die prüfung nicht bestanden|seit wochen kaum geschlafen|keine freunde hier|schulden}
{meine freundin|mein mann|mein freund} {hat mich verlassen|ist ausgezogen|redet nicht mehr mit mir}
{j'ai|j'ai encore} {perdu mon travail|raté mes examens|mal dormi|pleuré toute la nuit|plus d'amis ici}
{mon copain|ma copine|mon mari} {m'a quittée|m'a quitté|est partie|ne me parle plus}
{perdí mi trabajo|reprobé el examen|llevo semanas sin dormir|no tengo amigos aquí|debo mucho dinero}
{mi novio|mi novia|mi esposo} {me dejó|se fue de casa|ya no me habla}
`;

/** How somebody without danger goes on. */
const ON = `
{i have an appointment|therapy is|i see my doctor|i start with a counsellor} {on monday|tomorrow|next week|on thursday at ten}
i'm {hopeful|looking forward to spring|a bit better today|going to be okay|trying|taking it one day at a time|glad i have my sister}
{any tips|any advice|has anyone been through this|how did you get over it|does it get easier|what helped you|where do i start}?
{just venting|i just needed to vent|thanks for reading|not looking for advice|rant over|that's all|hugs to everyone here}
{i'll|i will|i'm going to} {go for a run|call my mum|look for a new job|sleep on it|talk to my teacher|apply again in autumn|make soup|try again tomorrow}
i {miss him|miss her|miss my old life|am so angry|am so sad|want to scream|want to move away|want a holiday|want to be held|want my bed}
{my sister came over|my flatmate made tea|the dog lay on my feet|a friend sat with me|my dad hugged me}{ and it helped|}
{i don't regret it|at least i'm honest now|small steps|it's something|we'll see|we'll manage}
{nächste woche habe ich einen termin|ich rufe morgen meine schwester an|hat jemand tipps?|es wird schon}
{j'ai rendez-vous jeudi|je vais appeler ma soeur|des conseils ?|ça va aller}
{tengo cita el jueves|mañana llamo a mi hermana|algún consejo?|ya pasará}
`;

/** So many texts of a pattern at most, and of a life and what comes of it. */
const MOST = 14;
const LIVES = 700;

/** A text that a pattern made, as a row of the data. */
type Phrase = Row & { readonly file: "phrases" | "lives" };

/** Texts of the patterns, the same ones each time. */
export function phrases(): Phrase[] {
	const random = seeded(11);
	const seen = new Set<string>();
	const [danger, harmless, life, on] = [CRISIS, OK, LIFE, ON].map((text) => text.trim().split("\n")) as [
		string[],
		string[],
		string[],
		string[],
	];
	const alone = (label: string, patterns: readonly string[]) =>
		patterns.flatMap((pattern, index) =>
			Array.from({ length: MOST }, () => ({
				file: "phrases" as const,
				label,
				text: expand(pattern, random),
				group: `phrase-${label}-${index}`,
			})),
		);
	const told = (label: string, ends: readonly string[]) =>
		Array.from({ length: LIVES }, (_, index) => {
			const sentences = Array.from({ length: 1 + Math.floor(random() * 4) }, () => anyOf(life, random));
			sentences.splice(Math.floor(random() * 2) * sentences.length, 0, anyOf(ends, random));
			const text = sentences.map((each) => expand(each, random)).join(". ");
			return { file: "lives" as const, label, text, group: `life-${label}-${index}` };
		});
	return [...alone("crisis", danger), ...alone("ok", harmless), ...told("crisis", danger), ...told("ok", on)].filter(
		({ text }) => !seen.has(text) && seen.add(text),
	);
}

function anyOf(choices: readonly string[], random: () => number): string {
	return choices[Math.floor(random() * choices.length)] as string;
}

/** One text of a pattern: the innermost choices first. */
function expand(pattern: string, random: () => number): string {
	let text = pattern;
	while (text.includes("{"))
		text = text.replace(/\{([^{}]*)\}/g, (_, inside: string) => anyOf((LISTS[inside] ?? inside).split("|"), random));
	return text.replace(/ +/g, " ").trim();
}
