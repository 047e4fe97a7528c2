/**
 * Property tests of `npm test` draw the same cases every time: what fails is then the change that was made, and not a rare difference from a
 * peer program that was there before. `FC_SEED=random` (`npm run test:long`) looks for new ones, `FC_SEED=N` repeats one. A property that
 * says nothing of its own is tried `DESK_PROPERTY_RUNS` times.
 */
import { configureGlobal } from "fast-check";

const { FC_SEED = "1", DESK_PROPERTY_RUNS = "60" } = process.env;
const numRuns = Number(DESK_PROPERTY_RUNS);
configureGlobal(FC_SEED === "random" ? { numRuns } : { numRuns, seed: Number(FC_SEED) });
