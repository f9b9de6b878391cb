import packageJson from '../package.json' with { type: 'json' }

/** Name of the product as people see it. */
export const PRODUCT_NAME = 'Plenary'

/** Version of the product, as in package.json. */
export const { version: VERSION } = packageJson
