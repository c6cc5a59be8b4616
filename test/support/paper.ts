import type { Paper } from '../../src/preflight/paper/shape.js';

/** A plan on paper of a production target that nobody has backed up. */
export const samplePaper: Paper = {
  id: 'ffffffffffff',
  risk: {
    level: 'high',
    reasons: [
      { level: 'high', code: 'paper.risk.production', text: 'the target is production' },
      {
        level: 'medium',
        code: 'paper.risk.offset',
        text: 'IDs are shifted: whatever names rows by ID outside of the database needs the new ones',
      },
    ],
  },
  resources: {
    space: {
      needs: [
        { what: { code: 'paper.space.tables', text: 'tables and their indexes' }, bytes: 3_145_728 },
        { what: { code: 'paper.space.log', text: 'the target’s own binary log' }, bytes: 3_145_728 },
      ],
      neededBytes: 6_291_456,
      freeBytes: null,
      where: '/var/lib/mysql/',
    },
    memory: { neededBytes: 301_989_888, freeBytes: 4_294_967_296, bufferPoolBytes: 134_217_728 },
  },
  steps: [
    { step: 'check', what: { code: 'paper.step.check', text: 'check' }, seconds: 2.5, measured: true },
    {
      step: 'mysql',
      what: { code: 'paper.step.copy', params: { phase: 'MySQL' }, text: 'copy: MySQL' },
      seconds: 12.4,
      measured: true,
    },
    {
      step: 'validate',
      what: { code: 'paper.step.validate', text: 'validate' },
      seconds: 7.4,
      measured: false,
    },
    {
      step: 'checklist',
      what: { code: 'paper.step.checklist', text: 'go through the checklist' },
      seconds: null,
      measured: false,
    },
  ],
  seconds: 22.3,
  window: { ends: '2026-12-01T04:00:00.000Z', seconds: 3_600 },
};
