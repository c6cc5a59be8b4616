import { formatCount } from '../core/format.js';
import { say } from '../keys/words.js';
import type { KeysReport } from '../operations/keys/types.js';
import { localiseSaid } from '../text/localise.js';
import { code, figure, plain, type ReportDocument, type Section, table } from './document.js';

/** How data keys and the values under them stood, as `keys status` found it. */
export function keysSection(report: KeysReport, lang: ReportDocument['lang']): Section {
  const { versions, columns, transit, key } = report;
  const said = (sentence: Parameters<typeof localiseSaid>[0]): string => localiseSaid(sentence, lang);
  const strange = columns.reduce((sum, column) => sum + column.strange, 0);
  const empty = said(say('keys.report-none'));
  return {
    id: 'keys',
    title: said(say('keys.report')),
    blocks: [
      strange === 0
        ? { kind: 'status', tone: 'good', text: said(say('keys.report-open')) }
        : {
            kind: 'status',
            tone: 'bad',
            text: said(say('keys.report-closed', { values: formatCount(strange) })),
          },
      ...(transit
        ? ([
            {
              kind: 'text',
              text: said(
                say('keys.report-transit', {
                  key,
                  latest: transit.latest,
                  lowest: Math.max(1, transit.minDecryption),
                }),
              ),
            },
          ] as const)
        : []),
      table(versions, empty, [
        [said(say('keys.report-version')), ({ version }) => code(String(version))],
        [said(say('keys.report-state')), ({ state }) => plain(said(say(`keys.report-${state}`)))],
        [said(say('keys.report-made')), ({ madeAt }) => plain(madeAt)],
        figure(said(say('keys.report-values')), ({ values }) => values),
      ]),
      table(columns, empty, [
        [said(say('keys.report-column')), (column) => code(`${column.table}.${column.column}`)],
        figure(said(say('keys.report-values')), ({ values }) => values),
        figure(said(say('keys.report-strange')), (column) => column.strange),
      ]),
    ],
  };
}
