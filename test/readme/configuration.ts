import { AllInOneEnv } from '@soundmill/all-in-one/env'
import { S3Env } from '@soundmill/blob-store/s3'
import { NatsEnv } from '@soundmill/event-log/jetstream'
import { NatsServerEnv } from '@soundmill/event-log/nats-server'
import { TopologyEnv } from '@soundmill/event-log/topology'
import { IngestEnv } from '@soundmill/ingest'
import { EraseEnv } from '@soundmill/operator/env'
import { ProcessorEnv } from '@soundmill/processor'
import { LogEnv, RuntimeEnv, type Setting, settingsOf } from '@soundmill/runtime'
import { StatusEnv } from '@soundmill/status'
import { MongoEnv } from '@soundmill/status/store/mongo'
import { S3UsersEnv } from '@soundmill/topology/s3-users'
import { z } from 'zod'

/** What each process reads, as its `main.ts` puts it together. */
export const PROCESSES: Record<string, z.ZodRawShape> = {
  ingest: { ...RuntimeEnv, ...NatsEnv, ...S3Env, ...IngestEnv },
  processor: { ...RuntimeEnv, ...NatsEnv, ...S3Env, ...ProcessorEnv },
  status: { ...RuntimeEnv, ...NatsEnv, ...S3Env, ...MongoEnv, ...StatusEnv },
  'rebuild-view': { ...LogEnv, ...NatsEnv, ...MongoEnv },
  'backup-log': { ...LogEnv, ...NatsEnv },
  'restore-log': { ...LogEnv, ...NatsEnv },
  erase: { ...LogEnv, ...NatsEnv, ...S3Env, ...EraseEnv },
  topology: { ...LogEnv, ...NatsEnv, ...TopologyEnv, ...S3Env },
  's3-users': { ...LogEnv, ...S3Env, ...S3UsersEnv },
  'all-in-one': {
    ...RuntimeEnv,
    ...NatsEnv,
    ...TopologyEnv,
    ...IngestEnv,
    ...ProcessorEnv,
    ...StatusEnv,
    ...NatsServerEnv,
    ...AllInOneEnv,
  },
}

/** The table in the README: one row a variable, in the order of the processes. */
export function configurationTable(): string {
  const rows = new Map<string, { setting: Setting; readers: string[] }>()
  for (const [process, shape] of Object.entries(PROCESSES)) {
    for (const setting of settingsOf(z.object(shape))) {
      const row = rows.get(setting.name) ?? { setting, readers: [] }
      row.readers.push(process)
      rows.set(setting.name, row)
    }
  }
  const lines = [...rows.values()].map(({ setting, readers }) => line(setting, readers))
  return ['| variable | default | what it is | read by |', '|---|---|---|---|', ...lines].join('\n')
}

function line({ name, description, required, default: value }: Setting, readers: string[]): string {
  const shown = required ? '**required**' : value === undefined ? '' : `\`${value}\``
  const others = Object.keys(PROCESSES).filter((process) => !readers.includes(process))
  const by = others.length < 2 ? ['all', ...others].join(' but ') : readers.join(', ')
  return `| \`${name}\` | ${shown} | ${description} | ${by} |`
}
