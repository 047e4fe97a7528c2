/** A desk with agents, and a model that is told what to say: the provider's wire format on loopback. */
import type { TestDesk } from "./desk.ts";
import { type Asked, ProviderServer, type Reply, type Said } from "./provider-server.ts";

/** What a model sees of a conversation when it is its turn. */
export interface Turn {
	readonly system: string;
	/** Everything since the task, newest last. */
	readonly results: readonly string[];
	readonly task: string;
	/** Names of the tools that it was offered. */
	readonly tools: readonly string[];
}

type Turned = { role: string; content: string | null };

/** A server whose answers are made turn by turn. */
export async function startModel(answer: (turn: Turn) => Said): Promise<ProviderServer> {
	const server = await ProviderServer.start();
	const replies: Reply[] = [];
	// The server takes the first reply while there is one only: that is made when it is asked for.
	Object.defineProperty(replies, 0, {
		get: (): Reply => {
			const { messages, tools = [] } = (server.asked.at(-1) as Asked).body as unknown as {
				messages: Turned[];
				tools?: { function: { name: string } }[];
			};
			const text = (role: string) =>
				messages.filter((message) => message.role === role).map(({ content }) => content ?? "");
			return {
				said: answer({
					system: text("system").join("\n"),
					task: text("user").join("\n"),
					results: text("tool"),
					tools: tools.map((tool) => tool.function.name),
				}),
			};
		},
	});
	server.replies = replies;
	return server;
}

/** Let a desk ask that server, without a key. */
export async function useModel(desk: TestDesk, server: ProviderServer): Promise<void> {
	await desk.ok("key", "add", server.url, "--name", "local", "--model", "test-model");
	await desk.ok("config", "set", "llm.providers", "local");
}

let calls = 0;

/** A call of a tool. */
export function calling(name: string, values: object): Said {
	return { calls: [{ id: `call_${++calls}`, name, arguments: JSON.stringify(values) }] };
}

/** A call of the shell. */
export const shell = (script: string): Said => calling("shell", { script });
