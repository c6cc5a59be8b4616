import type { Context } from '../../../config/context.js';
import { formatCount, formatTime } from '../../../core/format.js';
import type { ChecklistItem } from '../../../preset/schema.js';
import { confirmationLines } from '../../components/confirmation.js';
import { blank, type Line, marked, paragraph, span } from '../../terminal/lines.js';
import { typedText } from '../../terminal/text-field.js';
import { local, type UiContext, type ViewProps } from '../../ui-context.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { answerOf, itemsBefore } from '../checklist/checklist-state.js';
import { totals } from '../dry-run/dry-run-state.js';
import { validateTitle } from '../validate/validate-step.js';
import { stepsCarriedOn } from './carried-on.js';
import { passedOver, planOf, type Shown, waitingFor, wordsOf } from './copy-phases.js';
import { asksForKeys, wordsToType } from './words-to-type.js';

/** What will be written where, and the field for the target database's name: the last stop before the first write. */
export function confirmLines(props: ViewProps, shown: Shown): readonly Line[] {
  const { state, width, ui } = props;
  const { context, copy, dryRun } = state;
  if (context === null) return [];
  const { confirm } = ui.text;
  const { target, tenantId, bizIds } = context.config;
  const place = target.mysql.socketPath ?? `${target.mysql.host}:${target.mysql.port}`;
  const { database } = target.mysql;
  const keys = asksForKeys(state);
  const words = wordsToType(state);
  const { phase, all } = shown;
  const plan = planOf(state);
  const sum = dryRun.result === null || copy.resume ? null : totals(dryRun.result);
  const run =
    phase === all[0] && sum
      ? confirm.willWrite(formatCount(sum.rows), sum.tables, database, place, tenantId)
      : (copy.resume ? confirm.willResume : confirm.willBegin)(database, place, tenantId);
  const what = phase === all[0] || plan === null ? [] : [wordsOf(phase, ui).screen.ready.body(plan)];
  const later = waitingFor(state, shown);
  const byItself = stepsCarriedOn(state, shown).map((one) =>
    one === 'validate' ? validateTitle[ui.language] : wordsOf(one.phase, ui).name,
  );
  const files = context.config.schema?.onRun === 'up' ? (state.schema.report?.pending ?? 0) : 0;
  const list = [
    ...(files > 0 ? paragraph(confirm.schemaFirst(files), width, 'accent') : []),
    ...[...what, run].flatMap((text) => paragraph(text, width)),
    ...(bizIds ? paragraph(confirm.onlyBusinesses(bizIds.join(ui.text.frame.comma)), width, 'accent') : []),
    ...beforeLines(state, itemsNow(context, state, shown), width, ui),
    blank,
    ...paragraph(confirm.safe, width, 'muted'),
    ...(later ? paragraph(confirm.later(wordsOf(later, ui).part), width, 'muted') : []),
    ...(byItself.length > 0 ? paragraph(confirm.byItself(byItself.join(' → ')), width) : []),
  ];
  const mismatch = (keys ? confirm.mismatchSame : confirm.mismatch)(typedText(copy.confirmation), words);
  return confirmationLines(
    {
      title: copy.resume ? confirm.resumeTitle : confirm.title,
      list,
      scroll: copy.scroll ?? 0,
      warning: keys ? confirm.sameKeys : undefined,
      ask: (keys ? confirm.typeSame : confirm.type)(words),
      field: copy.confirmation,
      mismatch: copy.mismatch ? mismatch : undefined,
    },
    props,
  );
}

/** The checklist's items of before this write: where the source goes on being written to, stopping that comes later. */
function itemsNow({ config, preset }: Context, state: WizardState, shown: Shown): readonly ChecklistItem[] {
  const goesOn = config.options.live !== undefined || passedOver(state, shown) !== undefined;
  return itemsBefore(preset).filter((item) => !(goesOn && item.stops_writes));
}

/** Those without a good answer by name. */
function beforeLines(
  { checklist }: WizardState,
  items: readonly ChecklistItem[],
  width: number,
  ui: UiContext,
): readonly Line[] {
  const { text, theme } = ui;
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
