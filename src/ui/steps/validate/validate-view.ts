import type { Context } from '../../../config/context.js';
import { formatValue } from '../../../core/format.js';
import { type Difference, type JobResult, resultsToAccept } from '../../../core/validation-result.js';
import { afterRepair, afterValidation } from '../../../operations/next-steps.js';
import type { LocalText } from '../../../preset/schema.js';
import { localiseJob } from '../../../text/localise.js';
import { stepLines } from '../../components/next-steps.js';
import { problemLines } from '../../components/problem.js';
import { workLines } from '../../components/work-lines.js';
import { count } from '../../format.js';
import {
  aroundChoice,
  blank,
  heading,
  type Line,
  line,
  marked,
  paragraph,
  type Span,
  sized,
  span,
  windowed,
  windowStart,
} from '../../terminal/lines.js';
import { cut } from '../../terminal/text-width.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import { repairLines } from './repair-view.js';
import { levels, selectedCheck, sortedChecks, type ValidateState } from './validate-state.js';

/** Choice of the level, the checks as they run, and their results with evidence. */
export function validateLines(props: ViewProps): readonly Line[] {
  const { state, width, height, ui } = props;
  const { validate } = state;
  switch (validate.phase) {
    case 'choose':
      return levelLines(validate, width, height, ui);
    case 'running':
      return runningLines(props);
    case 'failed':
      return problemLines(validate.problem, width, ui);
    case 'done':
      return validate.repair === null ? doneLines(props) : repairLines(validate.repair, props);
  }
}

function doneLines({ state: { validate, context }, width, height, ui }: ViewProps): readonly Line[] {
  const steps = context === null ? [] : nextAfter(validate, context);
  switch (validate.open) {
    case 'differences':
      return differenceLines(validate, width, height, ui);
    case 'next':
      return [
        heading(ui.text.frame.next),
        blank,
        ...windowed(stepLines(steps, width, ui), validate.scroll, height - 2, ui.more),
      ];
    case null:
      return resultLines(validate, steps, { width, height, ui });
  }
}

/** After a repair its own steps: the result is that of the validation behind it. */
function nextAfter({ result, repaired }: ValidateState, context: Context): readonly LocalText[] {
  const place = { context, configFile: context.config.path };
  if (repaired !== null) return afterRepair(place, repaired);
  return result === null ? [] : afterValidation(place, result);
}

function levelLines(validate: ValidateState, width: number, height: number, ui: UiContext): readonly Line[] {
  const { text, theme } = ui;
  const choices = levels.map((level) => {
    const here = level === validate.level;
    return [
      line(
        span(here ? `${theme.glyphs.pointer} ` : '  ', 'accent'),
        span(text.validate.levels[level].title, here ? 'accent' : 'plain', true),
      ),
      ...marked(span(' '), text.validate.levels[level].detail, width, 'muted'),
    ];
  });
  const top = [heading(text.validate.title), ...paragraph(text.validate.intro, width), blank];
  const bottom = [blank, ...paragraph(text.validate.always, width, 'muted')];
  return aroundChoice(top, choices, levels.indexOf(validate.level), bottom, height, ui.more);
}

function checkName(check: string, ui: UiContext): string {
  return ui.text.checks[check] ?? check;
}

function runningLines({ state, width, height, ui }: ViewProps): readonly Line[] {
  const { validate } = state;
  const top = [line(span(runningTitle(validate, ui), 'accent')), ...workLines(state.work, width, ui), blank];
  const rows = validate.arrived.map(({ check, table, ok, ...sentence }) =>
    line(
      mark(ok, false, ui),
      span(
        cut(
          ` ${checkName(check, ui)}${table === undefined ? '' : ` ${table}`}${ui.text.frame.colon}${localiseJob(sentence, ui.language)}`,
          width - 2,
        ),
      ),
    ),
  );
  return [...top, ...rows.slice(-(height - top.length))];
}

function runningTitle({ repair, level }: ValidateState, { text }: UiContext): string {
  if (repair === null) return text.validate.running(text.validate.levels[level].title);
  if (repair.stopping) return text.validate.repair.stopping;
  return repair.phase === 'running' ? text.validate.repair.running : text.validate.repair.proposing;
}

function mark(ok: boolean, sourceFault: boolean, ui: UiContext): Span {
  const { glyphs } = ui.theme;
  if (ok) return span(glyphs.ok, 'good');
  return sourceFault ? span(glyphs.warning, 'warning') : span(glyphs.bad, 'bad');
}

function checkRow(check: JobResult, selected: boolean, width: number, ui: UiContext): Line {
  const { glyphs } = ui.theme;
  const subject = check.table === undefined ? '' : ` ${check.table}`;
  const text = `${checkName(check.check, ui)}${subject}${ui.text.frame.colon}${localiseJob(check, ui.language)}`;
  return line(
    span(selected ? `${glyphs.pointer} ` : '  ', 'accent'),
    mark(check.ok, check.sourceFault === true, ui),
    span(` ${ui.linear ? text : cut(text, width - 4)}`, selected ? 'accent' : 'plain'),
  );
}

function resultLines(
  validate: ValidateState,
  steps: readonly LocalText[],
  { width, height, ui }: Omit<ViewProps, 'state'>,
): readonly Line[] {
  const { result } = validate;
  if (result === null) return [];
  const { text, theme } = ui;
  const checks = sortedChecks(result);
  const passed = checks.filter((check) => check.ok).length;
  const faults = checks.filter((check) => !check.ok && check.sourceFault === true).length;
  const verdict = result.ok
    ? marked(span(theme.glyphs.ok, 'good'), text.validate.allEqual(passed), width, 'good')
    : marked(span(theme.glyphs.bad, 'bad'), text.validate.differs(count(result.differences)), width, 'bad');
  const { repaired } = validate;
  const repairedText = repaired?.stopped === true ? text.validate.repair.stopped : text.validate.repair.done;
  const done = repaired?.outcomes.filter(({ state }) => state === 'repaired').length ?? 0;
  const top = [
    ...verdict,
    ...(repaired === null ? [] : paragraph(repairedText(done, repaired.proposals.length), width)),
    ...(faults > 0
      ? marked(span(theme.glyphs.warning, 'warning'), text.validate.sourceFaults(faults), width, 'warning')
      : []),
    ...resultsToAccept(checks).flatMap((lost) =>
      marked(
        span(theme.glyphs.warning, 'warning'),
        `${lost.table ?? ''}${text.frame.colon}${localiseJob(lost, ui.language)}`,
        width,
        'warning',
      ),
    ),
    ...(steps.length === 0 ? [] : [line(span(text.validate.nextSteps(steps.length), 'accent'))]),
    blank,
  ];
  const chosen = checks[validate.selected];
  const detail = chosen === undefined ? [] : checkDetail(chosen, width, ui);
  const detailRows = Math.min(detail.length, Math.max(3, Math.floor(height * 0.4)));
  const room = height - top.length - detailRows - 1;
  const rows = checks.map((check, index) => checkRow(check, index === validate.selected, width, ui));
  if (ui.linear) return [...top, ...rows, blank, ...detail];
  return [
    ...top,
    ...windowed(rows, windowStart(validate.selected, rows.length, room), room, ui.more),
    line(span(theme.glyphs.horizontal.repeat(width), 'muted')),
    ...sized(detail, detailRows),
  ];
}

function checkDetail(check: JobResult, width: number, ui: UiContext): readonly Line[] {
  const { text } = ui;
  const pair =
    check.expected === undefined && check.actual === undefined
      ? []
      : [line(span(text.validate.expectedActual(check.expected ?? '', check.actual ?? ''), 'muted'))];
  return [
    line(span(`${checkName(check.check, ui)} ${check.table ?? ''}`, 'plain', true)),
    ...paragraph(localiseJob(check, ui.language), width),
    ...pair,
    ...(check.differences.length > 0
      ? [line(span(text.validate.openDetails(check.differences.length), 'warning'))]
      : []),
  ];
}

function shownValue(value: string | null | undefined, ui: UiContext): string {
  if (value === undefined) return ui.text.validate.notShown;
  return formatValue(value);
}

function differenceRows(
  difference: Difference,
  sourceFault: boolean,
  width: number,
  ui: UiContext,
): readonly Line[] {
  const { text } = ui;
  const where = `${difference.table}  ${difference.key}${difference.column === undefined ? '' : `  ${difference.column}`}`;
  const rows: Line[] = [
    line(
      mark(false, sourceFault, ui),
      span(` ${sourceFault ? text.validate.inSource : text.validate.kinds[difference.kind]}`, 'plain', true),
      span(`  ${where}`),
    ),
  ];
  if (difference.kind === 'field-mismatch') {
    rows.push(
      line(
        span(
          `    ${text.validate.expected}${text.frame.colon}${cut(shownValue(difference.expected, ui), width - 16)}`,
          'muted',
        ),
      ),
    );
    rows.push(
      line(
        span(
          `    ${text.validate.actual}${text.frame.colon}${cut(shownValue(difference.actual, ui), width - 16)}`,
          'muted',
        ),
      ),
    );
  }
  return rows;
}

function differenceLines(
  validate: ValidateState,
  width: number,
  height: number,
  ui: UiContext,
): readonly Line[] {
  const check = selectedCheck(validate);
  if (check === null) return [];
  const rows =
    check.differences.length === 0
      ? [line(span(ui.text.validate.noDifferences, 'muted'))]
      : check.differences.flatMap((difference) =>
          differenceRows(difference, check.sourceFault === true, width, ui),
        );
  const head = checkDetail({ ...check, differences: [] }, width, ui).slice(0, 3);
  return [...head, blank, ...windowed(rows, validate.scroll, height - head.length - 1, ui.more)];
}
