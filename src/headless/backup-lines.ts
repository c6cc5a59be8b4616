import { formatBytes, formatCount, formatTime } from '../core/format.js';
import type { BackupResult } from '../operations/backup/types.js';
import { localiseSaid } from '../text/localise.js';
import type { TextEnvironment } from './sink.js';
import { tableOf } from './table.js';

/** What a backup was found to be worth: each table that will be written, then what is wrong with it. */
export function backupLines(result: BackupResult, { text, style, lang }: TextEnvironment): string[] {
  const { file, ok, bytes, madeAt, tables, problems, sha256 } = result;
  const { columns } = text;
  return [
    text.backupOf(file, formatBytes(bytes), madeAt === null ? text.none : formatTime(madeAt)),
    `SHA-256 ${sha256}`,
    ...(tables.length > 0
      ? tableOf(tables, [
          [columns.table, ({ table }) => table],
          [{ figure: columns.rows }, ({ rows }) => (rows === null ? '' : formatCount(rows))],
          [columns.state, ({ state }) => text.backupStates[state]],
        ])
      : []),
    ...problems.map((problem) => style('bad', `- ${localiseSaid(problem, lang)}`)),
    style(ok ? 'good' : 'bad', ok ? text.backupGood : text.backupBad),
  ];
}
