import type { Listener } from '../../core/events.js';
import type { RunLedger } from '../../ledger/location.js';
import { appendLog } from '../../ledger/log.js';
import {
  type Mismatch,
  readVerified,
  type Verified,
  type VerifiedPass,
  writeVerified,
} from '../../ledger/verified.js';
import { showKey } from '../../phases/rows/compare/keys.js';
import type { Plan } from '../../plan/plan.js';
import type { DirtyKeys, News } from './dirty-keys.js';
import type { Minutes } from './minutes.js';

/** What comparing beside following has shown: told, and kept in the ledger. */
export interface VerifiedState {
  /** Takes up what earlier starts knew. */
  readonly load: (ledger: RunLedger) => Promise<void>;
  readonly tell: (ledger: RunLedger, news: News) => Promise<void>;
  /** A table holds another number of rows; null: it does not any more. */
  readonly miscounted: (table: string, kind: Mismatch['kind'] | null) => News;
  /** `isWhole`: nothing of it was left out. `seconds`: what it took by a clock that never goes back, as those of its ends may. */
  readonly passed: (
    pass: Omit<VerifiedPass, 'mismatches'>,
    how: { readonly isWhole: boolean; readonly seconds: number },
  ) => void;
  /** The number of the next pass. */
  readonly nextPass: () => number;
  /** Writes it where it is another than it was, or has grown old. */
  readonly keep: (ledger: RunLedger) => Promise<void>;
}

interface Kept {
  readonly plan: Plan;
  readonly dirty: DirtyKeys;
  readonly minutes: Minutes;
  readonly listener: Listener;
}

/** Mismatches that the ledger lists. */
const mostListed = 1_000;
/** Mismatches told one by one, and those in the log, by one start. */
const most = { told: 1_000, logged: 50 };
/** What is known is written again after so long, so that its age shows. */
const freshMs = 5_000;

export function createVerifiedState({ plan, dirty, minutes, listener }: Kept): VerifiedState {
  let passes = 0;
  let lastPass: VerifiedPass | null = null;
  let lastClean: VerifiedPass | null = null;
  const counts = new Map<string, Mismatch>();
  let told = 0;
  let logged = 0;
  let written = { text: '', at: Number.NEGATIVE_INFINITY };

  const mismatches = (): readonly Mismatch[] => [...counts.values(), ...dirty.mismatches()];

  function shown({ table, key }: Mismatch): string {
    const found = plan.tables.find((one) => one.table === table);
    return found && key.length > 0 ? showKey(found, key) : 'number of rows';
  }

  return {
    async load(ledger) {
      const known = await readVerified(ledger);
      if (!known) return;
      ({ passes, lastPass, lastClean } = known);
      for (const one of known.mismatches) if (one.key.length === 0) counts.set(one.table, one);
      dirty.restore(known.mismatches.filter(({ key }) => key.length > 0));
    },
    async tell(ledger, { found, gone }) {
      for (const [some, isGone] of [
        [found, false],
        [gone, true],
      ] as const)
        for (const one of some) {
          told += 1;
          if (told > most.told) continue;
          const key = shown(one);
          listener({ type: 'follow-mismatch', table: one.table, key, kind: one.kind, gone: isGone });
        }
      for (const one of found) {
        logged += 1;
        if (logged > most.logged) break;
        await appendLog(ledger, 'follow-mismatch', `${one.kind} ${one.table} ${shown(one)}`);
      }
    },
    miscounted(table, kind) {
      const before = counts.get(table);
      if (kind === null) {
        counts.delete(table);
        return { found: [], gone: before ? [before] : [] };
      }
      const now: Mismatch = { table, key: [], kind, since: before?.since ?? new Date().toISOString() };
      counts.set(table, now);
      return { found: before ? [] : [now], gone: [] };
    },
    passed(walked, { isWhole, seconds }) {
      passes += 1;
      lastPass = { ...walked, mismatches: mismatches().length };
      const isClean = isWhole && lastPass.mismatches === 0;
      if (isClean) lastClean = lastPass;
      const { rows, mismatches: differing, endedAt: at } = lastPass;
      listener({ type: 'follow-pass', pass: passes, rows, mismatches: differing, isClean, seconds, at });
    },
    nextPass: () => passes + 1,
    async keep(ledger) {
      const all = mismatches();
      const known: Omit<Verified, 'writtenAt'> = {
        passes,
        lastPass,
        lastClean,
        mismatchCount: all.length,
        mismatches: all.slice(0, mostListed),
        dirtyKeys: dirty.size(),
      };
      const text = JSON.stringify(known);
      const compared = minutes.take();
      const isOld = performance.now() - written.at > freshMs;
      if (text === written.text && compared.length === 0 && !isOld) return;
      try {
        await writeVerified(ledger, { ...known, writtenAt: new Date().toISOString() }, compared);
        written = { text, at: performance.now() };
      } catch (error) {
        minutes.giveBack(compared);
        throw error;
      }
    },
  };
}
