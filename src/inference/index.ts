/** ONNX models: running them, writing them, and what makes vectors of texts. Nothing heavy is loaded before its first use. */

export {
	type AddedModel,
	addEndpoint,
	addedFolder,
	addedNames,
	addFolder,
	addFromUrl,
	checkedName,
	damageOf,
	filesAt,
	filesIn,
	incompleteNames,
	openAdded,
	type Remote,
	readAdded,
	removeAdded,
	setDimensions,
} from "./added.ts";
export { chosenEmbedder, FITTED, NONE, openEmbedder } from "./chosen.ts";
export {
	type Classification,
	type Classifier,
	classifierInputs,
	classify,
	classifySparse,
	loadClassifier,
} from "./classifier.ts";
export type { Embedder, TextRole } from "./embedder.ts";
export { KEY_VARIABLE } from "./endpoint.ts";
export { type FeatureOptions, features, type Sparse, wordsOf } from "./features.ts";
export type { WordGroups } from "./groups.ts";
export { type LoadOptions, loadModel, type Model, type Port, sha256 } from "./model.ts";
export { type Attribute, type Graph, type Node, node, type Value } from "./onnx/graph.ts";
export { floatsOf, initializerOf } from "./onnx/read.ts";
export { writeOnnx } from "./onnx/write.ts";
export { type Route, type RouteLabel, RULES_ACCURACY, route, routeByRules } from "./route.ts";
export {
	loadShipped,
	type Manifest,
	readManifest,
	type Shipped,
	shipped,
	shippedFolder,
	shippedNames,
} from "./shipped.ts";
export { bytes, type ElementType, floats, integers, strings, type Tensor, toFloats, toUnit } from "./tensor.ts";
export { toStderr, type Warn, warnOnce } from "./warnings.ts";
