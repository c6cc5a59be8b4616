import { sayer } from '../core/sentence.js';

/** What a rehearsal says while it gets ready. The rehearsal's command says them: this room stands below the catalogues. */
export const sandboxWords = {
  'demo.at': ['[{seconds} s] {line}', '[{seconds} s] {line}'],
  'demo.servers': [
    'starting two MariaDB servers and a store for secrets',
    '正在启动两个 MariaDB 服务器和密钥存储',
  ],
  'demo.server': ['starting MariaDB and filling {database}', '正在启动 MariaDB 并填充 {database}'],
  'demo.embedded': [
    'secrets lie in a small KV server inside this program (--vault real builds a real Vault, once, in minutes)',
    '密钥存放在程序内置的小型 KV 服务中（--vault real 会编译一个真正的 Vault，只编译一次，需几分钟）',
  ],
  'demo.no-vault': ['no Vault on this machine: {embedded}', '本机没有 Vault：{embedded}'],
  'demo.schemas': ['making both schemas', '正在建立两端的表结构'],
  'demo.filling': ['filling the source with sample data', '正在向源端填充样例数据'],
  'demo.filled': ['sample data: {rows:row/rows}', '样例数据：{rows} 行'],
  'demo.filled-with': [
    'sample data: {rows:row/rows}, {versions:secret version/secret versions}',
    '样例数据：{rows} 行，{versions} 个密钥版本',
  ],
  'demo.ready': [
    'ready: {rows:row/rows}, {secrets} of them with a secret',
    '已就绪：{rows} 行，其中 {secrets} 行引用密钥',
  ],
  'demo.side': [
    'MariaDB {version} at {place}, database {database}‹; Vault at {vault}, mount {mount}›‹; files in a stand-in for BkRepo at {files}›',
    'MariaDB {version}，{place}，数据库 {database}‹；Vault {vault}，挂载点 {mount}›‹；文件存放在模拟的 BkRepo 中：{files}›',
  ],
} as const;

export const say = sayer(sandboxWords);
