import { shell } from '../../../core/shell.js';
import { percent } from '../../format.js';
import { type KeyId, listKeys, scrollKeys } from '../../keys.js';
import { problemCopies } from '../../wizard/copies.js';
import { problemText } from '../../wizard/farewell.js';
import { scrolled, scrollKey } from '../../wizard/list-keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import type { Outcome } from '../../wizard/outcome.js';
import { problemOf } from '../../wizard/problem.js';
import type { KeyCommands, Step, StepStatus, Wizard } from '../../wizard/wizard.js';
import type { Slice } from '../../wizard/wizard-state.js';
import { askFor, confirmSchema, lookAtFiles, stopSchema } from './schema-commands.js';
import { type Act, actsNow, initialSchema, type SchemaState, schemaReducer } from './schema-state.js';
import { schemaLines } from './schema-view.js';

const slice: Slice<'schema'> = {
  name: 'schema',
  initial: () => initialSchema,
  reduce: schemaReducer,
  // What was carried out stays so, whatever the config says now.
  afterLoading: ({ changed, hasWritten }) => ({ ...initialSchema, changed, hasWritten }),
  afterRollback: (state) => state,
};

const keyOf: Readonly<Record<Act, KeyId>> = {
  up: 'start',
  continue: 'goOn',
  'take-back': 'takeBack',
  done: 'wasDone',
  'not-done': 'wasNotDone',
};

const commands: KeyCommands = {
  start: (wizard) => askFor(wizard, 'up'),
  goOn: (wizard) => askFor(wizard, 'continue'),
  takeBack: (wizard) => askFor(wizard, 'take-back'),
  wasDone: (wizard) => askFor(wizard, 'done'),
  wasNotDone: (wizard) => askFor(wizard, 'not-done'),
  again: lookAtFiles,
  accept: confirmSchema,
  cancel: ({ store }) => store.dispatch({ slice: 'schema', type: 'cancel' }),
  stop: stopSchema,
  next: goNext,
  back: goBack,
};

function statusOf({ phase, report, problem }: SchemaState): StepStatus {
  if (phase === 'running' || phase === 'looking') return 'running';
  if (phase === 'failed' || problem || (report?.problems.length ?? 0) > 0) return 'failed';
  if (report === null) return 'todo';
  return report.pending > 0 ? 'attention' : 'done';
}

function outcomeOf(
  { phase, report, problem, hasWritten, isStopped }: SchemaState,
  interrupted: boolean,
): Outcome {
  if (phase === 'running' || (isStopped && interrupted)) return 'cut';
  if (hasWritten && report?.half) return 'partial';
  return problem === null ? 'done' : problem.refused ? 'refused' : 'failed';
}

function farewell(wizard: Wizard): readonly string[] {
  const { store, text, configPath } = wizard;
  const { schema } = store.getState();
  const { changed, report, hasWritten, problem } = schema;
  const half = report?.half && hasWritten ? problemText(problemOf(report.problems[0]), wizard) : [];
  return [
    ...changed.map(({ name, direction }) => text.schema.carriedOut[direction](name)),
    ...half,
    ...(half.length > 0
      ? [shell`  tenantferry schema status -c ${configPath}`]
      : problemText(problem, wizard)),
  ];
}

/** The target's schema files, before anything is read of its tables; only where the config names their folder. */
export const schemaStep: Step = {
  id: 'schema',
  title: { en: 'Schema', zh: '表结构' },
  slice,
  isShown: ({ context }) => context?.config.schema !== undefined,
  status: ({ schema }) => statusOf(schema),
  enter: (wizard) => void lookAtFiles(wizard),
  obstacle: ({ schema }, text) => (schema.phase === 'running' ? text.schema.stillRunning : null),
  writing: {
    isWriting: ({ schema }) => schema.phase === 'running',
    isGivenUp: ({ schema }) => schema.carrying?.stopping === 'giving-up',
    stop: stopSchema,
    hasWritten: ({ schema }) => schema.hasWritten,
    words: ({ schemaTitle, schemaBody, schemaWrote }) => ({
      title: schemaTitle,
      body: schemaBody,
      written: schemaWrote,
    }),
  },
  activity: ({ schema: { phase, carrying } }) => {
    if (phase === 'confirm') return { percent: null, state: 'asking' };
    if (phase !== 'running' || carrying === null) return null;
    const { total, done } = carrying;
    return { percent: total === null ? null : percent(done, total, false), state: 'working', writes: true };
  },
  outcome: ({ schema }, interrupted) => outcomeOf(schema, interrupted),
  farewell,
  lines: schemaLines,
  copies: ({ schema: { problem, report } }, language) => [
    ...problemCopies(problem, language),
    ...(report?.problems ?? []).flatMap((one) => problemCopies(problemOf(one), language)),
  ],
  isSpinning: ({ schema: { phase, report, problem } }) =>
    phase === 'looking' && report === null && problem === null,
  keys: ({ schema }) => {
    switch (schema.phase) {
      case 'running':
        return ['stop'];
      case 'confirm':
        return ['accept', 'cancel', ...scrollKeys];
      case 'closed':
      case 'looking':
        return ['back', ...listKeys];
      case 'shown':
        return ['next', ...actsNow(schema).map((act) => keyOf[act]), 'again', 'back', ...listKeys];
      case 'failed':
        return ['next', 'again', 'back', ...listKeys];
    }
  },
  edit: ({ schema }) =>
    schema.phase === 'confirm'
      ? (edit, { store }) => store.dispatch({ slice: 'schema', type: 'edit', edit })
      : null,
  confirmation: ({ schema }) => (schema.phase === 'confirm' ? schema.field : null),
  press: (key, wizard) => {
    const { store } = wizard;
    const first = scrolled(scrollKey(key), store.getState().schema.scroll, wizard);
    if (first !== null) store.dispatch({ slice: 'schema', type: 'scroll', first });
    commands[key]?.(wizard);
  },
};
