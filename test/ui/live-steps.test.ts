import { describe, expect, it, vi } from 'vitest';
import type { CutoverStep } from '../../src/core/events.js';
import { FollowStopped } from '../../src/live/follow-stopped.js';
import { say } from '../../src/live/words.js';
import { cutoverSteps } from '../../src/ui/steps/cutover/cutover-state.js';
import { catalogues, type Language } from '../../src/ui/text/index.js';
import { patience } from '../support/patience.js';
import { expectFrame } from './support/frame-check.js';
import {
  type CutoverCall,
  calledOff,
  closedCutover,
  copiedStatus,
  ended,
  followedStatus,
  type LiveSession,
  me,
  openLive,
  switchedCutover,
  walkToCutover,
  walkToFollow,
} from './support/live-session.js';
import { walkToConfirmation } from './support/walk.js';
import { openSession } from './support/wizard-session.js';

const ctrlC = '\u0003';
const esc = '\u001b';
const source = 'bk_bscp';
const target = 'bk_bscp_mt';

/** What is left on the normal screen. */
function farewell(session: LiveSession): string {
  return session.raw().slice(session.raw().lastIndexOf('\u001b[?1049l'));
}

/** Names of steps of the list at the left. */
async function marks(session: LiveSession): Promise<string> {
  return (await session.settled())
    .split('\n')
    .map((row) => row.slice(2, 18).trim())
    .join('\n');
}

/** A bound for a machine that does other work, too. */

async function seeMark(session: LiveSession, mark: string): Promise<void> {
  await vi.waitFor(async () => expect(await marks(session)).toContain(mark), patience);
}

const latest = <Call>(calls: readonly Call[]): Call => {
  const call = calls.at(-1);
  if (call === undefined) throw new Error('it was not called');
  return call;
};

/** Follows in this wizard, after the name. */
async function follow(session: LiveSession): Promise<void> {
  await walkToFollow(session);
  await session.press('s', 'To start, type the target database name');
  await session.press(`${target}\r`, 'Following');
  session.become(followedStatus);
  await session.see('0.4 s behind');
}

function tell(call: CutoverCall, ...steps: readonly CutoverStep[]): void {
  for (const step of steps) call.listener({ type: 'cutover-step', step, seconds: 0.3, at: '' });
}

describe('a config that asks for live', () => {
  it('copies with the place in the log noted, and leads from the copy to following', async () => {
    const session = await openLive({ fake: { runs: [] } });
    await walkToConfirmation(session);
    await session.press(`${target}\r`, 'All rows are committed');
    expect(session.operations.runRequests).toMatchObject([{ phase: 'mysql', live: true, resume: false }]);
    await session.press('\r', 'Press s to start');
    await session.press('s', 'following the source.');
    // A run that is there already stays what it is.
    expect(session.operations.runRequests[1]?.live).toBeUndefined();
    await session.press('\r', 'Nobody follows');
    // The name was typed for the copy.
    await session.press('s', 'Following');
    expect(latest(session.followed).request).toEqual({ confirm: target, untilCaughtUp: false });
    session.type(ctrlC);
    latest(session.followed).finish(ended);
    expect(await session.exit).toBe(130);
  });

  it('has no such steps, and no such copy, without it', async () => {
    const session = await openSession();
    await walkToConfirmation(session);
    await session.press(`${target}\r`, 'All rows are committed');
    expect(session.operations.runRequests[0]?.live).toBeUndefined();
    expect(await session.text()).not.toMatch(/Follow|Cut over/);
    session.type(ctrlC);
    await session.exit;
  });

  it('says of a run that was copied without live why there is nothing to follow', async () => {
    const session = await openLive();
    session.become({ ...copiedStatus, position: null, gate: [] });
    await session.see('Follow its source');
    await session.press('\r', 'This run cannot be followed');
    expect(await marks(session)).toContain('– Follow');
    session.type('s');
    await session.settled();
    expect(session.followed).toEqual([]);
    session.type(ctrlC);
    await session.exit;
  });
});

describe('following', () => {
  it('starts by the typed name alone: not by Enter, not by another name', async () => {
    const session = await openLive();
    await walkToFollow(session);
    await session.press('s', 'To start, type the target database name');
    await session.press('\r', '"" is not the target database name');
    await session.press('nonsense\r', '"nonsense" is not the target database name');
    await session.press(esc, 'Nobody follows');
    expect(session.followed).toEqual([]);
    await session.press('s', 'To start, type');
    await session.press('?', 'Keys on this screen');
    await session.press('?', 'To start, type');
    await session.press(`${target}\r`, 'Following');
    expect(session.followed).toHaveLength(1);
    session.type(ctrlC);
    latest(session.followed).finish(ended);
    expect(await session.exit).toBe(130);
    expect(farewell(session)).toContain(`tenantferry follow -c /srv/night/migrate.yaml --confirm ${target}`);
    expect(farewell(session)).not.toContain('Nothing was written');
  });

  it('shows lag, changes, position, and rows not compared yet only where somebody keeps count', async () => {
    const session = await openLive();
    await follow(session);
    const screen = await session.see('12,345 row changes');
    expect(screen).toContain('binlog.000007:98765');
    expect(screen).toContain('320 row changes/s');
    expect(screen).toContain('less than 1 s behind for 61 s');
    expect(screen).toMatch(/lag .*[▄▅▆▇]/);
    expect(screen).not.toContain('not compared yet');
    session.become({ ...followedStatus, dirtyKeys: 17, lagSeconds: 5.5 });
    await session.see('17 changed rows not compared yet');
    await session.see('5.5 s behind');
    await session.see('highest 5.5 s');
    latest(session.followed).listener({ type: 'throttled', reason: 'the target is busy' });
    await session.see('Going slower: the target is busy');
    session.type(ctrlC);
    latest(session.followed).finish(ended);
    await session.exit;
  });

  it('pauses, goes on, stops in order and starts again where it was', async () => {
    const session = await openLive();
    await follow(session);
    const { control } = latest(session.followed);
    await session.press('p', 'Paused');
    let went = false;
    const waited = control.waitWhilePaused().then(() => {
      went = true;
    });
    await session.press('s', 'Applying the batch in hand');
    // A pause does not hold up a stop.
    await waited;
    expect(went).toBe(true);
    expect([control.stop.aborted, control.abort.aborted]).toEqual([true, false]);
    session.become(copiedStatus);
    latest(session.followed).finish(ended);
    await session.see('What is applied stays.');
    expect(await marks(session)).toContain('! Follow');
    await session.press('s', 'Following');
    expect(session.followed).toHaveLength(2);
    await session.press('p', 'Paused');
    await session.press('p', 'Following');
    latest(session.followed).finish(ended);
    await session.see('Stopped');
    await session.press('q', 'Leave the wizard?');
    session.type('x');
    // The target falls behind: that is no end.
    expect(await session.exit).toBe(130);
  });

  it('shows the state of another process that follows, and starts no second one', async () => {
    const session = await openLive();
    session.become(followedStatus);
    await session.see('Follow its source');
    const screen = await session.press('\r', 'Followed by another process');
    expect(screen).toContain('ada@jump-1, process 4711');
    expect(screen).toContain('0.4 s behind');
    expect(await marks(session)).toContain('▸ Follow');
    await session.press('s');
    await session.settled();
    expect(session.followed).toEqual([]);
    session.become({
      ...followedStatus,
      lagSeconds: null,
      worker: { ...me, command: 'follow', alive: false },
    });
    await session.see('died');
    await session.press('s', 'To start, type the target database name');
    session.type(ctrlC);
    await session.exit;
  });

  it('says when the ledger cannot be read, and goes on looking', async () => {
    let broken = false;
    const session = await openLive({
      fake: {
        status: () => {
          if (broken) throw new Error('the target does not answer');
          return followedStatus;
        },
      },
    });
    await session.see('Follow its source');
    await session.press('\r', '0.4 s behind');
    broken = true;
    await session.see('the target does not answer');
    broken = false;
    await session.dontSee('the target does not answer');
    session.type(ctrlC);
    await session.exit;
  });

  it.each(['en', 'zh'] as const)(
    'goes on behind other steps, and says on any of them that it has ended (%s)',
    async (language) => {
      const text = catalogues[language];
      const session = await openLive({ language });
      await walkToFollow(session, language);
      await session.press('s', text.follow.type(target).slice(0, 10));
      await session.press(`${target}\r`, text.follow.status.running);
      await session.press('\r', text.validate.title);
      const structure = say('follow.structure', { verb: 'TRUNCATE', table: 'kvs', at: 'binlog.000007:5' });
      latest(session.followed).fail(new FollowStopped(structure, say('follow.rows-lost.remedy')));
      await session.see(text.follow.ended('').trim());
      await session.press('b', text.follow.status.failed);
      await session.see(language === 'en' ? 'take the run back (rollback)' : '请回滚本次迁移');
      await session.see('TRUNCATE');
      session.type('q');
      await session.see(text.quit.title);
      session.type('x');
      expect(await session.exit).toBe(4);
      expect(farewell(session)).toContain('TRUNCATE');
    },
  );

  it('is asked about on q, on whatever step, and gives up at the second Ctrl-C', async () => {
    const session = await openLive();
    await follow(session);
    await session.press('\r', 'Compare source and target');
    await session.press('q', 'The source is being followed. Stop it?');
    await session.press(esc, 'Compare source and target');
    session.type(ctrlC);
    await session.see('Closing as soon as');
    const { control, fail } = latest(session.followed);
    expect([control.stop.aborted, control.abort.aborted]).toEqual([true, false]);
    session.type(ctrlC);
    await vi.waitFor(() => expect(control.abort.aborted).toBe(true), patience);
    fail(new Error('given up'));
    expect(await session.exit).toBe(130);
  });
});

describe('the cut-over', () => {
  it('shows what is missing and who is in the way, and does not begin then', async () => {
    const session = await openLive();
    session.rehearse(closedCutover);
    await walkToFollow(session);
    await walkToCutover(session);
    const screen = await session.see('It cannot begin yet');
    expect(screen).toContain('✗ checklist: 2 items to be answered before the switch');
    expect(screen).toContain('✓ fence');
    expect(screen).toContain('! way back: there is no way back');
    session.resize(100, 30);
    await session.see('connection 77 (batch@app-3), open for 5 min 10 s: kvs, releases');
    session.type('s');
    await session.settled();
    expect(await session.text()).not.toContain('To cut over, type');
    session.rehearse(switchedCutover);
    expect(session.operations.calls.filter((call) => call === 'cutover dry run')).toHaveLength(1);
    session.type(ctrlC);
    expect(await session.exit).toBe(130);
  });

  it('follows the lag of the gate by itself', async () => {
    const session = await openLive();
    session.become({
      ...followedStatus,
      gate: [{ name: 'lag', ok: false, detail: say('gate.lag.behind', { lag: '9.9', max: 1 }) }],
    });
    await session.see('Follow its source');
    await session.press('\r', 'Followed by another process');
    await walkToCutover(session);
    await session.see('✗ lag: 9.9 s behind');
    await session.see('It may begin');
    session.become(followedStatus);
    await session.see('✓ lag');
    session.type(ctrlC);
    await session.exit;
  });

  it('begins by the typed name alone, shows each step with its seconds, and says what comes next', async () => {
    const session = await openLive({ rows: 40, live: { fenceCommand: 'stop-bscp' } });
    await walkToFollow(session);
    await walkToCutover(session);
    await session.see('stop-bscp');
    await session.press('s', 'To cut over, type the target database name');
    await session.press('\r', '"" is not the target database name');
    await session.press(`${source}\r`, `"${source}" is not the target database name`);
    expect(session.cutOver).toEqual([]);
    session.type('\u0015');
    await session.press(`${target}\r`, 'Waiting for the gate');
    const call = latest(session.cutOver);
    expect(call.request).toEqual({ confirm: target, dryRun: false });
    tell(call, 'gate', 'lock');
    await session.see('▸ stopping the writers of the source');
    const screen = await session.see('the pause lasts');
    expect(screen).toMatch(/✓ tables locked +0\.3 s/);
    expect(await marks(session)).toContain('▸ Cut over');
    tell(call, ...cutoverSteps.slice(2));
    call.finish(switchedCutover);
    const done = await session.see('Switched: the target is the truth now');
    expect(done).toContain('Start the services of the target');
    session.resize(100, 40);
    const all = await session.see('The pause took 3.2 s');
    expect(all).toMatch(/✓ switched +0\.3 s/);
    expect(all).toContain("Flush the target's Redis");
    await session.press('q', 'Leave the wizard?');
    session.type('x');
    expect(await session.exit).toBe(0);
    expect(farewell(session)).toContain('Switched: the target is the truth now');
  });

  it('asks for the word where no command stops the writers, with the pause in view', async () => {
    const session = await openLive();
    await walkToFollow(session);
    await walkToCutover(session);
    await session.press('s', 'To cut over, type');
    await session.press(`${target}\r`, 'Waiting for the gate');
    const call = latest(session.cutOver);
    tell(call, 'gate', 'lock');
    const pause = new AbortController();
    const word = call.request.askFence?.(pause.signal);
    await session.see('Stop the services of the source NOW');
    await session.see('It is called off by itself in');
    await session.press('\r', '"" is not the source database name');
    await session.press(`${target}\r`, `"${target}" is not the source database name`);
    session.type('\u0015');
    await session.press(`${source}\r`, '▸ stopping the writers');
    expect(await word).toBe(true);
    // Asked anew, and nobody answers before the pause is over.
    const again = call.request.askFence?.(pause.signal);
    await session.see('Stop the services of the source NOW');
    pause.abort();
    expect(await again).toBe(false);
    await session.dontSee('Stop the services of the source NOW');
    call.finish(calledOff);
    await session.see('Called off: nothing is switched');
    session.type('q');
    await session.see('Leave the wizard?');
    session.type('x');
    expect(await session.exit).toBe(3);
  });

  it.each([
    ['c', 'The source is backed up'],
    ['?', 'Keys on this screen'],
    ['q', 'A cut-over is at work'],
  ])('asks over whatever was opened with %j: the pause would run out behind it', async (key, opened) => {
    const session = await openLive();
    await walkToFollow(session);
    await walkToCutover(session);
    await session.press('s', 'To cut over, type');
    await session.press(`${target}\r`, 'Waiting for the gate');
    await session.press(key, opened);
    const call = latest(session.cutOver);
    tell(call, 'gate', 'lock');
    const word = call.request.askFence?.(call.control.stop);
    await session.see('Stop the services of the source NOW');
    await session.press(`${source}\r`, '▸ stopping the writers');
    expect(await word).toBe(true);
    session.type(ctrlC);
    call.finish(calledOff);
    await session.exit;
  });

  it.each([
    ['x', false],
    [esc, true],
  ])('is called off by %j and says which services to start again', async (key, isAsked) => {
    const session = await openLive();
    await walkToFollow(session);
    await walkToCutover(session);
    await session.press('s', 'To cut over, type');
    await session.press(`${target}\r`, 'Waiting for the gate');
    const call = latest(session.cutOver);
    tell(call, 'gate', 'lock');
    await session.see('the pause lasts');
    if (isAsked) {
      void call.request.askFence?.(call.control.stop);
      await session.see('Stop the services of the source NOW');
    }
    await session.press(key, 'Calling it off');
    expect([call.control.stop.aborted, call.control.abort.aborted]).toEqual([true, false]);
    call.finish({ ...calledOff, because: say('cutover.stopped') });
    const screen = await session.see('Called off: nothing is switched');
    expect(screen).toContain('you stopped it');
    expect(screen).toContain('Start the services of the source again');
    expect(await marks(session)).toContain('! Cut over');
    await session.press('r', 'Press s to cut over');
    session.type(ctrlC);
    await session.exit;
  });

  it('is stopped with the following by one Ctrl-C, and both are waited for', async () => {
    const session = await openLive({ live: { fenceCommand: 'true' } });
    await follow(session);
    await walkToCutover(session);
    await session.press('s', 'To cut over, type');
    await session.press(`${target}\r`, 'Waiting for the gate');
    await session.press('q', 'A cut-over is at work. Call it off?');
    session.type(ctrlC);
    await session.see('Closing as soon as');
    const [following, cutting] = [latest(session.followed), latest(session.cutOver)];
    expect([following.control.stop.aborted, cutting.control.stop.aborted]).toEqual([true, true]);
    cutting.finish({ ...calledOff, because: say('cutover.stopped'), pauseSeconds: null });
    await session.see('! Cut over');
    let left = false;
    void session.exit.then(() => {
      left = true;
    });
    await session.settled();
    expect(left).toBe(false);
    following.finish(ended);
    expect(await session.exit).toBe(130);
    expect(farewell(session)).toContain('Called off: nothing is switched');
  });

  it('keeps watch behind it, and a write to the source is an alarm that the exit code tells', async () => {
    const session = await openLive({ live: { fenceCommand: 'true' } });
    await follow(session);
    await walkToCutover(session);
    await session.press('s', 'To cut over, type');
    await session.press(`${target}\r`, 'Waiting for the gate');
    session.become({ ...followedStatus, phase: 'switched', gate: [], isDue: false });
    latest(session.cutOver).finish(switchedCutover);
    await session.see('Switched: the target is the truth now');
    await seeMark(session, '✓ Follow');
    const at = 'binlog.000007:100200';
    latest(session.followed).fail(
      new FollowStopped(say('follow.foreign', { at }), say('follow.foreign.remedy')),
    );
    await session.see('the fence is broken');
    expect(await marks(session)).toContain('✗ Follow');
    await session.press('q', 'Leave the wizard?');
    session.type('x');
    expect(await session.exit).toBe(4);
  });

  it.each([
    ['q', 'The source is still watched. Stop that?', 0],
    [ctrlC, 'Closing as soon as', 130],
  ])('is done when it is left by %j: to stop watching breaks nothing off', async (key, until, exitCode) => {
    const session = await openLive({ live: { fenceCommand: 'true' } });
    await follow(session);
    await walkToCutover(session);
    await session.press('s', 'To cut over, type');
    await session.press(`${target}\r`, 'Waiting for the gate');
    session.become({ ...followedStatus, phase: 'switched', gate: [], isDue: false });
    latest(session.cutOver).finish(switchedCutover);
    await seeMark(session, '✓ Follow');
    await session.press(key, until);
    if (key === 'q') session.type('x');
    await vi.waitFor(() => expect(latest(session.followed).control.stop.aborted).toBe(true), patience);
    latest(session.followed).finish(ended);
    expect(await session.exit).toBe(exitCode);
  });

  it('says when it is left that another process has taken it back since', async () => {
    const session = await openLive({ live: { fenceCommand: 'true' } });
    await follow(session);
    await walkToCutover(session);
    await session.press('s', 'To cut over, type');
    await session.press(`${target}\r`, 'Waiting for the gate');
    session.become({ ...followedStatus, phase: 'back', gate: [], isDue: false });
    latest(session.cutOver).finish(switchedCutover);
    await seeMark(session, '✓ Follow');
    latest(session.followed).finish(ended);
    await session.see('Switched: the target is the truth now');
    await session.settled();
    await session.press('q', 'Leave the wizard?');
    session.type('x');
    expect(await session.exit).toBe(0);
    expect(farewell(session)).not.toContain('Switched: the target');
    expect(farewell(session)).toContain('Back: the source is the truth again');
  });

  it('shows another process that cuts over, and an earlier cut-over', async () => {
    const session = await openLive();
    // Seen first, since a start that reads the later state shows another screen.
    await session.see('Follow its source');
    session.become({ ...followedStatus, phase: 'cutting-over', worker: { ...me, command: 'cutover' } });
    await session.press('\r', 'Nobody follows');
    await walkToCutover(session);
    await session.see('Another process is cutting over now');
    session.rehearse({ ...switchedCutover, outcome: 'already', pauseSeconds: null, gate: [] });
    session.become({ ...copiedStatus, phase: 'switched', gate: [] });
    await session.press('r', 'Switched before: the target is the truth');
    session.type('s');
    await session.settled();
    expect(await session.text()).not.toContain('To cut over, type');
    session.type('q');
    await session.see('Leave the wizard?');
    session.type('x');
    expect(await session.exit).toBe(0);
  });
});

const sizes = [
  [56, 16],
  [80, 24],
  [100, 30],
  [160, 50],
] as const;
const languages: readonly Language[] = ['en', 'zh'];

describe.each(sizes)('at %i×%i', (columns, rows) => {
  const opened = async (language: Language) => {
    const text = catalogues[language];
    const session = await openLive({ columns, rows, language });
    const look = async (until: string, lastKey = `? ${text.keys.help.label}`): Promise<string> => {
      await session.see(until);
      const screen = await session.settled();
      expectFrame(screen, columns, rows, lastKey);
      return screen;
    };
    await walkToFollow(session, language);
    return { text, session, look };
  };

  it.each(languages)('Follow keeps its frame, its question and its footer (%s)', async (language) => {
    const { text, session, look } = await opened(language);
    session.type('s');
    await look('> ');
    session.type('x\r');
    await look('> x', text.keys.cancel.label);
    session.type(`\u0015${target}\r`);
    session.become({ ...followedStatus, dirtyKeys: 17 });
    const screen = await look(text.live.lag('0.4 s'));
    expect(screen).toMatch(/[▁▂▃▄▅▆▇█]/);
    session.type('p');
    await look(text.follow.status.paused);
    session.type('p?');
    await look(text.help.title);
    session.type('?');
    await look(text.follow.status.running);
    session.type('q');
    await look(text.quit.followTitle);
    session.type(ctrlC);
    latest(session.followed).finish(ended);
    await session.exit;
  });

  it.each(languages)('Cut over keeps its frame, its question and its footer (%s)', async (language) => {
    const { text, session, look } = await opened(language);
    session.rehearse(closedCutover);
    await walkToCutover(session, language);
    await look(text.cutting.closed.slice(0, 8));
    session.rehearse({ ...closedCutover, ...{ outcome: 'ready', gate: switchedCutover.gate } });
    session.type('r');
    await look(text.cutover.start.slice(0, 6));
    session.type('s');
    await look('> ');
    session.type('x\r');
    await look('> x', text.keys.cancel.label);
    session.type(`\u0015${target}\r`);
    await look(text.cutover.waiting.slice(0, 8));
    const call = latest(session.cutOver);
    tell(call, 'gate', 'lock');
    await look(text.cutover.doing.fence);
    const stop = new AbortController();
    const word = call.request.askFence?.(stop.signal);
    await look('> ');
    session.type('x\r');
    await look('> x', text.keys.callOffTyping.label);
    stop.abort();
    await word;
    tell(call, ...cutoverSteps.slice(2, 8));
    await look(text.cutover.doing.generators);
    session.type('q');
    await look(text.quit.cutoverTitle);
    session.type(esc);
    await session.dontSee(text.quit.cutoverTitle);
    call.finish(calledOff);
    await look(text.live.cutover['called-off'].slice(0, 8));
    session.type(ctrlC);
    await session.exit;
  });
});

describe('terminals of other kinds', () => {
  it('show the lag in ASCII where they have nothing else', async () => {
    const session = await openLive({ options: { env: { TERM: 'linux' } } });
    await follow(session);
    await session.see('less than 1 s behind for 61 s');
    expect(await session.settled()).toMatch(/^[\t\n\x20-\x7e]*$/);
    session.type(ctrlC);
    latest(session.followed).finish(ended);
    await session.exit;
  });

  it('are not coloured with NO_COLOR', async () => {
    const session = await openLive({ options: { env: { NO_COLOR: '1' } } });
    await follow(session);
    expect(await session.colours()).toEqual(new Set([-1]));
    session.type(ctrlC);
    latest(session.followed).finish(ended);
    await session.exit;
  });

  it('read it aloud without pictures', async () => {
    const session = await openLive({ rows: 60, options: { screenReader: true } });
    await session.see('Follow its source');
    session.become(followedStatus);
    await session.press('\r', '0.4 s behind');
    expect(await session.text()).not.toMatch(/[│╭█▁▂▃▄▅▆▇]/);
    session.type(ctrlC);
    await session.exit;
  });
});
