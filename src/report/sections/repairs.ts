import type { ReportData, ReportRepair } from '../../operations/types.js';
import { code, plain, type Section, type Tone, toned } from '../document.js';
import type { ReportText } from '../text/index.js';

const tones: Readonly<Record<ReportRepair['state'], Tone>> = {
  repaired: 'good',
  unneeded: 'plain',
  left: 'warning',
  failed: 'bad',
};

/** Every repair that was made or tried after the copy, as the run's log holds them. */
export function repairsSection({ repairs }: ReportData, text: ReportText): Section {
  const { columns } = text;
  return {
    id: 'repairs',
    title: text.sections.repairs,
    blocks: [
      {
        kind: 'table',
        columns: [
          columns.at,
          columns.table,
          columns.key,
          columns.column,
          columns.action,
          columns.result,
          columns.detail,
        ].map((title) => ({ title })),
        rows: repairs.map((repair) => [
          code(repair.at),
          code(repair.table),
          code(repair.key),
          code(repair.columns.join(', ')),
          plain(text.repairAction[repair.action]),
          toned(tones[repair.state], text.repairState[repair.state]),
          plain(repair.detail),
        ]),
        empty: text.empty.repairs,
      },
    ],
  };
}
