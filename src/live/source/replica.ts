import type { Session } from '../../mysql/session.js';
import { say } from '../words.js';
import { type Draft, isOn, type Settings } from './draft.js';

/** Whether the source gets changes by replication that it does not log. */
export async function checkReplica(session: Session, settings: Settings): Promise<readonly Draft[]> {
  const name = settings('log_replica_updates') === '' ? 'log_slave_updates' : 'log_replica_updates';
  const value = settings(name);
  if (value === '' || isOn(value)) return [];
  const replication = await readReplication(session, settings);
  if (replication === 'none') return [];
  const running = replication === 'running';
  return [
    {
      code: 'live.replica',
      severity: running ? 'blocker' : 'warning',
      title: running ? say('live.replica', { name }) : say('live.replica.stopped', { name }),
      remedy: say('live.replica.remedy', { name }),
    },
  ];
}

async function readReplication(
  session: Session,
  settings: Settings,
): Promise<'none' | 'stopped' | 'running'> {
  // MariaDB's has one row for each of several primaries; MySQL before 8.0.22 knows only the last one.
  for (const sql of ['SHOW ALL SLAVES STATUS', 'SHOW REPLICA STATUS', 'SHOW SLAVE STATUS']) {
    const rows = await session.query(sql).catch(() => undefined);
    if (!rows) continue;
    const states = rows.flatMap((row) =>
      Object.entries(row).flatMap(([name, state]) =>
        /^(Slave|Replica)_(IO|SQL)_Running$/.test(name) ? [String(state)] : [],
      ),
    );
    if (rows.length === 0) return 'none';
    return states.some((state) => state !== 'No') ? 'running' : 'stopped';
  }
  // MariaDB's asks for a privilege of its own. This counter it tells everybody.
  return Number(settings('Slaves_running') || 0) > 0 ? 'running' : 'none';
}
