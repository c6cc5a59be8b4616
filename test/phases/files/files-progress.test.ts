import { expect, it, onTestFinished, vi } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { createFilesProgress } from '../../../src/phases/files/files-progress.js';
import type { FileTask } from '../../../src/phases/files/ledger.js';

const task = (sha256: string, bytes: number | null): FileTask => ({
  repository: 'biz-2',
  destination: 'main',
  sha256,
  bytes,
  md5: null,
  state: 'pending',
});

it('a large file is seen to come, and what came of a try that failed counts for nothing', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const events: RunEvent[] = [];
  const before = [
    { state: 'created', files: 2, bytes: 50 },
    { state: 'pending', files: 2, bytes: 1_000 },
  ] as const;
  const progress = createFilesProgress(before, (event) => events.push(event));
  const [large, other] = [task('a', 1_000), task('b', null)];
  const moved = (one: FileTask, bytes: number) => {
    vi.advanceTimersByTime(300);
    progress.moved(one, bytes);
    return events.at(-1);
  };
  expect(events).toMatchObject([{ done: 2, total: 4, bytes: 50, bytesTotal: 1_050 }]);
  expect(moved(large, 400)).toMatchObject({ done: 2, bytes: 50, bytesUnderway: 400 });
  expect(moved(large, 400)).toMatchObject({ bytesUnderway: 800 });
  progress.anew(large);
  expect(moved(large, 100)).toMatchObject({ bytesUnderway: 100, bytesTotal: 1_050 });
  // Of a length that nobody knew.
  expect(moved(other, 7_000)).toMatchObject({ bytesUnderway: 7_100, bytesTotal: 7_150 });
  progress.count(large, { state: 'created', bytes: 1_000 });
  progress.anew(other);
  progress.count(other, { state: 'missing', bytes: 0 });
  progress.finish();
  expect(events.at(-1)).toEqual({
    type: 'files-progress',
    done: 4,
    total: 4,
    bytes: 1_050,
    bytesTotal: 1_050,
    created: 3,
    existed: 0,
    missing: 1,
    failed: 0,
  });
});
