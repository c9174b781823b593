import { eachContainer } from '../pods.ts'
import type { ManifestRule } from '../rule.ts'

export const IMAGE_RULES: ManifestRule[] = [
  {
    says: 'an image has a tag or a digest, and it is not latest',
    broken: eachContainer(({ image }) => {
      const [, tag] = /:([^/:@]+)(@|$)/.exec(image) ?? []
      if (image.includes('@sha256:')) return []
      return tag === undefined || tag === 'latest' ? [`${image} is another one every day`] : []
    }),
  },
  {
    says: 'an image that is there is not fetched again',
    broken: eachContainer(({ imagePullPolicy }) =>
      imagePullPolicy === 'Always' ? ['its image is fetched at every start'] : [],
    ),
  },
]
