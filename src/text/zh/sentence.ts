import type { Finding } from '../../core/finding.js';
import { formatCount } from '../../core/format.js';
import { MissingValue, type Values, valuesOf } from '../said.js';

export interface Sentence {
  readonly title: string;
  readonly remedy?: string | undefined;
}

/** A finding as the entries of the catalogue read it. */
export interface Said extends Values {
  readonly finding: Finding;
  /** 源环境 or 目标环境, by the finding's subject. */
  readonly side: string;
  /** `source` or `target`, as in the config's keys. */
  readonly key: string;
  readonly table: string;
  readonly column: string;
  /** With separators. */
  readonly count: string;
  readonly ok: boolean;
  readonly blocks: boolean;
}

/** One entry for each code; a code with several sentences tells them apart by severity and values. */
export type Catalogue = Readonly<Record<string, (said: Said) => Sentence>>;

/** Wraps a finding for the catalogue. Reading what it does not have throws MissingValue. */
export function saidBy(finding: Finding): Said {
  const need = <Value>(name: string, value: Value | undefined): Value => {
    if (value === undefined) throw new MissingValue(name);
    return value;
  };
  const isSource = finding.subject.startsWith('source');
  return {
    ...valuesOf(finding.params),
    finding,
    side: isSource ? '源环境' : '目标环境',
    key: isSource ? 'source' : 'target',
    ok: finding.severity === 'ok',
    blocks: finding.severity === 'blocker',
    get table() {
      return need('table', finding.table);
    },
    get column() {
      return need('column', finding.column);
    },
    get count() {
      return formatCount(need('count', finding.count));
    },
  };
}
