import { userInfo } from "node:os";

/** Who works on the desk: the user of the machine, who is alone in a group of the same name. */
export interface Identity {
	user: string;
	group: string;
	uid: number;
	gid: number;
}

/** The desk's user. */
export function identity(): Identity {
	try {
		const { username, uid, gid } = userInfo();
		return { user: username, group: username, uid: Math.max(0, uid), gid: Math.max(0, gid) };
	} catch {
		return { user: "user", group: "user", uid: 1000, gid: 1000 }; // no entry for this user, as in some containers
	}
}
