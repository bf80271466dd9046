import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { textsOf } from '../../view.ts';
import { listed, said, shellWord, trueName } from '../../wording.ts';

/** What everybody may do by the registry's own policy, and where a served tag can move, as discovery tells it. */
interface Place {
  file: string;
  line: number;
}

/**
 * A registry that served models come from and that others can change: by a policy for everybody, or by a tag that can be put on another
 * image. A registry that is reached without a sign-in is told by registry-public.
 */
export default defineCheck({
  id: 'registry-write-unprotected',
  title: 'What is served as a model can be replaced in its registry',
  severity: 'low',
  applies: 'registry',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM05' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI04' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MAP 4.2' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0010.004' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0013' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'MDS-01' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'MDS-08' },
  ],
  judge(registry): Judgement | undefined {
    const open = registry.properties['openTo'] as unknown as (Place & { write: boolean }) | undefined;
    if (open?.write) return written(registry, open);
    const tags = registry.properties['tagsMove'];
    if (tags === undefined) return undefined;
    return tags === false ? { status: 'pass' } : moving(registry, tags as unknown as Place);
  },
});

function written(registry: Asset, { file, line }: Place): Judgement {
  return {
    status: 'fail',
    severity: 'high',
    locus: 'policy',
    title: `Everybody may put models into ${registry.name}`,
    saw: `The policy of ${registry.name} lets every AWS account write (Principal "*", no condition).${served(registry)}`,
    why: 'Any account can push an image or a model package under a name that is deployed: the next start runs theirs, with the role and the data of yours.',
    fix: {
      text: 'Name the role of the pipeline that publishes as the only principal that writes, or add a condition on aws:PrincipalOrgID.',
      patch: 'Principal = { AWS = aws_iam_role.publisher.arn }',
    },
    verify: 'A push with credentials of another account is refused, and the next scan passes.',
    evidence: [{ target: registry.evidence[0]?.target ?? '', file, line, detail: 'everybody may write' }, ...registry.evidence.slice(0, 1)],
    exploitability: 'trivial',
    reachability: 'internet',
    loses: ['integrity'],
  };
}

function moving(registry: Asset, { file, line }: Place): Judgement {
  return {
    status: 'fail',
    locus: 'tags',
    title: `Tags of ${registry.name} can be put on another image`,
    saw: `${registry.name} has mutable tags.${served(registry)}`,
    why: 'Whoever may push, a stolen key of CI included, replaces what a running name stands for: the next scale-out serves another model, and nothing in the configuration changed.',
    fix: {
      text: 'Make tags immutable and name what is served by its digest.',
      patch: 'image_tag_mutability = "IMMUTABLE"',
      command: `aws ecr put-image-tag-mutability --repository-name ${shellWord(trueName(registry))} --image-tag-mutability IMMUTABLE`,
    },
    verify: 'Pushing a tag a second time answers ImageTagAlreadyExistsException, and the next scan passes.',
    evidence: [{ target: registry.evidence[0]?.target ?? '', file, line, detail: 'image_tag_mutability is MUTABLE' }],
    exploitability: 'foothold',
    reachability: 'admin',
    loses: ['integrity'],
  };
}

function served(registry: Asset): string {
  const names = textsOf(registry, 'serves');
  return names.length === 0 ? '' : ` ${listed(names.map(said))} ${names.length === 1 ? 'runs' : 'run'} what lies in it.`;
}
