import { isDeepStrictEqual } from 'node:util';
import { RefusedError } from '../core/refused.js';
import { type Sentence, textOf } from '../core/sentence.js';
import { shell, shellWord } from '../core/shell.js';
import type { Plan } from '../plan/plan.js';
import type { StoredRun } from './runs.js';
import { refuse, say } from './words.js';

interface Choice {
  readonly plan: Plan;
  readonly request: { readonly resume: boolean };
  /** Refuses to take up a run in which the phase that was asked for cannot start yet; null stands for a new run. */
  readonly refuseUnready: (run: StoredRun | null) => void;
  /** The phase that was asked for may work once more on a finished run, on what has been added since. */
  readonly repeats: boolean;
  /** The tenant's runs, newest first. */
  readonly earlier: readonly StoredRun[];
  readonly configPath: string;
}

/** True while something of the run is left to do. */
export function isUnfinished(run: Pick<StoredRun, 'state' | 'outcome'>): boolean {
  if (run.state === 'rolled-back' || run.state === 'rolling-back') return false;
  return run.state !== 'copied' || run.outcome === 'partial';
}

/** The run to take up, or null for a new one. Refuses a second run of the same data, and a resume of another plan. */
export function chooseRun({
  plan,
  request,
  refuseUnready,
  repeats,
  earlier,
  configPath,
}: Choice): StoredRun | null {
  const config = shellWord(configPath);
  const leaving = earlier.find(({ state }) => state === 'rolling-back');
  if (leaving) throw refuse('run.rolling-back', { run: leaving.runId, config });
  const unfinished = earlier.find(isUnfinished);
  const done = earlier.find((run) => run.state === 'copied' && coversSameData(run.plan, plan));
  if (!unfinished && done && repeats) return done;
  if (request.resume) {
    if (!unfinished) throw refuse('run.none', { tenant: plan.tenant.id, config });
    const changes = describeChanges(unfinished.plan, plan);
    if (changes.length > 0) {
      throw new RefusedError(
        `run ${unfinished.runId} cannot be resumed, because ${changes.map(textOf).join('; ')}`,
        {
          remedy: shell`restore what changed, or remove the run with: tenantferry rollback -c ${configPath} --run ${unfinished.runId}`,
          because: {
            code: 'run.changed',
            params: {
              run: unfinished.runId,
              changes: changes.map(textOf).join('; '),
              said: changes,
              config,
            },
          },
        },
      );
    }
    refuseUnready(unfinished);
    return unfinished;
  }
  if (unfinished) {
    const { runId: run, state } = unfinished;
    throw refuse('run.unfinished', { tenant: plan.tenant.id, run, state, config });
  }
  refuseUnready(null);
  if (done) throw refuse('run.migrated', { tenant: plan.tenant.id, run: done.runId, config });
  return null;
}

/** Same source, and at least one business in common. */
function coversSameData(a: Plan, b: Plan): boolean {
  return (
    a.source.identity === b.source.identity && a.source.database === b.source.database && shareRows(a, b)
  );
}

/** At least one table in common, and at least one business. */
export function shareRows(a: Plan, b: Plan): boolean {
  if (!a.tables.some(({ table }) => b.tables.some((other) => other.table === table))) return false;
  if (!a.bizIds || !b.bizIds) return true;
  return a.bizIds.some((business) => b.bizIds?.includes(business));
}

/** How one plan differs from the other, in words; empty when they are the same. */
export function describeChanges(before: Plan, now: Plan): readonly Sentence[] {
  if (before.fingerprint === now.fingerprint) return [];
  const changes: Sentence[] = [];
  const none = say('changed.none');
  const differs = (what: Sentence, before: string | undefined, now: string | undefined) => {
    if (before !== now) changes.push(say('changed.was', { what, before: before ?? none, now: now ?? none }));
  };
  differs(say('changed.source-server'), before.source.identity, now.source.identity);
  differs(say('changed.source-database'), before.source.database, now.source.database);
  differs(say('changed.target-server'), before.target.identity, now.target.identity);
  differs(say('changed.target-database'), before.target.database, now.target.database);
  differs(say('changed.tenant'), before.tenant.id, now.tenant.id);
  differs(say('changed.ids'), before.ids.mode, now.ids.mode);
  differs(say('changed.businesses'), before.bizIds?.join(','), now.bizIds?.join(','));
  differs(say('changed.source-mount'), before.vault?.sourceMount, now.vault?.sourceMount);
  differs(say('changed.target-mount'), before.vault?.targetMount, now.vault?.targetMount);
  const params = { ...before.params, ...now.params };
  const altered = Object.keys(params).filter(
    (name) => !isDeepStrictEqual(before.params?.[name], now.params?.[name]),
  );
  // Their values are nobody's matter here.
  if (altered.length > 0) changes.push(say('changed.params', { names: altered.join(', ') }));
  const names = (plan: Plan) => plan.tables.map(({ table }) => table);
  const added = names(now).filter((table) => !names(before).includes(table));
  const removed = names(before).filter((table) => !names(now).includes(table));
  if (added.length > 0) changes.push(say('changed.added', { tables: added.join(', ') }));
  if (removed.length > 0) changes.push(say('changed.removed', { tables: removed.join(', ') }));
  for (const table of now.tables) {
    const other = before.tables.find(({ table: name }) => name === table.table);
    if (other && JSON.stringify(withoutEstimates(other)) !== JSON.stringify(withoutEstimates(table))) {
      changes.push(say('changed.columns', { table: table.table }));
    }
  }
  return changes.length > 0 ? changes : [say('changed.options')];
}

function withoutEstimates(table: Plan['tables'][number]) {
  const { approximateRows: _rows, approximateBytes: _bytes, ...rest } = table;
  return rest;
}
