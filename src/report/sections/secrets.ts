import { formatCount } from '../../core/format.js';
import type { ReportData } from '../../operations/report-shape.js';
import { localiseReason, localiseVaultSkipped } from '../../text/localise.js';
import { type Block, code, plain, type Section, toned } from '../document.js';
import type { ReportText } from '../text/en.js';

/** Folders that a person reads; the JSON has all. */
const mostFolders = 500;

/** Counts by table and by folder, and every secret that had a problem: its row and path, never its value. */
export function secretsSection(
  { run, secrets, secretFolders }: ReportData,
  text: ReportText,
  lang: 'en' | 'zh',
): Section {
  const { columns } = text;
  const patterns = new Map(run.plan.vault?.secrets.map(({ table, path }) => [table, path]));
  const blocks: Block[] = [];
  const skipped = localiseVaultSkipped(run.plan, lang);
  if (skipped) blocks.push({ kind: 'text', text: skipped });
  else blocks.push({ kind: 'text', text: text.secretsAfterRows });
  blocks.push({
    kind: 'table',
    columns: [
      columns.table,
      columns.pattern,
      { figure: columns.secretRows },
      { figure: columns.written },
      { figure: columns.reused },
      { figure: columns.versions },
      { figure: columns.problems },
    ],
    rows: secrets.map((one) => [
      code(one.table),
      code(patterns.get(one.table) ?? ''),
      ...[one.rows, one.written, one.reused, one.versionsChanged, one.problems.length].map((count) =>
        plain(formatCount(count)),
      ),
    ]),
    empty: text.empty.secrets,
  });
  const shown = secretFolders.slice(0, mostFolders);
  const more = secretFolders.length - shown.length;
  blocks.push(
    { kind: 'text', text: text.foldersTitle },
    {
      kind: 'table',
      columns: [
        columns.table,
        columns.folder,
        { figure: columns.secretRows },
        { figure: columns.paths },
        { figure: columns.written },
        { figure: columns.reused },
        { figure: columns.versions },
        { figure: columns.problems },
      ],
      rows: shown.map((one) => [
        code(one.table),
        code(`${one.folder}/`),
        ...[one.rows, one.paths, one.written, one.reused, one.versionsChanged].map((count) =>
          plain(formatCount(count)),
        ),
        one.problems === 0 ? plain('0') : toned('warning', formatCount(one.problems)),
      ]),
      empty: text.empty.secrets,
    },
    ...(more > 0 ? [{ kind: 'text', text: text.moreFolders(formatCount(more)) } as const] : []),
  );
  const problems = secrets.flatMap((one) =>
    one.problems.map((problem) => [
      code(one.table),
      code(problem.key),
      code(problem.path),
      plain(problem.version),
      plain(problem.kind),
      plain(localiseReason(problem.message, problem.because, lang)),
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
      ],
      rows: problems,
      empty: text.empty.problems,
    },
  );
  return { id: 'secrets', title: text.sections.secrets, blocks };
}
