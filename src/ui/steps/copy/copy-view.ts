import { blank, heading, type Line, paragraph } from '../../terminal/lines.js';
import type { ViewProps } from '../../ui-context.js';
import { confirmLines } from './confirm-lines.js';
import { planOf, type Shown, takesPart, wordsOf } from './copy-phases.js';
import { asksForName, phaseIn } from './copy-state.js';
import { panelLines } from './panel-lines.js';

/** The typed confirmation, then the live panel of a phase. */
export function copyLines(props: ViewProps, shown: Shown): readonly Line[] {
  const { state, width, ui } = props;
  const { phase } = shown;
  const { live, status } = phaseIn(state.copy, phase.id);
  const { copy: text } = ui.text;
  const { ready, skipped } = wordsOf(phase, ui).screen;
  const page = (title: string, ...parts: readonly Line[]) => [heading(title), blank, ...parts];
  if (skipped && !takesPart(state, phase)) return page(skipped.title, ...paragraph(skipped.body, width));
  if (live !== null) return panelLines(props, shown, live);
  if (status === 'done') return page(text.doneBefore, ...paragraph(text.doneBeforeBody, width));
  if (asksForName(state.copy, phase.id)) return confirmLines(props, shown);
  const plan = planOf(state);
  return page(
    ready.title,
    ...(plan === null ? [] : paragraph(ready.body(plan), width)),
    blank,
    ...paragraph(text.readyStart, width, 'accent'),
  );
}
