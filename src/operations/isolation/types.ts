import { z } from 'zod';
import type { Context } from '../../config/context.js';
import type { Secret } from '../../core/secret.js';
import { count, type Plain } from '../../core/shape.js';
import { headerCheck } from '../../isolation/api/headers.js';
import { endpointUse, windowFigures } from '../../isolation/api/window.js';
import { auditFigures } from '../../isolation/audit/audit.js';
import { probeCheck } from '../../isolation/probe/probe.js';
import { scanFigures } from '../../isolation/scan/scan.js';
import { toldStatement } from '../../isolation/statement.js';

export const scanResult = scanFigures.extend({
  tablesFrom: z
    .enum(['target', 'preset'])
    .describe(
      'Where it is known from which tables belong to tenants; preset: the target could not be asked, or has none yet',
    ),
});

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

/** What one of the commands about tenants that stay apart has found, as reports keep it. */
export const isolationPart = z.discriminatedUnion('part', [
  z.object({ part: z.literal('scan'), statements: z.array(toldStatement), figures: scanResult }),
  z.object({ part: z.literal('audit'), statements: z.array(toldStatement), figures: auditFigures }),
  z.object({ part: z.literal('probe'), checks: z.array(probeCheck), figures: probeFigures }),
  z.object({
    part: z.literal('window'),
    endpoints: z.array(endpointUse),
    headers: z.array(headerCheck),
    figures: windowFigures,
  }),
]);
export type IsolationPart = Plain<z.infer<typeof isolationPart>>;
type Part<Name extends IsolationPart['part']> = Extract<IsolationPart, { part: Name }>;

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

export type AuditOperation = (context: Context, request: AuditRequest) => Promise<Part<'audit'>>;
export type ScanOperation = (context: Context, folder: string) => Promise<Part<'scan'>>;
export type IsolationProbeOperation = (context: Context, request: ProbeRequest) => Promise<Part<'probe'>>;
export type WindowOperation = (context: Context, request: WindowRequest) => Promise<Part<'window'>>;
