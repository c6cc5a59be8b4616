import type { Mismatch } from '../../ledger/verified.js';
import { isBefore, type LogPosition } from '../../mysql/log-position.js';
import { keyIdentity, type RowKey } from '../../phases/rows/compare/keys.js';
import type { Minutes } from './minutes.js';

/** Whether a row differs for certain, though both sides go on changing: kept by key, without a server. */
export interface DirtyKeys {
  /** A change of this row, which ends before `position`, is applied, or will be. */
  touch(table: string, key: RowKey, position: LogPosition): void;
  /** Whoever reads whole ranges found this row different; false: there is no room for it. */
  suspect(table: string, key: RowKey, pass: number): boolean;
  /** What an earlier start knew. */
  restore(mismatches: readonly Mismatch[]): void;
  /** All before this is applied. */
  reach(position: LogPosition): void;
  /** Rows of one table to be looked at now; null: none is. They have to be given to `looked`, or to `missed`. */
  due(): Due | null;
  /** What a look at both sides showed. `end`: where the source's log ended after both were read. */
  looked(due: Due, differing: ReadonlyMap<string, Mismatch['kind']>, end: LogPosition): News;
  /** The look could not be made. */
  missed(due: Due): void;
  /** Rows that wait to be compared. */
  size(): number;
  /** Rows that differ for certain. */
  mismatches(): readonly Mismatch[];
  /** Rows that a pass found different, and of which is neither known yet; a row that was changed since is not its matter any more. */
  inDoubt(pass: number): number;
  /** Changes of a table so far. */
  touchesOf(table: string): number;
}

/** What is known newly. */
export interface News {
  readonly found: readonly Mismatch[];
  readonly gone: readonly Mismatch[];
}

/** Rows of one table as they were when the look at them began. */
export interface Due {
  readonly table: string;
  readonly rows: readonly { readonly entry: Entry; readonly touches: number }[];
}

interface Entry {
  readonly table: string;
  readonly key: RowKey;
  readonly identity: string;
  touches: number;
  /** All its changes end before this. */
  touchedTo: LogPosition | null;
  /** How often it was different, and not changed until what was in the log then was applied. */
  survived: number;
  /** The last look, which found it different; `end`: of the source's log afterwards. */
  last: { readonly touches: number; readonly end: LogPosition; readonly kind: Mismatch['kind'] } | null;
  /** It is not looked at before this, by the clock that never goes back. */
  notBefore: number;
  /** Since when it is different, by both clocks; null: nobody found it so since its last change. */
  since: { readonly at: number; readonly iso: string } | null;
  /** The minute of its first reading since; null: not read yet. */
  minute: string | null;
  /** It was said to differ. */
  told: boolean;
  pass: number | null;
}

interface DirtyKeysOptions {
  readonly minutes: Minutes;
  /** Rows kept in memory; what goes beyond is left to the next pass. */
  readonly limit: number;
  /** Between two looks at a row. */
  readonly lookAgainMs: number;
  /** A difference counts only once it is so old. */
  readonly withinMs: number;
  /** So often a difference must outlive all that was in the log when it was seen. */
  readonly survives?: number;
  /** Only rows that were suspected are kept; false: every row that is touched. */
  readonly suspectsOnly: boolean;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
}

/** Rows of one look. */
const atOnce = 200;
/** Before all places. */
const logStart: LogPosition = { file: '', position: 0 };

/**
 * A row is different for certain when it was in three looks, between which all that was in the log after the first, and after the second,
 * was applied, and none of it was a change of this row. So both sides should have stood still and been the same. Twice, since a change can be
 * in a source's log, and applied, a moment before those who read the source see it.
 */
export function createDirtyKeys({
  minutes,
  limit,
  lookAgainMs,
  withinMs,
  survives = 2,
  suspectsOnly,
  now = () => performance.now(),
}: DirtyKeysOptions): DirtyKeys {
  const known = new Map<string, Entry>();
  /** By table: those that nobody has read since their change. */
  const fresh = new Map<string, Set<Entry>>();
  /** Read, and to be read again. */
  const waiting = new Set<Entry>();
  const touched = new Map<string, number>();
  let applied: LogPosition | null = null;
  let freshFirst = false;

  const nameOf = (table: string, key: RowKey) => `${table}\0${keyIdentity(key)}`;
  const isReached = (position: LogPosition) => applied !== null && !isBefore(applied, position);
  const isMismatch = ({ survived, since }: Entry) =>
    survived >= survives && since !== null && now() - since.at >= withinMs;

  function note(table: string, key: RowKey): Entry | undefined {
    const name = nameOf(table, key);
    const old = known.get(name);
    if (old || known.size >= limit) return old;
    const entry: Entry = {
      table,
      key,
      identity: keyIdentity(key),
      touches: 0,
      touchedTo: null,
      survived: 0,
      last: null,
      notBefore: 0,
      since: null,
      minute: null,
      told: false,
      pass: null,
    };
    known.set(name, entry);
    const ofTable = fresh.get(table) ?? new Set();
    fresh.set(table, ofTable.add(entry));
    return entry;
  }

  function forget(entry: Entry): void {
    known.delete(nameOf(entry.table, entry.key));
  }

  /** It is read again, but not at once: a row that changes all the time would be read all the time. */
  function again(entry: Entry): void {
    entry.notBefore = now() + lookAgainMs;
    waiting.add(entry);
  }

  function dueOf(table: string, some: Iterable<Entry>): Due {
    const rows: { readonly entry: Entry; readonly touches: number }[] = [];
    for (const entry of some) {
      if (entry.table !== table || !isDue(entry)) continue;
      rows.push({ entry, touches: entry.touches });
      if (rows.length === atOnce) break;
    }
    for (const { entry } of rows) {
      waiting.delete(entry);
      fresh.get(table)?.delete(entry);
    }
    return { table, rows };
  }

  function isDue({ notBefore, touchedTo, last }: Entry): boolean {
    if (notBefore > now()) return false;
    return (touchedTo === null || isReached(touchedTo)) && (last === null || isReached(last.end));
  }

  const dueWaiting = (): Due | null => {
    for (const entry of waiting) if (isDue(entry)) return dueOf(entry.table, waiting);
    return null;
  };
  const dueFresh = (): Due | null => {
    for (const [table, entries] of fresh) {
      const due = dueOf(table, entries);
      if (due.rows.length === 0) continue;
      // Behind the other tables.
      fresh.delete(table);
      if (entries.size > 0) fresh.set(table, entries);
      return due;
    }
    return null;
  };

  function lookedAt(
    entry: Entry,
    touches: number,
    kind: Mismatch['kind'] | undefined,
    end: LogPosition,
  ): void {
    const wasMismatch = isMismatch(entry);
    const minute = entry.minute ?? minutes.now();
    if (entry.minute === null) minutes.add(minute, { compared: 1, equalFirst: kind ? 0 : 1, equalLast: 0 });
    entry.minute = minute;
    if (kind === undefined) {
      minutes.add(minute, { compared: 0, equalFirst: 0, equalLast: 1 });
      entry.minute = null;
      entry.survived = 0;
      entry.last = null;
      entry.since = null;
      entry.pass = null;
      if (entry.touches === touches) forget(entry);
      else again(entry);
      return;
    }
    const stoodStill = entry.last !== null && entry.last.touches === touches;
    if (!wasMismatch) entry.survived = stoodStill ? entry.survived + 1 : 0;
    if (!stoodStill) entry.since = null;
    entry.since ??= { at: now(), iso: new Date().toISOString() };
    entry.last = { touches, end, kind };
    again(entry);
  }

  const shown = ({ table, key, last, since }: Entry): Mismatch => ({
    table,
    key,
    kind: last?.kind ?? 'field-mismatch',
    since: since?.iso ?? new Date().toISOString(),
  });

  return {
    touch(table, key, position) {
      touched.set(table, (touched.get(table) ?? 0) + 1);
      const entry = suspectsOnly ? known.get(nameOf(table, key)) : note(table, key);
      if (!entry) return;
      entry.touches += 1;
      entry.touchedTo = position;
      // The change has written the whole row: what was known of it is known no more.
      entry.survived = 0;
      entry.pass = null;
    },
    suspect(table, key, pass) {
      const entry = note(table, key);
      if (!entry) return false;
      entry.pass = pass;
      return true;
    },
    restore(mismatches) {
      for (const { table, key, kind, since } of mismatches) {
        const entry = note(table, key);
        if (!entry) return;
        fresh.get(table)?.delete(entry);
        waiting.add(entry);
        entry.last = { touches: 0, end: logStart, kind };
        entry.since = { at: now() - withinMs, iso: since };
        entry.survived = survives;
        entry.told = true;
      }
    },
    reach(position) {
      applied = position;
    },
    due() {
      freshFirst = !freshFirst;
      return freshFirst ? (dueFresh() ?? dueWaiting()) : (dueWaiting() ?? dueFresh());
    },
    looked({ rows }, differing, end) {
      const found: Mismatch[] = [];
      const gone: Mismatch[] = [];
      for (const { entry, touches } of rows) {
        const before = shown(entry);
        const kind = differing.get(entry.identity);
        lookedAt(entry, touches, kind, end);
        if (kind === undefined && entry.told) {
          gone.push(before);
          entry.told = false;
        } else if (!entry.told && isMismatch(entry)) {
          found.push(shown(entry));
          entry.told = true;
        }
      }
      return { found, gone };
    },
    missed({ rows }) {
      for (const { entry } of rows) again(entry);
    },
    size: () => known.size - [...waiting].filter(isMismatch).length,
    mismatches: () => [...known.values()].filter(isMismatch).map(shown),
    inDoubt: (pass) =>
      [...known.values()].filter((entry) => entry.pass === pass && !isMismatch(entry)).length,
    touchesOf: (table) => touched.get(table) ?? 0,
  };
}
