/**
 * Scopes that open what people keep: mail, files, calendars, directories. Sources: developers.google.com/identity/protocols/oauth2/scopes
 * (sensitive and restricted scopes) and learn.microsoft.com/graph/permissions-reference.
 */
const GOOGLE: readonly (readonly [RegExp, string])[] = [
  [/^https:\/\/mail\.google\.com\/?$/, 'all mail'],
  [/\/auth\/gmail\.(?:readonly|modify|compose|send|insert)$/, 'mail'],
  [/\/auth\/gmail\.metadata$/, 'mail headers'],
  [/\/auth\/drive$/, 'all files'],
  [/\/auth\/drive\.(?:readonly|metadata|metadata\.readonly|activity)$/, 'all files'],
  [/\/auth\/(?:documents|spreadsheets|presentations)(?:\.readonly)?$/, 'documents'],
  [/\/auth\/calendar(?:\.readonly|\.events(?:\.readonly)?)?$/, 'calendars'],
  [/\/auth\/(?:contacts|directory)(?:\.readonly)?$/, 'contacts'],
  [/\/auth\/(?:admin\.|cloud-platform|apps\.groups|ediscovery|chat\.)/, 'administration or cloud'],
  [/\/auth\/meetings\.space\.readonly$|\/auth\/meetings/, 'meetings'],
];
const GRAPH: readonly (readonly [RegExp, string])[] = [
  [/^Mail\.(?:Read|ReadWrite|Send)(?:\.Shared|\.All)?$/i, 'mail'],
  [/^MailboxSettings\.ReadWrite$/i, 'mailbox settings'],
  [/^Files\.(?:Read|ReadWrite)\.All$/i, 'all files'],
  [/^Files\.(?:Read|ReadWrite)$/i, 'files'],
  [/^Sites\.(?:Read|ReadWrite|FullControl|Manage)\.All$/i, 'all sites'],
  [/^Calendars\.(?:Read|ReadWrite)(?:\.Shared)?$/i, 'calendars'],
  [/^(?:Chat|ChannelMessage|Chat(?:Message)?)\.(?:Read|ReadWrite)(?:\.All)?$/i, 'chats'],
  [/^(?:OnlineMeetings|OnlineMeetingTranscript|OnlineMeetingRecording)\./i, 'meetings'],
  [/^(?:Notes)\.(?:Read|ReadWrite)(?:\.All)?$/i, 'notes'],
  [/^(?:Directory|User|Group)\.(?:Read|ReadWrite)\.All$/i, 'the directory'],
  [/^full_access_as_user$|^EWS\./i, 'all mail'],
];

/** The risky ones among scopes, each with what it opens: "Mail.Read (mail)". Order as given. */
export function riskyScopes(scopes: readonly string[]): { scope: string; opens: string }[] {
  return scopes.flatMap((scope) => {
    const plain = scope.replace(/^https:\/\/graph\.microsoft\.com\//, '');
    const opens = [...GOOGLE, ...GRAPH].find(([pattern]) => pattern.test(plain))?.[1];
    return opens === undefined ? [] : [{ scope: plain.replace('https://www.googleapis.com/auth/', ''), opens }];
  });
}
