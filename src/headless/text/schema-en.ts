import { counted } from '../../core/counted.js';
import type { SchemaPlanned, SchemaReport } from '../../operations/schema/types.js';

type State = SchemaReport['files'][number]['state'];

const state: Readonly<Record<State, string>> = {
  applied: 'applied',
  pending: 'not applied',
  'half-up': 'half applied',
  'half-down': 'half taken back',
  missing: 'applied, file gone',
};
const algorithm: Readonly<Record<Exclude<SchemaPlanned['algorithm'], 'none'>, string>> = {
  instant: 'instant: only what the server notes of the table changes',
  'in-place': 'in place: the table or an index is built beside its use',
  copy: 'copy: the server writes each row of the table again',
  unknown: 'how cannot be told beforehand; it may write each row again',
};
const locks: Readonly<Record<SchemaPlanned['locks'], string>> = {
  nothing: 'reading and writing go on',
  writes: 'writers wait, readers go on',
  all: 'readers and writers wait',
  unknown: 'writers may wait',
};

/** English texts of the schema's files. */
export const schema = {
  file: 'File',
  stateTitle: 'State',
  by: 'By',
  state,
  edited: 'edited since',
  carriedOut: { up: (name: string) => `${name} is applied`, down: (name: string) => `${name} is taken back` },
  pending: (count: string, database: string) =>
    `${counted(count, 'file is', 'files are')} not applied in ${database}`,
  upToDate: (database: string) => `${database} has all files applied`,
  golang: (version: string, dirty: boolean) =>
    `golang-migrate's schema_migrations says ${version}${dirty ? ', dirty' : ''}; it is kept in step`,
  golangNone: 'nothing',
  nothingPlanned: 'nothing would be done',
  planned: (statement: string, line: string, text: string) => `  ${statement} (line ${line}) ${text}`,
  algorithm,
  locks,
  size: (rows: string, bytes: string) => `about ${counted(rows, 'row')}, ${bytes}`,
  rows: 'within a transaction',
  unclear: 'after a crash nothing tells whether it was done: the tool would ask',
  dryRun: 'Nothing was written. Each ALTER locks the whole table for a moment at its beginning and its end.',
  statement: (file: string, statement: string, statements: string, text: string) =>
    `${file} ${statement}/${statements}  ${text}`,
  skipped: 'passed over: what it takes away is not there',
};

/** Each of them; a language that lacks one does not compile. */
export type SchemaText = typeof schema;
