import type { Body, Expression } from '../../code/hcl/syntax.ts';
import { environmentIn } from '../../containers/environment.ts';

const NAME = /^(?:env|environment|environment_name|env_name|stage)$/;

/**
 * The environment a root module is for, where its own variable says so: a variable file Terraform loads by itself
 * (`terraform.tfvars`, `*.auto.tfvars`), then the variable's default. Other variable files are chosen at each run and say nothing.
 */
export function statedEnvironments(
  root: string,
  files: ReadonlyMap<string, { body: Body }>,
): { environment: string; why: string; file: string; line: number } | undefined {
  const prefix = root === '' ? '' : `${root}/`;
  let usual: ReturnType<typeof statedEnvironments>;
  for (const [file, { body }] of files) {
    if (!file.startsWith(prefix) || file.slice(prefix.length).includes('/')) continue;
    if (/(?:^|\/)(?:terraform|[^/]*\.auto)\.tfvars(?:\.json)?$/.test(file)) {
      for (const { name, line, value } of body.attributes) {
        const environment = NAME.test(name) ? environmentIn(literal(value)) : undefined;
        if (environment !== undefined) return { environment, why: `${name} is set to ${literal(value)}`, file, line };
      }
    }
    if (file.includes('.tfvars')) continue;
    for (const { type, labels, body: inner, line } of body.blocks) {
      if (type !== 'variable' || !NAME.test(labels[0] ?? '')) continue;
      const value = inner.attributes.find(({ name }) => name === 'default')?.value;
      const environment = environmentIn(literal(value));
      if (environment !== undefined) usual = { environment, why: `the default of ${labels[0]} is ${literal(value)}`, file, line };
    }
  }
  return usual;
}

function literal(value: Expression | undefined): string | undefined {
  if (value?.kind === 'literal' && typeof value.value === 'string') return value.value;
  if (value?.kind !== 'template' || value.parts.length !== 1) return undefined;
  const [part] = value.parts;
  return part?.kind === 'text' ? part.text : undefined;
}
