import type { ProxiedRequest } from '@soundmill/test-support'
import type { Policy } from '@soundmill/topology/s3-users'

/** A permission as a policy grants it: an action, and where. */
export type Grant = { action: string; resource: string }

/** S3's name for what a request is about (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html). */
export function grantFor({ method, path, query }: ProxiedRequest): Grant {
  const [, bucket = '', ...rest] = path.split('/')
  const key = rest.join('/')
  const resource = `arn:aws:s3:::${bucket}${key && `/${key}`}`
  return { action: `s3:${key === '' ? actionOnBucket(method, query) : actionOnKey(method, query)}`, resource }
}

function actionOnBucket(method: string, query: URLSearchParams): string {
  if (method === 'PUT') return 'CreateBucket'
  return query.has('uploads') ? 'ListBucketMultipartUploads' : 'ListBucket'
}

function actionOnKey(method: string, query: URLSearchParams): string {
  if (method === 'DELETE') return query.has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject'
  return method === 'GET' || method === 'HEAD' ? 'GetObject' : 'PutObject'
}

/** What a policy grants, one by one. */
export const grantsOf = ({ Statement }: Policy): Grant[] =>
  Statement.flatMap(({ Action, Resource }) =>
    Action.flatMap((action) => Resource.map((resource) => ({ action, resource }))),
  )

/** Whether a request needs this very grant. */
export function isNeededFor(grant: Grant, request: ProxiedRequest): boolean {
  const { action, resource } = grantFor(request)
  const isThere = grant.resource.endsWith('/*')
    ? resource.startsWith(grant.resource.slice(0, -1))
    : resource === grant.resource
  return action === grant.action && isThere
}
