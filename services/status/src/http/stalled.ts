import type { FastifyReply } from 'fastify'

/**
 * Hangs up on a reader who takes nothing for a whole interval although something waits for him. What waits is
 * little, since a stream is only read as fast as it can be sent; but his connection and his place are ours.
 * For a reader who is still there: it watches until his answer is closed.
 */
export function dropWhenStalled(reply: FastifyReply, intervalMs: number): void {
  const { raw } = reply
  let sentBefore = -1
  const timer = setInterval(() => {
    const { socket } = raw
    if (!socket) return
    const sent = socket.bytesWritten - socket.writableLength
    if (socket.writableLength > 0 && sent === sentBefore) raw.destroy()
    sentBefore = sent
  }, intervalMs)
  raw.once('close', () => clearInterval(timer))
}
