/**
 * Sentences that a run's ledger keeps as English text alone: what probes found, what became of repairs, what was wrong
 * with a secret. Each is recognised by its whole shape.
 */
const sentences: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  // Probes (operations/checklist/probes.ts).
  [/^(.+) answered (\d+) with the expected text$/s, (what, status) => `${what} 返回 ${status}，含预期文本`],
  [
    /^(.+) answered (\d+), without the expected text in its body$/s,
    (what, status) => `${what} 返回 ${status}，但响应体不含预期文本`,
  ],
  [
    /^the (source|target) answered (.+), not (.+)$/s,
    (side, found, wanted) => `${sideOf(side)}返回 ${answerOf(found)}，应为 ${wanted}`,
  ],
  [/^the (source|target) answered (.+)$/s, (side, found) => `${sideOf(side)}返回 ${found}`],
  [/^(.+) answered (\d+), not (\d+)$/s, (what, found, wanted) => `${what} 返回 ${found}，应为 ${wanted}`],
  [/^(.+) answered (\d+)$/s, (what, status) => `${what} 返回 ${status}`],
  [/^(.+) cannot be reached: (.+)$/s, (what, why) => `无法访问 ${what}：${reasonOf(why)}`],
  [
    /^the (source|target) could not answer: (.+)$/s,
    (side, why) => `${sideOf(side)}无法回答：${reasonOf(why)}`,
  ],
  [/^the probe would write a file, so it was not made$/, () => '该探测会写文件，未执行'],
  [/^\{tenant\} may not stand in the host of an address$/, () => '地址的主机部分不允许使用 {tenant}'],
  // Repairs (phases/*/repair).
  [/^the row is right by now$/, () => '该行现已正确'],
  [/^the row equals the source again$/, () => '该行已与源端一致'],
  [/^the row still differs$/, () => '该行仍与源端不同'],
  [/^the key belongs to a row of (.+)$/s, (owner) => `该键属于 ${owner} 的行`],
  [/^the source has no such row any more$/, () => '源端已没有该行'],
  [/^extra rows are deleted only when asked for$/, () => '未要求时不删除多出的行'],
  [/^raised from (\d+) to (\d+)$/, (from, to) => `已从 ${from} 提升到 ${to}`],
  [/^the generator is high enough by now$/, () => '生成器现已足够高'],
  [/^the secret was written$/, () => '密钥已写入'],
  [/^the secret was reused$/, () => '密钥已在，直接复用'],
  [/^secrets are copied again by repairSecrets$/, () => '密钥另行重新复制'],
  [/^the secret was not reached$/, () => '未处理到该密钥'],
  [
    /^rows are not known one by one: validate at level full$/,
    () => '尚未定位到具体的行，请按逐行比对级别校验',
  ],
  [/^the key is not a number: see the exported SQL$/, () => '键不是数字，请参见导出的 SQL'],
  [/^the key is made on the way: see the exported SQL$/, () => '键在迁移途中生成，请参见导出的 SQL'],
  [
    /^another row has this key \((.+)\): copying would overwrite it$/s,
    (owner) => `另一行占用此键（${owner}），复制会覆盖它`,
  ],
  // Secrets (vault/).
  [/^the source has no secret at this path$/, () => '源端在此路径没有密钥'],
  [/^the source has no version (.+) of it$/s, (version) => `源端没有它的版本 ${version}`],
  [/^version (\d+) is deleted in the source$/, (version) => `版本 ${version} 在源端已删除`],
  [/^version (\d+) is destroyed in the source$/, (version) => `版本 ${version} 在源端已销毁`],
  [/^version (\d+) is missing in the source$/, (version) => `版本 ${version} 在源端缺失`],
  [
    /^version (\d+) of its history: (.+)$/s,
    (version, problem) => `历史版本 ${version}：${sayStored(problem ?? '')}`,
  ],
  [
    /^Vault cannot hold this path: it has an empty part \("\/\/", or "\/" at its beginning or end\)$/,
    () => 'Vault 无法保存此路径：其中有空的部分（“//”，或开头、结尾的“/”）',
  ],
  [
    /^Vault cannot hold this path: it has a part "\." or "\.\."$/,
    () => 'Vault 无法保存此路径：其中有“.”或“..”部分',
  ],
  [
    /^Vault refuses this path: it holds the character (U\+[0-9A-F]+)$/,
    (character) => `Vault 拒绝此路径：其中含字符 ${character}`,
  ],
  [/^the target path holds another value$/, () => '目标路径存有另一个值'],
  [/^someone else wrote to the target path while it was being copied$/, () => '复制期间有他人写入目标路径'],
];

const sideOf = (side: string | undefined): string => (side === 'source' ? '源端' : '目标端');

function answerOf(found: string | undefined): string {
  if (found === 'another text') return '其他文本';
  return found === 'no row' ? '空结果' : (found ?? '');
}

function reasonOf(why: string | undefined): string {
  const seconds = /^no answer within ([\d.]+) seconds$/.exec(why ?? '')?.[1];
  return seconds === undefined ? (why ?? '') : `${seconds} 秒内没有响应`;
}

/** A stored sentence in Chinese; as it is where it is not known, such as a server's own words. */
export function sayStored(sentence: string): string {
  for (const [shape, say] of sentences) {
    const parts = shape.exec(sentence)?.slice(1);
    if (parts) return say(...parts);
  }
  return sentence;
}
