import type { Values } from '../said.js';

/** Why there is no Vault phase. Throws MissingValue for a reason this catalogue does not have. */
export function vaultSkipped(code: string, { p }: Values): string {
  const reasons: Readonly<Record<string, () => string>> = {
    preset: () => `预设 ${p('preset')} 中没有密钥`,
    config: () => `配置中没有 ${p('missing')}`,
    tables: () => '没有迁移引用密钥的表',
  };
  return reasons[code]?.() ?? p(`reason ${code}`);
}
