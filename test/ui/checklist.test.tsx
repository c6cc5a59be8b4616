import { describe, expect, it } from 'vitest';
import type { JobResult } from '../../src/core/validation-shape.js';
import { loadPreset } from '../../src/preset/load.js';
import { orderedItems } from '../../src/ui/steps/checklist/checklist-state.js';
import { unfinishedRun } from './support/fake-operations.js';
import { goodValidation } from './support/fixtures.js';
import { openSession } from './support/wizard-session.js';

const copied = [unfinishedRun({ state: 'copied', outcome: 'complete' })];

/** A checklist whose first answer met a target that does not answer. */
async function withAnswerNotSaved() {
  const target = { answers: false };
  const session = await openSession({
    fake: {
      runs: copied,
      beforeAnswer: () => {
        if (!target.answers) throw new Error('the target does not answer');
      },
    },
  });
  await session.see('An earlier run');
  session.type('j\r');
  await session.see('answered');
  session.type('p');
  await session.see('NOT saved');
  return { session, target };
}

describe('the checklist', () => {
  it('saves each answer at once, with name, note and time', async () => {
    const session = await openSession({ fake: { runs: copied } });
    await session.see('An earlier run');
    session.type('j\r');
    await session.see('answered');
    session.type('w');
    await session.see('Your name:');
    session.type('\u0015李雷\r');
    await session.see('signed "李雷"');
    session.type('f');
    await session.see('✗ fail');
    session.type('kebackup is from 01:40\r');
    await session.see('Note: backup is from 01:40');
    await session.see('saved');
    expect(session.operations.answers).toHaveLength(2);
    expect(session.operations.answers.at(-1)).toMatchObject({
      state: 'fail',
      note: 'backup is from 01:40',
      by: '李雷',
    });
    session.type('\u0003');
    await session.exit;
  });

  it('of a preset that has none is empty, and no key does harm', async () => {
    const { business: _, id_generators: __, secrets: ___, ...preset } = await loadPreset('bscp');
    const session = await openSession({
      fake: { runs: copied },
      preset: { ...preset, checklist: [], watch_lists: [] },
    });
    await session.see('An earlier run');
    session.type('j\r');
    await session.see('No items');
    session.type('pjkft');
    await session.see('No items');
    expect(session.operations.answers).toEqual([]);
    session.type('\u0003');
    await session.exit;
  });

  it('says when an answer was not saved, and tries again', async () => {
    const { session, target } = await withAnswerNotSaved();
    target.answers = true;
    session.type('r');
    await session.see('✓ saved');
    expect(session.operations.answers).toHaveLength(1);
    session.type('\u0003');
    await session.exit;
  });

  it('loses no answer: what was not saved is saved with the next one, and leaving says what is missing', async () => {
    const { session, target } = await withAnswerNotSaved();
    target.answers = true;
    session.type('jf');
    await session.see('✓ saved');
    expect(session.operations.answers.map(({ state }) => state)).toEqual(['pass', 'fail']);
    target.answers = false;
    session.type('jp');
    await session.see('NOT saved');
    session.type('\u0003');
    await session.exit;
    expect(session.raw()).toContain('1 answer to the checklist was NOT saved.');
  });

  it('keeps the later of two answers to one item, however long the first takes', async () => {
    const session = await openSession({ fake: { runs: copied } });
    const saved: string[] = [];
    const first = Promise.withResolvers<void>();
    const operations = {
      ...session.operations,
      answer: async (_context: unknown, _run: unknown, { state }: { readonly state: string }) => {
        if (saved.length === 0 && state === 'pass') await first.promise;
        saved.push(state);
      },
    };
    session.type('\u0003');
    await session.exit;
    const slow = await openSession({ fake: { runs: copied }, options: { operations } });
    await slow.see('An earlier run');
    slow.type('j\r');
    await slow.see('answered');
    slow.type('pkf');
    await slow.see('✗ fail');
    first.resolve();
    await slow.see('✓ saved');
    expect(saved).toEqual(['pass', 'fail']);
    slow.type('\u0003');
    await slow.exit;
  });

  it('lets no person answer what validation answers', async () => {
    const session = await openSession({ fake: { runs: copied } });
    await session.see('An earlier run');
    session.type('j\r');
    await session.see('answered');
    session.type('\u001b[F');
    const automatic = session.context.preset.checklist.findIndex((item) => item.kind === 'automatic');
    expect(automatic).toBeGreaterThan(0);
    session.type('\u001b[H');
    for (let step = 0; step < automatic; step += 1) session.type('j');
    session.type('p');
    await session.see('Validation answers this item');
    expect(session.operations.answers).toEqual([]);
    session.type('\u0003');
    await session.exit;
  });
});

describe('the checklist in use', () => {
  it('moves on after an answer, goes to the next open item, and marks notes', async () => {
    const session = await openSession({ fake: { runs: copied } });
    await session.see('An earlier run');
    session.type('j\r');
    await session.see('answered');
    session.type('pf');
    await session.see('7 of 35 answered');
    const [first, second] = orderedItems(session.context.preset);
    expect(session.operations.answers.map(({ itemId, state }) => [itemId, state])).toEqual([
      [first?.id, 'pass'],
      [second?.id, 'fail'],
    ]);
    session.type('gelook at this\r');
    await session.see('* The source is backed up');
    session.type('\t');
    await session.see('▸ · open    Writes to the source are stopped');
    session.type('\u0003');
    await session.exit;
  });

  it('is written to a file that the command line reads', async () => {
    const session = await openSession({ fake: { runs: copied } });
    await session.see('An earlier run');
    session.type('j\r');
    await session.see('answered');
    session.type('x');
    await session.see('The checklist was written to');
    session.type('\u0003');
    await session.exit;
  });

  it('opens over any step before the first write, and its answers wait for the run', async () => {
    const session = await openSession();
    await session.see('Businesses');
    session.type('c');
    await session.see('0 of 35 answered');
    session.type('p');
    await session.see('saved');
    expect(session.operations.answeredFor).toEqual([null]);
    session.type('\u001b');
    await session.dontSee('answered');
    session.type('\u0003');
    await session.exit;
  });
});

describe('what the source has lost', () => {
  const evidence = 'kvs: 2 rows in use had lost the secret';
  const lost: JobResult = {
    check: 'secrets',
    table: 'kvs',
    ok: false,
    sourceFault: true,
    toAccept: true,
    detail: '2 rows in use had lost the secret',
    differences: [],
  };

  it('stands under the verdict of a validation that found all the rest equal', async () => {
    const validation = { ...goodValidation, checks: [...goodValidation.checks, lost] };
    const session = await openSession({ fake: { runs: copied, validation } });
    await session.see('An earlier run');
    session.type('\r');
    await session.see('Compare source and target');
    session.type('\r');
    await session.see('! kvs: 2 rows in use had lost the secret');
    session.type('\u0003');
    await session.exit;
  });

  it('is accepted by a person in the checklist', async () => {
    const because = [{ text: evidence, code: 'evidence.to-accept' }];
    const open = { itemId: 'secrets-complete', state: 'open', evidence, because, note: '', by: '', at: '' };
    const session = await openSession({ fake: { runs: copied, checklist: [{ ...open, state: 'open' }] } });
    await session.see('An earlier run');
    session.type('j\r');
    await session.see('answered');
    const place = orderedItems(session.context.preset).findIndex(({ id }) => id === open.itemId);
    session.type('\u001b[H');
    for (let step = 0; step < place; step += 1) session.type('j');
    await session.see(evidence);
    session.type('p');
    await session.see('✓ saved');
    expect(session.operations.answers).toMatchObject([{ itemId: open.itemId, state: 'pass', evidence }]);
    session.type('\u0003');
    await session.exit;
  });
});
