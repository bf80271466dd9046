import type { Candidate } from './candidate.ts';
import { bitsPerUnit } from './entropy.ts';
import { assignedName } from './variable.ts';

const SECRET = /(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;
const NAMED_SECRET =
  /(?:aws[_-]?secret|AWS[_-]?SECRET|secret_?[Aa]ccess_?[Kk]ey|SecretAccessKey|SECRET_ACCESS_KEY)[\w-]{0,20}\\?["'`\]]{0,2}\s{0,5}(?:=>|:=|=|:|,)\s{0,5}\\?["'`]?(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/dy;
const ACCOUNT_KEY = /AccountKey=(?<key>[A-Za-z0-9+/]{86}==)/d;
const REACH = 400;

/** The 40-character half of an AWS pair, looked for around its access key id. */
export function awsSecretsNear(text: string, id: Candidate, found: (candidate: Candidate) => void): void {
  const from = Math.max(0, id.start - REACH);
  for (const match of text.slice(from, id.end + REACH).matchAll(SECRET)) {
    if (!isMixed(match[0])) continue;
    const start = from + match.index;
    const named = /secret/i.test(assignedName(text, start) ?? '');
    const temporary = id.form.startsWith('temporary');
    found({ ...awsSecret(start, temporary), confidence: named ? 0.97 : 0.8, rank: named ? 0 : 1 });
  }
}

/** An AWS secret told by the name it is assigned to, which is the run at `start`. */
export function namedAwsSecret(text: string, start: number, found: (candidate: Candidate) => void): void {
  const first = text[start];
  if (first !== 'a' && first !== 'A' && first !== 's' && first !== 'S') return;
  NAMED_SECRET.lastIndex = start;
  const place = NAMED_SECRET.exec(text)?.indices?.groups?.['secret'];
  if (place !== undefined && isMixed(text.slice(...place))) found({ ...awsSecret(place[0], false), confidence: 0.93, rank: 0 });
}

/** The key inside an Azure storage connection string, which begins with the run given. */
export function accountKeysIn(text: string, start: number, end: number, found: (candidate: Candidate) => void): void {
  if (!text.startsWith('DefaultEndpointsProtocol', start)) return;
  const place = ACCOUNT_KEY.exec(text.slice(end, end + 300))?.indices?.groups?.['key'];
  if (place !== undefined) {
    found({
      provider: 'azure-storage',
      form: 'account-key',
      ai: false,
      start: end + place[0],
      end: end + place[1],
      publicPrefix: 0,
      confidence: 0.97,
      rank: 0,
    });
  }
}

function awsSecret(start: number, temporary: boolean): Omit<Candidate, 'confidence' | 'rank'> {
  return {
    provider: 'aws',
    form: temporary ? 'temporary-secret-access-key' : 'secret-access-key',
    ai: false,
    start,
    end: start + 40,
    publicPrefix: 0,
  };
}

function isMixed(value: string): boolean {
  // Forty random base64 characters carry 4.9 bits each, a path or a word chain of that length seldom 4.3.
  return /[a-z]/.test(value) && /[A-Z]/.test(value) && /[\d+/]/.test(value) && !/^[a-f0-9]+$/i.test(value) && bitsPerUnit(value) >= 4.3;
}
