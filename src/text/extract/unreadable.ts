/** Why there is no getting at the text of a file, as a clause for people: "it is encrypted". */
export class Unreadable extends Error {}
