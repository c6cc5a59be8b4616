import { formatBytes } from '../../core/format.js';
import type { ReportData } from '../../operations/report-shape.js';
import { localiseReason } from '../../text/localise.js';
import { code, counted, figure, plain, type Section, table } from '../document.js';
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
      table(parts, text.none, [
        [columns.part, ({ part }) => code(part)],
        figure(columns.written, ({ done }) => done),
        figure(columns.reused, ({ present }) => present),
        figure(columns.bytes, ({ bytes }) => formatBytes(bytes)),
        [{ figure: columns.problems }, ({ problems }) => counted('bad', problems.length)],
      ]),
      table(
        parts.flatMap(({ part, problems }) => problems.map((problem) => ({ part, ...problem }))),
        text.none,
        [
          [columns.part, ({ part }) => code(part)],
          [columns.key, ({ item }) => code(item)],
          [
            columns.message,
            ({ message, because, table: of, key }) => {
              const said = localiseReason(message, because, lang);
              return plain(of === undefined ? said : `${said} (${of} ${key})`);
            },
          ],
        ],
      ),
    ],
  }));
}
