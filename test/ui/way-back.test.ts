import { describe, expect, it, vi } from 'vitest';
import { RefusedError } from '../../src/core/refused.js';
import { FollowStopped } from '../../src/live/follow-stopped.js';
import { say } from '../../src/live/words.js';
import { cutoverSteps } from '../../src/ui/steps/cutover/cutover-state.js';
import { catalogues, type Language } from '../../src/ui/text/index.js';
import { patience } from '../support/patience.js';
import { expectFrame } from './support/frame-check.js';
import {
  type CutoverCall,
  calledOff,
  deadStatus,
  ended,
  fedStatus,
  type LiveSession,
  type LiveSessionOptions,
  me,
  noWayBack,
  openLive,
  readyCutover,
  switchedCutover,
  switchedStatus,
  walkToCutover,
  walkToFollow,
  walkToWayBack,
} from './support/live-session.js';

const ctrlC = '\u0003';
const esc = '\u001b';
const source = 'bk_bscp';
const target = 'bk_bscp_mt';

const farewell = (session: LiveSession) => session.raw().slice(session.raw().lastIndexOf('\u001b[?1049l'));

function latest<Call>(calls: readonly Call[]): Call {
  const call = calls.at(-1);
  if (!call) throw new Error('nothing was called');
  return call;
}

/** The mark of a step in the list at the left. */
async function seeMark(session: LiveSession, mark: string): Promise<void> {
  await vi.waitFor(async () => {
    const list = (await session.text()).split('\n').map((row) => row.slice(2, 18).trim());
    expect(list).toContain(mark);
  }, patience);
}

async function openSwitched(options: LiveSessionOptions = {}, language: Language = 'en') {
  const session = await openLive({ live: { fenceCommand: 'stop-bscp' }, language, ...options });
  session.become(switchedStatus);
  await walkToWayBack(session, language);
  return session;
}

/** The same, and it is fed back from here. */
async function openFed(options: LiveSessionOptions = {}) {
  const session = await openSwitched(options);
  await session.press('s', 'This writes to the SOURCE');
  await session.press(`${source}\r`, 'Feeding back to the source');
  session.become(fedStatus);
  await session.see('0.4 s behind');
  return session;
}

function tell(call: CutoverCall, ...steps: readonly (typeof cutoverSteps)[number][]): void {
  for (const step of steps) call.listener({ type: 'cutover-step', step, seconds: 0.3, at: '' });
}

async function leave(session: LiveSession): Promise<number> {
  session.type(ctrlC);
  for (const { finish } of session.followed) finish(ended);
  return session.exit;
}

describe('a cut-over without a way back', () => {
  it('is asked for by a word of its own, where the way back is not proven', async () => {
    const session = await openLive({ live: { fenceCommand: 'stop-bscp' } });
    session.rehearse(noWayBack);
    await walkToFollow(session);
    await walkToCutover(session);
    await session.see('would be no way back');
    await session.press('s', 'It cannot begin yet');
    await session.press('w', 'To accept that, type: without-way-back');
    await session.press('\r', '"" is not the word');
    await session.press(`${target}\r`, `"${target}" is not the word`);
    expect(session.operations.calls).not.toContain('cutover dry run without way back');
    session.rehearse(readyCutover);
    session.type('\u0015');
    await session.press('without-way-back\r', 'For good: there will be no way back');
    expect(session.operations.calls).toContain('cutover dry run without way back');
    const screen = await session.press('s', 'To cut over, type');
    expect(screen).toContain('no way back');
    await session.press(`${target}\r`, 'Waiting for the gate');
    expect(latest(session.cutOver).request).toEqual({
      confirm: target,
      dryRun: false,
      withoutWayBack: true,
    });
    latest(session.cutOver).finish(calledOff);
    await session.see('Called off');
    await leave(session);
    expect(farewell(session)).toContain(
      `cutover -c /srv/night/migrate.yaml --confirm ${target} --without-way-back`,
    );
  });

  it('is no more asked for once it is taken back, or was not confirmed', async () => {
    const session = await openLive({ live: { fenceCommand: 'stop-bscp' } });
    await walkToFollow(session);
    await walkToCutover(session);
    await session.press('w', 'To accept that, type');
    await session.press(esc, 'Press s to cut over');
    await session.press('w', 'To accept that, type');
    await session.press('without-way-back\r', 'For good: there will be no way back');
    await session.press('w');
    await session.dontSee('For good: there will be no way back');
    await session.press('s', 'To cut over, type');
    await session.press(`${target}\r`, 'Waiting for the gate');
    expect(latest(session.cutOver).request).toEqual({ confirm: target, dryRun: false });
    latest(session.cutOver).finish(switchedCutover);
    await session.see('Switched');
    await leave(session);
  });
});

describe('the way back', () => {
  it('says that it opens with the cut-over', async () => {
    const session = await openLive();
    await walkToFollow(session);
    await walkToCutover(session);
    await session.press('\r', 'The way back opens with the cut-over');
    session.type('sue');
    await session.settled();
    expect(session.followed).toEqual([]);
    expect(session.operations.calls).not.toContain('back dry run');
    await leave(session);
  });

  it("begins to feed back by the source database's name alone, and shows how far behind it is", async () => {
    const session = await openSwitched();
    await seeMark(session, '! Way back');
    await session.see('Nothing is fed back yet');
    await session.press('s', 'This writes to the SOURCE');
    await session.press('\r', '"" is not the source database name');
    await session.press(`${target}\r`, `"${target}" is not the source database name`);
    expect(session.followed).toEqual([]);
    session.type('\u0015');
    await session.press(`${source}\r`, 'Feeding back to the source');
    expect(latest(session.followed).request).toEqual({ confirm: source, untilCaughtUp: false });
    session.become(fedStatus);
    const screen = await session.see('0.4 s behind');
    expect(screen).toContain('fed back up to mysql-bin.000003:4711');
    expect(screen).toMatch(/lag .*[▁▂▃▄▅▆▇█]/);
    await seeMark(session, '▸ Way back');
    await session.press('p', 'Feeding back is paused');
    await session.press('p', 'Feeding back to the source');
    await session.press('q', 'Changes are fed back to the source. Stop that?');
    session.type(esc);
    await session.dontSee('Stop that?');
    // To stop it leaves no way back: that is no end.
    expect(await leave(session)).toBe(130);
    expect(farewell(session)).toContain(`tenantferry follow -c /srv/night/migrate.yaml --confirm ${source}`);
  });

  it('goes on beside the watch on the source, and both are stopped and waited for', async () => {
    const session = await openLive({ live: { fenceCommand: 'stop-bscp' } });
    await walkToFollow(session);
    await session.press('s', 'To start, type');
    await session.press(`${target}\r`, 'Following');
    session.become(switchedStatus);
    session.rehearse({ ...switchedCutover, outcome: 'already', gate: [] });
    await session.see('The source is still watched');
    await walkToCutover(session);
    await session.press('\r', 'Nothing is fed back yet');
    await session.press('s', 'This writes to the SOURCE');
    await session.press(`${source}\r`, 'Feeding back to the source');
    session.become(fedStatus);
    await session.see('0.4 s behind');
    expect(session.followed).toHaveLength(2);
    session.type(ctrlC);
    const stops = () => session.followed.map(({ control }) => control.stop.aborted);
    await expect.poll(stops).toEqual([true, true]);
    for (const { finish } of session.followed) finish(ended);
    expect(await session.exit).toBe(130);
  });

  it('is loud on whatever step when it dies here, and says why', async () => {
    const session = await openFed();
    await session.press('\r', 'answered');
    const problem = say('back.missing', { table: 'kvs' });
    latest(session.followed).fail(new FollowStopped(say('back.dead', { problem }), say('back.dead.remedy')));
    await session.see('THERE IS NO WAY BACK NOW');
    session.become(deadStatus);
    await seeMark(session, '✗ Way back');
    const screen = await session.press('b', 'Mend what is');
    expect(screen).toContain('✗ THERE IS NO WAY BACK NOW: feeding back has ended');
    expect(screen).toContain('kvs');
    // The name was typed in this session.
    await session.press('s', 'Feeding back to the source');
    expect(session.followed).toHaveLength(2);
    await leave(session);
  });

  it('is loud on whatever step when another process dies that fed it', async () => {
    const session = await openLive();
    session.become(fedStatus);
    session.rehearse({ ...switchedCutover, outcome: 'already', gate: [] });
    await session.see('Follow its source');
    await session.press('\r', 'Switched to the target');
    await session.press('\r', 'Compare source and target');
    session.become(deadStatus);
    await session.see('THERE IS NO WAY BACK NOW: nobody feeds');
    await seeMark(session, '✗ Way back');
    await session.press('n', 'Switched before');
    const screen = await session.press('\r', 'wait in its log');
    expect(screen).toContain('✗ THERE IS NO WAY BACK NOW: nobody feeds back');
    expect(screen).toContain('ada@jump-1, process 4711');
    await leave(session);
  });

  it("goes back by gate, the source's name and a pause that is seen, and says what comes next", async () => {
    const session = await openFed();
    await session.press('u', 'Press s to go back');
    expect(session.operations.calls).toContain('back dry run');
    await session.press(esc, 'Feeding back to the source');
    await session.press('u', 'Press s to go back');
    await session.press('s', 'To go back, type the source database name');
    await session.press(`${target}\r`, `"${target}" is not the source database name`);
    expect(session.wentBack).toEqual([]);
    session.type('\u0015');
    await session.press(`${source}\r`, 'Going back');
    const call = latest(session.wentBack);
    expect(call.request).toEqual({ confirm: source, dryRun: false });
    tell(call, 'gate', 'lock');
    await session.see('▸ stopping the writers of the target');
    expect(await session.see('the pause lasts')).toMatch(/✓ tables locked +0\.3 s/);
    tell(call, ...cutoverSteps.slice(2));
    call.finish(switchedCutover);
    const done = await session.see('Back: the source is the truth again');
    expect(done).toContain('Start the services of the source');
    session.become({ ...fedStatus, phase: 'back', wayBack: null, worker: null });
    await seeMark(session, '✓ Way back');
    await session.press('b', 'The target is still watched');
    session.type('q');
    await session.see('The target is still watched. Stop that?');
    session.type('x');
    latest(session.followed).finish(ended);
    expect(await session.exit).toBe(0);
    expect(farewell(session)).toContain('Back: the source is the truth again');
    expect(farewell(session)).not.toContain('tenantferry follow');
  });

  it('asks in the pause for the word where no command stops the services of the target', async () => {
    const session = await openFed({ live: {} });
    await session.press('u', 'Press s to go back');
    await session.press('s', 'To go back, type');
    await session.press(`${source}\r`, 'Waiting for the gate');
    const call = latest(session.wentBack);
    tell(call, 'gate', 'lock');
    const word = call.request.askFence?.(call.control.stop);
    await session.see('Stop the services of the target NOW');
    await session.press(`${source}\r`, `"${source}" is not the target database name`);
    session.type('\u0015');
    await session.press(`${target}\r`, '▸ stopping the writers');
    expect(await word).toBe(true);
    await session.press('x', 'Calling it off');
    call.finish({ ...calledOff, because: say('cutover.stopped') });
    const screen = await session.see('target goes on being the truth');
    expect(screen).toContain('Start the services of the target again');
    await leave(session);
  });

  it('of a run cut over for good can only be finished', async () => {
    const session = await openLive();
    session.become({ ...switchedStatus, wayBack: 'none' });
    session.rehearse({ ...switchedCutover, outcome: 'already', gate: [] });
    await session.see('Follow its source');
    await session.press('\r', 'Switched to the target');
    await walkToCutover(session);
    const screen = await session.press('\r', 'No way back: the target is the truth for good');
    expect(screen).not.toContain('u goes back');
    session.type('su');
    await session.settled();
    expect([session.followed, session.operations.calls.includes('back dry run')]).toEqual([[], false]);
    await session.press('e', 'To finish, type');
    await leave(session);
  });

  it('fed by another process is shown, and no second one is started', async () => {
    const session = await openSwitched();
    session.become(fedStatus);
    const screen = await session.see('Fed back by another process');
    expect(screen).toContain('0.4 s behind');
    expect(screen).toContain('ada@jump-1, process 4711');
    session.type('s');
    await session.settled();
    expect(session.followed).toEqual([]);
    session.become({ ...fedStatus, worker: { ...me, command: 'back' } });
    await session.press('u', 'Another process is going back now');
    await leave(session);
  });
});

describe('finishing', () => {
  it("ends the window by the target's name; what the source lacks is given up only when that is chosen", async () => {
    const session = await openFed();
    await session.press('e', 'To finish, type the target database name');
    await session.press(`${source}\r`, `"${source}" is not the target database name`);
    expect(session.finished).toEqual([]);
    session.type('\u0015');
    await session.press(`${target}\r`, 'Looking whether the source has all changes');
    expect(latest(session.finished).request).toEqual({ confirm: target, giveUpWayBack: false });
    latest(session.finished).fail(
      new RefusedError(say('finish.not-drained'), { remedy: say('finish.not-drained.remedy') }),
    );
    await session.see('the target holds changes that are not in the');
    await session.see('r asks again');
    await session.press('r', 'To finish, type');
    await session.press('\t', 'are given up');
    await session.press(`${target}\r`, 'Looking whether');
    expect(latest(session.finished).request).toEqual({ confirm: target, giveUpWayBack: true });
    latest(session.finished).finish({ runId: 'r', outcome: 'finished', gaveUp: true });
    await session.see('were not fed back are not in the source');
    session.become({ ...fedStatus, phase: 'finished', wayBack: 'none', worker: null });
    latest(session.followed).finish({ ...ended, outcome: 'finished' });
    await session.press('\r', 'answered');
    await seeMark(session, '✓ Way back');
    session.type('q');
    await session.see('Leave the wizard?');
    session.type('x');
    expect(await session.exit).toBe(0);
    expect(farewell(session)).toContain('Finished: the target is the truth for good');
  });

  it('can be left: nothing is finished then', async () => {
    const session = await openFed();
    await session.press('e', 'To finish, type');
    await session.press(esc, 'Feeding back to the source');
    expect(session.finished).toEqual([]);
    await leave(session);
  });
});

const sizes = [
  [56, 16],
  [80, 24],
  [100, 30],
  [160, 50],
] as const;

describe.each(sizes)('the way back at %i×%i', (columns, rows) => {
  it.each(['en', 'zh'] as const)('keeps frame, question and footer (%s)', async (language) => {
    const text = catalogues[language];
    const session = await openSwitched({ columns, rows, live: {} }, language);
    const look = async (until: string, lastKey = `? ${text.keys.help.label}`): Promise<void> => {
      await session.see(until);
      expectFrame(await session.settled(), columns, rows, lastKey);
    };
    await look(text.feed.status.idle.slice(0, 4));
    session.type('s');
    await look('> ');
    session.type('x\r');
    await look('> x', text.keys.cancel.label);
    session.type(`\u0015${source}\r`);
    session.become(fedStatus);
    await look(text.live.lag('0.4 s'));
    session.type('u');
    await look(text.back.start.slice(0, 6));
    session.type('s');
    await look('> ');
    session.type('x\r');
    await look('> x', text.keys.cancel.label);
    session.type(`\u0015${source}\r`);
    await look(text.back.waiting.slice(0, 8));
    const call = latest(session.wentBack);
    tell(call, 'gate', 'lock');
    await look(text.back.doing.fence);
    const stop = new AbortController();
    const word = call.request.askFence?.(stop.signal);
    await look('> ');
    stop.abort();
    await word;
    session.type('q');
    await look(text.quit.backTitle);
    session.type(esc);
    await session.dontSee(text.quit.backTitle);
    call.finish(calledOff);
    await look(text.live.back['called-off'].slice(0, 8));
    session.type('b');
    await look(text.live.lag('0.4 s'));
    session.become(deadStatus);
    latest(session.followed).finish(ended);
    await look(text.feed.status.dead.slice(0, 6));
    session.type('e');
    await look('> ');
    session.type('\t');
    await look(text.finish.giveUp(target, source).slice(0, 6));
    session.type(`${target}\r`);
    await look(text.finish.working.slice(0, 8), text.keys.stopNow.label);
    latest(session.finished).fail(
      new RefusedError(say('finish.not-drained'), { remedy: say('finish.not-drained.remedy') }),
    );
    await look(text.finish.refused);
    session.type(ctrlC);
    await session.exit;
  });
});
