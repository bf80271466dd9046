import { hiddenText } from './hidden.ts';

/** What a text tells whoever obeys it to do against the people it works for. */
export type Order =
  /** Send what is secret or private to somebody. */
  | 'send-out'
  /** Keep what it does from the people it works for. */
  | 'conceal'
  /** Forget the instructions it was given. */
  | 'override'
  /** Run what nobody can read in the text: decoded or fetched in clear. */
  | 'run-unseen'
  /** Put code of somebody else, or a weakness, into what is written. */
  | 'plant'
  /** Do without the question to a person what needs one. */
  | 'skip-approval'
  /** Read what is secret and hand it over in an argument of a tool. */
  | 'take-along'
  /** Change what goes through other tools: who gets a mail, a payment, a copy. */
  | 'divert';

export interface FoundOrder {
  order: Order;
  /** From 1; of hidden text the line it is hidden in. */
  line: number;
  /** Where a person does not see it: hidden characters, or a comment that is not shown when the text is rendered. */
  unseen?: 'characters' | 'comment';
}

const SECRETS = String.raw`(?:\.env\b|\.aws/credentials|\.netrc|\.npmrc|\bid_rsa\b|\bid_ed25519\b|\.ssh/|\bssh keys?|\bcredentials?\b|\bsecrets?\b|\bapi[ _-]?keys?|\baccess tokens?|\bauth tokens?|\bpasswords?\b|\bprivate keys?|\benvironment variables?|\bprocess\.env\b|\bos\.environ\b|\$\(?env\)?\b|\bprintenv\b|\bcookies?\b|\bconversation(?: history)?\b|\bchat history\b|\bsource code\b|\bsystem prompt)`;
const VOID = String.raw`\b(?:ignore|disregard|forget|override|discard|bypass|nullify|pay no attention to|set aside|stop following|(?:do not|don't|no longer) (?:follow|obey))\b`;
const PLACE = String.raw`(?:https?://|\bwebhook\b|\b(?:my|our|the following|this|an? external|remote) (?:server|endpoint|url|address|host)\b|[\w.+-]+@[\w-]+\.[\w.]+)`;
const SEND = String.raw`\b(?:send|post|upload|exfiltrate|forward|transmit|submit|leak|curl|wget|ship|export|email|mail|append|include|encode)\b`;
const FILES = String.raw`(?:\bmcp\.json\b|\.cursor/|\.claude|\.config/|/etc/(?:passwd|shadow|hosts)|\bhistory\b|\bconfiguration files?\b)`;
const WITHIN = String.raw`[^\n]{0,160}?`;

/** Each within one line, so that time stays linear; a line is cut at 4,000 characters before. */
const ORDERS: readonly { order: Order; pattern: RegExp }[] = [
  {
    order: 'send-out',
    pattern: new RegExp(
      `${SEND}${WITHIN}${SECRETS}${WITHIN}(?:\\bto\\b|\\bvia\\b|\\bas\\b|\\binto\\b|\\bat\\b|\\bin\\b)${WITHIN}${PLACE}`,
      'i',
    ),
  },
  {
    order: 'send-out',
    pattern: new RegExp(
      `\\b(?:curl|wget|Invoke-WebRequest|iwr|nc|ncat)\\b${WITHIN}(?:\\$\\(|\`|@|<|-d\\s|--data)${WITHIN}(?:\\.env\\b|\\.aws/credentials|\\.ssh/|id_rsa|\\benv\\b|printenv|\\.netrc|/etc/passwd)`,
      'i',
    ),
  },
  {
    order: 'send-out',
    pattern:
      /\b(?:env|printenv|cat\s+\S{0,80}(?:\.env|credentials|id_rsa|\.netrc))\b[^\n|]{0,80}\|\s{0,4}(?:base64[^\n|]{0,40}\|\s{0,4})?(?:curl|wget|nc|ncat)\b/i,
  },
  {
    order: 'conceal',
    pattern:
      /\b(?:do not|don't|never|must not|without)\s(?:[a-z]+\s){0,2}?(?:tell|inform|notify|alert|mention|reveal|disclose|show|explain|report|telling|informing|notifying|alerting|mentioning|revealing|disclosing)\b[^\n.]{0,40}\b(?:the )?(?:user|developer|reviewer|human|person|operator|owner|maintainer)s?\b[^\n.]{0,40}\b(?:about (?:this|these|it)|this (?:step|rule|instruction|change|action|command|call|request|requirement)|these (?:steps|rules|instructions|changes)|what you (?:did|do|have done)|that you (?:did|do|have|sent|ran|read|added))\b/i,
  },
  {
    order: 'conceal',
    pattern:
      /\b(?:do not|don't|never|must not)\s(?:[a-z]+\s){0,2}?(?:mention|reveal|disclose|reference|acknowledge|discuss|repeat|talk about)\b[^\n.]{0,30}\b(?:this (?:hidden |secret )?(?:step|rule|instruction|directive|requirement|note|section|comment)|these (?:hidden|secret) \w+|these (?:steps|changes|commands))\b/i,
  },
  {
    order: 'override',
    pattern: new RegExp(
      `${VOID}\\s(?:[a-z]+\\s){0,2}?(?:(?:previous|prior|above|earlier|preceding|existing|other|your|the|system|safety|original|security|given)\\s){1,3}(?:instructions?|rules?|prompts?|guidelines?|directives?|directions?|safeguards?|constraints?|policies|policy|restrictions?|context)\\b`,
      'i',
    ),
  },
  {
    order: 'override',
    pattern: new RegExp(
      `${VOID}\\s(?:everything|anything|all|whatever)\\s(?:of\\s)?(?:that\\s(?:was|is|came|stands|has been)\\s|the\\s)?(?:above|before|said|you (?:were|have been) (?:told|given|taught))\\b`,
      'i',
    ),
  },
  {
    order: 'run-unseen',
    pattern:
      /\bbase64\s{1,4}(?:-d|-D|--decode)\b[^\n]{0,80}\|\s{0,4}(?:sudo\s{1,4})?(?:ba|z|da)?sh\b|\|\s{0,4}base64\s{1,4}(?:-d|-D|--decode)\s{0,4}\|\s{0,4}(?:sudo\s{1,4})?(?:ba|z|da|python3?\b|node\b)/i,
  },
  {
    order: 'run-unseen',
    pattern:
      /\b(?:eval|exec)\s{0,2}\(\s{0,2}(?:base64\.b64decode|atob|Buffer\.from|codecs\.decode)\b|\bpowershell(?:\.exe)?\b[^\n]{0,60}\s-e(?:nc|ncodedcommand)?\s{1,4}[A-Za-z0-9+/=]{16}/i,
  },
  {
    order: 'run-unseen',
    pattern:
      /\b(?:curl|wget)\b[^\n|]{0,120}\s["']?http:\/\/(?!localhost|127\.|\[::1\]|0\.0\.0\.0|10\.|192\.168\.)[^\n|]{1,200}\|\s{0,4}(?:sudo\s{1,4})?(?:ba|z|da)?sh\b/i,
  },
  {
    order: 'run-unseen',
    pattern:
      /\b(?:curl|wget)\b[^\n|]{0,120}https?:\/\/(?:\d{1,3}(?:\.\d{1,3}){3}|pastebin\.com|gist\.githubusercontent\.com|transfer\.sh|(?:[\w-]+\.)?(?:ngrok(?:-free)?\.(?:app|io)|webhook\.site|requestbin\.\w+|trycloudflare\.com))[^\n|]{0,200}\|\s{0,4}(?:sudo\s{1,4})?(?:(?:ba|z|da)?sh|python3?|node)\b/i,
  },
  {
    order: 'plant',
    pattern:
      /\b(?:always|must|every|make sure to|secretly|silently|automatically)\b[^\n]{0,120}\b(?:add|include|insert|append|inject|embed|place)\b[^\n]{0,120}<script\b[^\n>]{0,80}\bsrc\s{0,2}=\s{0,2}["']?https?:/i,
  },
  {
    order: 'plant',
    pattern:
      /\b(?:always|secretly|silently|must)\b[^\n]{0,80}\b(?:add|include|insert|leave|plant|introduce)\s(?:an?\s|the\s|some\s)?(?:[a-z-]+\s)?(?:back ?doors?|vulnerabilit(?:y|ies)|hard-?coded (?:admin|password|credential)|hidden (?:admin|user|account|route|endpoint))/i,
  },
  {
    order: 'skip-approval',
    pattern:
      /\b(?:run|execute|perform|apply|call|use)\s(?:all|any|every|arbitrary)\s(?:[a-z]+\s){0,2}?(?:commands?|tools?|actions?|operations?|shell|migrations?|deployments?)\b[^\n]{0,60}\bwithout\b[^\n.]{0,30}\b(?:asking|approval|confirmation|confirming|permission|review|prompting)\b/i,
  },
  {
    order: 'skip-approval',
    pattern:
      /\b(?:never|do not|don't)\s(?:[a-z]+\s){0,1}?(?:ask|prompt|wait|stop|pause)\b[^\n.]{0,40}\b(?:confirmation|approval|permission)\b[^\n.]{0,40}\b(?:delet|drop|destroy|deploy|push|force|production|payment|transfer|rm -rf|any (?:command|tool|action)|all (?:commands|tools|actions))/i,
  },
  {
    order: 'skip-approval',
    pattern:
      /\b(?:always|must|should)\b[^\n.]{0,60}(?:--dangerously-skip-permissions|--dangerously-bypass-approvals-and-sandbox|--yolo\b|\bbypassPermissions\b)/i,
  },
  {
    order: 'take-along',
    pattern: new RegExp(
      `\\b(?:read|open|load|cat|access|retrieve|get|fetch|collect|gather)\\b${WITHIN}(?:${SECRETS}|${FILES})${WITHIN}\\b(?:pass|include|put|provide|give|set|attach|insert|add|supply|use|place)\\b[^\\n]{0,80}\\b(?:as|in|into|to|for)\\b[^\\n]{0,60}(?:\\b(?:parameter|argument|field|sidenote|metadata|context|note|header|query)\\b|['"\`]\\w{2,30}['"\`])`,
      'i',
    ),
  },
];

/** Only in what a tool says of itself: in rules of a team a copy to somebody may be wanted. */
const OF_TOOLS: typeof ORDERS = [
  {
    order: 'divert',
    pattern:
      /\b(?:always|must|all|every|instead|regardless)\b[^\n]{0,160}\b(?:send|sent|bcc|cc|forward(?:ed)?|cop(?:y|ied)|redirect(?:ed)?|transfer(?:red)?|paid)\b[^\n]{0,80}(?:[\w.+-]+@[\w-]+\.\w|https?:\/\/|\baccount (?:number )?[A-Z]{0,4}\d{6})/i,
  },
];

/** Said of a text, not in it: what stands in quotes or is told as an example, a warning or something to look for is no order. */
const MENTION =
  /\b(?:attack(?:er|s|ers)?|attempt(?:s|ing)?|inject(?:ed|ion|ions)?|malicious|jailbreak|detect|flag|reject|refuse|block|prevent|avoid|warn|beware|suspicious|example|e\.g\.|such as|like|treat|phish(?:ing)?|threat|risk|test(?:s|ing|ed)?|payload|pattern|untrusted|asks?|asked|tells?|told|wants?|requests?|says|reasonable|what happens|how (?:do|can|to)|phrases?|includes?|should(?:n't| not)|must not|never|do not|don't|cannot|can't)\b/i;
/** Orders whose own words are a prohibition. */
const PROHIBITIONS: ReadonlySet<Order> = new Set<Order>(['conceal', 'skip-approval']);
const COMMAND = /^(?:curl|wget|iwr|nc|ncat|env|printenv|cat|Invoke-WebRequest)\b/i;
const LONGEST_LINE = 4_000;
const MOST_LINES = 20_000;
const WITHOUT_WIDTH = /[\u200B-\u200D\u2060-\u2064\uFEFF\u00AD]/g;

/**
 * Orders in a text that somebody obeys as it stands (rules and skills of coding agents, descriptions of tools), by the line.
 * Hidden characters are read as the text they spell. Judged by act and object, not by single words; what is quoted, warned of or
 * forbidden is none. English; what other languages say is not understood.
 */
export function ordersIn(text: string): FoundOrder[] {
  const found: FoundOrder[] = [];
  const unseen = commentLines(text);
  for (const [index, line] of text.split('\n', MOST_LINES).entries()) {
    const comment = unseen.has(index + 1);
    // Characters without width between letters hide words from a search, not from a model.
    for (const order of ordersOf(line.slice(0, LONGEST_LINE).replaceAll(WITHOUT_WIDTH, '')))
      found.push({ order, line: index + 1, ...(comment ? { unseen: 'comment' as const } : {}) });
  }
  for (const { line, says } of hiddenText(text))
    if (says !== undefined) for (const order of ordersOf(says.replaceAll('\n', ' '))) found.push({ order, line, unseen: 'characters' });
  return found;
}

/** Orders in what a tool says of itself to models: its description as one line, hidden characters read. */
export function ordersInDescription(text: string): Order[] {
  const lines = [text, ...hiddenText(text).flatMap(({ says }) => says ?? [])];
  const found = lines.flatMap((line) =>
    ordersOf(
      line
        .slice(0, LONGEST_LINE)
        .replaceAll(WITHOUT_WIDTH, '')
        .replaceAll(/\s{1,200}/g, ' '),
      [...ORDERS, ...OF_TOOLS],
    ),
  );
  return [...new Set(found)];
}

function ordersOf(line: string, orders: typeof ORDERS = ORDERS): Order[] {
  if (line.length < 12) return [];
  const out = new Set<Order>();
  for (const { order, pattern } of orders) {
    if (out.has(order)) continue;
    const match = pattern.exec(line);
    if (match && !isMention(line, match, order)) out.add(order);
  }
  return [...out];
}

function isMention(line: string, match: RegExpExecArray, order: Order): boolean {
  const before = line.slice(Math.max(0, match.index - 120), match.index);
  const after = line.slice(match.index + match[0].length, match.index + match[0].length + 60);
  // Commands stand in backticks and quotes to be run.
  if (
    order !== 'run-unseen' &&
    !COMMAND.test(match[0]) &&
    /["'“‘`«][^"'”’`»]{0,40}$/.test(before) &&
    /^[^"'“‘`«]{0,80}["'”’`»]/.test(after)
  )
    return true;
  if (/^\s{0,4}(?:[-*]\s{0,4})?(?:❌|🚫|bad:|wrong:)/iu.test(line)) return true;
  return !PROHIBITIONS.has(order) && MENTION.test(before.split(/[.;:!?]\s/).at(-1)!);
}

/** Lines of comments that rendering leaves out, those of `<!--` to `-->`. */
function commentLines(text: string): Set<number> {
  const lines = new Set<number>();
  let line = 1;
  let from = 0;
  for (let open = text.indexOf('<!--'); open >= 0; open = text.indexOf('<!--', from)) {
    const close = text.indexOf('-->', open + 4);
    if (close < 0) break;
    line += breaks(text, from, open);
    const last = line + breaks(text, open, close);
    for (let one = line; one <= Math.min(last, MOST_LINES); one++) lines.add(one);
    line = last;
    from = close;
  }
  return lines;
}

function breaks(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
