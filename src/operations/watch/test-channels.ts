import { randomUUID } from 'node:crypto';
import { saidBy } from '../../core/sentence.js';
import { openChannel } from '../../watch/channels/open.js';
import type { Letter } from '../../watch/letter.js';
import { refuse } from '../../watch/words.js';
import { watchOf } from './desk.js';
import type { AlertTestOperation, ChannelTest } from './types.js';

/** Says by each channel that it works; nothing is kept, and nothing is tried again. */
export const testChannels: AlertTestOperation = async (context, { channel: named, language }) => {
  const { channels } = watchOf(context);
  const known = channels.map(({ name }) => name);
  if (named !== undefined && !known.includes(named))
    throw refuse('watch.unknown-channel', { channel: named, known: known.join(', ') });
  const { target, tenantId: tenant } = context.config;
  const now = Date.now();
  const letter: Omit<Letter, 'channel'> = {
    key: randomUUID(),
    rule: 'tenantferry-test',
    kind: 'test',
    status: 'firing',
    severity: 'info',
    count: 1,
    alerts: [{ id: 'test', key: '', value: null, why: null, startedAt: now, endedAt: null }],
    of: { database: target.mysql.database, tenant },
    attempt: null,
    at: now,
  };
  const wanted = channels.filter(({ name }) => named === undefined || name === named);
  return Promise.all(
    wanted.map(async (config): Promise<ChannelTest> => {
      const channel = await openChannel(config, language);
      const signal = new AbortController().signal;
      try {
        const left = await channel.send({ ...letter, channel: config.name }, signal);
        // What Alertmanager is told once would stay for minutes.
        if (channel.takesAll)
          await channel.send({ ...letter, channel: config.name, status: 'resolved' }, signal);
        return { channel: config.name, ok: !left, why: left ?? null };
      } catch (error) {
        return { channel: config.name, ok: false, why: saidBy(error) };
      } finally {
        channel.close();
      }
    }),
  );
};
