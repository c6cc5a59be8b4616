import { expect, it, onTestFinished, vi } from 'vitest';
import { fieldCipherOf } from '../../../src/keys/field-cipher.js';
import { operations } from '../../../src/operations/index.js';
import type { OpenedField } from '../../../src/plan/mapping.js';
import { openCase } from '../support/small-case.js';
import { usersCase } from './users-case.js';

it.each(['mariadb', 'mysql'] as const)(
  'data keys that are made or retired later are seen by a process that runs on (%s)',
  async (flavour) => {
    const { context, target } = await openCase(usersCase(flavour));
    await operations.keysRotate(context);
    const [old, other] = [fieldCipherOf(context.config), fieldCipherOf(context.config)];
    if (!old || !other) throw new Error('no keys');
    const versionOf = (cell: Buffer | null | undefined) => cell?.toString('latin1').split(':')[0];
    const first = await old.encrypt([Buffer.from('a')]);
    expect(versionOf(first[0])).toBe('1');
    const unknown = [Buffer.from(`2:AES-256-GCM:${'00'.repeat(29)}`)];
    const seen = async (): Promise<OpenedField | undefined> => (await old.open(unknown))[0];
    expect(await seen()).toEqual({ fault: 'unknown' });

    await operations.keysRotate(context);
    const [made] = await other.encrypt([Buffer.from('b')]);
    expect(versionOf(made)).toBe('2');
    // What is asked again and again is looked for again, after a moment.
    await expect.poll(seen).toEqual({ fault: 'broken' });
    expect(await old.open([made ?? null])).toEqual([{ plain: Buffer.from('b') }]);

    // A third one, and another state of the first: by the clock.
    await operations.keysRotate(context);
    await target.query("UPDATE kms_data_keys SET status = 'revoked' WHERE version = 1");
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 61_000);
    onTestFinished(() => void vi.restoreAllMocks());
    expect(versionOf((await old.encrypt([Buffer.from('c')]))[0])).toBe('3');
    expect(await old.open(first)).toEqual([{ fault: 'retired' }]);
  },
);
