import mounts from "../../fs-mounts/registry.ts";
import { conformance } from "./mount.ts";

for (const entry of mounts) await conformance(entry);
