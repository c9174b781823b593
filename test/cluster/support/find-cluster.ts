import { buildImage, type Images, imagesFrom } from './images.ts'
import { createKubectl } from './kubectl.ts'
import { loadImages } from './load-images.ts'

export type ClusterAddress = {
  kubeconfig: string
  /** Where NodePorts answer. */
  host: string
  images: Images
}

type Environment = Record<string, string | undefined>

/**
 * The cluster SOUNDMILL_TEST_KUBECONFIG names, with the image of our services built and brought there; null and a
 * line on stderr where the variable is not set. KUBECONFIG alone is not enough: tests make and delete namespaces,
 * and that is to happen only where somebody has said so. A cluster that is named and does not answer is an error.
 *
 * - SOUNDMILL_IMAGE: an image that is in the cluster's reach, instead of one built here.
 * - SOUNDMILL_TEST_CLUSTER_LOAD: a command that is given the names of images in Docker and brings them to the
 *   nodes (`kind load docker-image`); not set: nodes can pull them.
 * - SOUNDMILL_TEST_CLUSTER_HOST: where NodePorts answer; not set: the first node's internal address.
 */
export async function findCluster(environment: Environment): Promise<ClusterAddress | null> {
  const kubeconfig = environment.SOUNDMILL_TEST_KUBECONFIG
  if (!kubeconfig) {
    process.stderr.write(
      'NO CLUSTER: tests that need one are skipped. Set SOUNDMILL_TEST_KUBECONFIG to the kubeconfig of a cluster ' +
        'in which they may make and delete namespaces.\n',
    )
    return null
  }
  const host = environment.SOUNDMILL_TEST_CLUSTER_HOST || (await addressOfFirstNode(kubeconfig))
  const ours = environment.SOUNDMILL_IMAGE || (await buildImage(environment.SOUNDMILL_NODE_IMAGE))
  const images = imagesFrom(environment, ours)
  if (environment.SOUNDMILL_TEST_CLUSTER_LOAD)
    await loadImages(environment.SOUNDMILL_TEST_CLUSTER_LOAD, Object.values(images))
  return { kubeconfig, host, images }
}

async function addressOfFirstNode(kubeconfig: string): Promise<string> {
  const path = '{.items[0].status.addresses[?(@.type=="InternalIP")].address}'
  return createKubectl(kubeconfig)(['get', 'nodes', '--output', `jsonpath=${path}`])
}
