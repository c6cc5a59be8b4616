import { styleText } from 'node:util';

/** What a piece of text means; colour only underlines it, the words carry it. */
export type Tone = 'good' | 'info' | 'warning' | 'bad' | 'dim' | 'strong';

/** Colours a text by its meaning, or leaves it as it is. */
export type Style = (tone: Tone, text: string) => string;

const formats = {
  good: 'green',
  info: 'cyan',
  warning: 'yellow',
  bad: 'red',
  dim: 'dim',
  strong: 'bold',
} as const;

/** A style for a colour terminal, or one that changes nothing. */
export function makeStyle(color: boolean): Style {
  if (!color) return (_tone, text) => text;
  return (tone, text) => styleText(formats[tone], text, { validateStream: false });
}
