/** For each rule what breaks it: a text of `fixture/good.yaml`, and what is put there instead. */
export const PLANTED: Record<string, [text: string, instead: string]> = {
  'a pod is restricted, and not root': ['runAsNonRoot: true', 'runAsNonRoot: false'],
  'a container has no privileges, and gets none': ['drop: [ALL]', 'drop: [CHOWN]'],
  'a container cannot write into its image': [
    'readOnlyRootFilesystem: true',
    'readOnlyRootFilesystem: false',
  ],
  'a pod has no token for the API server': ['automountServiceAccountToken: false', 'hostNetwork: false'],
  'a network policy denies everything that none of the others names': [
    'podSelector: {}',
    'podSelector: {matchLabels: {a: b}}',
  ],
  'a container says what it needs, and what it may take': ['limits: { memory: 256Mi }', 'limits: { cpu: 1 }'],
  'what lies on the disk of a node has a size': ['emptyDir: { sizeLimit: 64Mi }', 'emptyDir: {}'],
  'what runs on is asked whether it lives, and whether it is ready': ['readinessProbe:', 'startupProbe:'],
  'every deployment has a disruption budget that can be kept': ['maxUnavailable: 1', 'maxUnavailable: 0'],
  'a pod is given the time that its processes take to end': [
    'sleep: { seconds: 5 }',
    'sleep: { seconds: 15 }',
  ],
  'a container of ours runs a service that there is': ['services/ingest/', 'services/digest/'],
  'a variable is one that the process reads; a shared one, that some process reads': [
    'MAX_UPLOADS,',
    'MAX_UPLOAD,',
  ],
  'every process has what it needs, and would take it': ['value: info', 'value: loud'],
  'a secret is a file, never a variable': ['S3_SECRET_KEY_FILE,', 'S3_SECRET_KEY,'],
  'a file that a variable names is in a volume that is mounted to be read': [
    '/run/secrets/soundmill/NATS',
    '/run/NATS',
  ],
  'an image has a tag or a digest, and it is not latest': ['soundmill:1.2.3', 'soundmill:latest'],
  'an image that is there is not fetched again': ['IfNotPresent', 'Always'],
  'an autoscaler has a deployment, and the deployment has no other, and says no number itself': [
    'spec: # no',
    'spec:\n  replicas: 1 # no',
  ],
  'a queue that is watched has the name that it has in the log, and every lane is watched': [
    'work-urgent',
    'work-urgently',
  ],
}
