/** A module of ours, bundled with all that it imports into one CommonJS text: what a worker thread runs. */
declare module "*?script" {
	const text: string;
	export default text;
}

/** What of WebAssembly is used: its types come with the DOM's, which a Node program does without. */
declare namespace WebAssembly {
	class Module {
		constructor(bytes: Uint8Array);
	}
	class Memory {
		constructor(descriptor: { initial: number });
		readonly buffer: ArrayBuffer;
	}
	class Instance {
		constructor(module: Module, imports: Record<string, Record<string, unknown>>);
		readonly exports: Record<string, unknown>;
	}
}
