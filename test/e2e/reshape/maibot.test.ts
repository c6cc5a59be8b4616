import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { maibotData, maibotSchema } from '../../../src/sandbox/systems/maibot.js';
import { parseLines } from '../../support/json-lines.js';
import { runBinary } from '../support/cli/binary.js';
import { openCase } from '../support/small-case.js';
import { columnSpoiler, gone, judged, type Row, type Spoiled, spoil, takeRows } from './spoil.js';

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

interface Written {
  readonly streams: readonly Row[];
  readonly messages: readonly Row[];
}

/** Thirty and more ways to spoil the four dimensions and what goes along with them. */
function damages({ streams, messages }: Written): readonly Spoiled[] {
  const takeStream = takeRows(streams);
  const takeMessage = takeRows(messages);
  const stream = columnSpoiler('chat_streams', 'id', takeStream);
  const message = columnSpoiler('messages', 'id', takeMessage);
  const orphan = ({ chat_id }: Row) => String(chat_id).startsWith('gone');
  const child = (row: Row) => !orphan(row);
  const [one, other] = [takeStream(), takeStream()];
  /** Of a table that has one row a stream: row `id` of it. */
  const of = (table: string, id: number, kind: string, column: string, becomes: string): Spoiled => ({
    kind: `${table}: ${kind}`,
    sql: [`UPDATE ${table} SET ${column} = ${becomes} WHERE id = ${id}`],
    at: [`${table} id=${id} ${column}`],
  });
  return [
    stream('another agent', 'agent_id', "'default_agent'"),
    stream('an agent in capitals', 'agent_id', 'UPPER(agent_id)'),
    stream('another platform', 'platform', "'unknown'"),
    stream('a platform with a space behind it', 'platform', "CONCAT(platform, ' ')"),
    stream('an ID that is no digest', 'chat_stream_id', 'stream_id', ({ stream_id }) => stream_id !== null),
    stream('a digest in capitals', 'chat_stream_id', 'UPPER(chat_stream_id)'),
    stream('a digest that was cut', 'chat_stream_id', 'LEFT(chat_stream_id, 63)'),
    stream(
      'the digest of another tenant',
      'chat_stream_id',
      "SHA2(CONCAT_WS('|', 'other', agent_id, platform, user_id), 256)",
      ({ user_id }) => user_id !== '',
    ),
    stream(
      'the digest by the group',
      'chat_stream_id',
      "SHA2(CONCAT_WS('|', 'acme', agent_id, platform, 'unknown'), 256)",
      ({ group_id }) => group_id !== null,
    ),
    {
      kind: 'digests of two streams swapped',
      sql: [
        `UPDATE chat_streams SET chat_stream_id = 'between' WHERE id = ${one.id}`,
        `UPDATE chat_streams SET chat_stream_id = '${one.chat_stream_id}' WHERE id = ${other.id}`,
        `UPDATE chat_streams SET chat_stream_id = '${other.chat_stream_id}' WHERE id = ${one.id}`,
      ],
      at: [`chat_streams id=${one.id} chat_stream_id`, `chat_streams id=${other.id} chat_stream_id`],
    },
    stream('no old ID', 'stream_id', 'NULL', ({ stream_id }) => stream_id !== null),
    stream('no user instead of an empty one', 'user_id', "'x'", ({ user_id }) => user_id === ''),
    stream('the last digit of a time', 'create_time', 'create_time + 0.0000001'),
    stream('a card name that is none', 'user_cardname', "''"),
    gone('chat_streams', 'id', takeStream()),
    message('the agent of no parent', 'agent_id', "'default_agent'", child),
    message('the agent of a parent', 'agent_id', "'mai'", orphan),
    message('another platform of a parent', 'platform', "'unknown'", child),
    message('another platform without a parent', 'platform', "'unknown'", orphan),
    message('the old ID instead of the parent’s', 'chat_stream_id', 'chat_id', child),
    message('a digest without a parent', 'chat_stream_id', 'SHA2(chat_id, 256)', orphan),
    message('no chat', 'chat_id', 'NULL'),
    message('its text', 'processed_plain_text', "'x'"),
    message('a flag', 'is_emoji', '1'),
    message('an empty text instead of none', 'display_message', "''"),
    gone('messages', 'id', takeMessage()),
    of('memory_chest', 2, 'the scope of another agent', 'memory_scope', "'acme:mai:global'"),
    of('memory_chest', 3, 'the scope of another tenant', 'memory_scope', "'other:default_agent:global'"),
    of('memory_chest', 4, 'another level', 'memory_level', "'chat'"),
    of('memory_chest', 5, 'a platform instead of none', 'platform', "'qq'"),
    of('memory_chest', 6, 'an empty stream instead of none', 'chat_stream_id', "''"),
    of('llm_usage', 2, 'another platform', 'platform', "'qq'"),
    of('llm_usage', 3, 'another agent', 'agent_id', "'mai'"),
    of('llm_usage', 4, 'its cost', 'cost', 'cost + 0.0001'),
    of('action_records', 2, 'another stream', 'chat_stream_id', "'x'"),
    of('jargon', 2, 'another agent', 'agent_id', "'luna'"),
    of('expression', 2, 'no stream', 'chat_stream_id', "''"),
    of('emoji', 2, 'what is shared', 'usage_count', '7'),
    of('person_info', 2, 'a name', 'nickname', "'x'"),
  ];
}

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
    settings: { migration: { preset: 'maibot', ids: 'preserve' }, options: { batch_size: 50, parallel: 1 } },
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
  // Killed while messages are on their way: what follows is judged by the rules as if it had not been.
  const killed = await runBinary(
    ['run', '-c', opened.configFile, '--json', '--confirm', opened.targetDatabase],
    {
      endAt: { said: String.raw`"chunk-committed"[^\n]*"messages"`, signal: 'SIGKILL' },
    },
  );
  expect(killed.exitCode).toBeNull();
  const [{ runId } = {}] = (await cli(0, 'run', '--resume')).filter((line) => line.runId !== undefined);
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
  const spoiled = damages({
    streams: await rows('target', 'chat_streams'),
    messages: await rows('target', 'messages'),
  });
  await spoil(opened.target, spoiled);
  expect(judged(spoiled, await cli(3, 'validate', '--level', 'full'))).toEqual({ unfound: [], others: [] });
  await cli(0, 'validate', '--level', 'full', '--repair', '--confirm', opened.targetDatabase);
  await cli(0, 'validate', '--level', 'full');
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
