import { DeskError } from "../base/errors.ts";
import { unpackName } from "../store/index.ts";
import { linkingTo, renaming } from "./follow.ts";
import type { Change } from "./mount.ts";
import { joinPath, mountNameOf, nameOfPath, namesOf, parentOf, storedName } from "./path.ts";
import { applyChange } from "./primitives.ts";
import { readable } from "./project.ts";
import { existsAlready, isDirectory } from "./refusals.ts";
import { WorkingTree } from "./working-tree.ts";

/**
 * The work of one write transaction: lets the mounts plan what was asked for, applies it to the tree, projects it, and collects
 * what the log records. Everything here is synchronous and runs under the write lock.
 */
export class Transaction extends WorkingTree {
	/** Let the mount plan what a request entails, and do it. */
	request(change: Change): void {
		if (change.path === "/") return requestOnRoot(change);
		const meant = this.#canonical(change);
		const steps = this.#planned(meant).map((step) => (step === meant ? step : this.#canonical(step)));
		for (const step of steps) this.apply(step);
		for (const step of steps) if (step.op === "rename") this.#follow(step);
		this.check();
	}

	/** Let files that name what was renamed by its path name it by the new one. The rename is done: they lie where they now are. */
	#follow({ path: from, to }: Extract<Change, { op: "rename" }>): void {
		const renamed = renaming(from, to, this.mountOf(from).mount.names);
		for (const node of linkingTo(this, renamed)) {
			const path = this.nodes.pathOf(node);
			const content = this.contentOf(node);
			const follow = path === undefined ? undefined : this.mountOf(path).format?.follow;
			if (path === undefined || content == null || follow === undefined) continue;
			const { bytes, place } = readable(this.store, content, path);
			if (place.truncated) continue;
			try {
				const text = follow(bytes, place, renamed);
				if (text !== undefined) this.apply({ op: "write", path, content: this.stage(text) });
			} catch (error) {
				if (error instanceof DeskError) error.at ??= path;
				throw error;
			}
		}
	}

	/** What a change entails, as the mount sees it that it lies in; a rename to another mount is that one's matter, too. */
	#planned(change: Change): readonly Change[] {
		const ask = (path: string, asked: Change) => this.mountOf(path).format?.plan?.(asked, this) ?? [asked];
		const steps = ask(change.path, change);
		if (change.op !== "rename" || mountNameOf(change.to) === mountNameOf(change.path)) return steps;
		return steps.flatMap((step) => (step === change ? ask(change.to, step) : [step]));
	}

	/** Do one change as it stands, without asking the mount what it entails. */
	apply(change: Change): void {
		applyChange(this, change);
	}

	/**
	 * Do `work`, or nothing of it: what a mount refuses leaves no trace, and the transaction can go on. Sparingly: FTS5 writes its
	 * pending terms out at each savepoint.
	 * @returns the refusal
	 */
	*attempt(work: () => Generator<void>): Generator<void, DeskError | undefined> {
		const done = this.changes.length;
		this.run("SAVEPOINT attempt");
		try {
			yield* work();
			this.check();
			return undefined;
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			this.run("ROLLBACK TO attempt");
			this.changes.length = done;
			this.uncheck();
			this.forgetParent();
			return error;
		} finally {
			// A full disk has rolled everything back already, savepoints too.
			if (this.store.database.driver.inTransaction) this.run("RELEASE attempt");
		}
	}

	/**
	 * The change with its paths as the tree spells them: a mount may find `/notes/IDEA.md` or a decomposed `é`, but the log, undo and
	 * the next revision go by one spelling.
	 */
	#canonical(change: Change): Change {
		const path = this.#spelled(change.path);
		if (change.op !== "rename") return path === change.path ? change : { ...change, path };
		// A rename may be there to change the spelling of the last name.
		const rules = this.mountOf(change.to).mount.names;
		const to = joinPath(this.#spelled(parentOf(change.to)), storedName(nameOfPath(change.to), rules));
		return path === change.path && to === change.to ? change : { ...change, path, to };
	}

	#spelled(path: string): string {
		if (path === "/") return path;
		const rules = this.mountOf(path).mount.names;
		if (rules === "posix") return path;
		if (this.lastParent?.path === parentOf(path)) {
			const there = this.nodes.child(this.lastParent.node.id, nameOfPath(path), rules);
			const name = there === undefined ? storedName(nameOfPath(path), rules) : unpackName(there.name);
			return joinPath(this.lastParent.path, name);
		}
		const real: string[] = [];
		this.nodes.resolve(namesOf(path), rules, real);
		const rest = namesOf(path)
			.slice(real.length)
			.map((name) => storedName(name, rules));
		return `/${[...real, ...rest].join("/")}`;
	}
}

function requestOnRoot(change: Change): void {
	if (change.op === "mkdir" && change.parents === true) return;
	if (change.op === "mkdir") throw existsAlready("/");
	if (change.op === "write") throw isDirectory("/");
	throw new DeskError("EACCES", "the top of the tree cannot be changed", {
		at: "/",
		todo: "name something in a mount",
	});
}
