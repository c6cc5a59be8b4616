import { describe, expect, it, vi } from 'vitest';
import { RefusedError } from '../../src/core/refused.js';
import type { SwitchRequest } from '../../src/operations/switch/types.js';
import { say } from '../../src/switch/words.js';
import { switchStatus } from '../headless/support/samples.js';
import { patience } from '../support/patience.js';
import { expectFrame } from './support/frame-check.js';
import { notBegun, openSwitch } from './support/switch-session.js';
import { openSession } from './support/wizard-session.js';

const ctrlC = '\u0003';
const esc = '\u001b';
const half = switchStatus();

describe('readers on their way', () => {
  it.each([
    [80, 24],
    [56, 16],
  ])('are shown with steps, gates, figures and decisions at %i×%i', async (columns, rows) => {
    const session = await openSwitch({ columns, rows });
    await session.see('not begun, 0 % of users');
    session.become(half);
    await session.see('under way, 10 %');
    const screen = await session.settled();
    expectFrame(screen, columns, rows, 'q quit');
    expect(screen).toContain('✓ 5 %');
    expect(screen).toContain('▸ 10 %');
    expect(screen).toContain('· 25 %');
    const pages: string[] = [screen];
    while (pages.at(-1)?.includes('▼')) {
      const before = pages.at(-1);
      session.type('\u001b[B');
      await vi.waitFor(async () => expect(await session.settled()).not.toBe(before), patience);
      pages.push(await session.settled());
    }
    const all = pages.join('\n');
    expect(all).toContain('FAIL: error_rate: 2/100');
    expect(all).toMatch(/source 1\/900, 0\.11/);
    expect(all).toContain('forward, 5 % → 10 %');
    expectFrame(pages.at(-1) ?? '', columns, rows, 'q quit');
    session.type(ctrlC);
    await session.exit;
  });

  it('begin by the typed name alone, are watched behind other steps, and are asked about on leaving', async () => {
    const session = await openSwitch();
    await session.press('s', 'To start, type the target database name');
    await session.press('\r', '"" is not bk_bscp_mt');
    await session.press('bk_bscp\r', '"bk_bscp" is not bk_bscp_mt');
    expect(session.started).toEqual([]);
    await session.press(`${esc}`, 'Press s to move the first users');
    await session.press('s', 'To start');
    await session.press('bk_bscp_mt\r', 'This wizard watches');
    session.become(half);
    await session.press('\r', 'Checklist');
    await session.press('b', 'under way, 10 %');
    await session.press('q', 'Users are being moved and watched. Stop that?');
    await session.press(`${esc}`, 'under way, 10 %');
    await session.press('x', 'Finishing the look in hand');
    expect(session.started[0]?.control.stop.aborted).toBe(true);
    session.become({ ...half, isControlled: false });
    const why = say('switch.stopped');
    session.started[0]?.finish({ outcome: 'stopped', share: 10, message: why.text, because: why });
    await session.see('no controller is at work');
    session.type(ctrlC);
    expect(await session.exit).toBe(130);
    expect(session.raw()).toContain('10 % of users are on the target, and nobody watches them');
  });

  it('come back by themselves, which is said on any step, and by the exit code', async () => {
    const session = await openSwitch();
    await session.press('s', 'To start');
    await session.press('bk_bscp_mt\r', 'This wizard watches');
    await session.press('\r', 'Checklist');
    const why = say('back.down');
    session.become(switchStatus({ state: 'back', share: 0, stage: 0, isControlled: false }));
    session.started[0]?.finish({ outcome: 'back', share: 0, message: why.text, because: why });
    await session.see('Back to 0 % of users on the target: no server');
    await session.press('b', 'Everybody is on the source');
    session.type(ctrlC);
    expect(await session.exit).toBe(3);
  });

  it('go on, stay and come back by a typed name, whoever watches', async () => {
    const answers: SwitchRequest[] = [];
    const session = await openSwitch({
      fake: {
        onOrder: (request) => {
          answers.push(request);
          const why = say('switch.blind', { why: say('gate.person') });
          if (request.command === 'forward' && !request.withoutData)
            return { outcome: 'forbidden', share: 10, message: why.text, because: why };
          const outcome = ({ forward: 'moved', hold: 'held', back: 'back' } as const)[request.command];
          return { outcome, share: 25, message: 'by command' };
        },
      },
    });
    session.become({ ...half, isControlled: true, lossy: { message: 'nothing feeds them back' } });
    await session.see('a controller is at work');
    await session.press('f', 'To go on, type the target database name');
    await session.press('bk_bscp_mt\r', 'Forbidden, and it stays at 10 %: there is no data');
    await session.press('f', 'To go on');
    await session.press('\t', 'Also where a gate has no data');
    await session.press('bk_bscp_mt\r', 'Moved: 25 %');
    await session.press('h', 'To hold');
    await session.press('bk_bscp_mt\r', 'Held at 25 %');
    const question = await session.press('u', 'To go back, type the source database name: bk_bscp');
    expect(question).toContain('LOSES');
    await session.press('bk_bscp_mt\r', '"bk_bscp_mt" is not bk_bscp.');
    await session.press(esc, 'under way');
    await session.press('u', 'To go back');
    await session.press('bk_bscp\r', 'Back to 25 %');
    expect(answers.map(({ command, withoutData }) => [command, withoutData])).toEqual([
      ['forward', false],
      ['forward', true],
      ['hold', false],
      ['back', false],
    ]);
    session.type(ctrlC);
    await session.exit;
  });

  it('cannot be seen while proxy or ledger are away, which is said with the remedy', async () => {
    let isAway = false;
    const problem = { message: 'HAProxy does not answer', remedy: 'start it' };
    let shown = { ...half, share: null, problem, isControlled: true } as typeof half;
    const session = await openSwitch({
      fake: {
        traffic: () => {
          if (isAway) throw new RefusedError('the ledger is away');
          return shown;
        },
      },
    });
    const screen = await session.see('HAProxy does not answer');
    expect(screen).toContain('an unknown share of users');
    expect(screen).toContain('start it');
    isAway = true;
    await session.see('Where it stands cannot be read now');
    isAway = false;
    shown = notBegun;
    await session.see('not begun');
    session.type(ctrlC);
    await session.exit;
  });

  it('speak Chinese, and have no step where the config moves nobody', async () => {
    const session = await openSwitch({ language: 'zh' });
    session.become(half);
    const screen = await session.see('进行中');
    expect(screen).toContain('切流');
    await session.press('u', '如要回退，请输入源数据库名');
    session.type(ctrlC);
    await session.exit;
    const without = await openSession({});
    expect(await without.see('Checklist')).not.toContain('Switch');
    without.type(ctrlC);
    await without.exit;
  });
});
