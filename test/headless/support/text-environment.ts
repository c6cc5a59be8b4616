import type { TextEnvironment } from '../../../src/headless/sink.js';
import { makeStyle } from '../../../src/headless/style.js';
import { headlessText } from '../../../src/headless/text/index.js';
import type { Lang } from '../../../src/headless/text/language.js';

/** Text output into an array, with a clock that the test moves. */
export function collectText(lang: Lang = 'en'): {
  readonly environment: TextEnvironment;
  readonly lines: string[];
  readonly clock: { now: number };
} {
  const lines: string[] = [];
  const clock = { now: 0 };
  const environment: TextEnvironment = {
    sink: (line) => {
      lines.push(line);
    },
    text: headlessText(lang),
    lang,
    style: makeStyle(false),
    now: () => clock.now,
  };
  return { environment, lines, clock };
}
