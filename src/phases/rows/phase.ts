import { counted } from '../../core/counted.js';
import type { RepairAction } from '../../core/repair.js';
import { readTableProgress } from '../../ledger/chunks.js';
import type { Plan } from '../../plan/plan.js';
import { noFigures, nothingToAdd, type Phase } from '../phase.js';
import { atLeast, eachTable } from '../weights.js';
import { proposeRepairs } from './repair/repair-plan.js';
import { trackRows } from './track-rows.js';

/** Milliseconds per row, on a pair of servers of middling speed. */
const perRow = {
  conflicts: 0.01,
  copy: 0.01,
  counts: 0.0005,
  checksum: 0.004,
  full: 0.004,
  compare: 0.004,
  remove: 0.01,
  reference: 0.001,
};

/** What looks at the rows of every table at once takes for all of them. */
function everyTable({ tables }: Plan): number {
  const rows = tables.reduce((sum, { approximateRows }) => sum + approximateRows, 0);
  return atLeast * tables.length + perRow.reference * rows;
}

const rowActions: ReadonlySet<RepairAction> = new Set<RepairAction>([
  'recopy-row',
  'delete-row',
  'rewrite-version',
  'raise-generator',
  'by-hand',
]);
const rowChecks = () => import('./check/check-rows.js');
const rowRepairs = () => import('./repair/row-repairs.js');

/** The rows of the source's tables, into the target's. */
export const rowsPhase: Phase = {
  id: 'mysql',
  repeats: false,
  after: null,
  steered: true,
  words: {
    en: {
      name: 'MySQL',
      part: 'MySQL phase',
      things: (count) => counted(count, 'row'),
      state: { begun: 'rows in part', done: 'rows copied' },
      longState: { begun: 'in the MySQL phase', done: 'rows copied, secrets not yet' },
      screen: {
        parts: 'Tables',
        perSecond: 'rows/s',
        ready: {
          title: 'The rows come next',
          body: ({ target }) =>
            `The rows of the chosen tables are written into database ${target.database}. Rows that are there already are not changed.`,
        },
        done: 'All rows are committed.',
        partial: 'Some rows could not be copied: press l to see why.',
        problems: (problems) =>
          `${counted(problems, 'problem')}; press l to see ${problems === 1 ? 'it' : 'them'}`,
      },
    },
    zh: {
      name: 'MySQL 阶段',
      part: 'MySQL 阶段',
      things: (count) => `${count} 行`,
      state: { begun: '复制了部分行', done: '行已复制' },
      longState: { begun: 'MySQL 阶段进行中', done: '行已复制，密钥未复制' },
      screen: {
        parts: '表',
        perSecond: '行/秒',
        ready: {
          title: '接下来是数据行',
          body: ({ target }) => `把所选表的行写入数据库 ${target.database}。已有的行不会改动。`,
        },
        done: '所有行均已提交。',
        partial: '有些行未能复制：按 l 查看原因。',
        problems: (problems) => `${problems} 个问题，按 l 查看`,
      },
    },
  },
  isAsked: () => true,
  takesPart: () => true,
  skipped: () => null,
  prepare: async () => nothingToAdd,
  check: {
    plan: async (checking) => (await rowChecks()).checkRowsPlan(checking),
    target: async (checking) => (await rowChecks()).checkRowsInTarget(checking),
  },
  forecast: async (measuring) => (await import('./forecast/forecast-rows.js')).forecastRows(measuring),
  copy: async (work) => (await import('./copy/copy-rows.js')).copyRows(work),
  figures: async (ledger) => ({
    ...noFigures,
    tables: await readTableProgress(ledger),
  }),
  validate: async (proving) => (await import('./validate/validate-rows.js')).validateRows(proving),
  repairs: {
    propose: proposeRepairs,
    owns: ({ action }) => rowActions.has(action),
    lookAgain: async (work, proposals) => (await rowRepairs()).lookAgainAtRows(work, proposals),
    leaveNewer: async (work, proposals) => (await rowRepairs()).leaveNewerRows(work, proposals),
    repair: async (work, proposals, before) => [
      ...before,
      ...(await (await rowRepairs()).repairRows(work, proposals)),
    ],
  },
  takeBack: async (taking) => (await import('./rollback/take-rows-back.js')).takeRowsBack(taking),
  step: 'rows',
  weights: {
    check: (plan) => eachTable(plan, 'conflicts', perRow.conflicts),
    copy: (plan) => eachTable(plan, 'rows', perRow.copy),
    validate: (plan, level) => ({
      ...eachTable(plan, level, perRow[level]),
      'tenant-column': everyTable(plan),
      orphans: everyTable(plan),
      'json-orphans': everyTable(plan),
      'other-tenants': everyTable(plan),
      'source-unchanged': everyTable(plan),
    }),
    look: (plan) => eachTable(plan, 'compare', perRow.compare),
    remove: (plan) => eachTable(plan, 'remove', perRow.remove),
  },
  track: trackRows,
};
