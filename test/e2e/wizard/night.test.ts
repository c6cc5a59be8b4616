import { readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { rowsPhase } from '../../../src/phases/rows/phase.js';
import { secretsPhase } from '../../../src/phases/secrets/phase.js';
import { readPlanFile } from '../../../src/preflight/saved-plan.js';
import { en } from '../../../src/ui/text/en.js';
import { linesOf } from '../support/cli/binary.js';
import { openCase } from '../support/small-case.js';
import { closeWizards, openWizard } from '../support/wizard/steps.js';
import type { WizardPty } from '../support/wizard/wizard-pty.js';

const columns = 'id bigint unsigned PRIMARY KEY, biz_id bigint unsigned NOT NULL, name varchar(20) NOT NULL';
const rows = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => `(${index + 1}, ${1 + (index % 4 === 0 ? 1 : 0)}, 'row ${index}')`,
  );

afterEach(closeWizards);

/** What the wizard gave to the terminal's clipboard last. */
function clipboard(wizard: WizardPty): string {
  const [last = ''] = wizard.output().split('\u001b]52;c;').at(-1)?.split('\u0007') ?? [];
  return Buffer.from(last, 'base64').toString();
}

it('a night in one terminal: businesses, a plan, details, the palette, steering from elsewhere, calls, and a row on both sides', async () => {
  const small = await openCase({
    tables: ['apps', 'kvs'],
    source: `CREATE TABLE apps (${columns});
      CREATE TABLE kvs (${columns});
      INSERT INTO apps VALUES ${rows(8)};
      INSERT INTO kvs VALUES ${rows(2000)};
      INSERT INTO id_generators VALUES ('apps', 8, NULL), ('kvs', 2000, NULL);`,
    target: `CREATE TABLE apps (${columns}, tenant_id varchar(50) NOT NULL);
      CREATE TABLE kvs (${columns}, tenant_id varchar(50) NOT NULL);
      INSERT INTO id_generators VALUES ('apps', 0, NULL), ('kvs', 0, NULL);`,
    settings: { options: { batch_size: 10, parallel: 1, throttle: { max_rows_per_second: 20 } } },
  });
  const { context, targetDatabase: database } = small;
  const folder = dirname(small.configFile);
  const wizard = openWizard({ folder, configFile: small.configFile });
  const press = async (keys: string, what: string | RegExp) => {
    wizard.type(keys);
    await wizard.see(what);
  };
  await wizard.see(en.config.labels.businesses);
  await press('\r', 'd details');
  await press('\r', en.tables.level(1));

  // Details of a table that the filter has left; what else the screen can do; the businesses by their sizes.
  await press('/kvs\r', /▸ \[x\] kvs/);
  await press('i', en.tableDetails.dependants);
  await press('\u001b', /▸ \[x\] kvs/);
  await press(':', en.palette.title);
  await press('businesses\r', en.businesses.all(2));
  await wizard.see('1,506 rows');
  await press('j ', en.businesses.chosen(1, 2));
  await press('\r', en.businesses.only('1'));

  // The plan, and the command that carries it out, in the clipboard of the terminal.
  await press('\r', en.dryRun.nothingInTheWay);
  await press('w', en.dryRun.planSaved);
  await press('y', en.copies.taken);
  const command = clipboard(wizard);
  const [, file = ''] = /--plan (\S+)/.exec(command) ?? [];
  expect(readPlanFile(await readFile(file, 'utf8'), file).plan.bizIds).toEqual([1]);
  expect(command).toBe(
    `tenantferry run -c ${small.configFile} --plan ${file} --confirm ${database} --biz-ids 1`,
  );
  await press('\u001b', en.dryRun.savedIn('').trim());

  // Somebody else holds it, changes its rate, and lets it go on.
  await press('\r', en.confirm.onlyBusinesses('1'));
  await press(`${database}\r`, 'p pause');
  const steer = async (action: 'pause' | 'rate' | 'continue', value: number | null = null) =>
    expect(await operations.steer(context, { action, value })).toMatchObject({ taken: true });
  await expect
    .poll(() =>
      steer('pause').then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  await wizard.see(en.copy.paused.slice(0, 20));
  await steer('rate', 250);
  await wizard.see(en.copy.capped('250', rowsPhase.words.en.screen.perSecond));
  // What is asked before leaving is called out, too; and here the rate is set from within.
  await press('m', en.copy.askRate(rowsPhase.words.en.screen.perSecond));
  await press('\u0015100000\r', en.copy.capped('100,000', rowsPhase.words.en.screen.perSecond));
  const status = () => operations.status(context, undefined);
  await expect
    .poll(async () => (await status()).steering)
    .toMatchObject({ paused: true, rowsPerSecond: 100_000 });
  const { runId } = await status();
  await steer('continue');
  await wizard.see(rowsPhase.words.en.screen.done);
  await wizard.wrote(`\u001b]9;tenantferry: ${en.signals.done(rowsPhase.words.en.name)}\u0007`);
  expect(wizard.output()).toContain('\u001b]9;4;');

  // A row that was changed behind our back, on both sides.
  await small.target.query("UPDATE kvs SET name = 'row  7' WHERE id = 8");
  await press('\r', secretsPhase.words.en.screen.skipped?.title ?? '');
  await press('\r', en.validate.title);
  await press('jj\r', /press d to see/);
  await press('d', en.validate.expected);
  await press('d', /"row 7"|'row 7'|row␣␣7/);
  wizard.type('\u0003');
  await wizard.exit;

  const taken = await small.cli('rollback', '--run', runId, '--confirm', database, '--include-changed');
  expect(taken.exitCode, taken.stderr).toBe(0);
  const config = await readFile(small.configFile, 'utf8');
  await writeFile(small.configFile, config.replace('max_rows_per_second: 20', 'max_rows_per_second: 100000'));
  const kept = await small.cli('run', '--plan', file, '--biz-ids', '1');
  expect(kept.exitCode, kept.stdout).toBe(0);
  expect(linesOf(kept).find(({ type }) => type === 'run-result')).toMatchObject({ outcome: 'complete' });
  const [[inTarget]] = (await small.target.query(
    'SELECT COUNT(*) AS n, MAX(biz_id) AS most FROM kvs',
  )) as unknown as [[{ n: string; most: string }]];
  expect([Number(inTarget.n), Number(inTarget.most)]).toEqual([1500, 1]);
});
