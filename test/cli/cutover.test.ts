import { describe, expect, it } from 'vitest';
import type { CutoverRequest, CutoverSummary } from '../../src/operations/cutover/types.js';
import { goodOperations, jsonLines, runCli } from './support/run-cli.js';

async function cut(outcome: CutoverSummary['outcome'], ...flags: readonly string[]) {
  const requests: CutoverRequest[] = [];
  const cutover: typeof goodOperations.cutover = async (context, request, listener, control) => {
    requests.push(request);
    listener({ type: 'cutover-step', step: 'lock', seconds: 0.1, at: 'now' });
    return { ...(await goodOperations.cutover(context, request, listener, control)), outcome };
  };
  const ended = await runCli(['cutover', '--json', ...flags], { operations: { cutover } });
  return { exitCode: ended.exitCode, lines: jsonLines(ended), requests };
}

describe('cutover', () => {
  it.each([
    ['switched', 0],
    ['already', 0],
    ['ready', 0],
    ['not-ready', 3],
    ['called-off', 3],
  ] as const)('%s ends with %i', async (outcome, exitCode) => {
    const { lines, ...ended } = await cut(outcome, '--confirm', 'bk_bscp_mt');
    expect(ended.exitCode).toBe(exitCode);
    expect(lines.map(({ type }) => type)).toEqual(['schema', 'cutover-step', 'cutover-result']);
    expect(lines.at(-1)).toMatchObject({ outcome, exitCode, runId: 'run-1' });
  });

  it('asks nobody for the fence where nobody is at a terminal', async () => {
    const { requests } = await cut('ready', '--dry-run');
    expect(requests).toEqual([{ confirm: undefined, dryRun: true }]);
  });
});
