import type { ReportData } from '../../operations/types.js';
import { localiseVaultSkipped } from '../../text/localise.js';
import { type Block, code, plain, type Section, toned } from '../document.js';
import { formatCount } from '../format.js';
import type { ReportText } from '../text/index.js';

/** Counts by table, and every secret that had a problem: its row and path, never its value. */
export function secretsSection({ run, secrets }: ReportData, text: ReportText, lang: 'en' | 'zh'): Section {
  const { columns } = text;
  const figure = (title: string) => ({ title, align: 'right' as const });
  const blocks: Block[] = [];
  const skipped = localiseVaultSkipped(run.plan, lang);
  if (skipped) blocks.push({ kind: 'text', text: skipped });
  blocks.push({
    kind: 'table',
    columns: [
      { title: columns.table },
      figure(columns.secretRows),
      figure(columns.written),
      figure(columns.reused),
      figure(columns.versions),
      figure(columns.problems),
    ],
    rows: secrets.map((one) => [
      code(one.table),
      ...[one.rows, one.written, one.reused, one.versionsChanged, one.problems.length].map((count) =>
        plain(formatCount(count)),
      ),
    ]),
    empty: text.empty.secrets,
  });
  const problems = secrets.flatMap((one) =>
    one.problems.map((problem) => [
      code(one.table),
      code(problem.key),
      code(problem.path),
      plain(problem.version),
      plain(problem.kind),
      plain(problem.message),
      problem.sourceFault ? toned('warning', text.yes) : toned('bad', text.no),
    ]),
  );
  blocks.push(
    { kind: 'text', text: text.problemsTitle },
    {
      kind: 'table',
      columns: [
        columns.table,
        columns.key,
        columns.path,
        columns.version,
        columns.kind,
        columns.message,
        columns.sourceFault,
      ].map((title) => ({ title })),
      rows: problems,
      empty: text.empty.problems,
    },
  );
  return { id: 'secrets', title: text.sections.secrets, blocks };
}
