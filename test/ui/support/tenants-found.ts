import { told } from '../../../src/core/sentence.js';
import { say } from '../../../src/isolation/words.js';
import type { IsolationPart } from '../../../src/operations/isolation/types.js';

type Part<Name extends IsolationPart['part']> = Extract<IsolationPart, { part: Name }>;

/** A reference into another tenant, and an ID that all draw from one row. */
export const probeFound: Part<'probe'> = {
  part: 'probe',
  checks: [
    {
      ...{ check: 'orphans', verdict: 'bad', table: 'kvs', columns: ['app_id'], count: 1 },
      ...told(say('probe.orphans', { table: 'kvs', column: 'app_id', parent: 'apps', rows: '1' })),
    },
    {
      ...{ check: 'unique', verdict: 'good', table: 'apps', columns: ['tenant_id', 'name'] },
      ...told(say('probe.unique-good', { table: 'apps', columns: 'tenant_id, name' })),
    },
    {
      ...{ check: 'sequence', verdict: 'info', table: 'kvs', columns: ['id'] },
      ...told(say('probe.sequence', { table: 'kvs', column: 'id' })),
    },
  ],
  figures: { tables: 2, account: null, tenant: null, good: 1, bad: 1, unclear: 0, info: 1 },
};

const counts = { untouched: 4, good: 2, several: 0, bad: 1, unclear: 1 };

/** A statement without its tenant, and one that was cut off. */
export const auditFound: Part<'audit'> = {
  part: 'audit',
  statements: [
    {
      ...{ verdict: 'bad', statement: 'SELECT * FROM kvs k WHERE id = ?', tables: ['kvs'] },
      missing: [
        {
          ...{ table: 'kvs', alias: 'k', predicate: 'k.tenant_id = ?' },
          ...told(say('isolation.none', { table: 'kvs', alias: 'k' })),
        },
      ],
      ...{ executions: 1200, rowsExamined: 84_000, known: false },
    },
    {
      ...{
        verdict: 'unclear',
        statement: 'SELECT * FROM apps WHERE name IN (?, ?',
        tables: ['apps'],
        missing: [],
      },
      ...{ ...told(say('isolation.cut')), executions: 3, rowsExamined: 9, known: false },
    },
  ],
  figures: {
    ...{ seconds: 0, statements: counts, executions: counts, lost: 0, tables: 2 },
    ...{ seesPrepared: true, known: 0, gone: 0 },
  },
};
