declare const DESK_VERSION: string | undefined;

/** The program's version, as the build writes it in. */
export const VERSION: string = typeof DESK_VERSION === "string" ? DESK_VERSION : "0.0.0-dev";
