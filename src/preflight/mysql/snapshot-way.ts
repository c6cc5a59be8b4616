import { type Finding, finding } from '../../core/finding.js';
import { type MomentWay, momentWay } from '../../mysql/one-moment.js';
import type { Session } from '../../mysql/session.js';

const words: Readonly<Record<MomentWay, string>> = {
  binlog: 'by the place in the binary log that each of their snapshots notes',
  gtid: 'by the executed GTIDs, which stand still while they start',
  transactions: "by InnoDB's counters of transactions, which stand still while they start",
};

/** How the readers of a run will see one moment of the source. Nothing is ever locked for it. */
export async function snapshotFinding(session: Session): Promise<Finding> {
  const way = await momentWay(session);
  const subject = 'source-mysql';
  if (way !== null) {
    return finding('ok', subject, 'mysql.snapshot', {
      title: `all readers will see one moment, agreed ${words[way]}; nothing is locked, and where the source commits all the time one reader copies alone`,
      params: { way },
    });
  }
  const [row] = await session.query("SELECT REPLACE(CURRENT_USER(), '@', '`@`') AS account");
  const account = `\`${String(row?.account ?? '')}\``;
  return finding('warning', subject, 'mysql.snapshot-privilege', {
    title: `${account} may not see transactions, and there are no GTIDs: several readers cannot agree on one moment, so one reader copies alone, which is exact but slower`,
    remedy: `GRANT PROCESS ON *.* TO ${account};`,
    params: { account },
  });
}
