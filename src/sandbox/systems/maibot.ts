import { quoteText } from '../../core/sql.js';
import { createRandom } from '../data/random.js';

/**
 * MaiBot's tables before and after its change to four dimensions (tenant, agent, stream, platform). A column is `name:type`, with `?` where
 * it may be NULL, `#` where it has an index, `!` where it is unique; `+` in front: only after the change. Each table has an `id`, too.
 */
const tables = {
  agents: `
    +tenant_id#:varchar(100) agent_id#:varchar(100) name:text description?:text tags?:text persona:text
    bot_overrides?:text config_overrides?:text created_at:datetime updated_at:datetime`,
  chat_streams: `
    +tenant_id#:varchar(100) agent_id#:varchar(100) platform#:varchar(100) +chat_stream_id!:varchar(100)
    create_time:double group_platform?:text group_id?:text group_name?:text last_active_time:double
    user_platform:text user_id:text user_nickname:text user_cardname?:text stream_id?!:varchar(100)`,
  llm_usage: `
    +tenant_id#:varchar(100) +agent_id#:varchar(100) +platform#:varchar(100) model_name#:varchar(100)
    model_assign_name?:text model_api_provider?:text user_id#:varchar(100) request_type#:varchar(100)
    endpoint:text prompt_tokens:int completion_tokens:int total_tokens:int cost:double time_cost?:double
    status:text timestamp#:datetime`,
  emoji: `
    full_path!:varchar(100) format:text emoji_hash#:varchar(100) description:text query_count:int
    is_registered:tinyint(1) is_banned:tinyint(1) emotion?:text record_time:float register_time?:float
    usage_count:int last_used_time?:float`,
  messages: `
    +tenant_id#:varchar(100) +agent_id#:varchar(100) +platform#:varchar(100) +chat_stream_id#:varchar(100)
    message_id#:varchar(100) time:double chat_id?#:varchar(100) reply_to?:text interest_value?:double
    key_words?:text key_words_lite?:text is_mentioned?:tinyint(1) is_at?:tinyint(1)
    reply_probability_boost?:double chat_info_stream_id:text chat_info_platform:text chat_info_user_platform:text
    chat_info_user_id:text chat_info_user_nickname:text chat_info_user_cardname?:text
    chat_info_group_platform?:text chat_info_group_id?:text chat_info_group_name?:text
    chat_info_create_time:double chat_info_last_active_time:double user_platform?:text user_id?:text
    user_nickname?:text user_cardname?:text sender_user_platform?:text sender_user_id?:text
    sender_user_nickname?:text sender_user_cardname?:text sender_group_platform?:text sender_group_id?:text
    sender_group_name?:text receiver_user_platform?:text receiver_user_id?:text receiver_user_nickname?:text
    receiver_user_cardname?:text receiver_group_platform?:text receiver_group_id?:text receiver_group_name?:text
    processed_plain_text?:text display_message?:text priority_mode?:text priority_info?:text
    additional_config?:text is_emoji:tinyint(1) is_picid:tinyint(1) is_command:tinyint(1) is_notify:tinyint(1)
    selected_expressions?:text`,
  action_records: `
    +tenant_id#:varchar(100) +agent_id#:varchar(100) +chat_stream_id#:varchar(100) action_id#:varchar(100)
    time:double action_reasoning?:text action_name:text action_data:text action_done:tinyint(1)
    action_build_into_prompt:tinyint(1) action_prompt_display:text chat_id?#:varchar(100)
    chat_info_stream_id?:text chat_info_platform?:text`,
  images: `
    image_id:text emoji_hash#:varchar(100) description?:text path!:varchar(100) count:int timestamp:float
    type:text vlm_processed:tinyint(1)`,
  image_descriptions: `
    type:text image_description_hash#:varchar(100) description:text timestamp:float`,
  online_time: `
    timestamp:text duration:int start_timestamp:datetime end_timestamp#:datetime`,
  person_info: `
    +tenant_id#:varchar(100) is_known:tinyint(1) person_id!:varchar(100) person_name?:text name_reason?:text
    platform:text user_id#:varchar(100) nickname?:text memory_points?:text know_times?:float know_since?:float
    last_know?:float`,
  group_info: `
    +tenant_id#:varchar(100) group_id!:varchar(100) group_name?:text platform:text group_impression?:text
    member_list?:text topic?:text create_time?:float last_active?:float member_count?:int`,
  expression: `
    +tenant_id#:varchar(100) +agent_id#:varchar(100) +chat_stream_id#:varchar(100) situation:text style:text
    context?:text up_content?:text last_active_time:float chat_id?#:varchar(100) create_date?:float`,
  memory_chest: `
    +tenant_id#:varchar(100) +agent_id#:varchar(100) +platform?#:varchar(100) +chat_stream_id?#:varchar(100)
    +memory_level#:varchar(100) +memory_scope#:varchar(100) title:text content:text chat_id?:text
    locked:tinyint(1)`,
  memory_conflicts: `
    conflict_content:text answer?:text create_time:float update_time:float context?:text chat_id?:text
    raise_time?:float`,
  graph_nodes: `
    concept!:varchar(100) memory_items:text weight:float hash:text created_time:float last_modified:float`,
  graph_edges: `
    source#:varchar(100) target#:varchar(100) strength:int hash:text created_time:float last_modified:float`,
  jargon: `
    +tenant_id#:varchar(100) +agent_id#:varchar(100) +chat_stream_id#:varchar(100) content:text raw_content?:text
    type?:text translation?:text meaning?:text chat_id?#:varchar(100) is_global:tinyint(1) count:int`,
} as const;

/** After the change these may be NULL, and an agent's ID is its tenant's. */
const looser = new Set([
  'chat_streams.stream_id',
  'messages.chat_id',
  'action_records.chat_id',
  'expression.chat_id',
  'expression.chat_stream_id',
  'jargon.chat_id',
  'memory_chest.platform',
  'memory_chest.chat_stream_id',
]);

function createTable(table: string, columns: string, isTarget: boolean): string {
  const parts = columns
    .trim()
    .split(/\s+/)
    .flatMap((column): string[] => {
      const [, added, name = '', nullable, key, type] = /^(\+?)(\w+)(\??)([#!]?):(.*)$/.exec(column) ?? [];
      if (added && !isTarget) return [];
      const loose = nullable || (isTarget && looser.has(`${table}.${name}`));
      const lines = [`${name} ${type} ${loose ? 'NULL' : 'NOT NULL'}`];
      if (key === '!') lines.push(`UNIQUE KEY ${table}_${name} (${name})`);
      if (key === '#') lines.push(`KEY ${table}_${name} (${name})`);
      return lines;
    });
  const agent =
    table === 'agents' && isTarget ? ['UNIQUE KEY agents_tenant_agent (tenant_id, agent_id)'] : [];
  return `CREATE TABLE ${table} (\n  ${['id int NOT NULL AUTO_INCREMENT PRIMARY KEY', ...parts, ...agent].join(',\n  ')}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`;
}

export const maibotSchema = {
  source: Object.entries(tables).map(([table, columns]) => createTable(table, columns, false)),
  target: Object.entries(tables).map(([table, columns]) => createTable(table, columns, true)),
} as const;

const platforms = ['qq', 'discord', 'webui'];
const words = ['你好', 'hello', 'Grüße', '😀 ok', "it's"];

/** INSERTs of `rows` streams and what belongs to them, the same ones each time. */
export function maibotData(rows: number): readonly string[] {
  const random = createRandom(20_260_103);
  const made: Record<string, string[]> = {};
  const add = (table: string, row: Readonly<Record<string, string | number | null>>) => {
    const into = `${table} (${Object.keys(row).join(', ')})`;
    const values = Object.values(row).map((value) =>
      value === null ? 'NULL' : typeof value === 'number' ? value : quoteText(value),
    );
    made[into] = [...(made[into] ?? []), `(${values.join(', ')})`];
  };
  const at = '2025-10-01 08:00:00';
  for (const agent of ['default_agent', 'mai', 'luna'])
    add('agents', { agent_id: agent, name: agent, persona: '{}', created_at: at, updated_at: at });
  for (let index = 1; index <= rows; index += 1) {
    const stream = index.toString(16).padStart(32, '0');
    const platform = platforms[index % platforms.length] ?? 'qq';
    const isGroup = index % 4 === 0;
    const user = isGroup ? '' : `u${index}`;
    add('chat_streams', {
      agent_id: index % 2 === 0 ? 'mai' : 'luna',
      platform,
      create_time: index / 8,
      group_platform: isGroup ? platform : null,
      group_id: isGroup ? `g${index}` : null,
      group_name: isGroup ? `group ${index}` : null,
      last_active_time: index / 4,
      user_platform: platform,
      user_id: user,
      user_nickname: random.pick(words),
      user_cardname: null,
      stream_id: stream,
    });
    for (let message = 1; message <= 3; message += 1) {
      // Some belong to a stream that is gone.
      const chat = (index * 3 + message) % 20 === 0 ? `gone${index}` : stream;
      add('messages', {
        message_id: `m${index}-${message}`,
        time: index + message / 8,
        chat_id: chat,
        chat_info_stream_id: chat,
        chat_info_platform: platform,
        chat_info_user_platform: platform,
        chat_info_user_id: user,
        chat_info_user_nickname: 'n',
        chat_info_create_time: index / 8,
        chat_info_last_active_time: index / 4,
        user_id: user,
        processed_plain_text: random.pick(words),
        is_emoji: 0,
        is_picid: 0,
        is_command: 0,
        is_notify: 0,
      });
    }
    add('action_records', {
      action_id: `a${index}`,
      time: index / 8,
      action_name: 'reply',
      action_data: '{}',
      action_done: 1,
      action_build_into_prompt: 0,
      action_prompt_display: '',
      chat_id: stream,
    });
    add('jargon', { content: random.pick(words), chat_id: stream, is_global: 0, count: index });
    add('expression', {
      situation: 's',
      style: random.pick(words),
      last_active_time: index,
      chat_id: stream,
    });
    add('memory_chest', { title: `t${index}`, content: random.pick(words), chat_id: stream, locked: 0 });
    add('llm_usage', {
      model_name: 'm',
      user_id: user,
      request_type: 'chat',
      endpoint: '/v1',
      prompt_tokens: index,
      completion_tokens: 1,
      total_tokens: index + 1,
      cost: index / 1024,
      status: 'ok',
      timestamp: at,
    });
    add('person_info', {
      is_known: 1,
      person_id: `p${index}`,
      platform,
      user_id: `u${index}`,
      nickname: random.pick(words),
    });
    if (isGroup) add('group_info', { group_id: `g${index}`, group_name: `group ${index}`, platform });
    add('emoji', {
      full_path: `/e/${index}`,
      format: 'png',
      emoji_hash: stream,
      description: '',
      query_count: 0,
      is_registered: 1,
      is_banned: 0,
      record_time: 1,
      usage_count: 0,
      last_used_time: 1,
    });
  }
  return Object.entries(made).flatMap(([into, values]) => {
    const statements: string[] = [];
    for (let from = 0; from < values.length; from += 500)
      statements.push(`INSERT INTO ${into} VALUES ${values.slice(from, from + 500).join(',\n')}`);
    return statements;
  });
}
