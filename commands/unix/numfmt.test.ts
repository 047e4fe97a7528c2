import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Twin } from "../../test/support/oracle.ts";
import { both, shown } from "../../test/support/tools.ts";

let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make({ x: Buffer.from("") });
});
afterAll(() => twin.remove());

const same = async (argv: readonly string[], stdin?: string) => {
	const { desk, gnu } = await both(twin, ["numfmt", ...argv], stdin === undefined ? {} : { stdin });
	expect({ argv, ...shown(desk) }).toEqual({ argv, ...shown(gnu) });
};

test.each([
	"1234",
	"12.34 5",
	"--to=si 1000 999 1001 1500 999999 1e3",
	"--to=iec 1024 1023 1025 1048575 0 -2048",
	"--to=iec-i 4096 500",
	"--from=si 1K 2.5M 3G 1k",
	"--from=iec 1K 1.5K 2M",
	"--from=iec-i 1Ki 2Mi 1K",
	"--from=auto 1K 1Ki",
	"--from=si --to=iec 1M",
	"--to=si --round=up 1001",
	"--to=si --round=down 1999",
	"--to=si --round=nearest 1449 1450",
	"--to=si --round=towards-zero 1999 -1999",
	"--padding=10 5",
	"--padding=-10 5 --suffix=B",
	"--suffix=B 5B 6",
	"--format=%10.2f 3.14159",
	"--format=%-10f| 5",
	"--format=<%.1f> --to=si 1234567",
	"--format=%06f 42 -42",
	"--format=%f 1",
	"--format=x 1",
	"--to-unit=1000 1000000",
	"--from-unit=512 4",
	"--from-unit=1K 4",
	"--to=si --to-unit=10 123456",
	"abc",
	"--invalid=fail 1 x 2",
	"--invalid=warn 1 x 2",
	"--invalid=ignore 1 x 2",
	"1 x 2",
	"--field=2 1",
	"--padding=0 1",
	"--to=bad 1",
	"--field=0 1",
	"--from=si 1Q",
	"1K",
	"--to=iec 123456789012345",
	"--format=%.3f --to=iec 1536 1000",
	"5.",
	".5",
	"0.5",
	"--to=si 9950 9949 99500 999500",
	"--from-unit=x 1",
	"--format=%.0f 1.5 2.5",
])("numfmt %s", async (line) => same(line.split(" ")));

test.each([
	[["--to=iec"], "1024 a\n  2048 b\n"],
	[["--field=2", "--to=si"], "a 1000 b\nccc   5000 d\n"],
	[["--field=-", "--to=si"], "1000 2000\n"],
	[["--field=2-", "--to=si"], "1000 2000 3000\n"],
	[["-d", ",", "--field=2", "--to=si"], "a,1000,b\n"],
	[["--header", "--to=si"], "Size\n1000\n"],
	[["--header=2", "--to=si"], "x\ny\n1000\n"],
	[["--to=si"], "1000"],
	[["--to=si"], "\n"],
	[["-z", "--to=si"], "1000\x002000\0"],
	[["--to=si", "--padding=8"], "1000\n20\n"],
	[["--invalid=warn", "--to=si"], "x\n1000\n"],
])("%j", async (argv, stdin) => same(argv, stdin));

test("any number, to any form", async () => {
	const number = fc.oneof(fc.integer({ min: -2_000_000, max: 2_000_000 }), fc.nat({ max: 2 ** 31 - 1 })).map(String);
	const words = fc.tuple(
		fc.constantFrom("--to=si", "--to=iec", "--to=iec-i", "--to=none"),
		fc.constantFrom("up", "down", "from-zero", "towards-zero", "nearest"),
		fc.array(number, { minLength: 1, maxLength: 8 }),
	);
	await fc.assert(
		fc.asyncProperty(words, ([to, round, numbers]) => same([to, `--round=${round}`, "--", ...numbers])),
		{ numRuns: 80 },
	);
});
