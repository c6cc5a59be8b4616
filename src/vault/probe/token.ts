import type { VaultEndpoint } from '../../config/config.js';
import { counted } from '../../core/counted.js';
import type { VaultApi } from '../api.js';
import { VaultError } from '../errors.js';
import type { TokenInfo, TokenKeeper } from '../token.js';
import { blockerOf, type Report } from './subject.js';

/** A token that ends sooner than this, and cannot be renewed, is worth a word even when no forecast is there. */
const shortSeconds = 3600;

/** What the run will ask of a token. */
interface TokenNeeds {
  /** How long the run will take. */
  readonly seconds: number | undefined;
  /** Requests that the copy of the secrets makes; as many again for validating them. */
  readonly requests: number | undefined;
}

/** Proves the token (AppRole: logs in) and reports how long it lives. False: it is no good, and that is reported. */
export async function probeToken(
  endpoint: VaultEndpoint,
  keeper: TokenKeeper,
  api: VaultApi,
  needs: TokenNeeds,
  report: Report,
): Promise<boolean> {
  try {
    const info = await keeper.start(api);
    if (info === null) reportUnknown(endpoint, report);
    else {
      reportLife(endpoint, info, needs.seconds, report);
      reportUses(endpoint, info, needs.requests, report);
    }
    return true;
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    report(...rejection(endpoint, error));
    return false;
  }
}

function rejection(endpoint: VaultEndpoint, error: VaultError): Parameters<Report> {
  if (endpoint.namespace !== undefined && (error.kind === 'not-found' || /namespace/.test(error.message))) {
    const params = { address: endpoint.address, namespace: endpoint.namespace, ignored: false };
    return [
      'blocker',
      'vault.namespace',
      {
        title: `${endpoint.address} has no namespace ${endpoint.namespace}, or the token does not belong to it`,
        remedy: 'Correct namespace in the vault block, or leave it out (Vault without Enterprise has none).',
        params,
      },
    ];
  }
  if (endpoint.auth.kind === 'approle') {
    const { mount } = endpoint.auth;
    const title = `${endpoint.address}: the AppRole login at auth/${mount} was refused (status ${error.status ?? 'none'})`;
    const remedy =
      'Correct role_id, the secret ID and the mount of the AppRole; a secret ID may have been used up.';
    const params = { address: endpoint.address, kind: 'approle', mount, status: error.status };
    return ['blocker', 'vault.token', { title, remedy, params }];
  }
  if (error.kind === 'token' || error.kind === 'denied') {
    const title = `${endpoint.address} does not know the token, or it has expired`;
    const remedy = 'Give a valid token: token, token_file or VAULT_TOKEN.';
    return [
      'blocker',
      'vault.token',
      { title, remedy, params: { address: endpoint.address, kind: 'refused' } },
    ];
  }
  return blockerOf('vault.token', error);
}

function reportUnknown({ address }: VaultEndpoint, report: Report): void {
  report('warning', 'vault.token', {
    title: `${address}: the token may not look itself up, so its remaining life is unknown`,
    remedy: 'Attach the default policy to it, or see to it that it outlasts the run.',
    params: { address, kind: 'unknown' },
  });
}

function reportLife(
  { address, auth }: VaultEndpoint,
  { ttlSeconds, renewable, isRoot }: TokenInfo,
  forecastSeconds: number | undefined,
  report: Report,
): void {
  const params = { address, kind: 'life', ttlSeconds, renewable, root: isRoot };
  const life = ttlSeconds === null ? 'does not expire' : `has ${duration(ttlSeconds)} left`;
  const lasts = ttlSeconds === null || renewable || auth.kind === 'approle';
  const needed = forecastSeconds ?? shortSeconds;
  if (!lasts && ttlSeconds < needed) {
    report(forecastSeconds === undefined ? 'warning' : 'blocker', 'vault.token', {
      title: `${address}: the token ${life} and cannot be renewed; the run needs ${duration(needed)}`,
      remedy: 'Give a token that lives longer or can be renewed, or AppRole credentials.',
      params: { ...params, neededSeconds: needed },
    });
    return;
  }
  const renewal = ttlSeconds === null ? '' : renewable ? ', will be renewed' : ', cannot be renewed';
  report('ok', 'vault.token', { title: `${address}: the token ${life}${renewal}`, params });
  if (isRoot) {
    report('info', 'vault.root-token', {
      title: `${address}: this is a root token; a policy for the secrets' paths is enough`,
      params,
    });
  }
}

/** A token that may be used so many times only. */
function reportUses(
  { address, auth }: VaultEndpoint,
  { usesLeft }: TokenInfo,
  requests: number | undefined,
  report: Report,
): void {
  if (usesLeft === null || requests === undefined) return;
  const params = { address, kind: auth.kind, usesLeft, requests };
  const need = `the copy needs about ${requests}, and validation as many again`;
  if (auth.kind === 'approle') {
    report(usesLeft < 2 * requests ? 'warning' : 'ok', 'vault.token-uses', {
      title: `${address}: this token of the AppRole has ${counted(usesLeft, 'use')} left; ${need}`,
      remedy:
        'Set token_num_uses=0 in the role, or see that the secret ID is good for the logins that follow.',
      params,
    });
    return;
  }
  report(usesLeft < requests ? 'blocker' : usesLeft < 2 * requests ? 'warning' : 'ok', 'vault.token-uses', {
    title: `${address}: the token has ${counted(usesLeft, 'use')} left; ${need}`,
    remedy: 'Give a token without a limit of uses (num_uses=0).',
    params,
  });
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : counted(Math.round(seconds / 86_400), 'day');
}
