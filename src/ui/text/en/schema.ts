import { counted } from '../../../core/counted.js';
import { schema as words } from '../../../headless/text/schema-en.js';

const { state, edited, carriedOut, golang, golangNone, algorithm, locks, size, unclear, dryRun } = words;

/** The target's schema files. */
export const schema = {
  schema: {
    ...{ state, edited, carriedOut, golang, golangNone, algorithm, locks, size, unclear, dryRun },
    title: (database: string) => `Schema files of ${database}`,
    looking: 'Reading the files and how they stand in the target…',
    upToDate: 'All files are applied.',
    pending: (count: string, all: string) =>
      `${count} of ${counted(all, 'file')} ${count === '1' ? 'is' : 'are'} not applied.`,
    refuses:
      'A run is refused until they are (schema.on_run: refuse). s applies them; Enter goes on without.',
    brings: 'A run applies them first (schema.on_run: up). s applies them now; Enter goes on.',
    plan: 'What applying them will do',
    files: 'Files, newest first',
    ask: {
      up: 'Apply the files',
      continue: 'Go on with the file that is half done',
      'take-back': 'Take the file back that is half done',
      done: 'Say that it was done',
      'not-done': 'Say that nothing of it was done',
    },
    warning: {
      up: 'CREATE, ALTER and DROP are committed by the server itself. What they drop comes back from a backup only.',
      continue: 'The statements behind those that are done are carried out.',
      'take-back': 'Its .down.sql is carried out. What that drops is gone, with the rows in it.',
      done: 'Look at the database first: the tool takes your word for it.',
      'not-done': 'Look at the database first: the tool takes your word for it.',
    },
    beginning: 'Taking the lock of the target…',
    at: (file: string, statement: string, statements: string) =>
      `${file}: statement ${statement} of ${statements}`,
    doneOf: (done: string, total: string) => `${done} of ${counted(total, 'statement')}`,
    doneSoFar: (done: string) => `${counted(done, 'statement')} so far`,
    safe: 'Each statement is noted before it begins and when it is done: after a crash it is known where to go on.',
    stopping: 'It ends behind this statement. What is done stays done.',
    stillRunning: 'Schema files are being carried out: wait, or stop them first.',
  },
};
