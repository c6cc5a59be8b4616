import { defaultParallel } from '../options.js';
import type { Answers } from './question.js';

/**
 * The installed package's own: it is there where the file is written, also without a network, and of this very version. As a URL, since
 * an editor ends the name at the first space.
 */
const schemaFile = new URL('../../../docs/schemas/config.schema.json', import.meta.url).href;

/** The config file that these answers (of `initQuestions`) make: YAML with comments, which `loadConfig` reads. */
export function renderConfigFile(answers: Answers): string {
  const target = [
    ...(answers.production === true ? ['  environment: production'] : []),
    ...environment('target', answers),
  ];
  // Of a system without tenants nobody was asked for one.
  const hasTenants = answers.tenant_id !== undefined;
  const lines = [
    `# yaml-language-server: $schema=${schemaFile}`,
    '# tenantferry: what moves, from where, to where.',
    `# A secret may be given as "\${NAME}" (an environment variable), in a file (password_file, token_file), or left out: then`,
    '# it is asked for at each start. Check this file with: tenantferry check -c <this file>',
    '',
    'migration:',
    ...(hasTenants
      ? ['  # Every migrated row belongs to this tenant.', `  target_tenant_id: ${scalar(answers.tenant_id)}`]
      : []),
    `  preset: ${scalar(answers.preset ?? 'bscp')}`,
    '  # auto | preserve (keep IDs) | offset (shift them, for a target that already has data)',
    `  ids: ${scalar(answers.ids ?? 'auto')}`,
    ...(hasTenants ? ['  # Move only these businesses:', '  # biz_ids: [1, 2]'] : []),
    '',
    '# Only read, never written.',
    'source:',
    ...environment('source', answers),
    '',
    'target:',
    ...target,
    '',
    ...(answers.credential_master_keys === 'same'
      ? ['# Credentials are copied as they are.', 'credential_master_keys: same', '']
      : []),
    'options:',
    `  batch_size: ${scalar(answers.batch_size ?? 1000)}`,
    `  parallel: ${scalar(answers.parallel ?? defaultParallel)}`,
    '  # stop | continue (list what could not be copied at the end)',
    `  on_error: ${scalar(answers.on_error ?? 'stop')}`,
    '',
    '# Tables to leave out besides those the preset leaves out, and tables to move after all:',
    '# skip_tables: []',
    `# include_tables: [${hasTenants ? 'audits' : 'NAME'}]`,
    ...(hasTenants
      ? [
          '',
          '# User names of approvers that differ in the tenant, old to new:',
          '# users: { old_name: new_name }',
        ]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function environment(side: 'source' | 'target', answers: Answers): string[] {
  const mysql = `${side}.mysql`;
  const vault = `${side}.vault`;
  const keyFile = answers[`${side}.credential_master_key_file`];
  return [
    '  mysql:',
    ...entries(mysql, ['host', 'port', 'database', 'user'], answers),
    ...secret(mysql, 'password', answers),
    ...tls(mysql, answers),
    ...(answers.vault === true
      ? [
          '  vault:',
          ...entries(vault, ['address', 'mount', 'namespace'], answers),
          ...(answers[`${vault}.auth`] === 'approle'
            ? [...entries(vault, ['role_id'], answers), ...secret(vault, 'secret_id', answers)]
            : secret(vault, 'token', answers)),
        ]
      : answers.vault === false
        ? ['  # Without a vault block the Vault phase is skipped.']
        : []),
    ...(answers.files === true ? filesBlock(`${side}.files`, answers) : []),
    ...(keyFile === undefined ? [] : [`  credential_master_key_file: ${scalar(keyFile)}`]),
  ];
}

function filesBlock(files: string, answers: Answers): string[] {
  if (answers[`${files}.type`] === 'cos') {
    return [
      '  files:',
      ...entries(files, ['type', 'endpoint', 'bucket', 'region', 'secret_id'], answers),
      ...secret(files, 'secret_key', answers),
      ...entries(files, ['signature', 'path_style'], answers),
    ];
  }
  return [
    '  files:',
    ...entries(files, ['type', 'url', 'project', 'username'], answers),
    ...secret(files, 'password', answers),
    ...entries(files, ['tenant_project', 'also_plain_project'], answers),
  ];
}

function entries(prefix: string, names: readonly string[], answers: Answers): string[] {
  return names.flatMap((name) => {
    const answer = answers[`${prefix}.${name}`];
    return answer === undefined || answer === '' ? [] : [`    ${name}: ${scalar(answer)}`];
  });
}

function secret(prefix: string, name: string, answers: Answers): string[] {
  const id = `${prefix}.${name}`;
  switch (answers[`${id}_storage`]) {
    case 'env':
      return [`    ${name}: "\${${answers[`${id}_env`]}}"`];
    case 'file':
      return [`    ${name}_file: ${scalar(answers[`${id}_file`])}`];
    case 'inline':
      return [`    ${name}: ${quoted(String(answers[id] ?? ''))}`];
    default:
      return [`    # ${name}: asked for at each start`];
  }
}

function tls(prefix: string, answers: Answers): string[] {
  if (answers[`${prefix}.tls`] !== true) return [];
  const ca = answers[`${prefix}.tls.ca`];
  return ca === undefined || ca === '' ? ['    tls: true'] : ['    tls:', `      ca: ${scalar(ca)}`];
}

/** A value as YAML; a text that YAML could read as anything else is quoted. */
function scalar(value: string | number | boolean | undefined): string {
  if (typeof value !== 'string') return String(value ?? '""');
  const plain =
    /^[A-Za-z_/][A-Za-z0-9_./-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return plain ? value : quoted(value);
}

/** JSON's escapes are YAML's too. */
function quoted(value: string): string {
  return JSON.stringify(value);
}
