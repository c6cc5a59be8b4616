import { counted } from '../../../core/counted.js';
import { keys as words } from '../../../headless/text/keys-en.js';

const { state, transit, none, rewrapped, left } = words;

/** Data keys of encrypted columns, over a step. */
export const dataKeys = {
  dataKeys: {
    ...{ state, transit, none, rewrapped, left },
    title: (database: string) => `Data keys of ${database}`,
    hint: 'Enter looks at the data keys and counts which values name which version. It only reads, whole tables of it.',
    looking: 'Counting which values name which version…',
    named: (values: string) => counted(values, 'value'),
    made: (date: string) => `made ${date}`,
    wrapped: (version: string) => `wrapped by v${version}`,
    strangeValues: (values: string) =>
      values === '1'
        ? '1 value names no data key that can be opened, or is no encrypted value'
        : `${values} values name no data key that can be opened, or are no encrypted values`,
    rotate: (version: string) => `A new data key, version ${version}; values stay as they are.`,
    rewrap: (values: string) =>
      values === '1'
        ? '1 value names an older version: encrypts it anew, in place.'
        : `${values} values name an older version: encrypts them anew, in place.`,
    rewrapNothing: 'Nothing to encrypt anew: every value names the newest version.',
    retire: (version: string) => `Retires version ${version}: its data key is gone for good.`,
    retireActive: (version: string) =>
      `Version ${version} is the active one: it can be retired once there is a newer one and no value names it.`,
    retireNamed: (version: string, values: string) =>
      `Version ${version} cannot be retired: ${values === '1' ? '1 value names' : `${values} values name`} it. w first.`,
    ask: {
      rotate: 'Make a new data key',
      rewrap: 'Encrypt values anew under the newest data key',
      retire: 'Retire a version of the data key',
    },
    warning: {
      rotate:
        'From now on new values are encrypted under it. Values that are there stay, and are opened as before.',
      rewrap:
        'Rows are locked 100 at a time, and each value is proven before it is committed. It can be stopped and gone on with.',
      retire: 'A backup from before holds values that can then be opened by nobody.',
    },
    safe: 'What is done names the newest version: it can be stopped at any time, and a second start does the rest.',
    stopping: 'It ends behind the rows in hand. What is encrypted anew stays.',
    busy: 'Something is being read or written: wait for its end first.',
  },
};
