import { describe, expect, it } from 'vitest';
import { localiseRefusal } from '../../src/text/localise.js';
import { goodConfig, refusalOf } from './support.js';

/** What the two languages say of a wrong config; places are cut to the line. */
async function said(text: string): Promise<readonly [english: string, chinese: string, remedy: unknown]> {
  const { error } = await refusalOf(text);
  const chinese = localiseRefusal(error, 'zh');
  const short = (message: string): string => message.replaceAll(/^\S+?:(\d+(?::\d+)?): /gm, '$1: ');
  expect(localiseRefusal(error, 'en')).toBe(error);
  return [short(error.message), short(chinese.message), chinese.remedy];
}

describe('what is wrong with a config file', () => {
  it('keeps places, keys and values', async () => {
    const wrong = goodConfig.replace('host: one', 'hots: one').replace('user: reader', 'user: 12');
    const [english, chinese, remedy] = await said(wrong);
    expect(english).toContain('unknown key "hots" in source.mysql; did you mean "host"?');
    expect(chinese).toContain('source.mysql 中的未知键“hots”；是否应为“host”？');
    expect(chinese).toContain('source.mysql.user 应为文本，实为数字，请加引号');
    expect(remedy).toBe('请修改该文件；docs/config.md 列出了所有的键。');
    expect(english.match(/^\d+: /gm)).toEqual(chinese.match(/^\d+: /gm));
  });

  it.each([
    ['bad YAML', `${goodConfig}\n  - [`, /^\d+:\d+: YAML 语法错误：/],
    ['an alias', goodConfig.replace('user: reader', 'user: *reader'), /有值以 \* 开头/],
    ['a key twice', `${goodConfig}\nskip_tables: [a]\nskip_tables: [b]`, /出现两次，第一次在第 \d+ 行/],
    ['an unknown table', `${goodConfig}\nskip_tables: [evnets]`, /skip_tables 中的表 evnets 不在预设/],
    ['no known key', `${goodConfig}\nzzzzzzzz: 1`, /未知键“zzzzzzzz”；可用的键：/],
    [
      'a form',
      goodConfig.replace(/target_tenant_id: .*/, 'target_tenant_id: " a"'),
      /应为租户 ID，前后不得有空格/,
    ],
    ['nothing at all', '', /文件 应为一组键，实为空值/],
  ])('is said in Chinese: %s', async (_name, text, chinese) => {
    expect((await said(text))[1]).toMatch(chinese);
  });
});
