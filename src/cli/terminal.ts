import type { SignalListener } from './signals.js';

/** What the commands see of the process around them; a test gives its own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: { readonly isTTY: boolean };
  /** `columns` where it is a terminal. */
  readonly stdout: {
    readonly isTTY: boolean;
    readonly columns?: number | undefined;
    write(text: string): void;
  };
  readonly stderr: { readonly isTTY: boolean; write(text: string): void };
  /** Milliseconds; only differences count. */
  now(): number;
  /** Calls back, instead of earlier listeners, on every SIGINT, SIGTERM and SIGHUP until the returned function is called. */
  onSignal(listener: SignalListener): () => void;
  /** Ends the process at once; for a second or third request to stop. */
  exit(code: number): void;
}

/** What a write fails with when its reader is gone: a pipe's, or a terminal's that was closed. */
const readerGone: readonly (string | undefined)[] = ['EPIPE', 'EIO'];

/** A stream that goes quiet, instead of ending the process, when its reader is gone: a migration must not die of `| head`. */
function tolerant(stream: NodeJS.WriteStream): Terminal['stdout'] {
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!readerGone.includes(error.code)) throw error;
    open = false;
  });
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.isTTY ? stream.columns : undefined;
    },
    write: (text) => {
      if (open) stream.write(text);
    },
  };
}

const deaf: Terminal['onSignal'] = () => () => undefined;

/** The real process, with the way its signals come; without one, no signal comes. */
export function processTerminal(onSignal = deaf): Terminal {
  return {
    env: process.env,
    stdin: { isTTY: process.stdin.isTTY === true },
    stdout: tolerant(process.stdout),
    stderr: tolerant(process.stderr),
    now: () => performance.now(),
    onSignal,
    exit: (code) => process.exit(code),
  };
}
