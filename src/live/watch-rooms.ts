import type { Context } from '../config/context.js';
import { readLive } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import type { Plan } from '../plan/plan.js';
import { idPieces } from '../plan/segments.js';
import { highestRow, isNear, limitedTables, readHandedOut } from './handed-out.js';
import { poll } from './poll.js';

interface Watching {
  readonly context: Context;
  readonly ledger: RunLedger;
}

interface RoomWatch extends AsyncDisposable {
  /** The source comes near the end of what is reserved for a table. */
  readonly isNear: () => boolean;
  /** More was reserved, or could not be: the plan with what there is now. */
  readonly made: (plan: Plan) => void;
}

const everyMs = 1_000;

/**
 * Looks at what the source has handed out while it is followed, so that room is made before a row needs it. A table that comes near is
 * told once for each end of its room: where no more could be made, only a row beyond it stops.
 */
export async function watchRooms(
  { context: { config, preset }, ledger }: Watching,
  begun: Plan,
): Promise<RoomWatch> {
  const kept = (await readLive(ledger))?.room ?? {};
  const over = new AbortController();
  /** Table → the end of its room that was told of. */
  const told = new Map<string, bigint>();
  let plan = begun;
  let near = new Map<string, bigint>();

  const polling = poll({ endpoint: config.source.mysql, everyMs, over: over.signal }, async (source) => {
    const seen = plan;
    const found = new Map<string, bigint>();
    const limited = limitedTables(seen, kept);
    if (limited.length === 0) return;
    const generated = await readHandedOut(source, seen, preset);
    for (const table of limited) {
      const last = idPieces(seen, table, kept).at(-1);
      const isMoved = seen.tables.some((planned) => planned.table === table);
      if (!last || !isMoved || told.get(table) === last.highest) continue;
      const handed = generated(table) || (await highestRow(source, seen, table, preset.id.column));
      if (isNear(last, handed)) found.set(table, last.highest);
    }
    if (seen === plan) near = found;
  });

  return {
    isNear: () => near.size > 0,
    made(now) {
      for (const [table, highest] of near) told.set(table, highest);
      near = new Map();
      plan = now;
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await polling;
    },
  };
}
