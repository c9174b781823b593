import { FORMATS, PRESETS, TARGETS } from '@soundmill/audio'

const names = (table: object) => Object.keys(table).join(', ')

export const USAGE = `usage: npm run render -- [options] file…

Finishes recordings on this machine, without any server: measures, normalises, encodes, and proves the result.

  --preset NAME      ${names(PRESETS)} (podcast)
  --out DIR          where the files go (render-output); each of several recordings gets a directory in it.
                     Files of an earlier run there are replaced, and removed where there is no new one
  --target T         ${names(TARGETS)}, or LUFS as a number: --target=-16
  --formats LIST     instead of the preset's: ${names(FORMATS)};
                     mp3:192 is a bit rate in kb/s, mp3:v2 a quality, flac:24 a bit depth
  --mono             every file with one channel
  --title T, --artist T, --album T, --description T, --genre T
  --season N, --number N   whole numbers
  --date DATE        2026-03-01, or with a time: 2026-03-01T09:00:00Z
  --language TAG     BCP 47: en, pt-BR
                     all these instead of what the recording says of itself; without any title, the name
                     of the file is one
  --chapters FILE    podcast JSON, Podlove XML, WebVTT, or lines of HH:MM:SS title
  --cover FILE       JPEG, PNG, WebP or GIF, instead of the picture in the recording
  --preview SECONDS  a clip of that length besides
  --base-url URL     where the files will be published, for the feed's fragment
  --json             one JSON document on stdout (with npm run --silent render), progress on stderr
  --help

Exit code 0: all made, all within their targets; 3: all made, but something missed its target (see the
findings); 1: a recording could not be finished; 2: the arguments are not understood, or a file they name
cannot be read; 130: interrupted.`
