import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding.js';
import { rowsPhase } from '../../src/phases/rows/phase.js';
import { secretsPhase } from '../../src/phases/secrets/phase.js';
import { catalogues } from '../../src/ui/text/index.js';
import { unfinishedRun } from './support/fake-operations.js';
import { badValidation, checkFindings } from './support/fixtures.js';
import { expectFrame } from './support/frame-check.js';
import { openSession, type Session } from './support/wizard-session.js';

const shapes = (['en', 'zh'] as const).flatMap((language) =>
  (
    [
      [80, 24],
      [56, 16],
    ] as const
  ).map(([columns, rows]) => ({ language, columns, rows })),
);

/** Everything that scrolling shows, each screen with its frame. */
async function scrolledThrough(session: Session, columns: number, rows: number): Promise<string> {
  const screens = [await session.settled()];
  while (screens.at(-1)?.includes('▼')) {
    session.type('\u001b[6~');
    await expect.poll(async () => (await session.settled()) !== screens.at(-1)).toBe(true);
    screens.push(await session.settled());
  }
  for (const screen of screens) expectFrame(screen, columns, rows, '?');
  return screens.join('\n');
}

const copied = [unfinishedRun({ state: 'copied', outcome: 'complete' })];

describe.each(shapes)('what comes next at $columns×$rows ($language)', ({ language, columns, rows }) => {
  const text = catalogues[language];

  async function leave(session: Session): Promise<void> {
    session.type('\u0003');
    await session.exit;
  }

  it('is shown after a run', async () => {
    const session = await openSession({ columns, rows, language });
    await session.see(text.config.labels.file);
    await session.press('\r', text.connections.endpoints['target-vault']);
    await session.press('\r', text.tables.level(1));
    await session.press('\r', `[${text.dryRun.sections.summary}]`);
    await session.press('\r', text.confirm.title);
    session.type('bk_bscp_mt\r');
    await session.see(rowsPhase.words[language].screen.done.slice(0, 8));
    await session.press('\r', text.copy.readyStart.slice(0, 8));
    await session.press('s', secretsPhase.words[language].screen.done.slice(0, 8));
    const seen = await scrolledThrough(session, columns, rows);
    for (const step of ['1. ', '2. ', '3. ', '4. ', 'Redis', 'checklist']) expect(seen).toContain(step);
    await leave(session);
  });

  it('is shown after a rollback, and before it the secrets that stay', async () => {
    const kept = Array.from({ length: 9 }, (_, index) => ({
      path: `biz/2/k${index}`,
      why: 'named' as const,
    }));
    const session = await openSession({
      ...{ columns, rows, language },
      fake: { runs: [unfinishedRun()], rollback: { kept } },
    });
    await session.see(unfinishedRun().runId);
    session.type('jj\r');
    await session.see('bk_bscp_mt');
    session.type('bk_bscp_mt\r');
    await session.see(text.rollback.kept(9));
    const seen = await scrolledThrough(session, columns, rows);
    expect(new Set(seen.match(/biz\/2\/k\d/g))).toHaveProperty('size', 9);
    for (const step of [text.frame.next, '1. ', '4. ', 'Redis', 'metadata', 'kvs'])
      expect(seen).toContain(step);
    await leave(session);
  });

  it('is shown after a validation', async () => {
    const fake = { runs: copied, validation: badValidation };
    const session = await openSession({ columns, rows, language, fake });
    await session.see(copied[0]?.runId ?? '');
    await session.press('\r', text.validate.title);
    await session.press('\r', text.validate.nextSteps(2));
    await session.press('n', '1. ');
    const seen = await scrolledThrough(session, columns, rows);
    for (const step of ['1. ', '2. ', 'full', '--repair']) expect(seen).toContain(step);
    await session.press('b', text.validate.nextSteps(2));
    await leave(session);
  });

  it('and of one cause that makes many troubles the details show each', async () => {
    const part = (index: number): Finding => ({
      code: 'conflict.primary-key',
      severity: 'blocker',
      subject: 'data',
      title: `clash in table_${index}`,
      samples: [`id=${index}`],
    });
    const many: Finding = {
      ...part(0),
      subject: 'target-mysql',
      title: 'IDs clash',
      parts: Array.from({ length: 29 }, (_, index) => part(index)),
    };
    const session = await openSession({
      columns,
      rows,
      language,
      fake: { findings: [many, ...checkFindings] },
    });
    await session.see(text.config.labels.file);
    await session.press('\r', 'IDs clash');
    session.type('d');
    await session.dontSee(text.connections.endpoints['source-vault']);
    const seen = await scrolledThrough(session, columns, rows);
    expect(new Set(seen.match(/table_\d+/g))).toHaveProperty('size', 29);
    expect(seen).toContain('id=28');
    await leave(session);
  });
});
