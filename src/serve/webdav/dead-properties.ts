import { Refusal } from "./refusal.ts";

/** A property that a client keeps with a resource and the server does not understand. */
export interface DeadProperty {
	readonly namespace: string;
	readonly name: string;
	/** XML. */
	readonly value: string;
	readonly language: string | undefined;
}

/** Characters of all properties together. */
const LIMIT = 32 * 1024 ** 2;

/** Dead properties by inode: they follow a renamed file. They live in the server's memory, as what is no part of a file's bytes does. */
export class DeadProperties {
	readonly #byInode = new Map<number, ReadonlyMap<string, DeadProperty>>();
	#size = 0;

	of(inode: number): Iterable<DeadProperty> {
		return this.#byInode.get(inode)?.values() ?? [];
	}

	find(inode: number, namespace: string, name: string): DeadProperty | undefined {
		return this.#byInode.get(inode)?.get(keyOf(namespace, name));
	}

	/** All properties of a resource with some set and some removed, as `replace` takes them. */
	changed(inode: number, changes: readonly (DeadProperty | Omit<DeadProperty, "value">)[]): DeadProperty[] {
		const properties = new Map(this.#byInode.get(inode));
		for (const change of changes) {
			const key = keyOf(change.namespace, change.name);
			if ("value" in change) properties.set(key, change);
			else properties.delete(key);
		}
		return [...properties.values()];
	}

	/** @throws Refusal 507 with nothing changed */
	replace(inode: number, properties: Iterable<DeadProperty>): void {
		const all = new Map([...properties].map((property) => [keyOf(property.namespace, property.name), property]));
		const size = this.#size - sizeOf(this.#byInode.get(inode)) + sizeOf(all);
		if (size > LIMIT) throw new Refusal(507, "there is no more room for properties");
		this.#size = size;
		if (all.size === 0) this.#byInode.delete(inode);
		else this.#byInode.set(inode, all);
	}
}

function keyOf(namespace: string, name: string): string {
	return `${namespace} ${name}`;
}

function sizeOf(properties: ReadonlyMap<string, DeadProperty> | undefined): number {
	let size = 0;
	for (const { namespace, name, value } of properties?.values() ?? [])
		size += namespace.length + name.length + value.length;
	return size;
}
