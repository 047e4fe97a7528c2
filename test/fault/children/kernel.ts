/** What the child processes of the fault tests work with: the tree without the command line, bundled beside the program. */
export { default as mounts } from "../../../fs-mounts/registry.ts";
export { Store } from "../../../src/store/index.ts";
export { collectGarbage, erase, undo, Vfs } from "../../../src/vfs/index.ts";
