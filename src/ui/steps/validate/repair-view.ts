import { localiseRepair } from '../../../text/localise-repair.js';
import { problemLines } from '../../components/problem.js';
import { textInput } from '../../components/text-input.js';
import { blank, heading, type Line, line, marked, paragraph, span, windowed } from '../../terminal/lines.js';
import { cut } from '../../terminal/text-width.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import { extraRows, type RepairState } from './repair-state.js';

/** Proposals and the question for the target's name, or why it could not be done. */
export function repairLines(repair: RepairState, { state, width, height, ui }: ViewProps): readonly Line[] {
  const { text } = ui;
  if (repair.phase === 'failed') {
    return [heading(text.validate.repair.failed), blank, ...problemLines(repair.problem, width, ui)];
  }
  const { context } = state;
  if (context === null) return [];
  const { database } = context.config.target.mysql;
  const { glyphs } = ui.theme;
  const extra = extraRows(repair);
  const top = [
    heading(text.validate.repair.title(repair.proposals.length)),
    ...(context.config.target.production
      ? marked(span(glyphs.warning, 'bad'), text.confirm.production, width, 'bad')
      : []),
    ...paragraph(text.validate.repair.intro, width),
  ];
  const extraText = repair.deleteExtra
    ? text.validate.repair.extraDeleted(extra)
    : text.validate.repair.extraKept(extra);
  const bottom = [
    ...(extra === 0 ? [] : marked(span(glyphs.warning, 'warning'), extraText, width, 'warning')),
    ...paragraph(text.validate.repair.type(database), width, 'accent'),
    textInput('>', repair.confirmation, width),
    ...(repair.mismatch ? marked(span(glyphs.bad, 'bad'), text.validate.repair.mismatch, width, 'bad') : []),
  ];
  const list = proposalLines(repair, width, ui);
  if (ui.linear) return [...top, ...list, ...bottom];
  const room = Math.max(0, height - top.length - bottom.length);
  return [...top, ...windowed(list, state.validate.scroll, room, ui.more), ...bottom].slice(-height);
}

/** A linear terminal cuts nothing off, so a long list would bury the question. */
const mostInLinear = 20;

function proposalLines({ proposals }: RepairState, width: number, ui: UiContext): readonly Line[] {
  const { text } = ui;
  const shown = ui.linear ? proposals.slice(0, mostInLinear) : proposals;
  const rows = shown.map((proposal) => {
    const { action, table, key } = proposal;
    const what = `  ${table}  ${key}${text.frame.colon}${text.validate.repair.actions[action]}`;
    return line(span(cut(`${what} (${localiseRepair(proposal, ui.language)})`, width), 'muted'));
  });
  const more = proposals.length - rows.length;
  return more > 0 ? [...rows, line(span(`  ${text.validate.repair.more(more)}`, 'muted'))] : rows;
}
