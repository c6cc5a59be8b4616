import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { runHere } from '../support/cli/here.js';
import { openCase } from '../support/small-case.js';

/** Everything that commands say to a person about a system without tenants. */
it.each(['en', 'zh'])('nothing speaks of a tenant where the system has none, in %s', async (language) => {
  const opened = await openCase({
    source: 'CREATE TABLE cust (id int PRIMARY KEY);\nINSERT INTO cust VALUES (1), (2);\n',
    target: 'CREATE TABLE cust (id int PRIMARY KEY);\n',
    tables: ['cust'],
    generators: false,
    preset: { tenant: undefined, business: undefined, id: undefined, id_generators: undefined },
  });
  const config = await readFile(opened.configFile, 'utf8');
  await writeFile(opened.configFile, config.replace(/^ *target_tenant_id:.*\n/m, ''));
  const said: string[] = [];
  const tell = async (exitCode: number, command: string, ...flags: readonly string[]) => {
    const ended = await runHere([command, '-c', opened.configFile, '--lang', language, ...flags]);
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(exitCode);
    said.push(`$ ${command}\n${ended.stdout}${ended.stderr}`);
  };
  const confirm = ['--confirm', opened.targetDatabase];
  await tell(2, 'validate');
  await tell(0, 'check');
  await tell(0, 'plan');
  await tell(2, 'run', '--resume', ...confirm);
  await tell(0, 'run', ...confirm);
  await tell(2, 'run', ...confirm);
  for (const command of ['status', 'runs', 'validate', 'report', 'checklist']) await tell(0, command);
  const [[run] = []] = (await opened.target.query(
    'SELECT run_id FROM tenantferry.runs WHERE target_database = ?',
    [opened.targetDatabase],
  )) as unknown as [{ run_id: string }[]];
  await tell(0, 'rollback', '--run', String(run?.run_id), ...confirm);
  await tell(0, 'runs');
  const naming = said
    .join('\n')
    .split('\n')
    .filter((line) => /\btenant\b|租户/i.test(line));
  expect(naming).toEqual([]);
  if (language === 'zh') expect(said.join('\n')).not.toContain('this data was already');
});
