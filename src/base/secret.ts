import { inspect } from "node:util";

/** A text that cannot be printed by accident: whatever shows it shows `…`. Only `reveal` gives it out. */
export class Secret {
	readonly #value: string;

	constructor(value: string) {
		this.#value = value;
	}

	/** The text itself: for the one place that needs it, never for a message. */
	reveal(): string {
		return this.#value;
	}

	/** A text without the secret, wherever it stands in it. */
	removedFrom(text: string): string {
		return this.#value === "" ? text : text.replaceAll(this.#value, "…");
	}

	toString(): string {
		return "…";
	}

	toJSON(): string {
		return "…";
	}

	[inspect.custom](): string {
		return "Secret(…)";
	}
}
