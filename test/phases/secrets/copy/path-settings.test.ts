import { describe, expect, it } from 'vitest';
import { settingsToWrite } from '../../../../src/phases/secrets/copy/path-settings.js';
import type { PathMetadata } from '../../../../src/vault/kv.js';

const plain: PathMetadata = {
  currentVersion: 1,
  versions: [],
  maxVersions: 0,
  casRequired: false,
  deleteVersionAfter: '0s',
  customMetadata: {},
};
const question = { source: plain, target: null, ours: true, versionsNeeded: 1, mountMaxVersions: 10 };

describe('settingsToWrite', () => {
  it('writes nothing for a path with default settings', () => {
    expect(settingsToWrite(question)).toBeUndefined();
  });

  it('carries settings over to a path of ours', () => {
    const source = { ...plain, maxVersions: 5, casRequired: true, customMetadata: { a: 'b' } };
    expect(settingsToWrite({ ...question, source })).toMatchObject({
      maxVersions: 5,
      casRequired: true,
      customMetadata: { a: 'b' },
    });
  });

  it('leaves a path alone that was there before', () => {
    const source = { ...plain, maxVersions: 5 };
    expect(settingsToWrite({ ...question, source, target: plain, ours: false })).toBeUndefined();
  });

  it('does not write again what a crashed start has written', () => {
    const source = { ...plain, customMetadata: { a: '1', b: '2' } };
    const target = { ...plain, customMetadata: { b: '2', a: '1' } };
    expect(settingsToWrite({ ...question, source, target })).toBeUndefined();
  });

  it('raises the limit when the rows need more versions than are kept', () => {
    expect(settingsToWrite({ ...question, versionsNeeded: 11 })).toMatchObject({ maxVersions: 11 });
    expect(settingsToWrite({ ...question, versionsNeeded: 11, mountMaxVersions: 20 })).toBeUndefined();
    expect(settingsToWrite({ ...question, versionsNeeded: 11, mountMaxVersions: null })).toMatchObject({
      maxVersions: 11,
    });
    // Not known: it may be 1.
    expect(settingsToWrite({ ...question, versionsNeeded: 2, mountMaxVersions: null })).toMatchObject({
      maxVersions: 10,
    });
    expect(settingsToWrite({ ...question, mountMaxVersions: null })).toBeUndefined();
    const source = { ...plain, maxVersions: 2 };
    expect(settingsToWrite({ ...question, source, versionsNeeded: 3 })).toMatchObject({ maxVersions: 3 });
  });
});
