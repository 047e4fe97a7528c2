import { makeDesk, type TestDesk } from "./desk.ts";
import { ProviderServer } from "./provider-server.ts";

/** A desk whose only provider of language models is a server on this machine. */
export class AiDesk {
	readonly desk: TestDesk;
	readonly server: ProviderServer;

	private constructor(desk: TestDesk, server: ProviderServer) {
		this.desk = desk;
		this.server = server;
	}

	static async make(): Promise<AiDesk> {
		const [desk, server] = [await makeDesk(), await ProviderServer.start()];
		const vfs = await desk.vfs();
		const { name, dialect, url, model } = server.entry("local");
		const sql = "INSERT INTO llm_provider (name, dialect, url, model) VALUES (?, ?, ?, ?)";
		vfs.store.database.run(sql, name, dialect, url, model ?? null);
		vfs.store.close();
		return new AiDesk(desk, server);
	}

	/** What the model says next. */
	says(...texts: string[]): void {
		this.server.replies = texts.map((text) => ({ said: { text: text.match(/[\s\S]{1,7}/g) ?? [] } }));
	}

	/** The messages of the last call, and all of its body as text. */
	get asked(): { messages: { role: string; content: string }[]; body: string; system: string } {
		const { body } = this.server.asked.at(-1) ?? {};
		const messages = ((body?.messages ?? []) as { role: string; content: unknown }[]).map(({ role, content }) => ({
			role,
			content: typeof content === "string" ? content : JSON.stringify(content),
		}));
		const [first] = messages;
		return { messages: messages.slice(1), body: JSON.stringify(body), system: first?.content ?? "" };
	}

	async remove(): Promise<void> {
		await this.server.stop();
		this.desk.remove();
	}
}
