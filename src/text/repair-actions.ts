import type { RepairAction } from '../core/repair.js';
import type { Language } from './said.js';

/** What a proposed repair would do, as the wizard and the lines of `validate --repair` list it. */
export const repairActions: Readonly<Record<Language, Readonly<Record<RepairAction, string>>>> = {
  en: {
    'recopy-row': 'copy the row again',
    'delete-row': 'delete the extra row',
    'rewrite-version': 'correct the secret version',
    'recopy-secret': 'copy the secret again',
    'recopy-item': 'copy it again',
    'raise-generator': 'raise the ID generator',
    'by-hand': 'to do by hand',
  },
  zh: {
    'recopy-row': '重新复制该行',
    'delete-row': '删除多余的行',
    'rewrite-version': '更正密钥版本号',
    'recopy-secret': '重新复制密钥',
    'recopy-item': '重新复制该项',
    'raise-generator': '调高 ID 生成器',
    'by-hand': '需人工处理',
  },
};
