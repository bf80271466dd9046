import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * One process for many files: tests keep no shared mutable state, so nothing has to be isolated. Forks rather than threads,
 * because a crash of the native parser then ends one worker instead of the run, and a test may send itself a signal.
 */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: process.env['PHAROS_TEST_REPORT'] ? ['default', ['json', { outputFile: process.env['PHAROS_TEST_REPORT'] }]] : ['default'],
    // A test that sees the colours or the store of the person who runs it is not a test.
    env: { NO_COLOR: '1', PHAROS_HOME: join(tmpdir(), `pharos-test-home-${process.pid}`), PHAROS_DATABASE_URL: '' },
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['**/*.test.ts', '**/cases.ts'] },
  },
});
