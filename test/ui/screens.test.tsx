import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding.js';
import { rowsPhase } from '../../src/phases/rows/phase.js';
import { secretsPhase } from '../../src/phases/secrets/phase.js';
import { catalogues, type Language } from '../../src/ui/text/index.js';
import { unfinishedRun } from './support/fake-operations.js';
import { sampleConfig } from './support/fixtures.js';
import { expectFrame } from './support/frame-check.js';
import { openSession } from './support/wizard-session.js';

const sizes = [
  [80, 24],
  [120, 40],
] as const;
const languages: readonly Language[] = ['en', 'zh'];
const timeout = 60_000;

describe.each(sizes)('every screen at %i×%i', (columns, rows) => {
  it.each(languages)(
    'keeps its frame and its footer (%s)',
    async (language) => {
      const text = catalogues[language];
      const session = await openSession({ columns, rows, language });
      const help = `? ${text.keys.help.label}`;
      const look = async (until: string, lastKey = help): Promise<string> => {
        const screen = await session.see(until);
        expectFrame(screen, columns, rows, lastKey);
        return screen;
      };
      await look(text.config.labels.file);
      session.type('\r');
      await look(text.connections.endpoints['target-vault']);
      await look(`! 1 ${text.severity.warning}`);
      session.type('d');
      await look('SET GLOBAL local_infile');
      session.type('b\r');
      await look(text.tables.level(1));
      session.type('\u001b[F');
      await look('sharding_dbs');
      session.type('/kv');
      await look('released_kvs', text.keys.cancel.label);
      session.type('\r\u001b');
      await look(text.tables.level(1));
      session.type('\r');
      await look(text.dryRun.readOnlyTitle);
      session.type('\t');
      await look('watch.scheduled-publishes');
      session.type('\t');
      await look(text.dryRun.columns.table);
      session.type('\t');
      await look(text.dryRun.treatments.constant('acme'));
      session.type('\t');
      await look(text.dryRun.notMovedTitle);
      session.type('?');
      await look(text.help.title);
      session.type('?\r');
      await look(text.confirm.title, text.keys.cancel.label);
      session.type('bk_bscp_mt\r');
      await look(rowsPhase.words[language].screen.done.slice(0, 8));
      session.type('q');
      await look(text.quit.title);
      session.type('\u001b');
      await session.dontSee(text.quit.title);
      session.type('\r');
      await look(text.copy.readyStart);
      session.type('s');
      await look(secretsPhase.words[language].screen.done.slice(0, 8));
      session.type('\r');
      await look(text.validate.levels.checksum.title);
      session.type('\r');
      await look(text.validate.allEqual(4));
      session.type('\r');
      await look(text.checklist.when.before);
      session.type('e');
      await look(`${text.checklist.note}${text.frame.colon.trimEnd()}`, text.keys.cancel.label);
      session.type('seen by 值班\r');
      await look('值班');
      session.type('\r');
      await look(text.report.labels.outcome);
      // The ends of a text are one key away, as those of a list are.
      session.type('\u001b[F');
      await look('released_app_template_variables');
      session.type('\u001b[H');
      await look(text.report.labels.outcome);
      session.type('a');
      await look('.html');
      session.type('x');
      expect(await session.exit).toBe(0);
    },
    timeout,
  );
});

describe('other sizes', () => {
  it('makes the step list one line below 80 columns', async () => {
    const session = await openSession({ columns: 60, rows: 20 });
    const screen = await session.see('Step 1 of 9: Config');
    expectFrame(screen, 60, 20, '? help');
    session.type('\u0003');
    expect(await session.exit).toBe(130);
  });

  it('says so when there is no room, and goes on when there is again', async () => {
    const session = await openSession({ columns: 40, rows: 10 });
    await session.see('needs 56 x 16');
    session.resize(100, 30);
    const screen = await session.see('Config file');
    expectFrame(screen, 100, 30, '? help');
    session.resize(80, 24);
    await session.see(`On error     stop${' '.repeat(42)}│`);
    expectFrame(await session.text(), 80, 24, '? help');
    session.type('\u0003');
    await session.exit;
  });

  it('shows the blockers of an endpoint in the narrowest card', async () => {
    const of = (severity: Finding['severity'], count: number): Finding[] =>
      Array.from({ length: count }, (_, index) => ({
        code: `mysql.${severity}-${index}`,
        severity,
        subject: 'target-mysql',
        title: `${severity} ${index}`,
      }));
    const findings = [...of('ok', 12), ...of('warning', 10), ...of('blocker', 11)];
    const session = await openSession({ fake: { findings } });
    await session.see('Config file');
    session.type('\r');
    await session.see('✗ 11  ! 10  ✓ 12');
    session.resize(120, 40);
    await session.see('✗ 11 blocker  ! 10 warning  ✓ 12 ok');
    session.type('\u0003');
    await session.exit;
  });

  it('comes back from the end of a text with the first key press', async () => {
    const session = await openSession({ rows: 16 });
    await session.see('Config file');
    session.type('\r');
    await session.see('Target Vault');
    session.type('?');
    await session.see('▼');
    session.type('\u001b[6~\u001b[6~\u001b[6~\u001b[6~\u001b[6~\u001b[6~');
    await session.dontSee('▼');
    session.type('k');
    await session.see('▼ 2 more');
    session.type('\u0003');
    await session.exit;
  });

  it('keeps the question before a write in view in the smallest terminal', async () => {
    const changed = [1, 2, 3, 4].map((id) => ({ subject: 'kvs', key: `id=${id}` }));
    const open = () =>
      openSession({
        columns: 56,
        rows: 16,
        config: { target: { ...sampleConfig().target, production: true } },
        fake: { runs: [unfinishedRun()], rollback: { changed } },
      });
    const session = await open();
    await session.see('An earlier run');
    session.type('\r');
    await session.see('type the target database name');
    session.type('nonsense\r');
    await session.see('> nonsense');
    await session.see('is not the target database name');
    session.type('\u0003');
    await session.exit;
    const back = await open();
    await back.see('An earlier run');
    await back.press('jj', 'Roll it back');
    back.type('\r');
    await back.see('> ');
    back.type('nonsense\r');
    await back.see('> nonsense');
    await back.see('is not the target database name');
    back.type('\u0003');
    await back.exit;
  });

  it('marks production by shape, word and colour', async () => {
    const config = { target: { ...sampleConfig().target, production: true } };
    const session = await openSession({ config });
    const screen = await session.see('PRODUCTION');
    expectFrame(screen, 80, 24, '? help');
    expect(screen.split('\n')[0]).toMatch(/^╔═ tenantferry .*PRODUCTION ═╗$/);
    session.type('\u0003');
    await session.exit;
  });
});

describe('colour', () => {
  it('is absent with NO_COLOR, and the screen says the same in glyphs and words', async () => {
    const colourOf = async (env: Readonly<Record<string, string>>): Promise<ReadonlySet<number>> => {
      const session = await openSession({ options: { env } });
      await session.see('Config file');
      session.type('\r');
      await session.see('! 1 warning');
      const found = await session.colours();
      session.type('\u0003');
      await session.exit;
      return found;
    };
    expect(await colourOf({ NO_COLOR: '1' })).toEqual(new Set([-1]));
    expect((await colourOf({})).size).toBeGreaterThan(2);
  });
});

describe('a screen reader', () => {
  it('gets plain lines from top to bottom: no frame, no bars, words for marks', async () => {
    const session = await openSession({ columns: 80, rows: 60, options: { screenReader: true } });
    const config = await session.see('Keys:');
    expect(config).toContain('Step 1 of 9: Config');
    session.type('\r');
    const checks = await session.see('warning: local_infile is OFF');
    expect(checks).not.toMatch(/[│╭█░]/);
    expect(session.alternate()).toBe(false);
    session.type('\u0003');
    expect(await session.exit).toBe(130);
    expect(session.raw()).toMatch(/\nNothing was written\.\n$/);
  });
});
