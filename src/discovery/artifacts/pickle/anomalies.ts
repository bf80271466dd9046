/**
 * Everything odd that a reader of pickles and their containers can meet, and what it says about the file:
 * `dangerous` (no honest writer does this and it makes code run), `suspicious` (made to mislead a reader),
 * `unread` (something could not be read, so the file is not clean), `note` (stated, no judgement).
 */
export const ANOMALIES = {
  'computed-name': { weight: 'dangerous', text: 'a global is named by something that is not a literal' },
  'computed-call': { weight: 'dangerous', text: 'something that is not a global is called' },
  'extension-code': { weight: 'dangerous', text: 'a global comes from the extension registry, its name is not in the file' },
  'build-on-global': { weight: 'dangerous', text: 'BUILD sets attributes of a module, function or class' },
  'mutates-global': { weight: 'dangerous', text: 'items are added to a module-level object' },
  'code-in-array-data': { weight: 'dangerous', text: 'what joblib skips as array data is pickle code to a plain unpickler' },
  'dunder-attribute': { weight: 'suspicious', text: 'BUILD sets a double-underscore attribute' },
  'memo-overwritten': { weight: 'suspicious', text: 'a memo slot is overwritten with another value' },
  'memo-sparse': { weight: 'suspicious', text: 'a memo slot far beyond the others would allocate gigabytes' },
  'name-not-text': { weight: 'suspicious', text: 'a global is named by a literal that is not text' },
  'stack-error': { weight: 'unread', text: 'an opcode finds too little on the stack' },
  'memo-miss': { weight: 'unread', text: 'a memo slot is read that was never written' },
  'impossible-name': { weight: 'unread', text: 'a global with a name that no module can have' },
  'bad-length': { weight: 'unread', text: 'a negative length' },
  'unknown-protocol': { weight: 'unread', text: 'a protocol number above 5' },
  'array-unreadable': { weight: 'unread', text: 'raw array data whose length is not understood' },
  'literal-unreadable': { weight: 'unread', text: 'bytes that the pickle unpickles are not a pickle that can be read' },
  'frame-overrun': { weight: 'note', text: 'a frame that reaches past the end of the file' },
  'several-pickles': { weight: 'note', text: 'further pickles follow the first' },
  'nested-pickle': { weight: 'note', text: 'a literal that is itself a pickle or container' },
  'data-after-stop': { weight: 'suspicious', text: 'bytes after the end of the pickle that no loader reads' },
  limit: { weight: 'unread', text: 'a limit was reached' },
  'corrupt-data': { weight: 'unread', text: 'compressed data ends early or is broken' },
  'method-unsupported': { weight: 'unread', text: 'a compression method that is not read here' },
  'directory-missing': { weight: 'unread', text: 'the archive has no readable directory' },
  'header-missing': { weight: 'unread', text: 'an entry of the archive points to no local header' },
  'encrypted-member': { weight: 'unread', text: 'a member that is encrypted' },
  'encrypted-flag': { weight: 'suspicious', text: 'a readable member is flagged as encrypted, which makes strict readers skip it' },
  'patch-flag': {
    weight: 'suspicious',
    text: 'a member is flagged as patch data or strongly encrypted, which makes strict readers skip it',
  },
  'crc-wrong': { weight: 'suspicious', text: 'the checksum does not fit the content, which makes strict readers skip it' },
  'crc-absent': { weight: 'note', text: 'no checksum was written' },
  'names-differ': { weight: 'suspicious', text: 'local header and central directory give different names' },
  'flags-differ': { weight: 'suspicious', text: 'local header and central directory give different flags' },
  'method-differs': { weight: 'suspicious', text: 'local header and central directory give different compression methods' },
  'size-differs': { weight: 'suspicious', text: 'local header and central directory give different sizes' },
  'name-with-nul': { weight: 'suspicious', text: 'a member name holds a NUL, where readers cut it differently' },
  'duplicate-member': { weight: 'suspicious', text: 'two members have the same name; loaders differ in which they take' },
  'hidden-member': { weight: 'suspicious', text: 'a member that the directory does not list' },
  'overlapping-members': { weight: 'suspicious', text: 'members overlap' },
  'unexpected-pickle': { weight: 'suspicious', text: 'a pickle with an unexpected name inside a torch archive' },
  'data-before-archive': { weight: 'suspicious', text: 'data stands before the archive, so the file reads as two formats' },
  'data-after-archive': { weight: 'note', text: 'data stands after the archive' },
  'second-directory': { weight: 'suspicious', text: 'the file holds two archive directories' },
} as const satisfies Record<string, { weight: 'dangerous' | 'suspicious' | 'unread' | 'note'; text: string }>;

export type AnomalyKind = keyof typeof ANOMALIES;

/** Something odd: what, at which byte offset of the file or member, in which member. */
export interface Anomaly {
  what: AnomalyKind;
  offset: number;
  member?: string;
  /** What exactly, in a few words; absent where `ANOMALIES` says all. */
  detail?: string;
}
