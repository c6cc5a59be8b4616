import { setTimeout as delay } from 'node:timers/promises';
import { MysqlError } from '../../mysql/errors.js';
import type { PhaseWork } from '../phase.js';
import { bringAdded } from './copy-phase.js';
import { addFiles, countFiles } from './ledger.js';
import type { WantedFile } from './wanted-files.js';
import { withStores } from './with-stores.js';

/** Brings the contents that rows name while more rows come. */
export interface FileBringer extends AsyncDisposable {
  /** Notes files of rows that are about to be written. They are brought beside that, and whoever begins again finds them noted. */
  readonly want: (files: readonly WantedFile[]) => Promise<void>;
}

/** Between two rounds, and after one that left something open. */
const everyMs = 1_000;
const againMs = 5_000;

/** Whether files are noted that nobody has brought, nor found to be missing or refused. */
export async function hasOpenFiles(ledger: PhaseWork['ledger']): Promise<boolean> {
  const counts = await countFiles(ledger);
  return counts.some(({ state, files }) => files > 0 && (state === 'pending' || state === 'writing'));
}

/** Begins with what an earlier start left; undefined where the run carries no files. The ledger's connection is not the rows'. */
export function openFileBringer(work: PhaseWork): FileBringer | undefined {
  const { context, plan, ledger, control } = work;
  const { files } = plan;
  if (!files) return undefined;
  const over = new AbortController();
  const stop = AbortSignal.any([control.stop, over.signal]);
  let failure: { readonly error: unknown } | undefined;
  let mayBeOpen = true;

  /** Whether nothing is left open. */
  const round = async (): Promise<boolean> => {
    mayBeOpen = false;
    if (!(await hasOpenFiles(ledger))) return true;
    await withStores(context, files, async (opened) => {
      const rows = await opened.session('source');
      const bringing = { side: 'source', overwrite: false, rows } as const;
      await bringAdded({ ...work, control: { ...control, stop } }, files, opened, bringing);
    });
    return !(await hasOpenFiles(ledger));
  };

  async function bringOn(): Promise<void> {
    while (!stop.aborted) {
      let isDone = true;
      if (mayBeOpen)
        try {
          isDone = await round();
        } catch (error) {
          // Who writes the rows notices, too, when a server is gone for good.
          if (!(error instanceof MysqlError && error.retryable)) failure ??= { error };
          isDone = false;
        }
      mayBeOpen ||= !isDone;
      await delay(isDone ? everyMs : againMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }

  const bringing = bringOn();
  const destinations = files.destinations.map(({ name }) => name);
  return {
    async want(wanted) {
      if (failure) throw failure.error;
      if (wanted.length === 0) return;
      await addFiles(ledger, destinations, wanted);
      mayBeOpen = true;
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await bringing;
    },
  };
}
