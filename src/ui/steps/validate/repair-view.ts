import { localiseReason } from '../../../text/localise.js';
import { localiseRepair } from '../../../text/localise-repair.js';
import { confirmationLines } from '../../components/confirmation.js';
import { problemLines } from '../../components/problem.js';
import { blank, heading, type Line, line, marked, paragraph, span } from '../../terminal/lines.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import { extraRows, type RepairState } from './repair-state.js';

/** Proposals and the question for the target's name, or why it could not be done. */
export function repairLines(repair: RepairState, props: ViewProps): readonly Line[] {
  const { state, width, ui } = props;
  const text = ui.text.validate.repair;
  if (repair.phase === 'failed')
    return [heading(text.failed), blank, ...problemLines(repair.problem, width, ui)];
  const extra = extraRows(repair);
  return confirmationLines(
    {
      title: text.title(repair.proposals.length),
      list: [...paragraph(text.intro, width), ...proposalLines(repair, width, ui)],
      scroll: state.validate.scroll,
      warning: extra === 0 ? undefined : (repair.deleteExtra ? text.extraDeleted : text.extraKept)(extra),
      ask: text.type(state.context?.config.target.mysql.database ?? ''),
      field: repair.confirmation,
      mismatch: repair.mismatch ? text.mismatch : undefined,
    },
    props,
  );
}

/** A linear terminal cuts nothing off, so a long list would bury the question. */
const mostInLinear = 20;

function proposalLines({ proposals }: RepairState, width: number, ui: UiContext): readonly Line[] {
  const { text } = ui;
  const shown = ui.linear ? proposals.slice(0, mostInLinear) : proposals;
  const { actions, because } = text.validate.repair;
  const rows = shown.flatMap((proposal) => {
    const { action, table, key, keyReason } = proposal;
    const shownKey = localiseReason(key, keyReason, ui.language);
    const what = because(actions[action], localiseRepair(proposal, ui.language));
    return marked(span(' '), `${table}  ${shownKey}${text.frame.colon}${what}`, width, 'muted');
  });
  const more = proposals.length - shown.length;
  return more > 0 ? [...rows, line(span(`  ${text.validate.repair.more(more)}`, 'muted'))] : rows;
}
