import type { Resource } from '../../code/hcl/configuration.ts';
import { stringOf, textOf } from '../../code/hcl/read-value.ts';
import { imageKeys, imageName, imagePinning, readImage } from '../../containers/image.ts';
import { runsAs } from './aws-identity.ts';
import { seen } from './aws-model.ts';
import { tagsOf } from './aws-storage.ts';
import { nested } from './azure-place.ts';
import { attribute, type Declared, nameOf } from './declared.ts';
import { connects, mapOf } from './hosts.ts';

/**
 * Bedrock AgentCore: runtimes, gateways with their targets, memories, interpreters and browsers. Callers are asked for IAM, or for a
 * token where a JWT authoriser is written. Source: registry.terraform.io/providers/hashicorp/aws, aws_bedrockagentcore_*.
 */
export function awsAgentcore(declared: Declared): void {
  for (const runtime of declared.resources('aws_bedrockagentcore_agent_runtime')) runtimeOf(runtime, declared);
  for (const gateway of declared.resources('aws_bedrockagentcore_gateway')) {
    const reference = declared.asset('mcp-server', gateway, nameOf(gateway, 'name'), [], {
      platform: 'aws-agentcore-gateway',
      hosted: true,
      transport: 'http',
      auth: attribute(gateway, 'authorizer_type') === 'NONE' ? 'none' : 'present',
      authWhy: attribute(gateway, 'authorizer_type') ?? 'its authoriser',
      customerKey: gateway.attributes.has('kms_key_arn'),
      ...tagsOf(gateway),
    });
    runsAs(reference, gateway, 'role_arn', declared);
  }
  for (const target of declared.resources('aws_bedrockagentcore_gateway_target')) {
    const gateway = declared.referred(target.attributes.get('gateway_identifier'), target);
    const tool = declared.asset('tool', target, nameOf(target, 'name'), [], { platform: 'aws-agentcore-gateway' });
    if (gateway?.kind === 'mcp-server') declared.edge(gateway, 'exposes-tool', tool, seen(target, declared));
  }
  for (const memory of declared.resources('aws_bedrockagentcore_memory'))
    declared.asset('memory', memory, nameOf(memory, 'name'), [], {
      platform: 'aws-agentcore',
      encrypted: true,
      customerKey: memory.attributes.has('encryption_key_arn'),
      ...tagsOf(memory),
    });
  for (const tool of declared.resources('aws_bedrockagentcore_code_interpreter', 'aws_bedrockagentcore_browser')) {
    const interpreter = tool.type.endsWith('code_interpreter');
    const mode = nested(tool, ['network_configuration']).map((block) => stringOf(block.attributes.get('network_mode')))[0];
    const reference = declared.asset('tool', tool, nameOf(tool, 'name'), [], {
      platform: 'aws-agentcore',
      networkMode: mode,
      capabilities: interpreter ? ['code-execution'] : ['browser-control', 'ingests-untrusted-content', 'external-communication'],
    });
    runsAs(reference, tool, 'execution_role_arn', declared);
  }
}

function runtimeOf(runtime: Resource, declared: Declared): void {
  const protocol =
    nested(runtime, ['protocol_configuration']).map((block) => stringOf(block.attributes.get('server_protocol')))[0] ?? 'HTTP';
  const mode = nested(runtime, ['network_configuration']).map((block) => stringOf(block.attributes.get('network_mode')))[0];
  const jwt = nested(runtime, ['authorizer_configuration', 'custom_jwt_authorizer']).length > 0;
  const value = nested(runtime, ['agent_runtime_artifact', 'container_configuration']).map((block) =>
    block.attributes.get('container_uri'),
  )[0];
  const written = stringOf(value) ?? textOf(value);
  const [code] = nested(runtime, ['agent_runtime_artifact', 'code_configuration']);
  const reference = declared.asset(protocol === 'MCP' ? 'mcp-server' : 'agent', runtime, nameOf(runtime, 'agent_runtime_name'), [], {
    platform: 'aws-agentcore',
    hosted: true,
    ...(protocol === 'MCP' ? { transport: 'http', auth: 'present', authWhy: jwt ? 'JWT' : 'IAM' } : { autonomy: 'tool-loop' }),
    protocol,
    networkMode: mode,
    authorizer: jwt ? 'jwt' : 'iam',
    ...(written === undefined ? {} : { image: written }),
    ...(code ? { runtime: stringOf(code.attributes.get('runtime')) } : {}),
    variables: mapOf(runtime.attributes.get('environment_variables')).map(({ name }) => name),
    ...tagsOf(runtime),
  });
  runsAs(reference, runtime, 'role_arn', declared);
  connects(reference, mapOf(runtime.attributes.get('environment_variables')), runtime, declared, false);
  const image = written === undefined || written.includes('${') ? undefined : readImage(written);
  if (!image) return;
  // An agent has no edge to its image: a workload of the same name carries it, so that the code built into it is found.
  const evidence = [declared.evidence(runtime, `image ${written!}`, value)];
  const built = declared.other(
    'image',
    imageName(image),
    imageKeys(image),
    { registry: image.registry, repository: image.repository, ...imagePinning(image) },
    evidence,
  );
  const workload = declared.other(
    'workload',
    nameOf(runtime, 'agent_runtime_name'),
    [{ key: reference.key, strong: true }],
    { platform: 'aws-agentcore', definedBy: 'iac' },
    evidence,
  );
  declared.edge(workload, 'runs-image', built, evidence);
  declared.edge(reference, 'runs-on', workload, evidence);
}
