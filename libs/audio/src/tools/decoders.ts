/**
 * The audio decoders a stranger's file may use, by ffmpeg's decoder names: what occurs in the containers we
 * accept, and nothing exotic, because every decoder is code that hostile bytes reach.
 *
 * Tried on 5.1.9 and 7.0.2: a name that a build does not know is harmless (the list is only searched for the
 * decoder at hand), a name that is missing refuses the stream. None of these exists only on 7; the libraries'
 * decoders (`lib…`) exist only in builds that have them, and are used where no native one is.
 *
 * Not Speex: the decoder that 7.1 prefers makes twice the samples of a mono recording, and calls it a success.
 */
export const DECODERS = [
  ...['pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_s32le', 'pcm_s32be', 'pcm_s64le', 'pcm_s64be'],
  ...['pcm_f32le', 'pcm_f32be', 'pcm_f64le', 'pcm_f64be', 'pcm_s8', 'pcm_u8', 'pcm_alaw', 'pcm_mulaw'],
  ...['pcm_u16le', 'pcm_u16be', 'pcm_u24le', 'pcm_u24be', 'pcm_u32le', 'pcm_u32be', 'pcm_f16le', 'pcm_f24le'],
  ...['adpcm_ms', 'adpcm_ima_wav', 'adpcm_ima_qt', 'adpcm_yamaha', 'gsm', 'gsm_ms', 'g726', 'g722', 'g729'],
  ...['mp1float', 'mp1', 'mp2float', 'mp2', 'mp3float', 'mp3', 'aac', 'ac3', 'eac3', 'dca', 'truehd', 'mlp'],
  ...['flac', 'alac', 'als', 'wavpack', 'ape', 'tta', 'mace3', 'mace6', 'qdm2', 'qdmc'],
  ...['vorbis', 'libvorbis', 'opus', 'libopus', 'amrnb', 'amrwb', 'libopencore_amrnb'],
  ...['libopencore_amrwb', 'wmav1', 'wmav2', 'wmapro', 'wmalossless', 'wmavoice'],
]

/**
 * The containers, by ffmpeg's demuxer names. Playlists and manifests (`hls`, `dash`, `concat`, `sdp`) are
 * demuxers too and would open what they name; they are refused by not being here.
 */
export const DEMUXERS = [
  ...['wav', 'w64', 'aiff', 'caf', 'mp3', 'flac', 'ogg', 'mov', 'mp4', 'm4a', '3gp', 'matroska', 'webm'],
  ...['aac', 'ac3', 'eac3', 'amr', 'asf', 'wv', 'ape', 'tta'],
]
