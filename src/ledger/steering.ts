import { z } from 'zod';
import { quoteText } from '../core/sql.js';
import { type SteerAction, type SteerChange, steerActions } from '../core/steer-changes.js';
import { describeMysqlError } from '../mysql/errors.js';
import type { RunLedger } from './location.js';
import { count, row } from './read-rows.js';
import { insertRow, rowsOf } from './rows.js';
import { hasTable } from './version.js';
import type { WorkerCommand } from './workers.js';

/** What can be asked of each command while it works. */
export const steerable: Readonly<Record<WorkerCommand, readonly SteerAction[]>> = {
  run: steerActions,
  follow: ['pause', 'continue', 'rate', 'stop'],
  'feed-back': ['pause', 'continue', 'stop'],
  cutover: ['stop'],
  back: ['stop'],
  rollback: ['stop'],
};

/** Who asks, for people: ops@host. */
interface Asked extends SteerChange {
  readonly command: WorkerCommand;
  readonly by: string;
}

const asked = row({
  seq: count,
  action: z.enum(steerActions),
  amount: z.unknown().transform((amount) => (amount === null ? null : Number(amount))),
  byName: z.string(),
  askedAt: z.string(),
}).transform(({ amount: value, byName: by, askedAt: at, ...rest }) => ({ ...rest, value, by, at }));
type SteerRequest = z.output<typeof asked>;

/** What was asked of a command behind `seq`, in order. Reads only. */
export function readSteering(
  ledger: RunLedger,
  command: WorkerCommand,
  seq: number,
): Promise<readonly SteerRequest[]> {
  const which = `AND command = ${quoteText(command)} AND seq > ${seq}`;
  return rowsOf(ledger, 'steering', asked, `${which} ORDER BY seq`);
}

/** The number of the latest request; 0: none was made. Reads only. */
export async function lastSteering(ledger: RunLedger): Promise<number> {
  const [last] = await rowsOf(ledger, 'steering', row({ seq: count }), 'ORDER BY seq DESC LIMIT 1');
  return last?.seq ?? 0;
}

/** Others may ask at the same moment and take the same number: then the next one is tried. */
const attempts = 5;

/** Notes what is asked; gives its number, or null in a ledger of a version that knows no steering. */
export async function writeSteering(ledger: RunLedger, request: Asked): Promise<number | null> {
  if (!(await hasTable(ledger.session, ledger.location, 'steering'))) return null;
  const { command, action, value: amount, by: byName } = request;
  const values = { command, action, amount, byName, askedAt: new Date().toISOString() };
  for (let attempt = 1; ; attempt += 1) {
    const seq = (await lastSteering(ledger)) + 1;
    try {
      await insertRow(ledger, 'steering', { seq, ...values });
      return seq;
    } catch (error) {
      if (attempt === attempts || describeMysqlError(error).code !== 'ER_DUP_ENTRY') throw error;
    }
  }
}
