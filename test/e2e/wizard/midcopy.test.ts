import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rowsPhase } from '../../../src/phases/rows/phase.js';
import { secretsPhase } from '../../../src/phases/secrets/phase.js';
import type { Settings } from '../../../src/sandbox/migrate-yaml.js';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { widthOf } from '../../../src/ui/terminal/text-width.js';
import { en } from '../../../src/ui/text/en.js';
import { coreTables } from '../support/independent/index.js';
import { createPair, type Pair } from '../support/pair.js';
import { mismatchesOf } from '../support/wizard/comparison.js';
import {
  closeWizards,
  dryRunToConfirmation,
  openWizard,
  tenantRows,
  walkToConfirmation,
  walkToTables,
} from '../support/wizard/steps.js';
import { isRestored, type WizardPty } from '../support/wizard/wizard-pty.js';

/** What an operator does while rows are copied. Held tables (LOCK TABLES) keep the copy in its midst for as long as a test needs. */

let pair: Pair;
let target: AdminConnection;
let holder: AdminConnection;

const settings = { options: { batch_size: 50, parallel: 1 } };

afterEach(async () => {
  await closeWizards();
  await holder.query('UNLOCK TABLES');
});

async function open(more: Settings = {}): Promise<() => Promise<void>> {
  pair = await createPair({ vault: false, settings: { ...settings, ...more } });
  target = await connectAdmin(pair.target.server, pair.target.database);
  holder = await connectAdmin(pair.target.server, pair.target.database);
  return async () => {
    await holder.end();
    await target.end();
    await pair.drop();
  };
}

/** Nothing can be written into these tables until `UNLOCK TABLES`. */
async function hold(...tables: readonly string[]): Promise<void> {
  await holder.query(`LOCK TABLES ${tables.map((table) => `\`${table}\` READ`).join(', ')}`);
}

/** Connections that wait for a held table. */
async function waitingWriters(): Promise<number> {
  const [rows] = await target.query(
    "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE db = ? AND state LIKE 'Waiting for table%'",
    [pair.target.database],
  );
  return Number((rows as { n: string }[])[0]?.n);
}

/** Takes the unfinished run up and starts to write. */
async function resume(wizard: WizardPty): Promise<void> {
  await wizard.see(en.start.unfinished);
  wizard.type('\r');
  await wizard.see(en.confirm.resumeTitle);
  wizard.type(`${pair.target.database}\r`);
}

/** A frame that is closed on all sides, fills the terminal, and ends in a footer with its last key. */
function isWhole(columns: number, rows: number): (screen: string) => boolean {
  return (screen) => {
    const lines = screen.split('\n');
    const rule = lines.findLastIndex((line) => line.startsWith('├'));
    return (
      lines.length === rows &&
      lines.every((line) => widthOf(line) === columns) &&
      /^╭─ tenantferry .*╮$/.test(lines[0] ?? '') &&
      /^╰─+╯$/.test(lines.at(-1) ?? '') &&
      lines.slice(1, -1).every((line) => /^[│├].*[│┤]$/.test(line)) &&
      rule > 0 &&
      lines.slice(rule).join('\n').includes('q quit') &&
      lines.filter((line) => line.includes('tenantferry ─')).length === 1
    );
  };
}

describe('parallelism and the size of the terminal', () => {
  beforeAll(() => open());

  it('uses another pair of connections on +, gives it up on -, and draws whole frames at every size', async () => {
    const wizard = openWizard(pair, { columns: 80, rows: 24 });
    await walkToConfirmation(wizard);
    await hold(...coreTables);
    wizard.type(`${pair.target.database}\r`);
    await wizard.see(en.copy.parallel(1));
    await expect.poll(waitingWriters).toBe(1);
    wizard.type('+');
    await wizard.see(en.copy.parallel(2));
    await expect.poll(waitingWriters).toBe(2);
    wizard.type('-');
    await wizard.see(en.copy.parallel(1));
    for (const [columns, rows] of [
      [80, 24],
      [120, 40],
      [60, 20],
      [80, 24],
    ] as const) {
      wizard.resize(columns, rows);
      await wizard.settle(isWhole(columns, rows), `a whole frame of ${columns}x${rows}`);
      await wizard.see(`p ${en.keys.pause.label}`);
    }
    await holder.query('UNLOCK TABLES');
    await wizard.see(rowsPhase.words.en.screen.done);
    await wizard.settle(isWhole(80, 24), 'a whole frame at the end of the copy');
    wizard.type('\u0003');
    expect(await wizard.exit).toBe(130);
    expect(await mismatchesOf(pair, false)).toEqual([]);
  });
});

describe('a terminal that goes away', () => {
  beforeAll(() => open());

  it('stops gently on SIGHUP, with the terminal given back', async () => {
    const wizard = openWizard(pair);
    await walkToConfirmation(wizard);
    await hold('releases');
    wizard.type(`${pair.target.database}\r`);
    await expect.poll(waitingWriters).toBe(1);
    wizard.kill('SIGHUP');
    await wizard.see(en.frame.closing.slice(0, 30));
    await holder.query('UNLOCK TABLES');
    expect(await wizard.exit).toBe(130);
    expect(isRestored(wizard.output())).toBe(true);
    await wizard.see('--resume');
    expect(await tenantRows(target, pair.tenantId, 'applications')).toBe(pair.filled?.rows.applications);
    expect(await tenantRows(target, pair.tenantId, 'kvs')).toBe(0);
  });

  it('stops gently when the terminal itself is closed', async () => {
    const wizard = openWizard(pair);
    await hold('kvs');
    await resume(wizard);
    await expect.poll(waitingWriters).toBe(1);
    wizard.hangUp();
    await holder.query('UNLOCK TABLES');
    expect(await wizard.exit).toBe(130);
    expect(await tenantRows(target, pair.tenantId, 'releases')).toBe(pair.filled?.rows.releases);
    expect(await tenantRows(target, pair.tenantId, 'released_kvs')).toBe(0);
  });

  it('ends, resumed after that, with every row there once and equal', async () => {
    const wizard = openWizard(pair);
    await resume(wizard);
    await wizard.see(rowsPhase.words.en.screen.done);
    wizard.type('\r');
    await wizard.see(String(secretsPhase.words.en.screen.skipped?.title));
    wizard.type('\u0003');
    await wizard.exit;
    expect(await mismatchesOf(pair, false)).toEqual([]);
  });
});

describe('a table that others point at', () => {
  beforeAll(() => open({ migration: { dangling_references: 'zero' } }));

  it('is left out only with a warning that names them, and then stays empty', async () => {
    const wizard = openWizard(pair, { columns: 120, rows: 40 });
    await walkToTables(wizard);
    wizard.type('/hooks\r');
    await wizard.see('[x] hooks');
    wizard.type(' ');
    await wizard.see('[ ] hooks');
    await wizard.see(/hooks stays, but rows of .*hook_revisions/);
    wizard.type('\u001b');
    await wizard.see(en.tables.level(1));
    wizard.type('\r');
    await dryRunToConfirmation(wizard);
    wizard.type(`${pair.target.database}\r`);
    await wizard.see(rowsPhase.words.en.screen.done);
    wizard.type('\u0003');
    expect(await wizard.exit).toBe(130);
    expect(await tenantRows(target, pair.tenantId, 'hooks')).toBe(0);
    expect(await tenantRows(target, pair.tenantId, 'hook_revisions')).toBe(pair.filled?.rows.hook_revisions);
  });
});
