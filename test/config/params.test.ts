import { expect, it } from 'vitest';
import { load, refusalOf, writeFile } from './support.js';

const preset = `name: shop
title: The shop
source_version: "1"
target_version: "2"
params:
  since: { type: date }
  kind: { type: text, default: plain }
  least: { type: integer, default: 3 }
tables:
  - { name: orders, level: 1, where: "s.made >= :since AND s.kind = :kind AND s.n > :least" }
`;
const variable = (name: string) => ['$', '{', name, '}'].join('');
const yaml = (params: string, of = writeFile(preset, { name: 'preset.yaml' })) => `migration:
  preset: ${of}
${params}
source: { mysql: { host: a, database: s, user: u, password: x } }
target: { mysql: { host: b, database: t, user: u, password: x } }
`;

it('takes parameters from the config, the environment and the preset', async () => {
  const config = await load(yaml(`  params: { since: 2024-01-31, kind: "${variable('KIND')}" }`), {
    env: { KIND: "o'hara" },
  });
  expect(config.params).toEqual({
    since: { type: 'date', value: '2024-01-31' },
    kind: { type: 'text', value: "o'hara" },
    least: { type: 'integer', value: '3' },
  });
});

it('says which parameter is missing, unknown or of another type, and never its value', async () => {
  const missing = await refusalOf(yaml('  params: { kin: hush }'));
  expect(missing.message).toContain(
    'FILE:3: migration.params names kin, which preset shop does not declare; did you mean "kind"?',
  );
  expect(missing.message).toContain('migration.params.since is missing: preset shop needs a day, YYYY-MM-DD');
  expect(missing.message).not.toContain('hush');
  const wrong = await refusalOf(yaml('  params: { since: hush-hush, kind: 5, least: hush }'));
  expect(wrong.message).toContain('FILE:3: migration.params.since must be a day, YYYY-MM-DD');
  expect(wrong.message).toContain('migration.params.kind must be a text');
  expect(wrong.message).toContain('migration.params.least must be a whole number');
  expect(wrong.message).not.toContain('hush');
  const absent = await refusalOf(yaml(`  params: { since: 2024-01-01, kind: "${variable('NOWHERE')}" }`));
  expect(absent.message).toContain('NOWHERE');
  expect(absent.message).not.toContain('must be');
  const none = await refusalOf(yaml(''));
  expect(none.message).toContain('migration.params.since is missing');
  expect(none.line).toBe(1);
});

it('refuses parameters where the preset has none', async () => {
  const { message } = await refusalOf(yaml('  params: { a: 1 }', 'danci'));
  expect(message).toContain('migration.params names a, which preset danci does not declare');
});
