import { createHash } from 'node:crypto';
import { quoteText } from '../core/sql.js';
import { type Decision, decisionShape } from '../core/switch-shapes.js';
import { ledgerTable, type RunLedger } from '../ledger/location.js';
import { count, json, row } from '../ledger/read-rows.js';
import { insertRow, rowsOf } from '../ledger/rows.js';
import { hasTable } from '../ledger/version.js';
import { type SwitchState, stateShape } from './state.js';
import { refuse } from './words.js';

/** What the ledger keeps of moving traffic: one state, and every decision. It belongs to a target database and tenant, not to a run. */

/** The name under which the ledger keeps it. */
export const switchName = (database: string, tenantId: string): string => `${database}/${tenantId}`;

/** undefined: nothing was ever begun. Reads only. */
export async function readState(ledger: RunLedger): Promise<SwitchState | undefined> {
  if (!(await hasTable(ledger.session, ledger.location, 'switches'))) return undefined;
  const [found] = await rowsOf(ledger, 'switches', row({ state: json(stateShape) }));
  return found?.state;
}

export async function writeState(ledger: RunLedger, state: SwitchState): Promise<void> {
  await insertRow(ledger, 'switches', { state }, 'REPLACE');
}

/** In the order in which they were made. Reads only. */
export async function readDecisions(ledger: RunLedger): Promise<readonly Decision[]> {
  if (!(await hasTable(ledger.session, ledger.location, 'switch_decisions'))) return [];
  const shape = row({ seq: count, decision: json(decisionShape) });
  const found = await rowsOf(ledger, 'switch_decisions', shape, 'ORDER BY seq');
  return found.map(({ decision }) => decision);
}

/** Notes a decision with the state after it, both or neither. */
export async function writeDecision(
  ledger: RunLedger,
  decision: Decision,
  state: SwitchState,
): Promise<void> {
  const { session, location, runId } = ledger;
  await session.begin();
  try {
    const table = ledgerTable(location, 'switch_decisions');
    await session.execute(
      `INSERT INTO ${table} (run_id, seq, decision)
        SELECT ${quoteText(runId)}, COALESCE(MAX(seq), 0) + 1, ${quoteText(JSON.stringify(decision))}
        FROM ${table} AS made WHERE made.run_id = ${quoteText(runId)}`,
    );
    await writeState(ledger, state);
    await session.commit();
  } catch (error) {
    await session.rollback().catch(() => session.destroy());
    throw error;
  }
}

const lock = (what: string, name: string) =>
  quoteText(`tenantferry:${what}:${createHash('sha256').update(name).digest('hex').slice(0, 32)}`);

/** One controller at a time; as long as the connection stands. RefusedError where another is at work. */
export async function holdController({ session, runId }: RunLedger): Promise<void> {
  // A server may take a moment to see that a killed one is gone.
  const rows = await session.query(`SELECT GET_LOCK(${lock('switch', runId)}, 1) AS held`);
  if (Number(rows[0]?.held) !== 1) throw refuse('switch.running');
}

/** Whether a controller is at work. Reads only. */
export async function isControlled({
  session,
  runId,
}: Pick<RunLedger, 'session' | 'runId'>): Promise<boolean> {
  const rows = await session.query(`SELECT IS_USED_LOCK(${lock('switch', runId)}) AS holder`);
  return rows[0]?.holder != null;
}

const turnWaitSeconds = 4;

/** Whoever looks, decides and writes does so alone: a controller, and the commands beside it. false: somebody else does, still. */
export async function lockTurn({ session, runId }: RunLedger): Promise<boolean> {
  const name = lock('switch-turn', runId);
  const rows = await session.query(`SELECT GET_LOCK(${name}, ${turnWaitSeconds}) AS held`);
  return Number(rows[0]?.held) === 1;
}

export async function freeTurn({ session, runId }: RunLedger): Promise<void> {
  await session.query(`SELECT RELEASE_LOCK(${lock('switch-turn', runId)})`);
}
