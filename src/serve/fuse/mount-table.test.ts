import fc from "fast-check";
import { expect, test } from "vitest";
import { mounts, parseMountInfo } from "./mount-table.ts";

/** As the kernel's mangle() (fs/proc_namespace.c, seq_escape) writes a field. */
const escaped = (field: string) =>
	field.replace(/[ \t\n\\]/g, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, "0")}`);

test("fields with blanks, and any number of optional ones", () => {
	fc.assert(
		fc.property(
			fc.string({ minLength: 1 }).filter((text) => !text.includes("\0")),
			fc.subarray(["shared:1", "master:2", "unbindable"]),
			(path, optional) => {
				const mountPoint = `/${path}`;
				const line = [
					"65",
					"60",
					"0:41",
					"/",
					escaped(mountPoint),
					"rw,nosuid",
					...optional,
					"-",
					"fuse.desk",
					"desk",
					"rw,user_id=0",
				].join(" ");
				expect(parseMountInfo(`${line}\n${line}\n`)).toEqual(
					Array(2).fill({ mountPoint, type: "fuse.desk", source: "desk" }),
				);
			},
		),
	);
});

test.skipIf(process.platform !== "linux")("this machine's own", () => {
	expect(mounts().some(({ mountPoint }) => mountPoint === "/")).toBe(true);
	expect(mounts().find(({ mountPoint }) => mountPoint === "/proc")?.type).toBe("proc");
});
