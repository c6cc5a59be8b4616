import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { packFiles } from '../../../src/phases/files/packed-files.js';
import type { WantedFile } from '../../../src/phases/files/wanted-files.js';

const digest = (kind: 'sha256' | 'md5', index: number) =>
  createHash(kind).update(String(index)).digest('hex');

function* wanted(count: number): Generator<WantedFile> {
  for (let index = 0; index < count; index += 1)
    yield {
      repository: `bscp-v1-biz-${index % 3}`,
      sha256: digest('sha256', index),
      bytes: index % 5 === 0 ? null : index * 1024 ** 3,
      md5: index % 7 === 0 ? null : digest('md5', index),
    };
}

test.each([0, 1, 4_096, 10_000])(
  'gives %i files back as they came, as often as it is asked',
  async (count) => {
    const files = await packFiles(Readable.from(wanted(count)));
    const expected = [...wanted(count)];
    expect(files).toHaveLength(count);
    expect(files.bytes).toBe(expected.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0));
    expect([...files]).toEqual(expected);
    expect([...files]).toEqual(expected);
  },
);
