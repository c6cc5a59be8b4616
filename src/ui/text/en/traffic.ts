import { switching } from '../../../headless/text/switch-en.js';

/** The words of readers on their way to the target. */
export const traffic = {
  traffic: {
    /** As the commands say it, too. */
    told: switching,
    looking: 'Looking where the traffic stands…',
    unseen: 'Where it stands cannot be read now. It is tried again each second.',
    mine: 'This wizard watches; other steps can be gone to. x stops watching, and the share stays.',
    stopping: 'Finishing the look in hand. The share stays as it is, and nobody watches then.',
    gates: 'Gates',
    noGates: 'The config has none: each step only lasts its time.',
    decisions: 'Decided so far, the latest first',
    next: (share: string, time: string) =>
      `Next: ${share} of users, once this step has lasted ${time} and every gate passes.`,
    last: (time: string) => `The last step: done once it has lasted ${time} and every gate passes.`,
    awaited: 'A person is waited for: f goes on, u brings everybody back.',
    since: (at: string) => `This step began at ${at}.`,
    start: {
      idle: 'Press s to move the first users; the target database name is asked for first.',
      running: 'Press s to watch it from here, and to go on.',
      waiting: 'Press s to watch it from here.',
      held: 'Press s to watch it from here and to judge its gates anew.',
      back: 'Everybody is on the source. Press s to begin anew.',
      done: 'All is done. u still brings everybody back.',
    },
    title: {
      start: 'Ready to move readers',
      forward: 'Ready to go to the next step',
      hold: 'Ready to hold',
      back: 'Ready to bring everybody back',
    },
    ask: {
      start: (strategy: string, steps: string, hold: string) =>
        `Users go to the target’s services through the proxy (${strategy}: ${steps}), and each step is watched for ${hold}. Who was moved stays moved while the share grows.`,
      forward: (from: string, to: string) =>
        `From ${from} to ${to} of users now, without waiting for this step’s time. A gate that fails forbids it.`,
      end: (share: string) => `There is no further step: at ${share} this ends, and nobody watches any more.`,
      hold: (share: string) =>
        `It stays at ${share} of users until a person says otherwise. It is still watched, and a breach still brings everybody back.`,
      back: (share: string) => `From ${share} to 0 % at once: everybody meets the source’s services again.`,
    },
    backRule: 'A breach of switch.back brings everybody back by itself.',
    noBackRule: 'The config has no switch.back: nobody goes back by himself.',
    loses: (why: string) => `This LOSES what users wrote on the target: ${why}.`,
    withoutData: 'Also where a gate has no data; Tab takes that back.',
    type: {
      start: (name: string) => `To start, type the target database name: ${name}`,
      forward: (name: string) => `To go on, type the target database name: ${name}`,
      hold: (name: string) => `To hold, type the target database name: ${name}`,
      back: (name: string) => `To go back, type the source database name: ${name}`,
    },
    mismatch: (typed: string, name: string) => `"${typed}" is not ${name}. Nothing was changed.`,
    ended: (message: string) => `Nobody watches the traffic any more: ${message}`,
    left: (share: number) => `${share} % of users are on the target, and nobody watches them. To go on:`,
  },
};
