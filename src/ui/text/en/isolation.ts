import { counted } from '../../../core/counted.js';

/** Whether tenants stay apart, over a step. */
export const isolation = {
  isolation: {
    title: 'Do tenants stay apart in the target?',
    hint: 'Enter looks at rows and keys, and judges every kind of statement that the target’s server has counted so far; l listens to it for a minute. It only reads, whole tables of it.',
    looking: 'Looking at rows, keys and statements…',
    listening: (seconds: number) => `Listening to the target for ${counted(seconds, 'second')}…`,
    busy: 'Something is being read: wait for its end first.',
  },
};
