import { existsSync, linkSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { codeOf, DeskError } from "../base/errors.ts";
import { asDeskError } from "./database-errors.ts";
import { leftBehind, ownerName } from "./owner.ts";
import { syncFolder } from "./staging.ts";

export const DATABASE_FILE = "desk.db";

/** What a database is called until it is whole. */
const UNFINISHED = ".desk.db-";

/**
 * Have `make` make a database under a temporary name, and give it its own: at once, and never in place of another.
 * @throws DeskError EEXIST when there is one, EACCES, ENOSPC
 */
export function publishDatabase(home: string, make: (file: string) => void): void {
	const file = join(home, DATABASE_FILE);
	const temporary = join(home, UNFINISHED + ownerName());
	try {
		make(temporary);
		place(temporary, file);
		syncFolder(home);
	} catch (error) {
		throw asDeskError(error, file);
	} finally {
		for (const suffix of ["", "-wal", "-shm", "-journal"]) remove(temporary + suffix);
	}
}

function place(temporary: string, file: string): void {
	try {
		linkSync(temporary, file);
	} catch (error) {
		if (codeOf(error) === "EEXIST" || existsSync(file)) throw deskExists(file);
		// No hard links here: two processes that make a desk at the very same moment are told apart by nothing.
		renameSync(temporary, file);
	}
}

/** For a place where a desk is. */
export function deskExists(at: string): DeskError {
	return new DeskError("EEXIST", "there is a desk here already", {
		at,
		todo: "use it, or set DESK_HOME to another folder",
	});
}

/** What killed processes left of databases that they were making. Cheap when there is nothing. */
export function unfinishedDatabases(home: string): string[] {
	return leftBehind(home, UNFINISHED);
}

/** Remove it. What cannot be removed stays for the next time. */
export function removeUnfinishedDatabases(home: string): void {
	unfinishedDatabases(home).forEach(remove);
}

function remove(file: string): void {
	try {
		rmSync(file, { force: true });
	} catch (error) {
		if (codeOf(error) === "") throw error;
	}
}
