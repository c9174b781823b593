import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../architecture/files.ts'

const FOLDER = 'docs/runbooks'

/** What every page answers, in this order. */
export const QUESTIONS = ['What it means', 'Look', 'Do', 'Over when']

/** Where the page of an alert is: SoundmillJobTooOld → docs/runbooks/job-too-old.md. */
export function pageOf(alert: string): string {
  const name = alert.replace(/^Soundmill/, '').replace(/(?<!^)([A-Z])/g, '-$1')
  return `${FOLDER}/${name.toLowerCase()}.md`
}

/** The pages there are, by their path from the root. */
export function runbooks(): Map<string, string> {
  const names = readdirSync(join(ROOT, FOLDER)).filter((name) => name !== 'README.md')
  return new Map(names.map((name) => [`${FOLDER}/${name}`, readFileSync(join(ROOT, FOLDER, name), 'utf8')]))
}

export const headingsOf = (page: string): string[] =>
  [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading)
