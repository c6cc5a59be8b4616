import { sayer } from '../core/sentence.js';

/** Why there is no such preset, in both languages. */
export const presetWords = {
  'preset.absent': [
    'preset "{name}" is neither built in nor a readable file ({file})',
    '预设“{name}”既不是内置预设，也不是可读的文件（{file}）',
  ],
  'advice.lint': ['See them all with: {command}', '查看全部：{command}'],
  'advice.preset': [
    'Use a built-in preset ({presets}) or the path of a preset file.',
    '请使用内置预设（{presets}）或预设文件的路径。',
  ],
} as const;

export const say = sayer(presetWords);
