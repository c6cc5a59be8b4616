import { describe, expect, it } from 'vitest';
import { bindTenant } from '../../src/preflight/watch-lists.js';

describe('bindTenant', () => {
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
});
