import type { RepairProposal } from '../core/repair.js';
import { localiseSaid } from './localise.js';
import type { Language } from './said.js';
import { repairReason } from './zh/repairs.js';

/** Why a repair is proposed, in the language asked for; in English where the catalogue cannot say it. */
export function localiseRepair(proposal: RepairProposal, language: Language): string {
  return (language === 'en' ? undefined : repairReason(proposal)) ?? localiseSaid(proposal.reason, language);
}
