/** `--biz`, as every command has it that is about one business. */
import { option } from "../../src/command/index.ts";

export { businesses, businessFolder, defaultBusiness } from "../../src/command/index.ts";

export const biz = option(
	"the business: a folder of /context (default: the one that `desk biz use` chose, or the only one)",
	{
		short: "b",
		value: "NAME",
		completes: "business",
	},
);
