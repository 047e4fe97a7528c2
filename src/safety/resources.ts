/** Whom to call: fixed, official lines by region. */
export interface Resources {
	/** ISO 3166-1 alpha-2; undefined where the region is unknown. */
	readonly region: string | undefined;
	readonly country: string | undefined;
	/** The number of the emergency services. */
	readonly emergency: string;
	readonly lines: readonly Line[];
	/** The day on which a person must have looked whether all of this is so, YYYY-MM-DD. */
	readonly checkedOn: string;
}

export interface Line {
	readonly name: string;
	/** How to reach it: a number to call, a text to send. */
	readonly contact: string;
	readonly web?: string;
	readonly hours: string;
}

/** The lines of a region (ISO 3166-1 alpha-2, any case); where it is unknown, where to find them. */
export function resourcesFor(region: string | undefined): Resources {
	return {
		region: region?.toUpperCase(),
		country: undefined,
		emergency: "112",
		lines: [
			{
				name: "Find A Helpline",
				contact: "findahelpline.com",
				web: "https://findahelpline.com",
				hours: "lines of over 130 countries",
			},
		],
		checkedOn: "2026-11-21",
	};
}
