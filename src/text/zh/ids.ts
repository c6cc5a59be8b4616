import type { Finding } from '../../core/finding.js';
import { valuesOf } from '../said.js';

/** Why IDs are kept or shifted. Throws MissingValue for a reason this catalogue does not have. */
export function idsReason(code: string, params: Finding['params']): string {
  const { p, figure } = valuesOf(params);
  const reasons: Readonly<Record<string, () => string>> = {
    again: () => '沿用先前从该源环境到该租户的迁移的方式',
    asked: () => '配置要求如此',
    free: () => '目标环境在源环境的 ID 范围内没有已用的 ID',
    occupied: () => `目标环境有 ${figure('tables')} 张表在源环境的 ID 范围内已有 ID（${p('names')}）`,
  };
  return reasons[code]?.() ?? p(`reason ${code}`);
}

export function idsSentence(mode: string, code: string, params: Finding['params']): string {
  return `${mode === 'offset' ? 'ID 加偏移' : '保留原 ID'}：${idsReason(code, params)}`;
}
