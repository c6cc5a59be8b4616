import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SmallCase } from '../small-case.js';

/**
 * `ya`, `yb` are MySQL, `ma`, `mb` MariaDB; `mc` is a MariaDB that folds the names of its tables, `ys` a MySQL that takes small
 * packets only.
 */
export type CaseServer = 'ya' | 'yb' | 'ys' | 'ma' | 'mb' | 'mc';

interface CaseFile extends Pick<SmallCase, 'tables' | 'references' | 'levels'> {
  readonly source?: CaseServer;
  readonly target?: CaseServer;
  readonly ids?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface FixtureCase extends SmallCase {
  /** Absent: the case is one of both kinds of servers. */
  readonly servers?: readonly [CaseServer, CaseServer];
}

const folder = resolve(import.meta.dirname, '../../../fixtures/cases');

/** A case of test/fixtures/cases; throws when a file of it is missing. */
export function fixtureCase(name: string): FixtureCase {
  const read = (file: string) => readFileSync(join(folder, name, file), 'utf8');
  const { source, target, ids, options, tables, references, levels } = JSON.parse(
    read('case.json'),
  ) as CaseFile;
  return {
    tables,
    ...(references && { references }),
    ...(levels && { levels }),
    ...(source && target && { servers: [source, target] }),
    source: onePerLine(read('source.sql')),
    target: onePerLine(read('target.sql')),
    settings: { ...(ids && { migration: { ids } }), ...(options && { options }) },
  };
}

/** The files may hold several statements on a line. */
const onePerLine = (statements: string) => statements.replaceAll(/; (?=[A-Z])/g, ';\n');
