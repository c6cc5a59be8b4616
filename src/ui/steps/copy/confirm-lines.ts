import { formatTime } from '../../../core/format.js';
import type { ChecklistItem, Preset } from '../../../preset/schema.js';
import { textInput } from '../../components/text-input.js';
import { count } from '../../format.js';
import { blank, heading, type Line, marked, paragraph, span, windowed } from '../../terminal/lines.js';
import { typedText } from '../../terminal/text-field.js';
import { local, type UiContext, type ViewProps } from '../../ui-context.js';
import { answerOf, itemsBefore } from '../checklist/checklist-state.js';
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
    ...(target.production
      ? marked(span(theme.glyphs.warning, 'bad'), text.confirm.production, width, 'bad')
      : []),
  ];
  const list = [
    ...(sum === null || copy.resume
      ? paragraph(text.confirm.willResume(target.mysql.database, place, tenantId), width)
      : paragraph(
          text.confirm.willWrite(count(sum.rows), sum.tables, target.mysql.database, place, tenantId),
          width,
        )),
    ...beforeLines(state, context.preset, width, ui),
    blank,
    ...paragraph(text.confirm.safe, width, 'muted'),
    ...(context.config.target.vault ? paragraph(text.confirm.secretsLater, width, 'muted') : []),
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
  if (ui.linear) return [...top, ...list, ...bottom];
  const room = Math.max(0, height - top.length - bottom.length);
  return [...top, ...windowed(list, copy.scroll ?? 0, room, ui.more), ...bottom].slice(-height);
}

/** The checklist's items of before the first write, those without a good answer by name. */
function beforeLines(
  { checklist }: ViewProps['state'],
  preset: Preset,
  width: number,
  ui: UiContext,
): readonly Line[] {
  const { text, theme } = ui;
  const items = itemsBefore(preset);
  if (checklist.phase !== 'ready' || items.length === 0) return [];
  const stateOf = (item: ChecklistItem): string => answerOf(checklist, item.id).state;
  const failed = items.filter((item) => stateOf(item) === 'fail');
  const open = items.filter((item) => stateOf(item) === 'open');
  if (failed.length + open.length === 0) {
    // Answers wait beside the config, also for a run after this one: how old they are must be seen.
    const [oldest = ''] = items.map((item) => answerOf(checklist, item.id).at).toSorted();
    const done = text.confirm.beforeDone(items.length, formatTime(oldest));
    return [blank, ...marked(span(theme.glyphs.ok, 'good'), done, width)];
  }
  return [
    blank,
    ...paragraph(text.confirm.beforeOpen(open.length, failed.length, items.length), width, 'warning'),
    ...failed.flatMap((item) => marked(span(theme.glyphs.bad, 'bad'), local(ui, item.title), width)),
    ...open.flatMap((item) => marked(span(theme.glyphs.todo, 'warning'), local(ui, item.title), width)),
  ];
}
