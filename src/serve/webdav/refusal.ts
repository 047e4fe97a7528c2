/** What ends a request early, and which HTTP status each refusal of the tree becomes. */
import { DeskError, type ErrorCode } from "../../base/errors.ts";

/** An answer that is not the one that was asked for. The message is a sentence for people. */
export class Refusal extends Error {
	readonly status: number;
	/** Pre- or postcondition code (RFC 4918, section 16): the content of `DAV:error`, as XML. */
	readonly condition: string | undefined;
	readonly headers: Readonly<Record<string, string>>;

	constructor(status: number, message: string, more: { condition?: string; headers?: Record<string, string> } = {}) {
		super(message);
		this.status = status;
		this.condition = more.condition;
		this.headers = more.headers ?? {};
	}
}

/** RFC 9110, section 15; RFC 4918, section 11; ELOOP: RFC 5842, section 7.2. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
	ENOENT: 404,
	ENOTDIR: 409,
	EEXIST: 412,
	EISDIR: 405,
	ENOTEMPTY: 409,
	EACCES: 403,
	EPERM: 403,
	EROFS: 403,
	EINVAL: 422,
	EFORMAT: 422,
	ENAMETOOLONG: 422,
	EXDEV: 422,
	EFAILED: 409,
	ECONFLICT: 409,
	ESTALE: 412,
	EFBIG: 413,
	ENOSPC: 507,
	ELOOP: 508,
	EBUSY: 503,
	EINTR: 503,
	ETIMEDOUT: 503,
};

/** What a client gets for an error: one of ours says why; anything else is a fault of the server. */
export function asRefusal(error: unknown): Refusal {
	if (error instanceof Refusal) return error;
	if (error instanceof DeskError) return new Refusal(STATUSES[error.code] ?? 500, error.sentence);
	return new Refusal(500, "this is a bug in deskfs, or its disk fails; the server's own messages say more");
}
