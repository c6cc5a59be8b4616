import { textInput } from '../../components/text-input.js';
import { count } from '../../format.js';
import { above, blank, heading, type Line, marked, paragraph, span } from '../../terminal/lines.js';
import { typedText } from '../../terminal/text-field.js';
import type { ViewProps } from '../../ui-context.js';
import { totals } from '../dry-run/dry-run-state.js';

/** What will be written where, and the field for the target database's name: the last stop before the first write. */
export function confirmLines({ state, width, height, ui }: ViewProps): readonly Line[] {
  const { context, copy, dryRun } = state;
  if (context === null) return [];
  const { text, theme } = ui;
  const { target, tenantId } = context.config;
  const place = target.mysql.socketPath ?? `${target.mysql.host}:${target.mysql.port}`;
  const sum = dryRun.result === null ? null : totals(dryRun.result);
  const top = [
    heading(copy.resume ? text.confirm.resumeTitle : text.confirm.title),
    blank,
    ...(target.production
      ? marked(span(theme.glyphs.warning, 'bad'), text.confirm.production, width, 'bad')
      : []),
    ...(sum === null || copy.resume
      ? paragraph(text.confirm.willResume(target.mysql.database, place, tenantId), width)
      : paragraph(
          text.confirm.willWrite(count(sum.rows), sum.tables, target.mysql.database, place, tenantId),
          width,
        )),
    blank,
    ...paragraph(text.confirm.safe, width, 'muted'),
    blank,
  ];
  const bottom = [
    ...paragraph(text.confirm.type(target.mysql.database), width, 'accent'),
    textInput('>', copy.confirmation, width),
    ...(copy.mismatch
      ? [
          ...marked(
            span(theme.glyphs.bad, 'bad'),
            text.confirm.mismatch(typedText(copy.confirmation)),
            width,
            'bad',
          ),
        ]
      : []),
  ];
  return above(top, bottom, height, ui.more);
}
