import { resembledLibrary } from '../../recognizers/ai-libraries/lookalike.ts';
import { aiLibrary, canonicalName, type Ecosystem } from '../../recognizers/ai-libraries/recognize.ts';
import { harmfulPackage } from '../../recognizers/package-faults/faults.ts';

export interface NamedLibrary {
  /** Canonical. */
  name: string;
  /** No AI library itself: its name stands beside that of this one, or it is known to have been published to harm ('' then). */
  resembles?: string;
}

/** An AI library by the name somebody asks for, or a package that takes the name of one; undefined for everything else. */
export function namedLibrary(ecosystem: Ecosystem, written: string): NamedLibrary | undefined {
  const library = aiLibrary(ecosystem, written);
  if (library) return { name: library.name };
  const resembles = resembledLibrary(ecosystem, written) ?? (harmfulPackage(ecosystem, written) === undefined ? undefined : '');
  return resembles === undefined ? undefined : { name: canonicalName(ecosystem, written), resembles };
}
