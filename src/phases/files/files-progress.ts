import type { RunEvent } from '../../core/events.js';
import type { FileCounts, FileState } from '../../ledger/types.js';
import type { FileResult, FileTask } from './ledger.js';

/** How far the files are, told a few times a second. */
export interface FilesProgress {
  /** So many bytes more of it have come. */
  readonly moved: (task: FileTask, bytes: number) => void;
  /** What has come of it counts for nothing: it is tried again, or was given up. */
  readonly anew: (task: FileTask) => void;
  readonly count: (task: FileTask, result: Pick<FileResult, 'state' | 'bytes'>) => void;
  readonly finish: () => void;
}

const tellEveryMs = 250;

/** Tells of the whole run, earlier starts (`before`) included. */
export function createFilesProgress(
  before: readonly FileCounts[],
  listener: (event: RunEvent) => void,
): FilesProgress {
  const sum = (pick: (state: FileTask['state']) => boolean, what: 'files' | 'bytes') =>
    before.filter(({ state }) => pick(state)).reduce((total, count) => total + count[what], 0);
  const isDone = (state: FileTask['state']) => state === 'created' || state === 'existed';
  const total = sum(() => true, 'files');
  const counts = {
    done: sum(isDone, 'files'),
    bytes: sum(isDone, 'bytes'),
    created: sum((state) => state === 'created', 'files'),
    existed: sum((state) => state === 'existed', 'files'),
    missing: 0,
    failed: 0,
  };
  let bytesTotal = sum(() => true, 'bytes');
  let told = 0;
  /** Bytes of files that are on their way, which a large one is for minutes. */
  const underway = new Map<FileTask, number>();
  const tell = () => {
    told = performance.now();
    const bytesUnderway = [...underway.values()].reduce((all, bytes) => all + bytes, 0);
    const most = Math.max(bytesTotal, counts.bytes + bytesUnderway);
    listener({
      type: 'files-progress',
      total,
      bytesTotal: most,
      ...(bytesUnderway > 0 ? { bytesUnderway } : {}),
      ...counts,
    });
  };
  tell();
  return {
    moved(task, bytes) {
      underway.set(task, (underway.get(task) ?? 0) + bytes);
      if (performance.now() - told >= tellEveryMs) tell();
    },
    anew: (task) => void underway.delete(task),
    count(task, { state, bytes }) {
      underway.delete(task);
      counts.done += 1;
      counts.bytes += bytes;
      // Rows do not always say how long a file is.
      bytesTotal += Math.max(0, bytes - (task.bytes ?? 0));
      counts[counterOf(state)] += 1;
      if (performance.now() - told >= tellEveryMs) tell();
    },
    finish: tell,
  };
}

function counterOf(state: FileState | 'writing'): 'created' | 'existed' | 'missing' | 'failed' {
  switch (state) {
    case 'created':
    case 'existed':
    case 'missing':
      return state;
    default:
      return 'failed';
  }
}
