/** A secret found in text. Never holds the secret itself. */
export interface SecretMatch {
  /** Whom it opens: openai, anthropic, google-gemini, aws, github …; `unknown` for one known only by its name. */
  provider: string;
  /** Which of the provider's keys: project-key, admin-key, long-term … */
  form: string;
  /** It opens an AI service. */
  ai: boolean;
  /** UTF-16 offsets into the text, end exclusive. */
  start: number;
  end: number;
  /** From 1. */
  line: number;
  /**
   * Twelve hexadecimal digits that tell it from others. Of a value beyond guessing (`identity: value`): of SHA-256 of
   * "pharos-secret:" and the value, so the same secret anywhere has the same. Of any other (`place`): of where it stands and
   * what it is called; nothing of the value goes into it.
   */
  fingerprint: string;
  identity: 'value' | 'place';
  /** The provider's public prefix (at most 8 units), an ellipsis, the last two of a value beyond guessing where that shows at most a tenth. */
  preview: string;
  /** Units at the start that every key of this form shares. */
  publicPrefix: number;
  /** 0 to 1. */
  confidence: number;
  /** Key-shaped, but not a key: documentation values, filler. `placeholderWhy` says how that was seen. */
  placeholder: boolean;
  placeholderWhy?: string;
  /** The name it is assigned or passed to, where visible. */
  variable?: string;
}
