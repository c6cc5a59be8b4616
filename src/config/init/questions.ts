import { hasTenants, type Preset } from '../../preset/schema.js';
import { defaultParallel } from '../options.js';
import {
  type AskedSide,
  askAbout,
  choice,
  confirm,
  number,
  secretQuestions,
  select,
  sides,
  text,
} from './ask.js';
import { filesQuestions } from './files-questions.js';
import type { Answers, Question } from './question.js';
import * as check from './validators.js';

/** What the chosen preset says, so that the questions offer it. */
export interface InitDefaults {
  /** Vault mount of the system. */
  readonly mount?: string;
  /** false: the system has none of them, so nothing is asked about them. */
  readonly tenants?: boolean;
  readonly secrets?: boolean;
  readonly files?: boolean;
  readonly credentials?: boolean;
}

/** What a preset offers. */
export function presetDefaults(preset: Preset): InitDefaults {
  const { secrets, files, credentials } = preset;
  return {
    ...(secrets ? { mount: secrets.mount } : {}),
    tenants: hasTenants(preset),
    secrets: secrets !== undefined,
    files: files !== undefined,
    credentials: credentials !== undefined,
  };
}

/**
 * The questions that apply after these answers, in order; answers decide which follow, so ask the first one that has
 * no answer yet and call again (`nextQuestion`).
 */
export function initQuestions(answers: Answers, defaults: InitDefaults = {}): Question[] {
  return [
    text(
      'preset',
      { en: 'What moves: a built-in preset or a file', zh: '迁移对象：内置预设或预设文件' },
      check.required,
      'bscp',
    ),
    ...(defaults.tenants === false
      ? []
      : [text('tenant_id', { en: 'Tenant ID in the target', zh: '目标环境的租户 ID' }, check.tenantId)]),
    ...sides.flatMap((side) => mysqlQuestions(side, answers)),
    ...(defaults.secrets === false
      ? []
      : [
          confirm(
            'vault',
            {
              en: 'Do secrets in Vault or OpenBao move too?',
              zh: '是否同时迁移 Vault 或 OpenBao 中的密钥？',
            },
            true,
          ),
        ]),
    ...(answers.vault === true ? sides.flatMap((side) => vaultQuestions(side, answers, defaults)) : []),
    ...(defaults.files === false
      ? []
      : [
          confirm(
            'files',
            { en: 'Do files in BkRepo or COS move too?', zh: '是否同时迁移 BkRepo 或 COS 中的文件？' },
            false,
          ),
        ]),
    ...(answers.files === true ? sides.flatMap((side) => filesQuestions(side, answers)) : []),
    ...(defaults.credentials === false ? [] : masterKeyQuestions(answers)),
    ...runQuestions(),
  ];
}

/** The first question without an answer; undefined when all are answered. */
export function nextQuestion(answers: Answers, defaults?: InitDefaults): Question | undefined {
  return initQuestions(answers, defaults).find((question) => answers[question.id] === undefined);
}

function mysqlQuestions(side: AskedSide, answers: Answers): Question[] {
  const key = `${side.side}.mysql`;
  const name = { en: `MySQL of the ${side.en}`, zh: `${side.zh} MySQL` };
  const { about, same } = askAbout(side, 'mysql', name, answers);
  const before = side.side === 'target' ? answers['source.mysql.port'] : undefined;
  return [
    text(`${key}.host`, about('host', '主机'), check.required, same('host')),
    number(`${key}.port`, about('port', '端口'), typeof before === 'number' ? before : 3306, 1, 65535),
    text(`${key}.database`, about('database', '数据库'), check.required, same('database')),
    text(`${key}.user`, about('user', '用户'), check.required, same('user')),
    ...secretQuestions(key, 'password', about('password', '密码'), answers),
    confirm(
      `${key}.tls`,
      about('connect with TLS?', '是否使用 TLS 连接？'),
      side.side === 'target' && answers['source.mysql.tls'] === true,
    ),
    ...(answers[`${key}.tls`] === true
      ? [
          text(
            `${key}.tls.ca`,
            about('CA file (empty: the system’s)', 'CA 文件（留空则使用系统证书）'),
            check.anyText,
            same('tls.ca') ?? '',
          ),
        ]
      : []),
  ];
}

function vaultQuestions(side: AskedSide, answers: Answers, defaults: InitDefaults): Question[] {
  const key = `${side.side}.vault`;
  const name = { en: `Vault of the ${side.en}`, zh: `${side.zh} Vault` };
  const { about, same } = askAbout(side, 'vault', name, answers);
  const appRole = answers[`${key}.auth`] === 'approle';
  return [
    text(`${key}.address`, about('address', '地址'), check.vaultAddress, same('address')),
    text(
      `${key}.mount`,
      about('mount of the KV v2 engine', 'KV v2 引擎挂载点'),
      check.required,
      same('mount') ?? defaults.mount,
    ),
    text(
      `${key}.namespace`,
      about('namespace (empty: none)', '命名空间（留空则无）'),
      check.anyText,
      same('namespace') ?? '',
    ),
    select(`${key}.auth`, about('sign in with', '登录方式'), same('auth') ?? 'token', [
      choice('token', 'a token', '令牌'),
      choice('approle', 'an AppRole', 'AppRole'),
    ]),
    ...(appRole
      ? [text(`${key}.role_id`, about('role ID', 'role ID'), check.required, same('role_id'))]
      : []),
    ...(answers[`${key}.auth`] === undefined
      ? []
      : appRole
        ? secretQuestions(key, 'secret_id', about('secret ID', 'secret ID'), answers)
        : secretQuestions(key, 'token', about('token', '令牌'), answers)),
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
        choice('unknown', 'not known yet: asked again before the write', '尚不清楚：写入前会再次询问'),
        choice('same', 'the same in both environments', '两套环境相同'),
        choice('different', 'different: re-encrypt the credentials', '不同：需要重新加密'),
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
      choice('auto', 'keep them when that is safe, else shift them', '安全时保持不变，否则偏移'),
      choice('preserve', 'keep them; refuse when one is taken', '保持不变；有冲突则拒绝'),
      choice('offset', 'always shift them', '总是偏移'),
    ]),
    number('batch_size', { en: 'Rows per chunk', zh: '每块行数' }, 1000, 1, 1_000_000),
    number(
      'parallel',
      { en: 'Connections that copy at the same time', zh: '并行复制的连接数' },
      defaultParallel,
      1,
      64,
    ),
    select('on_error', { en: 'When rows or secrets cannot be copied', zh: '行或密钥无法复制时' }, 'stop', [
      choice('stop', 'stop', '停止'),
      choice('continue', 'go on and list them at the end', '继续，并在最后列出'),
    ]),
    confirm(
      'production',
      { en: 'Is the target a production environment?', zh: '目标环境是生产环境吗？' },
      true,
    ),
  ];
}
