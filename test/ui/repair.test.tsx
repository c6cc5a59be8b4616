import { describe, expect, it } from 'vitest';
import { withProbes } from '../../src/config/probes.js';
import { RefusedError } from '../../src/core/refused.js';
import type { RepairProposal } from '../../src/core/repair.js';
import type { RepairRequest } from '../../src/operations/repair-types.js';
import { keyTable } from '../../src/ui/keys.js';
import { catalogues, type Language } from '../../src/ui/text/index.js';
import { fakeOperations, unfinishedRun } from './support/fake-operations.js';
import { badValidation, sampleContext } from './support/fixtures.js';
import { expectFrame } from './support/frame-check.js';
import { openSession, type Session, type SessionOptions } from './support/wizard-session.js';

const lost: RepairProposal = {
  action: 'recopy-row',
  table: 'kvs',
  key: 'id=77',
  rowKey: ['77'],
  columns: [],
  reason: 'the row is missing',
};
const extra: RepairProposal = { ...lost, action: 'delete-row', key: 'id=78', reason: 'not in the source' };
const copied = [unfinishedRun({ state: 'copied', outcome: 'complete' })];
const fake = { validation: badValidation, runs: copied, proposals: [lost, extra] };

/** A session with a validation that found differences. */
async function validated(language: Language, options: SessionOptions = {}): Promise<Session> {
  const text = catalogues[language];
  const session = await openSession({ language, fake, ...options });
  await session.see(copied[0]?.runId ?? '');
  await session.press('\r', text.validate.title);
  await session.press('\r', text.validate.differs('2'));
  return session;
}

describe('repair in the wizard', () => {
  it.each(['en', 'zh'] as const)(
    'shows proposals, needs the typed name, and validates again (%s)',
    async (language) => {
      const text = catalogues[language];
      const session = await validated(language);
      await session.press('f', text.validate.repair.title(2));
      const screen = await session.see('id=77');
      expectFrame(screen, 80, 24, text.keys.deleteExtra.label);
      expect(screen).toContain(text.validate.repair.actions['recopy-row']);
      session.type('\r');
      await session.see(text.validate.repair.mismatch.slice(0, 10));
      session.type('bk_bscp\r');
      await session.see(text.validate.repair.mismatch.slice(0, 10));
      expect(session.operations.calls).not.toContain('repair');
      session.type('_mt\r');
      await session.see(text.validate.allEqual(4));
      await session.see(text.validate.repair.done(2, 2).slice(0, 12));
      expect(session.operations.calls.filter((call) => call.startsWith('repair'))).toEqual([
        'repair preview',
        'repair',
      ]);
      session.type('\u0003');
      expect(await session.exit).toBe(0);
    },
  );

  it('changes nothing when it is closed', async () => {
    const session = await validated('en');
    await session.press('f', '2 repairs are proposed');
    await session.press('\u001b', '2 differences.');
    expect(session.operations.calls).not.toContain('repair');
    session.type('\u0003');
    expect(await session.exit).toBe(3);
  });

  it('deletes extra rows only when told to', async () => {
    const requests: RepairRequest[] = [];
    const context = await sampleContext();
    const operations = fakeOperations(context.preset, fake);
    const session = await validated('en', {
      options: {
        operations: {
          ...operations,
          repair: (given, request, listener, control) => {
            requests.push(request);
            return operations.repair(given, request, listener, control);
          },
        },
      },
    });
    await session.press('f', '1 row is not in the source and will be KEPT');
    await session.press('\t', 'will be DELETED');
    session.type('bk_bscp_mt\r');
    await session.see('Repaired 2 of 2');
    expect(requests.map(({ dryRun, deleteExtra }) => [dryRun, deleteExtra])).toEqual([
      [true, false],
      [undefined, true],
    ]);
    session.type('\u0003');
    await session.exit;
  });

  it('stops between two rows', async () => {
    const context = await sampleContext();
    const operations = fakeOperations(context.preset, fake);
    const session = await validated('en', {
      options: {
        operations: {
          ...operations,
          repair: async (given, request, listener, control) => {
            const summary = await operations.repair(given, request, listener, control);
            if (request.dryRun) return summary;
            await new Promise((resolve) => control.stop.addEventListener('abort', resolve));
            const outcomes = summary.outcomes.slice(0, 1);
            return { ...summary, outcomes, validation: badValidation, stopped: true };
          },
        },
      },
    });
    await session.press('f', '2 repairs are proposed');
    await session.press('bk_bscp_mt\r', 'Repairing, then validating again');
    await session.press('s', '2 differences.');
    await session.see('Repaired 1 of 2, then stopped');
    session.type('\u0003');
    await session.exit;
  });

  it('says why it could not be made', async () => {
    const context = await sampleContext();
    const operations = fakeOperations(context.preset, fake);
    const repair = () => Promise.reject(new RefusedError('somebody else writes', { remedy: 'wait' }));
    const session = await validated('en', { options: { operations: { ...operations, repair } } });
    await session.press('f', 'somebody else writes');
    await session.press('\u001b', '2 differences.');
    session.type('\u0003');
    await session.exit;
  });
});

describe('probes in the wizard', () => {
  it('are made at a key, and what they find is shown', async () => {
    const { config, preset } = await sampleContext();
    const probe = { http: 'http://127.0.0.1:1/', expect_status: 200 };
    const title = { en: 'The feed answers', zh: '推送可用' };
    const own = { id: 'feed', when: 'before', title, kind: 'probe', probe } as const;
    const context = { config, preset: withProbes(preset, { probes: [own] }) };
    const operations = fakeOperations(context.preset, fake);
    const session = await openSession({ fake, options: { operations, load: async () => context } });
    await session.see(copied[0]?.runId ?? '');
    session.type('j\r');
    await session.see('The feed answers');
    const before = preset.checklist.filter(({ when }) => when === 'before').length;
    session.type('j'.repeat(before));
    await session.see('t makes all probes');
    await session.press('t', 'answered 200');
    expect(operations.calls).toContain('probe');
    session.type('\u0003');
    await session.exit;
  });

  it('are said to be none where there are none', async () => {
    const { preset } = await sampleContext();
    expect(preset.checklist.filter(({ kind }) => kind === 'probe')).toEqual([]);
    const session = await openSession({ fake });
    await session.see(copied[0]?.runId ?? '');
    session.type('j\r');
    await session.see('answered');
    await session.press(keyTable.probe.shown, 'name no probes');
    expect(session.operations.calls).not.toContain('probe');
    session.type('\u0003');
    await session.exit;
  });
});
