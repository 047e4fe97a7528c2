/**
 * Names that are not valid UTF-8. POSIX allows any byte but NUL and `/`, and /files keeps such names. In memory they are raw text
 * (src/base/raw-text.ts); in the database they are BLOBs of the very bytes, so that two different names can never become equal.
 */
import { isUnicode, rawBytes, rawText } from "../base/raw-text.ts";

export { isUnicode as isTextName, rawBytes as nameBytes, rawText as nameOf };

/** The column value of a name or path. */
export function packName(name: string): string | Buffer {
	return isUnicode(name) ? name : rawBytes(name);
}

/** The name or path of a column value. */
export function unpackName(value: string | Uint8Array): string {
	return typeof value === "string" ? value : rawText(value);
}
