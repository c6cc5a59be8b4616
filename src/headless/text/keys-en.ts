import { counted } from '../../core/counted.js';
import type { KeysReport } from '../../operations/keys/types.js';

type State = KeysReport['versions'][number]['state'];

const state: Readonly<Record<State, string>> = {
  active: 'active',
  inactive: 'read only',
  retired: 'retired',
};

/** English texts of the keys. */
export const keys = {
  version: 'Version',
  stateTitle: 'State',
  madeAt: 'Made (UTC)',
  wrappedBy: 'Wrapped by',
  values: 'Values',
  column: 'Column',
  strange: 'Cannot be opened',
  state,
  transit: (key: string, latest: string, lowest: string) =>
    `transit key ${key}: version ${latest} wraps, versions from ${lowest} on are opened`,
  none: (table: string) => `${table} holds no data key yet: the first run, or keys rotate, makes one`,
  rewrapped: (values: string, rows: string) =>
    `${counted(values, 'value')} in ${counted(rows, 'row')} ${values === '1' ? 'is' : 'are'} encrypted anew`,
  left: (values: string) =>
    counted(
      values,
      'value does not open, and was left as it is',
      'values do not open, and were left as they are',
    ),
  leftValue: (table: string, key: string, column: string, fault: string) =>
    `${table} ${key} ${column}: ${fault}`,
};

/** Each of them; a language that lacks one does not compile. */
export type KeysText = typeof keys;
