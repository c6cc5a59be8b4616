import { expect, it } from 'vitest';
import { idleDimensions, withDimensions } from '../../src/plan/dimensions.js';
import { presetSchema } from '../../src/preset/schema.js';
import { column, database, table } from '../support/facts.js';

const text = (name: string) => column(name, 'varchar(20)');
const preset = (tables: readonly object[], dimensions: object) =>
  presetSchema.parse({ name: 'x', title: 'x', source_version: '1', target_version: '2', tables, dimensions });
const fills = (
  from: ReturnType<typeof database>,
  to: ReturnType<typeof database>,
  given: ReturnType<typeof preset>,
) => Object.fromEntries(withDimensions(given, from, to).tables.map(({ name, fill }) => [name, fill]));

it('fills a dimension where the target has it, and nothing else gives it', () => {
  const names = ['plain', 'own', 'listed', 'ruled', 'without', 'repaired', 'renamed'];
  const source = database('s', [
    ...['plain', 'listed', 'ruled', 'without', 'repaired', 'old'].map((name) =>
      table(name, [text('id'), text('chat')]),
    ),
    table('own', [text('id'), text('PLACE')]),
  ]);
  const target = database(
    't',
    names.map((name) => table(name, name === 'without' ? [text('id')] : [text('id'), text('Place')])),
  );
  const given = preset(
    [
      { name: 'plain', level: 1 },
      { name: 'own', level: 1 },
      { name: 'listed', level: 1, columns: { id: {} } },
      { name: 'ruled', level: 1, fill: { place: { value: 'here' } } },
      { name: 'without', level: 1 },
      { name: 'repaired', level: 1, write: 'repair', columns: { chat: { value: 1 } } },
      { name: 'renamed', level: 1, from: { table: 'old', as: 'o' } },
    ],
    { place: { expr: "CONCAT(s.chat, ' s.chat')" } },
  );
  const dimension = { expr: "CONCAT(s.chat, ' s.chat')" };
  expect(fills(source, target, given)).toEqual({
    plain: { Place: dimension },
    own: undefined,
    listed: { Place: dimension },
    ruled: { place: { value: 'here' } },
    without: undefined,
    repaired: undefined,
    renamed: { Place: { expr: "CONCAT(`o`.chat, ' s.chat')" } },
  });
  expect(idleDimensions(given, target)).toEqual([]);
});

it('leaves a preset without dimensions as it is', () => {
  const given = preset([{ name: 'a', level: 1 }], {});
  expect(withDimensions(given, database('s', []), database('t', []))).toBe(given);
});

it('names a dimension that no table has', () => {
  const given = preset([{ name: 'a', level: 1 }], { agentid: { value: 'x' } });
  const [found, ...more] = idleDimensions(given, database('t', [table('a', [text('agent_id')])]));
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    code: 'reshape.no-dimension',
    severity: 'blocker',
    params: { near: 'agent_id' },
  });
});
