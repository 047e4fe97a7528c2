/** Internet messages (RFC 5322, MIME), read and shown. Pure, synchronous, bounded; nothing here knows the tree. `verify.ts`, which starts programs, stands apart. */
export { isAddress, readAddresses, showAddress } from "./addresses.ts";
export { partBytes, rawPartBytes } from "./bytes-of.ts";
export { readDate, ZONES } from "./dates.ts";
export { decodeWords } from "./encoded-words.ts";
export { fieldOf, fieldText } from "./fields.ts";
export { htmlToMarkdown } from "./html.ts";
export { fileNameOf } from "./names.ts";
export { readMessage } from "./read.ts";
export { mailProperties, type ShowOptions, showMessage } from "./show.ts";
export { idOf, threadOf } from "./source-id.ts";
export {
	type Address,
	type Attachment,
	type Block,
	type Field,
	LIMITS,
	type MailDate,
	type Message,
	type Part,
	type ReadOptions,
	type Security,
} from "./types.ts";
export { visibleLine, visibleText } from "./visible.ts";
