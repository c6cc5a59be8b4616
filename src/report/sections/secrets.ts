import { formatCount } from '../../core/format.js';
import type { ReportData } from '../../operations/report-shape.js';
import { localiseReason, localiseVaultSkipped } from '../../text/localise.js';
import { code, counted, figure, plain, type Section, table, toned, words } from '../document.js';
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
  const patterns = new Map(run.plan.vault?.secrets.map(({ table: name, path }) => [name, path]));
  const shown = secretFolders.slice(0, mostFolders);
  const more = secretFolders.length - shown.length;
  const problems = secrets.flatMap((one) => one.problems.map((problem) => ({ of: one.table, ...problem })));
  const blocks = [
    words(localiseVaultSkipped(run.plan, lang) ?? text.secretsAfterRows),
    table(secrets, text.empty.secrets, [
      [columns.table, (one) => code(one.table)],
      [columns.pattern, (one) => code(patterns.get(one.table) ?? '')],
      figure(columns.secretRows, ({ rows }) => rows),
      figure(columns.written, ({ written }) => written),
      figure(columns.reused, ({ reused }) => reused),
      figure(columns.versions, ({ versionsChanged }) => versionsChanged),
      figure(columns.problems, (one) => one.problems.length),
    ]),
    words(text.foldersTitle),
    table(shown, text.empty.secrets, [
      [columns.table, (one) => code(one.table)],
      [columns.folder, ({ folder }) => code(`${folder}/`)],
      figure(columns.secretRows, ({ rows }) => rows),
      figure(columns.paths, ({ paths }) => paths),
      figure(columns.written, ({ written }) => written),
      figure(columns.reused, ({ reused }) => reused),
      figure(columns.versions, ({ versionsChanged }) => versionsChanged),
      [{ figure: columns.problems }, (one) => counted('warning', one.problems)],
    ]),
    ...(more > 0 ? [words(text.moreFolders(formatCount(more)))] : []),
    words(text.problemsTitle),
    table(problems, text.empty.problems, [
      [columns.table, ({ of }) => code(of)],
      [columns.key, ({ key }) => code(key)],
      [columns.path, ({ path }) => code(path)],
      [columns.version, ({ version }) => plain(version)],
      [columns.kind, ({ kind }) => plain(kind)],
      [columns.message, ({ message, because }) => plain(localiseReason(message, because, lang))],
      [
        columns.sourceFault,
        ({ sourceFault }) => (sourceFault ? toned('warning', text.yes) : toned('bad', text.no)),
      ],
    ]),
  ];
  return { id: 'secrets', title: text.sections.secrets, blocks };
}
