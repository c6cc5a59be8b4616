import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { phases } from '../../../src/phases/index.js';
import { rowsPhase } from '../../../src/phases/rows/phase.js';
import { bar, graph } from '../../../src/ui/components/bar.js';
import { findingDetail, findingRow } from '../../../src/ui/components/finding.js';
import { Lines } from '../../../src/ui/components/lines.js';
import { problemLines } from '../../../src/ui/components/problem.js';
import { stepListLines } from '../../../src/ui/components/step-list.js';
import { textInput } from '../../../src/ui/components/text-input.js';
import { applyEvent } from '../../../src/ui/steps/copy/live-events.js';
import { initialLive, type LiveState } from '../../../src/ui/steps/copy/live-state.js';
import { panelLines } from '../../../src/ui/steps/copy/panel-lines.js';
import { registry } from '../../../src/ui/steps/registry.js';
import { type Line, line, plainText, span } from '../../../src/ui/terminal/lines.js';
import { textField } from '../../../src/ui/terminal/text-field.js';
import { widthOf } from '../../../src/ui/terminal/text-width.js';
import { themeFor } from '../../../src/ui/theme.js';
import { createUi } from '../../../src/ui/ui-context.js';
import { listedSteps } from '../../../src/ui/wizard/steps.js';
import { checkFindings, privilegeBlocker } from '../support/fixtures.js';
import { initialState } from '../support/initial-state.js';
import { openStage, textOf } from '../support/pictures.js';

const ui = createUi('en', themeFor({ NO_COLOR: '1' }), false);
const chinese = createUi('zh', themeFor({ NO_COLOR: '1' }), false);
const shown = (lines: readonly Line[]): string => `\n${lines.map(plainText).join('\n')}\n`;

describe('rows on the terminal', () => {
  it('are drawn one below the other, cut to the width, wide characters whole', () => {
    const lines = [line(span('tenant'), span(' acme')), line('租户标识符'), []];
    const { lastFrame } = render(<Lines lines={lines} width={9} ui={ui} />);
    expect(
      lastFrame()
        ?.split('\n')
        .map((row) => row.trimEnd()),
    ).toEqual(['tenant a…', '租户标识…', '']);
  });

  it('carry colour only when colour is wanted, and weight always', () => {
    const lines = [line(span('bad', 'bad'), span('x', 'selected'))];
    const plain = render(<Lines lines={lines} width={4} ui={ui} />).lastFrame();
    expect(plain).toContain('\u001b[1m');
    expect(plain).toContain('\u001b[7m');
    expect(plain).not.toContain('\u001b[31m');
    const coloured = createUi('en', themeFor({}), false);
    expect(render(<Lines lines={lines} width={4} ui={coloured} />).lastFrame()).toMatch(/31m/);
  });

  it('show nothing when there is nothing', () => {
    expect(render(<Lines lines={[]} width={4} ui={ui} />).lastFrame()).toBe('');
  });
});

describe('the step list', () => {
  it('marks each step by a glyph, in columns that line up', () => {
    const state = initialState();
    const listed = listedSteps(registry, state);
    const ready = { ...state, config: { ...state.config, phase: 'ready' as const } };
    expect(shown(stepListLines(listed, ready, ui).slice(0, 4))).toMatchInlineSnapshot(`
      "
      ✓ Config       
      · Connections  
      · Tables       
      · Dry run      
      "
    `);
    expect(shown(stepListLines(listed, ready, chinese).slice(4, 7))).toMatchInlineSnapshot(`
      "
      · MySQL 阶段  
      · Vault 阶段  
      · 数据校验    
      "
    `);
  });
});

describe('findings', () => {
  it('say what, how bad, and what to do', () => {
    expect(shown(findingDetail(privilegeBlocker, 60, ui))).toMatchInlineSnapshot(`
      "
      ✗ blocker  Target MySQL  mysql.privileges
      migrator has no INSERT privilege on bk_bscp_mt.*

      What to do
        GRANT SELECT, INSERT, UPDATE, DELETE ON \`bk_bscp_mt\`.* TO
        'migrator'@'%';
      "
    `);
  });

  it('have a topic in Chinese, and the preset’s own words where it has some', () => {
    // Told without the values that its Chinese sentence is made of.
    const first = checkFindings[0] && { ...checkFindings[0], params: undefined };
    expect(first && plainText(findingRow(first, true, 40, chinese))).toBe(
      '▸ ✓ 连接：MySQL 8.0.36 answers in 3 ms',
    );
    const watch = {
      code: 'watch.schedules',
      severity: 'warning',
      subject: 'data',
      title: 'Strategies that wait: 4',
      count: 4,
      params: { titleZh: '等待定时发布的策略', adviceZh: '请重新设置。' },
      remedy: 'Schedule them again.',
    } as const;
    expect(shown(findingDetail(watch, 40, chinese))).toContain('等待定时发布的策略：4');
    expect(shown(findingDetail(watch, 40, chinese))).toContain('请重新设置。');
  });

  it('say how many of their examples are shown, which may be fewer than what is counted', () => {
    const rejected = {
      code: 'reshape.rejected',
      severity: 'warning',
      subject: 'data',
      title: '128 rows of users will not be written to accounts: the preset rejects them',
      count: 128,
      samples: ['without a name: 100', 'closed: 28'],
      sampleCount: 2,
    } as const;
    expect(shown(findingDetail(rejected, 60, ui))).toContain('Examples (2)');
    expect(shown(findingDetail({ ...rejected, sampleCount: 5 }, 60, ui))).toContain('Examples (2 of 5)');
  });
});

describe('small parts', () => {
  it('a bar is full only at 100 percent', () => {
    expect(plainText(bar(99, 10, 'good', ui))).toBe('█████████░');
    expect(plainText(bar(100, 10, 'good', ui))).toBe('██████████');
    expect(plainText(bar(0, 4, 'good', ui))).toBe('░░░░');
  });

  it('a graph shows each value against the highest', () => {
    expect(graph([0, 50, 100], ui).text).toBe(' ▅█');
  });

  it('a text field shows its cursor, and a secret only dots', () => {
    expect(plainText(textInput('>', textField('acme'), 20))).toBe('> acme ');
    expect(plainText(textInput('>', textField('geheim'), 20, true))).toBe('> •••••• ');
    expect(plainText(textInput('>', textField('abcdefghij'), 8))).toBe('> fghij ');
  });

  it('a problem has its place and its remedy', () => {
    const problem = {
      message: 'unknown key',
      where: '/m.yaml:4',
      remedy: 'Did you mean host?',
      refused: true,
    };
    expect(shown(problemLines(problem, 40, ui))).toMatchInlineSnapshot(`
      "
      ✗ unknown key

      Where: /m.yaml:4

      What to do
        Did you mean host?
      "
    `);
  });
});

describe('the live panel', () => {
  const state = initialState();
  const rows = { phase: rowsPhase, all: phases };
  const running = { status: 'running', summary: null, problem: null } as const;

  function copyingFor20Seconds(): LiveState {
    const tables = [
      { table: 'applications', rows: 200, done: 200, finished: true },
      { table: 'released_config_items', rows: 100_000, done: 0, finished: false },
      { table: 'kvs', rows: 5_000, done: 0, finished: false },
    ];
    let live = applyEvent(initialLive(0, tables), {
      at: 0,
      event: { type: 'phase-started', phase: 'mysql', at: '' },
    });
    for (let second = 0; second < 20; second += 1) {
      live = applyEvent(live, {
        at: second * 1000,
        event: {
          type: 'chunk-committed',
          table: 'released_config_items',
          chunk: second,
          rows: 1000 + second * 100,
          bytes: 400_000,
          seconds: 1,
          worker: 0,
        },
      });
    }
    return { ...live, now: 20_000 };
  }

  function panelOf(live: LiveState): string {
    const copy = {
      ...state.copy,
      parallelism: 2,
      phases: { mysql: { ...running, live } },
    };
    const props = { state: { ...state, copy }, width: 62, height: 12, ui };
    return shown(panelLines(props, rows, live));
  }

  it('says what is done, how fast, how long it takes, and why it waits', () => {
    const throttled: RunEvent = { type: 'throttled', reason: 'replica lag 14 s' };
    const live = applyEvent(copyingFor20Seconds(), { at: 20_000, event: throttled });
    expect(panelOf(live)).toMatchInlineSnapshot(`
      "
      ▸ Copying  39,200 of 105,200 rows, 1 of 3 tables
      █████████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  37%
      now 2,700 rows/s  391 KB/s   mean 1,950 rows/s  391 KB/s
      elapsed 20 s   about 34 s left   last progress 1 s ago
      parallel 2
      speed                                             ▃▄▅▅▆▆▇▇██
      ! Going slower: replica lag 14 s
      ── Tables ────────────────────────────────────────────────────
      ✓ applications                    █████████████ 100%       200
      ▸ released_config_items           █████░░░░░░░░  39%    39,000
      · kvs                             ░░░░░░░░░░░░░   0%         0

      "
    `);
  });

  it('does not call it stalled while chunks come as seldom as before, and does when they fail to come', () => {
    const chunk = (at: number) => ({
      at,
      event: {
        type: 'chunk-committed',
        table: 'kvs',
        chunk: at,
        rows: 4_000,
        bytes: 400_000,
        seconds: 10,
        worker: 0,
      } as const,
    });
    const slow = [10_000, 20_000, 30_000].reduce(
      (live, at) => applyEvent(live, chunk(at)),
      applyEvent(initialLive(0, [{ table: 'kvs', rows: 90_000, done: 0, finished: false }]), {
        at: 0,
        event: { type: 'phase-started', phase: 'mysql', at: '' },
      }),
    );
    expect(panelOf({ ...slow, now: 39_000 })).not.toContain('stalled');
    expect(panelOf({ ...slow, now: 49_000 })).not.toContain('stalled');
    expect(panelOf({ ...slow, now: 51_000 })).toContain('stalled 21 s');
  });

  it('keeps the figures of its rows where it is narrow', () => {
    const tables = [
      { table: 'released_app_template_variables', rows: 123_456, done: 123_456, finished: true },
    ];
    const live = { ...initialLive(0, tables), begun: true };
    const copy = { ...state.copy, phases: { mysql: { ...running, live } } };
    const drawn = panelLines({ state: { ...state, copy }, width: 52, height: 12, ui }, rows, live);
    const row = drawn.map(plainText).find((text) => text.includes('released_app'));
    expect(row).toMatch(/100% +123,456$/);
    expect(widthOf(row ?? '')).toBeLessThanOrEqual(52);
  });

  it('foretells no end while nothing is committed, and gives no cap of speed as the reason', () => {
    const capped: RunEvent = {
      type: 'throttled',
      reason: 'held to 9 rows',
      because: { code: 'throttle.rate' },
    };
    const live = applyEvent(copyingFor20Seconds(), { at: 20_000, event: capped });
    expect(panelOf(live)).toContain('held to 9 rows');
    expect(panelOf(live)).toContain('about 34 s left');
    const stalled = panelOf({ ...live, now: 26_000 });
    expect(stalled).toContain('stalled 7 s');
    expect(stalled).not.toContain('held to 9 rows');
    expect(stalled).toContain('time left: not known');
  });
});

it('the frame shows the whole of a notice that takes several rows', async () => {
  const stage = await openStage({ language: 'en' });
  const text = `${'The run goes on where it was left. '.repeat(7)}Then look at the report.`;
  stage.wizard.store.dispatch({ slice: 'frame', type: 'notice', notice: { tone: 'warning', text } });
  const screen = await textOf(stage);
  expect(screen).toContain('Then look at the report.');
  expect(screen.split('\n')).toHaveLength(24);
});
