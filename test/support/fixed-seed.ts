/**
 * Property tests of `npm test` draw the same cases every time: what fails is then the change that was made, and not a rare difference from a
 * peer program that was there before. `FC_SEED=random` (`npm run test:long`) looks for new ones, `FC_SEED=N` repeats one.
 */
import { configureGlobal } from "fast-check";

const { FC_SEED = "1" } = process.env;
if (FC_SEED !== "random") configureGlobal({ seed: Number(FC_SEED) });
