import { needsAscii } from '../../text/ascii.js';

/** What a terminal does beside drawing. Each gives the bytes to write; '' where this terminal would not understand them. */
export interface Osc {
  /** Keeps the title that is there, for `giveTitleBack`. */
  readonly keepTitle: string;
  readonly giveTitleBack: string;
  readonly title: (text: string) => string;
  /** The bar in the tab or the task bar; `null` takes it away. */
  readonly progress: (bar: ProgressBar | null) => string;
  /** A bell, and a message on the desktop where the terminal shows such. */
  readonly call: (message: string) => string;
  /** Puts a text into the clipboard of the machine that the terminal runs on, also over SSH. */
  readonly copy: (text: string) => string;
}

export interface ProgressBar {
  /** 0 to 100; null: cannot be told. */
  readonly percent: number | null;
  readonly state: 'working' | 'waiting';
}

type Environment = Readonly<Record<string, string | undefined>>;

const bell = '\u0007';
const osc = (body: string): string => `\u001b]${body}${bell}`;

/** `\x1b` and its like would end the sequence. */
const harmless = (text: string): string => text.replace(/\p{Cc}/gu, ' ');

/** What is meant for the terminal around a multiplexer; tmux hands it on where `allow-passthrough` is on. */
function passThrough({ TMUX, STY }: Environment): (sequence: string) => string {
  if (TMUX) return (sequence) => `\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;
  if (STY) return (sequence) => `\u001bP${sequence}\u001b\\`;
  return (sequence) => sequence;
}

/** Before 3.6.6 iTerm2 takes each step of a progress bar for a message. */
function takesProgressForMessage({ TERM_PROGRAM, TERM_PROGRAM_VERSION = '' }: Environment): boolean {
  const [major = 0, minor = 0, patch = 0] = TERM_PROGRAM_VERSION.split('.').map((part) =>
    Number.parseInt(part, 10),
  );
  return TERM_PROGRAM === 'iTerm.app' && (major - 3 || minor - 6 || patch - 6) < 0;
}

/** The sequences of xterm and ConEmu, for what this terminal is. A dumb one and the Linux console have none; a bell is all they know. */
export function oscOf(env: Environment): Osc {
  const outside = passThrough(env);
  if (env.TERM === 'dumb' || env.TERM === 'linux') {
    const none = () => '';
    const call = () => (env.TERM === 'linux' ? bell : '');
    return { keepTitle: '', giveTitleBack: '', title: none, progress: none, call, copy: none };
  }
  const shown = needsAscii(env) ? (text: string) => text.replace(/[^\x20-\x7e]+/g, '-') : harmless;
  return {
    keepTitle: '\u001b[22;2t',
    // A terminal that cannot keep titles shows its own again.
    giveTitleBack: `${osc('2;')}\u001b[23;2t`,
    title: (text) => osc(`2;${shown(text)}`),
    progress: (bar) => {
      if (takesProgressForMessage(env)) return '';
      if (bar === null) return outside(osc('9;4;0;0'));
      const { percent, state } = bar;
      const code = state === 'waiting' ? 4 : percent === null ? 3 : 1;
      return outside(osc(`9;4;${code};${percent ?? 0}`));
    },
    call: (message) => bell + outside(osc(`9;${shown(message)}`)),
    // tmux takes it itself where `set-clipboard` is on.
    copy: (text) => {
      const sequence = osc(`52;c;${Buffer.from(text).toString('base64')}`);
      return env.TMUX ? sequence + outside(sequence) : outside(sequence);
    },
  };
}
