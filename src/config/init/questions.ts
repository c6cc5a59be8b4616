import { defaultParallel } from '../config.js';
import type { Answers, Question, Text } from './question.js';
import * as check from './validators.js';

/** What the chosen preset says, so that the questions offer it. */
export interface InitDefaults {
  /** Vault mount of the system. */
  readonly mount?: string;
}

const sides = [
  { side: 'source', en: 'source', zh: '源环境' },
  { side: 'target', en: 'target', zh: '目标环境' },
] as const;
type Side = (typeof sides)[number];

/**
 * The questions that apply after these answers, in order; answers decide which follow, so ask the first one that has
 * no answer yet and call again (`nextQuestion`).
 */
export function initQuestions(answers: Answers, defaults: InitDefaults = {}): Question[] {
  return [
    text('tenant_id', { en: 'Tenant ID in the target', zh: '目标环境的租户 ID' }, check.tenantId),
    text(
      'preset',
      { en: 'What moves: a built-in preset or a file', zh: '迁移对象：内置预设或预设文件' },
      check.required,
      'bscp',
    ),
    ...sides.flatMap((side) => mysqlQuestions(side, answers)),
    confirm(
      'vault',
      { en: 'Do secrets in Vault or OpenBao move too?', zh: '是否同时迁移 Vault 或 OpenBao 中的密文？' },
      true,
    ),
    ...(answers.vault === true ? sides.flatMap((side) => vaultQuestions(side, answers, defaults)) : []),
    ...masterKeyQuestions(answers),
    ...runQuestions(),
  ];
}

/** The first question without an answer; undefined when all are answered. */
export function nextQuestion(answers: Answers, defaults?: InitDefaults): Question | undefined {
  return initQuestions(answers, defaults).find((question) => answers[question.id] === undefined);
}

function mysqlQuestions(side: Side, answers: Answers): Question[] {
  const key = `${side.side}.mysql`;
  const about = (en: string, zh: string): Text => ({
    en: `MySQL of the ${side.en}: ${en}`,
    zh: `${side.zh} MySQL：${zh}`,
  });
  const sameAsSource = (name: string) => {
    const answer = side.side === 'target' ? answers[`source.mysql.${name}`] : undefined;
    return typeof answer === 'string' ? answer : undefined;
  };
  return [
    text(`${key}.host`, about('host', '主机'), check.required),
    number(`${key}.port`, about('port', '端口'), 3306, 1, 65535),
    text(`${key}.database`, about('database', '数据库'), check.required, sameAsSource('database')),
    text(`${key}.user`, about('user', '用户'), check.required, sameAsSource('user')),
    ...secretQuestions(key, 'password', about('password', '密码'), answers),
    confirm(`${key}.tls`, about('connect with TLS?', '是否使用 TLS 连接？'), false),
    ...(answers[`${key}.tls`] === true
      ? [
          text(
            `${key}.tls.ca`,
            about('CA file (empty: the system’s)', 'CA 文件（留空则使用系统证书）'),
            check.anyText,
            '',
          ),
        ]
      : []),
  ];
}

function vaultQuestions(side: Side, answers: Answers, defaults: InitDefaults): Question[] {
  const key = `${side.side}.vault`;
  const about = (en: string, zh: string): Text => ({
    en: `Vault of the ${side.en}: ${en}`,
    zh: `${side.zh} Vault：${zh}`,
  });
  const appRole = answers[`${key}.auth`] === 'approle';
  return [
    text(`${key}.address`, about('address', '地址'), check.vaultAddress),
    text(
      `${key}.mount`,
      about('mount of the KV v2 engine', 'KV v2 引擎挂载点'),
      check.required,
      defaults.mount,
    ),
    text(`${key}.namespace`, about('namespace (empty: none)', '命名空间（留空则无）'), check.anyText, ''),
    select(`${key}.auth`, about('sign in with', '登录方式'), 'token', [
      { value: 'token', title: { en: 'a token', zh: '令牌' } },
      { value: 'approle', title: { en: 'an AppRole', zh: 'AppRole' } },
    ]),
    ...(appRole ? [text(`${key}.role_id`, about('role ID', 'role ID'), check.required)] : []),
    ...(answers[`${key}.auth`] === undefined
      ? []
      : appRole
        ? secretQuestions(key, 'secret_id', about('secret ID', 'secret ID'), answers)
        : secretQuestions(key, 'token', about('token', '令牌'), answers)),
  ];
}

/** Where a secret is kept, and what follows from it. */
function secretQuestions(key: string, name: string, message: Text, answers: Answers): Question[] {
  const id = `${key}.${name}`;
  const storage = answers[`${id}_storage`];
  const with_ = (en: string, zh: string): Text => ({
    en: `${message.en}: ${en}`,
    zh: `${message.zh}：${zh}`,
  });
  const follow: Question[] = [];
  if (storage === 'env') {
    const fallback = id.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
    follow.push(
      text(
        `${id}_env`,
        with_('name of the environment variable', '环境变量名'),
        check.environmentName,
        fallback,
      ),
    );
  }
  if (storage === 'file')
    follow.push(text(`${id}_file`, with_('path of the file', '文件路径'), check.required));
  if (storage === 'inline') follow.push({ kind: 'secret', id, message, validate: check.inlineSecret });
  return [
    select(`${id}_storage`, with_('where is it kept?', '存放在哪里？'), 'ask', [
      { value: 'ask', title: { en: 'nowhere: ask at each start', zh: '不存放：每次启动时询问' } },
      { value: 'env', title: { en: 'in an environment variable', zh: '环境变量' } },
      { value: 'file', title: { en: 'in a file of its own', zh: '单独的文件' } },
      { value: 'inline', title: { en: 'in the config file (mode 0600)', zh: '配置文件内（权限 0600）' } },
    ]),
    ...follow,
  ];
}

function masterKeyQuestions(answers: Answers): Question[] {
  const id = 'credential_master_keys';
  const different = answers[id] === 'different';
  return [
    select(
      id,
      { en: 'Master keys that client credentials are encrypted with', zh: '用于加密客户端密钥的主密钥' },
      'unknown',
      [
        {
          value: 'unknown',
          title: { en: 'not known yet: asked again before the write', zh: '尚不清楚：写入前会再次询问' },
        },
        { value: 'same', title: { en: 'the same in both environments', zh: '两套环境相同' } },
        {
          value: 'different',
          title: { en: 'different: re-encrypt the credentials', zh: '不同：需要重新加密' },
        },
      ],
    ),
    ...(different
      ? sides.map((side) =>
          text(
            `${side.side}.credential_master_key_file`,
            {
              en: `Master key of the ${side.en}: path of a file with it`,
              zh: `${side.zh}主密钥：所在文件的路径`,
            },
            check.required,
          ),
        )
      : []),
  ];
}

function runQuestions(): Question[] {
  return [
    select('ids', { en: 'IDs in the target', zh: '目标环境中的 ID' }, 'auto', [
      {
        value: 'auto',
        title: { en: 'keep them when that is safe, else shift them', zh: '安全时保持不变，否则偏移' },
      },
      {
        value: 'preserve',
        title: { en: 'keep them; refuse when one is taken', zh: '保持不变；有冲突则拒绝' },
      },
      { value: 'offset', title: { en: 'always shift them', zh: '总是偏移' } },
    ]),
    number('batch_size', { en: 'Rows per chunk', zh: '每块行数' }, 1000, 1, 1_000_000),
    number(
      'parallel',
      { en: 'Connections that copy at the same time', zh: '并行复制的连接数' },
      defaultParallel,
      1,
      64,
    ),
    select('on_error', { en: 'When rows or secrets cannot be copied', zh: '行或密文无法复制时' }, 'stop', [
      { value: 'stop', title: { en: 'stop', zh: '停止' } },
      { value: 'continue', title: { en: 'go on and list them at the end', zh: '继续，并在最后列出' } },
    ]),
    confirm(
      'production',
      { en: 'Is the target a production environment?', zh: '目标环境是生产环境吗？' },
      true,
    ),
  ];
}

function text(
  id: string,
  message: Text,
  validate: (answer: string) => Text | null,
  fallback?: string,
): Question {
  return { kind: 'text', id, message, validate, default: fallback };
}

function number(id: string, message: Text, fallback: number, least: number, most: number): Question {
  return { kind: 'number', id, message, default: fallback, validate: check.wholeNumber(least, most) };
}

function select(
  id: string,
  message: Text,
  fallback: string,
  choices: readonly { readonly value: string; readonly title: Text }[],
): Question {
  return { kind: 'select', id, message, default: fallback, choices };
}

function confirm(id: string, message: Text, fallback: boolean): Question {
  return { kind: 'confirm', id, message, default: fallback };
}
