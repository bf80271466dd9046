import type { Candidate } from './candidate.ts';
import { assignedName } from './variable.ts';

const JWT = /eyJ[A-Za-z0-9_-]{10,1000}\.(?<payload>eyJ[A-Za-z0-9_-]{10,4000})\.[A-Za-z0-9_-]{16,1000}(?![A-Za-z0-9_-])/y;

/**
 * A JSON Web Token that is a long-lived service key: Supabase's service_role. Its `anon` twin is public by design.
 * Other tokens count only where they are assigned to a credential, with low confidence: most of them expire.
 */
export function serviceToken(text: string, at: number): Candidate | undefined {
  if (!text.startsWith('eyJ', at)) return undefined;
  JWT.lastIndex = at;
  const match = JWT.exec(text);
  if (match === null) return undefined;
  const payload = Buffer.from(match.groups?.['payload'] ?? '', 'base64url').toString('latin1');
  const found = { ai: false, start: at, end: at + match[0].length, publicPrefix: 3, rank: 0 } as const;
  if (/"role"\s*:\s*"service_role"/.test(payload)) return { ...found, provider: 'supabase', form: 'service-role-key', confidence: 0.96 };
  if (/"role"\s*:\s*"anon"/.test(payload)) return undefined;
  const name = assignedName(text, at) ?? '';
  if (!/(?:token|secret|key|jwt|credential|authorization)$/i.test(name)) return undefined;
  return { ...found, provider: 'unknown', form: 'jwt', confidence: 0.4 };
}
