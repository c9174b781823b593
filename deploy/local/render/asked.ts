import type { Wishes } from '@soundmill/audio'

/** What the person at the keyboard wants; paths as they were typed. */
export type Asked = {
  files: string[]
  out: string
  json: boolean
  help: boolean
  chaptersFile?: string | undefined
  wishes: Wishes
}
