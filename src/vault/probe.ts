import type { VaultEndpoint } from '../config/config.js';
import { type Finding, finding } from '../core/finding.js';
import { RefusedError } from '../core/refused.js';
import { createApi } from './api.js';
import { createCaller } from './caller.js';
import { VaultError } from './errors.js';
import { probeCapabilities } from './probe/capabilities.js';
import { probeExpiry } from './probe/expiry.js';
import { probeMount } from './probe/mount.js';
import { probePathSettings } from './probe/path-settings.js';
import { probeServer } from './probe/server.js';
import { blockerOf, type Report, type VaultRole } from './probe/subject.js';
import { probeToken } from './probe/token.js';
import { impatient } from './retry.js';
import { createTokenKeeper } from './token.js';
import { createTransport, type Transport, type VaultTimeouts } from './transport.js';

interface ProbeVaultRequest {
  readonly endpoint: VaultEndpoint;
  readonly role: VaultRole;
  /** Real secret paths below the mount; capabilities are asked for at these. */
  readonly samplePaths: readonly string[];
  /** How long the secrets will take; the token must outlast it. */
  readonly forecastSeconds?: number;
  /** Requests that copying the secrets takes; a token with a limit of uses must allow them. */
  readonly forecastRequests?: number;
  /** Of the source: paths may have settings of their own, and those are carried over. */
  readonly pathsHaveSettings?: boolean;
  readonly timeouts?: VaultTimeouts;
}

/** A check must answer while a person waits. */
const checkTimeouts: VaultTimeouts = { connectMs: 5_000, silenceMs: 10_000 };

/**
 * Looks whether a Vault can play its role: reachable, unsealed, token, mount, version, capabilities. Writes nothing.
 * Every trouble is one finding with one remedy; what depends on a failed step is not asked. Does not throw for troubles
 * of server, token or settings.
 */
export async function probeVault(request: ProbeVaultRequest): Promise<Finding[]> {
  const findings: Finding[] = [];
  const subject = request.role === 'source' ? 'source-vault' : 'target-vault';
  const report: Report = (severity, code, said) => findings.push(finding(severity, subject, code, said));
  let transport: Transport | undefined;
  const keeper = createTokenKeeper(request.endpoint);
  try {
    transport = await createTransport(request.endpoint, 4, request.timeouts ?? checkTimeouts);
    await runProbes(request, transport, keeper, report);
  } catch (error) {
    if (error instanceof VaultError) report(...blockerOf('vault.reachable', error));
    else if (error instanceof RefusedError) {
      report('blocker', error.where?.key?.startsWith('tls') ? 'vault.tls' : 'vault.address', {
        title: error.where === undefined ? error.message : `${error.message}: ${error.where.file}`,
        remedy: error.remedy ?? 'Correct the vault block.',
        params: { message: error.message, file: error.where?.file ?? null },
      });
    } else throw error;
  } finally {
    keeper.stop();
    await transport?.close();
  }
  return findings;
}

async function runProbes(
  {
    endpoint,
    role,
    samplePaths,
    forecastSeconds,
    forecastRequests,
    pathsHaveSettings = false,
  }: ProbeVaultRequest,
  transport: Transport,
  keeper: ReturnType<typeof createTokenKeeper>,
  report: Report,
): Promise<void> {
  // No token for the health question: it must not reach a server that turns out to be none.
  const anonymous = createApi(
    createCaller(transport, impatient, { current: () => undefined, replace: never }),
  );
  const health = await probeServer(endpoint, anonymous, report);
  if (health === null) return;
  const api = createApi(
    createCaller(transport, impatient, { current: () => keeper.current(), replace: never }),
  );
  const needs = { seconds: forecastSeconds, requests: forecastRequests };
  if (!(await probeToken(endpoint, keeper, api, needs, report))) return;
  if (!(await probeMount(endpoint, api, report))) return;
  if (role === 'target') await probeExpiry(endpoint, api, report);
  else if (!pathsHaveSettings) await probePathSettings(endpoint, api, samplePaths, report);
  await probeCapabilities(endpoint, api, role, samplePaths, report);
}

async function never(): Promise<boolean> {
  return false;
}
