/**
 * Nodes that lead back to themselves, in order, the first one once; undefined where there is no such circle on any way from `starts`. Depth first,
 * each node once for all starts, on a list of its own: chains may be longer than the stack, and an import brings thousands.
 * @param isCounted whether a circle counts; the search goes on after one that does not
 */
export function findCircle(
	starts: Iterable<number>,
	next: (node: number) => readonly number[],
	isCounted: (circle: readonly number[]) => boolean = () => true,
): readonly number[] | undefined {
	const done = new Set<number>();
	for (const start of starts) {
		const way: { node: number; next: number[] }[] = [];
		const onWay = new Map<number, number>();
		const enter = (node: number): readonly number[] | undefined => {
			const from = onWay.get(node);
			if (from !== undefined) {
				const circle = way.slice(from).map((step) => step.node);
				return isCounted(circle) ? circle : undefined;
			}
			if (done.has(node)) return undefined;
			done.add(node);
			onWay.set(node, way.length);
			way.push({ node, next: [...next(node)] });
			return undefined;
		};
		enter(start);
		for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
			const node = here.next.pop();
			const circle = node === undefined ? undefined : enter(node);
			if (circle !== undefined) return circle;
			if (node !== undefined) continue;
			onWay.delete(here.node);
			way.pop();
		}
	}
	return undefined;
}
