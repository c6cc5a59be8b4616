import { blank, heading, type Line, paragraph } from '../../terminal/lines.js';
import type { ViewProps } from '../../ui-context.js';
import { confirmLines } from './confirm-lines.js';
import { asksForName, type CopyPhase, vaultIsSkipped } from './copy-state.js';
import { panelLines } from './panel-lines.js';

/** The typed confirmation, then the live panel of the rows, or of the secrets. */
export function copyLines(props: ViewProps, phase: CopyPhase): readonly Line[] {
  const { state, width, ui } = props;
  const { live, status } = state.copy[phase];
  const { text } = ui;
  if (phase === 'vault' && vaultIsSkipped(state)) {
    return [heading(text.copy.vaultSkippedTitle), blank, ...paragraph(text.copy.vaultSkippedBody, width)];
  }
  if (live !== null) return panelLines(props, phase, live);
  if (status === 'done')
    return [heading(text.copy.doneBefore), blank, ...paragraph(text.copy.doneBeforeBody, width)];
  if (asksForName(state.copy, phase)) return confirmLines(props);
  return [
    heading(text.copy.vaultReadyTitle),
    blank,
    ...paragraph(text.copy.vaultReadyBody(state.context?.config.target.vault?.mount ?? ''), width),
    blank,
    ...paragraph(text.copy.vaultReadyStart, width, 'accent'),
  ];
}
