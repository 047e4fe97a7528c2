import { expect, test } from "vitest";
import { rightSingular, symmetricEigen } from "./subspace.ts";

function finish<Result>(steps: Generator<unknown, Result>): Result {
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
	}
}

/** Numbers between 0 and 1, always the same. */
function chance(): () => number {
	let state = 1;
	return () => {
		state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
		return state / 0x7fffffff;
	};
}

test("eigenvalues and eigenvectors of a symmetric matrix", () => {
	// [[2, 1], [1, 2]]: 3 along (1, 1), 1 along (1, -1).
	const { values, vectors } = finish(symmetricEigen(Float64Array.of(2, 1, 1, 2), 2));
	expect([...values]).toEqual([expect.closeTo(3, 10), expect.closeTo(1, 10)]);
	expect(Math.abs(vectors[0] as number)).toBeCloseTo(Math.SQRT1_2, 10);
	expect((vectors[0] as number) * (vectors[2] as number)).toBeCloseTo(0.5, 10);
});

test("A·V has the singular values of A, and V is orthonormal", () => {
	const rows = 60;
	const columns = 25;
	const random = chance();
	const dense = Array.from({ length: rows }, () =>
		Array.from({ length: columns }, () => (random() < 0.3 ? random() : 0)),
	);
	const starts = new Uint32Array(rows + 1);
	const indices: number[] = [];
	const values: number[] = [];
	for (const [row, cells] of dense.entries()) {
		for (const [column, value] of cells.entries())
			if (value !== 0) {
				indices.push(column);
				values.push(value);
			}
		starts[row + 1] = indices.length;
	}
	const matrix = { columns, starts, indices: Uint32Array.from(indices), values: Float32Array.from(values) };
	const rank = 6;
	const { basis, singular } = finish(rightSingular(matrix, rank));
	const { data } = basis;
	// The oracle: eigenvalues of AᵀA in full.
	const gram = new Float64Array(columns * columns);
	for (const cells of dense)
		for (let i = 0; i < columns; i++)
			for (let j = 0; j < columns; j++)
				gram[i * columns + j] = (gram[i * columns + j] as number) + (cells[i] as number) * (cells[j] as number);
	const expected = finish(symmetricEigen(gram, columns)).values;
	for (let k = 0; k < rank; k++) {
		const column = (other: number) => Array.from({ length: columns }, (_, i) => data[i * rank + other] as number);
		const dot = (a: readonly number[], b: readonly number[]) =>
			a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
		for (let other = 0; other <= k; other++) expect(dot(column(k), column(other))).toBeCloseTo(k === other ? 1 : 0, 4);
		const energy = dense.reduce((sum, cells) => sum + dot(cells, column(k)) ** 2, 0);
		expect((singular[k] as number) ** 2 / energy).toBeCloseTo(1, 4);
		// Those further down converge slower; the first ones are what it is for.
		expect(energy / (expected[k] as number)).toBeGreaterThan(k < 3 ? 0.995 : 0.97);
	}
});

test("fewer words than dimensions", () => {
	const matrix = {
		columns: 3,
		starts: Uint32Array.of(0, 2, 4),
		indices: Uint32Array.of(0, 1, 1, 2),
		values: Float32Array.of(1, 1, 1, 1),
	};
	const { basis, singular } = finish(rightSingular(matrix, 32));
	expect(basis.columns).toBe(2);
	expect(singular).toHaveLength(2);
	expect([...basis.data].every(Number.isFinite)).toBe(true);
});
