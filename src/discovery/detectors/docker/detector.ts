import { WORKLOAD_EMITS } from '../../containers/workload.ts';
import { defineDetector } from '../../detector.ts';
import { ENV_FILES } from './env-files.ts';
import { BUILD_FILES, COMPOSE_FILES, type DockerFacts, DOCKERFILES, readDocker } from './facts.ts';
import { linkDocker } from './link.ts';
import { SCRIPT_FILES } from './scripts.ts';

/**
 * Dockerfiles, compose files and scripts that start servers: images with what is installed and started in them, services with what
 * they serve and on which addresses. Properties as in the kubernetes detector; of images: `base`, `sourceDir` (build context), `entry` (module that is
 * started), `user`, `runsAsRoot`, `models`.
 */
export default defineDetector<DockerFacts>({
  id: 'docker',
  version: 2,
  title: 'AI in Dockerfiles, compose files and scripts that start servers',
  reads: {
    files: [...DOCKERFILES, ...COMPOSE_FILES, ...BUILD_FILES, ...ENV_FILES, ...SCRIPT_FILES],
    contains:
      /^\s*(?:from\s|FROM\s|["']?services["']?\s*:)|build-push-action|\b(?:docker|podman|buildah|nerdctl|kaniko)\b|\bacr build\b|OLLAMA_HOST|--(?:\w+\.)?(?:host|hostname|ip)[= ]|^\s*artifacts:|^[ \t]*(?:export[ \t]+)?[A-Za-z_]\w*[ \t]*=/m,
    maxBytes: 1024 * 1024,
  },
  emits: [...WORKLOAD_EMITS, 'library', 'depends-on', 'built-from'],
  facts: readDocker,
  link: linkDocker,
});
