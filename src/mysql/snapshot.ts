import type { MysqlEndpoint } from '../config/config.js';
import type { Reason } from '../core/sentence.js';
import { readLogEnd, showPosition } from './log-position.js';
import { type MomentWay, momentWay, snapshotPosition, startAlone, startTogether } from './one-moment.js';
import { openSession, type Session } from './session.js';

/** Readers that all see the source as it was at one moment, until they are closed. */
export interface Snapshot {
  /** As many as were asked for, or a single one where several could not agree on a moment. */
  readonly readers: Session[];
  /** ISO time, UTC, of this machine. */
  readonly takenAt: string;
  /** How it was made the same for all readers, or why it is one reader only; one sentence. */
  readonly how: string;
  /** `how` in values, for translation. */
  readonly because: Reason;
  /** Binlog file and position, and GTID set where there is one; absent where it cannot be known exactly. */
  readonly position?: string;
  readonly consistent: boolean;
  close(): Promise<void>;
}

/** Where the binlog stands, for people; undefined without a binlog or the privilege to look. */
async function readPosition(session: Session): Promise<string | undefined> {
  const end = await readLogEnd(session);
  return end && `${showPosition(end)}${end.gtids === '' ? '' : `, GTID ${end.gtids}`}`;
}

/**
 * Opens `count` readers in one consistent snapshot, without locking anything in the source. Where they cannot agree on a moment
 * there is one reader only, which is consistent by itself. Throws MysqlError.
 */
export async function openSnapshot(endpoint: MysqlEndpoint, count: number): Promise<Snapshot> {
  const sessions: Session[] = [];
  try {
    for (let index = 0; index <= count; index += 1) sessions.push(await openSession(endpoint, 'source'));
    const [observer, ...readers] = sessions as [Session, ...Session[]];
    const { used, ...told } = await begin(observer, readers);
    await Promise.all(
      sessions.filter((session) => !used.includes(session)).map((session) => session.close()),
    );
    return { readers: used, ...told, consistent: true, close: () => closeAll(used) };
  } catch (error) {
    for (const session of sessions) session.destroy();
    throw error;
  }
}

type Begun = Pick<Snapshot, 'takenAt' | 'how' | 'because' | 'position'> & { readonly used: Session[] };

async function begin(observer: Session, readers: Session[]): Promise<Begun> {
  const several = readers.length > 1;
  const way = several ? await momentWay(observer) : null;
  const before = await readPosition(observer);
  const together = way !== null && (await startTogether(way, observer, readers));
  const used = together ? readers : readers.slice(0, 1);
  const [first] = used;
  if (first === undefined) throw new Error('a snapshot needs a reader');
  if (!together) await startAlone(first);
  const takenAt = new Date().toISOString();
  const position = await positionOf(observer, first, before);
  const said = together ? agreed(way, readers.length) : alone(several, way, readers.length);
  return { used, takenAt, ...said, position };
}

/** The place that belongs to the reader's moment: MariaDB notes it, else it is known where the log stood still. */
async function positionOf(
  observer: Session,
  reader: Session,
  before: string | undefined,
): Promise<string | undefined> {
  const after = await readPosition(observer);
  if (after === before) return after;
  return observer.facts.flavour === 'mariadb' ? snapshotPosition(reader) : undefined;
}

function agreed(way: MomentWay, readers: number): Pick<Snapshot, 'how' | 'because'> {
  const params = { readers };
  switch (way) {
    case 'binlog':
      return {
        how: `all ${readers} readers started at the same place of the binary log; nothing was locked`,
        because: { code: 'snapshot.binlog', params },
      };
    case 'gtid':
      return {
        how: `all ${readers} readers started while no transaction was committed, as the executed GTIDs show; nothing was locked`,
        because: { code: 'snapshot.gtid', params },
      };
    case 'transactions':
      return {
        how: `all ${readers} readers started while no transaction was begun or committed, as InnoDB's counters show; nothing was locked`,
        because: { code: 'snapshot.transactions', params },
      };
  }
}

function alone(several: boolean, way: MomentWay | null, wanted: number): Pick<Snapshot, 'how' | 'because'> {
  if (!several) {
    return { how: 'one reader in its own consistent snapshot', because: { code: 'snapshot.single' } };
  }
  const params = { readers: wanted };
  return way === null
    ? {
        how: `one reader in its own consistent snapshot instead of ${wanted}, which is exact but slower: without GTIDs the account needs PROCESS, so that several can agree on a moment without a lock`,
        because: { code: 'snapshot.no-way', params },
      }
    : {
        how: `one reader in its own consistent snapshot instead of ${wanted}, which is exact but slower: the source committed in every moment in which they tried to start together`,
        because: { code: 'snapshot.busy', params },
      };
}

async function closeAll(readers: readonly Session[]): Promise<void> {
  await Promise.all(readers.map((reader) => reader.close()));
}
