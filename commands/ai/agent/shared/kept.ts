import { actorOfRun, type Run, Runs } from "../../../../src/agents/index.ts";
import { Draft, type Effect, type Vfs } from "../../../../src/vfs/index.ts";

/** What the kept plan of a run would do to the desk as it is now. @throws DeskError ECONFLICT where it cannot be done any more */
export async function keptEffects(vfs: Vfs, run: Run): Promise<readonly Effect[]> {
	const hand = vfs.as(actorOfRun(run), { permissions: run.permissions });
	const draft = await Draft.open(hand);
	try {
		await draft.run(() => draft.vfs.change(new Runs(vfs.store).kept(run.id), { cause: "draft" }));
		return (await draft.plan()).effects;
	} finally {
		draft.close();
	}
}
