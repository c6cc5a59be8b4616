import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { NginxConfig } from '../../config/switch.js';
import { codeOf } from '../../core/refused.js';
import { type Figures, noFigures, type Side, type SideFigures, timeKey } from '../figures.js';
import type { Counted } from '../plane.js';
import { refuse } from '../words.js';

/** nginx's access log, a JSON object a line: what each request came to, told by the proxy itself. */

const markShape = z.object({ inode: z.number(), offset: z.number() });
type Mark = z.infer<typeof markShape>;

const blockBytes = 256 * 1024;

/** Counts the lines behind the mark; null: only sets it to the log's end. A log that was moved away is read to its end first. */
export async function countLog(config: NginxConfig, given: unknown): Promise<Counted> {
  const { log } = config;
  try {
    const { ino: inode, size } = await stat(log);
    const mark = markShape.safeParse(given).data;
    if (!mark) return { figures: noFigures, mark: { inode, offset: size } };
    const tally = createTally(config);
    if (mark.inode !== inode) await readMoved(log, mark, tally.add);
    const isSame = mark.inode === inode && mark.offset <= size;
    const offset = await readLines(log, isSame ? mark.offset : 0, tally.add);
    return { figures: tally.figures(), mark: { inode, offset } };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw refuse('plane.log', { file: log, error: codeOf(error) });
  }
}

/** What was written before the log was moved: to `.1`, or to a date behind its name. One that was packed since is gone. */
async function readMoved(log: string, { inode, offset }: Mark, add: (line: string) => void): Promise<void> {
  const folder = dirname(log);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(basename(log)) || name === basename(log)) continue;
    const moved = join(folder, name);
    const found = await stat(moved).catch(() => null);
    if (found?.ino === inode && found.size >= offset) return void (await readLines(moved, offset, add));
  }
}

/** Reads whole lines and gives where the next one begins: nginx may be in the middle of the last. */
async function readLines(file: string, from: number, add: (line: string) => void): Promise<number> {
  await using handle = await open(file, 'r');
  const block = Buffer.alloc(blockBytes);
  let rest = Buffer.alloc(0);
  let offset = from;
  for (;;) {
    const { bytesRead } = await handle.read(block, 0, blockBytes, offset + rest.length);
    if (bytesRead === 0) return offset;
    const all = Buffer.concat([rest, block.subarray(0, bytesRead)]);
    const end = all.lastIndexOf(10) + 1;
    for (const line of all.toString('utf8', 0, end).split('\n')) if (line !== '') add(line);
    offset += end;
    rest = Buffer.from(all.subarray(end));
  }
}

function createTally({ source, target }: NginxConfig) {
  type Counts = { -readonly [Key in keyof SideFigures]: SideFigures[Key] } & {
    times: Record<string, number>;
  };
  const sides: Record<Side, Counts> = {
    source: { ...noFigures.source, times: {} },
    target: { ...noFigures.target, times: {} },
  };
  const sideOf = (backend: unknown) =>
    backend === target ? sides.target : backend === source ? sides.source : null;

  function add(line: string): void {
    const entry = parseEntry(line);
    const side = entry && sideOf(entry.backend);
    if (!entry || !side) return;
    const grpc = grpcStatus(entry.grpc_status);
    side.requests += 1;
    if (Number(entry.status) >= 500 || (grpc !== null && grpc !== 0)) side.failed += 1;
    if (grpc !== null) side.grpcCalls += 1;
    if (grpc !== null && grpc !== 0) side.grpcFailed += 1;
    const seconds = Number(entry.request_time);
    if (!Number.isFinite(seconds)) return;
    const key = timeKey(seconds * 1000);
    side.times[key] = (side.times[key] ?? 0) + 1;
  }
  return { add, figures: (): Figures => sides };
}

function parseEntry(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    // Not one of ours, such as a line that a disk cut.
    return null;
  }
}

/** null: no gRPC call. nginx tries several upstreams in a row: the last one's is the client's. */
function grpcStatus(given: unknown): number | null {
  const last = String(given ?? '')
    .split(/[,:]/)
    .at(-1)
    ?.trim();
  return last !== undefined && /^\d+$/.test(last) ? Number(last) : null;
}
