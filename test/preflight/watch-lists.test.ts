import { describe, expect, it } from 'vitest';
import { boundList } from '../../src/preflight/watch-lists.js';

const bindTenant = (sql: string, id: string) => boundList(sql, { tenant: { column: 'tenant_id', id } });

describe('a watch list', () => {
  it('puts the tenant in as a literal', () => {
    expect(bindTenant('SELECT 1 WHERE t = :tenant AND u <> :tenant;', 'acme')).toBe(
      "SELECT 1 WHERE t = 'acme' AND u <> 'acme'",
    );
  });

  it('cannot be broken out of', () => {
    expect(bindTenant('SELECT :tenant', "a' OR 1=1 -- \\")).toBe("SELECT 'a\\' OR 1=1 -- \\\\'");
    expect(bindTenant('SELECT :tenant', '$& $1')).toBe("SELECT '$& $1'");
  });

  it('leaves quoted text and longer names alone', () => {
    expect(bindTenant(`SELECT ':tenant', ":tenant", \`:tenant\`, :tenants`, 'x')).toBe(
      `SELECT ':tenant', ":tenant", \`:tenant\`, :tenants`,
    );
  });

  it('gets the parameters of the run', () => {
    const params = {
      since: { type: 'date', value: '2024-01-01' },
      least: { type: 'integer', value: '-5' },
    } as const;
    const tenant = { column: 'tenant_id', id: 'acme' };
    expect(boundList('SELECT 1 WHERE at > :since AND n -:least > 0', { tenant, params })).toBe(
      "SELECT 1 WHERE at > DATE'2024-01-01' AND n -(-5) > 0",
    );
  });
});
