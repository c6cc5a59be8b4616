import type { VaultEndpoint } from '../../config/config.js';
import type { VaultApi, VaultHealth } from '../api.js';
import { VaultError, type VaultErrorKind } from '../errors.js';
import { blockerOf, type Report } from './subject.js';

const latencySamples = 3;

/** Is there a Vault, how far away, of which version, and is it open for work? null: it is not, and that is reported. */
export async function probeServer(
  endpoint: VaultEndpoint,
  api: VaultApi,
  report: Report,
): Promise<VaultHealth | null> {
  let health: VaultHealth | undefined;
  const latencies: number[] = [];
  try {
    for (let sample = 0; sample < latencySamples; sample++) {
      const started = performance.now();
      health = await api.health();
      latencies.push(performance.now() - started);
    }
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    if (hangsUp(endpoint, error)) {
      const isShown = endpoint.tls?.cert !== undefined;
      report('blocker', 'vault.tls', {
        title: `${endpoint.address} closes the connection right after the TLS handshake`,
        remedy: isShown
          ? 'It probably does not take the certificate of tls.cert: see when that ends, and who signed it.'
          : 'It probably wants a client certificate: name one in tls.cert and tls.key.',
        params: {
          address: endpoint.address,
          kind: isShown ? 'client-certificate-refused' : 'client-certificate',
        },
      });
    } else report(...blockerOf(codes[error.kind] ?? 'vault.reachable', error, notVault));
    return null;
  }
  if (health === undefined) return null;
  // The first answer holds the connection's set-up; the fastest is what a request of the run will see.
  const latencyMs = Math.round(Math.min(...latencies) * 10) / 10;
  report('ok', 'vault.reachable', {
    title: `${endpoint.address} answers in ${latencyMs} ms (version ${health.version})`,
    params: {
      address: endpoint.address,
      latencyMs,
      version: health.version,
      standby: health.standby && !health.sealed,
    },
  });
  reportEncryption(endpoint, report);
  if (endpoint.namespace !== undefined && health.enterprise === false) {
    report('warning', 'vault.namespace', {
      title: `${endpoint.address} has no namespaces and ignores the setting namespace: ${endpoint.namespace}`,
      remedy: 'Leave namespace out of the vault block, or correct the address.',
      params: { address: endpoint.address, namespace: endpoint.namespace, ignored: true },
    });
  }
  return isOpen(endpoint, health, report) ? health : null;
}

const codes: Partial<Record<VaultErrorKind, string>> = { tls: 'vault.tls', sealed: 'vault.sealed' };
const notVault =
  'Correct the address in the vault block: scheme, host and port of a Vault or OpenBao, without a path.';

/** Some servers refuse a client without a certificate, or with one that they do not take, by hanging up, without a TLS alert. */
function hangsUp({ address }: VaultEndpoint, error: VaultError): boolean {
  return error.networkCode === 'UND_ERR_SOCKET' && address.startsWith('https:');
}

function reportEncryption({ address, tls }: VaultEndpoint, report: Report): void {
  const { protocol, hostname } = new URL(address);
  const isLoopback = /^(localhost|127\.|\[?::1)/.test(hostname);
  if (protocol === 'http:' && !isLoopback) {
    report('warning', 'vault.tls', {
      title: `${address}: the connection is not encrypted, tokens and values travel in the open`,
      remedy: 'Use an https:// address, or a private network.',
      params: { address, kind: 'plain' },
    });
  } else if (protocol === 'https:' && tls?.verify === false) {
    report('warning', 'vault.tls', {
      title: `${address}: the server certificate is not verified`,
      remedy: 'Name the CA in tls.ca and leave out tls.verify.',
      params: { address, kind: 'unverified' },
    });
  }
}

function isOpen({ address }: VaultEndpoint, health: VaultHealth, report: Report): boolean {
  if (!health.initialized) {
    report('blocker', 'vault.initialized', {
      title: `${address} is not initialised`,
      remedy: 'Initialise it (vault operator init), or correct the address.',
      params: { address },
    });
    return false;
  }
  if (health.sealed) {
    report('blocker', 'vault.sealed', {
      title: `${address} is sealed`,
      remedy: 'Unseal it: vault operator unseal.',
      params: { address, kind: 'sealed' },
    });
    return false;
  }
  if (health.drSecondary) {
    report('blocker', 'vault.dr-secondary', {
      title: `${address} is a DR secondary (status 472), which serves nothing until it is promoted`,
      remedy: 'Give the address of the primary cluster.',
      params: { address },
    });
    return false;
  }
  if (health.performanceStandby) {
    report('info', 'vault.performance-standby', {
      title: `${address} is a performance standby (status 473): it hands writes on, and is waited for where its reads are behind`,
      remedy: 'The address of the active node is faster.',
      params: { address },
    });
  }
  report('ok', 'vault.sealed', {
    title: `${address} is initialised and unsealed`,
    params: { address },
  });
  return true;
}
