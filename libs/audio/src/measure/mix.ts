/** The channels a rendition is made of. */
export type Mix = { channels: 1 | 2; filter: string }

/** Up to here ffmpeg knows what the channels of a layout that is not named are, by convention. */
const CONVENTIONAL_CHANNELS = 8

/**
 * Mono stays mono; everything else becomes stereo, by ffmpeg's downmix where the layout is known or
 * conventional (computed in floating point, so it cannot clip). Many channels without a layout are tracks of
 * a recorder: all of them, in equal parts, on both sides.
 */
export function mixOf(channels: number, layout: string | undefined, codec = ''): Mix {
  const { filter, ...mix } = plainMixOf(channels, layout)
  return { ...mix, filter: codec.startsWith('pcm_f') ? `${numbersOnly(channels)},${filter}` : filter }
}

/**
 * Samples in floating point need not be numbers: one that is none, or infinite, makes LAME abort and is heard by
 * no meter. They become silence. Costs half a percent of real time.
 */
function numbersOnly(channels: number): string {
  const each = Array.from({ length: channels }, (_, i) => `if(isnan(val(${i}))+isinf(val(${i})),0,val(${i}))`)
  return `aeval='${each.join('|')}':c=same`
}

function plainMixOf(channels: number, layout: string | undefined): Mix {
  if (channels === 1) return { channels: 1, filter: 'aformat=sample_fmts=dbl:channel_layouts=mono' }
  const stereo = 'aformat=sample_fmts=dbl:channel_layouts=stereo'
  // Two channels are two sides, whatever a header calls them: a downmix knows few pairs and drops an LFE.
  if (channels === 2 && !isStereo(layout))
    return { channels: 2, filter: `channelmap=map=0|1:channel_layout=stereo,${stereo}` }
  if (layout !== undefined || channels <= CONVENTIONAL_CHANNELS) return { channels: 2, filter: stereo }
  const all = Array.from(
    { length: channels },
    (_, channel) => `${(1 / channels).toFixed(6)}*c${channel}`,
  ).join('+')
  return { channels: 2, filter: `pan=stereo|c0=${all}|c1=${all},${stereo}` }
}

/** Left and right, or nothing that says otherwise. */
export const isStereo = (layout: string | undefined) => layout === undefined || layout === 'stereo'
