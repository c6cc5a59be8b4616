import { z } from 'zod';
import type { Context } from '../../config/context.js';
import type { Secret } from '../../core/secret.js';
import { count, type Plain } from '../../core/shape.js';
import type { HeaderCheck } from '../../isolation/api/headers.js';
import type { ApiWindow } from '../../isolation/api/window.js';
import type { Audit } from '../../isolation/audit/audit.js';
import type { ProbeCheck } from '../../isolation/probe/probe.js';
import { type Scan, scanFigures } from '../../isolation/scan/scan.js';

export const scanResult = scanFigures.extend({
  tablesFrom: z
    .enum(['target', 'preset'])
    .describe('Where it is known from which tables belong to tenants; preset: the target could not be asked'),
});
export interface ScanResult extends Omit<Scan, 'figures'> {
  readonly part: 'scan';
  readonly figures: Plain<z.infer<typeof scanResult>>;
}

export interface AuditResult extends Audit {
  readonly part: 'audit';
}

export const probeFigures = z.object({
  tables: count.describe('Of the target, with the tenant’s column'),
  account: z
    .string()
    .nullable()
    .describe('null: no account of a tenant was given, so nobody looked through its eyes'),
  tenant: z.string().nullable(),
  good: count,
  bad: count,
  unclear: count,
  info: count,
});
export interface ProbeResult {
  readonly part: 'probe';
  readonly checks: readonly ProbeCheck[];
  readonly figures: Plain<z.infer<typeof probeFigures>>;
}

export interface WindowResult extends ApiWindow {
  readonly part: 'window';
  readonly headers: readonly HeaderCheck[];
}

/** What one of the commands about tenants that stay apart has found. */
export type IsolationPart = ScanResult | AuditResult | ProbeResult | WindowResult;

export interface AuditRequest {
  /** 0: judge all that the server has counted so far. */
  readonly forMs: number;
  /** Faults in it are known, and none of ours. */
  readonly baseline?: string;
  /** Written with what is found; where it is there already, only with those of its statements that were found again. */
  readonly writeBaseline?: string;
  readonly signal?: AbortSignal;
}

export interface ProbeRequest {
  /** A tenant's own account at the target, to look through its eyes. */
  readonly account?: { readonly user: string; readonly password: Secret; readonly tenant: string };
}

export interface WindowRequest {
  readonly logs: readonly string[];
  readonly silentDays: number;
  /** Where the headers of old endpoints are asked for. */
  readonly url?: string;
  readonly signal?: AbortSignal;
}

export type AuditOperation = (context: Context, request: AuditRequest) => Promise<AuditResult>;
export type ScanOperation = (context: Context, folder: string) => Promise<ScanResult>;
export type IsolationProbeOperation = (context: Context, request: ProbeRequest) => Promise<ProbeResult>;
export type WindowOperation = (context: Context, request: WindowRequest) => Promise<WindowResult>;

/** Whether something was found that has to be seen to: commands end with 3 then. */
export function hasFaults(found: IsolationPart): boolean {
  switch (found.part) {
    case 'scan':
      return found.figures.statements.bad + found.figures.statements.unclear > 0;
    case 'audit':
      return (
        found.figures.lost > 0 ||
        found.statements.some(({ verdict, known }) => verdict !== 'several' && !known)
      );
    case 'probe':
      return found.figures.bad + found.figures.unclear > 0;
    case 'window':
      return !found.figures.silent || found.headers.some(({ ok }) => !ok);
  }
}
