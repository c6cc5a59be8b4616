import { formatBytes, formatCount } from '../../core/format.js';
import type { ReportData } from '../../operations/report-shape.js';
import { localiseReason } from '../../text/localise.js';
import { code, plain, type Section, toned } from '../document.js';
import type { ReportText } from '../text/en.js';

/** Of each phase beside rows and secrets: its counts by part, and what it could not bring. */
export function otherSections(
  { others = {} }: ReportData,
  text: ReportText,
  lang: 'en' | 'zh',
): readonly Section[] {
  const { columns } = text;
  return Object.entries(others).map(([phase, parts]) => ({
    id: phase,
    title: text.part[phase] ?? phase,
    blocks: [
      {
        kind: 'table',
        columns: [
          columns.part,
          { figure: columns.written },
          { figure: columns.reused },
          { figure: columns.bytes },
          { figure: columns.problems },
        ],
        rows: parts.map(({ part, done, present, bytes, problems }) => [
          code(part),
          plain(formatCount(done)),
          plain(formatCount(present)),
          plain(formatBytes(bytes)),
          problems.length === 0 ? plain('0') : toned('bad', formatCount(problems.length)),
        ]),
        empty: text.none,
      },
      {
        kind: 'table',
        columns: [columns.part, columns.key, columns.message],
        rows: parts.flatMap(({ part, problems }) =>
          problems.map(({ item, message, because, table, key }) => {
            const said = localiseReason(message, because, lang);
            return [code(part), code(item), plain(table === undefined ? said : `${said} (${table} ${key})`)];
          }),
        ),
        empty: text.none,
      },
    ],
  }));
}
