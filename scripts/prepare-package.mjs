// npm's `prepare`: builds after `npm ci`; and after `npm i -g .` on a fresh clone, where npm links the folder without installing
// what it needs, installs first.
import { build, install } from "./prepare.mjs";

if (process.env.npm_config_global === "true") install();
build();
