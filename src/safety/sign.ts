/** A turn of phrase that speaks for danger or against it. */
export interface Sign {
	readonly name: string;
	/** What it adds to the score of the rules: 1 is a crisis by itself. */
	readonly weight: number;
	readonly patterns: readonly string[];
}

/** People beside the writer. */
export const KIN =
	"(friend|bestie|mate|sister|brother|mom|mum|mother|dad|father|son|daughter|husband|wife|boyfriend|girlfriend|bf|gf|ex|partner|cousin|roommate|flatmate|student|colleague|neighbour|uncle|aunt|grandma|grandpa|he|she|they|someone|girl|guy|boy|kid|child|classmate|teacher|freund|freundin|schwester|bruder|mutter|vater|er|sie|ami|amie|frere|soeur|mere|pere|il|elle|amigo|amiga|hermano|hermana|mama|papa|el|ella)";
