import type { ChannelConfig } from '../../config/watch.js';
import type { Language } from '../message.js';
import type { Channel } from './channel.js';
import { alertmanager, dingtalk, slack, webhook } from './posts.js';

/** A channel as the config has it. It speaks `otherwise` where no language is named. */
export async function openChannel(config: ChannelConfig, otherwise: Language): Promise<Channel> {
  const { name, language = otherwise } = config;
  switch (config.type) {
    case 'webhook':
      return webhook({ name, url: config.url, language });
    case 'slack':
      return slack({ name, url: config.url, language });
    case 'dingtalk':
      return dingtalk({ name, url: config.url, secret: config.secret, language });
    case 'alertmanager':
      return alertmanager({ name, url: config.url, language });
    case 'email': {
      const { mail } = await import('./mail.js');
      return mail(name, config, language);
    }
  }
}
