/**
 * What is readable where nothing is said. Not: letters of others (/mail), money, journal, what is known of a business, the desk
 * about itself and what was deleted; a mount that is not here has to be named.
 */
export const DEFAULT_READS = ["notes", "tasks", "calendar", "contacts", "files", "code", "study", "prompts"].map(
	(mount) => `/${mount}/**`,
);
