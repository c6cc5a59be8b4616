import { formatCount } from '../../../core/format.js';
import { percent } from '../../format.js';
import { type KeyId, listKeys, scrollKeys } from '../../keys.js';
import { problemCopies } from '../../wizard/copies.js';
import { problemText } from '../../wizard/farewell.js';
import { moved } from '../../wizard/list-keys.js';
import type { Outcome } from '../../wizard/outcome.js';
import type { KeyCommands, Step } from '../../wizard/wizard.js';
import type { Slice } from '../../wizard/wizard-state.js';
import {
  askFor,
  confirmKeys,
  lookAtKeys,
  openDataKeys,
  stopKeys,
  stopLooking,
} from './data-keys-commands.js';
import {
  type Act,
  actsNow,
  type DataKeysState,
  dataKeysReducer,
  initialDataKeys,
} from './data-keys-state.js';
import { dataKeysLines } from './data-keys-view.js';

const slice: Slice<'dataKeys'> = {
  name: 'dataKeys',
  initial: () => initialDataKeys,
  reduce: dataKeysReducer,
};

const keyOf: Readonly<Record<Act, KeyId>> = {
  rotate: 'rotateKey',
  rewrap: 'rewrapValues',
  retire: 'retireVersion',
};

const commands: KeyCommands = {
  closeRow: ({ store }) => store.dispatch({ slice: 'dataKeys', type: 'close' }),
  look: lookAtKeys,
  cancelWork: stopLooking,
  rotateKey: (wizard) => askFor(wizard, 'rotate'),
  rewrapValues: (wizard) => askFor(wizard, 'rewrap'),
  retireVersion: (wizard) => askFor(wizard, 'retire'),
  accept: confirmKeys,
  cancel: ({ store }) => store.dispatch({ slice: 'dataKeys', type: 'cancel' }),
  stop: stopKeys,
};

function outcomeOf({ phase, ended, problem, hasWritten }: DataKeysState): Outcome {
  if (phase === 'running' || ended === 'stopped') return 'cut';
  if (hasWritten && problem) return problem.refused ? 'refused' : 'failed';
  return ended === 'in-part' ? 'partial' : 'done';
}

/** Data keys and the values under them, over whatever step is shown; only where the config names keys. */
export const dataKeysStep: Step = {
  id: 'data-keys',
  name: { en: 'Keys', zh: '数据密钥' },
  slice,
  isShown: ({ context }) => context?.config.keys !== undefined,
  covers: ({ dataKeys }) => dataKeys.isOpen,
  shortcut: { keys: ['dataKeys'], open: openDataKeys },
  writing: {
    isWriting: ({ dataKeys }) => dataKeys.phase === 'running',
    isGivenUp: ({ dataKeys }) => dataKeys.stopping === 'giving-up',
    stop: stopKeys,
    hasWritten: ({ dataKeys }) => dataKeys.hasWritten,
    words: ({ keysTitle, keysBody, keysWrote }) => ({ title: keysTitle, body: keysBody, written: keysWrote }),
  },
  activity: ({ dataKeys: { phase }, work: { progress } }) => {
    if (phase === 'confirm') return { percent: null, state: 'asking' };
    if (phase !== 'running') return null;
    return {
      percent: progress === null ? null : percent(progress.overall, 1, false),
      state: 'working',
      writes: true,
    };
  },
  outcome: ({ dataKeys }) => outcomeOf(dataKeys),
  farewell: (wizard) => {
    const { text, store } = wizard;
    const { report, hasWritten, problem } = store.getState().dataKeys;
    if (!hasWritten) return [];
    const { changed, leftValues = 0 } = report ?? {};
    return [
      ...(changed ? [text.dataKeys.rewrapped(formatCount(changed.values), formatCount(changed.rows))] : []),
      ...(leftValues > 0 ? [text.dataKeys.left(formatCount(leftValues))] : []),
      ...problemText(problem, wizard),
    ];
  },
  lines: dataKeysLines,
  isSpinning: ({ dataKeys }) => dataKeys.phase === 'looking',
  copies: ({ dataKeys }, language) => problemCopies(dataKeys.problem, language),
  keys: ({ dataKeys }) => {
    switch (dataKeys.phase) {
      case 'running':
        return ['stop'];
      case 'looking':
        return ['cancelWork'];
      case 'confirm':
        return ['accept', 'cancel', ...scrollKeys];
      case 'shown': {
        const isList = (dataKeys.report?.versions.length ?? 0) > 0;
        return [
          'closeRow',
          'look',
          ...actsNow(dataKeys).map((act) => keyOf[act]),
          ...(isList ? listKeys : []),
        ];
      }
    }
  },
  edit: ({ dataKeys }) =>
    dataKeys.phase === 'confirm'
      ? (edit, { store }) => store.dispatch({ slice: 'dataKeys', type: 'edit', edit })
      : null,
  confirmation: ({ dataKeys }) => (dataKeys.phase === 'confirm' ? dataKeys.field : null),
  press: (key, wizard) => {
    const { store } = wizard;
    const { phase, marked, report } = store.getState().dataKeys;
    const to = phase === 'shown' ? moved(key, marked, report?.versions.length ?? 0) : null;
    if (to !== null) store.dispatch({ slice: 'dataKeys', type: 'mark', marked: Math.max(0, to) });
    commands[key]?.(wizard);
  },
};
