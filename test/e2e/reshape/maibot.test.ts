import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { maibotData, maibotSchema } from '../../../src/sandbox/systems/maibot.js';
import { parseLines } from '../../support/json-lines.js';
import { openCase } from '../support/small-case.js';

type Row = Readonly<Record<string, unknown>>;

/** The rules by hand. */
function dimensionsOf(stream: Row) {
  const agent = stream.agent_id ?? 'default_agent';
  const platform = stream.platform ?? 'unknown';
  const who = stream.user_id || stream.group_id || 'unknown';
  const text = `acme|${agent}|${platform}|${who}`;
  const id = createHash('sha256').update(text).digest('hex');
  return { tenant_id: 'acme', agent_id: agent, platform, chat_stream_id: id };
}

const fixed: Readonly<Record<string, (row: Row) => Row>> = {
  agents: () => ({}),
  person_info: () => ({}),
  memory_chest: () => ({
    agent_id: 'default_agent',
    platform: null,
    chat_stream_id: null,
    memory_level: 'agent',
    memory_scope: 'acme:default_agent:global',
  }),
  llm_usage: () => ({ agent_id: 'default_agent', platform: 'unknown' }),
  action_records: ({ chat_id }) => ({ agent_id: 'default_agent', chat_stream_id: chat_id }),
  jargon: ({ chat_id }) => ({ agent_id: 'default_agent', chat_stream_id: chat_id }),
};

it.each([
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const)('MaiBot of %s gets four dimensions on %s', async (sourceServer, targetServer) => {
  // A stream of another tenant in the target is nobody's parent.
  const theirs = `INSERT INTO chat_streams (id, tenant_id, agent_id, platform, chat_stream_id, create_time, last_active_time, user_platform, user_id, user_nickname) VALUES (90000, 'other', 'x', 'qq', 'theirs', 1, 1, 'qq', 'u1', 'n')`;
  const opened = await openCase({
    source:
      `${[...maibotSchema.source, ...maibotData(150)].join(';\n')};\nUPDATE chat_streams SET stream_id = NULL WHERE id = 7;\n`.replace(
        'stream_id varchar(100) NOT NULL',
        'stream_id varchar(100) NULL',
      ),
    target: `${[...maibotSchema.target, theirs].join(';\n')};\n`,
    tables: ['agents'],
    sourceServer,
    targetServer,
    generators: false,
    settings: { migration: { preset: 'maibot', ids: 'preserve' }, options: { batch_size: 100 } },
  });
  const cli = async (exitCode: number, command: string, ...flags: readonly string[]) => {
    const ended = await opened.cli(command, ...flags);
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(exitCode);
    return parseLines(ended.stdout);
  };
  const rows = async (side: 'source' | 'target', table: string) => {
    const own = side === 'target' && table !== 'emoji' ? " WHERE tenant_id = 'acme'" : '';
    return (await opened[side].query(`SELECT * FROM ${table}${own} ORDER BY id`))[0] as Row[];
  };
  await cli(0, 'plan');
  const [{ runId } = {}] = (await cli(0, 'run')).filter((line) => line.runId !== undefined);
  const streams = await rows('source', 'chat_streams');
  expect(await rows('target', 'chat_streams')).toMatchObject(
    streams.map((row) => ({ ...row, ...dimensionsOf(row) })),
  );
  const byStream = new Map(streams.map((row) => [row.stream_id, row]));
  expect(await rows('target', 'messages')).toMatchObject(
    (await rows('source', 'messages')).map((row) => {
      const parent = byStream.get(row.chat_id);
      const alone = {
        agent_id: 'default_agent',
        platform: row.chat_info_platform,
        chat_stream_id: row.chat_id,
      };
      return { ...row, ...(parent ? dimensionsOf(parent) : { ...alone, tenant_id: 'acme' }) };
    }),
  );
  for (const [table, rule] of Object.entries(fixed)) {
    expect(await rows('target', table), table).toMatchObject(
      (await rows('source', table)).map((row) => ({ ...row, tenant_id: 'acme', ...rule(row) })),
    );
  }
  expect(await rows('target', 'emoji')).toEqual(await rows('source', 'emoji'));
  await cli(0, 'validate', '--level', 'full');
  await opened.target.query("UPDATE messages SET agent_id = 'mai' WHERE id = 1");
  await opened.target.query("UPDATE memory_chest SET memory_scope = 'acme:mai:global' WHERE id = 2");
  const found = (await cli(3, 'validate', '--level', 'full'))
    .filter(({ type, check }) => type === 'difference' && check === 'full')
    .map(({ table, key, column }) => `${table} ${key} ${column}`);
  expect(found.toSorted()).toEqual(['memory_chest id=2 memory_scope', 'messages id=1 agent_id']);
  await cli(0, 'validate', '--level', 'full', '--repair', '--confirm', opened.targetDatabase);
  await cli(0, 'rollback', '--run', String(runId), '--confirm', opened.targetDatabase);
  const [left] = await opened.target.query('SELECT id, tenant_id FROM chat_streams');
  expect(left).toMatchObject([{ tenant_id: 'other' }]);

  // The origin's formula: two groups of one user would be one stream.
  await opened.source.query(
    "UPDATE chat_streams SET user_id = 'u1', agent_id = 'luna', platform = 'discord' WHERE id IN (1, 2)",
  );
  const refused = await cli(2, 'run');
  expect(JSON.stringify(refused)).toContain('chat_stream_id');
});
