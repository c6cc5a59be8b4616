import type { Listener } from '../../../core/events.js';
import { RefusedError } from '../../../core/refused.js';
import { createSteering } from '../../../core/steering.js';
import { SchemaStopped } from '../../../schema/stopped.js';
import { typedText } from '../../terminal/text-field.js';
import { leaveIfClosing } from '../../wizard/leave.js';
import { problemOf } from '../../wizard/problem.js';
import type { Wizard } from '../../wizard/wizard.js';
import { listenTo } from '../../wizard/work.js';
import { type Act, actsNow } from './schema-state.js';

/** Reads how the files stand in the target, and what applying them would do. */
export async function lookAtFiles({ store, operations }: Wizard): Promise<void> {
  const { context, schema } = store.getState();
  if (context === null || schema.phase === 'looking' || schema.phase === 'running') return;
  store.dispatch({ slice: 'schema', type: 'looking' });
  const isCurrent = () => store.getState().context === context;
  try {
    const report = await operations.schemaStatus(context);
    if (isCurrent()) store.dispatch({ slice: 'schema', type: 'looked', report });
    if (report.problems.length > 0 || report.pending === 0) return;
    const request = { confirm: undefined, dryRun: true };
    const { planned } = await operations.schemaUp(
      context,
      request,
      () => undefined,
      createSteering(1).control,
    );
    if (isCurrent()) store.dispatch({ slice: 'schema', type: 'looked', report: { ...report, planned } });
  } catch (error) {
    if (isCurrent()) store.dispatch({ slice: 'schema', type: 'failed', problem: problemOf(error) });
  }
}

/** Asks for the name, where this can be done now. */
export function askFor({ store }: Wizard, act: Act): void {
  if (actsNow(store.getState().schema).includes(act)) store.dispatch({ slice: 'schema', type: 'ask', act });
}

/** Does what was asked, when the name that was typed is the target database's. */
export function confirmSchema(wizard: Wizard): void {
  const { store } = wizard;
  const { context, schema } = store.getState();
  if (context === null || schema.phase !== 'confirm') return;
  const confirm = typedText(schema.field).trim();
  if (confirm === context.config.target.mysql.database) void carryOut(wizard, schema.act, confirm);
  else store.dispatch({ slice: 'schema', type: 'mismatch' });
}

async function carryOut(wizard: Wizard, act: Act, confirm: string): Promise<void> {
  const { store, operations, steering, clock } = wizard;
  const { context } = store.getState();
  if (context === null) return;
  const steers = createSteering(1);
  const { control } = steers;
  steering.current = steers;
  store.dispatch({ slice: 'schema', type: 'started', at: clock.now() });
  const work = (listen: Listener) =>
    act === 'up'
      ? operations.schemaUp(context, { confirm, dryRun: false }, listen, control)
      : operations.schemaRepair(context, { confirm, ...repairs[act] }, listen, control);
  try {
    const report = await listenTo(wizard, work, {
      deliver: (events) => store.dispatch({ slice: 'schema', type: 'events', events }),
      tick: (now) => store.dispatch({ slice: 'schema', type: 'tick', now }),
    });
    store.dispatch({ slice: 'schema', type: 'finished', report });
  } catch (error) {
    const isMeant =
      control.stop.aborted && !(error instanceof RefusedError || error instanceof SchemaStopped);
    store.dispatch(
      isMeant
        ? { slice: 'schema', type: 'stopped' }
        : { slice: 'schema', type: 'broke', problem: problemOf(error) },
    );
  } finally {
    steering.current = null;
    await lookAtFiles(wizard);
    leaveIfClosing(wizard);
  }
}

const repairs = {
  continue: { go: 'continue' },
  'take-back': { go: 'take-back' },
  done: { word: 'done' },
  'not-done': { word: 'not-done' },
} as const;

/** It ends behind the statement that it is at; a server cannot be told to break one off without losing track of it. */
export function stopSchema({ store, steering, log, text }: Wizard): void {
  if (store.getState().schema.carrying === null) return;
  steering.current?.stop();
  log.note(text.schema.stopping);
  store.dispatch({ slice: 'schema', type: 'stopping' });
}
