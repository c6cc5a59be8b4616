import type { JSX } from 'react';
import { Lines } from '../../components/lines.js';
import { blank, heading, type Line, paragraph, sized } from '../../terminal/lines.js';
import type { ViewProps } from '../../ui-context.js';
import { vaultIsSkipped } from '../../wizard/step-status.js';
import { confirmLines } from './confirm-lines.js';
import { asksForName, type CopyPhase } from './copy-state.js';
import { panelLines } from './panel-lines.js';

function phaseLines(props: ViewProps, phase: CopyPhase): readonly Line[] {
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

/** The typed confirmation, then the live panel of the rows. */
export function MysqlView(props: ViewProps): JSX.Element {
  return <Lines lines={sized(phaseLines(props, 'mysql'), props.height)} width={props.width} ui={props.ui} />;
}

/** The live panel of the secrets. */
export function VaultView(props: ViewProps): JSX.Element {
  return <Lines lines={sized(phaseLines(props, 'vault'), props.height)} width={props.width} ui={props.ui} />;
}
