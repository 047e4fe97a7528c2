/** What classifiers are made with: features → trainer → ONNX → card. A model's `train.ts` is a `Definition` and one call. */
export { type Candidate, type Definition, type Trained, trainClassifier } from "./classifier.ts";
export { type Row, readRows, split } from "./data.ts";
export { type DetectorDefinition, trainDetector } from "./detector.ts";
export type { DetectorCandidate, Look } from "./left-out.ts";
