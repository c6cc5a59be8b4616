import { defaultLiveOptions } from '../../config/options.js';
import { cellContextOf } from '../../keys/cell-context.js';
import { changedVersions } from '../../ledger/changed-versions.js';
import { readRowsBefore } from '../../ledger/chunks.js';
import { type LiveRecord, readLive } from '../../ledger/live.js';
import { refuseUnfollowable } from '../../live/check-source.js';
import { checkWayBack, saidOf } from '../../live/check-way-back.js';
import { followedTables } from '../../live/follow.js';
import type { GateLine } from '../../live/gate.js';
import { withRoomMade } from '../../live/make-room.js';
import { compareTouched, keyedBy } from '../../live/touched-rows.js';
import { say } from '../../live/words.js';
import { openSession } from '../../mysql/session.js';
import { hasOpenFiles } from '../../phases/files/bring-named.js';
import { versionsByTable } from '../../phases/rows/compare/versions.js';
import { readOtherRuns } from '../../phases/rows/validate/jobs/other-runs.js';
import { volatileColumns } from '../../phases/rows/validate/run-validation.js';
import { bringLateSecrets, hasLateSecrets } from '../../phases/secrets/late-secrets.js';
import type { DatabaseFacts } from '../../plan/facts.js';
import { refuseEnded } from '../feed-back.js';
import { fitRun, readSides } from '../fit-run.js';
import { followSource } from '../follow.js';
import { readGate } from '../status.js';
import { findRun, upgradeTarget } from '../target-ledger.js';
import type { WithPhases } from '../types.js';
import type { Course, Cutting } from './course.js';
import { already, cutOver, refuseUnasked, rehearse } from './cut-over.js';
import type { Pause } from './pause.js';
import { raise, switchOver } from './switch-over.js';
import type { CutoverOperation } from './types.js';

/** Makes the target the truth: gate, fence, drain, comparison, generators, switch. Until the switch everything can be called off. */
export const cutover: WithPhases<CutoverOperation> = async (phases, context, request, listener, control) => {
  const { mysql } = context.config.target;
  const options = context.config.options.live ?? defaultLiveOptions;
  const { database } = mysql;
  refuseUnasked(request, database, options.fenceCommand, {
    confirm: say('cutover.confirm', { database }),
    remedy: say('cutover.confirm.remedy', { database }),
  });
  await using session = await openSession(mysql, request.dryRun ? 'target' : 'target-writer');
  const { run, ledger } = await findRun(context, session, undefined);
  if (!request.dryRun) await upgradeTarget(context, session);
  const live = await fitRun(phases, run, ledger);
  if (live.switched) {
    if (live.switched.ended?.by === 'back') refuseEnded(run, live.switched);
    return already(run.runId, live.switched);
  }
  const facts = await readSides(context, run);
  const work = { context, request, listener, control, options, run, ledger };
  const course: Course = {
    ...(await forth(work, live, facts)),
    follow: (told, steered) =>
      followSource(phases, context, { confirm: request.confirm, untilCaughtUp: false }, told, steered),
  };
  return request.dryRun ? await rehearse({ ...work, course }) : await cutOver({ ...work, course });
};

type Sides = { readonly source: DatabaseFacts; readonly target: DatabaseFacts };
type Work = Omit<Cutting, 'course'>;

/** From the source to the target. */
async function forth(work: Work, live: LiveRecord, facts: Sides): Promise<Omit<Course, 'follow'>> {
  const { context, request, run, ledger } = work;
  const { config } = context;
  const { plan } = run;
  const wayBack = await wayBackLine(work, facts);
  // With the room that the follower has made for IDs meanwhile.
  const planNow = () => withRoomMade({ plan, ledger });
  return {
    side: 'source',
    left: config.source.mysql,
    // Which IDs have room is for the follower to say.
    tables: followedTables({ context, plan, source: facts.source }, () => undefined),
    worker: 'follow',
    refuseUnfollowable: () => refuseUnfollowable(config, plan, facts.source, live.applied),
    gate: async (follower) =>
      (await readGate(context, ledger, follower)).map((line) => (line.name === 'way-back' ? wayBack : line)),
    applied: async () => (await readLive(ledger))?.applied ?? live.applied,
    bringRest: (pause) => bringRest(work, pause),
    async compare(touched) {
      await using source = await openSession(config.source.mysql, 'source');
      await using target = await openSession(config.target.mysql, 'target');
      const now = await planNow();
      const looking = {
        options: { plan: now, cellContext: cellContextOf(config), volatile: volatileColumns(context.preset) },
        pair: { source, target },
        versionsOf: versionsByTable((table) => changedVersions(ledger, table)),
      };
      const rowsBefore = await readRowsBefore(ledger);
      const notOurs = { rowsBefore, otherRuns: await readOtherRuns(ledger, { ...run, plan: now }) };
      return await compareTouched(looking, notOurs, keyedBy(now, touched));
    },
    raise: async () => raise({ ...work, run: { ...run, plan: await planNow() } }),
    switchOver: (end, refuseLate) => switchOver(work, end, refuseLate),
    warning: request.withoutWayBack ? say('gate.no-way-back') : undefined,
  };
}

/** What rows name, and was not to be had when they came: nothing comes later than this. Secrets that the source does not have are told. */
async function bringRest({ context, run: { plan }, ledger, listener, control }: Work, pause: Pause) {
  const work = { ...context, plan, ledger, listener, control: { ...control, stop: pause.signal } };
  if (plan.vault && (await hasLateSecrets(work))) await bringLateSecrets(work);
  if (plan.files) await pause.until(async () => !(await hasOpenFiles(ledger)));
}

/** Whether there would be a way back: proven before the switch, or not wanted. */
async function wayBackLine(
  { context, request, run: { plan } }: Pick<Work, 'context' | 'request' | 'run'>,
  facts: Sides,
): Promise<GateLine> {
  const name = 'way-back';
  if (request.withoutWayBack) return { name, ok: true, detail: say('gate.no-way-back') };
  const { problems, ready } = await checkWayBack({ context, plan, facts });
  if (problems.length === 0) return { name, ok: true, detail: ready };
  return { name, ok: false, detail: say('gate.way-back', { problems: problems.map(saidOf) }) };
}
