import { describe, expect, it } from 'vitest';
import type { RunStatus } from '../../src/operations/status-types.js';
import { catalogues } from '../../src/ui/text/index.js';
import { unfinishedRun } from './support/fake-operations.js';
import { copiedStatus } from './support/live-session.js';
import { openSession } from './support/wizard-session.js';

const worker = {
  command: 'run',
  host: 'jump-2',
  user: 'ada',
  pid: 4711,
  since: '2026-11-30T01:02:03.000Z',
  alive: true,
} as const;

describe.each(['en', 'zh'] as const)('a run that another process works on (%s)', (language) => {
  const { start } = catalogues[language];

  it('is told with its host and user, and offered only when it is over', async () => {
    let status: RunStatus = { ...copiedStatus, phase: 'copying', worker };
    const session = await openSession({
      language,
      fake: { runs: [unfinishedRun()], status: () => status },
    });
    const screen = await session.see(start.running);
    for (const part of ['jump-2', 'ada', '4711']) expect(screen).toContain(part);
    expect(screen).not.toContain(start.choices.resume.title);
    status = { ...status, worker: { ...worker, alive: false } };
    // The first choice: to look again.
    await session.press('\r', start.choices.resume.title);
    expect(await session.settled()).toContain(start.unfinished);
    expect(session.operations.calls.filter((call) => call.startsWith('run '))).toEqual([]);
    session.type('\u0003\u0003\u0003');
    await session.exit;
  });
});
