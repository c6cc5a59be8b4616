import { expect, it } from 'vitest';
import { kratosData, kratosSchema } from '../../../src/sandbox/systems/kratos.js';
import { usersPairData, usersPairSchema } from '../../../src/sandbox/systems/users-pair.js';
import { runHere } from '../support/cli/here.js';
import { type OpenedCase, openCase } from '../support/small-case.js';
import { openDanci } from './open-danci.js';

const none = { tables: ['unused'], generators: false } as const;
const systems: Readonly<Record<string, () => Promise<OpenedCase>>> = {
  'two rows': () =>
    openCase({
      source: 'CREATE TABLE cust (id int PRIMARY KEY);\nINSERT INTO cust VALUES (1), (2);\n',
      target: 'CREATE TABLE cust (id int PRIMARY KEY);\n',
      tables: ['cust'],
      generators: false,
      preset: { tenant: undefined, business: undefined, id: undefined, id_generators: undefined },
    }),
  danci: () => openDanci('mariadb'),
  'users-pair': () =>
    openCase({
      ...none,
      source: `${[usersPairSchema.source, ...usersPairData(300)].join(';\n')};\n`,
      target: `${usersPairSchema.target};\n`,
      settings: { migration: { preset: 'users-pair' } },
    }),
  kratos: () =>
    openCase({
      ...none,
      source: `${[kratosSchema.source, ...kratosData(300)].join(';\n')};\n`,
      target: `${kratosSchema.target};\n`,
      transit: { hmac_key: 'pii-hmac' },
      settings: { migration: { preset: 'kratos' } },
    }),
};
const each = Object.keys(systems).flatMap((system) => [
  [system, 'en'],
  [system, 'zh'],
]) as readonly (readonly [string, string])[];

/** Everything that commands say to a person about a system without tenants. */
it.each(each)('nothing speaks of a tenant where the system has none: %s, in %s', async (system, language) => {
  const opened = (await systems[system]?.()) as OpenedCase;
  const database = system === 'danci' ? opened.targetDatabase.replace(/_t$/, '_s') : opened.targetDatabase;
  const said: string[] = [];
  const tell = async (exitCode: number, command: string, ...flags: readonly string[]) => {
    const ended = await runHere([command, ...flags, '-c', opened.configFile, '--lang', language]);
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(exitCode);
    said.push(`$ ${command}\n${ended.stdout}${ended.stderr}`);
  };
  const confirm = ['--confirm', database];
  await tell(2, 'validate');
  await tell(0, 'check');
  await tell(0, 'plan');
  await tell(2, 'run', '--resume', ...confirm);
  await tell(0, 'run', ...confirm);
  await tell(2, 'run', ...confirm);
  for (const command of ['status', 'runs', 'validate', 'report', 'checklist']) await tell(0, command);
  await tell(0, 'report', '--format', 'html');
  const [[run] = []] = (await opened.target.query(
    'SELECT run_id FROM tenantferry.runs WHERE target_database = ?',
    [database],
  )) as unknown as [{ run_id: string }[]];
  await tell(0, 'rollback', '--run', String(run?.run_id), '--dry-run');
  await tell(0, 'rollback', '--run', String(run?.run_id), ...confirm);
  await tell(0, 'runs');
  const naming = said
    .join('\n')
    .split('\n')
    .filter((line) => /\btenant\b|租户/i.test(line));
  expect(naming).toEqual([]);
  if (language === 'zh') expect(said.join('\n')).not.toContain('this data was already');
});
