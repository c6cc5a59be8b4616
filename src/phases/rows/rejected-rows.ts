import type { Listener } from '../../core/events.js';
import { quoteText } from '../../core/sql.js';
import type { Session } from '../../mysql/session.js';
import type { Reshape } from '../../plan/facts.js';
import { canonicalText } from '../../plan/mapping.js';
import type { Plan, TablePlan } from '../../plan/plan.js';
import { fateExpression } from '../../plan/reshape/reshape.js';

/** Tells of each row that the preset rejects, in the snapshot that the others are copied from; nothing of its values but its key. */
export async function tellRejected(reader: Session, { tables }: Plan, listener: Listener): Promise<void> {
  for (const table of tables) {
    const { reshape } = table;
    if (!reshape || reshape.rejects.length === 0) continue;
    const sql = `SELECT ${fateExpression(reshape)} AS fate, ${rejectedKey(table, reshape)} FROM ${reshape.from} HAVING fate > 0`;
    for await (const [fate, key] of reader.streamCells(sql)) {
      const rule = reshape.rejects[Number(fate) - 1];
      if (!rule) continue;
      const { en: reason, zh: reasonZh } = rule.because;
      listener({
        type: 'row-rejected',
        table: table.table,
        key: key?.toString('utf8') ?? '',
        reason,
        reasonZh,
      });
    }
  }
}

/** As differences name rows: by the key that it would have in the target; a secret one, or none, by the source's. */
function rejectedKey(table: TablePlan, { columns, rowKey }: Reshape): string {
  const secret = table.columns.some(({ name, secret: isSecret }) => isSecret && table.key.includes(name));
  const own = table.key.map((name) => {
    const target = table.columns.find((column) => column.name === name)?.target;
    const value = columns[name] ?? 'NULL';
    return `${quoteText(`${name}=`)}, ${shown(target ? canonicalText(value, target) : value)}`;
  });
  const theirs = rowKey.map((column) => shown(column));
  const parts = secret || own.length === 0 ? theirs : own;
  return parts.length === 0 ? "''" : `CONCAT(${parts.join(", ', ', ")})`;
}

const shown = (sql: string) => `COALESCE(CAST(${sql} AS CHAR), 'NULL')`;
