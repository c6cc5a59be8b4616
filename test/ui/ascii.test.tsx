import { describe, expect, it } from 'vitest';
import { formatValue } from '../../src/core/format.js';
import { asciiSigns } from '../../src/text/ascii.js';
import { catalogues } from '../../src/ui/text/index.js';
import { themeFor } from '../../src/ui/theme.js';
import { openSession } from './support/wizard-session.js';

/** Every text of a catalogue that stands there as it is shown. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const isAscii = /^[\t\n\x20-\x7e]*$/;

describe('on a terminal that has ASCII only', () => {
  it('no text of the wizard keeps a sign that it lacks', () => {
    const kept = textsOf(catalogues.en)
      .map(asciiSigns)
      .filter((text) => !isAscii.test(text));
    expect(kept).toEqual([]);
  });

  it('screens hold nothing else, arrows in titles, keys and treatments included', async () => {
    const session = await openSession({ options: { env: { TERM: 'linux' } } });
    const { text } = { text: catalogues.en };
    const look = async (until: string) => expect(await session.see(until)).toMatch(isAscii);
    await look(text.config.labels.file);
    session.type('\r');
    await look(`! 1 ${text.severity.warning}`);
    session.type('\r');
    await look(text.tables.level(1));
    session.type('\r');
    await look(text.dryRun.readOnlyTitle);
    session.type('\t\t\t');
    await look(text.dryRun.treatments.constant('acme'));
    session.type('?');
    await look(text.help.title);
  });

  it('keeps the letters of names and values', () => {
    expect(asciiSigns('配置 → name')).toBe('配置 > name');
    // And shows spaces that nobody would see.
    expect(asciiSigns(formatValue(' a  b'))).toBe("'_a__b'");
    expect(themeFor({ TERM: 'linux' }).ascii).toBe(true);
    expect(themeFor({ LANG: 'zh_CN.UTF-8' }).ascii).toBe(false);
  });
});
