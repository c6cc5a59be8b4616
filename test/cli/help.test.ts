import { describe, expect, it } from 'vitest';
import { commands as listed } from '../../src/cli/commands/index.js';
import { helpText } from '../../src/cli/help/index.js';
import { runCli } from './support/run-cli.js';

const commands = Object.keys(helpText('en').commands);
const chinese = /\p{Script=Han}/u;

describe('--help', () => {
  const names = async (lang: string): Promise<string[]> => {
    const { stdout } = await runCli(['--help', '--lang', lang]);
    return [...stdout.matchAll(/^ {2}(?!tenantferry)([a-z][a-z-]+) {2,}\S/gm)].map(([, name = '']) => name);
  };

  it('lists the commands by the steps of a migration, in both languages', async () => {
    const inOrder = [...new Set(listed.map(({ name }) => name.split(' ')[0]))];
    expect(await names('en')).toEqual(inOrder);
    expect(await names('zh')).toEqual(inOrder);
    expect(inOrder.slice(0, 23)).toEqual([
      'init',
      'check',
      'plan',
      'backup',
      'schema',
      'run',
      'follow',
      'validate',
      'isolation',
      'cutover',
      'switch',
      'finish',
      'api-window',
      'checklist',
      'report',
      'keys',
      'status',
      'watch',
      'alerts',
      'steer',
      'runs',
      'back',
      'rollback',
    ]);
    const { stdout } = await runCli(['--help']);
    const headings = [...stdout.matchAll(/^([A-Z][a-z ]+:)$/gm)].map(([, heading]) => heading);
    const steps = Object.values(helpText('en').steps);
    expect(headings.filter((heading) => steps.some((step) => step === heading))).toEqual(steps);
  });

  it('explains every command of the list, and no other', () => {
    const groups = ['preset', 'backup', 'schema', 'keys', 'isolation', 'api-window'];
    expect(new Set([...listed.map(({ name }) => name), ...groups])).toEqual(new Set(commands));
  });
});

describe('--help in a terminal', () => {
  it.each(['en', 'zh'])('has no line longer than the terminal, but for examples (%s)', async (lang) => {
    for (const name of commands) {
      const words = [...name.split(' '), '--help', '--lang', lang];
      const narrow = (await runCli(words, { tty: true, columns: 70 })).stdout;
      const long = narrow.split('\n').filter((line) => /^\S/.test(line) && line.length > 70);
      expect(long.filter((line) => !chinese.test(line))).toEqual([]);
      // Nothing is lost on the way.
      const plain = (text: string) => text.replaceAll(/\s/g, '');
      const wide = (await runCli(words, { tty: true, columns: 500 })).stdout;
      expect(plain(narrow)).toBe(plain((await runCli(words)).stdout));
      expect(plain(wide)).toBe(plain(narrow));
    }
  });
});

it.each([
  [['demo', '--siez', 'x'], '"tenantferry demo --help" lists flags.'],
  [['schema', 'up', '--no'], '"tenantferry schema up --help" lists flags.'],
  [['rnu'], '"tenantferry --help" lists commands and flags.'],
])('a wrong word in %j leads to the help of its command', async (argv, remedy) => {
  expect((await runCli(argv)).stderr).toContain(remedy);
});

describe('--help in Chinese', () => {
  it.each([[], ...commands.map((name) => name.split(' '))])('explains %j', async (...words) => {
    const { exitCode, stdout } = await runCli([...words, '--help', '--lang=zh']);
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n').map((line) => line.replace(/^\s*(-\S+,? ?)*(<\S+>)?/, '').trim());
    // Example commands and continued lines aside, every line has Chinese in it.
    const english = lines.filter(
      (line) =>
        /[a-z]{3,} [a-z]{2,} [a-z]{2,}/.test(line) && !chinese.test(line) && !/tenantferry/.test(line),
    );
    expect(english).toEqual([]);
    expect(stdout).toContain('选项：');
  });

  it('is chosen by the locale, too, and the flag wins', async () => {
    const env = { LANG: 'zh_CN.UTF-8' };
    expect((await runCli(['--help'], { env })).stdout).toContain('用法：');
    expect((await runCli(['--help', '--lang', 'en'], { env })).stdout).toContain('Usage:');
  });
});

describe('usage errors in Chinese', () => {
  it.each<[readonly string[], string]>([
    [['rnu'], '未知命令 “rnu”\n（您是否想用 run？）'],
    [['run', '--confrim', 'x'], '未知选项 “--confrim”\n（您是否想用 --confirm？）'],
    [
      ['run', '--phase', 'redis'],
      '选项 “--phase <phase>” 的值 “redis” 无效。可选的值：mysql, vault, files, all。',
    ],
    [['check', '-c'], '选项 “-c, --config <file>” 缺少值'],
    [['check', 'this'], '参数过多：应为 0 个，实际为 1 个。'],
    [['preset', 'lint'], '缺少参数 “file”'],
    [['completion', 'tcsh'], '参数 “shell” 的值 “tcsh” 无效。可选的值：bash, zsh, fish。'],
    [['check', '--skip', 'a,,b'], '请用逗号分隔名称：t1,t2'],
    [['check', '--biz-ids', '1,x'], '请用逗号分隔业务 ID：1,2'],
    [['demo', '--rate', '0'], '请给出不小于 1 的整数。'],
  ])('%j', async (argv, expected) => {
    const { exitCode, stderr } = await runCli(['--lang', 'zh', ...argv]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(expected);
    expect(stderr).toContain('解决办法');
    expect(stderr).not.toMatch(/error|Allowed|Did you|argument/);
  });
});
