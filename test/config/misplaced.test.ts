import { describe, expect, test } from 'vitest';
import { localiseRefusal } from '../../src/text/localise.js';
import { goodConfig, refusalOf } from './support.js';

/** What is said of a block at the end of a config that is right but for it. */
const saidOf = async (block: string) => (await refusalOf(`${goodConfig}${block}\n`)).message;

describe('a key in the wrong block is told with its place', () => {
  test.each([
    [
      'options: { max_rows_per_second: 5 }',
      'unknown key "max_rows_per_second" in options; its place is options.throttle',
    ],
    [
      'options: { maxRowsPerSecond: 5 }',
      'unknown key "maxRowsPerSecond" in options; its place is options.throttle, spelt max_rows_per_second',
    ],
    [
      'options: { skip_tables: [audits] }',
      'unknown key "skip_tables" in options; its place is the top of the file',
    ],
    ['biz_ids: [1]', 'unknown key "biz_ids"; its place is migration'],
    ['parallel: 2', 'unknown key "parallel"; its place is options or options.files'],
    ['rules: []', 'unknown key "rules"; its place is watch'],
  ])('%s', async (block, said) => {
    expect(await saidOf(block)).toBe(`FILE:13: ${said}`);
  });

  test('of the places of both sides, that of the side it stands in', async () => {
    const { message } = await refusalOf(goodConfig.replace('target:', '  token: secret-of-one\ntarget:'));
    expect(message).toBe('FILE:8: unknown key "token" in source; its place is source.vault');
  });

  test.each([
    ['options: { name: one }', 'known keys: batch_size'],
    ['options: { batchSizes: 5 }', 'did you mean "batch_size"?'],
  ])('a name that is used all over, or is known here but for a slip, is not: %s', async (block, said) => {
    expect(await saidOf(block)).toContain(said);
    expect(await saidOf(block)).not.toContain('its place');
  });

  test('in Chinese', async () => {
    const { error } = await refusalOf(`${goodConfig}options: { maxRowsPerSecond: 5 }\n`);
    expect(localiseRefusal(error, 'zh').message).toContain(
      '应写在 options.throttle（写作 max_rows_per_second）',
    );
  });
});
