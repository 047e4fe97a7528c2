import type { WordGroups } from "../../src/inference/index.ts";

/** A table of groups from lists of words; `_` stands for a blank. */
function table(lists: Readonly<Record<string, string>>): WordGroups {
	return Object.fromEntries(
		Object.entries(lists).map(([name, list]) => [name, list.split(/\s+/).map((word) => word.replaceAll("_", " "))]),
	);
}

/**
 * Words that mean much the same where people write about their life and death, in the four languages of the set; without accents and
 * apostrophes, as `src/safety` hands texts over.
 */
export const GROUPS = table({
	self: "i im ive id ill me my myself meself mine ich mich mir mein meine meinen meinem meiner je j moi mon ma mes yo me mi mis conmigo",
	own: "myself meself my_self my_life my_own_life mich_um mir_das_leben me_tuer me_suicider matarme suicidarme mes_jours mi_vida ma_vie mein_leben",
	other:
		"he she they him her his hers them their friend* brother* sister* dad* mom* mum* mother* father* son daughter* husband* wife* boyfriend* girlfriend* patient* student* people someone* somebody* everybody client* neighbour* neighbor* uncle* aunt* cousin* colleague* roommate* er sie ihr ihn freund* bruder schwester il elle ils frere soeur ami* el ella ellos hermano hermana amigo*",
	you: "you your u ur yours yourself du dich dir euch ihr tu te toi vous ustedes usted",
	want: "want wants wanted wanting wanna wana wish wished wishing wishes hope hoping hoped longing long_for need needed gonna going_to gna imma ima ready decided tempted urge urges pray prayed praying deserve would_like rather prefer plan planning planned plans about_to try trying tried attempt* will mochte will_ich wunschte wunsche hoffe gern veux voudrais aimerais envie prefere vais quiero quisiera queria ojala deseo ganas voy_a",
	think:
		"think thinking thought thoughts ideation consider* contemplat* imagine* imagining fantas* dream* obsess* feel feels feeling feelings felt idea ideas plan_to denke gedanken uberlege gefuhl pense idees pienso pensando siento",
	die: "die dies dying died dead death deceased perish sterben stirb gestorben tot tod mourir mort morte meurs morir morirme muerte muerto muerta wake_up_dead di dieing be_gone drop_dead",
	suicide:
		"suicid* kms unalive unaliving un_alive sewerslide ctb ideation suizid* selbstmord* si sui self_delete catch_the_bus freitod lebensmude",
	kill: "kill kills killing killed kil hang hanging hanged noose shoot shooting shot drown drowning overdose overdosed od jump jumping umbringen umbringe umbringt bring_mich_um umzubringen erhangen springen tuer tue pendre matar matarme mato ahorcar saltar off_myself end_me end_myself kys",
	selfkill:
		"kill_myself killing_myself killed_myself hang_myself hanging_myself shoot_myself drown_myself off_myself kill_my_self end_myself ending_my_life end_my_life take_my_life taking_my_life take_my_own_life taking_my_own_life end_it_all ending_it_all commit_suicide committing_suicide commited_suicide unalive_myself umbringen das_leben_nehmen me_tuer me_suicider matarme suicidarme quitarme_la_vida mettre_fin_a_mes en_finir acabar_con_mi_vida foutre_en_l",
	harm: "cut cutting cuts blade blades razor razors self_harm self_harming selfharm self_harmed harm harming hurt_myself hurting_myself burn_myself burned_myself burning_myself sh relapse* relapsed scars slit wrists wrist thighs bleed bleeding ritze ritzen geritzt klinge schneiden verletze scarif* couper lame cortar* corte navaja scratch* starve starving punish*",
	live: "live living lived alive life existence exist existing exists existed survive surviving leben lebe lebendig weiterleben vivre vis vie exister vivir vida viva vivo viviendo existir being_here be_here stay staying",
	wake: "wake waking woke awake wakeup aufwachen aufwache reveiller reveil reveillais despertar desperte despertara asleep sleep_forever einschlafen endormir endormir dormirme",
	gone: "gone disappear disappearing vanish vanished not_here erase erased nonexistent nothingness verschwinden weg disparaitre desaparecer leave leaving this_world this_earth this_planet here_anymore here_any_more be_here_anymore",
	end: "end ending ended ends over finish finished done stop stopping quit exit way_out out_of_here schluss vorbei ende beenden aufhort finir fin finit arrete acabar acabe terminar termine give_up giving_up given_up gave_up aufgeben gebe_auf abandonne rindo",
	not: "not no never dont didnt doesnt cant cannot wont wouldnt isnt aint without nobody no_one noone none couldnt shouldnt havent hasnt nicht kein keine keinen keiner nie niemand ohne pas plus rien jamais personne sans aucune aucun nunca nadie sin ningun ninguna ya_no nada nichts",
	more: "anymore any_more no_longer longer nemore mehr plus mas again another",
	hopeless:
		"pointless hopeless hope purpose meaning meaningless worthless useless trapped stuck broken ruined failure failed no_future future point reason reasons no_way_out no_point worth_it worth_living empty numb void darkness dark black abyss hopelessness despair sinnlos sinn hoffnung hoffnungslos ausweg grund wertlos issue espoir raison foutue a_quoi_bon salida esperanza razon sentido vacio",
	tired:
		"tired exhausted drained weary had_enough cant_take_it cant_go_on cant_do_this cant_keep strength energy fight fighting fought struggle struggling hold_on holding_on mude kraft kann_nicht_mehr nicht_mehr_kann fatigue* force en_peux_plus peux_plus cansad* fuerzas no_puedo_mas puedo_mas",
	pain: "pain painful hurts hurt hurting suffering suffer suffered agony unbearable torture misery miserable schmerz* leiden leid douleur souffr* dolor sufr* hell",
	burden:
		"burden better_off without_me weight dragging_them drag_down waste waste_of drain_on last belastung besser_dran ohne_mich poids fardeau mieux_sans_moi sans_moi carga sin_mi estorbo nobody_would_notice nobody_would_miss no_one_would_notice no_one_would_care nobody_would_care no_one_would_miss miss_me notice",
	goodbye:
		"goodbye good_bye goodbyes farewell bye forgive last_words last_time note letter letters take_care love_you_all final lebt_wohl leb_wohl abschied* verzeih* adieu pardonnez lettre adios perdon* carta despedida remember_me when_im_gone after_im_gone",
	means:
		"pills pill tablets rope gun pistol shotgun rifle bridge train tracks roof ledge balcony belt bottle medication meds cabinet rail platform tabletten strick brucke gleis medicaments corde pont pastillas cuerda puente knife river cliff poison",
	way: "how way ways method methods easiest painless painlessly quick quickest fastest least_painful hurt_to wie schmerzlos comment como",
	soon: "tonight tomorrow soon now right_now rn today this_week weekend date day_after heute morgen ce_soir demain esta_noche manana hoy this_time finally",
	past: "ago used_to years_ago back_then former recovered recovery clean sober survived anniversary since_then back_when grew_up looking_back used was were had vor_jahren il_y_a hace_anos hace_diez no_longer_want stopped",
	good: "grateful thankful glad happy proud love lovely great wonderful fun excited better_now enjoy* beautiful amazing perfect best delicious nice looking_forward celebrat* dankbar froh stolz gluck* heureux heureuse fier feliz agradecid* gracias",
	laugh: "lol lmao lmaoo haha hahaha jk joke joking laugh* funny hilarious mdr jaja jajaja omg xd ugh literally",
	low: "sad sadness depress* anxi* lonely alone loneliness cry crying cried cries tears panic stress* overwhelmed grief traurig allein einsam weine geweint triste seule seul pleur* sola solo llor* isolated unloved hate hated ashamed guilt guilty shame",
	help: "help please someone_please talk_to_me anyone reach_out hotline crisis_line bitte hilfe aidez ayuda",
	therapy: "therap* psychiatr* counsel* doctor meds antidepress* diagnos* hospital ward ssri sertraline",
	game: "game games boss level respawn map team player players match minecraft server xbox ps5 ranked raid quest spawn npc healer hp dungeon speedrun gg tank dps",
	art: "movie film song songs album lyrics band novel book chapter character characters scene plot author poem series episode season actor actress playlist concert essay theatre roman lied livre chanson pelicula cancion libro protagonist villain hero story fiction writing_a",
	news: "police report reports reported study studies statistics minister government court news according officials percent rate rates per_cent article documentary research data survey law bill parliament attack bomber bombing killed_in",
	medicine:
		"patient patients dose trial placebo clinical symptoms lecture flashcards nursing scale assessment ideation_scale mortality prevalence treatment_group",
	code: "process processes thread server database function code linux script git branch docker container python javascript bug compile parser kernel sql api exit_code pid daemon deploy test_suite",
	work: "meeting deadline boss job office project client email mails invoice manager shift interview homework exam exams class lecture assignment thesis school teacher colleague presentation report monday workload",
	food: "coffee pizza cake cook cooking recipe eat dinner lunch breakfast soup bread milk eggs chocolate wine beer tea chips burger cheese",
	training:
		"prevention training workshop volunteer helpline policy awareness poster handbook guideline guidelines leaflet campaign course",
	burdenothers: "my_family my_kids my_parents everyone everybody the_world they_would theyd",
	death:
		"funeral cemetery grave will_and_testament insurance notary inheritance hospice palliative grandma grandpa grandfather grandmother passed_away obituary",
});
