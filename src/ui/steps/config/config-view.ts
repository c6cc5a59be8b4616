import type { EnvironmentConfig, FilesConfig } from '../../../config/config.js';
import type { Context } from '../../../config/context.js';
import { storeName } from '../../../plan/plan-files.js';
import { shownParams } from '../../../preset/params.js';
import { localiseSaid } from '../../../text/localise.js';
import { problemLines } from '../../components/problem.js';
import { textInput } from '../../components/text-input.js';
import {
  blank,
  heading,
  type Line,
  labelled,
  line,
  marked,
  paragraph,
  span,
  windowed,
} from '../../terminal/lines.js';
import { typedText } from '../../terminal/text-field.js';
import { widthOf } from '../../terminal/text-width.js';
import { local, type UiContext, type ViewProps } from '../../ui-context.js';
import { currentQuestion, type FormState, isReview } from './config-state.js';
import { reviewLines, triedLines } from './review-lines.js';

/** What the config file says, or the guided creation of one. */
export function configLines(props: ViewProps): readonly Line[] {
  const { form } = props.state.config;
  if (form !== null && props.state.config.phase === 'asking' && isReview(form))
    return reviewLines(form, props);
  return windowed(allLines(props), props.state.config.scroll, props.height, props.ui.more);
}

function allLines({ state: { config, context }, width, ui }: ViewProps): readonly Line[] {
  const { text } = ui;
  switch (config.phase) {
    case 'loading':
      return [line(text.config.loading)];
    case 'writing':
      return [line(text.config.writing)];
    case 'missing':
      return [
        heading(text.config.missingTitle),
        ...paragraph(config.missingPath, width),
        blank,
        ...paragraph(text.config.missingBody, width),
        blank,
        ...paragraph(text.config.demo, width, 'muted'),
      ];
    case 'failed':
      return [
        heading(text.config.failedTitle),
        blank,
        ...problemLines(config.problem, width, ui),
        blank,
        ...paragraph(text.config.failedHint, width, 'muted'),
      ];
    case 'asking':
      return config.form === null ? [] : formLines(config.form, width, ui);
    case 'ready':
      return context === null ? [] : summaryLines(context, width, ui);
  }
}

function formLines(form: FormState, width: number, ui: UiContext): readonly Line[] {
  const question = currentQuestion(form);
  const { text, theme } = ui;
  if (question === null) return [];
  const choices = question.choices.map((choice, index) => {
    const here = index === form.choice;
    return line(
      span(here ? `${theme.glyphs.pointer} ` : '  ', 'accent'),
      span(local(ui, choice.label), here ? 'accent' : 'plain'),
    );
  });
  return [
    heading(form.purpose === 'create' ? text.config.formTitle : text.config.secretsTitle),
    line(span(text.config.questionOf(form.index + 1, form.questions.length), 'muted')),
    blank,
    ...paragraph(local(ui, question.message), width),
    blank,
    ...(choices.length > 0 ? choices : [textInput('>', form.field, width, question.kind === 'secret')]),
    blank,
    ...(form.error === null ? [] : paragraph(`${theme.glyphs.bad} ${local(ui, form.error)}`, width, 'bad')),
    ...(form.isOffered && choices.length === 0 ? paragraph(offerHint(form, ui), width, 'muted') : []),
    ...triedLines(form, width, ui),
    ...(question.kind === 'secret'
      ? paragraph(
          form.purpose === 'create' ? text.config.secretHint : text.config.askedSecretHint,
          width,
          'muted',
        )
      : []),
  ];
}

/** Where what is offered comes from, and that it need not be deleted first. */
function offerHint({ answers, field, index, questions }: FormState, ui: UiContext): string {
  const id = questions[index]?.id ?? '';
  const isSources =
    id.startsWith('target.') && answers[`source.${id.slice('target.'.length)}`] === typedText(field);
  return isSources ? ui.text.config.asSource : ui.text.config.offered;
}

function vaultText(environment: EnvironmentConfig, ui: UiContext): string {
  return environment.vault === undefined
    ? ui.text.config.noVault
    : `${environment.vault.address}  ${environment.vault.mount}`;
}

function filesText({ store, tenantProject }: FilesConfig, tenantId: string): string {
  return storeName(store, tenantProject ? tenantId : null);
}

function mysqlText({ mysql }: EnvironmentConfig): string {
  const place = mysql.socketPath ?? `${mysql.host}:${mysql.port}`;
  return `${mysql.database}  ${mysql.user}@${place}`;
}

function summaryLines({ config, preset }: Context, width: number, ui: UiContext): readonly Line[] {
  const { text } = ui;
  const labels = text.config.labels;
  const labelWidth = Math.max(...Object.values(labels).map(widthOf)) + 1;
  const field = (label: string, value: string): readonly Line[] => labelled(label, value, labelWidth, width);
  const side = (environment: EnvironmentConfig): readonly Line[] => [
    ...field(labels.database, mysqlText(environment)),
    ...field(labels.vault, vaultText(environment, ui)),
    ...(environment.files ? field(labels.files, filesText(environment.files, config.tenantId)) : []),
    ...(environment.production ? [line(span(text.frame.production, 'bad'))] : []),
  ];
  const warnings = (config.warnings ?? []).flatMap((warning) =>
    marked(span(ui.theme.glyphs.warning, 'warning'), localiseSaid(warning, ui.language), width, 'warning'),
  );
  return [
    ...warnings,
    ...field(labels.file, config.path),
    ...field(
      labels.system,
      `${local(ui, preset.title)}  ${preset.source_version} → ${preset.target_version}`,
    ),
    ...(config.tenantId === '' ? [] : field(labels.tenant, config.tenantId)),
    ...(config.params ? field(text.dryRun.params, shownParams(config.params)) : []),
    ...field(labels.ids, text.config.ids[config.ids]),
    ...field(
      labels.businesses,
      config.bizIds === undefined ? text.config.allBusinesses : config.bizIds.join(text.frame.comma),
    ),
    blank,
    heading(text.frame.source),
    ...side(config.source),
    blank,
    heading(text.frame.target),
    ...side(config.target),
    blank,
    ...field(labels.chunk, text.config.chunkRows(config.options.batchSize)),
    ...field(labels.parallel, text.config.pairs(config.options.parallel)),
    ...field(labels.onError, text.config.onError[config.options.onError]),
  ];
}
