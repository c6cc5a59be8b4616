import { describe, expect, it } from 'vitest';
import { load, refusalOf } from './support.js';

const mysql = (name: string) => `mysql: { host: ${name}, database: d, user: u, password: p }`;
const sides = `source:\n  ${mysql('one')}\ntarget:\n  ${mysql('two')}\n`;

describe('a config for a system without tenants', () => {
  const probe = (how: string) => `probes:\n  - { id: x, when: after, title: X, ${how} }\n`;
  const rule =
    'watch:\n  rules:\n    - { id: x, sql: "SELECT COUNT(*) FROM a WHERE t = :tenant", when: "> 0" }\n';
  it.each([
    ['migration.target_tenant_id', 1, `migration: { preset: users-pair, target_tenant_id: acme }\n${sides}`],
    // Its value is nobody's, also where it is not there.
    [
      'migration.target_tenant_id',
      1,
      `migration: { preset: danci, target_tenant_id: "\${NOWHERE}" }\n${sides}`,
    ],
    ['migration.biz_ids', 1, `migration: { preset: users-pair, biz_ids: [2] }\n${sides}`],
    ['probes[0].http', 7, `migration: { preset: users-pair }\n${sides}${probe('http: "http://h/{tenant}"')}`],
    [
      'probes[0].sql',
      7,
      `migration: { preset: users-pair }\n${sides}${probe('sql: "SELECT :tenant", expect: 1')}`,
    ],
    ['watch.rules[0].sql', 8, `migration: { preset: users-pair }\n${sides}${rule}`],
  ])('that says something in %s is refused, line %i', async (key, line, text) => {
    const refused = await refusalOf(text);
    expect(refused).toMatchObject({ key, line });
    expect(refused.message).toContain(key);
    expect(refused.message).toMatch(/has none: leave it out, or name in the preset the column/);
    expect(refused.message).not.toContain('NOWHERE');
    expect(refused.error.because).toBeDefined();
  });

  it('loads without', async () => {
    expect(await load(`migration: { preset: users-pair }\n${sides}`)).toMatchObject({ tenantId: '' });
  });
});
