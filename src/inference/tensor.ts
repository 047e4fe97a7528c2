/** Element types, by ONNX's names for them; the number is that of `TensorProto.DataType` (onnx.proto3). */
export const ELEMENT_TYPES = {
	float32: 1,
	uint8: 2,
	int8: 3,
	uint16: 4,
	int16: 5,
	int32: 6,
	int64: 7,
	string: 8,
	bool: 9,
	float16: 10,
	float64: 11,
	uint32: 12,
	uint64: 13,
} as const;

export type ElementType = keyof typeof ELEMENT_TYPES;

/** What holds the elements: `Uint16Array` for float16 (its bits), `Uint8Array` for bool. */
export type TensorData =
	| Float32Array
	| Float64Array
	| Int8Array
	| Uint8Array
	| Int16Array
	| Uint16Array
	| Int32Array
	| Uint32Array
	| BigInt64Array
	| BigUint64Array
	| readonly string[];

/** An array of `dims` in row-major order: what goes into a model, comes out of it, or is stored in one. */
export interface Tensor {
	readonly type: ElementType;
	readonly dims: readonly number[];
	readonly data: TensorData;
}

/** float32 elements; one dimension unless told. */
export function floats(data: Float32Array | readonly number[], dims: readonly number[] = [data.length]): Tensor {
	return { type: "float32", dims, data: data instanceof Float32Array ? data : Float32Array.from(data) };
}

/** int64 elements, which ONNX takes for indices, shapes and tokens. */
export function integers(data: ArrayLike<number>, dims: readonly number[] = [data.length]): Tensor {
	return { type: "int64", dims, data: BigInt64Array.from(data as ArrayLike<never>, BigInt) };
}

/** int8 elements. */
export function bytes(data: Int8Array, dims: readonly number[] = [data.length]): Tensor {
	return { type: "int8", dims, data };
}

/** Texts. */
export function strings(data: readonly string[], dims: readonly number[] = [data.length]): Tensor {
	return { type: "string", dims, data };
}

/**
 * The elements of a float tensor of any width as float32; the array itself when it is that already.
 * @throws TypeError for other types, and for none (an output that the model has not)
 */
export function toFloats(tensor: Tensor | undefined): Float32Array {
	if (tensor === undefined) throw new TypeError("the model has no such output");
	if (tensor.data instanceof Float32Array) return tensor.data;
	if (tensor.data instanceof Float64Array) return Float32Array.from(tensor.data);
	// Node 24 has Float16Array, and the runtime then uses it.
	if (tensor.type === "float16")
		return tensor.data instanceof Uint16Array
			? Float32Array.from(tensor.data, fromHalf)
			: Float32Array.from(tensor.data as unknown as ArrayLike<number>);
	throw new TypeError(`a tensor of ${tensor.type} has no floats`);
}

/** The number that 16 bits stand for (IEEE 754 binary16). */
export function fromHalf(bits: number): number {
	const sign = bits & 0x8000 ? -1 : 1;
	const exponent = (bits >> 10) & 0x1f;
	const fraction = bits & 0x3ff;
	if (exponent === 0) return sign * fraction * 2 ** -24;
	if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
	return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Scale a vector to length 1, in place; one of zeros stays. */
export function toUnit(vector: Float32Array): Float32Array {
	let sum = 0;
	for (const value of vector) sum += value * value;
	if (sum === 0) return vector;
	const length = Math.sqrt(sum);
	for (let index = 0; index < vector.length; index++) vector[index] = (vector[index] as number) / length;
	return vector;
}
