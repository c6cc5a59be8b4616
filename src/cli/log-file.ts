import { chmodSync, closeSync, openSync, writeSync } from 'node:fs';
import { formatTime } from '../core/format.js';
import { unwritable } from './private-file.js';

interface LogFile {
  line(text: string): void;
  close(): void;
}

/** Opens a log file to append to, readable by its owner only. Each line begins with the time. */
export function openLogFile(path: string): LogFile {
  let file: number;
  try {
    file = openSync(path, 'a', 0o600);
    chmodSync(path, 0o600);
  } catch (error) {
    throw unwritable(path, error, 'log file');
  }
  return {
    // Written at once, so that the last line before a crash is there.
    line: (text) => {
      writeSync(file, `${formatTime(new Date().toISOString())} ${text}\n`);
    },
    close: () => closeSync(file),
  };
}
