import type { Row } from './sink.js';
import type { Group, Release, World } from './world.js';

/** A release made known to some groups, or waiting to be. */
export interface Publication {
  readonly strategyId: number;
  readonly release: Release;
  readonly groups: readonly Group[];
  readonly published: boolean;
  /** Columns that the published copies share with the strategy. */
  readonly copied: Row;
}

interface StrategyFacts {
  readonly release: Release;
  readonly groups: readonly Group[];
  /** 0 means none. */
  readonly setId: number;
  /** 0: published; 1 and 2 pick one of the states that wait or have failed. */
  readonly waiting: number;
}

export function addStrategy(world: World, facts: StrategyFacts): Publication {
  const { release, groups } = facts;
  const strategyId = world.nextId('strategies');
  const made = world.authored();
  const state = facts.waiting === 0 ? publishedState : stateOf(release.app.id + facts.waiting);
  const published = state.publish_status === 'already_publish';
  const copied = {
    name: `strategy of ${release.name}`,
    release_id: release.id,
    as_default: groups.some((group) => group.id === 0),
    scope: scopeText(release.app.business.id, groups),
    namespace: world.random.pick(['', null, 'bk_bscp_default_ns']),
    memo: world.texts.remark(),
    pub_state: published ? 'published' : 'unpublished',
    biz_id: release.app.business.id,
    app_id: release.app.id,
    strategy_set_id: facts.setId,
    creator: made.creator,
    created_at: made.created_at,
  };
  const approvers = world.texts.approvers();
  const ticket = state.itsm_ticket_status === null ? null : world.random.integer(100, 99_999);
  world.add('strategies', {
    id: strategyId,
    ...copied,
    reviser: made.reviser,
    updated_at: made.updated_at,
    ...state,
    reject_reason: state.publish_status === 'rejected_approval' ? world.texts.body(3) : null,
    approver: approvers,
    approver_progress: published ? approvers : (approvers.split(',')[0] as string),
    final_approval_time: published ? world.clock.moment() : null,
    itsm_ticket_type: ticket === null ? '' : 'approve',
    itsm_ticket_url: ticket === null ? null : `https://itsm.example.com/ticket/${ticket}?a=1&b=2`,
    itsm_ticket_sn: ticket === null ? '' : `REQ2025${String(ticket).padStart(8, '0')}`,
    itsm_ticket_state_id: ticket,
    approve_type: world.random.pick(['or_sign', 'count_sign']),
  });
  return { strategyId, release, groups, published, copied };
}

interface PublishState {
  readonly publish_type: string;
  readonly publish_time: string;
  readonly publish_status: string;
  readonly itsm_ticket_status: string | null;
}

const publishedState: PublishState = {
  publish_type: 'immediately',
  publish_time: '',
  publish_status: 'already_publish',
  itsm_ticket_status: null,
};

/** In turn, so that a few applications already have all of them. */
function stateOf(turn: number): PublishState {
  const states: readonly [PublishState, ...PublishState[]] = [
    {
      publish_type: 'scheduled',
      publish_time: '2027-01-01 02:30:00',
      publish_status: 'pending_publish',
      itsm_ticket_status: 'finished',
    },
    {
      publish_type: 'manually',
      publish_time: '',
      publish_status: 'pending_approval',
      itsm_ticket_status: 'created',
    },
    {
      publish_type: 'automatically',
      publish_time: '',
      publish_status: 'rejected_approval',
      itsm_ticket_status: 'terminated',
    },
    { ...publishedState, itsm_ticket_status: 'finished' },
    {
      publish_type: 'manually',
      publish_time: '',
      publish_status: 'revoked_publish',
      itsm_ticket_status: 'revoked',
    },
  ];
  return states[turn % states.length] ?? states[0];
}

/** Everything that was published, and what is in force now (one row for each strategy). */
export function addCurrentAndHistory(world: World, publications: readonly Publication[]): void {
  const published = publications.filter((publication) => publication.published);
  for (const { strategyId, copied } of published) {
    world.add('published_strategy_histories', {
      id: world.nextId('published_strategy_histories'),
      ...copied,
      mode: 'normal',
      strategy_id: strategyId,
    });
  }
  for (const { strategyId, copied } of published.slice(-2)) {
    world.add('current_published_strategies', {
      id: world.nextId('current_published_strategies'),
      ...copied,
      mode: 'normal',
      strategy_id: strategyId,
    });
  }
}

/** As the services write it; `public` must be a JSON bool, and group 0 is the default group. */
function scopeText(bizId: number, groups: readonly Group[]): string {
  return JSON.stringify({
    groups: groups.map((group) => ({
      id: group.id,
      spec: {
        name: group.name,
        public: group.public,
        mode: group.mode,
        selector: group.selector === null ? null : otherIds,
        uid: group.uid,
      },
      attachment: { biz_id: bizId },
      revision: {
        creator: group.made.creator,
        reviser: group.made.reviser,
        created_at: group.made.created_at,
        updated_at: group.made.updated_at,
      },
    })),
  });
}

/** Another `id` beside the real one: only `.groups[*].id` names a group. */
const otherIds = { labels_and: [{ key: 'id', op: 'eq', value: '7' }], id: 4 };
