/** The state of a running awk program: variables, the record, where it reads and writes. */
import type { Context } from "../../../src/command/index.ts";
import { after, type Maybe, type Separator } from "../shared/records.ts";
import { Maker } from "./code.ts";
import { contentSplitter, Fields, type Splitter, splitterOf, widthsSplitter } from "./fields.ts";
import { MainInput, type Reader, separatorOf } from "./input.ts";
import { Streams } from "./io.ts";
import { Random } from "./random.ts";
import { type AwkArray, Strnum, toNumber, toText, type Value } from "./values.ts";

/** A global variable. */
export interface Cell {
	value: Value;
}

const INITIAL: Readonly<Record<string, Value>> = {
	FS: " ",
	RS: "\n",
	OFS: " ",
	ORS: "\n",
	SUBSEP: "\x1c",
	CONVFMT: "%.6g",
	OFMT: "%.6g",
	NR: 0,
	FNR: 0,
	RSTART: 0,
	RLENGTH: -1,
	FILENAME: "",
};

/** Special variables that say how records are cut. The one assigned last holds (gawk). */
const CUTTERS: readonly string[] = ["FS", "FPAT", "FIELDWIDTHS"];

export class Runtime {
	readonly context: Context;
	readonly streams: Streams;
	readonly fields: Fields;
	readonly random = new Random();
	readonly make: Maker;
	readonly input: MainInput;
	readonly #cells = new Map<string, Cell>();
	readonly #arrays = new Map<string, AwkArray>();
	/** Parameters of the function that runs. */
	frame: (Value | AwkArray)[] = [];
	/** What `return` returns. */
	returned: Value;
	exitStatus = 0;
	readonly #fs = this.cell("FS");
	readonly #rs = this.cell("RS");
	readonly #nr = this.cell("NR");
	readonly #fnr = this.cell("FNR");
	readonly #rt = this.cell("RT");
	readonly #convfmt = this.cell("CONVFMT");
	#cutBy: Value;
	#isParagraph = false;
	#partedBy: Value;
	#separator: Separator = separatorOf("\n");
	/** FPAT or FIELDWIDTHS, when assigned after FS. */
	#cutter = "FS";

	constructor(context: Context, reader: Omit<Reader, "operand" | "operandCount">) {
		this.context = context;
		this.streams = new Streams(context);
		const ofs = this.cell("OFS");
		this.fields = new Fields(() => toText(ofs.value, this.convfmt()), this.convfmt);
		this.make = new Maker(this.convfmt);
		const argv = this.array("ARGV");
		const argc = this.cell("ARGC");
		this.input = new MainInput(context, {
			...reader,
			operand: (index) => argv.get(String(index)),
			operandCount: () => toNumber(argc.value),
		});
		for (const [name, value] of Object.entries(context.variables))
			if (value !== undefined) this.array("ENVIRON").set(name, new Strnum(value));
	}

	/** The place of a global variable. */
	cell(name: string): Cell {
		let cell = this.#cells.get(name);
		if (cell === undefined) {
			cell = { value: INITIAL[name] };
			this.#cells.set(name, cell);
		}
		return cell;
	}

	/** A global array. */
	array(name: string): AwkArray {
		let array = this.#arrays.get(name);
		if (array === undefined) {
			array = new Map();
			this.#arrays.set(name, array);
		}
		return array;
	}

	/** Assign to a global variable, whatever it is. */
	assign(name: string, value: Value): void {
		if (name === "NF") this.fields.count = Math.max(0, Math.trunc(toNumber(value)));
		else this.cell(name).value = value;
		if (CUTTERS.includes(name)) this.noteCutter(name);
	}

	/** FS, FPAT or FIELDWIDTHS was assigned: records are cut by it from now on. */
	noteCutter(name: string): void {
		this.#cutter = name;
		this.#cutBy = undefined;
	}

	/** How numbers become text. */
	readonly convfmt = (): string => toText(this.#convfmt.value, "%.6g");

	/** How FS (or FPAT, or FIELDWIDTHS) cuts at this moment. */
	splitter(): Splitter {
		const by = this.#cutter === "FS" ? this.#fs.value : this.cell(this.#cutter).value;
		const isParagraph = this.#rs.value === "" || (this.#rs.value instanceof Strnum && this.#rs.value.text === "");
		if (by !== this.#cutBy || isParagraph !== this.#isParagraph || by === undefined) {
			this.#cutBy = by;
			this.#isParagraph = isParagraph;
			const text = toText(by, this.convfmt());
			const made = { FPAT: contentSplitter, FIELDWIDTHS: widthsSplitter }[this.#cutter];
			this.fields.splitter = made === undefined ? splitterOf(text, isParagraph) : made(text);
		}
		return this.fields.splitter;
	}

	separator(): Separator {
		const rs = this.#rs.value;
		if (rs !== this.#partedBy) {
			this.#partedBy = rs;
			this.#separator = separatorOf(toText(rs, this.convfmt()));
		}
		return this.#separator;
	}

	/** A new `$0`. */
	setRecord(text: string): void {
		this.splitter();
		this.fields.setRecord(text);
	}

	/** Assign to a field. */
	setField(index: number, value: Value): void {
		if (index === 0) this.splitter();
		this.fields.set(index, value);
	}

	/** Another record was read from the main input. */
	countRecord(): void {
		this.#nr.value = (typeof this.#nr.value === "number" ? this.#nr.value : toNumber(this.#nr.value)) + 1;
		this.#fnr.value = (typeof this.#fnr.value === "number" ? this.#fnr.value : toNumber(this.#fnr.value)) + 1;
	}

	/** The next record of the main input as `$0`. @returns whether there was one */
	advance(): Maybe<boolean> {
		const record = this.input.next(this.separator());
		if (typeof record === "string") {
			this.#take(record);
			return true;
		}
		return after(record, (text) => {
			if (text === undefined) return false;
			this.#take(text);
			return true;
		});
	}

	#take(record: string): void {
		this.countRecord();
		this.setRecord(record);
		this.noteTerminator(this.input.terminator);
	}

	noteTerminator(terminator: string): void {
		this.#rt.value = terminator;
	}
}
