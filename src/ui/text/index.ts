import { en, type Text } from './en.js';
import { zh } from './zh.js';

export type Language = 'en' | 'zh';

export const catalogues: Readonly<Record<Language, Text>> = { en, zh };
