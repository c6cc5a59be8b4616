import { en, type ReportText } from './en.js';
import { zh } from './zh.js';

export type { ReportText };

export function reportText(lang: 'en' | 'zh'): ReportText {
  return lang === 'zh' ? zh : en;
}
