import { needsAscii } from '../text/ascii.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** How a piece of text is meant; the colour always comes with a glyph or a word that says the same. */
export type Tone = 'plain' | 'muted' | 'accent' | 'good' | 'warning' | 'bad' | 'selected';

export interface ToneStyle {
  readonly color?: 'cyan' | 'yellow' | 'red' | 'blue' | 'magenta';
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
}

interface Glyphs {
  readonly ok: string;
  readonly warning: string;
  readonly bad: string;
  readonly info: string;
  readonly todo: string;
  readonly active: string;
  readonly skipped: string;
  readonly pointer: string;
  readonly checked: string;
  readonly unchecked: string;
  readonly barFull: string;
  readonly barEmpty: string;
  /** From lowest to highest. */
  readonly graph: readonly string[];
  readonly vertical: string;
  readonly horizontal: string;
  readonly frame: FrameGlyphs;
  /** Around a production environment: it differs in shape, not only in colour. */
  readonly productionFrame: FrameGlyphs;
  readonly ellipsis: string;
  readonly more: { readonly up: string; readonly down: string };
}

export interface FrameGlyphs {
  readonly horizontal: string;
  readonly vertical: string;
  /** top left, top right, bottom left, bottom right */
  readonly corners: readonly [string, string, string, string];
  readonly teeLeft: string;
  readonly teeRight: string;
}

export interface Theme {
  readonly tones: Readonly<Record<Tone, ToneStyle>>;
  /** false (NO_COLOR): meanings stay in glyphs, words and weight. */
  readonly colour: boolean;
  /** Texts are shown without signs that ASCII lacks. */
  readonly ascii: boolean;
  readonly glyphs: Glyphs;
}

/** Cyan, yellow and red stay apart for the common kinds of colour blindness; green is not used. */
const tones: Theme['tones'] = {
  plain: {},
  muted: { dim: true },
  accent: { color: 'cyan', bold: true },
  good: { color: 'cyan' },
  warning: { color: 'yellow' },
  bad: { color: 'red', bold: true },
  selected: { inverse: true },
};

/** On a light background cyan and yellow are hard to read. */
const lightTones: Theme['tones'] = {
  ...tones,
  accent: { color: 'blue', bold: true },
  good: { color: 'blue' },
  warning: { color: 'magenta' },
};

const unicodeGlyphs: Glyphs = {
  ok: '✓',
  warning: '!',
  bad: '✗',
  info: '·',
  todo: '·',
  active: '▸',
  skipped: '–',
  pointer: '▸',
  checked: '[x]',
  unchecked: '[ ]',
  barFull: '█',
  barEmpty: '░',
  graph: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  vertical: '│',
  horizontal: '─',
  frame: { horizontal: '─', vertical: '│', corners: ['╭', '╮', '╰', '╯'], teeLeft: '├', teeRight: '┤' },
  productionFrame: {
    horizontal: '═',
    vertical: '║',
    corners: ['╔', '╗', '╚', '╝'],
    teeLeft: '╠',
    teeRight: '╣',
  },
  ellipsis: '…',
  more: { up: '▲', down: '▼' },
};

/** For terminals whose character set has no box drawing. */
const asciiGlyphs: Glyphs = {
  ok: '+',
  warning: '!',
  bad: 'x',
  info: '.',
  todo: '.',
  active: '>',
  skipped: '-',
  pointer: '>',
  checked: '[x]',
  unchecked: '[ ]',
  barFull: '#',
  barEmpty: '.',
  graph: ['_', '.', '-', '~', '=', '+', '*', '#'],
  vertical: '|',
  horizontal: '-',
  frame: { horizontal: '-', vertical: '|', corners: ['+', '+', '+', '+'], teeLeft: '+', teeRight: '+' },
  productionFrame: {
    horizontal: '=',
    vertical: '#',
    corners: ['#', '#', '#', '#'],
    teeLeft: '#',
    teeRight: '#',
  },
  ellipsis: '~',
  more: { up: '^', down: 'v' },
};

/** `TENANTFERRY_BACKGROUND`, or what some terminals say in `COLORFGBG` (`0;15`: colour 15 behind colour 0). */
function isLight(env: Environment): boolean {
  const { TENANTFERRY_BACKGROUND: told, COLORFGBG: colours = '' } = env;
  return told ? told === 'light' : /;(7|9|1[0-5])$/.test(colours);
}

/** The Linux console and terminals with an explicit 8-bit character set get ASCII; everything else Unicode. */
export function themeFor(env: Environment): Theme {
  const ascii = needsAscii(env);
  const noColour = Boolean(env.NO_COLOR) || env.FORCE_COLOR === '0';
  return {
    tones: isLight(env) ? lightTones : tones,
    colour: !noColour,
    ascii,
    glyphs: ascii ? asciiGlyphs : unicodeGlyphs,
  };
}
