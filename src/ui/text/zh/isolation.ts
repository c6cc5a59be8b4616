import type { Text } from '../en.js';

export const isolation: Pick<Text, 'isolation'> = {
  isolation: {
    title: '目标端的租户是否隔离？',
    hint: '按 Enter 检查行与键，并判断目标端服务器迄今记录的每一类语句；按 l 监听一分钟。只读取，但会读取整张表。',
    looking: '正在检查行、键与语句…',
    listening: (seconds) => `正在监听目标端 ${seconds} 秒…`,
    busy: '正在读取其他内容：请等待其结束。',
  },
};
