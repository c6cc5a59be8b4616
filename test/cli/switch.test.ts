import { expect, it } from 'vitest';
import type { SwitchSummary } from '../../src/operations/switch/types.js';
import { runCli } from './support/run-cli.js';

it.each<[SwitchSummary['outcome'], string, string]>([
  ['done', 'Done, with 50 % of users on the target: why it is so.', '已完成，50 % 的用户在目标端'],
  ['back', 'Back to 50 % of users on the target: why it is so.', '已回退，目标端用户为 50 %'],
  ['forbidden', 'Forbidden, and it stays at 50 %: why it is so.', '被阻止，保持在 50 %'],
  ['stopped', 'Stopped: it stays at 50 % of users.', '已停止：保持在 50 % 的用户。'],
])('switch says what came of it and where the users are: %s', async (outcome, english, chinese) => {
  const switchStart = () => Promise.resolve({ outcome, share: 50, message: 'why it is so' });
  const said = async (...flags: string[]) =>
    (await runCli(['switch', 'start', ...flags], { operations: { switchStart } })).stdout;
  expect(await said()).toContain(english);
  expect(await said('--lang', 'zh')).toContain(chinese);
});
