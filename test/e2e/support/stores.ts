import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { FilesEndpoint } from '../../../src/config/config.js';
import { type OpenStore, openStore } from '../../../src/objects/open.js';
import type { NewObject, ObjectPlace, ObjectStore } from '../../../src/objects/store.js';
import {
  type BkRepoOptions,
  type BkRepoServer,
  startBkRepo,
} from '../../../src/sandbox/objects/bkrepo/server.js';
import { startVersitygw, type VersitygwOptions, type VersitygwServer } from './versitygw.js';

/** A BkRepo stand-in of the test's own; gone with the test. */
export async function ownBkRepo(options?: BkRepoOptions): Promise<BkRepoServer> {
  const server = await startBkRepo(options);
  onTestFinished(() => server.remove());
  return server;
}

/** A versitygw of the test's own (about 0.1 s to start); gone with the test. */
export async function ownVersitygw(options?: VersitygwOptions): Promise<VersitygwServer> {
  const server = await startVersitygw(options);
  onTestFinished(() => server.remove());
  return server;
}

/** A client that is closed with the test. */
export async function ownStore(
  endpoint: FilesEndpoint,
  options: Partial<OpenStore> = {},
): Promise<ObjectStore> {
  const store = await openStore(endpoint, { connections: 8, ...options });
  onTestFinished(() => store.close());
  return store;
}

const digest = (name: 'sha256' | 'md5', bytes: Buffer) => createHash(name).update(bytes).digest('hex');

/** A file of a business as BSCP names it, with its content. */
export interface SampleFile {
  readonly place: ObjectPlace;
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly md5: string;
}

export function fileOf(bizId: number, content: Buffer | string): SampleFile {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
  const sha256 = digest('sha256', bytes);
  return {
    place: { repository: `bscp-v1-biz-${bizId}`, path: `/file/${sha256}` },
    bytes,
    sha256,
    md5: digest('md5', bytes),
  };
}

/** The file as a new object; `other` says something else of it. */
export const newObject = (file: SampleFile, other: Partial<NewObject> = {}): NewObject => ({
  bytes: file.bytes.length,
  sha256: file.sha256,
  md5: file.md5,
  content: Readable.from(file.bytes.length === 0 ? [] : [file.bytes]),
  ...other,
});

/** The bytes of an object; null where there is none. */
export async function bytesOf(
  store: ObjectStore,
  place: ObjectPlace,
  range?: readonly [number, number],
): Promise<Buffer | null> {
  const body = await store.get(place, range === undefined ? {} : { range });
  if (body === null) return null;
  return body.whole();
}
