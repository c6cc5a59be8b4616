import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopSignals } from '../../../src/cli/signals.js';
import { seededRandom } from '../support/faults/seeded-random.js';
import { createPair, type Pair } from '../support/pair.js';
import { closeWizards, openWizard } from '../support/wizard/steps.js';
import { isRestored } from '../support/wizard/wizard-pty.js';

/** Signals at random moments of a command's whole life, from its first line to its very end: it always ends with a code. */

const binary = resolve(import.meta.dirname, '../../../bin/tenantferry.js');
const random = seededRandom(28);

interface Death {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  /** Milliseconds from its first own line to its end. */
  readonly lived: number;
}

/** Node itself listens for SIGINT and SIGTERM, to die of them with the terminal restored; SIGHUP is caught by us alone. */
function listens({ pid }: ChildProcess): boolean {
  try {
    const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return (BigInt(`0x${caught}`) & 1n) === 1n;
  } catch {
    return true;
  }
}

/** Runs a command; `disturb` may send it signals, from the moment at which its first line ran. */
async function live(
  args: readonly string[],
  disturb: (child: ChildProcess) => Promise<void>,
): Promise<Death> {
  const child = spawn(process.execPath, [binary, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<Omit<Death, 'lived'>>((done) => {
    child.on('close', (code, signal) => done({ code, signal, output: Buffer.concat(chunks).toString() }));
  });
  while (!listens(child)) await wait(3);
  const born = performance.now();
  const [death] = await Promise.all([ended, disturb(child)]);
  return { ...death, lived: performance.now() - born };
}

let pair: Pair;
let runId = '';

beforeAll(async () => {
  pair = await createPair({ size: 'small' });
  const ran = await live(
    ['run', '-c', pair.configFile, '--confirm', pair.target.database, '--json'],
    async () => undefined,
  );
  runId = /"runId":"([^"]+)"/.exec(ran.output)?.[1] ?? '';
});
afterAll(async () => {
  await closeWizards();
  await pair.drop();
});

const commands: Readonly<Record<string, () => readonly string[]>> = {
  help: () => ['--help'],
  check: () => ['check', '-c', pair.configFile],
  plan: () => ['plan', '-c', pair.configFile],
  run: () => ['run', '-c', pair.configFile, '--confirm', pair.target.database],
  validate: () => ['validate', '-c', pair.configFile],
  repair: () => ['validate', '-c', pair.configFile, '--repair', '--confirm', pair.target.database],
  checklist: () => ['checklist', '-c', pair.configFile],
  rollback: () => ['rollback', '-c', pair.configFile, '--run', runId, '--dry-run'],
  report: () => ['report', '-c', pair.configFile, '-o', join(pair.folder, 'report.md')],
  runs: () => ['runs', '-c', pair.configFile, '--json'],
  'preset lint': () => ['preset', 'lint', 'bscp'],
};

/** Each signal comes once to some of the commands, and twice to the others. */
describe.each(Object.keys(commands).map((name, place) => ({ name, place })))('$name', ({ name, place }) => {
  it('ends with a code whenever a signal comes, once or twice', async () => {
    const args = commands[name]?.() ?? [];
    const whole = await live(args, async () => undefined);
    for (const [turn, signal] of stopSignals.entries()) {
      // Past the end as well: a process that is about to end is hit at its last moments.
      const [first, second] = [random(), random()]
        .map((part) => part * whole.lived * 1.05)
        .toSorted(byNumber);
      const death = await live(args, async (child) => {
        await wait(first);
        child.kill(signal);
        if ((place + turn) % 2 === 0) return;
        await wait((second ?? 0) - (first ?? 0));
        child.kill(signal);
      });
      const told = `${signal} after ${first} and ${second} ms of ${whole.lived}:\n${death.output}`;
      expect(death.signal, told).toBeNull();
      expect([130, whole.code], told).toContain(death.code);
      if (death.code === 130 && whole.code !== 130) expect(death.output, told).not.toBe('');
    }
  });
});

describe('the wizard', () => {
  it('ends with a code and gives the terminal back whenever a signal comes', async () => {
    for (const signal of stopSignals) {
      for (let round = 0; round < 2; round += 1) {
        const wizard = openWizard(pair);
        while (!listens({ pid: wizard.pid } as ChildProcess)) await wait(1);
        await wait(random() * 1500);
        wizard.kill(signal);
        expect(await wizard.exit, wizard.screen()).toBe(130);
        expect(!wizard.output().includes('\u001b[?1049h') || isRestored(wizard.output())).toBe(true);
      }
    }
  });
});

const byNumber = (one: number, other: number): number => one - other;
