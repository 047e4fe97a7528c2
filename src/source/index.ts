/** What lies on the host and is to come in: folders walked, files opened, without trust in either. */
export { find, futurePath, hostPath, microsOf, realPath, said, toSeconds } from "./host.ts";
export { NotAFile, type OpenFile, openFile } from "./open-file.ts";
export { passed, readWhole, singleFile, sourceFiles, unreadable } from "./source-files.ts";
export { type Ahead, type Folder, type Reason, type Skipped, walkFolder } from "./walk-folder.ts";
