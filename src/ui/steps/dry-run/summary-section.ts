import { formatCount, formatDuration } from '../../../core/format.js';
import { phases } from '../../../phases/index.js';
import type { DryRun } from '../../../preflight/dry-run-result.js';
import { shownParams } from '../../../preset/params.js';
import { noColumn } from '../../../preset/schema.js';
import { paperParts, riskWords } from '../../../report/paper.js';
import { localise, localiseIds, localiseReason, localiseVaultSkipped } from '../../../text/localise.js';
import { blank, heading, type Line, labelled, line, marked, paragraph, span } from '../../terminal/lines.js';
import { widthOf } from '../../terminal/text-width.js';
import type { UiContext } from '../../ui-context.js';
import { tally } from '../connections/connections-state.js';
import { type DryRunState, totals } from './dry-run-state.js';

/** How much there is, how long it will take, what stands in the way, and why nothing was written. */
export function summaryLines(
  result: DryRun,
  saved: DryRunState['saved'],
  width: number,
  ui: UiContext,
): readonly Line[] {
  const { text, theme } = ui;
  const { labels } = text.dryRun;
  const { plan, forecast } = result;
  const sum = totals(result);
  const { blockers, warnings } = tally(result.findings);
  const others = otherForecasts(result, ui);
  const { businesses } = text.config.labels;
  const names = [
    ...Object.values(labels),
    ...(plan.bizIds ? [businesses] : []),
    ...(plan.params ? [text.dryRun.params] : []),
    ...others.map(({ name }) => name),
  ];
  const labelWidth = Math.max(...names.map(widthOf)) + 1;
  const field = (label: string, value: string): readonly Line[] => labelled(label, value, labelWidth, width);
  return [
    ...(blockers > 0
      ? marked(span(theme.glyphs.bad, 'bad'), text.dryRun.blocked(blockers), width, 'bad')
      : [line(span(`${theme.glyphs.ok} ${text.dryRun.nothingInTheWay}`, 'good'))]),
    ...(warnings > 0
      ? marked(span(theme.glyphs.warning, 'warning'), text.dryRun.warned(warnings), width, 'warning')
      : []),
    ...savedLines(saved, width, ui),
    blank,
    ...field(labels.rows, text.dryRun.rowsIn(formatCount(sum.rows), sum.tables)),
    ...field(
      labels.secrets,
      localiseVaultSkipped(plan, ui.language) ?? text.dryRun.secretRows(formatCount(sum.secrets)),
    ),
    ...others.flatMap(({ name, said }) => field(name, said)),
    ...(plan.tenant.column === noColumn
      ? []
      : field(labels.tenant, `${plan.tenant.column} = ${plan.tenant.id}`)),
    ...(plan.params ? field(text.dryRun.params, shownParams(plan.params)) : []),
    ...(plan.bizIds ? field(businesses, plan.bizIds.join(ui.text.frame.comma)) : []),
    ...field(labels.ids, text.config.ids[plan.ids.mode]),
    ...field(labels.risk, riskWords(result.paper, ui.language)),
    ...field(labels.forecast, forecast === null ? text.dryRun.noForecast : forecastText(forecast, ui)),
    blank,
    heading(text.dryRun.readOnlyTitle),
    ...paragraph(text.dryRun.readOnly, width),
    blank,
    heading(text.dryRun.reasonsTitle),
    ...marked(
      span(theme.glyphs.info),
      `${labels.ids}${text.frame.colon}${localiseIds(plan.ids, ui.language)}`,
      width,
      'muted',
    ),
    ...(forecast === null
      ? []
      : marked(
          span(theme.glyphs.info),
          `${labels.forecast}${text.frame.colon}${localiseReason(forecast.basis, forecast.because, ui.language)}`,
          width,
          'muted',
        )),
    ...paperParts(result.paper, ui.language).flatMap(({ title, lines }) => [
      blank,
      heading(title),
      ...lines.flatMap(({ tone, text: said }) =>
        marked(span(theme.glyphs[tone === 'plain' || tone === 'good' ? 'info' : tone], tone), said, width),
      ),
    ]),
  ];
}

/** Where the plan was saved, and how it is carried out. */
function savedLines(saved: DryRunState['saved'], width: number, ui: UiContext): readonly Line[] {
  if (saved === null) return [];
  const { text, theme } = ui;
  const said = (words: string) => marked(span(theme.glyphs.info), words, width);
  return [
    ...said(text.dryRun.savedIn(saved.path)),
    ...said(saved.command === null ? text.dryRun.notByFlags : text.dryRun.carriedOutBy(saved.command)),
  ];
}

/** What further phases have found out of what they would carry: a note of theirs that is called so. */
function otherForecasts({ findings }: DryRun, ui: UiContext): readonly { name: string; said: string }[] {
  return phases.flatMap(({ id, words }) => {
    const found = findings.find(({ code }) => code === `${id}.plan`);
    return found ? [{ name: words[ui.language].screen.parts, said: localise(found, ui.language).title }] : [];
  });
}

function forecastText(forecast: NonNullable<DryRun['forecast']>, ui: UiContext): string {
  // What is to be done takes no 0 s.
  const shown = (seconds: number) => formatDuration(seconds > 0 ? Math.max(1, seconds) : 0);
  const others = phases.flatMap(({ id, words }) => {
    const seconds = forecast.others?.[id];
    return seconds === undefined
      ? []
      : [ui.text.dryRun.forecastOf(words[ui.language].screen.parts, shown(seconds))];
  });
  const { mysqlSeconds, vaultSeconds } = forecast;
  return [ui.text.dryRun.forecast(shown(mysqlSeconds), shown(vaultSeconds)), ...others].join('');
}
