import type { AssetReference } from '../../../core/observation.ts';
import { type Key, strongKey } from '../../../core/keys.ts';
import type { Emitter } from '../../code/emit.ts';
import { at, isTrue, itemsOf, textOf, textsOf } from '../../containers/documents.ts';
import type { Places } from '../../containers/places.ts';
import type { KubernetesObject } from './objects.ts';

/** Providers as kagent names them. Source: kagent.dev/docs/kagent/resources/api-ref, ModelProvider */
const PROVIDERS: Readonly<Record<string, string>> = {
  OpenAI: 'openai',
  Anthropic: 'anthropic',
  AzureOpenAI: 'azure-openai',
  Ollama: 'ollama',
  Gemini: 'google-gemini',
  GeminiVertexAI: 'google-vertex',
  AnthropicVertexAI: 'google-vertex',
  Bedrock: 'aws-bedrock',
};

/**
 * kagent: agents with their models, prompts and tools, and MCP servers. Source: kagent.dev/docs (Agent, ModelConfig, MCPServer,
 * RemoteMCPServer of kagent.dev/v1alpha1 and v1alpha2).
 */
export function emitAgents(
  objects: readonly KubernetesObject[],
  keysOf: (object: KubernetesObject) => Key[],
  emitter: Emitter,
  places: Places,
): void {
  const ours = objects.filter(({ group }) => group === 'kagent.dev');
  const servers = new Map<string, AssetReference>();
  for (const object of ours) if (/^(?:MCPServer|RemoteMCPServer|ToolServer)$/.test(object.kind)) servers.set(object.name, server(object));
  const agents = new Map<string, AssetReference>();
  for (const object of ours.filter(({ kind }) => kind === 'Agent')) {
    agents.set(
      object.name,
      emitter.asset(
        'agent',
        object.name,
        keysOf(object),
        { definedBy: 'iac', platform: 'kagent', library: 'kagent', autonomy: 'tool-loop' },
        places.seen(object.tree.l, `Agent ${object.name}`),
      ),
    );
  }
  for (const object of ours.filter(({ kind }) => kind === 'Agent')) agent(object);

  function server(object: KubernetesObject): AssetReference {
    const spec = at(object.tree, 'spec');
    const url = textOf(at(spec, 'url')) ?? textOf(at(spec, 'config', 'streamableHttp', 'url')) ?? textOf(at(spec, 'config', 'sse', 'url'));
    const deployment = at(spec, 'deployment') ?? at(spec, 'config', 'stdio');
    const command = [...textsOf(at(deployment, 'cmd') ?? at(deployment, 'command')), ...textsOf(at(deployment, 'args'))];
    const image = textOf(at(deployment, 'image'));
    const plain = url?.replace(/\/+$/, '').split(/[?#]/)[0];
    const isHosted =
      plain !== undefined &&
      /^https?:\/\/[\w.-]+\.[a-z]{2,}(?::\d+)?(?:\/|$)/i.test(plain) &&
      !/\.svc(?:\.|:|\/|$)|\.local(?:[:/]|$)/.test(plain);
    return emitter.asset(
      'mcp-server',
      object.name,
      [...keysOf(object), ...(isHosted ? [strongKey('mcp', plain.toLowerCase())] : [])],
      {
        definedBy: 'iac',
        transport: textOf(at(spec, 'transportType')) ?? textOf(at(spec, 'protocol')) ?? (url === undefined ? 'stdio' : 'http'),
        ...(url === undefined ? {} : { url: plain, tls: url.startsWith('https:') }),
        ...(image === undefined ? {} : { image }),
        ...(command.length > 0 ? { command: command[0], arguments: command.slice(1, 50) } : {}),
      },
      places.seen(object.tree.l, `${object.kind} ${object.name}`),
    );
  }

  function agent(object: KubernetesObject): void {
    const reference = agents.get(object.name)!;
    const spec = at(object.tree, 'spec', 'declarative') ?? at(object.tree, 'spec');
    const named = at(spec, 'modelConfig');
    const name = textOf(named)?.split('/').pop();
    const config = ours.find((one) => one.kind === 'ModelConfig' && one.name === name);
    const model = at(config?.tree, 'spec', 'model');
    const text = textOf(model);
    if (text !== undefined) {
      const provider = PROVIDERS[textOf(at(config!.tree, 'spec', 'provider')) ?? ''];
      const found = emitter.model(text, { provider }, places.seen(model!.l, `model ${text}`)[0]!);
      if (found) emitter.edge(reference, 'uses-model', found, 'stated', places.seen(named!.l, `modelConfig ${name}`));
    }
    const message = at(spec, 'systemMessage');
    const prompt = textOf(message);
    if (prompt !== undefined && prompt.length >= 12)
      emitter.edge(
        reference,
        'prompted-by',
        emitter.prompt(prompt, `${object.name} system message`, places.seen(message!.l, 'systemMessage')[0]!),
        'stated',
        places.seen(message!.l, 'systemMessage'),
      );
    for (const tool of itemsOf(at(spec, 'tools')).slice(0, 100)) uses(object, reference, tool);
  }

  function uses(object: KubernetesObject, reference: AssetReference, tool: ReturnType<typeof itemsOf>[number]): void {
    const other = textOf(at(tool, 'agent', 'name') ?? at(tool, 'agent', 'ref'))
      ?.split('/')
      .pop();
    const seen = places.seen(tool.l, 'tool of the agent');
    const delegate = other === undefined ? undefined : agents.get(other);
    if (delegate) emitter.edge(reference, 'delegates-to', delegate, 'stated', seen);
    const from = textOf(at(tool, 'mcpServer', 'name') ?? at(tool, 'mcpServer', 'toolServer'))
      ?.split('/')
      .pop();
    if (from === undefined) return;
    const server = servers.get(from);
    if (server) emitter.edge(reference, 'connects-to', server, 'stated', seen);
    const asks = textsOf(at(tool, 'mcpServer', 'requireApproval'));
    for (const name of textsOf(at(tool, 'mcpServer', 'toolNames')).slice(0, 100)) {
      const approval = asks.includes(name) || isTrue(at(tool, 'mcpServer', 'requireApproval')) ? 'always' : 'none';
      const one = emitter.asset(
        'tool',
        name,
        [{ key: `${keysOf(object)[0]!.key}/tools/${from}/${name}`, strong: true }],
        { definedBy: 'iac', platform: 'kagent', approval },
        seen,
      );
      emitter.edge(reference, 'calls-tool', one, 'stated', seen, { approval });
      if (server) emitter.edge(server, 'exposes-tool', one, 'stated', seen);
    }
  }
}
