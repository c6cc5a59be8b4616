import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding.js';
import { localise } from '../../src/text/localise.js';
import { saySample } from '../../src/text/zh/samples.js';

const folder = join(import.meta.dirname, '../../src/preflight');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);

/** Templates that samples are made from, with `x` for values, where any word of ours stands in them. */
function labelled(file: string): readonly string[] {
  const text = readFileSync(join(folder, file), 'utf8');
  return [...text.matchAll(/(?:\bsamples:|\btally\.add\()[^`;]{0,160}`((?:[^`$]|\$(?!\{)|\$\{[^}`]*\})*)`/g)]
    .map(([, template]) => (template ?? '').replaceAll(/\$\{[^}]*\}/g, 'x'))
    .filter((sample) => /[a-z]{3,}/.test(sample.replaceAll(/\b\w+=/g, '')));
}

const samples = files.flatMap((file) => labelled(file).map((sample) => [file, sample] as const));

describe('the labels in samples', () => {
  it('are looked at in the sources', () => {
    expect(samples.length).toBeGreaterThanOrEqual(5);
  });

  it.each(samples)('of %s are Chinese: %s', (_file, sample) => {
    expect(saySample(sample)).toMatch(/\p{Script=Han}/u);
  });

  it.each([
    ['id=5 (tenant default)', 'id=5（租户 default）'],
    ['id=1 and id=2 (3 rows): biz_id=2', 'id=1 和 id=2（共 3 行）：biz_id=2'],
    ['id=7: "aaa…" (41 characters, 80 bytes)', 'id=7: "aaa…"（41 个字符，80 字节）'],
    ['biz_id=2, name="a": also tenant beta', 'biz_id=2, name="a"：租户 beta 也有'],
    ['biz_id=2, app=demo', 'biz_id=2, app=demo'],
    ['kvs id=23, biz/2/k: the source has no secret at this path', 'kvs id=23, biz/2/k：源端在此路径没有密钥'],
    ['id=7: a name: with marks', 'id=7: a name: with marks'],
  ])('%s', (english, chinese) => {
    const finding: Finding = {
      code: 'mysql.long-transactions',
      severity: 'warning',
      subject: 'source-mysql',
      count: 1,
      title: '1 transactions are older than 60 s; they can hold locks the migration waits for',
      params: { seconds: 60, kill: 'KILL 5;' },
      samples: [english],
    };
    expect(localise(finding, 'zh').samples).toEqual([chinese]);
    expect(localise(finding, 'en').samples).toEqual([english]);
  });
});
