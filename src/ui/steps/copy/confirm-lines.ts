import { textInput } from '../../components/text-input.js';
import { count } from '../../format.js';
import { above, blank, heading, type Line, marked, paragraph, span } from '../../terminal/lines.js';
import { typedText } from '../../terminal/text-field.js';
import type { ViewProps } from '../../ui-context.js';
import { totals } from '../dry-run/dry-run-state.js';
import { asksForKeys, wordsToType } from './words-to-type.js';

/** What will be written where, and the field for the target database's name: the last stop before the first write. */
export function confirmLines({ state, width, height, ui }: ViewProps): readonly Line[] {
  const { context, copy, dryRun } = state;
  if (context === null) return [];
  const { text, theme } = ui;
  const { target, tenantId } = context.config;
  const place = target.mysql.socketPath ?? `${target.mysql.host}:${target.mysql.port}`;
  const keys = asksForKeys(state);
  const words = wordsToType(state);
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
    ...(context.config.target.vault ? paragraph(text.confirm.secretsLater, width, 'muted') : []),
    blank,
  ];
  const bottom = [
    ...(keys ? marked(span(theme.glyphs.warning, 'warning'), text.confirm.sameKeys, width, 'warning') : []),
    ...paragraph((keys ? text.confirm.typeSame : text.confirm.type)(words), width, 'accent'),
    textInput('>', copy.confirmation, width),
    ...(copy.mismatch
      ? [
          ...marked(
            span(theme.glyphs.bad, 'bad'),
            (keys ? text.confirm.mismatchSame : text.confirm.mismatch)(typedText(copy.confirmation), words),
            width,
            'bad',
          ),
        ]
      : []),
  ];
  return above(top, bottom, height, ui.more);
}
