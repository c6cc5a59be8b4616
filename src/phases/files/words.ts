import { sayer } from '../../core/sentence.js';

/** What is said of files while they are carried, in both languages. */
export const filesWords = {
  'file.missing': ['the source does not have the file', '源端没有该文件'],
  'file.corrupt': [
    "the source's bytes are not those of the file's name: it is not copied",
    '源端的内容与文件名的摘要不符，未复制',
  ],
  'file.conflict': [
    'the destination has other contents under this name: they are left as they are',
    '目标处同名文件内容不同，保持原样',
  ],
  'file.refused': [
    'options.files.mode is copy, and no server copies between these stores',
    'options.files.mode 为 copy，但这两个存储之间没有服务器可以直接复制',
  ],
  'file.denied': ['the account may not do this', '账号无权进行此操作'],
  'file.failed': ['the file could not be brought over', '文件未能复制'],
  'files.given-up': ['the rest of the files was given up: {problem}', '其余文件已放弃：{problem}'],
  'files.stay': [
    '{files:file that the run made stays/files that the run made stay} in {store}: --files takes them back',
    '该次迁移写入的 {files} 个文件保留在 {store}；使用 --files 可一并删除',
  ],
  'files.named': [
    '{files:file stays, since a row of the target names it/files stay, since rows of the target name them}',
    '有 {files} 个文件保留：目标环境仍有行引用它们',
  ],
  'files.others': [
    '{files:file stays, since it holds/files stay, since they hold} other contents now',
    '有 {files} 个文件保留：它们的内容已被改动',
  ],
  'repair.missing': ['the file is missing', '文件缺失'],
  'repair.other': ['the file has other contents', '文件内容不同'],
  'repair.again': ['copied again', '已重新复制'],
  'repair.kept': [
    'the store took the file and still gives other bytes, or none: BkRepo keeps one copy for each sha256 and writes none over it, deleted or not. Have its administrator remove this copy from the storage, then repair again',
    '存储接受了该文件，但仍返回其他内容或没有内容：BkRepo 对每个 sha256 只保留一份，即使删除节点也不会覆盖它。请让其管理员从底层存储中移除该份内容，然后再次修复',
  ],
  'retry.file': ['file {sha256}', '文件 {sha256}'],
  'retry.store': ['{store}', '{store}'],
  'retry.repository': ['repository {repository}', '仓库 {repository}'],
} as const;

export const say = sayer(filesWords);
