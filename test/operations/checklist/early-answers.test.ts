import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.js';
import type { ChecklistAnswer } from '../../../src/ledger/shapes.js';
import {
  earlyAnswersPath,
  readEarlyAnswers,
  saveEarlyAnswer,
} from '../../../src/operations/checklist/early-answers.js';
import { smallConfig } from '../../support/config.js';

let folder: string;
let config: Config;
const answer = (itemId: string, state: ChecklistAnswer['state'] = 'pass'): ChecklistAnswer => ({
  itemId,
  state,
  evidence: '',
  note: 'done at 02:00',
  by: 'ann',
  at: '2026-01-01T02:00:00.000Z',
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'early-answers-'));
  config = smallConfig({ path: join(folder, 'migrate.yaml') });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('early answers', () => {
  it('are none before the first one', async () => {
    expect(await readEarlyAnswers(config)).toEqual([]);
  });

  it('are kept, the last one per item, in a file only its owner can read', async () => {
    await saveEarlyAnswer(config, answer('source-backed-up', 'fail'));
    await saveEarlyAnswer(config, answer('target-backed-up'));
    await saveEarlyAnswer(config, answer('source-backed-up'));
    expect(await readEarlyAnswers(config)).toEqual([answer('target-backed-up'), answer('source-backed-up')]);
    expect((await stat(earlyAnswersPath(config))).mode & 0o777).toBe(0o600);
  });

  it('are kept apart also where the names of tenants are none for a file', () => {
    const paths = ['租户甲', '租户乙', 'a.b', 'a_b', '长'.repeat(255), `${'长'.repeat(254)}短`].map(
      (tenantId) => earlyAnswersPath({ ...config, tenantId }),
    );
    expect(new Set(paths).size).toBe(paths.length);
    for (const path of paths) expect(path).toMatch(/^.*migrate\.yaml\.checklist-[\w-]{1,70}\.json$/);
  });

  it('are kept apart by tenant', async () => {
    await saveEarlyAnswer(config, answer('source-backed-up'));
    expect(await readEarlyAnswers({ ...config, tenantId: 'other/../tenant' })).toEqual([]);
  });

  it('say which file is broken, and leave it as it is', async () => {
    await writeFile(earlyAnswersPath(config), '[{"itemId": 1}]');
    await expect(saveEarlyAnswer(config, answer('x'))).rejects.toThrow(
      'the saved checklist answers cannot be read',
    );
    expect(await readFile(earlyAnswersPath(config), 'utf8')).toBe('[{"itemId": 1}]');
  });
});
