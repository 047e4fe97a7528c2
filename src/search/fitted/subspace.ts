/**
 * The leading right singular vectors of a sparse matrix, by subspace iteration on AᵀA with a Rayleigh–Ritz step at the end (Halko,
 * Martinsson, Tropp 2011; Saad, Numerical Methods for Large Eigenvalue Problems, 5.3). Memory is two dense matrices of columns × rank;
 * the same input gives the same output. Generators pause often, so that the event loop can have its turn.
 */

/** Rows of a sparse matrix: those of row i lie from `starts[i]` up to `starts[i + 1]`. */
export interface Sparse {
	readonly columns: number;
	readonly starts: Uint32Array;
	readonly indices: Uint32Array;
	readonly values: Float32Array;
}

/** A dense matrix, row by row. */
export interface Dense {
	readonly rows: number;
	readonly columns: number;
	readonly data: Float32Array;
}

/** So many vectors are carried along beside those asked for: their neighbours converge sooner. */
const OVERSAMPLING = 8;
/** Each sharpens the spectrum by its square; the quality of search does not change after the third. */
const ITERATIONS = 3;
/** Rows between two pauses. */
const STRIDE = 32;

/**
 * `rank` orthonormal vectors (columns of `basis`) that span what is most in the rows of `matrix`, the most important first, and the
 * singular value of each.
 * @returns yields the part done, 0 to 1
 */
export function* rightSingular(
	matrix: Sparse,
	rank: number,
): Generator<number, { readonly basis: Dense; readonly singular: Float64Array }> {
	const width = Math.min(rank + OVERSAMPLING, matrix.columns, Math.max(1, matrix.starts.length - 1));
	let basis = yield* randomMatrix(matrix.columns, width);
	const stages = ITERATIONS + 1;
	for (let stage = 0; stage < ITERATIONS; stage++) {
		// Twice is enough (Giraud, Langou, Rozložník 2005): once leaves what 32 bits cannot hold.
		yield* orthonormalize(basis);
		yield* orthonormalize(basis);
		const product = { ...basis, data: new Float32Array(basis.data.length) };
		yield* scaled(multiply(matrix, basis, product.data), stage / stages, 1 / stages);
		basis = product;
	}
	yield* orthonormalize(basis);
	yield* orthonormalize(basis);
	const inner = new Float64Array(width * width);
	yield* scaled(multiply(matrix, basis, undefined, inner), ITERATIONS / stages, 1 / stages);
	const { values, vectors } = yield* symmetricEigen(inner, width);
	const found = Math.min(rank, width);
	// The values of AᵀA are squares; of those that are nothing, rounding may leave less than nothing.
	const singular = values.slice(0, found).map((value) => Math.sqrt(Math.max(0, value)));
	return { basis: yield* rotated(basis, vectors, found), singular };
}

function* scaled(steps: Generator<number>, from: number, share: number): Generator<number> {
	for (const done of steps) yield from + share * done;
}

/** Add AᵀA·X to `product`, and Xᵀ·AᵀA·X to `inner`. */
function* multiply(
	{ starts, indices, values }: Sparse,
	{ columns: width, data }: Dense,
	product?: Float32Array,
	inner?: Float64Array,
): Generator<number> {
	const rows = starts.length - 1;
	const y = new Float32Array(width);
	for (let row = 0; row < rows; row++) {
		const start = starts[row] as number;
		const end = starts[row + 1] as number;
		y.fill(0);
		for (let at = start; at < end; at++) {
			const value = values[at] as number;
			const from = (indices[at] as number) * width;
			for (let j = 0; j < width; j++) y[j] = (y[j] as number) + value * (data[from + j] as number);
		}
		if (product !== undefined)
			for (let at = start; at < end; at++) {
				const value = values[at] as number;
				const to = (indices[at] as number) * width;
				for (let j = 0; j < width; j++) product[to + j] = (product[to + j] as number) + value * (y[j] as number);
			}
		if (inner !== undefined)
			for (let i = 0; i < width; i++) {
				const value = y[i] as number;
				for (let j = 0; j < width; j++)
					inner[i * width + j] = (inner[i * width + j] as number) + value * (y[j] as number);
			}
		if (row % STRIDE === STRIDE - 1) yield row / rows;
	}
}

/** Make the columns orthonormal in place: X := X·R⁻¹ with RᵀR = XᵀX (Cholesky). A column that depends on others becomes zeros. */
function* orthonormalize({ rows, columns: width, data }: Dense): Generator<number> {
	const gram = new Float64Array(width * width);
	for (let row = 0; row < rows; row++) {
		const from = row * width;
		for (let i = 0; i < width; i++) {
			const value = data[from + i] as number;
			if (value === 0) continue;
			for (let j = i; j < width; j++)
				gram[i * width + j] = (gram[i * width + j] as number) + value * (data[from + j] as number);
		}
		if (row % STRIDE === STRIDE - 1) yield 0;
	}
	const factor = cholesky(gram, width);
	for (let row = 0; row < rows; row++) {
		const from = row * width;
		for (let i = 0; i < width; i++) {
			const pivot = factor[i * width + i] as number;
			const value = pivot === 0 ? 0 : (data[from + i] as number) / pivot;
			data[from + i] = value;
			if (value === 0) continue;
			for (let j = i + 1; j < width; j++)
				data[from + j] = (data[from + j] as number) - value * (factor[i * width + j] as number);
		}
		if (row % STRIDE === STRIDE - 1) yield 0;
	}
}

/** The upper factor R of a symmetric matrix given by its upper half; a row without a pivot worth the name is zeros. */
function cholesky(matrix: Float64Array, width: number): Float64Array {
	const factor = Float64Array.from(matrix);
	for (let i = 0; i < width; i++) {
		const original = matrix[i * width + i] as number;
		const square = factor[i * width + i] as number;
		if (!(square > original * 1e-12)) {
			for (let j = i; j < width; j++) factor[i * width + j] = 0;
			continue;
		}
		const pivot = Math.sqrt(square);
		for (let j = i; j < width; j++) factor[i * width + j] = (factor[i * width + j] as number) / pivot;
		for (let k = i + 1; k < width; k++) {
			const value = factor[i * width + k] as number;
			for (let j = k; j < width; j++)
				factor[k * width + j] = (factor[k * width + j] as number) - value * (factor[i * width + j] as number);
		}
	}
	return factor;
}

/** Eigenvalues, largest first, and eigenvectors (columns) of a symmetric matrix, by cyclic Jacobi rotations. */
export function* symmetricEigen(
	matrix: Float64Array,
	size: number,
): Generator<number, { values: Float64Array; vectors: Float64Array }> {
	const a = Float64Array.from(matrix);
	const v = new Float64Array(size * size);
	for (let i = 0; i < size; i++) v[i * size + i] = 1;
	for (let sweep = 0; sweep < 30; sweep++) {
		let off = 0;
		let all = 0;
		for (let i = 0; i < size; i++)
			for (let j = 0; j < size; j++) {
				const square = (a[i * size + j] as number) ** 2;
				all += square;
				if (i !== j) off += square;
			}
		if (off <= all * 1e-20) break;
		for (let p = 0; p < size; p++) {
			for (let q = p + 1; q < size; q++) rotate(a, v, size, p, q);
			yield 1;
		}
	}
	const order = Array.from({ length: size }, (_, i) => i).sort(
		(i, j) => (a[j * size + j] as number) - (a[i * size + i] as number),
	);
	const vectors = new Float64Array(size * size);
	for (const [to, from] of order.entries())
		for (let row = 0; row < size; row++) vectors[row * size + to] = v[row * size + from] as number;
	return { values: Float64Array.from(order, (i) => a[i * size + i] as number), vectors };
}

/** One Jacobi rotation, which makes a[p, q] zero (Golub, Van Loan, 8.5). Works on rows, so that memory is read in order. */
function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
	const apq = a[p * size + q] as number;
	const app = a[p * size + p] as number;
	const aqq = a[q * size + q] as number;
	if (Math.abs(apq) <= 1e-15 * Math.sqrt(Math.abs(app * aqq)) || apq === 0) return;
	const tau = (aqq - app) / (2 * apq);
	const t = Math.sign(tau || 1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
	const c = 1 / Math.sqrt(1 + t * t);
	const s = t * c;
	for (let k = 0; k < size; k++) {
		const x = a[p * size + k] as number;
		const y = a[q * size + k] as number;
		a[p * size + k] = c * x - s * y;
		a[q * size + k] = s * x + c * y;
	}
	for (let k = 0; k < size; k++) {
		const x = a[k * size + p] as number;
		const y = a[k * size + q] as number;
		a[k * size + p] = c * x - s * y;
		a[k * size + q] = s * x + c * y;
		const vx = v[k * size + p] as number;
		const vy = v[k * size + q] as number;
		v[k * size + p] = c * vx - s * vy;
		v[k * size + q] = s * vx + c * vy;
	}
}

/** X·V, the first `rank` columns. */
function* rotated(
	{ rows, columns: width, data }: Dense,
	vectors: Float64Array,
	rank: number,
): Generator<number, Dense> {
	const result = new Float32Array(rows * rank);
	const sum = new Float64Array(rank);
	for (let row = 0; row < rows; row++) {
		sum.fill(0);
		for (let i = 0; i < width; i++) {
			const value = data[row * width + i] as number;
			for (let j = 0; j < rank; j++) sum[j] = (sum[j] as number) + value * (vectors[i * width + j] as number);
		}
		result.set(sum, row * rank);
		if (row % STRIDE === STRIDE - 1) yield 1;
	}
	return { rows, columns: rank, data: result };
}

/** Numbers between -1 and 1, always the same (xorshift32). */
function* randomMatrix(rows: number, columns: number): Generator<number, Dense> {
	let state = 0x9e3779b9;
	const data = new Float32Array(rows * columns);
	for (let at = 0; at < data.length; at++) {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		data[at] = state / 0x80000000;
		if (at % 0x40000 === 0) yield 0;
	}
	return { rows, columns, data };
}
