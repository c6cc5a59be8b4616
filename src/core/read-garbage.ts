import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Read since the last collection, by all connections. */
let bytesRead = 0;
const collectAfter = 16 * 1024 * 1024;

type Collect = (options: { readonly type: 'minor' }) => void;

function findCollector(): Collect {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  return typeof found === 'function' ? (found as Collect) : () => undefined;
}

let collect: Collect | null = null;

/**
 * Counts bytes read from a server, and frees the memory of earlier ones. Node reads into a new buffer of 64 KB each time;
 * they lie outside V8's heap, and V8 begins to look for dead ones only after 64 MB of them.
 */
export function collectReadGarbage(bytes: number): void {
  bytesRead += bytes;
  if (bytesRead < collectAfter) return;
  bytesRead = 0;
  collect ??= findCollector();
  collect({ type: 'minor' });
}
