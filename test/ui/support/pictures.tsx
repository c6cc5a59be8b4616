import xterm from '@xterm/headless';
import { renderToString } from 'ink';
import { CurrentScreen } from '../../../src/ui/app.js';
import { createWizard, type WizardOptions } from '../../../src/ui/create-wizard.js';
import { loadConfiguration } from '../../../src/ui/steps/config/config-commands.js';
import { splitKeys } from '../../../src/ui/terminal/key-press.js';
import type { Language } from '../../../src/ui/text/index.js';
import { type Theme, themeFor } from '../../../src/ui/theme.js';
import { createUi } from '../../../src/ui/ui-context.js';
import type { Clock } from '../../../src/ui/wizard/clock.js';
import { openKeyboard } from '../../../src/ui/wizard/keyboard.js';
import type { Wizard } from '../../../src/ui/wizard/wizard.js';
import { type FakeOptions, fakeOperations } from './fake-operations.js';
import { sampleContext } from './fixtures.js';
import { existingFile } from './wizard-session.js';

/** Wizards without a terminal, and pictures of what they would show. */

/** Stands still until it is told to go on. */
export function handClock(): Clock & { readonly advance: (milliseconds: number) => void } {
  let now = Date.parse('2026-11-21T02:00:00.000Z');
  let timers: { at: number; every: number | null; callback: () => void }[] = [];
  const start = (milliseconds: number, every: number | null, callback: () => void) => {
    const timer = { at: now + milliseconds, every, callback };
    timers.push(timer);
    return () => {
      timers = timers.filter((one) => one !== timer);
    };
  };
  return {
    now: () => now,
    every: (milliseconds, callback) => start(milliseconds, milliseconds, callback),
    after: (milliseconds, callback) => start(milliseconds, null, callback),
    advance: (milliseconds) => {
      const end = now + milliseconds;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        now = next.at;
        if (next.every === null) timers = timers.filter((one) => one !== next);
        else next.at += next.every;
        next.callback();
      }
      now = end;
    },
  };
}

export interface Stage {
  readonly wizard: Wizard;
  readonly clock: ReturnType<typeof handClock>;
  /** Presses keys one by one, and lets all that they set off come to its end. */
  readonly press: (keys: string) => Promise<void>;
}

const noKey = { ctrl: false, meta: false, shift: false };
const named: Readonly<Record<string, object>> = {
  '\u001b': { escape: true },
  '\t': { tab: true },
  '\r': { return: true },
  '\u0006': { ctrl: true },
  '\u0004': { ctrl: true },
  '\u0010': { ctrl: true },
};

/** What is started takes a few turns of the loop: nothing here waits for time or for a server. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

interface StageOptions {
  readonly language: Language;
  readonly config?: Parameters<typeof sampleContext>[0];
  readonly fake?: FakeOptions;
  readonly options?: Partial<WizardOptions>;
}

/** A wizard that has read its config. */
export async function openStage({ language, config, fake, options }: StageOptions): Promise<Stage> {
  const context = await sampleContext(config);
  const clock = handClock();
  const wizard = createWizard(
    {
      operations: fakeOperations(context.preset, fake),
      configPath: context.config.path,
      load: async () => context,
      form: existingFile,
      language,
      clock,
      quietMilliseconds: 0,
      onSignal: () => () => undefined,
      ...options,
    },
    { print: () => undefined, toClipboard: () => true, leave: () => undefined },
  );
  wizard.store.dispatch({ slice: 'checklist', type: 'named', by: 'ada' });
  const press = openKeyboard(wizard);
  await loadConfiguration(wizard);
  await settle();
  return {
    wizard,
    clock,
    press: async (keys) => {
      for (const key of keys) {
        const isControl = key < ' ' && named[key] !== undefined && 'ctrl' in (named[key] ?? {});
        const input = isControl ? String.fromCharCode(key.charCodeAt(0) + 96) : key;
        for (const one of splitKeys(input, { ...noKey, ...named[key] } as Parameters<typeof splitKeys>[1])) {
          press(one);
        }
        await settle();
      }
      await settle();
    },
  };
}

const colourNames: Readonly<Record<number, string>> = {
  1: 'red',
  3: 'yellow',
  4: 'blue',
  5: 'magenta',
  6: 'cyan',
};

type Cell = NonNullable<ReturnType<NonNullable<ReturnType<xterm.IBuffer['getLine']>>['getCell']>>;

function styleOf(cell: Cell): string {
  const colour = cell.getFgColor();
  return [
    ...(colour === -1 ? [] : [colourNames[colour] ?? `colour ${colour}`]),
    ...(cell.isBold() === 0 ? [] : ['bold']),
    ...(cell.isDim() === 0 ? [] : ['dim']),
    ...(cell.isInverse() === 0 ? [] : ['inverse']),
  ].join(' ');
}

interface Drawn {
  readonly rows: readonly string[];
  /** ` 4  2-14 cyan bold`: row, first and last cell, style; plain cells are left out, and rows like the one before are told with it. */
  readonly styles: readonly string[];
}

/** The cells as a terminal shows them. */
async function cellsOf(output: string, columns: number, rows: number): Promise<Drawn> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  await new Promise<void>((resolve) => terminal.write(output.replaceAll('\n', '\r\n'), resolve));
  const { active } = terminal.buffer;
  const texts: string[] = [];
  const styles: { readonly first: number; last: number; readonly words: string }[] = [];
  const cell = active.getNullCell();
  for (let row = 0; row < rows; row += 1) {
    const cells = active.getLine(row);
    texts.push(cells?.translateToString(true) ?? '');
    const runs: { first: number; last: number; style: string }[] = [];
    for (let column = 0; column < columns; column += 1) {
      const style = styleOf(cells?.getCell(column, cell) ?? cell);
      const before = runs.at(-1);
      if (before !== undefined && before.style === style) before.last = column;
      else runs.push({ first: column, last: column, style });
    }
    const shown = runs.filter(({ style }) => style !== '');
    const words = shown.map(({ first, last, style }) => `${first}-${last} ${style}`).join(', ');
    const above = styles.at(-1);
    if (above?.words === words) above.last = row;
    else styles.push({ first: row, last: row, words });
  }
  terminal.dispose();
  return { rows: texts, styles: styles.map(({ first, last, words }) => `${first}-${last}:  ${words}`) };
}

async function draw(wizard: Wizard, columns: number, rows: number, theme: Theme): Promise<Drawn> {
  const ui = createUi(wizard.language, theme, false, (window) => {
    wizard.drawn.current = window;
  });
  const screen = (
    <CurrentScreen
      steps={wizard.steps}
      state={wizard.store.getState()}
      columns={columns}
      rows={rows}
      ui={ui}
    />
  );
  return cellsOf(renderToString(screen, { columns }), columns, rows);
}

const sizes = [
  [80, 24],
  [100, 30],
  [160, 50],
] as const;

/** The rows of the screen, once all has come to its end. */
export async function textOf(
  { wizard }: Stage,
  { columns, rows } = { columns: 80, rows: 24 },
): Promise<string> {
  await settle();
  return (await draw(wizard, columns, rows, themeFor({}))).rows.join('\n');
}

/** The screen at each size; at the smallest, in English, also what a light background changes, and the same in ASCII. */
export async function pictureOf({ wizard }: Stage): Promise<string> {
  const parts: string[] = [];
  for (const [columns, rows] of sizes) {
    const dark = await draw(wizard, columns, rows, themeFor({}));
    parts.push(`${columns}x${rows} ${wizard.language}`, ...dark.rows, 'dark:', ...dark.styles);
    if (columns > 80 || wizard.language !== 'en') continue;
    const light = await draw(wizard, columns, rows, themeFor({ COLORFGBG: '0;15' }));
    const changed = light.rows.filter((text, row) => text !== dark.rows[row]);
    parts.push('light:', ...changed, ...light.styles);
    const ascii = await draw(wizard, columns, rows, themeFor({ TERM: 'linux' }));
    parts.push('ASCII:', ...ascii.rows);
  }
  return `${parts.join('\n')}\n`;
}
