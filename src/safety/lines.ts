import type { Line } from "./resources.ts";

/** A country's emergency number and crisis lines. */
export interface Region {
	readonly country: string;
	readonly emergency: string;
	readonly lines: readonly Line[];
	/** Time zones of the country alone (`Australia/`: all that begin so). */
	readonly zones: readonly string[];
	/** `checkedOn` is the day at which a person must have called or read the line's own page; a test fails twelve months later. */
	readonly checkedOn: string;
}

/**
 * Official or national crisis lines. Source: what the lines and health ministries publish on the pages named here, as known to the writer of this
 * table; it was written without access to the net, so `checkedOn` is the day from which somebody must check it, not proof that somebody did.
 * What was not certain is left out. Numbers only of lines that anybody may call for free or at the price of a local call.
 */
const checkedOn = "2026-11-21";
const samaritans: Line = {
	name: "Samaritans",
	contact: "call 116 123",
	web: "https://www.samaritans.org",
};

export const LINES: Readonly<Record<string, Region>> = {
	US: {
		country: "United States",
		emergency: "911",
		lines: [{ name: "988 Suicide & Crisis Lifeline", contact: "call or text 988", web: "https://988lifeline.org" }],
		zones: "New_York Chicago Denver Phoenix Los_Angeles Anchorage Detroit Boise Juneau Indiana/ Kentucky/ North_Dakota/"
			.split(" ")
			.map((name) => `America/${name}`)
			.concat("Pacific/Honolulu"),
		checkedOn,
	},
	CA: {
		country: "Canada",
		emergency: "911",
		lines: [{ name: "9-8-8 Suicide Crisis Helpline", contact: "call or text 988", web: "https://988.ca" }],
		zones: "Toronto Vancouver Edmonton Winnipeg Halifax Regina St_Johns Moncton Montreal Whitehorse Yellowknife Iqaluit"
			.split(" ")
			.map((name) => `America/${name}`),
		checkedOn,
	},
	GB: {
		country: "United Kingdom",
		emergency: "999",
		lines: [samaritans, { name: "Shout", contact: "text SHOUT to 85258", web: "https://giveusashout.org" }],
		zones: ["Europe/London", "Europe/Belfast"],
		checkedOn,
	},
	IE: {
		country: "Ireland",
		emergency: "112 or 999",
		lines: [samaritans, { name: "Text About It", contact: "text HELLO to 50808", web: "https://www.textaboutit.ie" }],
		zones: ["Europe/Dublin"],
		checkedOn,
	},
	AU: {
		country: "Australia",
		emergency: "000",
		lines: [
			{ name: "Lifeline", contact: "call 13 11 14", web: "https://www.lifeline.org.au" },
			{
				name: "Suicide Call Back Service",
				contact: "call 1300 659 467",
				web: "https://www.suicidecallbackservice.org.au",
			},
		],
		zones: ["Australia/"],
		checkedOn,
	},
	NZ: {
		country: "New Zealand",
		emergency: "111",
		lines: [{ name: "Need to talk? 1737", contact: "call or text 1737", web: "https://1737.org.nz" }],
		zones: ["Pacific/Auckland", "Pacific/Chatham"],
		checkedOn,
	},
	DE: {
		country: "Deutschland",
		emergency: "112",
		lines: [
			{
				name: "TelefonSeelsorge",
				contact: "0800 111 0 111, 0800 111 0 222 oder 116 123",
				web: "https://www.telefonseelsorge.de",
			},
		],
		zones: ["Europe/Berlin", "Europe/Busingen"],
		checkedOn,
	},
	AT: {
		country: "Österreich",
		emergency: "112 oder 144",
		lines: [{ name: "TelefonSeelsorge", contact: "142", web: "https://www.telefonseelsorge.at" }],
		zones: ["Europe/Vienna"],
		checkedOn,
	},
	CH: {
		country: "Schweiz, Suisse, Svizzera",
		emergency: "112 oder 144",
		lines: [
			{ name: "Die Dargebotene Hand, La Main Tendue, Telefono Amico", contact: "143", web: "https://www.143.ch" },
			{ name: "Pro Juventute (bis 25 Jahre)", contact: "147", web: "https://www.147.ch" },
		],
		zones: ["Europe/Zurich"],
		checkedOn,
	},
	FR: {
		country: "France",
		emergency: "112 ou 15",
		lines: [{ name: "Numéro national de prévention du suicide", contact: "3114", web: "https://3114.fr" }],
		zones: ["Europe/Paris"],
		checkedOn,
	},
	BE: {
		country: "België, Belgique",
		emergency: "112",
		lines: [
			{ name: "Zelfmoordlijn", contact: "1813", web: "https://www.zelfmoord1813.be" },
			{
				name: "Centre de Prévention du Suicide",
				contact: "0800 32 123",
				web: "https://www.preventionsuicide.be",
			},
		],
		zones: ["Europe/Brussels"],
		checkedOn,
	},
	NL: {
		country: "Nederland",
		emergency: "112",
		lines: [{ name: "113 Zelfmoordpreventie", contact: "113 of 0800 0113", web: "https://www.113.nl" }],
		zones: ["Europe/Amsterdam"],
		checkedOn,
	},
	LU: {
		country: "Luxembourg",
		emergency: "112",
		lines: [{ name: "SOS Détresse", contact: "45 45 45", hours: "at certain hours", web: "https://454545.lu" }],
		zones: ["Europe/Luxembourg"],
		checkedOn,
	},
	ES: {
		country: "España",
		emergency: "112",
		lines: [{ name: "Línea de atención a la conducta suicida", contact: "024" }],
		zones: ["Europe/Madrid", "Atlantic/Canary", "Africa/Ceuta"],
		checkedOn,
	},
	PT: {
		country: "Portugal",
		emergency: "112",
		lines: [{ name: "SNS 24", contact: "808 24 24 24", web: "https://www.sns24.gov.pt" }],
		zones: ["Europe/Lisbon", "Atlantic/Madeira", "Atlantic/Azores"],
		checkedOn,
	},
	IT: {
		country: "Italia",
		emergency: "112",
		lines: [
			{
				name: "Telefono Amico Italia",
				contact: "02 2327 2327",
				hours: "at certain hours",
				web: "https://www.telefonoamico.it",
			},
		],
		zones: ["Europe/Rome"],
		checkedOn,
	},
	SE: {
		country: "Sverige",
		emergency: "112",
		lines: [{ name: "Mind Självmordslinjen", contact: "90101", web: "https://mind.se" }],
		zones: ["Europe/Stockholm"],
		checkedOn,
	},
	NO: {
		country: "Norge",
		emergency: "113",
		lines: [{ name: "Mental Helse Hjelpetelefonen", contact: "116 123", web: "https://mentalhelse.no" }],
		zones: ["Europe/Oslo"],
		checkedOn,
	},
	DK: {
		country: "Danmark",
		emergency: "112",
		lines: [{ name: "Livslinien", contact: "70 201 201", hours: "at certain hours", web: "https://www.livslinien.dk" }],
		zones: ["Europe/Copenhagen"],
		checkedOn,
	},
	FI: {
		country: "Suomi",
		emergency: "112",
		lines: [{ name: "MIELI Kriisipuhelin", contact: "09 2525 0111", web: "https://mieli.fi" }],
		zones: ["Europe/Helsinki"],
		checkedOn,
	},
	PL: {
		country: "Polska",
		emergency: "112",
		lines: [{ name: "Centrum Wsparcia", contact: "800 70 2222", web: "https://centrumwsparcia.pl" }],
		zones: ["Europe/Warsaw"],
		checkedOn,
	},
	IN: {
		country: "India",
		emergency: "112",
		lines: [{ name: "Tele-MANAS", contact: "14416 or 1800 891 4416", web: "https://telemanas.mohfw.gov.in" }],
		zones: ["Asia/Kolkata", "Asia/Calcutta"],
		checkedOn,
	},
	JP: {
		country: "日本",
		emergency: "119",
		lines: [{ name: "よりそいホットライン (Yorisoi Hotline)", contact: "0120 279 338" }],
		zones: ["Asia/Tokyo"],
		checkedOn,
	},
	KR: {
		country: "대한민국",
		emergency: "119",
		lines: [{ name: "자살예방 상담전화 (suicide prevention line)", contact: "109" }],
		zones: ["Asia/Seoul"],
		checkedOn,
	},
	TW: {
		country: "臺灣",
		emergency: "119",
		lines: [{ name: "安心專線 (1925 line)", contact: "1925" }],
		zones: ["Asia/Taipei"],
		checkedOn,
	},
	SG: {
		country: "Singapore",
		emergency: "995",
		lines: [{ name: "Samaritans of Singapore", contact: "1767", web: "https://www.sos.org.sg" }],
		zones: ["Asia/Singapore"],
		checkedOn,
	},
	IL: {
		country: "ישראל",
		emergency: "101",
		lines: [{ name: "ERAN", contact: "1201", web: "https://www.eran.org.il" }],
		zones: ["Asia/Jerusalem"],
		checkedOn,
	},
	UA: {
		country: "Україна",
		emergency: "112",
		lines: [{ name: "Lifeline Ukraine", contact: "7333", web: "https://lifelineukraine.com" }],
		zones: ["Europe/Kyiv", "Europe/Kiev"],
		checkedOn,
	},
	ZA: {
		country: "South Africa",
		emergency: "112 or 10177",
		lines: [{ name: "SADAG Suicide Crisis Helpline", contact: "0800 567 567", web: "https://www.sadag.org" }],
		zones: ["Africa/Johannesburg"],
		checkedOn,
	},
	BR: {
		country: "Brasil",
		emergency: "192",
		lines: [{ name: "CVV", contact: "188", web: "https://cvv.org.br" }],
		zones: "Sao_Paulo Manaus Fortaleza Recife Bahia Belem Cuiaba Campo_Grande Porto_Velho Rio_Branco Maceio"
			.split(" ")
			.map((name) => `America/${name}`),
		checkedOn,
	},
	MX: {
		country: "México",
		emergency: "911",
		lines: [{ name: "Línea de la Vida", contact: "800 911 2000" }],
		zones: "Mexico_City Monterrey Tijuana Cancun Merida Hermosillo Chihuahua Mazatlan Ciudad_Juarez"
			.split(" ")
			.map((name) => `America/${name}`),
		checkedOn,
	},
	AR: {
		country: "Argentina",
		emergency: "911 o 107",
		lines: [{ name: "Centro de Asistencia al Suicida", contact: "135 o 0800 345 1435" }],
		zones: ["America/Argentina/", "America/Buenos_Aires"],
		checkedOn,
	},
	CL: {
		country: "Chile",
		emergency: "131",
		lines: [{ name: "Línea Prevención del Suicidio", contact: "*4141" }],
		zones: ["America/Santiago", "America/Punta_Arenas"],
		checkedOn,
	},
};
