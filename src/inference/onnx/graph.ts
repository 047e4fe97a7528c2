import type { ElementType, Tensor } from "../tensor.ts";

/** An input or output; a dimension with a name (`"batch"`) is known only when the model runs. */
export interface Value {
	readonly type: ElementType;
	readonly dims: readonly (number | string)[];
}

/** A whole number or a list of them, text, a tensor; `{ float }` and `{ floats }`, as JavaScript cannot tell 1 from 1.0. */
export type Attribute =
	| number
	| string
	| readonly (number | string)[]
	| { readonly float: number }
	| { readonly floats: readonly number[] }
	| { readonly tensor: Tensor };

/** One operator: https://onnx.ai/onnx/operators/. An optional input that is left out is "". */
export interface Node {
	readonly op: string;
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
	readonly attributes?: Readonly<Record<string, Attribute>>;
	/** Default: the standard operators. */
	readonly domain?: string;
}

/** A model as data. Values are known by name; nodes come in the order in which they run. */
export interface Graph {
	readonly name: string;
	readonly inputs: Readonly<Record<string, Value>>;
	readonly outputs: Readonly<Record<string, Value>>;
	/** Weights. */
	readonly initializers?: Readonly<Record<string, Tensor>>;
	readonly nodes: readonly Node[];
	/** Version of the standard operators; default 17, which every runtime of the last years has. */
	readonly opset?: number;
	/** Versions of other domains that nodes use (`{ "com.microsoft": 1 }`). */
	readonly domains?: Readonly<Record<string, number>>;
	/** Kept in the file (`metadata_props`). */
	readonly metadata?: Readonly<Record<string, string>>;
}

/** A node as one line: `node("Add", ["a", "b"], "sum")`. */
export function node(
	op: string,
	inputs: readonly string[],
	outputs: string | readonly string[],
	attributes?: Readonly<Record<string, Attribute>>,
): Node {
	return {
		op,
		inputs,
		outputs: typeof outputs === "string" ? [outputs] : outputs,
		...(attributes === undefined ? {} : { attributes }),
	};
}
