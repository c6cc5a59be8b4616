import type { Theme, ToneStyle } from '../theme.js';
import type { Line } from './lines.js';

const colours = { cyan: 36, yellow: 33, red: 31, blue: 34, magenta: 35 } as const;

function styled(text: string, style: ToneStyle, colour: boolean): string {
  const on: number[] = [];
  const off: number[] = [];
  if (style.bold === true) on.push(1);
  if (style.dim === true) on.push(2);
  if (style.bold === true || style.dim === true) off.push(22);
  if (style.inverse === true) {
    on.push(7);
    off.push(27);
  }
  if (colour && style.color !== undefined) {
    on.push(colours[style.color]);
    off.push(39);
  }
  return on.length === 0 ? text : `\u001b[${on.join(';')}m${text}\u001b[${off.join(';')}m`;
}

/**
 * A row as terminal text. One string for each row, not one component for each tone, keeps a redraw of the live panel at
 * a few milliseconds; without colour, bold and inverse (the text cursor) stay.
 */
export function terminalText(row: Line, theme: Theme): string {
  return row
    .map((part) => {
      const style = theme.tones[part.tone ?? 'plain'];
      return styled(part.text, part.bold === undefined ? style : { ...style, bold: part.bold }, theme.colour);
    })
    .join('');
}
