import { randomUUID } from "node:crypto";
import { isWithin, parentOf } from "../../vfs/index.ts";
import { Refusal } from "./refusal.ts";
import { hrefOf } from "./uri.ts";
import { DAV, escapeXml, wrapXml } from "./xml.ts";

/** A write lock (RFC 4918, section 6). */
export interface Lock {
	readonly token: string;
	/** Where it was taken, as the client spelled it. */
	readonly root: string;
	/** `root` as the mount compares paths. */
	readonly key: string;
	readonly isDeep: boolean;
	readonly isShared: boolean;
	/** What the client says of itself, as XML. */
	readonly owner: string;
	/** Seconds, as last granted. */
	timeout: number;
	/** `performance.now()` at which it ends. */
	ends: number;
}

/** How long a lock lasts when the client does not say, and at most: seconds. Clients refresh theirs. */
const USUAL_TIMEOUT = 600;
const LONGEST_TIMEOUT = 3600;
/** Locks at one time. */
const LIMIT = 10_000;

/** All locks of a server. They live in its memory: its end frees them. Paths are given as keys (`Resources.keyOf`). */
export class Locks {
	readonly #locks = new Map<string, Lock>();

	get isEmpty(): boolean {
		return this.#locks.size === 0;
	}

	/** @throws Refusal 423 when another lock is in the way, 503 when there are too many */
	take(asked: Pick<Lock, "root" | "key" | "isDeep" | "isShared" | "owner">, timeout: number | undefined): Lock {
		const others = [...this.covering(asked.key), ...(asked.isDeep ? this.within(asked.key) : [])];
		const conflict = others.find((lock) => !lock.isShared || !asked.isShared);
		if (conflict !== undefined) throw locked(conflict, "no-conflicting-lock");
		if (this.#locks.size >= LIMIT) throw new Refusal(503, "there are too many locks");
		const lock: Lock = { ...asked, token: `urn:uuid:${randomUUID()}`, timeout: 0, ends: 0 };
		this.refresh(lock, timeout);
		this.#locks.set(lock.token, lock);
		return lock;
	}

	refresh(lock: Lock, timeout = USUAL_TIMEOUT): void {
		lock.timeout = Math.min(timeout, LONGEST_TIMEOUT);
		lock.ends = performance.now() + lock.timeout * 1000;
	}

	release(lock: Lock): void {
		this.#locks.delete(lock.token);
	}

	/** What was at a path is gone, with all below it, and so are its locks. */
	releaseWithin(key: string): void {
		for (const lock of this.within(key)) this.release(lock);
	}

	/** Locks that hold for a resource: its own, and deep ones above it. */
	covering(key: string): Lock[] {
		return this.#living().filter((lock) => lock.key === key || (lock.isDeep && isWithin(key, lock.key)));
	}

	/** Locks taken at a resource or below it. */
	within(key: string): Lock[] {
		return this.#living().filter((lock) => isWithin(lock.key, key));
	}

	/**
	 * Refuse a change that a lock forbids: of each locked resource that it touches, one token must have been submitted.
	 * @param change.membership the resource appears or goes, so that its collection changes, too
	 * @param change.below all below it changes with it
	 * @throws Refusal 423
	 */
	mustAllow(key: string, change: { membership: boolean; below: boolean }, submitted: ReadonlySet<string>): void {
		if (this.isEmpty) return;
		const locks = [
			...this.covering(key),
			...(change.membership ? this.covering(parentOf(key)) : []),
			...(change.below ? this.within(key) : []),
		];
		for (const lock of locks) {
			const isFree = locks.some((other) => other.key === lock.key && submitted.has(other.token));
			if (!isFree) throw locked(lock, "lock-token-submitted");
		}
	}

	#living(): Lock[] {
		const at = performance.now();
		for (const lock of this.#locks.values()) if (lock.ends <= at) this.release(lock);
		return [...this.#locks.values()];
	}
}

function locked({ root }: Lock, condition: string): Refusal {
	return new Refusal(423, "this is locked; it can be changed again when the lock is released or has timed out", {
		condition: wrapXml(DAV, condition, wrapXml(DAV, "href", escapeXml(hrefOf(root, false)))),
	});
}

/** Seconds that a `Timeout` header asks for (RFC 4918, section 10.7): the first choice that is understood. */
export function timeoutOf(header: string | undefined): number | undefined {
	for (const choice of (header ?? "").split(",")) {
		const [, seconds, infinite] = /^\s*(?:Second-(\d{1,10})|(Infinite))\s*$/i.exec(choice) ?? [];
		if (infinite !== undefined) return LONGEST_TIMEOUT;
		if (seconds !== undefined) return Math.max(1, Number(seconds));
	}
	return undefined;
}
