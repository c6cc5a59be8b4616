import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withSelection, writeSelection } from '../../src/config/write-selection.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'selection-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (text: string, skip: readonly string[], include: readonly string[] = []): string =>
  withSelection(text, 'migrate.yaml', { skip, include });

describe('the choice of tables in a config file', () => {
  it('keeps comments, order and everything else', () => {
    const text = [
      '# for the night of the 12th',
      'migration: { target_tenant_id: acme }   # agreed',
      'skip_tables: [hooks]   # nobody uses them',
      '# the servers',
      'source: { mysql: { host: a } }',
      '',
    ].join('\n');
    expect(write(text, ['hooks', 'releases'], ['audits'])).toBe(
      `${text.replace('[hooks]', '[hooks, releases]')}include_tables: [audits]\n`,
    );
  });

  it('keeps the lines of a list that stay, with what stands beside them', () => {
    const text = [
      'skip_tables:',
      '  # asked by the owners',
      '  - hooks  # old',
      '  - "groups"',
      '# next',
      'a: 1',
      '',
    ].join('\n');
    expect(write(text, ['hooks', 'kvs'])).toBe(
      ['skip_tables:', '  # asked by the owners', '  - hooks  # old', '  - kvs', '# next', 'a: 1', ''].join(
        '\n',
      ),
    );
    expect(write('skip_tables:\n- hooks\n- kvs\na: 1\n', ['kvs'])).toBe('skip_tables:\n- kvs\na: 1\n');
    expect(write('skip_tables:\n- hooks\na: 1\n', [])).toBe('skip_tables: []\na: 1\n');
  });

  it('takes the place of a list of the only tables, and of a list over several lines', () => {
    const text = 'only_tables: [\n  hooks,\n  kvs,\n  ]\na: 1\n';
    expect(write(text, ['groups'])).toBe('a: 1\nskip_tables: [groups]\n');
    expect(write('a: 1\r\nskip_tables: [x]\r\n', ['y'])).toBe('a: 1\r\nskip_tables: [y]\r\n');
    expect(write('a: 1', ['y'])).toBe('a: 1\nskip_tables: [y]\n');
    expect(write('a: 1\n', [])).toBe('a: 1\n');
  });

  it('says what to write where the file is laid out in another way', () => {
    for (const text of ['{ "skip_tables": ["hooks"], "a": 1 }\n', '"skip_tables": [hooks]\n']) {
      expect(() => write(text, ['kvs'])).toThrow(/cannot be written into migrate.yaml/);
    }
  });

  it('leaves a file that only its owner can read, also behind a link', async () => {
    const file = join(folder, 'real.yaml');
    const link = join(folder, 'migrate.yaml');
    await writeFile(file, 'a: 1\n', { mode: 0o644 });
    await symlink(file, link);
    await writeSelection(link, { skip: ['kvs'], include: [] });
    expect(await readFile(file, 'utf8')).toBe('a: 1\nskip_tables: [kvs]\n');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});
