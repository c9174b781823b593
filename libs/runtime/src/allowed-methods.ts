import type { FastifyInstance } from 'fastify'

/**
 * Remembers the routes as they are added, and tells which methods a path would have been answered for:
 * the difference between 404 and 405. Fastify itself only knows that method and path together have no route.
 */
export function watchRoutes(app: FastifyInstance): (path: string) => string[] {
  const routes: Array<{ pattern: string[]; methods: string[] }> = []
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ pattern: url.split('/'), methods: [method].flat() })
  })
  return (path) => {
    const segments = path.split('/')
    const methods = routes
      .filter(({ pattern }) => matches(pattern, segments))
      .flatMap((route) => route.methods)
    return [...new Set(methods)].sort()
  }
}

function matches(pattern: string[], segments: string[]): boolean {
  const open = pattern.at(-1) === '*'
  const fixed = open ? pattern.slice(0, -1) : pattern
  if (open ? segments.length < pattern.length : segments.length !== pattern.length) return false
  return fixed.every((part, at) => (part.startsWith(':') ? segments[at] !== '' : part === segments[at]))
}
