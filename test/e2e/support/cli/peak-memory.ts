import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** Watches a process until it ends; what it gives tells the most memory (MB) that was resident at once. */
export function watchMemory({ pid }: ChildProcess): () => number {
  let peak = 0;
  const watch = async () => {
    for (;;) {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(status) ?? [];
      if (kilobytes === undefined) return;
      peak = Number(kilobytes) / 1024;
      await delay(20);
    }
  };
  void watch();
  return () => peak;
}
