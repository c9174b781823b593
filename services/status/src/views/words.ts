/** So many words of an episode can be searched for; a title and a few file names are fewer. */
const WORDS_KEPT = 64

/**
 * The words of a text as an episode is found by them, each once: runs of letters and digits, without accents, in
 * lower case; `Käse & Brot.wav` gives `kase brot wav`. Where a script puts no spaces between words, nobody can say
 * where one begins who does not know the language (and what does, ICU, says it otherwise with every release): there
 * it is every letter with the one that follows, so `東京駅` gives `東京 京駅 駅`.
 */
export function wordsOf(text: string): string[] {
  return [...new Set(partsOf(text).flatMap((part) => (isSpaceless(part) ? pairsOf(part, true) : part)))]
}

/** The first words of several texts, each once. */
export function firstWordsOf(texts: string[]): string[] {
  return wordsOf(texts.join(' ')).slice(0, WORDS_KEPT)
}

/**
 * What is searched for: of each word that is typed, beginnings of words (`wordsOf`) that must all be there. That is
 * the word itself; of a script without spaces its pairs of letters, or its only letter.
 */
export function askedWordsOf(text: string): string[][] {
  return partsOf(text).map((part) => (isSpaceless(part) ? pairsOf(part, [...part].length === 1) : [part]))
}

/** In code points: what a cursor has to carry stays short. Longer ones that begin alike are ranked by age. */
const SORT_KEY_LENGTH = 120

/** What a text is sorted by: its words, in the order of their bytes in UTF-8. */
export function sortKeyOf(text: string): string {
  return [...runsOf(text).join(' ')].slice(0, SORT_KEY_LENGTH).join('')
}

/** Only the accents of Latin, Greek and Cyrillic go: marks of other scripts are vowels, without which words are others. */
const ACCENTS = /[\u0300-\u036f]/g

function runsOf(text: string): string[] {
  const plain = text.normalize('NFKD').toLowerCase().replace(ACCENTS, '').normalize('NFC')
  // At the end of a word a sigma is written otherwise, and a word that is typed may not be at its end yet.
  const folded = plain.replaceAll('ς', 'σ').replaceAll('ß', 'ss')
  return folded.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []
}

/** Scripts that put no spaces between words; Korean does, and is searched for within words all the same. */
const SPACELESS =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー\u3099\u309a]+/u
const SEAM = new RegExp(`(${SPACELESS.source})`, 'u')

/** Runs, cut where a script without spaces begins or ends. */
const partsOf = (text: string): string[] => runsOf(text).flatMap((run) => run.split(SEAM).filter(Boolean))

const isSpaceless = (part: string): boolean => SPACELESS.test(part)

/** Every letter with the next one; and the last one alone, if it is wanted. */
function pairsOf(part: string, withLast: boolean): string[] {
  const letters = [...part]
  const pairs = letters.slice(1).map((letter, at) => `${letters[at]}${letter}`)
  return withLast ? [...pairs, ...letters.slice(-1)] : pairs
}
