/** Agents' front door. */
export { ExposedCommands } from "./exposed.ts";
export { EXPOSURE, type Exposure, exposureOf, whyNot } from "./exposure.ts";
export { DANGEROUS, dangerousOf, permissionsOf } from "./permissions.ts";
