import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../src/core/refused.js';
import { alertSample } from '../headless/support/samples.js';
import { jsonLines, runCli } from './support/run-cli.js';

describe('alerts', () => {
  it('are listed, acknowledged, silenced and counted, as lines for people and for programs', async () => {
    const text = await runCli(['alerts', 'list']);
    expect(text.stdout).toMatch(/✗ critical {2}failed-rows {2}firing since .* value 12 {2}ID 0f3a9c21be44/);
    const listed = await runCli(['alerts', 'list', '--json']);
    expect(listed.exitCode).toBe(0);
    expect(jsonLines(listed).at(-1)).toMatchObject({ type: 'alert', ...alertSample() });
    const acked = await runCli(['alerts', 'ack', 'abc', '--json']);
    expect(jsonLines(acked).at(-1)).toMatchObject({ type: 'alert', id: 'abc', state: 'acknowledged' });
    const silent = await runCli(['alerts', 'silence', 'failed-rows', '--for', '12s', '--json']);
    expect(jsonLines(silent).at(-1)).toMatchObject({ type: 'alert-silence', rule: 'failed-rows' });
    const stats = await runCli(['alerts', 'stats', '--days', '7', '--json']);
    expect(jsonLines(stats).at(-1)).toMatchObject({ type: 'alert-stats', rule: 'failed-rows', fired: 2 });
    const chinese = await runCli(['alerts', 'list', '--lang', 'zh']);
    expect(chinese.stdout).toMatch(/✗ 严重 {2}failed-rows {2}自 .* 起告警/);
  });

  it.each([
    [['alerts', 'ack'], /needs the ID/],
    [['alerts', 'silence'], /needs the id of a rule/],
    [['alerts', 'silence', 'failed-rows', '--for', 'soon'], /soon is no time/],
    [['alerts', 'reopen'], /reopen/],
    [['alerts', 'stats', '--days', '0'], /whole number/],
  ])('refuse %j', async (args, said) => {
    const { stderr, exitCode } = await runCli(args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(said);
  });

  it('end with 2 where there is no such alert, and a test with 3 where a channel did not take it', async () => {
    const orderAlert = () => Promise.reject(new RefusedError('there is no alert x'));
    expect((await runCli(['alerts', 'resolve', 'x'], { operations: { orderAlert } })).exitCode).toBe(2);
    const testChannels = () => Promise.resolve([{ channel: 'ops', ok: false, why: 'it answered 500' }]);
    const { stdout, exitCode } = await runCli(['alerts', 'test'], { operations: { testChannels } });
    expect(exitCode).toBe(3);
    expect(stdout).toContain('✗ ops did not take the test message: it answered 500');
    expect((await runCli(['alerts', 'test'])).exitCode).toBe(0);
  });
});

it('watch ends as it is stopped, and says what is left', async () => {
  const { stdout, exitCode } = await runCli(['watch']);
  expect(exitCode).toBe(130);
  expect(stdout).toContain('1 alert goes on, 0 messages are not delivered yet');
});
