import { sayStored } from './stored.js';

/** What stands around the values in a finding's samples. Values, names and keys stay as they are. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/^connection (\S+): open for (\S+) s, (\S+) rows locked$/, '连接 $1：已打开 $2 秒，锁定 $3 行'],
  [/^connection (\S+): for (\S+) s$/, '连接 $1：已等待 $2 秒'],
  [/^(.+): generator (\S+), highest ID (\S+)$/, '$1：生成器 $2，最大 ID $3'],
  [/^run (\S+): (\S+), started (.+)$/, '迁移 $1：$2，开始于 $3'],
  [/^(.+): more than (\d+|x)$/, '$1：超过 $2'],
  [/^source (\S+) is target (\S+)$/, '源端 $1 即目标端 $2'],
  [/^(.+): also tenant (\S*)$/s, '$1：租户 $2 也有'],
  [/^(\S+) and (\S+) \((\S+) rows\): (.*)$/s, '$1 和 $2（共 $3 行）：$4'],
  [/^(\d+) rows: (.*)$/s, '$1 行：$2'],
  [/^(\S+) and (\S+): (.*)$/s, '$1 和 $2：$3'],
  [/^(\S+) and (\S+)$/, '$1 和 $2'],
  [/^(.+?) \(tenant (\S+)\)(.*)$/s, '$1（租户 $2）$3'],
  [/^(.+) \((\d+) bytes, (\d+) bytes\)$/s, '$1（$2 字节）'],
  [/^(.+) \((\S+) characters, (\S+) bytes\)$/s, '$1（$2 个字符，$3 字节）'],
  [/^(.+) \((\S+) characters\)$/s, '$1（$2 个字符）'],
  [/^(.+) \((\S+) bytes\)$/s, '$1（$2 字节）'],
];

/** A sample with its label in Chinese; as it is where it is nothing but values. */
export function saySample(sample: string): string {
  const shape = shapes.find(([pattern]) => pattern.test(sample));
  if (shape !== undefined) return sample.replace(shape[0], shape[1]);
  // `kvs id=23, biz/2/…: the source has no secret at this path`: what the ledger says of a secret, too.
  const end = sample.lastIndexOf(': ');
  const said = end < 0 ? '' : sample.slice(end + 2);
  const own = sayStored(said);
  return own === said ? sample : `${sample.slice(0, end)}：${own}`;
}
