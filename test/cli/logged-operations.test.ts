import { describe, expect, it } from 'vitest';
import { loggedOperations } from '../../src/cli/logged-operations.js';
import type { Context } from '../../src/config/context.js';
import type { RunControl } from '../../src/core/events.js';
import { RefusedError } from '../../src/core/refused.js';
import { headlessText } from '../../src/headless/text/index.js';
import { textReporter } from '../../src/headless/text-reporter.js';
import type { Operations } from '../../src/operations/types.js';
import { collectText } from '../headless/support/text-environment.js';
import { goodOperations } from './support/run-cli.js';

const context = {} as Context;
const control = {} as RunControl;

function logged(operations: Operations) {
  const { environment, lines } = collectText();
  const log = textReporter(environment, { problems: environment.sink, printReports: false });
  return { operations: loggedOperations(operations, log, headlessText('en')), lines };
}

describe('the log file of a wizard', () => {
  it('holds what each operation tells and comes to, as the commands would write it', async () => {
    const { operations, lines } = logged(goodOperations);
    const shown: string[] = [];
    await operations.check(context, (event) => shown.push(event.type));
    const request = { phase: 'all', confirm: 'b', resume: false } as const;
    await operations.run(context, request, (event) => shown.push(event.type), control);
    await operations.validate(context, { level: 'checksum' }, () => undefined);
    expect(shown).toEqual(['finding', 'finding', 'run-started']);
    const text = lines.join('\n');
    for (const part of [
      'In the wizard: check',
      'In the wizard: run --phase all',
      'Run run-1 started: 1 table',
      'Summary of run',
      'In the wizard: validate --level checksum',
    ])
      expect(text).toContain(part);
  });

  it('holds why something was refused, and lets it be refused', async () => {
    const refused = new RefusedError('the target is full', { remedy: 'make room' });
    const { operations, lines } = logged({ ...goodOperations, plan: () => Promise.reject(refused) });
    await expect(operations.plan(context, () => undefined)).rejects.toBe(refused);
    expect(lines.join('\n')).toContain('Refused: the target is full');
    expect(lines.join('\n')).toContain('make room');
  });

  it('holds following and the cut-over, and no look of those that come each second', async () => {
    const { operations, lines } = logged(goodOperations);
    const request = { confirm: 'b', untilCaughtUp: false };
    await operations.follow(context, request, () => undefined, control);
    await operations.status(context, undefined);
    await operations.cutover(context, { confirm: undefined, dryRun: true }, () => undefined, control);
    await operations.cutover(context, { confirm: 'b', dryRun: false }, () => undefined, control);
    const text = lines.join('\n');
    for (const part of [
      'In the wizard: follow',
      'Following for run run-1, from log.000001:4 of the log on',
      'log.000001:900',
      'In the wizard: cutover --dry-run',
      'A cut-over would succeed now.',
      'Switched: the target is the truth now',
      'The pause took 1.5 s.',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('status');
  });

  it('holds each answer to the checklist', async () => {
    const { operations, lines } = logged(goodOperations);
    const given = {
      itemId: 'backup',
      state: 'pass',
      by: 'Ada',
      note: '',
      evidence: '',
      at: '2026-11-21T03:00:00.000Z',
    } as const;
    await operations.answer(context, null, given);
    expect(lines).toEqual(['In the wizard: checklist: backup = pass (Ada)']);
  });
});
