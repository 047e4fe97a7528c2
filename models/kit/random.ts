export { seeded, shuffled } from "../../src/base/random.ts";
