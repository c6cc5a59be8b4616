import type { MysqlEndpoint } from '../config/config.js';
import type { RunControl } from '../core/events.js';
import { waitsFor } from '../core/waits.js';
import { type LiveRecord, SwitchedAway, writeApplied, writeStopped } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import { openLog } from '../mysql/binlog/open-log.js';
import type { LogPosition } from '../mysql/log-position.js';
import type { Session } from '../mysql/session.js';
import type { Plan } from '../plan/plan.js';
import type { Applier } from './apply-batch.js';
import type { Outcome, TakenBatch } from './batch.js';
import { followLog } from './follow-log.js';
import type { FollowedTable } from './followed-table.js';
import type { Lag } from './lag.js';
import type { OwnWrites } from './own-writes.js';
import { refuseStructure, StructureStopped } from './structure.js';

/** What following is watched and ended by. */
export interface Watched {
  readonly lag: Lag;
  /** Ends it after the batch in hand. */
  readonly stop: AbortSignal;
  readonly onBatch: (batch: TakenBatch) => void;
  readonly onReached: (position: LogPosition) => void;
}

/** A batch, with what its rows need before they are written. */
interface Prepared {
  readonly outcomes: readonly Outcome[];
  /** Within the transaction: the chunks that its rows lie in. */
  readonly ranges?: () => Promise<LiveRecord['ranges']>;
  readonly secrets?: { readonly note: (session: Session) => Promise<void> } | undefined;
}

export interface Applying extends Watched {
  /** Whose log is read. */
  readonly endpoint: MysqlEndpoint;
  /** Of the side that is written, on its only writer: how far it is. */
  readonly ledger: RunLedger;
  readonly live: LiveRecord;
  /** From the side that is read to the one that is written. */
  readonly plan: Plan;
  /** By the names of the side that is read. */
  readonly tables: ReadonlyMap<string, FollowedTable>;
  /** Transactions of that side that are the tool's own. */
  readonly own: OwnWrites | undefined;
  /** Batches know what a row was before them. */
  readonly keepsFirst?: boolean;
  readonly control: RunControl;
  /** `pauseEnds` waits for the end of a pause. */
  readonly waitForTurn?: (pauseEnds: () => Promise<void>) => Promise<void>;
  readonly prepare: (batch: TakenBatch) => Promise<Prepared>;
  readonly applier: Applier;
  /** The target may hold rows that are newer than what comes behind this place. */
  readonly isBeforeSnapshotEnd?: (from: LogPosition) => boolean;
  /** The side that is read is not the truth any more; throws where it is not to be watched either. */
  readonly onSwitched?: () => Promise<void>;
  /** What to stop with when it is written to all the same. */
  readonly foreign: (position: LogPosition) => Error;
  /** Asked between transactions, and in a pause: whether to end there. */
  readonly isEnough?: () => boolean;
}

/** A pause does not go on to the end: what was read and not applied is read again. */
class EndedInPause extends Error {
  override readonly name = 'EndedInPause';
}

const askInPauseMs = 250;

/** Throws EndedInPause. */
async function waitForPause({ control, isEnough }: Pick<Applying, 'control' | 'isEnough'>): Promise<void> {
  let isOver = false;
  const pause = control.waitWhilePaused().then(() => {
    isOver = true;
  });
  const wait = waitsFor(pause);
  // Where there is no pause, it is over by then.
  await Promise.resolve();
  while (!isOver) {
    if (isEnough?.()) throw new EndedInPause();
    await wait(askInPauseMs);
  }
}

/**
 * Applies the log of one side to the other, in either direction, from where the ledger says it was left, until it is stopped. Throws
 * where it cannot go on; then the ledger's place is where to go on from.
 */
export async function applyLog(applying: Applying): Promise<void> {
  const { endpoint, ledger, live, plan, tables, own, keepsFirst, lag, stop } = applying;
  const pauseEnds = () => waitForPause(applying);
  const { apply, giveUp } = applying.applier;
  const enough = new AbortController();
  let from = live.applied;
  let isSwitched = live.switched !== null;
  try {
    await followLog({
      open: (signal) =>
        openLog({
          endpoint,
          from: live.applied,
          tables: [...[...tables.values()].map(({ source }) => source), ...(own?.tables ?? [])],
          signal,
        }),
      tables,
      partsFrom: live.applied,
      own,
      keepsFirst,
      async apply(batch) {
        await pauseEnds();
        await applying.waitForTurn?.(pauseEnds);
        const { position, events, transactions, goesOn } = batch;
        // After a cut-over it goes on as a sentry: nobody may write to the side that was left.
        if (isSwitched && batch.outcomes.length > 0) throw applying.foreign(position);
        const { outcomes, ranges, secrets } = await applying.prepare(batch);
        try {
          await apply(batch, {
            outcomes,
            beforeSnapshotEnd: applying.isBeforeSnapshotEnd?.(from) ?? false,
            note: async () => {
              // The first thing of the transaction: so it is known for the tool's own whoever reads it.
              await writeApplied(ledger, {
                position,
                events,
                transactions,
                ranges: (await ranges?.()) ?? {},
              });
              await secrets?.note(ledger.session);
            },
          });
        } catch (error) {
          if (!(error instanceof SwitchedAway)) throw error;
          isSwitched = true;
          await applying.onSwitched?.();
          if (outcomes.length > 0) throw applying.foreign(position);
        }
        from = position;
        applying.onBatch(batch);
        if (!goesOn && applying.isEnough?.()) enough.abort();
      },
      reached(position) {
        lag.reach(position);
        applying.onReached(position);
      },
      onStructure: (item) => refuseStructure(plan, item),
      stop: AbortSignal.any([stop, enough.signal]),
    }).finally(giveUp);
  } catch (error) {
    if (error instanceof EndedInPause) return;
    if (error instanceof StructureStopped) await writeStopped(ledger, error.at);
    throw error;
  }
}
