import type { LogPosition } from '../log-position.js';
import type { EventHeader } from './event-header.js';
import { LogError } from './log-error.js';
import { say } from './words.js';

/** Ends of events are written in four bytes, whatever the size of the file. */
const wrap = 2 ** 32;

/** The first event's place in a file, after its four bytes of magic. */
export const firstPosition = 4;

/** Where reading is. Each step throws LogError when it does not fit to the one before: events or files are missing. */
export interface Chain {
  readonly at: LogPosition;
  /** Goes over an event of the file. */
  event(header: EventHeader): void;
  /** A heartbeat says where the server is: it has sent all before that. */
  heartbeat(header: EventHeader): void;
  /** The server says what it sends next, at the beginning and at each new file. */
  file(file: string, position: number): void;
}

export function createChain(start: LogPosition): Chain {
  let at = start;
  let begun = false;

  function mustEnd(at: number, { end }: EventHeader): void {
    if (end !== at % wrap) throw new LogError(say('log.gap', { found: end, expected: at }));
  }

  return {
    get at() {
      return at;
    },
    event(header) {
      const end = at.position + header.size;
      mustEnd(end, header);
      at = { file: at.file, position: end };
    },
    heartbeat: (header) => mustEnd(at.position, header),
    file(file, position) {
      const again = file === at.file && position === at.position;
      if (!begun && !again) throw new LogError(say('log.start', { file, position }));
      const follows = file === fileAfter(at.file) && position === firstPosition;
      if (begun && !follows) throw new LogError(say('log.files', { file: at.file, next: file }));
      begun = true;
      at = { file, position };
    },
  };
}

/** Files are numbered from 1 on: `binlog.000009`, `binlog.000010`. */
function fileAfter(file: string): string {
  const [, name = '', number = ''] = /^(.*\.)(\d+)$/.exec(file) ?? [];
  return `${name}${String(Number(number) + 1).padStart(number.length, '0')}`;
}
