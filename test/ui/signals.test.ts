import { describe, expect, it } from 'vitest';
import { openSignals } from '../../src/ui/signals.js';
import { finishStep } from '../../src/ui/steps/finish/finish-step.js';
import { oscOf } from '../../src/ui/terminal/osc.js';
import { catalogues } from '../../src/ui/text/index.js';
import type { Activity } from '../../src/ui/wizard/activity.js';
import type { Step, Wizard } from '../../src/ui/wizard/wizard.js';
import type { WizardState } from '../../src/ui/wizard/wizard-state.js';
import { type RunningCall, unfinishedRun } from './support/fake-operations.js';
import { badValidation } from './support/fixtures.js';
import { handClock, openStage, type Stage } from './support/pictures.js';
import { openSession } from './support/wizard-session.js';

const bell = '\u0007';
const message = (text: string) => `\u001b]9;tenantferry: ${text}${bell}`;

/** A wizard whose copy stands in its midst, and what was written to the terminal beside the screen. */
async function copying(): Promise<{
  stage: Stage;
  call: RunningCall;
  told: () => string;
  close: () => void;
}> {
  const calls: RunningCall[] = [];
  const stage = await openStage({
    language: 'en',
    fake: { validation: badValidation, onRun: (call) => void calls.push(call) },
  });
  let written = '';
  const { close } = openSignals(stage.wizard, oscOf({}), (bytes) => {
    written += bytes;
  });
  await stage.press('\r\r\r\r');
  await stage.press('bk_bscp_mt\r');
  const [call] = calls;
  if (call === undefined) throw new Error('no run was started');
  call.listener({ type: 'phase-started', phase: 'mysql', at: '' });
  call.listener({
    type: 'table-started',
    table: 'kvs',
    rows: 50_000,
    approximateBytes: 1,
    rowsAlreadyCopied: 0,
  });
  stage.clock.advance(1000);
  const told = () => {
    const now = written;
    written = '';
    return now;
  };
  return { stage, call, told, close };
}

function commit({ listener }: RunningCall, rows: number): void {
  listener({ type: 'chunk-committed', table: 'kvs', chunk: 1, rows, bytes: 1, seconds: 1, worker: 0 });
}

describe('beside the screen', () => {
  it('the title and the bar of the terminal say how far the copy is, and whether it stands', async () => {
    const { stage, call, told } = await copying();
    const places = 'tenantferry - bk_bscp → bk_bscp_mt';
    expect(told().startsWith('\u001b[22;2t')).toBe(true);
    commit(call, 900_000);
    stage.clock.advance(1000);
    expect(told()).toBe(`\u001b]2;25% MySQL - ${places}${bell}\u001b]9;4;1;25${bell}`);
    await stage.press('p');
    expect(told()).toBe(`\u001b]2;25% MySQL (paused) - ${places}${bell}\u001b]9;4;4;25${bell}`);
    await stage.press('p');
    told();
    stage.clock.advance(120_000);
    const stalled = told();
    expect(stalled).toContain(`25% MySQL (stalled) - ${places}`);
    expect(stalled.split(message('MySQL: nothing was committed for a while'))).toHaveLength(2);
    expect(stalled).not.toContain('\u001b[22;2t');
  });

  it('somebody is called at the end, and for a question; not for a look that was over at once', async () => {
    const { stage, call, told, close } = await copying();
    expect(told()).not.toContain('\u001b]9;tenantferry');
    call.finish();
    await stage.press('f');
    expect(told()).toContain(bell + message('MySQL: done'));
    await stage.press('\r');
    await stage.press('s');
    await stage.press('f');
    close();
    const last = told();
    expect(last.endsWith(`\u001b]9;4;0;0${bell}\u001b]2;${bell}\u001b[23;2t`)).toBe(true);
    stage.clock.advance(5000);
    expect(told()).toBe('');
  });

  it('a question is called out once, and no end where it is put away', async () => {
    const stage = await openStage({ language: 'en', fake: { runs: [unfinishedRun()] } });
    let written = '';
    openSignals(stage.wizard, oscOf({}), (bytes) => {
      written += bytes;
    });
    await stage.press('jj\r');
    expect(written.split(bell + message('Rollback: waits for your answer'))).toHaveLength(2);
    written = '';
    stage.clock.advance(60_000);
    await stage.press('\u001b');
    expect(written).not.toContain('\u001b]9;tenantferry');
  });

  it('what asks while it is at work is called out at its end, too, though nobody answered', () => {
    let activity: Activity | null = null;
    const step: Step = { ...finishStep, id: 'pausing', status: () => 'attention', activity: () => activity };
    let tell = (): void => undefined;
    const store = {
      getState: () => ({ context: null }) as WizardState,
      dispatch: () => undefined,
      subscribe: (listener: () => void) => {
        tell = listener;
        return () => undefined;
      },
    };
    let written = '';
    const wizard = {
      steps: [step],
      store,
      clock: handClock(),
      text: catalogues.en,
      language: 'en',
    } as Partial<Wizard>;
    openSignals(wizard as Wizard, oscOf({}), (bytes) => {
      written += bytes;
    });
    const become = (next: Activity | null): string => {
      [activity, written] = [next, ''];
      tell();
      return written;
    };
    const asking = { percent: null, state: 'asking', writes: true } as const;
    expect(become(asking)).toContain('waits for your answer');
    expect(become(null)).toContain(message('Finish: ended, look at what it found'));
  });

  it('the title is given back when the wizard is left, before its last words', async () => {
    const session = await openSession({ options: { env: { TERM: 'xterm' } } });
    await session.see('Config file');
    session.type('\u0003');
    await session.exit;
    const raw = session.raw();
    expect(raw.split('\u001b[22;2t')).toHaveLength(2);
    expect(raw.split('\u001b[23;2t')).toHaveLength(2);
    expect(raw.indexOf('\u001b[23;2t')).toBeGreaterThan(raw.indexOf('\u001b]2;tenantferry'));
    expect(raw).toMatch(/Nothing was written\.\n$/);
  });

  it('nothing is told to a dumb terminal, or by a screen reader', async () => {
    for (const options of [{ env: { TERM: 'dumb' } }, { screenReader: true }]) {
      const session = await openSession({ options });
      await session.see('Config');
      session.type('\u0003');
      await session.exit;
      for (const sign of ['\u001b]', bell, '\u001b[22;2t', '\u001b[23;2t'])
        expect(session.raw()).not.toContain(sign);
    }
  });
});
