import { Enough, type Lines } from "./lines.ts";
import { Unreadable } from "./unreadable.ts";

/** As much of MuPDF's interface as is used. */
interface MuPdf {
	Document: {
		openDocument(
			bytes: Uint8Array,
			type: string,
		): {
			needsPassword(): boolean;
			countPages(): number;
			loadPage(index: number): {
				toStructuredText(options: string): { asText(): string; destroy(): void };
				destroy(): void;
			};
		};
	};
}

/** Text of a PDF, each page ended by a form feed. @throws Unreadable */
export async function pdf(bytes: Uint8Array, lines: Lines, library: string): Promise<void> {
	if (library === "") throw new Unreadable("the package `mupdf`, which reads PDF files, is not installed");
	const { Document } = (await import(library)) as MuPdf;
	try {
		const document = Document.openDocument(bytes, "application/pdf");
		if (document.needsPassword()) throw new Unreadable("it is encrypted");
		for (let index = 0; index < document.countPages(); index++) {
			const page = document.loadPage(index);
			const found = page.toStructuredText("preserve-whitespace,dehyphenate");
			lines.raw(`${found.asText().replaceAll("\f", " ").trimEnd()}\f`);
			found.destroy();
			page.destroy();
		}
	} catch (error) {
		if (error instanceof Unreadable || error instanceof Enough) throw error;
		throw new Unreadable(`it is damaged: ${error instanceof Error ? error.message : String(error)}`);
	}
}
