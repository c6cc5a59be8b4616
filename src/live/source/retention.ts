import { say } from '../words.js';
import { type Draft, isOn, type Settings } from './draft.js';

/** Below this a night's migration may outlive what it has to follow. */
const oneDay = 86_400;
const oneWeek = 7 * oneDay;
/** The log has to be kept for so many times the expected length of the copy. */
const timesForecast = 3;
/** Seconds a server has to be up for what it writes in that time to tell anything. */
const tellingUptime = 600;

interface Limit {
  readonly name: string;
  readonly seconds: number;
  readonly wanted: (seconds: number) => string;
}

/** What limits how long the log is kept; none: it is kept until somebody deletes it. */
function limitsOf(settings: Settings): readonly Limit[] {
  const number = (name: string) => Number(settings(name) || 0);
  const limits: Limit[] = [];
  const purges = settings('binlog_expire_logs_auto_purge');
  if (purges === '' || isOn(purges)) {
    const seconds = number('binlog_expire_logs_seconds');
    if (settings('binlog_expire_logs_seconds') === '' || seconds === 0)
      limits.push({
        name: 'expire_logs_days',
        seconds: number('expire_logs_days') * oneDay,
        wanted: (atLeast) => String(Math.ceil(atLeast / oneDay)),
      });
    else limits.push({ name: 'binlog_expire_logs_seconds', seconds, wanted: String });
  }
  // MariaDB from 11.4 on. How fast the log grows is known from what was written since the server began.
  const [bytes, uptime] = [number('max_binlog_total_size'), number('Uptime')];
  const perSecond = number('Binlog_bytes_written') / uptime;
  if (uptime >= tellingUptime && perSecond > 0)
    limits.push({ name: 'max_binlog_total_size', seconds: bytes / perSecond, wanted: () => '0' });
  return limits.filter(({ seconds }) => seconds > 0);
}

/** Whether the log is kept long enough. `forecast`: seconds that the copy takes; 0 where it is done. */
export function judgeRetention(settings: Settings, forecast: number): readonly Draft[] {
  const needed = Math.ceil(timesForecast * forecast);
  return limitsOf(settings).flatMap(({ name, seconds, wanted }): Draft[] => {
    const hours = showHours(seconds);
    const remedy = say('live.set.remedy', { name, wanted: wanted(Math.max(oneWeek, needed)) });
    if (seconds < needed) {
      const title = say('live.retention.forecast', { name, hours, needed: showHours(needed) });
      return [{ code: 'live.retention', severity: 'blocker', title, remedy }];
    }
    if (seconds >= oneDay) return [];
    return [
      { code: 'live.retention', severity: 'warning', title: say('live.retention', { name, hours }), remedy },
    ];
  });
}

const showHours = (seconds: number): string => String(Math.ceil(seconds / 36) / 100);
