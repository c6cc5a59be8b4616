import type { Context } from '../../../config/context.js';
import { formatCount, formatValue } from '../../../core/format.js';
import { resultsToAccept } from '../../../core/validation-result.js';
import type { Difference, JobResult } from '../../../core/validation-shape.js';
import { afterRepair, afterValidation } from '../../../operations/next-steps.js';
import type { LocalText } from '../../../preset/texts.js';
import { localiseDifference, localiseFigures, localiseJob } from '../../../text/localise.js';
import { listWithDetail } from '../../components/list-with-detail.js';
import { choiceLines, pointer, said } from '../../components/marks.js';
import { stepLines } from '../../components/next-steps.js';
import { problemLines } from '../../components/problem.js';
import { workLines } from '../../components/work-lines.js';
import {
  aroundChoice,
  blank,
  heading,
  type Line,
  line,
  paragraph,
  type Span,
  span,
  windowed,
} from '../../terminal/lines.js';
import { cut } from '../../terminal/text-width.js';
import type { Box, UiContext, ViewProps } from '../../ui-context.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { listedChecks, listedDifferences, selectedCheck } from './listed-checks.js';
import { repairLines } from './repair-view.js';
import { levels, sortedChecks, type ValidateState } from './validate-state.js';

/** Choice of the level, the checks as they run, and their results with evidence. */
export function validateLines(props: ViewProps): readonly Line[] {
  const { state, width, ui } = props;
  const { validate } = state;
  switch (validate.phase) {
    case 'choose':
      return levelLines(validate, state.context?.config.tenantId ?? '', props);
    case 'running':
      return runningLines(props);
    case 'failed':
      return problemLines(validate.problem, width, ui);
    case 'done':
      return validate.repair === null ? doneLines(props) : repairLines(validate.repair, props);
  }
}

function doneLines({ state, ...box }: ViewProps): readonly Line[] {
  const { validate, context } = state;
  const { width, height, ui } = box;
  const steps = context === null ? [] : nextAfter(validate, context);
  switch (validate.open) {
    case 'differences':
      return differenceLines(state, box);
    case 'next':
      return [
        heading(ui.text.frame.next),
        blank,
        ...windowed(stepLines(steps, width, ui), validate.scroll, height - 2, ui.more),
      ];
    case null:
      return resultLines(state, steps, box);
  }
}

/** After a repair its own steps: the result is that of the validation behind it. */
function nextAfter({ result, repaired }: ValidateState, context: Context): readonly LocalText[] {
  const place = { context, configFile: context.config.path };
  if (repaired !== null) return afterRepair(place, repaired);
  return result === null ? [] : afterValidation(place, result);
}

function levelLines(validate: ValidateState, tenant: string, { width, height, ui }: Box): readonly Line[] {
  const text = ui.text.validate;
  const selected = levels.indexOf(validate.level);
  const choices = choiceLines(
    levels.map((level) => text.levels[level]),
    selected,
    width,
    ui,
  );
  const top = [heading(text.title), ...paragraph(text.intro, width), blank];
  const bottom = [blank, ...paragraph(text.always(tenant), width, 'muted')];
  return aroundChoice(top, choices, selected, bottom, height, ui.more);
}

function checkName(check: string, ui: UiContext): string {
  return ui.text.checks[check] ?? check;
}

function runningLines({ state, width, height, ui }: ViewProps): readonly Line[] {
  const { validate } = state;
  const top = [line(span(runningTitle(validate, ui), 'accent')), ...workLines(state.work, width, ui), blank];
  const rows = validate.arrived.map((result) =>
    line(mark(result.ok, false, ui), span(cut(` ${sentence(result, ui)}`, width - 2))),
  );
  return [...top, ...rows.slice(-(height - top.length))];
}

type Arrived = ValidateState['arrived'][number];

/** `Row counts kvs: 12 rows on both sides` */
function sentence({ check, table, ...said }: Arrived, ui: UiContext): string {
  const subject = table === undefined ? checkName(check, ui) : `${checkName(check, ui)} ${table}`;
  return `${subject}${ui.text.frame.colon}${localiseJob(said, ui.language)}`;
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
  const text = sentence(check, ui);
  return line(
    pointer(selected, ui),
    mark(check.ok, check.sourceFault === true, ui),
    span(` ${ui.linear ? text : cut(text, width - 4)}`, selected ? 'accent' : 'plain'),
  );
}

function resultLines(state: WizardState, steps: readonly LocalText[], box: Box): readonly Line[] {
  const { result, repaired, selected } = state.validate;
  if (result === null) return [];
  const { width, height, ui } = box;
  const { text } = ui;
  const checks = sortedChecks(result);
  const faults = checks.filter((check) => !check.ok && check.sourceFault === true).length;
  const repairedText = repaired?.stopped === true ? text.validate.repair.stopped : text.validate.repair.done;
  const done = repaired?.outcomes.filter(({ state }) => state === 'repaired').length ?? 0;
  const top = [
    ...(result.ok
      ? said('good', text.validate.allEqual(checks.filter(({ ok }) => ok).length), width, ui)
      : said('bad', text.validate.differs(formatCount(result.differences)), width, ui)),
    ...(repaired === null ? [] : paragraph(repairedText(done, repaired.proposals.length), width)),
    ...said('warning', faults > 0 ? text.validate.sourceFaults(faults) : undefined, width, ui),
    ...resultsToAccept(checks).flatMap((lost) => {
      const words = `${lost.table ?? ''}${text.frame.colon}${localiseJob(lost, ui.language)}`;
      return said('warning', words, width, ui);
    }),
    ...(steps.length === 0 ? [] : [line(span(text.validate.nextSteps(steps.length), 'accent'))]),
    blank,
  ];
  const listed = listedChecks(state);
  const chosen = listed[selected];
  const list = {
    rows: (room: number) => listed.map((check, index) => checkRow(check, index === selected, room, ui)),
    selected,
    detail: (room: number) => (chosen === undefined ? [] : checkDetail(chosen, room, ui)),
    most: 0.4,
  };
  return [...top, ...listWithDetail(list, { ...box, height: height - top.length })];
}

function checkDetail(check: JobResult, width: number, ui: UiContext): readonly Line[] {
  const { text } = ui;
  const { expected, actual } = localiseFigures(check, ui.language);
  const pair =
    expected === undefined && actual === undefined
      ? []
      : [line(span(text.validate.expectedActual(expected ?? '', actual ?? ''), 'muted'))];
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

function differenceRows(difference: Difference, sourceFault: boolean, { width, ui }: Box): readonly Line[] {
  const text = ui.text.validate;
  const { kind, table, key, column, expected, actual } = localiseDifference(difference, ui.language);
  const value = (label: string, shown: string | null | undefined): Line =>
    line(span(`    ${label}${ui.text.frame.colon}${cut(shownValue(shown, ui), width - 16)}`, 'muted'));
  return [
    line(
      mark(false, sourceFault, ui),
      span(` ${sourceFault ? text.inSource : text.kinds[kind]}`, 'plain', true),
      span(`  ${table}  ${key}${column === undefined ? '' : `  ${column}`}`),
    ),
    ...(kind === 'field-mismatch' ? [value(text.expected, expected), value(text.actual, actual)] : []),
  ];
}

function differenceLines(state: WizardState, box: Box): readonly Line[] {
  const { width, height, ui } = box;
  const check = selectedCheck(state);
  if (check === null) return [];
  const rows =
    check.differences.length === 0
      ? [line(span(ui.text.validate.noDifferences, 'muted'))]
      : listedDifferences(state).flatMap((difference) =>
          differenceRows(difference, check.sourceFault === true, box),
        );
  const head = checkDetail({ ...check, differences: [] }, width, ui).slice(0, 3);
  return [...head, blank, ...windowed(rows, state.validate.scroll, height - head.length - 1, ui.more)];
}
