import { describe, expect, it } from 'vitest';
import type { CutoverRequest, CutoverSummary } from '../../src/operations/cutover/types.js';
import { goodOperations, jsonLines, runCli } from './support/run-cli.js';

async function cut(
  command: 'cutover' | 'back',
  outcome: CutoverSummary['outcome'],
  ...flags: readonly string[]
) {
  const requests: CutoverRequest[] = [];
  const operation: typeof goodOperations.cutover = async (context, request, listener, control) => {
    requests.push(request);
    listener({ type: 'cutover-step', step: 'lock', seconds: 0.1, at: 'now' });
    return { ...(await goodOperations.cutover(context, request, listener, control)), outcome };
  };
  const ended = await runCli([command, '--json', ...flags], { operations: { [command]: operation } });
  return { exitCode: ended.exitCode, lines: jsonLines(ended), requests };
}

describe.each(['cutover', 'back'] as const)('%s', (command) => {
  it.each([
    ['switched', 0],
    ['already', 0],
    ['ready', 0],
    ['not-ready', 3],
    ['called-off', 3],
  ] as const)('%s ends with %i', async (outcome, exitCode) => {
    const { lines, ...ended } = await cut(command, outcome, '--confirm', 'bk_bscp_mt');
    expect(ended.exitCode).toBe(exitCode);
    expect(lines.map(({ type }) => type)).toEqual(['schema', 'cutover-step', `${command}-result`]);
    expect(lines.at(-1)).toMatchObject({ outcome, exitCode, runId: 'run-1' });
  });

  it('asks nobody for the fence where nobody is at a terminal', async () => {
    const { requests } = await cut(command, 'ready', '--dry-run');
    expect(requests).toEqual([{ confirm: undefined, dryRun: true }]);
  });
});

it('hands on that no way back is wanted, and that one is given up', async () => {
  const { requests } = await cut('cutover', 'switched', '--confirm', 'bk_bscp_mt', '--without-way-back');
  expect(requests).toEqual([{ confirm: 'bk_bscp_mt', dryRun: false, withoutWayBack: true }]);
  const given: unknown[] = [];
  const finish: typeof goodOperations.finish = (_, request) => {
    given.push(request);
    return Promise.resolve({ runId: 'run-1', outcome: 'finished', gaveUp: true });
  };
  const ended = await runCli(['finish', '--json', '--confirm', 'bk_bscp_mt', '--give-up-way-back'], {
    operations: { finish },
  });
  expect(given).toEqual([{ confirm: 'bk_bscp_mt', giveUpWayBack: true }]);
  expect(jsonLines(ended).at(-1)).toEqual({
    type: 'finish-result',
    runId: 'run-1',
    outcome: 'finished',
    gaveUp: true,
    exitCode: 0,
  });
});
