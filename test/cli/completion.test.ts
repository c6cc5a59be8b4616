import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from './support/run-cli.js';

/** Stands for the tool: knows two runs in the config that is asked for, and answers nothing else. */
const folder = mkdtempSync(join(tmpdir(), 'tenantferry-completion-'));
const tool = join(folder, 'tenantferry');
writeFileSync(
  tool,
  `#!/bin/sh
[ "$*" = 'runs --json -c ./migrate.yaml' ] && echo '{"type":"runs","runs":[{"runId":"20261121-a"},{"runId":"20261121-b"}]}'
[ "$*" = "runs --json -c $HOME/other.yaml" ] && echo '{"type":"runs","runs":[{"runId":"20261122-c"}]}'
exit 0
`,
);
chmodSync(tool, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}`, HOME: folder };
const inShell = (shell: string, ...args: readonly string[]) =>
  spawnSync(shell, args, { encoding: 'utf8', env, cwd: folder });

const offeredBy = {
  bash: async (line: string): Promise<string[]> => {
    const { stdout } = await runCli(['completion', 'bash']);
    const words = line.split(/ |(?==)|(?<==)/).map((word) => `'${word}'`);
    const script = `${stdout}\ncompopt() { COMPREPLY+=('<file>'); }; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _tenantferry; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout: replies, stderr } = inShell('bash', '-c', script);
    expect(stderr).toBe('');
    return replies.trim().split('\n');
  },
  fish: async (line: string): Promise<string[]> => {
    const { stdout } = await runCli(['completion', 'fish']);
    const { stdout: replies, stderr } = inShell(
      'fish',
      '--no-config',
      '-c',
      `${stdout}\ncomplete -C '${line}'`,
    );
    expect(stderr).toBe('');
    return replies
      .trim()
      .split('\n')
      .map((reply) => reply.split('\t')[0] ?? '');
  },
};

/** bash is everywhere; the others are asked where they are. */
const shells = (['bash', 'fish'] as const).filter((shell) => inShell(shell, '-c', 'true').status === 0);

describe.each(shells)('completion in %s', (shell) => {
  it.each<[string, readonly string[]]>([
    ['tenantferry ch', ['check', 'checklist']],
    ['tenantferry -c run.yaml ch', ['check', 'checklist']],
    ['tenantferry preset ', ['lint']],
    ['tenantferry -c run isolation ', ['audit', 'probe', 'report', 'scan']],
    ['tenantferry isolation audit --wr', ['--write-baseline']],
    ['tenantferry validate --re', ['--repair', '--repair-sql']],
    ['tenantferry run --co', ['--confirm', '--config']],
    ['tenantferry completion f', ['fish']],
    ['tenantferry run --phase ', ['all', 'files', 'mysql', 'vault']],
    ['tenantferry run --lang ', ['en', 'zh']],
    ['tenantferry --lang z', ['zh']],
    ['tenantferry demo --preset d', ['danci']],
    ['tenantferry steer p', ['parallel', 'pause']],
    ['tenantferry report --run ', ['20261121-a', '20261121-b']],
    ['tenantferry status -c ~/other.yaml --run ', ['20261122-c']],
    ['tenantferry status -c nowhere.yaml --run ', ['']],
    ['tenantferry run --confirm ', ['']],
  ])('%s', async (line, expected) => {
    const offered = (await offeredBy[shell](line)).filter(
      (word) => word !== '<file>' && word !== 'tenantferry',
    );
    const asked = /(^| )-\S*$/.test(line) ? offered : offered.filter((word) => !word.startsWith('-'));
    expect(asked.toSorted().join(' ')).toBe(expected.toSorted().join(' '));
  });
});

describe('completion', () => {
  it('takes a value behind = in bash, and files where a flag or an argument is one', async () => {
    expect(await offeredBy.bash('tenantferry run --phase=m')).toEqual(['mysql']);
    expect(await offeredBy.bash('tenantferry run --phase=')).toContain('vault');
    expect(await offeredBy.bash('tenantferry report --config=~/other.yaml --run=')).toEqual(['20261122-c']);
    for (const line of ['run --plan ', 'run --log-file=', 'preset lint ', 'plan -c '])
      expect(await offeredBy.bash(`tenantferry ${line}`), line).toContain('<file>');
    for (const line of ['run --confirm ', 'run --phase ', 're', 'run --'])
      expect(await offeredBy.bash(`tenantferry ${line}`), line).not.toContain('<file>');
  });

  it('is written for zsh with the same words, values and files', async () => {
    const { exitCode, stdout } = await runCli(['completion', 'zsh']);
    expect(exitCode).toBe(0);
    for (const word of [
      'rollback',
      '--include-changed[',
      '--log-file=',
      '(mysql vault files all)',
      ':_files',
    ])
      expect(stdout).toContain(word);
    const { error, status, stderr } = inShell('zsh', '-n', '-c', stdout);
    if (!error) expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each(['bash', 'zsh', 'fish'])('says in Chinese what flags are for, where %s shows it', async (shell) => {
    const { exitCode, stdout } = await runCli(['completion', shell, '--lang', 'zh']);
    expect(exitCode).toBe(0);
    expect(/\p{Script=Han}/u.test(stdout)).toBe(shell !== 'bash');
  });
});
