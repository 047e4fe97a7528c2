/** Field numbers of onnx.proto3: ModelProto.graph, GraphProto.node and initializer, TensorProto.name and raw_data. */
const GRAPH = 7;
const NODE = 1;
const INITIALIZER = 5;
const NAME = 8;
const RAW_DATA = 9;

/**
 * The bytes of a weight of an ONNX file, where they lie in it: little-endian, as `raw_data` has them. It is found in microseconds, without
 * the runtime. Undefined where there is none of that name, or the file is broken before it.
 */
export function initializerOf(model: Uint8Array, name: string): Uint8Array | undefined {
	const bytes = Buffer.from(model.buffer, model.byteOffset, model.byteLength);
	for (const [number, graph] of fields(bytes)) {
		if (number !== GRAPH) continue;
		for (const [kind, tensor] of fields(graph)) {
			if (kind !== INITIALIZER) continue;
			const parts = new Map(fields(tensor));
			if (parts.get(NAME)?.toString() === name) return parts.get(RAW_DATA);
		}
	}
	return undefined;
}

/** The bytes of the nodes of an ONNX file, as it has them: the same for graphs that compute the same in the same way with other weights. */
export function nodesOf(model: Uint8Array): Uint8Array {
	const bytes = Buffer.from(model.buffer, model.byteOffset, model.byteLength);
	const nodes: Buffer[] = [];
	for (const [number, graph] of fields(bytes))
		if (number === GRAPH) for (const [kind, node] of fields(graph)) if (kind === NODE) nodes.push(node);
	return Buffer.concat(nodes);
}

/** The 32-bit floats of a weight; undefined as for `initializerOf`. */
export function floatsOf(model: Uint8Array, name: string): Float32Array | undefined {
	const found = initializerOf(model, name);
	// A copy lies where numbers may.
	return found === undefined || found.length % 4 !== 0 ? undefined : new Float32Array(new Uint8Array(found).buffer);
}

/** The fields of a protobuf message that have bytes (https://protobuf.dev/programming-guides/encoding/); it ends where the message is broken. */
function* fields(bytes: Buffer): Generator<[number: number, value: Buffer]> {
	let at = 0;
	const varint = (): number => {
		let value = 0;
		for (let scale = 1; at < bytes.length; scale *= 128) {
			const byte = bytes[at++] as number;
			value += (byte & 127) * scale;
			if (byte < 128) return value;
		}
		return Number.NaN;
	};
	while (at < bytes.length) {
		const tag = varint();
		const wire = tag % 8;
		if (wire === 0) varint();
		else if (wire === 1) at += 8;
		else if (wire === 5) at += 4;
		else if (wire === 2) {
			const length = varint();
			if (!(at + length <= bytes.length)) return;
			yield [(tag - wire) / 8, bytes.subarray(at, at + length)];
			at += length;
		} else return;
	}
}
