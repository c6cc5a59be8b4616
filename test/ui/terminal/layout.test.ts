import { describe, expect, it } from 'vitest';
import { canOpenWizard } from '../../../src/ui/terminal/can-open.js';
import { layoutFor } from '../../../src/ui/terminal/layout.js';
import {
  beside,
  fitLine,
  line,
  plainText,
  span,
  windowed,
  windowStart,
} from '../../../src/ui/terminal/lines.js';

describe('the layout', () => {
  it('shows the step list from 80 columns on, one line below that, and a message when there is no room', () => {
    expect(layoutFor(80, 24, 15)).toMatchObject({ mode: 'normal', stepsWidth: 18, bodyWidth: 58 });
    expect(layoutFor(79, 24, 15)).toMatchObject({ mode: 'narrow', stepsWidth: 0, bodyWidth: 75 });
    expect(layoutFor(55, 24, 15).mode).toBe('too-small');
    expect(layoutFor(80, 15, 15).mode).toBe('too-small');
  });
});

describe('rows', () => {
  const marks = { up: (rows: number) => `up ${rows}`, down: (rows: number) => `down ${rows}` };
  const rows = Array.from({ length: 10 }, (_, index) => line(`row ${index}`));

  it('shows a window and says how much is outside of it', () => {
    expect(windowed(rows, 3, 4, marks).map(plainText)).toEqual(['up 4', 'row 4', 'row 5', 'down 4']);
    expect(windowed(rows, 0, 3, marks).map(plainText)).toEqual(['row 0', 'row 1', 'down 8']);
    expect(windowed(rows, 99, 3, marks).map(plainText)).toEqual(['up 8', 'row 8', 'row 9']);
    expect(windowed(rows.slice(0, 1), 0, 3, marks)).toHaveLength(3);
  });

  it('keeps the selected row in view, and never under a mark', () => {
    for (let selected = 0; selected < 10; selected += 1) {
      for (const height of [1, 2, 3, 4, 7]) {
        const shown = windowed(rows, windowStart(selected, rows.length, height), height, marks).map(
          plainText,
        );
        expect(shown).toContain(`row ${selected}`);
      }
    }
  });

  it('puts blocks beside each other at the same column', () => {
    const joined = beside([line('租户'), line('a')], 6, [line('x'), line('y'), line('z')], '|').map(
      plainText,
    );
    expect(joined).toEqual(['租户  |x', 'a     |y', '      |z']);
  });

  it('makes a row exactly as wide as asked', () => {
    expect(plainText(fitLine(line(span('ab'), span('租户')), 5))).toBe('ab租…');
    expect(plainText(fitLine(line('ab'), 4))).toBe('ab  ');
  });
});

describe('where the wizard can open', () => {
  const tty = { isTTY: true };

  it('needs a terminal on both ends that can move its cursor, and nobody else in charge', () => {
    expect(canOpenWizard({ TERM: 'xterm' }, tty, tty)).toEqual({ ok: true });
    expect(canOpenWizard({}, {}, tty)).toMatchObject({ ok: false });
    expect(canOpenWizard({}, tty, {})).toMatchObject({ ok: false });
    expect(canOpenWizard({ TERM: 'dumb' }, tty, tty)).toMatchObject({ ok: false });
    expect(canOpenWizard({ CI: 'true' }, tty, tty)).toMatchObject({ ok: false });
    expect(canOpenWizard({ CI: 'false' }, tty, tty)).toEqual({ ok: true });
  });
});
