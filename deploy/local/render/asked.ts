import type { Wishes } from '@soundmill/audio'

/** What the person at the keyboard wants; paths as they were typed, nothing of them read yet. */
export type Asked = {
  files: string[]
  out: string
  json: boolean
  help: boolean
  chaptersFile?: string | undefined
  coverFile?: string | undefined
  wishes: Wishes
}
