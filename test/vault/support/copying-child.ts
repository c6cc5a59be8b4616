import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { SecretRowResult, SecretsLedger } from '../../../src/phases/secrets/copy/copy-types.js';
import { copy, endpoint, group, row, withClients } from './copying.js';

/** What the parent sends on stdin: nothing secret may stand in the arguments. */
export interface ChildTask {
  readonly address: string;
  readonly token: string;
  readonly source: string;
  readonly target: string;
  readonly paths: number;
  readonly ledgerFile: string;
}

/** One line of the ledger's file; a line is whole or absent, as a committed transaction would be. */
export type LedgerLine =
  | { readonly intents: readonly { readonly targetPath: string; readonly priorVersion: number }[] }
  | { readonly results: readonly SecretRowResult[] };

export function readLedger(file: string): readonly LedgerLine[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as LedgerLine);
}

function fileLedger(file: string): SecretsLedger {
  const append = async (line: LedgerLine) => appendFileSync(file, `${JSON.stringify(line)}\n`);
  return {
    recorded: async (paths) => {
      const intents = readLedger(file).flatMap((line) => ('intents' in line ? line.intents : []));
      return new Map(
        intents
          .filter(({ targetPath }) => paths.includes(targetPath))
          .map(({ targetPath, priorVersion }) => [targetPath, { priorVersion }]),
      );
    },
    intend: (intents) => append({ intents }),
    settle: (results) => append({ results }),
  };
}

if (process.argv[1]?.endsWith('copying-child.ts')) {
  const task = JSON.parse(await text(process.stdin)) as ChildTask;
  const settled = new Set(
    readLedger(task.ledgerFile)
      .flatMap((line) => ('results' in line ? line.results : []))
      .map((result) => result.row.rowKey),
  );
  const groups = Array.from({ length: task.paths }, (_, n) =>
    group(`p/${n}`, row(`${n}a`, 1), row(`${n}b`, 2)),
  ).filter(({ rows }) => rows.some(({ rowKey }) => !settled.has(rowKey)));
  const at = (mount: string) => endpoint(task.address, task.token, mount);
  const { events, summary } = await withClients(at(task.source), at(task.target), (clients) =>
    copy(clients, groups, fileLedger(task.ledgerFile), { concurrency: 4 }),
  );
  console.log(JSON.stringify({ summary, events }));
}
