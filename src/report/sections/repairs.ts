import { formatCount, formatTime } from '../../core/format.js';
import type { ReportData, ReportRepair } from '../../operations/report-shape.js';
import { localiseReason } from '../../text/localise.js';
import {
  type Block,
  type Cell,
  type ColumnOf,
  code,
  plain,
  type Section,
  type Tone,
  table,
  toned,
} from '../document.js';
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
  const detail: ColumnOf<ReportRepair> = [
    columns.detail,
    (repair) => plain(localiseReason(repair.detail, repair.because, lang)),
  ];
  blocks.push(
    table(repairs, text.empty.repairs, [
      [columns.at, ({ at }) => code(formatTime(at))],
      [columns.table, (repair) => code(repair.table)],
      [columns.key, ({ key, keyReason }) => code(localiseReason(key, keyReason, lang))],
      [columns.wrong, (repair) => wrong(repair, text)],
      [columns.action, ({ action }) => plain(text.repairAction[action])],
      [columns.result, ({ state }) => toned(tones[state], text.repairState[state])],
      ...(detailed ? [detail] : []),
    ]),
  );
  return { id: 'repairs', title: text.sections.repairs, blocks };
}

/** The columns that differed, or that the whole row did. */
function wrong({ action, columns }: ReportRepair, text: ReportText): Cell {
  if (columns.length > 0) return code(columns.join(', '));
  if (action === 'recopy-row') return plain(text.rowMissing);
  return plain(action === 'delete-row' ? text.rowExtra : '');
}
