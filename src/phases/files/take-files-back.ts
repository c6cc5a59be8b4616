import { type Sentence, told } from '../../core/sentence.js';
import { nothingFound, type TakingBack, type Traces } from '../phase.js';
import { countFiles } from './ledger.js';
import { removeFiles } from './remove-files.js';
import { filesOptions } from './stores.js';
import { withStores } from './with-stores.js';
import { say } from './words.js';

/** The files that a run made, where that is asked for: they stay otherwise, and that is said. They go after the rows that name them. */
export async function takeFilesBack({
  context,
  run,
  ledger,
  request,
  listener,
  control,
}: TakingBack): Promise<Traces> {
  const { plan } = run;
  const { files } = plan;
  const made = files
    ? (await countFiles(ledger)).filter(({ state }) => state === 'created' || state === 'writing')
    : [];
  const count = made.reduce((sum, { files: some }) => sum + some, 0);
  const nothing: Traces = {
    found: nothingFound,
    keep: async () => nothingFound,
    remove: async () => ({ done: true, kept: [] }),
  };
  if (!files || count === 0) return nothing;
  const tell = (said: Sentence) =>
    listener({ type: 'log', level: 'warning', ...told(said), at: new Date().toISOString() });
  if (!request.files) {
    tell(say('files.stay', { files: count, store: files.destinations[0]?.store ?? '' }));
    return nothing;
  }
  const found = { ...nothingFound, others: { files: count } };
  return {
    found,
    keep: async () => found,
    remove: async () => {
      const isOver = () => control.stop.aborted || control.abort.aborted;
      try {
        const { named, changed } = await withStores(context, files, async ({ stores, session }) =>
          removeFiles({
            plan,
            files,
            stores,
            ledger,
            target: await session('target'),
            total: count,
            parallel: filesOptions(context.config).parallel,
            listener,
            signal: AbortSignal.any([control.stop, control.abort]),
          }),
        );
        if (named > 0) tell(say('files.named', { files: named }));
        if (changed > 0) tell(say('files.others', { files: changed }));
      } catch (error) {
        if (!isOver()) throw error;
      }
      return { done: !isOver(), kept: [] };
    },
  };
}
