/**
 * Answers a question anew at most every so many milliseconds for each key, however many ask; a failure is passed
 * on to those who waited for it, and asked again by the next.
 */
export function remembered<T>(
  forMs: number,
  ask: (key: string) => Promise<T>,
  now: () => number = () => performance.now(),
): (key: string) => Promise<T> {
  /** In the order they were asked, oldest first. */
  const answers = new Map<string, { answer: Promise<T>; at: number }>()

  function forgetOld() {
    for (const [key, { at }] of answers) {
      if (now() - at < forMs) return
      answers.delete(key)
    }
  }

  return (key) => {
    forgetOld()
    const known = answers.get(key)
    if (known) return known.answer
    const answer = ask(key)
    const mine = { answer, at: now() }
    answers.set(key, mine)
    answer.catch(() => {
      if (answers.get(key) === mine) answers.delete(key)
    })
    return answer
  }
}
