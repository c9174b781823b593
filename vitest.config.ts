import { defineConfig } from 'vitest/config'

/** Real servers and real child processes are slow to start on a busy machine; a promise is still awaited, never slept for. */
const patience = { testTimeout: 60_000, hookTimeout: 120_000 }

/**
 * Vitest leaves one core alone, which of two is half of the machine, and loads everything anew for each file, which is
 * half of the time. No file of ours leaves anything behind in its process.
 */
const everyCore = { maxWorkers: '100%', isolate: false }

const integration = ['{libs,services}/*/src/**/*.integration.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{libs,services}/*/src/**/*.test.ts',
            'test/support/src/**/*.test.ts',
            'test/*.test.ts',
            'deploy/**/*.test.ts',
          ],
          exclude: integration,
          ...everyCore,
          ...patience,
        },
      },
      {
        test: {
          name: 'integration',
          include: integration,
          globalSetup: ['test/support/src/servers.ts'],
          ...everyCore,
          ...patience,
        },
      },
      {
        test: {
          name: 'journey',
          include: ['test/journey/**/*.test.ts'],
          globalSetup: ['test/support/src/servers.ts'],
          fileParallelism: false,
          ...patience,
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/{faults,privileges}/**/*.test.ts'],
          exclude: ['test/faults/long/**'],
          globalSetup: ['test/support/src/servers.ts'],
          // Most of them wait most of the time.
          maxWorkers: 3,
          ...patience,
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
      {
        // The same engine with another ffmpeg; it calculates for minutes.
        test: {
          name: 'image',
          include: ['test/image/**/*.test.ts'],
          globalSetup: ['test/support/src/servers.ts'],
          ...patience,
          testTimeout: 1_500_000,
        },
      },
      {
        // What compares times has the machine for itself.
        test: {
          name: 'quiet',
          include: ['test/quiet/**/*.test.ts'],
          globalSetup: ['test/support/src/servers.ts'],
          fileParallelism: false,
          ...patience,
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
      {
        // Each file has the system in a namespace of its own, and a cluster is as large as it is.
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          globalSetup: ['test/cluster/support/setup.ts'],
          fileParallelism: false,
          ...patience,
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts', 'test/faults/long/**/*.test.ts'],
          globalSetup: ['test/support/src/servers.ts', 'test/cluster/support/setup.ts'],
          fileParallelism: false,
          ...patience,
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
})
