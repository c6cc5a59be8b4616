import type { WantedFile } from './wanted-files.js';

/** Files in little memory: 61 bytes each, where objects take about 300. */
export interface PackedFiles extends Iterable<WantedFile> {
  readonly length: number;
  /** In sum, as the rows say. */
  readonly bytes: number;
}

const recordBytes = 61;
const recordsPerBlock = 4_096;
/** Where in a record what stands: digest, md5 and whether there is one, length (NaN: not known), repository. */
const [md5At, hasMd5At, bytesAt, repositoryAt] = [32, 48, 49, 57];

/** Keeps all of some files, in their order. */
export async function packFiles(files: AsyncIterable<WantedFile>): Promise<PackedFiles> {
  const blocks: Buffer[] = [];
  const repositories = new Map<string, number>();
  let length = 0;
  let total = 0;
  for await (const { repository, sha256, bytes, md5 } of files) {
    const place = (length % recordsPerBlock) * recordBytes;
    if (place === 0) blocks.push(Buffer.alloc(recordsPerBlock * recordBytes));
    const block = blocks.at(-1) as Buffer;
    if (!repositories.has(repository)) repositories.set(repository, repositories.size);
    block.write(sha256, place, 'hex');
    if (md5 !== null) block.write(md5, place + md5At, 'hex');
    block.writeUInt8(md5 === null ? 0 : 1, place + hasMd5At);
    block.writeDoubleLE(bytes ?? Number.NaN, place + bytesAt);
    block.writeUInt32LE(repositories.get(repository) ?? 0, place + repositoryAt);
    length += 1;
    total += bytes ?? 0;
  }
  const names = [...repositories.keys()];
  const fileAt = (index: number): WantedFile => {
    const block = blocks[Math.floor(index / recordsPerBlock)] as Buffer;
    const place = (index % recordsPerBlock) * recordBytes;
    const bytes = block.readDoubleLE(place + bytesAt);
    return {
      repository: names[block.readUInt32LE(place + repositoryAt)] ?? '',
      sha256: block.toString('hex', place, place + md5At),
      bytes: Number.isNaN(bytes) ? null : bytes,
      md5:
        block.readUInt8(place + hasMd5At) === 1
          ? block.toString('hex', place + md5At, place + hasMd5At)
          : null,
    };
  };
  return {
    length,
    bytes: total,
    *[Symbol.iterator]() {
      for (let index = 0; index < length; index += 1) yield fileAt(index);
    },
  };
}
