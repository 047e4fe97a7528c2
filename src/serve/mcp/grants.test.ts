import { expect, test } from "vitest";
import { actorOf } from "./grants.ts";
import { concerns } from "./resources.ts";

test.each([
	["claude-ai", "mcp:claude-ai"],
	["Claude Désktop", "mcp:claude-desktop"],
	["Visual Studio Code", "mcp:visual-studio-code"],
	["  ", "mcp:client"],
	[undefined, "mcp:client"],
	["../../user", "mcp:user"],
	["user\u001b[2J\nuser", "mcp:user-2j-user"],
	["日本", "mcp:client"],
	["x".repeat(500), `mcp:${"x".repeat(40)}`],
	["-.-", "mcp:client"],
])("the client %j writes as %s", (name, actor) => {
	expect(actorOf(name)).toBe(actor);
});

test.each([
	["/notes/a.md", false, "/notes/a.md", true],
	["/notes", false, "/notes/a.md", true],
	["/notes/sub/a.md", false, "/notes/sub", true],
	["/notes/a.md", false, "/notes/b.md", false],
	["/notes/a.md", false, "/notes/a.md.bak", false],
	["/notes", false, "/notes/sub/a.md", false],
	["/calendar/today.md", true, "/calendar/home/x.ics", true],
	["/calendar/today.md", true, "/notes/a.md", false],
])("a subscriber to %s (a view: %s) is told of %s: %s", (path, isView, touched, told) => {
	expect(concerns(path, isView, touched)).toBe(told);
});
