import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { FilesEndpoint } from '../../../src/config/config.js';
import type { BkRepoServer } from '../../../src/sandbox/objects/bkrepo/server.js';
import { linesOf, runBinary } from '../support/cli/binary.js';
import { watchMemory } from '../support/cli/peak-memory.js';
import { type FileRow, openBkRepos, openFilesCase, rowOf, smallFiles } from '../support/files-case.js';
import { fileOf, ownStore, ownVersitygw } from '../support/stores.js';

const mostMb = 200;

/** `run --phase files` by the built tool: how it ended, its last counts, and the most memory that it took. */
async function carry(source: FilesEndpoint, target: FilesEndpoint, rows: readonly FileRow[]) {
  const { configFile, targetDatabase } = await openFilesCase({ rows, source, target });
  let peakMb = () => 0;
  const ended = await runBinary(
    ['run', '--phase', 'files', '-c', configFile, '--json', '--confirm', targetDatabase],
    {
      onStart: (child) => {
        peakMb = watchMemory(child);
      },
    },
  );
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  const told = linesOf(ended).filter(({ type }) => type === 'files-progress');
  return { counts: told.at(-1), underway: told.map(({ bytesUnderway }) => bytesUnderway), peakMb: peakMb() };
}

it('carries 20,000 files within 200 MB', async () => {
  const files = smallFiles(20_000);
  const { from, to } = await openBkRepos(files);
  const { counts, peakMb } = await carry(from.endpointOf('bscp'), to.endpointOf('bscp'), files.map(rowOf));
  expect(counts).toMatchObject({ done: 20_000, created: 20_000 });
  expect(peakMb).toBeLessThan(mostMb);
  expect(from.requests.length + to.requests.length).toBeLessThan(3.2 * 20_000);
});

const largeBytes = 2 * 1024 ** 3;
const piece = Buffer.alloc(1024 * 1024, 'x');

function* piecesOf(start = 0, end = largeBytes - 1): Generator<Buffer> {
  for (let at = start; at <= end; at += piece.length)
    yield piece.subarray(0, Math.min(piece.length, end + 1 - at));
}

async function digestsOf(bytes: AsyncIterable<Buffer> | Iterable<Buffer>) {
  const [sha256, md5] = [createHash('sha256'), createHash('md5')];
  for await (const part of bytes) {
    sha256.update(part);
    md5.update(part);
  }
  return { sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}

/** The large file in a server's project: nothing of it lies on the disk, it is made while it is read. */
function plantLarge({ contents }: BkRepoServer, digests: { readonly sha256: string; readonly md5: string }) {
  const node = { bytes: largeBytes, ...digests };
  contents.repository('bscp', 'bscp-v1-biz-2')?.nodes.set(`/file/${digests.sha256}`, node);
  contents.hasBytes = () => true;
  contents.open = (_repository, _node, range) => Readable.from(piecesOf(range?.start, range?.end));
}

/** Looks at what comes, and forgets it. */
function forgetBytes({ contents }: BkRepoServer) {
  contents.receive = async (stream) => {
    let bytes = 0;
    const counted = async function* () {
      for await (const chunk of stream) {
        bytes += chunk.length;
        yield chunk;
      }
    };
    const digests = await digestsOf(counted());
    return { file: '', bytes, ...digests };
  };
  contents.keep = async (repository, path, { file: _, ...node }) => {
    repository.nodes.set(path, node);
    return node;
  };
}

it('carries a file of 2 GB from BkRepo to BkRepo and to COS, and from COS to COS, within 200 MB', async () => {
  const digests = await digestsOf(piecesOf());
  const rows = [{ bizId: 2, bytes: largeBytes, ...digests }];
  const place = { repository: 'bscp-v1-biz-2', path: `/file/${digests.sha256}` };
  const { from, to } = await openBkRepos([]);
  plantLarge(from, digests);
  forgetBytes(to);
  const cos = await ownVersitygw();
  await cos.makeBucket('first');
  await cos.makeBucket('second');
  const [bkrepo, first, second] = [
    from.endpointOf('bscp'),
    cos.endpointOf('first'),
    cos.endpointOf('second'),
  ];
  for (const [source, target] of [
    [bkrepo, to.endpointOf('bscp')],
    [bkrepo, first],
    [{ ...first, endpoint: first.endpoint.replace('127.0.0.1', 'localhost') }, second],
  ] as const) {
    const { counts, underway, peakMb } = await carry(source, target, rows);
    expect(counts).toMatchObject({ created: 1, bytes: largeBytes });
    // It is seen to come where it goes through the tool.
    expect(new Set(underway).size).toBeGreaterThan(2);
    expect(peakMb).toBeLessThan(mostMb);
  }
  const body = await (await ownStore(second)).get(place);
  expect(await digestsOf(body?.pieces() ?? [])).toEqual(digests);
});

it('carries 40 files of 8 MiB at once within 200 MB', async () => {
  const files = Array.from({ length: 40 }, (_, index) => fileOf(2, Buffer.alloc(8 * 1024 * 1024, index)));
  const { from } = await openBkRepos(files);
  const cos = await ownVersitygw();
  await cos.makeBucket('bucket');
  const { counts, peakMb } = await carry(from.endpointOf('bscp'), cos.endpointOf('bucket'), files.map(rowOf));
  expect(counts).toMatchObject({ created: 40 });
  expect(peakMb).toBeLessThan(mostMb);
});
