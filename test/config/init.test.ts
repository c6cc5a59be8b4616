import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { askMissingSecrets } from '../../src/config/init/ask-secrets.js';
import { PromptCancelled } from '../../src/config/init/prompts.js';
import type { Answer, Answers, Question } from '../../src/config/init/question.js';
import { initQuestions, nextQuestion } from '../../src/config/init/questions.js';
import { renderConfigFile } from '../../src/config/init/render.js';
import { runInitPrompts } from '../../src/config/init/run.js';
import { writeConfigFile } from '../../src/config/init/write.js';
import { loadConfig } from '../../src/config/load.js';
import { goodConfig, load, temporaryFolder, writeFile } from './support.js';

/** What an operator types; everything else is answered with its default. */
const typed: Answers = {
  tenant_id: 'acme',
  'source.mysql.host': 'one',
  'source.mysql.database': 'bk_bscp',
  'source.mysql.user': 'reader',
  'target.mysql.host': 'two',
  'source.vault.address': 'https://one:8200',
  'target.vault.address': 'https://two:8200',
};

function answer(question: Question, own: Answers): Answer {
  const given = own[question.id] ?? typed[question.id];
  if (given !== undefined) return given;
  if (question.kind !== 'secret' && question.default !== undefined) return question.default;
  throw new Error(`no answer to ${question.id}`);
}

function answerAll(own: Answers): Answers {
  const answers: Record<string, Answer> = {};
  for (
    let next = nextQuestion(answers, { mount: 'bk_bscp' });
    next;
    next = nextQuestion(answers, { mount: 'bk_bscp' })
  ) {
    answers[next.id] = answer(next, own);
  }
  return answers;
}

describe('questions', () => {
  test('defaults answer everything but the addresses and names', () => {
    expect(Object.keys(answerAll({}))).toContain('target.vault.token_storage');
    expect(answerAll({})['target.mysql.database']).toBe('bk_bscp');
  });

  test('no Vault, no questions about it', () => {
    const asked = Object.keys(answerAll({ vault: false }));
    expect(asked.filter((id) => id.includes('.vault.'))).toEqual([]);
  });

  test('each is asked once, in both languages', () => {
    const own = {
      'source.vault.auth': 'approle',
      'source.mysql.password_storage': 'env',
      credential_master_keys: 'different',
      'source.credential_master_key_file': 'a',
      'target.credential_master_key_file': 'b',
      'source.vault.role_id': 'r',
    };
    const questions = initQuestions(answerAll(own));
    const ids = questions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { message } of questions) {
      expect(message.en).not.toMatch(/\p{Script=Han}/u);
      expect(message.zh).toMatch(/\p{Script=Han}|secret ID|role ID/u);
    }
  });

  test.each([
    ['tenant_id', ' a', false],
    ['tenant_id', 'a', true],
    ['source.mysql.host', ' ', false],
    ['source.vault.address', 'one:8200', false],
    ['source.vault.address', 'https://one:8200/', true],
  ])('%s: %j', (id, given, right) => {
    const question = initQuestions({ vault: true }).find((candidate) => candidate.id === id);
    if (question?.kind !== 'text') throw new Error('not a text');
    expect(question.validate(given) === null).toBe(right);
  });

  test.each([0, 65536, 1.5, Number.NaN])('port %d is refused', (given) => {
    const question = initQuestions({}).find(({ id }) => id === 'source.mysql.port');
    if (question?.kind !== 'number') throw new Error('not a number');
    expect(question.validate(given)?.en).toBe('A whole number from 1 to 65535.');
  });

  test('a secret in the file cannot look like a reference', () => {
    const question = initQuestions({ 'source.mysql.password_storage': 'inline' }).find(
      ({ id }) => id === 'source.mysql.password',
    );
    if (question?.kind !== 'secret') throw new Error('not a secret');
    expect(question.validate(`\${X}`)).not.toBeNull();
    expect(question.validate('$x{')).toBeNull();
  });
});

describe('the file', () => {
  test('what loadConfig makes of it', async () => {
    const folder = temporaryFolder();
    for (const name of ['key-one', 'key-two', 'token']) writeFile(`${name}\n`, { folder, name });
    const awkward = 'a"b\\c: #\u2028\t{}';
    const text = renderConfigFile(
      answerAll({
        tenant_id: '0123',
        ids: 'offset',
        batch_size: 50,
        on_error: 'continue',
        'source.mysql.password_storage': 'inline',
        'source.mysql.password': awkward,
        'source.mysql.user': 'yes',
        'source.mysql.tls': true,
        'target.mysql.password_storage': 'env',
        'target.mysql.password_env': 'TARGET_PASSWORD',
        'source.vault.token_storage': 'file',
        'source.vault.token_file': 'token',
        'source.vault.namespace': 'team/a',
        'target.vault.auth': 'approle',
        'target.vault.role_id': 'role',
        credential_master_keys: 'different',
        'source.credential_master_key_file': 'key-one',
        'target.credential_master_key_file': 'key-two',
      }),
    );
    const config = await load(text, { env: { TARGET_PASSWORD: 'x' } }, folder);
    expect(config).toMatchObject({
      tenantId: '0123',
      ids: 'offset',
      options: { batchSize: 50, parallel: 4, onError: 'continue' },
      source: {
        production: false,
        mysql: { host: 'one', port: 3306, user: 'yes', tls: { verify: true } },
        vault: { address: 'https://one:8200', mount: 'bk_bscp', namespace: 'team/a' },
      },
      target: { production: true, vault: { auth: { kind: 'approle', roleId: 'role', mount: 'approle' } } },
      warnings: [],
    });
    expect(config.source.mysql.password?.reveal()).toBe(awkward);
    expect(config.target.mysql.password?.reveal()).toBe('x');
    expect(config.source.credentialMasterKey?.reveal()).toBe('key-one');
    expect(config.target.credentialMasterKey?.reveal()).toBe('key-two');
  });

  test('begins with the schema of the installed package, for editors', () => {
    const [first = ''] = renderConfigFile(answerAll({})).split('\n');
    const [, url = ''] = /^# yaml-language-server: \$schema=(\S+)$/.exec(first) ?? [];
    const schema: unknown = JSON.parse(readFileSync(new URL(url), 'utf8'));
    expect(schema).toMatchObject({ $id: 'urn:tenantferry:config' });
  });

  test('files in a BkRepo and a COS, the target asked what the source has', async () => {
    const files = {
      files: true,
      'source.files.url': 'https://repo-old',
      'source.files.username': 'reader',
      'target.files.also_plain_project': true,
    };
    const repos = answerAll(files);
    expect(repos['target.files.url']).toBe('https://repo-old');
    const { source, target } = await load(renderConfigFile(repos));
    expect(source.files).toMatchObject({ store: { type: 'bkrepo', project: 'bscp', username: 'reader' } });
    expect(target.files).toMatchObject({ tenantProject: true, alsoPlainProject: true });
    const cos = answerAll({
      ...files,
      'target.files.type': 'cos',
      'target.files.endpoint': 'https://cos.example',
      'target.files.bucket': 'bscp-1250000000',
      'target.files.secret_id': 'id',
      'target.files.secret_key_storage': 'inline',
      'target.files.secret_key': 'k',
      'target.files.path_style': true,
    });
    const text = renderConfigFile(cos);
    expect((await load(text)).target.files?.store).toMatchObject({
      type: 'cos',
      bucket: 'bscp-1250000000',
      pathStyle: true,
    });
    const without = initQuestions({ ...typed, preset: 'x' }, { files: false }).map(({ id }) => id);
    expect(without).not.toContain('files');
  });

  test('without answers about secrets none is in it', async () => {
    const text = renderConfigFile(answerAll({ vault: false, production: false }));
    expect(text).toContain('# password: asked for at each start');
    const config = await load(text);
    expect(config.source.mysql.password).toBeUndefined();
    expect(config.source.vault).toBeUndefined();
    expect(config.target.production).toBe(false);
  });

  test('is its owner’s only, and never overwritten unasked', async () => {
    const path = join(temporaryFolder(), 'migrate.yaml');
    await writeConfigFile(path, 'one');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(writeConfigFile(path, 'two')).rejects.toMatchObject({
      message: `${path} exists already`,
      remedy: 'Remove it first, or give another path with -c.',
    });
    expect(readFileSync(path, 'utf8')).toBe('one');
    await writeConfigFile(path, 'two', { overwrite: true });
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('no folder', async () => {
    const path = join(temporaryFolder(), 'none', 'migrate.yaml');
    await expect(writeConfigFile(path, 'x')).rejects.toThrow(`${path} cannot be written (ENOENT)`);
  });
});

describe('init', () => {
  const ask = (own: Answers) => async (question: Question) => answer(question, own);

  test('writes a file that loads', async () => {
    const path = join(temporaryFolder(), 'migrate.yaml');
    expect(await runInitPrompts({ path, lang: 'en', ask: ask({}) })).toBe(path);
    const config = await loadConfig(path, { env: {} });
    expect(config).toMatchObject({ tenantId: 'acme', source: { vault: { mount: 'bk_bscp' } } });
  });

  test('keeps an existing file unless told to replace it', async () => {
    const path = writeFile('mine');
    expect(await runInitPrompts({ path, lang: 'en', ask: ask({}) })).toBeNull();
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(await runInitPrompts({ path, lang: 'en', ask: ask({ overwrite: true }) })).toBe(path);
    expect(readFileSync(path, 'utf8')).toContain('target_tenant_id: acme');
  });

  test('asks again for a preset that is none, with the answers before it kept', async () => {
    const path = join(temporaryFolder(), 'migrate.yaml');
    const asked: string[] = [];
    const mistype = async (question: Question): Promise<Answer> => {
      asked.push(question.id);
      return question.id === 'preset' && !/neither built in/.test(question.message.en)
        ? 'bcsp'
        : answer(question, {});
    };
    expect(await runInitPrompts({ path, lang: 'en', ask: mistype })).toBe(path);
    expect(asked.slice(0, 3)).toEqual(['preset', 'preset', 'tenant_id']);
  });

  test.each(['users-pair', 'danci', 'kratos'])('asks of %s nothing that it has none of', async (preset) => {
    const path = join(temporaryFolder(), 'migrate.yaml');
    const asked: string[] = [];
    const listening = async (question: Question): Promise<Answer> => {
      asked.push(question.id);
      return answer(question, { preset, 'target.mysql.database': 'next' });
    };
    expect(await runInitPrompts({ path, lang: 'en', ask: listening })).toBe(path);
    const others = /^(tenant_id|vault|files|credential_master_keys)$/;
    expect(asked.filter((id) => others.test(id))).toEqual([]);
    expect(readFileSync(path, 'utf8')).not.toMatch(/\b(tenant|biz_ids|vault)\b/i);
  });

  test('refuses a folder that cannot be written to before it asks anything', async () => {
    const asked: string[] = [];
    const path = join(temporaryFolder(), 'no-such-folder', 'migrate.yaml');
    const listening = async (question: Question): Promise<Answer> => {
      asked.push(question.id);
      return answer(question, {});
    };
    await expect(runInitPrompts({ path, lang: 'en', ask: listening })).rejects.toThrow(
      'cannot be written (ENOENT)',
    );
    expect(asked).toEqual([]);
  });

  test('writes nothing when the operator leaves', async () => {
    const path = join(temporaryFolder(), 'migrate.yaml');
    const leave = async () => {
      throw new PromptCancelled('cancelled');
    };
    expect(await runInitPrompts({ path, lang: 'zh', ask: leave })).toBeNull();
    expect(() => statSync(path)).toThrow('ENOENT');
  });
});

describe('asking for open secrets', () => {
  test('each by its title', async () => {
    const config = await load(goodConfig);
    const asked: string[] = [];
    const filled = await askMissingSecrets(config, 'en', async (question) => {
      asked.push(`${question.kind} ${question.message.en}`);
      return 'hunter2';
    });
    expect(asked).toEqual([
      'secret Password of reader@one:3306 (source MySQL)',
      'secret Password of writer@two:3306 (target MySQL)',
    ]);
    expect(filled.target.mysql.password?.reveal()).toBe('hunter2');
  });

  test('without a terminal it is refused, naming them', async () => {
    const config = await load(goodConfig);
    await expect(askMissingSecrets(config, 'en')).rejects.toMatchObject({
      message: `${config.path} leaves open source.mysql.password, target.mysql.password, and there is no terminal to ask on`,
    });
  });
});
