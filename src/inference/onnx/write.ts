import type { onnx as Onnx } from "onnx-proto";
import { ELEMENT_TYPES, type Tensor } from "../tensor.ts";
import type { Attribute, Graph, Value } from "./graph.ts";

/** IR version 8 is that of opset 17 (onnx/docs/Versioning.md). */
const IR_VERSION = 8;
const OPSET = 17;

/** Numbers of `AttributeProto.AttributeType`. */
const KIND = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7, strings: 8 };

/** The graph as an ONNX file. The same graph gives the same bytes. Loads `onnx-proto` on first use. */
export async function writeOnnx(graph: Graph): Promise<Uint8Array> {
	const { ModelProto } = await onnxProto();
	const opsets = { "": graph.opset ?? OPSET, ...graph.domains };
	return ModelProto.encode({
		irVersion: IR_VERSION,
		producerName: "deskfs",
		opsetImport: Object.entries(opsets).map(([domain, version]) => ({ domain, version })),
		metadataProps: Object.entries(graph.metadata ?? {}).map(([key, value]) => ({ key, value })),
		graph: {
			name: graph.name,
			input: Object.entries(graph.inputs).map(toValue),
			output: Object.entries(graph.outputs).map(toValue),
			initializer: Object.entries(graph.initializers ?? {}).map(([name, tensor]) => ({ name, ...toTensor(tensor) })),
			node: graph.nodes.map(({ op, inputs, outputs, attributes, domain }) => ({
				name: outputs[0] ?? op,
				opType: op,
				input: [...inputs],
				output: [...outputs],
				attribute: Object.entries(attributes ?? {}).map(([name, value]) => ({ name, ...toAttribute(value) })),
				...(domain === undefined ? {} : { domain }),
			})),
		},
	}).finish();
}

/** A CommonJS package: its names are on `default` where Node imports it, on the module in the bundle. */
async function onnxProto(): Promise<typeof Onnx> {
	const module = (await import("onnx-proto")) as { onnx?: typeof Onnx; default?: { onnx: typeof Onnx } };
	return (module.default?.onnx ?? module.onnx) as typeof Onnx;
}

function toValue([name, { type, dims }]: [string, Value]): Onnx.IValueInfoProto {
	const dim = dims.map((size) => (typeof size === "string" ? { dimParam: size } : { dimValue: size }));
	return { name, type: { tensorType: { elemType: ELEMENT_TYPES[type], shape: { dim } } } };
}

/** @throws RangeError when there are more or fewer elements than the dimensions say */
function toTensor({ type, dims, data }: Tensor): Onnx.ITensorProto {
	const count = dims.reduce((product, size) => product * size, 1);
	if (count !== data.length)
		throw new RangeError(`${data.length} elements do not fill a tensor of ${dims.join(" × ")}`);
	const head = { dataType: ELEMENT_TYPES[type], dims: [...dims] };
	if (!ArrayBuffer.isView(data)) return { ...head, stringData: data.map(utf8) };
	return { ...head, rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

function toAttribute(value: Attribute): Onnx.IAttributeProto {
	if (typeof value === "number") return { type: KIND.int, i: value };
	if (typeof value === "string") return { type: KIND.string, s: utf8(value) };
	if (isList(value)) {
		return typeof value[0] === "string"
			? { type: KIND.strings, strings: value.map((text) => utf8(String(text))) }
			: { type: KIND.ints, ints: value.map(Number) };
	}
	if ("float" in value) return { type: KIND.float, f: value.float };
	if ("floats" in value) return { type: KIND.floats, floats: [...value.floats] };
	return { type: KIND.tensor, t: toTensor(value.tensor) };
}

function isList(value: Attribute): value is readonly (number | string)[] {
	return Array.isArray(value);
}

function utf8(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}
