import type { Inspected } from '@soundmill/audio'
import type { Inspection } from '@soundmill/events'

/**
 * What is told of a source. The engine knows more: where its files are is nobody's business, and what would
 * not fit into an event (each silence, each chapter) is in the delivery report; what cancels in mono is a finding.
 */
export function inspectionOf({
  findings: _findings,
  waveforms: _waveforms,
  curve: _curve,
  envelope: _envelope,
  silences: _silences,
  canceling: _canceling,
  uniformCopy: _copy,
  embedded,
  ...told
}: Inspected): Inspection {
  const { title, artist, album } = embedded.tags
  return {
    ...told,
    embedded: {
      ...(title !== undefined && { title }),
      ...(artist !== undefined && { artist }),
      ...(album !== undefined && { album }),
      chapters: embedded.chapters.length,
      picture: embedded.picturePath !== undefined,
    },
  }
}
