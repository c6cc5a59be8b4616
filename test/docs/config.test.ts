import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { configFileSchema } from '../../src/config/schema.js';
import { configTable } from '../support/config-table.js';

const file = resolve(import.meta.dirname, '../../docs/config.md');
const page = readFileSync(file, 'utf8');

describe('docs/config.md', () => {
  it('shows a config that the schema takes', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(configFileSchema.safeParse(load(yaml)).error).toBeUndefined();
  });

  it('explains every key as the schema does; if not, write its table again: npm run schemas', async () => {
    const fresh = page.replace(
      /<!-- keys -->[\s\S]*<!-- \/keys -->/,
      () => `<!-- keys -->\n\n${configTable()}\n\n<!-- /keys -->`,
    );
    expect(fresh).toContain('| `source.mysql.port` | number, 1 to 65535 | Its port | `3306` |');
    await expect(fresh).toMatchFileSnapshot(file);
  });

  it('explains every key', () => {
    const keys = configTable().split('\n').slice(2);
    expect(keys.length).toBeGreaterThan(60);
    // Of stores, too, which are told apart by their type, and what only the target takes of them.
    for (const key of ['source.files.project', 'source.files.secret_id', 'target.files.also_plain_project'])
      expect(keys.filter((row) => row.includes(`\`${key}\``))).toHaveLength(1);
    for (const row of keys) expect(row).not.toMatch(/\| {2}\| [^|]*\|$/);
  });
});
