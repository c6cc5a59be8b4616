import { confirmationLines } from '../../components/confirmation.js';
import { said } from '../../components/marks.js';
import { problemLines } from '../../components/problem.js';
import { blank, heading, type Line, line, paragraph } from '../../terminal/lines.js';
import { typedText } from '../../terminal/text-field.js';
import type { ViewProps } from '../../ui-context.js';

/** What ends with it, the typed name, and what became of it. */
export function finishLines(props: ViewProps): readonly Line[] {
  const { state, width, ui } = props;
  const { context, finish } = state;
  const text = ui.text.finish;
  if (context === null) return [];
  const [source, target] = [context.config.source.mysql.database, context.config.target.mysql.database];
  switch (finish.phase) {
    case 'closed':
      return [];
    case 'confirm':
      return confirmationLines(
        {
          title: text.title,
          list: paragraph(text.confirm(target, source), width),
          scroll: finish.scroll,
          warning: finish.giveUp ? text.giveUp(target, source) : undefined,
          ask: text.type(target),
          field: finish.field,
          mismatch: finish.mismatch ? text.mismatch(typedText(finish.field)) : undefined,
        },
        props,
      );
    case 'working':
      return [heading(text.title), blank, line(text.working)];
    case 'ended': {
      const { summary } = finish;
      if (summary === null) return [];
      return said('good', ui.text.live.finished(summary.outcome, summary.gaveUp), width, ui);
    }
    case 'failed':
      return [
        heading(text.refused),
        blank,
        ...problemLines(finish.problem, width, ui),
        ...(finish.problem?.because?.code === 'finish.not-drained'
          ? paragraph(text.lacking, width, 'accent')
          : []),
      ];
  }
}
