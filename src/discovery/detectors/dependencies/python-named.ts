import { namedLibrary } from '../../packages/named-library.ts';
import { readRequirement, type Requirement } from '../../packages/requirement.ts';
import type { DependencyScope, Named } from './facts.ts';

interface Place {
  line: number;
  scope: DependencyScope;
  group?: string;
}

/** A requirement as one AI library; undefined where it is none. */
export function namedBy(written: string, place: Place): Named | undefined {
  const requirement = readRequirement(written);
  return requirement && namedRequirement(requirement, place);
}

export function namedRequirement(requirement: Requirement, { line, scope, group }: Place): Named | undefined {
  const library = namedLibrary('pypi', requirement.name);
  if (!library) return undefined;
  const { extras, range, pin, marker, source } = requirement;
  return {
    ecosystem: 'pypi',
    ...library,
    ...(pin === undefined ? {} : { version: pin }),
    ...(range === undefined ? {} : { range: range.slice(0, 200) }),
    scope,
    direct: true,
    ...(extras.length > 0 ? { extras: extras.slice(0, 20) } : {}),
    ...(group === undefined ? {} : { group: group.slice(0, 60) }),
    ...(marker === undefined ? {} : { marker }),
    ...(source === undefined ? {} : { source: source.ref === undefined ? source.address : `${source.address}@${source.ref}` }),
    ...(requirement.hashes > 0 ? { hashed: true as const } : {}),
    line,
  };
}
