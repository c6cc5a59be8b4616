import { sayer } from '../core/sentence.js';

/** What keeps a statement or a connection from its work, where the words are ours and not the server's. */
export const mysqlWords = {
  'mysql.lost': ['the connection was lost', '连接已断开'],
  'mysql.local-file': [
    'the server asked for a local file that was not announced; nothing was sent and the connection was cut',
    '服务器请求了未声明的本地文件；没有发送任何内容，连接已切断',
  ],
  'mysql.refuses': [
    '{place} refuses connections: the server is not running or listens elsewhere',
    '{place} 拒绝连接：服务器未运行或监听在其他地址',
  ],
  'mysql.unreachable': ['{place} cannot be reached from this machine', '本机无法访问 {place}'],
  'mysql.no-answer': ['{place} does not answer', '{place} 没有响应'],
  'mysql.unknown': ['unknown failure', '未知错误'],
  'mysql.signalled': [
    'a trigger or procedure of the server refused it; its own words are not shown, since they may quote a row',
    '服务器的触发器或存储过程拒绝了它；其原文可能引用某行的数据，因此不显示',
  ],
  'mysql.coded': ['{code}: {message}', '{code}: {message}'],
} as const;

export const say = sayer(mysqlWords);
