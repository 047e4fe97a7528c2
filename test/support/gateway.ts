import mounts from "../../fs-mounts/registry.ts";
import { Gateway, type GatewayOptions, type ProviderEntry } from "../../src/llm/index.ts";
import { Vfs } from "../../src/vfs/index.ts";
import { makeStore } from "./store.ts";

/** Waits between tries are short; what must come in time has the time of a busy machine. */
export const QUICK = { connect: 10_000, firstToken: 15_000, stall: 15_000, total: 60_000, pause: 20 };
/** For tests of what does not come. */
export const IMPATIENT = { ...QUICK, firstToken: 500, stall: 500 };

/** A row of the ledger. */
export interface Row {
	id: number;
	feature: string;
	provider: string;
	model: string;
	status: string;
	error: string | null;
	tokens: number;
	cost: number | null;
	input: number | null;
	output: number | null;
	cached: number | null;
	estimated: number;
	attempts: number;
}

/** A desk whose providers are servers on this machine. */
export class GatewayDesk {
	readonly home: string;
	readonly vfs: Vfs;
	/** What the user was told. */
	readonly warnings: string[] = [];
	readonly #remove: () => void;

	private constructor(home: string, vfs: Vfs, remove: () => void) {
		this.home = home;
		this.vfs = vfs;
		this.#remove = remove;
	}

	static async make(...providers: readonly ProviderEntry[]): Promise<GatewayDesk> {
		const { home, store, remove } = await makeStore({ memory: true });
		const made = new GatewayDesk(home, new Vfs(store, mounts, "user"), remove);
		for (const provider of providers) made.add(provider);
		return made;
	}

	/** As `desk key add URL --name NAME` does. */
	add({ name, dialect, url, model }: ProviderEntry): void {
		this.vfs.store.database.run(
			"INSERT INTO llm_provider (name, dialect, url, model) VALUES (?, ?, ?, ?)",
			name,
			dialect,
			url,
			model ?? null,
		);
	}

	async gateway(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
		const warn = (text: string) => void this.warnings.push(text);
		return await Gateway.open(this.vfs, { home: this.home, variables: {}, warn, deadlines: QUICK, ...options });
	}

	/** All of the ledger. */
	get ledger(): Row[] {
		return this.vfs.store.database.all<Row>("SELECT * FROM llm_call ORDER BY id");
	}

	/** As if no call had been made. */
	forget(): void {
		for (const table of ["llm_call", "llm_warning", "breaker"]) this.vfs.store.database.run(`DELETE FROM ${table}`);
		this.warnings.length = 0;
	}

	remove(): void {
		this.#remove();
	}
}
