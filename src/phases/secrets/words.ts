import { refuser } from '../../core/refused.js';
import { sayer } from '../../core/sentence.js';

/** What is wrong with a secret, and what became of one that was copied again. */
export const secretsWords = {
  'secret.no-secret': ['the source has no secret at this path', '源端在此路径没有密钥'],
  'secret.no-version': ['the source has no version {version} of it', '源端没有它的版本 {version}'],
  'secret.deleted': ['version {version} is deleted in the source', '版本 {version} 在源端已删除'],
  'secret.destroyed': ['version {version} is destroyed in the source', '版本 {version} 在源端已销毁'],
  'secret.history': ['version {version} of its history: {problem}', '历史版本 {version}：{problem}'],
  'secret.other-value': ['the target path holds another value', '目标路径存有另一个值'],
  'secret.overtaken': [
    'someone else wrote to the target path while it was being copied',
    '复制期间有他人写入目标路径',
  ],
  'secret.stopped': [
    'stopped at a secret of {row}, key {key}, path {path}: {problem}',
    '停在 {row} 的密钥，键 {key}，路径 {path}：{problem}',
  ],
  'sample.secret': ['{row}, {path}: {problem}', '{row}, {path}：{problem}'],
  'secret.written': ['the secret was written', '密钥已写入'],
  'secret.reused': ['the secret was reused', '密钥已在，直接复用'],
  'secret.not-reached': ['the secret was not reached', '未处理到该密钥'],
  'retry.counting': ['counting the secrets', '统计密钥'],
  'retry.secrets': ['secrets of {table}', '{table} 的密钥'],
  'repair.both': ['{row}, {secret}', '{row}，{secret}'],
  'repair.no-secret': [
    'the row is right, but its secret could not be copied: {why}',
    '该行正确，但其密钥无法复制：{why}',
  ],
  'repair.left-out': [
    'left out, since its secret could not be copied: {why}',
    '未写入，因为其密钥无法复制：{why}',
  ],
  'run.mysql-unfinished': [
    'the MySQL phase of run {run} is not finished, so its secrets cannot be copied yet',
    '迁移 {run} 的 MySQL 阶段尚未完成，还不能复制密钥',
  ],
  'run.mysql-unfinished.remedy': ['resume with --phase all', '用 --phase all 继续'],
  'run.no-mysql': [
    'the Vault phase follows the MySQL phase of the same run, and there is no run to follow',
    'Vault 阶段要接在同一次迁移的 MySQL 阶段之后，而现在没有这样的迁移',
  ],
  'run.no-mysql.remedy': [
    'run --phase mysql or --phase all first, then --phase vault --resume',
    '先执行 --phase mysql 或 --phase all，再执行 --phase vault --resume',
  ],
} as const;

export const say = sayer(secretsWords);
export const refuse = refuser(secretsWords);
