import type { Asset } from '../core/snapshot.ts';
import { effectsOf } from './agents.ts';
import { exposuresOf, ownerOf, stated, type System, systemAt } from './systems.ts';
import { type Link, textOf, textsOf, type View } from './view.ts';

/** What is known of a system's registration, and why it matters that it is registered. */
export interface Registration {
  system: System;
  owner: string | undefined;
  /** Somebody who only wrote the package. */
  author: Asset | undefined;
  approval: string | undefined;
  approvalEnded: string | undefined;
  purpose: string | undefined;
  /** A member that belongs to production. */
  production: Asset | undefined;
  exposures: Link[];
  /** Production databases it connects to. */
  databases: Link[];
  excess: Excess | undefined;
}

/** Rights on a database that go beyond what the system is for. */
export interface Excess {
  link: Link;
  /** "as postgres, who administers the server" */
  what: string;
}

/** Once per view: servers ask about those who use them. */
const REGISTER = new WeakMap<View, Map<string, Registration | undefined>>();

/** Undefined where the asset is a part of another system, or no AI of ours. */
export function registrationOf(asset: Asset, view: View): Registration | undefined {
  const register = REGISTER.get(view) ?? new Map<string, Registration | undefined>();
  REGISTER.set(view, register);
  if (!register.has(asset.id)) register.set(asset.id, read(asset, view));
  return register.get(asset.id);
}

function read(asset: Asset, view: View): Registration | undefined {
  const system = systemAt(asset, view);
  if (!system) return undefined;
  const { members } = system;
  const links = members.flatMap((one) =>
    view.out(one, 'connects-to', 'retrieves-from').filter(({ to }) => to.kind === 'data-store' && isDatabase(to)),
  );
  const purpose = stated(system, 'purpose');
  return {
    system,
    owner: members.map((one) => ownerOf(one)).find((owner) => owner !== undefined),
    author: members.find((one) => textOf(one, 'owner') !== undefined),
    approval: stated(system, 'approvedBy'),
    approvalEnded: stated(system, 'approvalExpired'),
    purpose,
    production: members.find((one) => one.kind !== 'data-store' && textOf(one, 'environment') === 'production'),
    // An address that asks the cloud's own identities is not open to strangers, and an open port of the machine is not the server's.
    exposures: exposuresOf(system, view).filter(
      (link) => view.properties(link)['auth'] !== 'iam' && !(link.from.kind === 'workload' && textOf(system.head, 'reach') === 'private'),
    ),
    databases: links.filter(({ to }) => textOf(to, 'environment') === 'production'),
    excess: excessOf(links, system, purpose, view),
  };
}

function isDatabase(store: Asset): boolean {
  return textOf(store, 'form') !== 's3-bucket' && textOf(store, 'form') !== 'bucket';
}

/** Whether it is in use where it can do harm: in production, reached by strangers, or on a production database. */
export function isLive({ production, exposures, databases }: Registration): boolean {
  return production !== undefined || exposures.length > 0 || databases.length > 0;
}

/** What an entry in the register would say and nobody said. */
export function missingOf({ owner, approval, purpose }: Registration): string[] {
  return [
    ...(owner === undefined ? ['owner'] : []),
    ...(approval === undefined ? ['approval'] : []),
    ...(purpose === undefined ? ['purpose'] : []),
  ];
}

/** In use without anybody who answers for it and anybody who approved it; or approved once, until a day that has passed. */
export function isUnregistered(one: Registration): boolean {
  if (!isLive(one) || one.approval !== undefined) return false;
  return one.owner === undefined || one.approvalEnded !== undefined;
}

/** A server is told with the application or agent that uses it, where that is unregistered itself. */
export function isToldWithUser(asset: Asset, view: View): boolean {
  const users = view.into(asset, 'connects-to', 'retrieves-from', 'uses-model', 'routes-to').map(({ from }) => from);
  const heads = users.flatMap((user) => [user, ...view.into(user, 'contains', 'runs-on').map(({ from }) => from)]);
  return heads.some((head) => {
    if (head === asset) return false;
    const registration = head.kind === 'application' || head.kind === 'agent' ? registrationOf(head, view) : undefined;
    return registration !== undefined && isUnregistered(registration);
  });
}

function excessOf(links: readonly Link[], system: System, purpose: string | undefined, view: View): Excess | undefined {
  const ranked = [...links].sort(
    (a, b) => Number(textOf(b.to, 'environment') === 'production') - Number(textOf(a.to, 'environment') === 'production'),
  );
  for (const link of ranked) {
    const { user, rights, rightsWhy } = view.properties(link);
    if (typeof user !== 'string') continue;
    if (rights === 'administrator') return { link, what: `as ${user}, who administers the server` };
    if (rights === 'everything')
      return { link, what: `as ${user}, who may do everything there: ${typeof rightsWhy === 'string' ? rightsWhy : 'granted'}` };
  }
  if (purpose === undefined || !ONLY_READS.test(purpose) || WRITES.test(purpose)) return undefined;
  const writer = system.members.find((one) => one.kind === 'tool' && writesSql(one));
  const reached = writer && (view.out(writer, 'connects-to', 'retrieves-from').find(({ to }) => to.kind === 'data-store') ?? ranked[0]);
  return writer && reached && { link: reached, what: `with the tool ${writer.name}, which can change it, though its purpose is to read` };
}

const ONLY_READS = /\b(?:read[- ]only|reads?|answers?|searche?s?|finds?|looks? up|reports?|summari[sz]es?|analy[sz]es?|dashboards?)\b/i;
const WRITES = /\b(?:writes?|changes?|updates?|creates?|books?|deletes?|edits?|stores?|records?|refunds?|pays?)\b/i;

function writesSql(tool: Asset): boolean {
  const sql = effectsOf(tool).filter(({ how }) => how === 'sql');
  return (
    sql.some(
      ({ access, capabilities }) =>
        access === 'write' || access === 'delete' || (access === undefined && capabilities.includes('state-change')),
    ) && textsOf(tool, 'capabilities').length > 0
  );
}
