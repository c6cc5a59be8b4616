import { expect, it, onTestFinished, vi } from 'vitest';
import { runProbes } from '../../../src/operations/checklist/probes.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { sharedServer } from '../support/servers.js';

it.each(['mariadb', 'mysql'] as const)(
  'a probe that %s ends for its time is told as one that got no answer, whoever was quicker',
  async (flavour) => {
    // Our own clock never strikes: the server's answer is what is told.
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(new AbortController().signal);
    onTestFinished(() => void vi.restoreAllMocks());
    const endpoint = endpointOf(sharedServer(flavour), 'information_schema');
    const columns = ['a', 'b', 'c'].map((name) => `information_schema.columns ${name}`).join(', ');
    const sql = `SELECT COUNT(*) FROM ${columns} WHERE CONCAT(a.column_name, b.column_name, c.column_name) = 'never'`;
    const item = { id: 'slow', when: 'after', title: { en: 'slow', zh: 'slow' }, kind: 'probe' } as const;
    const [made] = await runProbes(
      { checklist: [{ ...item, probe: { sql, on: 'target', expect: '0' } }] },
      {
        source: endpoint,
        target: endpoint,
        tenantId: 'acme',
        timeoutMs: 300,
        signal: new AbortController().signal,
      },
    );
    expect(made).toMatchObject({
      state: 'fail',
      evidence: 'the target could not answer: no answer within 0.3 seconds',
    });
  },
);
