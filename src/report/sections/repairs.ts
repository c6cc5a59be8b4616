import { formatCount, formatTime } from '../../core/format.js';
import type { ReportData, ReportRepair } from '../../operations/report-shape.js';
import { localiseReason } from '../../text/localise.js';
import { type Block, type Cell, code, plain, type Section, type Tone, toned } from '../document.js';
import type { ReportText } from '../text/en.js';

const tones: Readonly<Record<ReportRepair['state'], Tone>> = {
  repaired: 'good',
  unneeded: 'plain',
  left: 'warning',
  failed: 'bad',
};

/** Every repair that was made or tried after the copy, as the run's log holds them, behind their tally. */
export function repairsSection({ repairs }: ReportData, text: ReportText, lang: 'en' | 'zh'): Section {
  const { columns } = text;
  const blocks: Block[] = [];
  if (repairs.length > 0) {
    const states = Object.keys(tones) as ReportRepair['state'][];
    const tally = (state: ReportRepair['state']) => repairs.filter((repair) => repair.state === state).length;
    blocks.push({
      kind: 'facts',
      facts: states
        .filter((state) => tally(state) > 0)
        .map((state) => [text.repairState[state], toned(tones[state], formatCount(tally(state)))]),
    });
  }
  const detailed = repairs.some(({ detail }) => detail !== '');
  blocks.push({
    kind: 'table',
    columns: [
      columns.at,
      columns.table,
      columns.key,
      columns.wrong,
      columns.action,
      columns.result,
      ...(detailed ? [columns.detail] : []),
    ],
    rows: repairs.map((repair) => [
      code(formatTime(repair.at)),
      code(repair.table),
      code(repair.key),
      wrong(repair, text),
      plain(text.repairAction[repair.action]),
      toned(tones[repair.state], text.repairState[repair.state]),
      ...(detailed ? [plain(localiseReason(repair.detail, repair.because, lang))] : []),
    ]),
    empty: text.empty.repairs,
  });
  return { id: 'repairs', title: text.sections.repairs, blocks };
}

/** The columns that differed, or that the whole row did. */
function wrong({ action, columns }: ReportRepair, text: ReportText): Cell {
  if (columns.length > 0) return code(columns.join(', '));
  if (action === 'recopy-row') return plain(text.rowMissing);
  return plain(action === 'delete-row' ? text.rowExtra : '');
}
