import { expect } from 'vitest';
import type { Finding } from '../../../../src/core/finding.js';
import { type Ended, linesOf } from '../cli/binary.js';
import type { OpenedCase } from '../small-case.js';

/** What an operator's command ended with. */
export interface Said {
  readonly ended: Ended;
  readonly findings: readonly Finding[];
  readonly blockers: readonly Finding[];
}

/** Someone who gives one command after another, and minds what each of them says. */
export interface Operator {
  /** Gives a command that must end with this code. */
  gives(exitCode: number, command: string, ...flags: readonly string[]): Promise<Said>;
}

/** `sourceSql`: what filled the source; none of its values may be told, but as the example of a finding. */
export function operatorOf(opened: OpenedCase, sourceSql: string): Operator {
  const secret = valuesOf(sourceSql);
  return {
    async gives(exitCode, command, ...flags) {
      const ended = await opened.cli(command, ...flags);
      const all = `${ended.stdout}${ended.stderr}`;
      expect(ended.exitCode, `${command}: ${all.slice(-2_000)}`).toBe(exitCode);
      expect(all).not.toContain('Unexpected failure');
      const told = `${withoutExamples(ended)}${ended.stderr}`.toLowerCase();
      expect(told).not.toMatch(/\b0x[0-9a-f]{2}/);
      expect(secret.filter((value) => told.includes(value))).toEqual([]);
      const findings = linesOf(ended).flatMap(({ type, finding }) =>
        type === 'finding' ? [finding as Finding] : [],
      );
      return { ended, findings, blockers: findings.filter(({ severity }) => severity === 'blocker') };
    },
  };
}

/** Examples are there for the operator to decide by. */
const withoutExamples = ({ stdout }: Ended) =>
  stdout.replaceAll(/"samples":\[(?:"(?:[^"\\]|\\.)*",?)*\]/g, '');

/** Literals that are long or rare enough not to be said by chance, as text and as hexadecimal digits. */
function valuesOf(sql: string): readonly string[] {
  const inserts = sql.split('\n').filter((line) => line.includes('INSERT INTO'));
  const literals = inserts.flatMap((line) =>
    [...line.matchAll(/(X?)'([^'\n]*)'/g)].map(([, hex, text = '']) =>
      hex === 'X' ? Buffer.from(text, 'hex').toString() : text,
    ),
  );
  const rare = literals.filter((text) => text.length > 4 || /[\u0080-\uffff]/.test(text));
  return rare.flatMap((text) => [
    text.toLowerCase(),
    JSON.stringify(text).slice(1, -1).toLowerCase(),
    Buffer.from(text).toString('hex'),
  ]);
}
