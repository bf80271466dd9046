import { imageOf, type PackageIdentity } from './package-spec.ts';
import { readOptions } from './command-line.ts';

/** What a container can reach of the machine it runs on. */
export interface Container {
  /** `source:target[:options]`, as written. */
  mounts: string[];
  privileged?: boolean;
  /** `host`: the machine's own network. */
  network?: string;
  /** The container can start others, as root of the machine. */
  engineSocket?: boolean;
}

/** Options of `docker run` without a value; every other one takes the next word. Source: docs.docker.com/reference/cli/docker/container/run */
const FLAGS = new Set(
  '--rm --interactive --tty --detach --privileged --init --read-only --no-healthcheck --publish-all --quiet --oom-kill-disable --sig-proxy --disable-content-trust --tls --tlsverify --debug --help --use-api-socket'.split(
    ' ',
  ),
);
/** A cluster of one-letter flags: -i, -it, -itd. */
const SHORT_FLAGS = /^-[itdPqD]+$/;

/** `docker run …`; undefined for exec, compose and everything else that names no image. */
export function readContainerRun(
  args: readonly string[],
): { package?: PackageIdentity; arguments: string[]; environment: string[]; container: Container } | undefined {
  const takesValue = (name: string): boolean => (name.startsWith('--') ? !FLAGS.has(name) : !SHORT_FLAGS.test(name) && name.length === 2);
  const { rest: verbs } = readOptions(args, (name) =>
    /^(?:-c|--context|-H|--host|--config|-l|--log-level|--connection|--url|-n|--namespace)$/.test(name),
  );
  const at = verbs[0] === 'run' ? 1 : verbs[0] === 'container' && verbs[1] === 'run' ? 2 : 0;
  if (at === 0) return undefined;
  const { given, rest } = readOptions(verbs.slice(at), takesValue);
  const all = (...names: string[]): string[] => names.flatMap((name) => given.get(name) ?? []);
  const attached = (letter: string): string[] =>
    [...given.keys()]
      .filter((name) => name.startsWith(`-${letter}`) && name.length > 2 && !SHORT_FLAGS.test(name))
      .map((name) => name.slice(2));
  const [image = '', ...after] = rest;
  const mounts = [...all('-v', '--volume', '--mount'), ...attached('v')];
  const network = all('--network', '--net')[0];
  const container: Container = { mounts };
  if (given.has('--privileged') && given.get('--privileged')![0] !== 'false') container.privileged = true;
  if (network !== undefined) container.network = network;
  if (mounts.some((mount) => /(?:docker|podman|containerd)\.sock/.test(mount)) || given.has('--use-api-socket'))
    container.engineSocket = true;
  const found = imageOf(image.slice(0, 400));
  return { ...(found ? { package: found } : {}), arguments: after, environment: [...all('-e', '--env'), ...attached('e')], container };
}
