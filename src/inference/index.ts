/** ONNX models: running them, writing them, and what makes vectors of texts. Nothing heavy is loaded before its first use. */
export type { Embedder, TextRole } from "./embedder.ts";
export { type LoadOptions, loadModel, type Model, type Port, sha256 } from "./model.ts";
export { type Attribute, type Graph, type Node, node, type Value } from "./onnx/graph.ts";
export { writeOnnx } from "./onnx/write.ts";
export { bytes, type ElementType, floats, integers, strings, type Tensor, toFloats, toUnit } from "./tensor.ts";
