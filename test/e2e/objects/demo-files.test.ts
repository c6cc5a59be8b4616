import { readFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import { expect, onTestFinished, test } from 'vitest';
import { Secret } from '../../../src/core/secret.js';
import { startDemo } from '../../../src/sandbox/demo.js';
import { fileOf, ownStore } from '../support/stores.js';

interface FilesBlock {
  readonly type: string;
  readonly url: string;
  readonly project: string;
  readonly username: string;
  readonly password: string;
}

test('a rehearsal with files has both stores running, the source filled, and both in its config', async () => {
  const demo = await startDemo({ files: true, vault: 'embedded' });
  onTestFinished(() => demo.stop());
  const config = load(await readFile(demo.configFile, 'utf8')) as Record<
    'source' | 'target',
    { files: FilesBlock }
  >;
  const open = async (side: 'source' | 'target', tenant?: string) => {
    const { url, project, username, password } = config[side].files;
    const endpoint = { type: 'bkrepo', url, project, username, password: new Secret(password) } as const;
    return ownStore(endpoint, tenant === undefined ? {} : { tenant });
  };
  const [source, target] = [await open('source'), await open('target', demo.tenantId)];
  const [bizId = 0] = demo.filled.bizIds;
  const empty = fileOf(bizId, '');
  expect(await source.head(empty.place)).toMatchObject({ bytes: 0, sha256: empty.sha256 });
  expect(await target.missing(empty.place.repository)).toBe('project');
  await target.make(empty.place.repository);
  expect(await target.missing(empty.place.repository)).toBeNull();
});
