import { expect, it } from 'vitest';
import type { Config } from '../../src/config/config.js';
import { rowsPhase } from '../../src/phases/rows/phase.js';
import { secretsPhase } from '../../src/phases/secrets/phase.js';
import { validateTitle } from '../../src/ui/steps/validate/validate-step.js';
import { catalogues } from '../../src/ui/text/index.js';
import type { RunningCall } from './support/fake-operations.js';
import { sampleConfig } from './support/fixtures.js';
import { handClock, openStage, type Stage, textOf } from './support/pictures.js';
import { walkToConfirmation } from './support/walk.js';
import { openSession } from './support/wizard-session.js';

type CarryOn = Config['options']['carryOn'];

async function confirmed(carryOn: CarryOn, language: 'en' | 'zh' = 'en') {
  const calls: RunningCall[] = [];
  const session = await openSession({
    ...{ language, columns: 120, rows: 40 },
    config: { options: { ...sampleConfig().options, carryOn } },
    fake: { onRun: (call) => calls.push(call) },
  });
  await walkToConfirmation(session, language);
  return { session, calls, screen: await session.settled() };
}

it.each(['en', 'zh'] as const)(
  'one confirmation carries on to the proof, and says so (%s)',
  async (language) => {
    const { session, calls, screen } = await confirmed(['vault', 'files', 'validate'], language);
    expect(screen.replaceAll(/\s+/g, ' ')).toContain(
      `${secretsPhase.words[language].name} → ${validateTitle[language]}`,
    );
    session.type('bk_bscp_mt\r');
    await expect.poll(() => calls.length === 1).toBe(true);
    calls[0]?.finish();
    await expect.poll(() => calls.length === 2).toBe(true);
    expect(calls[1]?.request).toMatchObject({ phase: 'vault' });
    calls[1]?.finish();
    await expect.poll(() => session.operations.calls.some((call) => call.startsWith('validate'))).toBe(true);
    session.type('\u0003\u0003\u0003');
    await session.exit;
  },
);

it.each([
  ['nothing is named', []],
  ['only the proof is named', ['validate']],
] as const)('stays at the rows where %s', async (_, carryOn) => {
  const { session, calls, screen } = await confirmed(carryOn);
  expect(screen).not.toContain('carry_on');
  session.type('bk_bscp_mt\r');
  await expect.poll(() => calls.length === 1).toBe(true);
  calls[0]?.finish();
  await session.see(rowsPhase.words.en.screen.done);
  expect(calls).toHaveLength(1);
  session.type('\u0003\u0003\u0003');
  await session.exit;
});

it('stays where not all was copied', async () => {
  const { session, calls } = await confirmed(['vault', 'validate']);
  session.type('bk_bscp_mt\r');
  await expect.poll(() => calls.length === 1).toBe(true);
  calls[0]?.finish({ outcome: 'stopped' });
  await session.see(catalogues.en.keys.resume.label);
  expect(calls).toHaveLength(1);
  session.type('\u0003\u0003\u0003');
  await session.exit;
});

/** A stage whose window ends in half an hour, by the clock that stands still; the copy has begun. */
async function copying(carryOn: CarryOn, isValidationEndless = false) {
  const at = new Date(handClock().now() + 30 * 60_000);
  const windowEnds = [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  const calls: RunningCall[] = [];
  const stage = await openStage({
    language: 'en',
    config: { options: { ...sampleConfig().options, windowEnds, carryOn } },
    fake: { onRun: (call) => calls.push(call), isValidationEndless },
  });
  await stage.press('\r\r\r\r');
  await stage.press('bk_bscp_mt\r');
  return { at, stage, calls, state: () => stage.wizard.store.getState() };
}

const isOver = async (stage: Stage) =>
  expect((await textOf(stage)).replaceAll(/[\s│]+/g, ' ')).toContain('The change window is over');

it('keeps to one window from phase to phase, and stops where it is over, saying so', async () => {
  const { at, stage, calls, state } = await copying(['vault', 'validate']);
  stage.clock.advance(20 * 60_000);
  calls[0]?.finish();
  await stage.press('');
  await expect.poll(() => calls.length === 2).toBe(true);
  expect(calls.map(({ request }) => request.windowEnds?.getTime())).toEqual([at.getTime(), at.getTime()]);
  stage.clock.advance(11 * 60_000);
  calls[1]?.finish();
  await expect.poll(() => state().frame.notice).not.toBeNull();
  expect(state().validate.phase).not.toBe('running');
  await isOver(stage);
});

it('stops the proof where the window is over', async () => {
  const { stage, calls, state } = await copying(['vault', 'validate'], true);
  calls[0]?.finish();
  await expect.poll(() => calls.length === 2).toBe(true);
  calls[1]?.finish();
  await expect.poll(() => state().validate.phase).toBe('running');
  stage.clock.advance(29 * 60_000);
  expect(state().validate.phase).toBe('running');
  stage.clock.advance(2 * 60_000);
  await expect.poll(() => state().validate.phase).not.toBe('running');
  await isOver(stage);
});
