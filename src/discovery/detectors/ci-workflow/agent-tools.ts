import { type Command, hasFlag, option } from './shell.ts';

/** What an agent of a step may do without being asked. Nobody sits at the keyboard: what is not allowed is refused. */
export interface Tools {
  list: ToolSpec[];
  /** `any`: whatever command it writes; `limited`: commands that are named; `none`. */
  shell: 'any' | 'limited' | 'none';
  /** The flag or setting that lifts the limits. */
  bypass?: string;
  /** What holds commands in: `workspace-write`, `docker`. */
  sandbox?: string;
}

export interface ToolSpec {
  name: string;
  capabilities: string[];
  /** `Bash(gh issue view:*)`: only these. */
  limitedTo?: string[];
  target: 'model-chosen' | 'fixed';
  detail: string;
}

export interface Given {
  inputs: Readonly<Record<string, string>>;
  /** The command line, or the arguments an action passes on. */
  command?: Command;
  action: boolean;
}

export function shellTool(shell: Tools['shell'], detail: string, sandbox?: string, name = 'shell'): Tools {
  const edit: ToolSpec = { name: 'edit files', capabilities: ['state-change'], target: 'fixed', detail: 'changes files of the checkout' };
  if (shell === 'none') return { list: [edit], shell };
  return {
    list: [
      {
        name,
        capabilities: ['code-execution', ...(sandbox === undefined ? ['external-communication'] : [])],
        target: 'model-chosen',
        detail,
      },
      edit,
    ],
    shell,
    ...(sandbox === undefined ? {} : { sandbox }),
  };
}

/** Programs that run what they are given: naming one of them is as good as naming all. */
const RUNS_ANYTHING =
  /^(?:\*|bash|sh|zsh|python[\d.]*|pip[\d.]*|uv|node|deno|bun|npx|npm|pnpm|yarn|make|docker|podman|env|xargs|find|awk|perl|ruby|go|cargo|gradle|mvn|eval|sudo|ssh|terraform|kubectl)$/;
/** Looking only: what they print goes back to the model and nowhere else. */
const LOOKS =
  /^(?:echo|cat|ls|head|tail|grep|rg|jq|wc|sort|uniq|tree|pwd|date|diff|stat|basename|dirname|printf|which|test|true)$|^git (?:log|diff|show|status|ls-files|blame|rev-parse|branch|remote)\b/;
const SENDS = /^(?:curl|wget|nc|ncat|rsync|scp|dig|nslookup|ping|aws|gcloud|az)$/;

/** One tool for each group of what a list of allowances names: shell, web, files, GitHub. */
function toolsFrom(allowed: readonly string[], detail: string): Tools {
  const out = new Map<string, ToolSpec>();
  let shell: Tools['shell'] = 'none';
  const add = (name: string, capabilities: string[], target: ToolSpec['target'], limit: string | undefined): void => {
    const known = out.get(name);
    const limitedTo = [...(known?.limitedTo ?? []), ...(limit === undefined ? [] : [limit])];
    out.set(name, {
      name,
      capabilities: [...new Set([...(known?.capabilities ?? []), ...capabilities])],
      target: known?.target === 'model-chosen' ? 'model-chosen' : target,
      ...(limitedTo.length > 0 ? { limitedTo: limitedTo.slice(0, 50) } : {}),
      detail,
    });
  };
  for (const entry of allowed.slice(0, 300)) {
    const [, name = '', inner] = /^\s*([\w*.-]+)\s*(?:\(([^]*)\))?\s*$/.exec(entry) ?? [];
    if (/^(?:bash|shell|run_shell_command|shelltool)$/i.test(name)) {
      const command = inner?.replace(/:?\*$/, '').trim() ?? '';
      const program = command.split(/\s+/)[0] ?? '';
      if (inner === undefined || command === '' || RUNS_ANYTHING.test(program)) {
        shell = 'any';
        add(name, ['code-execution', 'external-communication'], 'model-chosen', inner === undefined ? undefined : entry.trim());
        continue;
      }
      if (shell === 'none') shell = 'limited';
      if (program === 'gh' || program === 'glab') addGithub(command, entry);
      else if (SENDS.test(program)) add(name, ['external-communication'], 'model-chosen', entry.trim());
      else add(name, LOOKS.test(program) || LOOKS.test(command) ? [] : ['state-change'], 'fixed', entry.trim());
    } else if (/^(?:WebFetch|web_fetch|fetch|url)$/.test(name))
      add(name, ['ingests-untrusted-content', 'external-communication'], 'model-chosen', inner);
    else if (/^(?:WebSearch|google_web_search)$/.test(name)) add(name, ['ingests-untrusted-content'], 'fixed', inner);
    else if (/^(?:Edit|Write|MultiEdit|NotebookEdit|write_file|replace|edit|write)$/.test(name))
      add('edit files', ['state-change'], 'fixed', undefined);
    else if (/^mcp__(?:github|gitlab)/.test(name)) addGithub(name, entry);
  }
  return { list: [...out.values()], shell };

  /** Reading brings in what others wrote; writing stands in the open in a public repository, in the words the model chose. */
  function addGithub(command: string, entry: string): void {
    const reads = /\b(?:view|list|diff|search|get|read)|get_|list_|search_/.test(command);
    const writes = !reads || /api\b|^gh$|^gh (?:issue|pr)$/.test(command);
    add('GitHub', [...(reads || writes ? ['ingests-untrusted-content'] : []), ...(writes ? ['state-change'] : [])], 'fixed', entry.trim());
  }
}

/** Allowances as Claude Code writes them: `Edit,Bash(git add:*),WebFetch`, or separated by spaces or lines. */
export function allowances(text: string): string[] {
  const out: string[] = [];
  let depth = 0;
  let word = '';
  for (const one of `${text.slice(0, 20_000)},`) {
    if (one === '(') depth++;
    if (one === ')') depth = Math.max(0, depth - 1);
    if (depth === 0 && /[,\s]/.test(one)) {
      if (word !== '') out.push(word);
      word = '';
    } else word += one;
  }
  return out;
}

/** All words after an option up to the next one: `--allowedTools Edit "Bash(git:*)"`. */
function listAfter(command: Command | undefined, ...names: string[]): string | undefined {
  if (!command) return undefined;
  const out: string[] = [];
  for (const [at, word] of command.words.entries()) {
    const [flag, value] = [word.replace(/=[^]*$/, ''), /=([^]*)$/.exec(word)?.[1]];
    if (!names.includes(flag)) continue;
    if (value !== undefined) out.push(value);
    else
      for (const next of command.words.slice(at + 1))
        if (next.startsWith('--')) break;
        else out.push(next);
  }
  return out.length === 0 ? undefined : out.join(',');
}

export function claudeTools({ inputs, command, action }: Given): Tools {
  const settings = inputs['settings'] ?? '';
  const skips = command && command.words.includes('--dangerously-skip-permissions') ? '--dangerously-skip-permissions' : undefined;
  const mode =
    (command && option(command, '--permission-mode')) ?? /"defaultMode"\s{0,5}:\s{0,5}"(\w{1,40})"/.exec(settings.slice(0, 20_000))?.[1];
  const bypass = skips ?? (mode === 'bypassPermissions' ? 'bypassPermissions' : undefined);
  const denied = allowances(
    [inputs['disallowed_tools'], listAfter(command, '--disallowedTools', '--disallowed-tools')].filter(Boolean).join(','),
  );
  if (bypass !== undefined && !denied.includes('Bash'))
    return { ...shellTool('any', `${bypass}: every command is allowed`, undefined, 'Bash'), bypass };
  const permissions = /"allow"\s{0,5}:\s{0,5}\[([^\]]{0,20000})\]/.exec(settings)?.[1]?.replaceAll('"', '') ?? '';
  const allowed = allowances(
    [inputs['allowed_tools'], listAfter(command, '--allowedTools', '--allowed-tools'), permissions].filter(Boolean).join(','),
  );
  const tools = toolsFrom(
    [...allowed.filter((one) => !denied.includes(one.replace(/\(.*$/s, ''))), ...(action || mode === 'acceptEdits' ? ['Edit'] : [])],
    'allowed in the workflow',
  );
  return tools;
}

export function codexTools({ inputs, command, action }: Given): Tools {
  const words = command?.words ?? [];
  const flag = words.find((word) => /^--(?:dangerously-bypass-approvals-and-sandbox|yolo)$/.test(word));
  const sandbox =
    inputs['sandbox'] ||
    (command && option(command, '--sandbox', '-s')) ||
    (inputs['permission-profile'] ?? '').replace(/^:workspace$/, 'workspace-write') ||
    (action || words.includes('--full-auto') ? 'workspace-write' : 'read-only');
  const unsafe = inputs['safety-strategy'] === 'unsafe';
  if (flag !== undefined || sandbox === 'danger-full-access')
    return { ...shellTool('any', 'commands run without a sandbox'), bypass: flag ?? 'danger-full-access' };
  const network = words.some((word) => /network_access\s?=\s?true/.test(word));
  // With sudo left to it, a sandboxed command still reads the memory of the job (openai/codex-action, docs/security.md).
  return {
    ...shellTool('any', `commands run in the ${sandbox} sandbox`, network ? undefined : sandbox),
    ...(unsafe ? { bypass: 'safety-strategy: unsafe' } : {}),
  };
}

export function geminiTools({ inputs, command, action }: Given): Tools {
  const settings = (inputs['settings'] ?? inputs['settings_json'] ?? '').slice(0, 20_000);
  const mode = command && option(command, '--approval-mode');
  const yolo = action || mode === 'yolo' || (command !== undefined && hasFlag(command, '-y', '--yolo'));
  const core = /"(?:coreTools|core|allowed)"\s{0,5}:\s{0,5}\[([^\]]{0,10000})\]/.exec(settings)?.[1];
  const sandbox =
    /"sandbox"\s{0,5}:\s{0,5}(?:true|"\w+")/.test(settings) || (command !== undefined && hasFlag(command, '--sandbox'))
      ? 'container'
      : undefined;
  if (core !== undefined) {
    const names = [...core.matchAll(/"([^"]{1,300})"/g)].map((match) => match[1]!);
    return { ...toolsFrom(names, 'named in the settings'), ...(sandbox === undefined ? {} : { sandbox }) };
  }
  if (!yolo) {
    const allowed = listAfter(command, '--allowed-tools');
    return allowed === undefined ? { list: [], shell: 'none' } : toolsFrom(allowances(allowed), 'allowed on the command line');
  }
  // Its container keeps the host's files away, not the network.
  const all = shellTool('any', 'runs every tool without asking (--yolo)', undefined, 'run_shell_command');
  return {
    ...all,
    list: [
      ...all.list,
      {
        name: 'web_fetch',
        capabilities: ['ingests-untrusted-content', 'external-communication'],
        target: 'model-chosen',
        detail: 'fetches any address',
      },
    ],
    bypass: '--yolo',
    ...(sandbox === undefined ? {} : { sandbox }),
  };
}

export function copilotTools({ command }: Given): Tools {
  const flag =
    command?.words.find((word) => /^--(?:allow-all-tools|allow-all|yolo)$/.test(word)) ??
    /COPILOT_ALLOW_ALL=(?:1|true)/.exec(command?.text ?? '')?.[0];
  if (flag !== undefined) return { ...shellTool('any', `${flag} runs commands without asking`), bypass: flag };
  const allowed = (command?.words ?? []).flatMap((word, at, words) =>
    word === '--allow-tool' ? [words[at + 1] ?? ''] : word.startsWith('--allow-tool=') ? [word.slice('--allow-tool='.length)] : [],
  );
  return toolsFrom(allowed, 'allowed on the command line');
}
