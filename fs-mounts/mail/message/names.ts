/** Names of files: of messages and of attachments. */
import { safeFileName, slug } from "../../../src/base/file-name.ts";
import type { Message } from "./types.ts";

/** `<date>-<subject>-<id>.md`: stable, as it is made of the source alone. */
export function fileNameOf(message: Pick<Message, "filed" | "subject">, id: string): string {
	const date = message.filed?.iso.slice(0, 10) ?? "0000-00-00";
	return `${date}-${slug(message.subject) || "no-subject"}-${id}.md`;
}

/** Extensions of parts that have no name. */
const EXTENSIONS: Readonly<Record<string, string>> = {
	"text/plain": ".txt",
	"text/html": ".html",
	"text/calendar": ".ics",
	"text/vcard": ".vcf",
	"text/x-vcard": ".vcf",
	"text/directory": ".vcf",
	"text/csv": ".csv",
	"text/rtf": ".rtf",
	"text/markdown": ".md",
	"text/x-patch": ".patch",
	"text/x-diff": ".diff",
	"message/rfc822": ".eml",
	"message/global": ".eml",
	"message/delivery-status": ".txt",
	"message/disposition-notification": ".txt",
	"text/rfc822-headers": ".txt",
	"application/pdf": ".pdf",
	"application/zip": ".zip",
	"application/gzip": ".gz",
	"application/json": ".json",
	"application/xml": ".xml",
	"text/xml": ".xml",
	"application/rtf": ".rtf",
	"application/msword": ".doc",
	"application/vnd.ms-excel": ".xls",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
	"application/pgp-signature": ".asc",
	"application/pgp-encrypted": ".asc",
	"application/pgp-keys": ".asc",
	"application/pkcs7-mime": ".p7m",
	"application/x-pkcs7-mime": ".p7m",
	"application/pkcs7-signature": ".p7s",
	"application/x-pkcs7-signature": ".p7s",
	"application/ms-tnef": ".dat",
	"image/jpeg": ".jpg",
	"image/jpg": ".jpg",
	"image/png": ".png",
	"image/gif": ".gif",
	"image/svg+xml": ".svg",
	"image/webp": ".webp",
	"image/tiff": ".tif",
	"image/bmp": ".bmp",
	"audio/mpeg": ".mp3",
	"audio/wav": ".wav",
	"audio/ogg": ".ogg",
	"video/mp4": ".mp4",
	"video/quicktime": ".mov",
};

/** What a part of that type is called that has no name. */
export function defaultName(type: string): string {
	const stem = type === "text/calendar" ? "invite" : "attachment";
	return stem + (EXTENSIONS[type] ?? (type.startsWith("text/") ? ".txt" : ".bin"));
}

/** Gives attachments names that are safe on every OS, and numbers those that are there already (`a.pdf`, `a-2.pdf`). */
export class AttachmentNames {
	readonly #taken = new Set<string>();
	readonly #counts = new Map<string, number>();

	/** `written`: as the sender wrote it, with folders or without; "" for none. */
	name(written: string, type: string): string {
		const base = /[^/\\]*$/.exec(written.slice(-1000))?.[0] ?? "";
		const bare = base.replace(/[\u200b-\u200f\u2060-\u2064]/g, "").trim();
		const safe = bare === "" || /^[. ]*$/.test(bare) ? defaultName(type) : safeFileName(bare, "");
		const name = safe === "Untitled" && bare.toLowerCase() !== "untitled" ? defaultName(type) : safe;
		const key = name.normalize("NFC").toLowerCase();
		if (!this.#taken.has(key)) {
			this.#taken.add(key);
			return name;
		}
		const dot = name.lastIndexOf(".");
		const [stem, extension] = dot > 0 && name.length - dot <= 10 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
		for (let number = (this.#counts.get(key) ?? 1) + 1; ; number++) {
			const numbered = safeFileName(`${stem.slice(0, 150)}-${number}`, extension);
			const taken = numbered.toLowerCase();
			if (this.#taken.has(taken)) continue;
			this.#taken.add(taken);
			this.#counts.set(key, number);
			return numbered;
		}
	}
}
